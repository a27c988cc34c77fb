package access_test

import (
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline"
)

// A document that was given up at a late stage is submitted again by its producer: ingest
// sends it on its way again without writing to another stage's subjects.
func TestDroppedAtPublishAndSubmittedAgain(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	s.broken.Store(true)
	ctx := within(t, 60*time.Second)
	door, replay, crawler := s.as("door"), s.as("replay"), s.client("crawler")
	ends := s.ends(door)
	s.work(pipeline.Stages()...)
	text := []byte("broken at publish")
	doc := s.submit(crawler, "crawler", text)
	s.next(ends, "gouji.dead.publish.malformed", doc)
	s.wantState(ctx, door, doc, pipeline.StateDead)
	dead, err := pipeline.ListDead(ctx, replay, pipeline.DeadFilter{})
	if err != nil || len(dead) != 1 {
		t.Fatalf("%d dead letters, %v", len(dead), err)
	}
	if err := pipeline.Drop(ctx, replay, dead[0].ID, time.Now()); err != nil {
		t.Fatal(err)
	}
	s.broken.Store(false)
	s.submit(crawler, "crawler", text)
	s.next(ends, "published.receipt", doc)
	s.wantState(ctx, door, doc, pipeline.StatePublished)
	if lines := s.log.all(); len(lines) > 0 {
		t.Errorf("refused: %v", lines)
	}
}
