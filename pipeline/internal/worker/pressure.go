package worker

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gouji/gouji/pipeline/internal/topology"
)

const (
	// pressureInterval is how often a worker reads whether it is to wait.
	pressureInterval = time.Second
	// pressureTimeout bounds one reading. A broker that does not answer is no full disk.
	pressureTimeout = 500 * time.Millisecond
	// controllerGone is when an admission controller that has not renewed its closure is gone
	// and holds nobody up. It is far longer than the 10 s in which it renews, because on a
	// full disk the renewal may not be written.
	controllerGone = 5 * time.Minute
)

// pressure says whether the stages are to wait because the broker's disk is nearly full. The
// admission controller that closed the stream of submissions decides it. The zero value
// does not wait. A worker that waits finishes what it has in hand and fetches nothing new.
type pressure struct {
	stop      atomic.Bool
	staleness topology.Staleness
}

// waits reports that nothing is to be fetched.
func (p *pressure) waits() bool { return p.stop.Load() }

// update takes the closure of the stream, zero for an open one, and reports whether the
// answer has changed.
func (p *pressure) update(c topology.Closure, now time.Time) (changed bool) {
	stop := c.StopStages && !p.staleness.Exceeds(c, now, controllerGone)
	return p.stop.Swap(stop) != stop
}

// watchPressure reads it, and each second again until the returned function is called.
func (w *Worker) watchPressure() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	w.readPressure(ctx)
	var wg sync.WaitGroup
	wg.Go(func() {
		t := time.NewTicker(pressureInterval)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				w.readPressure(ctx)
			case <-ctx.Done():
				return
			}
		}
	})
	return func() { cancel(); wg.Wait() }
}

func (w *Worker) readPressure(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, pressureTimeout)
	defer cancel()
	s, err := w.conn.JS.Stream(ctx, w.topo.Flow.SubmitStream())
	if err != nil {
		return
	}
	c, _ := topology.ClosureOf(s.CachedInfo().Config)
	if !w.pressure.update(c, time.Now()) {
		return
	}
	if w.pressure.waits() {
		w.log.Warn().Str("reason", c.Reason).Msg("the disk is nearly full; nothing is fetched until there is room")
		return
	}
	w.log.Warn().Msg("the disk has room; fetching again")
}
