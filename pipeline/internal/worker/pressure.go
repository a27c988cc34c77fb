package worker

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gouji/gouji/pipeline/internal/topology"
)

const (
	// roomLook is how often a worker looks whether there is room for what it writes.
	roomLook = time.Second
	// roomTimeout bounds one look. A broker that does not answer is no full disk.
	roomTimeout = 500 * time.Millisecond
	// roomGone is when a guard that has not renewed its word is gone and holds nobody up. It
	// is far longer than its 10 s, because on a full disk the renewal may not be written.
	roomGone = 5 * time.Minute
)

// Pressure is whether the broker's disk has room for the effects of a stage, by the word of the
// guard that has closed the stream of submissions. The zero value has room. It takes no
// lease and no message: what a worker has in hand goes on, and nothing new is fetched.
type Pressure struct {
	brim  atomic.Bool
	guard topology.Staleness
}

// full reports that nothing is to be fetched.
func (r *Pressure) full() bool { return r.brim.Load() }

// look judges the stream as it is, and reports whether that has turned.
func (r *Pressure) look(c topology.Closure, now time.Time) (turned bool) {
	brim := c.Brim && !r.guard.Exceeds(c, now, roomGone)
	return r.brim.Swap(brim) != brim
}

// watchRoom looks, and each second again until the returned function is called.
func (w *Worker) watchRoom() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	w.lookForRoom(ctx)
	var wg sync.WaitGroup
	wg.Go(func() {
		t := time.NewTicker(roomLook)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				w.lookForRoom(ctx)
			case <-ctx.Done():
				return
			}
		}
	})
	return func() { cancel(); wg.Wait() }
}

func (w *Worker) lookForRoom(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, roomTimeout)
	defer cancel()
	s, err := w.conn.JS.Stream(ctx, w.topo.Flow.SubmitStream())
	if err != nil {
		return
	}
	c, _ := topology.ClosureOf(s.CachedInfo().Config)
	if !w.room.look(c, time.Now()) {
		return
	}
	if w.room.full() {
		w.log.Warn().Str("reason", c.Reason).Msg("the disk is nearly full; nothing is fetched until there is room")
		return
	}
	w.log.Warn().Msg("the disk has room; fetching again")
}
