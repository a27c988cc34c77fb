package metrics

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// get returns what a handler answers.
func get(t *testing.T, h http.Handler, path string) (status int, body string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	data, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(data)
}

func TestEveryNameOfTheContractIsThere(t *testing.T) {
	t.Parallel()
	reg := prometheus.NewRegistry()
	m := New(reg, "ingest", "parse", "validate", "publish")
	m.RuleFailures.WithLabelValues("T4-01", "error").Inc()
	m.Dead.WithLabelValues("parse", "panic").Inc()
	m.EndToEnd.Observe(1)
	_, body := get(t, Handler(reg, nil, nil), "/metrics")
	for _, want := range []string{
		`gouji_documents_total{outcome="ok",stage="ingest"} 0`, `gouji_documents_total{outcome="duplicate",stage="publish"} 0`,
		`gouji_documents_total{outcome="retry",stage="parse"} 0`, `gouji_documents_total{outcome="rejected",stage="validate"} 0`,
		`gouji_documents_total{outcome="dead",stage="parse"} 0`, `gouji_rule_failures_total{rule="T4-01",severity="error"} 1`,
		`gouji_rule_outcomes_total{outcome="inconclusive"} 0`, `gouji_cells_total{state="unread"} 0`,
		`gouji_stage_duration_seconds_bucket{stage="parse",le="+Inf"} 0`, `gouji_end_to_end_seconds_count 1`,
		`gouji_lag_messages{stage="parse"} 0`, `gouji_lag_seconds{stage="parse"} 0`, `gouji_inflight{stage="parse"} 0`,
		`gouji_dead_total{class="panic",stage="parse"} 1`, `gouji_unaccounted_documents 0`, `gouji_build_info{`,
		`gouji_nondeterminism_total{stage="parse"} 0`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if h := f.GetMetric()[0].GetHistogram(); h != nil && h.Schema == nil {
			t.Errorf("%s is no native histogram", f.GetName())
		}
	}
}

func TestHealthAndReadiness(t *testing.T) {
	t.Parallel()
	reg := prometheus.NewRegistry()
	red := Handler(reg, func(ctx context.Context) ([]string, error) {
		if _, ok := ctx.Deadline(); !ok {
			t.Error("the check has no deadline")
		}
		return []string{"stage parse"}, errors.New("stream GOUJI_P0: not found")
	}, func() string { return "" })
	waits := Handler(reg, func(context.Context) ([]string, error) { return []string{"submissions", "stage parse"}, nil }, func() string { return "cage: none" })
	green := Handler(reg, func(context.Context) ([]string, error) { return nil, nil }, nil)
	caged := Handler(reg, nil, func() string { return "cage: none" })
	for _, c := range []struct {
		h      http.Handler
		path   string
		status int
		body   string
	}{
		{red, "/healthz", 200, "ok\n"}, {red, "/readyz", 503, "stream GOUJI_P0: not found\nwaits: stage parse\n"},
		{green, "/readyz", 200, "ready\n"}, {Handler(reg, nil, nil), "/readyz", 200, "ready\n"},
		{caged, "/readyz", 200, "ready\ncage: none\n"}, {waits, "/readyz", 200, "ready\nwaits: submissions\nwaits: stage parse\ncage: none\n"},
	} {
		w := httptest.NewRecorder()
		c.h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
		for _, name := range []string{"Cache-Control", "X-Content-Type-Options", "Content-Security-Policy"} {
			if w.Header().Get(name) == "" {
				t.Errorf("/metrics without %s", name)
			}
		}
		if status, body := get(t, c.h, c.path); status != c.status || body != c.body {
			t.Errorf("%s: %d %q, want %d %q", c.path, status, body, c.status, c.body)
		}
	}
	if status, _ := get(t, green, "/other"); status != http.StatusNotFound {
		t.Errorf("/other: %d", status)
	}
}

// TestBrokerConnected: 0 until there is a connection, then what the connection says.
func TestBrokerConnected(t *testing.T) {
	t.Parallel()
	reg := prometheus.NewRegistry()
	m, up := New(reg), true
	connected := func() string {
		_, body := get(t, Handler(reg, func(context.Context) ([]string, error) { return nil, nil }, nil), "/metrics")
		_, rest, _ := strings.Cut(body, "\ngouji_broker_connected ")
		return rest[:min(1, len(rest))]
	}
	if got := connected(); got != "0" {
		t.Errorf("%q before there is a connection, want 0", got)
	}
	m.WatchBroker(func() bool { return up })
	if got := connected(); got != "1" {
		t.Errorf("%q while connected, want 1", got)
	}
	if up = false; connected() != "0" {
		t.Error("not 0 after the connection was lost")
	}
}
