package dead_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestReplayBringsADocumentThroughAfterTheFix(t *testing.T) {
	t.Parallel()
	for stage, set := range map[string]func(*pipelinetest.Toys, func(context.Context, string) error){
		wire.StageIngest:   func(y *pipelinetest.Toys, f func(context.Context, string) error) { y.OnIngest = f },
		wire.StageParse:    func(y *pipelinetest.Toys, f func(context.Context, string) error) { y.OnParse = f },
		wire.StageValidate: func(y *pipelinetest.Toys, f func(context.Context, string) error) { y.OnValidate = f },
		wire.StagePublish:  func(y *pipelinetest.Toys, f func(context.Context, string) error) { y.OnPublish = f },
	} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			var y pipelinetest.Toys
			var b pipelinetest.Broken
			set(&y, b.Hook)
			r.Work(worker.Options{}, y.Stages()...)
			large := r.Submit(strings.Repeat("x", wire.InlineLimit+1)) // its dead letter at ingest is by reference
			small := r.Submit("small")
			r.WaitState(large, client.StateDead)
			r.WaitState(small, client.StateDead)

			// Replayed too early it fails again, and makes a new dead letter.
			first := pipelinetest.DeadOf(t, r, small)
			if err := dead.Replay(r.Context(), r.Conn, first.ID); err != nil {
				t.Fatal(err)
			}
			pipelinetest.Eventually(t, "a new dead letter", func() bool { d, ok := pipelinetest.FindDead(r, small); return ok && d.ID != first.ID })
			b.Mended.Store(true)
			for _, doc := range []string{small, large} {
				if err := dead.Replay(r.Context(), r.Conn, pipelinetest.DeadOf(t, r, doc).ID); err != nil {
					t.Fatal(err)
				}
				r.WaitState(doc, client.StatePublished)
			}
			r.Idle(wire.Stages()...)
			if n := len(r.Dead()); n != 0 {
				t.Errorf("%d dead letters left", n)
			}
			if s := r.Status(); s.Accepted != 2 || s.Published != 2 {
				t.Errorf("status %+v", s)
			}
			if err := dead.Replay(r.Context(), r.Conn, first.ID); !errors.Is(err, dead.ErrNotFound) {
				t.Errorf("replay of what is gone: %v", err)
			}
		})
	}
}

func TestManyReplaysOfOneDeadLetterNeverDouble(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{wire.StageIngest, wire.StageParse} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			var y pipelinetest.Toys
			var b pipelinetest.Broken
			if stage == wire.StageIngest {
				y.OnIngest = b.Hook
			} else {
				y.OnParse = b.Hook
			}
			r.Work(worker.Options{}, y.Stages()...)
			doc := r.Submit("x")
			r.WaitState(doc, client.StateDead)
			b.Mended.Store(true)
			id := pipelinetest.DeadOf(t, r, doc).ID
			var wg sync.WaitGroup
			for range 10 {
				wg.Go(func() {
					if err := dead.Replay(r.Context(), r.Conn, id); err != nil && !errors.Is(err, dead.ErrNotFound) {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			r.WaitState(doc, client.StatePublished)
			r.Idle(wire.Stages()...)
			if n := r.Messages("gouji.p0.published.receipt.>"); n != 1 {
				t.Errorf("%d receipts", n)
			}
			if n := r.Messages("gouji.p0.ingested.*"); stage == wire.StageParse && n != 2 {
				t.Errorf("%d messages on ingested, want the origin and one replay", n)
			}
			if n := len(r.Dead()); n != 0 {
				t.Errorf("%d dead letters", n)
			}
			if s := r.Status(); s.Accepted != 1 || s.Published != 1 {
				t.Errorf("status %+v", s)
			}
		})
	}
}

// The replay was interrupted after the publish: the dead letter is still there while the
// document goes through, and the next replay only removes it.
func TestReplayOfADocumentThatWentOnOnlyRemoves(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	var b pipelinetest.Broken
	y.OnIngest = b.Hook
	r.Work(worker.Options{}, y.Stages()...)
	doc := r.Submit("x")
	r.WaitState(doc, client.StateDead)
	d := pipelinetest.DeadOf(t, r, doc)
	b.Mended.Store(true)
	if err := dead.PutBack(r.Context(), r.Conn, d); err != nil {
		t.Fatal(err)
	}
	r.WaitState(doc, client.StatePublished)
	if err := dead.Replay(r.Context(), r.Conn, d.ID); err != nil {
		t.Fatal(err)
	}
	r.Idle(wire.Stages()...)
	if n := y.Ingested.Load(); n != 2 || len(r.Dead()) != 0 {
		t.Errorf("ingest ran %d times, %d dead letters", n, len(r.Dead()))
	}
}
