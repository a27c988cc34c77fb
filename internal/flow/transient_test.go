package flow

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"

	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
)

func TestWhatIsTransient(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want bool
	}{
		{context.DeadlineExceeded, true},
		{fmt.Errorf("stream X: %w", nats.ErrNoResponders), true},
		{&jetstream.APIError{Code: 503, ErrorCode: 10008, Description: "JetStream system temporarily unavailable"}, true},
		{&jetstream.APIError{Code: 400, ErrorCode: codeNoPeers, Description: "no suitable peers for placement"}, true},
		{&jetstream.APIError{Code: 500, ErrorCode: codeNoCluster, Description: "replicas > 1 not supported in non-clustered mode"}, false},
		{&jetstream.APIError{Code: 400, ErrorCode: 10065, Description: "subjects overlap with an existing stream"}, false},
		{fmt.Errorf("watch: %w", nats.ErrReconnectBufExceeded), true},
		{nats.ErrAuthorization, false},
		{fmt.Errorf("last error: %w, %w", nats.ErrAuthorization, context.DeadlineExceeded), false},
		{&pipeline.PermissionError{Subject: "x"}, false},
		{fault.Poison(fault.Forbidden, context.DeadlineExceeded), false},
		{pipeline.ErrDestructive, false},
		{ErrSameSet, false},
		{&pgconn.PgError{Code: "57P03", Message: "the database system is starting up"}, true},
		{errors.New("sqlstore: a store is sqlite:PATH or postgres://…"), false},
	} {
		if got := Transient(c.err); got != c.want {
			t.Errorf("%v: transient is %v", c.err, got)
		}
	}
}

// TestABrokerThatIsAwayIsWaitedFor: whatever a connection says while it has no server, also for the
// moment in which an embedded one is started anew, ends no process.
func TestABrokerThatIsAwayIsWaitedFor(t *testing.T) {
	t.Parallel()
	s, err := pipeline.StartServer(pipeline.ServerOptions{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pipeline.Connect(t.Context(), pipeline.ConnectOptions{URL: s.URL(), Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	gone := conn.NC.StatusChanged(nats.RECONNECTING)
	s.Shutdown()
	select {
	case <-gone:
	case <-time.After(3 * time.Minute):
		t.Fatal("the connection does not see that its server has gone")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for what, ask := range map[string]func() error{
		"a stream":    func() error { _, err := conn.JS.Stream(ctx, "GOUJI_P0"); return err },
		"the rules":   func() error { _, err := state.ActiveRules(ctx, conn); return err },
		"a document":  func() error { _, _, err := pipeline.Lookup(ctx, conn, "aaaaaaaaaaaaaaaaaaaaaaaaaa"); return err },
		"a publish":   func() error { _, err := conn.JS.Publish(ctx, "gouji.submit.x", nil); return err },
		"the streams": func() error { return pipeline.Ensure(ctx, conn, pipeline.Topology{}) },
	} {
		if err := ask(); err == nil || !Transient(err) {
			t.Errorf("%s: %v would end the process", what, err)
		}
	}
}
