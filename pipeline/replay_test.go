package pipeline

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
)

// broken is a hook that fails for good until it is mended.
type broken struct{ mended atomic.Bool }

func (b *broken) hook(context.Context, string) error {
	if b.mended.Load() {
		return nil
	}
	return fault.Poisonf(fault.Malformed, "our defect")
}

func TestReplayBringsADocumentThroughAfterTheFix(t *testing.T) {
	t.Parallel()
	for stage, set := range map[string]func(*toy, func(context.Context, string) error){
		StageIngest:   func(y *toy, f func(context.Context, string) error) { y.onIngest = f },
		StageParse:    func(y *toy, f func(context.Context, string) error) { y.onParse = f },
		StageValidate: func(y *toy, f func(context.Context, string) error) { y.onValidate = f },
		StagePublish:  func(y *toy, f func(context.Context, string) error) { y.onPublish = f },
	} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, Topology{})
			var y toy
			var b broken
			set(&y, b.hook)
			r.work(WorkerOptions{}, y.stages()...)
			large := r.submit(strings.Repeat("x", InlineLimit+1)) // its dead letter at ingest is by reference
			small := r.submit("small")
			r.waitState(large, StateDead)
			r.waitState(small, StateDead)

			// Replayed too early it fails again, and makes a new dead letter.
			first := deadOf(t, r, small)
			if err := Replay(r.ctx(), r.conn, first.ID); err != nil {
				t.Fatal(err)
			}
			eventually(t, "a new dead letter", func() bool { d, ok := findDead(r, small); return ok && d.ID != first.ID })
			b.mended.Store(true)
			for _, doc := range []string{small, large} {
				if err := Replay(r.ctx(), r.conn, deadOf(t, r, doc).ID); err != nil {
					t.Fatal(err)
				}
				r.waitState(doc, StatePublished)
			}
			r.idle(Stages()...)
			if n := len(r.dead()); n != 0 {
				t.Errorf("%d dead letters left", n)
			}
			if s := r.status(); s.Accepted != 2 || s.Published != 2 {
				t.Errorf("status %+v", s)
			}
			if err := Replay(r.ctx(), r.conn, first.ID); !errors.Is(err, ErrNoDead) {
				t.Errorf("replay of what is gone: %v", err)
			}
		})
	}
}

func findDead(r *rig, doc string) (Dead, bool) {
	for _, d := range r.dead() {
		if d.Doc == doc {
			return d, true
		}
	}
	return Dead{}, false
}

func deadOf(t *testing.T, r *rig, doc string) Dead {
	t.Helper()
	d, ok := findDead(r, doc)
	if !ok {
		t.Fatalf("no dead letter of %s", doc)
	}
	return d
}

func TestManyReplaysOfOneDeadLetterNeverDouble(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{StageIngest, StageParse} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, Topology{})
			var y toy
			var b broken
			if stage == StageIngest {
				y.onIngest = b.hook
			} else {
				y.onParse = b.hook
			}
			r.work(WorkerOptions{}, y.stages()...)
			doc := r.submit("x")
			r.waitState(doc, StateDead)
			b.mended.Store(true)
			id := deadOf(t, r, doc).ID
			var wg sync.WaitGroup
			for range 10 {
				wg.Go(func() {
					if err := Replay(r.ctx(), r.conn, id); err != nil && !errors.Is(err, ErrNoDead) {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			r.waitState(doc, StatePublished)
			r.idle(Stages()...)
			if n := r.messages("gouji.p0.published.receipt.>"); n != 1 {
				t.Errorf("%d receipts", n)
			}
			if n := r.messages("gouji.p0.ingested.*"); stage == StageParse && n != 2 {
				t.Errorf("%d messages on ingested, want the origin and one replay", n)
			}
			if n := len(r.dead()); n != 0 {
				t.Errorf("%d dead letters", n)
			}
			if s := r.status(); s.Accepted != 1 || s.Published != 1 {
				t.Errorf("status %+v", s)
			}
		})
	}
}

// The replay was interrupted after the publish: the dead letter is still there while the
// document goes through, and the next replay only removes it.
func TestReplayOfADocumentThatWentOnOnlyRemoves(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	var b broken
	y.onIngest = b.hook
	r.work(WorkerOptions{}, y.stages()...)
	doc := r.submit("x")
	r.waitState(doc, StateDead)
	d := deadOf(t, r, doc)
	b.mended.Store(true)
	if err := PutBack(r.ctx(), r.conn, d); err != nil {
		t.Fatal(err)
	}
	r.waitState(doc, StatePublished)
	if err := Replay(r.ctx(), r.conn, d.ID); err != nil {
		t.Fatal(err)
	}
	r.idle(Stages()...)
	if n := y.ingested.Load(); n != 2 || len(r.dead()) != 0 {
		t.Errorf("ingest ran %d times, %d dead letters", n, len(r.dead()))
	}
}
