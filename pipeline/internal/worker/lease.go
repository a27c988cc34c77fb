package worker

import (
	"sync"
	"time"
)

// lease is since when nobody else can have got the message. The zero value is in doubt. It
// is safe for concurrent use.
type lease struct {
	mu   sync.Mutex
	at   time.Time // when the server last had word of us, at the earliest
	lost bool      // it was longer ago than AckWait once
}

// renew notes a sign of life that reached the server and was sent at a time.
func (l *lease) renew(at time.Time, ackWait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lost, l.at = l.lost || elapsed(l.at, at) > ackWait, at
}

// doubtful reports whether another worker may have got the message by now.
func (l *lease) doubtful(now time.Time, ackWait time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lost || elapsed(l.at, now) > ackWait
}

// elapsed is the longer of what the two clocks say: the monotonic one stands still while a
// machine is suspended, the other one may be set.
func elapsed(from, to time.Time) time.Duration {
	return max(to.Sub(from), to.Round(0).Sub(from.Round(0)))
}

// leaseTime is how long the server leaves a message to us after a sign of life.
func (w *Worker) leaseTime() time.Duration { return min(w.o.AckWait, w.topo.AckWait) }
