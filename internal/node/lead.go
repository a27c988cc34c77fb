package node

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/gouji/gouji/pipeline"
)

const (
	// leadMost is how many messages may wait for the later stages before ingest waits for them. Some
	// 30 KB of a document stand in the log, and the broker keeps what is read in blocks of 8 MB: so
	// far apart all stages read the same one or two.
	leadMost = 128
	// leadInterval is how often that is looked at while something waits, and leadIdle while nothing
	// does: each look is three requests.
	leadInterval, leadIdle = 200 * time.Millisecond, time.Second
	// leadStuck is when stages that get nothing done hold ingest up no longer: their store may be
	// away, and a document that cannot be read is to be told of all the same.
	leadStuck = 5 * time.Second
)

// lead says whether ingest is far ahead of the stages behind it, which then get the processors. It
// is the fastest of all, and of a large backlog it would take everything in before much is
// published. The zero value is not ahead.
type lead struct {
	ahead   atomic.Bool
	settled uint64    // by the last stage, when it was last looked at
	since   time.Time // when that changed
}

// see takes how many messages wait for the later stages and how many the last one has settled.
func (l *lead) see(waiting, settled uint64, now time.Time) {
	if settled != l.settled || waiting <= leadMost {
		l.settled, l.since = settled, now
	}
	l.ahead.Store(waiting > leadMost && now.Sub(l.since) < leadStuck)
}

// follow looks until ctx ends. A broker that does not answer holds nobody up.
func (l *lead) follow(ctx context.Context, conn *pipeline.Conn) {
	t := time.NewTimer(0)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
		waiting, settled, err := behind(ctx, conn)
		if err != nil {
			waiting = 0
		}
		l.see(waiting, settled, time.Now())
		if waiting == 0 {
			t.Reset(leadIdle)
		} else {
			t.Reset(leadInterval)
		}
	}
}

// behind counts the messages that wait for the stages behind ingest or are held by them, and those
// that the last one has settled in a row.
func behind(ctx context.Context, conn *pipeline.Conn) (waiting, settled uint64, err error) {
	ctx, cancel := context.WithTimeout(ctx, leadStuck)
	defer cancel()
	topology := conn.Topology()
	for _, stage := range pipeline.Stages()[1:] {
		stream, _, err := topology.StageStream(stage)
		if err != nil {
			return 0, 0, err
		}
		c, err := conn.JS.Consumer(ctx, stream, stage)
		if err != nil {
			return 0, 0, err
		}
		i := c.CachedInfo()
		waiting, settled = waiting+i.NumPending+uint64(i.NumAckPending), i.AckFloor.Consumer
	}
	return waiting, settled, nil
}
