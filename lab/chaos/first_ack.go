package chaos

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// acksHeard tells whoever waits of the next acknowledgement. The zero value is ready.
type acksHeard struct {
	mu      sync.Mutex
	waiting []ackWaiter
}

type ackWaiter struct {
	since time.Time
	tell  chan time.Time
}

// next returns a channel that the first acknowledgement of an attempt begun from now on is
// told to; one that was on its way already proves nothing.
func (a *acksHeard) next() <-chan time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	w := ackWaiter{since: time.Now(), tell: make(chan time.Time, 1)}
	a.waiting = append(a.waiting, w)
	return w.tell
}

// heard notes an acknowledgement of an attempt.
func (a *acksHeard) heard(begun time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.waiting = slices.DeleteFunc(a.waiting, func(w ackWaiter) bool {
		if begun.Before(w.since) {
			return false
		}
		w.tell <- time.Now()
		return true
	})
}

// awaitAck runs kill, and mend, which brings back what was killed, and notes how long after
// the kill the producer heard its first acknowledgement. Where the producer has no
// documents left there is nothing to note.
func (r *run) awaitAck(ctx context.Context, kill func(), mend func() error) error {
	r.urgent.Store(true)
	defer r.urgent.Store(false)
	if giveUp := r.asking.Load(); giveUp != nil {
		(*giveUp)()
	}
	kill()
	killed, next := time.Now(), r.submitter.acks.next()
	if err := mend(); err != nil {
		return err
	}
	select {
	case at := <-next:
		r.firstAcks = append(r.firstAcks, at.Sub(killed))
		return nil
	case err := <-r.submitted:
		r.submitted <- err
		return err
	case <-time.After(stallBound):
		return fmt.Errorf("no acknowledgement within %s of a kill", stallBound)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Spread is how durations lie.
type Spread struct {
	N                  int
	P50, P90, P99, Max time.Duration
}

func spreadOf(d []time.Duration) Spread {
	if len(d) == 0 {
		return Spread{}
	}
	d = slices.Clone(d)
	slices.Sort(d)
	at := func(percent int) time.Duration { return d[(len(d)*percent+99)/100-1] } // nearest rank
	return Spread{N: len(d), P50: at(50), P90: at(90), P99: at(99), Max: d[len(d)-1]}
}

func (s Spread) String() string {
	if s.N == 0 {
		return "not measured"
	}
	ms := time.Millisecond
	return fmt.Sprintf("p50 %s, p90 %s, p99 %s, max %s of %d", s.P50.Round(ms), s.P90.Round(ms), s.P99.Round(ms), s.Max.Round(ms), s.N)
}

// ackBound is how soon after a fault a producer must be heard again; 0 is any time.
type ackBound struct{ p90, p99 time.Duration }

// firstAckFailures holds the first acknowledgements against a bound. The bound is of a
// quiet machine: short runs share theirs and are not judged by the clock.
func (r *run) firstAckFailures(bound ackBound) []string {
	if r.Short {
		return nil
	}
	return bound.failures(spreadOf(r.firstAcks))
}

func (b ackBound) failures(s Spread) []string {
	var out []string
	for _, c := range []struct {
		name      string
		got, most time.Duration
	}{{"p90", s.P90, b.p90}, {"p99", s.P99, b.p99}} {
		if c.most > 0 && c.got > c.most {
			out = append(out, fmt.Sprintf("first acknowledgement after a kill: %s %s, want at most %s", c.name, c.got.Round(time.Millisecond), c.most))
		}
	}
	return out
}

// lead is how far ahead of the work a producer may be, so that documents are still on
// their way at the last fault.
func (l *lab) lead() int { return min(100, max(5, l.Docs/8)) }

// pace returns what holds the producer back while too much waits for work, nil where the
// run has no such limit. A broker that does not answer holds nobody back.
func (r *run) pace() func(context.Context) {
	if r.ahead == 0 {
		return nil
	}
	given := 0
	return func(ctx context.Context) {
		allowed := int(r.allowed.Load())
		if given++; given%max(1, allowed/8) != 0 {
			return
		}
		for !r.urgent.Load() {
			lctx, cancel := context.WithTimeout(ctx, look)
			r.asking.Store(&cancel)
			n, err := r.waiting(lctx)
			cancel()
			if err != nil || n < allowed || !pass(ctx, poll) {
				return
			}
		}
	}
}

// allow sets how many messages may wait for work from now on.
func (r *run) allow(n int) { r.allowed.Store(int64(n)) }

// waiting is how many messages wait for work or are held by a worker.
func (r *run) waiting(ctx context.Context) (int, error) {
	n := 0
	for _, c := range consumers() {
		cons, err := r.broker.js.Consumer(ctx, c.stream, c.name)
		if err != nil {
			return 0, err
		}
		n += int(cons.CachedInfo().NumPending) + cons.CachedInfo().NumAckPending
	}
	return n, nil
}
