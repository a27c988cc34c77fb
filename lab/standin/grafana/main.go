// Command grafana stands in for Grafana where its image cannot be had, in
// scripts/compose-test.sh. It reads the provisioning files and dashboards that Grafana
// would read, refuses what Grafana could not use, and then answers /api/health. It
// draws nothing. At /check it asks the provisioned data source every query of the dashboards.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// The addresses and folders of the real image.
const (
	listen       = "0.0.0.0:3000"
	provisioning = "/etc/grafana/provisioning"
	root         = "/"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	board, err := load(provisioning, root)
	if err != nil {
		return err
	}
	log.Printf("this is a stand-in for Grafana: %d dashboards with %d queries", board.dashboards, len(board.queries))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/health", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, `{"database":"ok","version":"stand-in"}`)
	})
	client := &http.Client{Timeout: 10 * time.Second}
	mux.HandleFunc("GET /check", func(w http.ResponseWriter, _ *http.Request) {
		filled, err := board.ask(client)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintf(w, "{\"queries\":%d,\"with_data\":%d}\n", len(board.queries), filled)
	})
	srv := &http.Server{Addr: listen, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	return srv.ListenAndServe()
}

// ask sends every query to its data source and returns how many gave a series. Grafana's
// variables are replaced as it would for a panel of the last hour.
func (b board) ask(client *http.Client) (filled int, err error) {
	vars := strings.NewReplacer("$__rate_interval", "1m", "$__range", "1h")
	for _, q := range b.queries {
		n, err := series(client, q.source, vars.Replace(q.expr))
		if err != nil {
			return 0, fmt.Errorf("panel %q: %s: %w", q.panel, q.expr, err)
		}
		if n > 0 {
			filled++
		}
	}
	return filled, nil
}

func series(client *http.Client, source, expr string) (int, error) {
	res, err := client.PostForm(source+"/api/v1/query", url.Values{"query": {expr}})
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	var answer struct {
		Status, Error string
		Data          struct{ Result []json.RawMessage }
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return 0, err
	}
	if answer.Status != "success" {
		return 0, errors.New(answer.Error)
	}
	return len(answer.Data.Result), nil
}

func read(path string, decode func([]byte) error) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := decode(b); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
