package pipeline

import (
	"context"
	"testing"
	"time"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
)

// A worker that was stopped goes on when another one has ended the message by a dead letter,
// at the cap: it must not end it a second time, as a result.
func TestLateFinisherLeavesTheDeadDead(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{StageIngest, StageParse, StagePublish} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, Topology{AckWait: 300 * time.Millisecond})
			resume := make(chan struct{})
			stopped := func(context.Context, string) error { <-resume; return nil }
			sleeper := toy{onIngest: stopped, onParse: stopped, onPublish: stopped}
			var y toy
			var before []Stage
			var late, other Stage
			for i, s := range y.stages() {
				if s.Name() == stage {
					late, other = sleeper.stages()[i], s
					break
				}
				before = append(before, s)
			}
			stop := r.work(WorkerOptions{}, before...)
			doc := r.submit("a")
			for range before {
				eventually(t, "at "+stage, func() bool {
					stream, filter, _ := r.conn.Topology().stageStream(stage)
					return stream == SubmitStream || r.messages(filter) == 1
				})
			}
			for _, s := range before {
				r.idle(s.Name())
			}
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			h := r.take(stage)
			w := NewWorker(r.conn, late, WorkerOptions{Metrics: r.m})
			done := make(chan struct{})
			go func() { w.Handle(r.ctx(), h); close(done) }()

			r.work(WorkerOptions{MaxAttempts: 1}, other) // the second delivery is over the cap
			r.waitState(doc, StateDead)
			r.idle(stage)
			count := r.messages("gouji.p0.>")
			close(resume)
			<-done
			r.idle(stage)
			if n := r.messages("gouji.p0.>"); n != count {
				t.Errorf("%d messages in the log, %d before the late one went on", n, count)
			}
			if ds := r.dead(); len(ds) != 1 || ds[0].Class != fault.AttemptsExhausted {
				t.Errorf("dead letters %+v", ds)
			}
			if n := r.count(stage, metrics.OutcomeDuplicate); n != 1 {
				t.Errorf("%d duplicates", n)
			}
		})
	}
}

func TestLeaseIsInDoubtWithoutASignOfLife(t *testing.T) {
	t.Parallel()
	const wait = 30 * time.Second
	t0 := time.Now()
	at := func(d time.Duration) time.Time { return t0.Add(d) }
	var zero, l lease
	if !zero.doubtful(t0, wait) {
		t.Error("the zero value is not in doubt")
	}
	l.at = t0
	for _, beat := range []time.Duration{10, 20, 45} {
		l.renew(at(beat*time.Second), wait)
	}
	if l.doubtful(at(75*time.Second), wait) {
		t.Error("in doubt with a sign of life 30 s ago")
	}
	if !l.doubtful(at(76*time.Second), wait) {
		t.Error("not in doubt 31 s after the last sign of life")
	}
	l.renew(at(80*time.Second), wait) // 35 s after the one before: somebody may have had it
	if !l.doubtful(at(80*time.Second), wait) {
		t.Error("a sign of life that came too late took the doubt away")
	}
}

// The heartbeat of a connected worker keeps the lease, that of one without a connection does
// not: what waits in the client's buffer is no sign of life.
func TestHeartbeatKeepsTheLease(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{AckWait: 3 * time.Second})
	other := r.connect()
	hold := make(chan struct{})
	y := toy{onIngest: func(context.Context, string) error { <-hold; return nil }}
	w := NewWorker(other, y.ingest(), WorkerOptions{Metrics: r.m})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	r.submit("a")
	eventually(t, "held", func() bool { return y.ingested.Load() == 1 })
	h := w.Holding()[0]
	seen := h.LeaseAt
	first := seen()
	eventually(t, "two signs of life", func() bool { return seen().Sub(first) > 1500*time.Millisecond })
	if h.InDoubt(3 * time.Second) {
		t.Error("in doubt while the heart beats")
	}
	r.server.Shutdown()
	eventually(t, "in doubt without a connection", func() bool { return h.InDoubt(3 * time.Second) })
	close(hold)
	cancel()
	other.Close()
	<-done
}
