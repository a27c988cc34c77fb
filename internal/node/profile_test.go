package node

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestProfilesAreForWhoMaySeeThem: nobody unless asked for, this machine alone unless stated,
// and never the command line.
func TestProfilesAreForWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	admin := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "admin") })
	const here, there = "127.0.0.1:9", "192.0.2.7:9"
	off, on, remote := Profiles{}, Profiles{On: true}, Profiles{On: true, Remote: true}
	for _, c := range []struct {
		p             Profiles
		path          string
		peer, host    string
		status        int
		says, saysNot string
	}{
		{off, "/debug/pprof/", here, "localhost:9464", 200, "admin", "goroutine"},
		{Profiles{Remote: true}, "/debug/pprof/heap", there, "192.0.2.1:9464", 200, "admin", "heap"},
		{on, "/metrics", there, "gouji:9464", 200, "admin", ""},
		{on, "/debug/pprof/", here, "localhost:9464", 200, "goroutine", ""},
		{on, "/debug/pprof/", "[::1]:9", "[::1]:9464", 200, "goroutine", ""},
		{on, "/debug/pprof/goroutine?debug=1", here, "127.0.0.1:9464", 200, "goroutine profile", ""},
		{on, "/debug/pprof/cmdline", here, "127.0.0.1:9464", 404, "", "test.run"},
		{on, "/debug/pprof/heap", there, "192.0.2.1:9464", 403, "--admin-pprof-remote", ""},
		{on, "/debug/pprof/heap", "[::ffff:192.0.2.7]:9", "192.0.2.1:9464", 403, "--admin-pprof-remote", ""},
		{on, "/debug/pprof/heap", here, "rebound.example:9464", 403, "--admin-pprof-remote", ""},
		{remote, "/debug/pprof/goroutine?debug=1", there, "192.0.2.1:9464", 200, "goroutine profile", ""},
		{remote, "/debug/pprof/cmdline", there, "192.0.2.1:9464", 404, "", "test.run"},
	} {
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		r.RemoteAddr, r.Host = c.peer, c.host
		w := httptest.NewRecorder()
		c.p.beside(admin).ServeHTTP(w, r)
		body := w.Body.String()
		if w.Code != c.status || !strings.Contains(body, c.says) || c.saysNot != "" && strings.Contains(body, c.saysNot) {
			t.Errorf("%+v %s from %s for %s: %d %.200s", c.p, c.path, c.peer, c.host, w.Code, body)
		}
	}
}
