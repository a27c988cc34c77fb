package flow_test

import (
	"context"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
)

// patience bounds every wait of a test; a wait that reaches it has failed.
const patience = 3 * time.Minute

// TestWaitingOutlivesTheBroker: the documents end while the broker is away from whoever
// waits for them, so that no end is heard of; they are found all the same.
func TestWaitingOutlivesTheBroker(t *testing.T) {
	t.Parallel()
	data, at := t.TempDir(), freeAddress(t)
	broker := func() *pipeline.Server {
		s, err := pipeline.StartServer(pipeline.ServerOptions{Dir: data, Listen: at})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	first := broker()
	conn, err := pipeline.Connect(t.Context(), pipeline.ConnectOptions{URL: first.URL(), Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	if err := pipeline.Ensure(t.Context(), conn, pipeline.Topology{}); err != nil {
		t.Fatal(err)
	}
	watch, err := flow.NewWatcher(conn)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for s := range generate.Many(3, 5) {
		id := report.DocumentID(s.Data)
		if _, err := pipeline.Submit(t.Context(), conn, "test", id, s.Data, nil); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	watch.Close() // as if the connection had been away until all is done
	ended := make(chan error, 1)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	counted := 0
	go func() { ended <- watch.Until(ctx, ids, func(n int) { counted += n }) }()
	first.Shutdown()
	second := broker()
	t.Cleanup(second.Shutdown)

	running, stop := context.WithCancel(t.Context())
	n := node.New(running, node.Options{
		Parts: node.Parts{Stages: pipeline.Stages()}, Server: second, ServerDir: data, Connect: pipeline.ConnectOptions{URL: second.URL()},
		Store: "sqlite:" + filepath.Join(data, "g.db"),
	})
	if err := n.Start(); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil || counted != len(ids) {
		t.Errorf("%d of %d ended: %v", counted, len(ids), err)
	}
	stop()
	if err := n.Wait(); err != nil {
		t.Error(err)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
