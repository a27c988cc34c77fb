package worker_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// dropOf drops the one dead letter there is.
func dropOf(t *testing.T, r *pipelinetest.Rig) {
	t.Helper()
	ds := r.Dead()
	if len(ds) != 1 {
		t.Fatalf("%d dead letters", len(ds))
	}
	if err := dead.Drop(r.Context(), r.Conn, ds[0].ID, time.Now()); err != nil {
		t.Fatal(err)
	}
}

// A document that was dropped, wherever, and is submitted again is processed again: it dies
// again with a letter of its own that holds its bytes, and goes through when the fault is
// mended. Each drop gives one more run and not one for each submission.
func TestDroppedAndSubmittedAgain(t *testing.T) {
	t.Parallel()
	for stage, set := range map[string]func(*pipelinetest.Toys, func(context.Context, string) error) *atomic.Int64{
		wire.StageIngest: func(y *pipelinetest.Toys, f func(context.Context, string) error) *atomic.Int64 {
			y.OnIngest = f
			return &y.Ingested
		},
		wire.StageParse: func(y *pipelinetest.Toys, f func(context.Context, string) error) *atomic.Int64 {
			y.OnParse = f
			return &y.Parsed
		},
		wire.StageValidate: func(y *pipelinetest.Toys, f func(context.Context, string) error) *atomic.Int64 {
			y.OnValidate = f
			return &y.Validated
		},
		wire.StagePublish: func(y *pipelinetest.Toys, f func(context.Context, string) error) *atomic.Int64 {
			y.OnPublish = f
			return &y.Published
		},
	} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			var y pipelinetest.Toys
			var b pipelinetest.Broken
			runs := set(&y, b.Hook)
			r.Work(worker.Options{}, y.Stages()...)
			doc := r.Submit("doc")
			r.WaitState(doc, client.StateDead)
			r.Idle(wire.Stages()...)
			first := r.Dead()[0]
			dropOf(t, r)

			for range 3 { // submitted three times, processed once
				r.Submit("doc")
			}
			pipelinetest.Eventually(t, "a second letter", func() bool { return len(r.Dead()) == 1 })
			r.Idle(wire.Stages()...)
			second := r.Dead()[0]
			if n := runs.Load(); n != 2 || second.ID == first.ID || second.Class != fault.Malformed || len(second.Data) == 0 {
				t.Errorf("%d runs, the letter %+v", n, second)
			}
			if s := r.Status(); s.Accepted != 1 || s.Dead != 1 {
				t.Errorf("status %+v", s)
			}

			b.Mended.Store(true)
			dropOf(t, r)
			r.Submit("doc")
			r.WaitState(doc, client.StatePublished)
			duplicates := r.Count(wire.StageIngest, metrics.OutcomeDuplicate)
			r.Submit("doc")
			pipelinetest.Eventually(t, "a duplicate", func() bool { return r.Count(wire.StageIngest, metrics.OutcomeDuplicate) == duplicates+1 })
			r.Idle(wire.Stages()...)
			if s := r.Status(); s.Accepted != 1 || s.Published != 1 || runs.Load() != 3 {
				t.Errorf("status %+v after %d runs", s, runs.Load())
			}
			if n := r.Messages("gouji.p0.published.receipt.>"); n != 1 || len(r.Dead()) != 0 {
				t.Errorf("%d receipts, %d dead letters", n, len(r.Dead()))
			}
		})
	}
}

// On its second way a document may have to wait outside its consumer, or die and be replayed,
// at a stage that had done it before: it goes on from there all the same.
func TestDroppedAndSubmittedAgainIsNotStoppedOnItsWay(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]error{
		"parked":   fault.RetryAfter(time.Hour, errors.New("not yet")),
		"replayed": fault.Poisonf(fault.Malformed, "our defect"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			var b pipelinetest.Broken
			y := pipelinetest.Toys{OnPublish: b.Hook}
			y.OnParse = func(context.Context, string) error {
				if y.Parsed.Load() == 2 {
					return fails
				}
				return nil
			}
			r.Work(worker.Options{}, y.Stages()...)
			doc := r.Submit("doc")
			r.WaitState(doc, client.StateDead)
			r.Idle(wire.Stages()...)
			dropOf(t, r)
			b.Mended.Store(true)
			r.Submit("doc")
			pipelinetest.Eventually(t, "put back", func() bool {
				if y.Parsed.Load() < 2 {
					return false
				}
				if letters := r.Dead(); len(letters) > 0 {
					if err := dead.Replay(r.Context(), r.Conn, letters[0].ID); err != nil {
						t.Fatal(err)
					}
					return true
				}
				rel := dead.Releaser{Conn: r.Conn, Clock: func() time.Time { return time.Now().Add(2 * time.Hour) }}
				n, err := rel.Once(r.Context())
				return n == 1 && err == nil
			})
			r.WaitState(doc, client.StatePublished)
			r.Idle(wire.Stages()...)
			if s := r.Status(); s.Accepted != 1 || s.Published != 1 || y.Parsed.Load() != 3 {
				t.Errorf("status %+v after %d runs of parse", s, y.Parsed.Load())
			}
		})
	}
}

// A message whose letter was dropped before its end reached the server is not given another
// letter: it is the one that was given up.
func TestDroppedMessageThatComesOnceMore(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{AckWait: 300 * time.Millisecond})
	y := pipelinetest.Toys{OnIngest: pipelinetest.PoisonOn("venom")}
	r.Submit("venom")
	h := take(r, wire.StageIngest)
	w := worker.New(r.Conn, y.Ingest(), worker.Options{Metrics: r.Metrics})
	h.LoseSettlement() // the term gets lost
	w.Handle(r.Context(), h)
	dropOf(t, r)
	r.Work(worker.Options{}, y.Ingest())
	pipelinetest.Eventually(t, "the second delivery", func() bool { return r.Count(wire.StageIngest, metrics.OutcomeDuplicate) == 1 })
	r.Idle(wire.StageIngest)
	if n := len(r.Dead()); n != 0 {
		t.Errorf("%d dead letters beside the dropped one", n)
	}
	if s := r.Status(); s.Accepted != 1 || s.Dead != 1 {
		t.Errorf("status %+v", s)
	}
}
