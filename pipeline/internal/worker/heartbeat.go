package worker

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// held is a message between its receipt and its settlement.
type held struct {
	msg  jetstream.Msg
	meta *jetstream.MsgMetadata
	// probe says that the message tries a sink that was down.
	probe bool
	// settled is set by whoever settles first; an abandoned stage must not settle again.
	settled atomic.Bool
	lease   lease
}

// heldSet is the messages that a worker holds. The zero value is empty.
type heldSet struct {
	mu sync.Mutex
	m  map[*held]struct{}
}

func (s *heldSet) add(h *held) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m == nil {
		s.m = map[*held]struct{}{}
	}
	s.m[h] = struct{}{}
}

func (s *heldSet) remove(h *held) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, h)
}

func (s *heldSet) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.m)
}

func (s *heldSet) all() []*held {
	s.mu.Lock()
	defer s.mu.Unlock()
	hs := make([]*held, 0, len(s.m))
	for h := range s.m {
		hs = append(hs, h)
	}
	return hs
}

// startHeartbeat tells the server each AckWait/3 that every message held is in progress:
// AckWait runs for messages that merely wait, too. The returned function stops it and
// waits.
func (w *Worker) startHeartbeat() (stop func()) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		t := time.NewTicker(w.o.AckWait / 3)
		defer t.Stop()
		for {
			select {
			case <-quit:
				return
			case <-t.C:
				w.beat()
			}
		}
	}()
	return func() { close(quit); <-done }
}

// beat counts for the leases when the server has answered a ping sent after it: a sign of
// life that merely waits in the client's buffer is none.
func (w *Worker) beat() {
	at := time.Now()
	var sent []*held
	for _, h := range w.held.all() {
		if h.settled.Load() {
			continue
		}
		if err := h.msg.InProgress(); err != nil {
			w.settleFailed("heartbeat", h, err)
			continue
		}
		sent = append(sent, h)
	}
	if len(sent) == 0 || w.conn.NC.FlushTimeout(min(w.o.AckWait/3, 2*time.Second)) != nil {
		return
	}
	for _, h := range sent {
		h.lease.renew(at, w.leaseTime())
	}
}
