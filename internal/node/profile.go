package node

import (
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"time"

	"github.com/gouji/gouji/stages/ingest/door"
)

// Profiles says who may look at the profiles of the running program, under /debug/pprof/ of the
// admin address. They show what is in memory and cost what they measure, so nobody may unless
// it was asked for.
type Profiles struct {
	// On serves them to this machine.
	On bool
	// Remote, with On, serves them to whoever reaches the admin address.
	Remote bool
}

// profileTime is the longest profile and a little more.
const profileTime = 90 * time.Second

// beside puts the profiles beside the other endpoints. The command line, which package pprof
// shows as well, is left out: it may have a password.
func (p Profiles) beside(admin http.Handler) http.Handler {
	if !p.On {
		return admin
	}
	mux := http.NewServeMux()
	mux.Handle("/", admin)
	for path, h := range map[string]http.HandlerFunc{"/debug/pprof/": pprof.Index, "/debug/pprof/profile": pprof.Profile,
		"/debug/pprof/symbol": pprof.Symbol, "/debug/pprof/trace": pprof.Trace, "/debug/pprof/cmdline": http.NotFound} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			if !p.Remote && !(ownMachine(r.RemoteAddr) && door.KnownHost(r.Host, []string{"localhost"})) {
				http.Error(w, "性能剖析只供本机 · profiles are for this machine alone; --admin-pprof-remote serves them to others", http.StatusForbidden)
				return
			}
			w.Header().Set("Cache-Control", "no-store")
			h(w, r)
		})
	}
	return mux
}

// ownMachine reports whether a peer's address is one that only this machine has.
func ownMachine(peer string) bool {
	host, _, err := net.SplitHostPort(peer)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
