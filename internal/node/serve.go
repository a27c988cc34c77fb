package node

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline"
)

// serveAdmin serves the metrics and health endpoints.
func (n *Node) serveAdmin() (err error) {
	if n.o.Admin == "" {
		return nil
	}
	write := 30 * time.Second
	if n.o.Profiles.On {
		write = profileTime
	}
	n.admin, err = n.serve(n.o.Admin, &http.Server{Handler: n.o.Profiles.beside(metrics.Handler(n.registry, n.ready, n.aboutCage)),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: write, IdleTimeout: 2 * time.Minute})
	if err == nil {
		n.o.Log.Info().Str("admin", n.admin).Msg("starting")
	}
	return err
}

// ready says whether the node is, and what waits meanwhile.
func (n *Node) ready(ctx context.Context) (notes []string, err error) {
	if lacks := *n.lacks.Load(); lacks != nil {
		return nil, lacks
	}
	waits, err := pipeline.Readiness(ctx, n.conn)
	for _, w := range n.workers { // set before lacks becomes nil, as the store is
		waits = append(waits, w.Waiting()...)
	}
	notes = n.since.told(waits, time.Now())
	if n.store != nil {
		if err := n.store.AtPath(); err != nil {
			return notes, err
		}
	}
	if n.standing != nil {
		if err := n.standing.Err(); err != nil {
			return notes, err
		}
	}
	return notes, err
}

// since remembers when this process first saw each wait that it sees still.
type since struct {
	mu   sync.Mutex
	seen map[string]time.Time
}

func (s *since) told(waits []pipeline.Wait, now time.Time) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := make(map[string]time.Time, len(waits))
	var lines []string
	for _, w := range waits {
		at, ok := s.seen[w.Key()]
		if !ok {
			at = now
		}
		seen[w.Key()] = at
		lines = append(lines, fmt.Sprintf("%s (%s; since %s)", w, w.Kind, at.UTC().Format(time.RFC3339)))
	}
	s.seen = seen
	return lines
}

// serve runs an HTTP server until the node stops, then lets open requests finish. It returns
// the address.
func (n *Node) serve(addr string, srv *http.Server) (string, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("listening on %s: %w", addr, err)
	}
	n.group.Go(func() error {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serving %s: %w", l.Addr(), err)
		}
		return nil
	})
	n.group.Go(func() error {
		<-n.ctx.Done()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(n.ctx), cmp.Or(n.o.Grace, DefaultGrace))
		defer cancel()
		err := srv.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			// A client that never ends its request: nothing of it was acknowledged.
			err = srv.Close()
		}
		return err
	})
	return l.Addr().String(), nil
}
