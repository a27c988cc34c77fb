package pipeline

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/metrics"
)

// A worker that was stopped (SIGSTOP, a long pause, a partition) loses its lease, another
// one does the work, and then the first one goes on where it was.
func TestLateFinisherIsHarmless(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{StageIngest, StageParse, StagePublish} {
		for _, late := range []string{"finishes", "fails"} {
			t.Run(stage+" "+late, func(t *testing.T) {
				t.Parallel()
				r := newRig(t, Topology{AckWait: 300 * time.Millisecond})
				resume := make(chan struct{})
				stopped := func(context.Context, string) error {
					<-resume
					if late == "fails" {
						return errors.New("its connections are gone")
					}
					return nil
				}
				var before []Stage
				var y toy
				for _, s := range y.stages() {
					if s.Name() == stage {
						break
					}
					before = append(before, s)
				}
				stop := r.work(WorkerOptions{}, before...)
				doc := r.submit("a")
				for _, s := range before {
					r.idle(s.Name())
				}
				if err := stop(); err != nil {
					t.Fatal(err)
				}
				// The message is taken and no sign of life follows.
				h := r.take(stage)
				sleeper := toy{onIngest: stopped, onParse: stopped, onPublish: stopped}
				var w *Worker
				for _, s := range sleeper.stages() {
					if s.Name() == stage {
						w = NewWorker(r.conn, s, WorkerOptions{Metrics: r.m, Backoff: func(int) time.Duration { return 0 }})
					}
				}
				done := make(chan struct{})
				go func() { w.Handle(r.ctx(), h); close(done) }()

				r.work(WorkerOptions{}, y.stages()...)
				r.waitState(doc, StatePublished)
				r.idle(Stages()...)
				count := r.messages("gouji.p0.>")
				close(resume)
				<-done
				r.idle(Stages()...)
				if n := r.messages("gouji.p0.>"); n != count {
					t.Errorf("%d messages in the log, %d before the late one went on", n, count)
				}
				if s := r.status(); s.Accepted != 1 || s.Published != 1 || s.Dead != 0 {
					t.Errorf("status %+v", s)
				}
				if n := testutil.ToFloat64(r.m.Nondeterminism.WithLabelValues(stage)); n != 0 {
					t.Errorf("the same bytes count as other ones: %v", n)
				}
				if late == "finishes" && r.count(stage, metrics.OutcomeDuplicate) == 0 { // more where the machine stalled
					t.Error("the late one is not counted as a duplicate")
				}
			})
		}
	}
}

// take pulls one message of a stage as a worker would.
func (r *rig) take(stage string) *Held {
	r.t.Helper()
	stream, _, err := r.conn.Topology().stageStream(stage)
	if err != nil {
		r.t.Fatal(err)
	}
	cons, err := r.conn.JS.Consumer(r.ctx(), stream, stage)
	if err != nil {
		r.t.Fatal(err)
	}
	var m jetstream.Msg
	if m, err = cons.Next(); err != nil {
		r.t.Fatal(err)
	}
	meta, err := m.Metadata()
	if err != nil {
		r.t.Fatal(err)
	}
	return Take(m, meta)
}
