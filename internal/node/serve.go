package node

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline"
)

// serveAdmin serves the metrics and health endpoints.
func (n *Node) serveAdmin() (err error) {
	if n.o.Admin == "" {
		return nil
	}
	ready := func(ctx context.Context) error {
		if lacks := *n.lacks.Load(); lacks != nil {
			return lacks
		}
		if n.store != nil { // set before lacks becomes nil
			if err := n.store.AtPath(); err != nil {
				return err
			}
		}
		return pipeline.Ready(ctx, n.conn)
	}
	n.admin, err = n.serve(n.o.Admin, &http.Server{Handler: metrics.Handler(n.registry, ready),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute})
	if err == nil {
		n.o.Log.Info().Str("admin", n.admin).Msg("starting")
	}
	return err
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
