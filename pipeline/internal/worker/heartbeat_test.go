package worker_test

import (
	"context"
	"testing"
	"time"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// A worker that was stopped goes on when another one has ended the message by a dead letter,
// at the cap: it must not end it a second time, as a result.
func TestLateFinisherLeavesTheDeadDead(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{wire.StageIngest, wire.StageParse, wire.StagePublish} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{AckWait: 300 * time.Millisecond})
			resume := make(chan struct{})
			stopped := func(context.Context, string) error { <-resume; return nil }
			sleeper := pipelinetest.Toys{OnIngest: stopped, OnParse: stopped, OnPublish: stopped}
			var y pipelinetest.Toys
			var before []worker.Stage
			var late, other worker.Stage
			for i, s := range y.Stages() {
				if s.Name() == stage {
					late, other = sleeper.Stages()[i], s
					break
				}
				before = append(before, s)
			}
			stop := r.Work(worker.Options{}, before...)
			doc := r.Submit("a")
			for range before {
				pipelinetest.Eventually(t, "at "+stage, func() bool {
					stream, filter, _ := r.Conn.Topology().StageStream(stage)
					return stream == wire.SubmitStream || r.Messages(filter) == 1
				})
			}
			for _, s := range before {
				r.Idle(s.Name())
			}
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			h := take(r, stage)
			w := worker.New(r.Conn, late, worker.Options{Metrics: r.Metrics})
			done := make(chan struct{})
			go func() { w.Handle(r.Context(), h); close(done) }()

			r.Work(worker.Options{MaxAttempts: 1}, other) // the second delivery is over the cap
			r.WaitState(doc, client.StateDead)
			r.Idle(stage)
			count := r.Messages("gouji.p0.>")
			close(resume)
			<-done
			r.Idle(stage)
			if n := r.Messages("gouji.p0.>"); n != count {
				t.Errorf("%d messages in the log, %d before the late one went on", n, count)
			}
			if ds := r.Dead(); len(ds) != 1 || ds[0].Class != fault.AttemptsExhausted {
				t.Errorf("dead letters %+v", ds)
			}
			if n := r.Count(stage, metrics.OutcomeDuplicate); n != 1 {
				t.Errorf("%d duplicates", n)
			}
		})
	}
}

// The heartbeat of a connected worker keeps the lease, that of one without a connection does
// not: what waits in the client's buffer is no sign of life.
func TestHeartbeatKeepsTheLease(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{AckWait: 3 * time.Second})
	other := r.Connect()
	hold := make(chan struct{})
	y := pipelinetest.Toys{OnIngest: func(context.Context, string) error { <-hold; return nil }}
	w := worker.New(other, y.Ingest(), worker.Options{Metrics: r.Metrics})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	r.Submit("a")
	pipelinetest.Eventually(t, "held", func() bool { return y.Ingested.Load() == 1 })
	h := w.Holding()[0]
	seen := h.LeaseAt
	first := seen()
	pipelinetest.Eventually(t, "two signs of life", func() bool { return seen().Sub(first) > 1500*time.Millisecond })
	if h.InDoubt(3 * time.Second) {
		t.Error("in doubt while the heart beats")
	}
	r.Server.Shutdown()
	pipelinetest.Eventually(t, "in doubt without a connection", func() bool { return h.InDoubt(3 * time.Second) })
	close(hold)
	cancel()
	other.Close()
	<-done
}
