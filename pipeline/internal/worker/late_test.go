package worker_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// A worker that was stopped (SIGSTOP, a long pause, a partition) loses its lease, another
// one does the work, and then the first one goes on where it was.
func TestLateFinisherIsHarmless(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{wire.StageIngest, wire.StageParse, wire.StagePublish} {
		for _, late := range []string{"finishes", "fails"} {
			t.Run(stage+" "+late, func(t *testing.T) {
				t.Parallel()
				r := pipelinetest.New(t, wire.Topology{AckWait: 300 * time.Millisecond})
				resume := make(chan struct{})
				stopped := func(context.Context, string) error {
					<-resume
					if late == "fails" {
						return errors.New("its connections are gone")
					}
					return nil
				}
				var before []worker.Stage
				var y pipelinetest.Toys
				for _, s := range y.Stages() {
					if s.Name() == stage {
						break
					}
					before = append(before, s)
				}
				stop := r.Work(worker.Options{}, before...)
				doc := r.Submit("a")
				for _, s := range before {
					r.Idle(s.Name())
				}
				if err := stop(); err != nil {
					t.Fatal(err)
				}
				// The message is taken and no sign of life follows.
				h := take(r, stage)
				sleeper := pipelinetest.Toys{OnIngest: stopped, OnParse: stopped, OnPublish: stopped}
				var w *worker.Worker
				for _, s := range sleeper.Stages() {
					if s.Name() == stage {
						w = worker.New(r.Conn, s, worker.Options{Metrics: r.Metrics, Backoff: func(int) time.Duration { return 0 }})
					}
				}
				done := make(chan struct{})
				go func() { w.Handle(r.Context(), h); close(done) }()

				r.Work(worker.Options{}, y.Stages()...)
				r.WaitState(doc, client.StatePublished)
				r.Idle(wire.Stages()...)
				count := r.Messages("gouji.p0.>")
				close(resume)
				<-done
				r.Idle(wire.Stages()...)
				if n := r.Messages("gouji.p0.>"); n != count {
					t.Errorf("%d messages in the log, %d before the late one went on", n, count)
				}
				if s := r.Status(); s.Accepted != 1 || s.Published != 1 || s.Dead != 0 {
					t.Errorf("status %+v", s)
				}
				if n := testutil.ToFloat64(r.Metrics.Nondeterminism.WithLabelValues(stage)); n != 0 {
					t.Errorf("the same bytes count as other ones: %v", n)
				}
				if late == "finishes" && r.Count(stage, metrics.OutcomeDuplicate) == 0 { // more where the machine stalled
					t.Error("the late one is not counted as a duplicate")
				}
			})
		}
	}
}
