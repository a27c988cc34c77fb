package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// TestADocumentIsItsProducers: with tokens, each producer sees what it submitted, published or
// dead, by whatever door it came in, and of the others' documents nothing.
func TestADocumentIsItsProducers(t *testing.T) {
	t.Parallel()
	up := start(t, "up", "--data", t.TempDir(), "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0",
		"--http-tokens", tokens(t, "crawler:0123456789abcdef\nplatform:fedcba9876543210\n"))
	ask := func(method, path, secret, body string) (int, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, "http://"+up.where.HTTP+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+secret)
		return answered(t, req)
	}
	secrets := map[string]string{"crawler": "0123456789abcdef", "platform": "fedcba9876543210"}
	owned := map[string]string{}
	docs := samples(t, 2, 77)
	entries, err := os.ReadDir(docs)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range entries {
		data, err := os.ReadFile(filepath.Join(docs, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		who := []string{"crawler", "platform"}[i%2]
		if code, text := ask("POST", "/v1/reports", secrets[who], string(data)); code != http.StatusAccepted {
			t.Fatalf("%d %s", code, text)
		}
		owned[report.DocumentID(data)] = who
	}
	notice := "关于召开会议的通知。\n"
	if code, text := ask("POST", "/v1/reports", secrets["crawler"], notice); code != http.StatusAccepted {
		t.Fatalf("%d %s", code, text)
	}
	owned[report.DocumentID([]byte(notice))] = "crawler"
	by := filepath.Join(t.TempDir(), "by-nats.txt")
	if err := os.WriteFile(by, []byte(notice+"二\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	command(t, "submit", "--wait", "--producer", "platform", "--nats-url", up.where.NATS, by)
	owned[report.DocumentID([]byte(notice+"二\n"))] = "platform"
	settled(t, up.where.NATS)
	for id, owner := range owned {
		for who, secret := range secrets {
			code, text := ask("GET", "/v1/reports/"+id, secret, "")
			_, many := ask("POST", "/v1/status", secret, `{"ids":["`+id+`"]}`)
			_, list := ask("GET", "/v1/reports?limit=1000", secret, "")
			if mine := who == owner; mine != (code == http.StatusOK) || !mine && code != http.StatusNotFound || mine == strings.Contains(many, `"unknown"`) || !mine && strings.Contains(list, id) {
				t.Errorf("%s asks for a document of %s: %d %.200s\n%s\n%.300s", who, owner, code, text, many, list)
			}
		}
	}
	if len(owned) != 4 {
		t.Errorf("only %d documents", len(owned))
	}
}
