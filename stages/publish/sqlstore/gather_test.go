package sqlstore

import (
	"testing"
	"time"

	"github.com/gouji/gouji/stages/publish"
)

// gathering is a group that hands its transactions out, and the clock of its pause.
func gathering(t *testing.T) (g *group, written chan int, paused, over chan time.Time) {
	t.Helper()
	written, paused, over = make(chan int), make(chan time.Time), make(chan time.Time)
	g = &group{most: 1, pause: time.Hour, write: func(ws []*write) { written <- len(ws) }}
	g.after = func(time.Duration) <-chan time.Time { paused <- time.Time{}; return over }
	t.Cleanup(g.running.Wait)
	return g, written, paused, over
}

func record(followed bool) *write { return &write{record: publish.Record{Followed: followed}} }

// TestFollowedRecordWaitsForTheNext: it shares a transaction with those that come until one comes that
// no other follows, until there are enough, or until the pause is over; a lone one has its own at once.
func TestFollowedRecordWaitsForTheNext(t *testing.T) {
	t.Parallel()
	g, written, paused, over := gathering(t)
	g.add(record(false))
	if n := <-written; n != 1 {
		t.Errorf("a lone record was written with %d others", n-1)
	}
	g.add(record(true))
	<-paused
	g.add(record(true))
	g.add(record(false))
	if n := <-written; n != 3 {
		t.Errorf("%d records were written, want the two that are followed and the last one", n)
	}
	g.add(record(true))
	<-paused
	over <- time.Time{}
	if n := <-written; n != 1 {
		t.Errorf("%d records were written when the pause was over", n)
	}
	for i := range gatherEnough {
		g.add(record(true))
		if i == 0 {
			<-paused
		}
	}
	if n := <-written; n != gatherEnough {
		t.Errorf("%d records were written, want %d", n, gatherEnough)
	}
}
