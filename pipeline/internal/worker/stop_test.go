package worker_test

import (
	"context"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// TestAnIdleWorkerEndsWhenItIsAsked: its pull would stay open for another hour. What is
// submitted afterwards is for the next worker.
func TestAnIdleWorkerEndsWhenItIsAsked(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	for range 3 { // the first pull and later ones
		w := worker.New(r.Conn, y.Ingest(), worker.Options{Metrics: r.Metrics})
		w.PullFor(time.Hour)
		ctx, stop := context.WithCancel(r.Context())
		ended := make(chan error, 1)
		go func() { ended <- w.Run(ctx) }()
		pipelinetest.Eventually(t, "an open pull", func() bool {
			cons, err := r.Conn.JS.Consumer(ctx, wire.SubmitStream, wire.StageIngest)
			return err == nil && cons.CachedInfo().NumWaiting > 0
		})
		stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(time.Minute):
			t.Fatal("the worker waits for its pull")
		}
	}
	doc := r.Submit("a")
	r.Work(worker.Options{}, y.Stages()...)
	r.WaitState(doc, client.StatePublished)
}
