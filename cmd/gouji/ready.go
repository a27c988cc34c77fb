package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/metrics"
)

func newReady(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "ready",
		Short: "本机进程是否就绪,供容器健康检查 · whether the process behind --admin is ready, for container health checks",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, cancel := context.WithTimeout(cmd.Context(), 5*time.Second)
			defer cancel()
			return a.ready(ctx)
		},
	}
}

// readyAnswer is what `gouji ready --format json` prints.
type readyAnswer struct {
	Ready bool `json:"ready"`
	// Waits is what does not go on at present, though nothing is broken, a line each.
	Waits []string `json:"waits"`
}

// ready asks /readyz of --admin; an address that listens on all interfaces is asked
// on loopback.
func (a *app) ready(ctx context.Context) error {
	addr := a.conf.Admin
	for _, all := range []string{"0.0.0.0:", "[::]:", ":"} {
		if port, ok := strings.CutPrefix(addr, all); ok {
			addr = "127.0.0.1:" + port
			break
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/readyz", nil)
	if err != nil {
		return exit(exitUsage, fmt.Errorf("admin address %q: %w", a.conf.Admin, err))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return exit(exitFound, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		reason, _ := io.ReadAll(io.LimitReader(res.Body, 1024)) // what came is enough
		return exit(exitFound, fmt.Errorf("not ready: %s", reason))
	}
	said, err := io.ReadAll(io.LimitReader(res.Body, 16<<10))
	if err != nil {
		return exit(exitFound, err)
	}
	waits := []string{}
	for line := range strings.Lines(string(said)) {
		if wait, ok := strings.CutPrefix(line, metrics.Waits); ok {
			waits = append(waits, strings.TrimSpace(wait))
		}
	}
	return emit(a, func() {
		for _, w := range waits {
			fmt.Fprintln(a.Stdout, w)
		}
	}, readyAnswer{true, waits})
}
