package main

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/pipeline"
)

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
	conn := client(t, first.URL())
	if err := pipeline.Ensure(t.Context(), conn, pipeline.Topology{}); err != nil {
		t.Fatal(err)
	}
	watch, err := newWatcher(conn)
	if err != nil {
		t.Fatal(err)
	}
	defer watch.close()
	var ids []string
	for _, s := range lines[submitted](t, mustCommand(t, "submit", "--format", "json", "--nats-url", first.URL(), samples(t, 3, 5))) {
		ids = append(ids, s.ID)
	}
	ended := make(chan error, 1)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for _, s := range watch.subs { // as if the connection had been away until all is done
		if err := s.Unsubscribe(); err != nil {
			t.Fatal(err)
		}
	}
	counted := 0
	go func() { ended <- watch.until(ctx, conn, ids, func(n int) { counted += n }) }()
	first.Shutdown()
	second := broker()
	t.Cleanup(second.Shutdown)
	startWork(t, second.URL(), "sqlite:"+filepath.Join(data, "g.db"), "ingest,parse,validate,publish")
	if err := <-ended; err != nil || counted != len(ids) {
		t.Errorf("%d of %d ended: %v", counted, len(ids), err)
	}
}
