package load

import (
	"slices"
	"sync"
	"time"
)

// Acks tells whoever waits of the next acknowledgement. The zero value is ready.
type Acks struct {
	mu      sync.Mutex
	waiting []ackWaiter
}

type ackWaiter struct {
	since time.Time
	tell  chan time.Time
}

// Next returns a channel that the first acknowledgement of an attempt begun from now on is
// told to; one that was on its way already proves nothing.
func (a *Acks) Next() <-chan time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	w := ackWaiter{since: time.Now(), tell: make(chan time.Time, 1)}
	a.waiting = append(a.waiting, w)
	return w.tell
}

// heard notes an acknowledgement of an attempt.
func (a *Acks) heard(begun time.Time) {
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
