package door

import (
	"net/http"
	"time"
)

// Server returns a server for h at addr that slow or hostile clients cannot hold:
// 10 s for the headers and 64 KiB of them, 90 s for a whole request (20 MB at 1.8
// Mbit/s), 150 s until the answer is written (a request, then 10 s of a stalled broker
// or 30 s of a check), 2 minutes for an idle connection.
func Server(h http.Handler, addr string) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       90 * time.Second,
		WriteTimeout:      150 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
}
