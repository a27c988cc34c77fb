package pipeline

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
)

// dropOf drops the one dead letter there is.
func dropOf(t *testing.T, r *rig) {
	t.Helper()
	ds := r.dead()
	if len(ds) != 1 {
		t.Fatalf("%d dead letters", len(ds))
	}
	if err := Drop(r.ctx(), r.conn, ds[0].ID, time.Now()); err != nil {
		t.Fatal(err)
	}
}

// A document that was dropped, wherever, and is submitted again is processed again: it dies
// again with a letter of its own that holds its bytes, and goes through when the fault is
// mended. Each drop gives one more run and not one for each submission.
func TestDroppedAndSubmittedAgain(t *testing.T) {
	t.Parallel()
	for stage, set := range map[string]func(*toy, func(context.Context, string) error) *atomic.Int64{
		StageIngest: func(y *toy, f func(context.Context, string) error) *atomic.Int64 { y.onIngest = f; return &y.ingested },
		StageParse:  func(y *toy, f func(context.Context, string) error) *atomic.Int64 { y.onParse = f; return &y.parsed },
		StageValidate: func(y *toy, f func(context.Context, string) error) *atomic.Int64 {
			y.onValidate = f
			return &y.validated
		},
		StagePublish: func(y *toy, f func(context.Context, string) error) *atomic.Int64 {
			y.onPublish = f
			return &y.published
		},
	} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, Topology{})
			var y toy
			var b broken
			runs := set(&y, b.hook)
			r.work(WorkerOptions{}, y.stages()...)
			doc := r.submit("doc")
			r.waitState(doc, StateDead)
			r.idle(Stages()...)
			first := r.dead()[0]
			dropOf(t, r)

			for range 3 { // submitted three times, processed once
				r.submit("doc")
			}
			eventually(t, "a second letter", func() bool { return len(r.dead()) == 1 })
			r.idle(Stages()...)
			second := r.dead()[0]
			if n := runs.Load(); n != 2 || second.ID == first.ID || second.Class != fault.Malformed || len(second.Data) == 0 {
				t.Errorf("%d runs, the letter %+v", n, second)
			}
			if s := r.status(); s.Accepted != 1 || s.Dead != 1 {
				t.Errorf("status %+v", s)
			}

			b.mended.Store(true)
			dropOf(t, r)
			r.submit("doc")
			r.waitState(doc, StatePublished)
			duplicates := r.count(StageIngest, metrics.OutcomeDuplicate)
			r.submit("doc")
			eventually(t, "a duplicate", func() bool { return r.count(StageIngest, metrics.OutcomeDuplicate) == duplicates+1 })
			r.idle(Stages()...)
			if s := r.status(); s.Accepted != 1 || s.Published != 1 || runs.Load() != 3 {
				t.Errorf("status %+v after %d runs", s, runs.Load())
			}
			if n := r.messages("gouji.p0.published.receipt.>"); n != 1 || len(r.dead()) != 0 {
				t.Errorf("%d receipts, %d dead letters", n, len(r.dead()))
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
			r := newRig(t, Topology{})
			var b broken
			y := toy{onPublish: b.hook}
			y.onParse = func(context.Context, string) error {
				if y.parsed.Load() == 2 {
					return fails
				}
				return nil
			}
			r.work(WorkerOptions{}, y.stages()...)
			doc := r.submit("doc")
			r.waitState(doc, StateDead)
			r.idle(Stages()...)
			dropOf(t, r)
			b.mended.Store(true)
			r.submit("doc")
			eventually(t, "put back", func() bool {
				if y.parsed.Load() < 2 {
					return false
				}
				for _, d := range r.dead() {
					if err := Replay(r.ctx(), r.conn, d.ID); err != nil {
						t.Fatal(err)
					}
					return true
				}
				rel := Releaser{Conn: r.conn, Clock: func() time.Time { return time.Now().Add(2 * time.Hour) }}
				n, err := rel.Once(r.ctx())
				return n == 1 && err == nil
			})
			r.waitState(doc, StatePublished)
			r.idle(Stages()...)
			if s := r.status(); s.Accepted != 1 || s.Published != 1 || y.parsed.Load() != 3 {
				t.Errorf("status %+v after %d runs of parse", s, y.parsed.Load())
			}
		})
	}
}

// A message whose letter was dropped before its end reached the server is not given another
// letter: it is the one that was given up.
func TestDroppedMessageThatComesOnceMore(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{AckWait: 300 * time.Millisecond})
	y := toy{onIngest: poisonOn("venom")}
	r.submit("venom")
	h := r.take(StageIngest)
	w := NewWorker(r.conn, y.ingest(), WorkerOptions{Metrics: r.m})
	h.LoseSettlement() // the term gets lost
	w.Handle(r.ctx(), h)
	dropOf(t, r)
	r.work(WorkerOptions{}, y.ingest())
	eventually(t, "the second delivery", func() bool { return r.count(StageIngest, metrics.OutcomeDuplicate) == 1 })
	r.idle(StageIngest)
	if n := len(r.dead()); n != 0 {
		t.Errorf("%d dead letters beside the dropped one", n)
	}
	if s := r.status(); s.Accepted != 1 || s.Dead != 1 {
		t.Errorf("status %+v", s)
	}
}
