package metrics

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// readyTimeout bounds one readiness check, below the usual scrape and probe timeouts.
const readyTimeout = 5 * time.Second

// Waits begins the lines of /readyz that say what waits.
const Waits = "waits: "

// Handler serves /metrics, /healthz (200 as long as the process answers) and /readyz: 200
// when ready returns no error, else 503 with the reason as text. What does not go on though
// nothing is broken, which ready says besides, and what about returns stand on the lines below,
// also where it is not ready. A nil ready is always ready; about may be nil.
func Handler(g prometheus.Gatherer, ready func(context.Context) (waits []string, err error), about func() string) http.Handler {
	mux := http.NewServeMux()
	series := promhttp.HandlerFor(g, promhttp.HandlerOpts{EnableOpenMetrics: true})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		plain(w.Header())
		series.ServeHTTP(w, r)
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { text(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
		defer cancel()
		status, lines := http.StatusOK, []string{"ready"}
		if ready != nil {
			waits, err := ready(ctx)
			if err != nil {
				status, lines[0] = http.StatusServiceUnavailable, err.Error()
			}
			for _, wait := range waits {
				lines = append(lines, Waits+wait)
			}
		}
		if about != nil {
			if more := about(); more != "" {
				lines = append(lines, more)
			}
		}
		text(w, status, strings.Join(lines, "\n"))
	})
	return mux
}

func text(w http.ResponseWriter, status int, s string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	plain(w.Header())
	w.WriteHeader(status)
	_, _ = io.WriteString(w, s+"\n")
}

// plain has a browser take an answer for what it says it is, and keep nothing.
func plain(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
}
