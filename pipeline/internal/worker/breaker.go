package worker

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
)

// breakerTrips is how many failures of a sink in a row open its breaker. One failing
// document among good ones never does.
const breakerTrips = 5

// breakers keep a stage from storming a sink that is down: after breakerTrips failures of
// it in a row the stage fetches nothing for 1, 2, 4 … 30 s with jitter, then one message
// to see whether the sink is back. What is given back meanwhile is little, so attempts are
// not used up on an outage. It is safe for concurrent use.
type breakers struct {
	clock func() time.Time
	pause func(attempt int) time.Duration
	// tell hears when a sink's breaker opens or closes.
	tell func(sink string, open bool)

	mu      sync.Mutex
	sinks   map[string]*breaker
	changed chan struct{} // closed and replaced whenever a probe has ended
}

type breaker struct {
	failures int       // in a row
	opened   int       // times in a row; 0 is closed
	until    time.Time // no probe before
	probing  bool
}

func newBreakers(clock func() time.Time, pause func(int) time.Duration, tell func(string, bool)) *breakers {
	return &breakers{clock: clock, pause: pause, tell: tell, sinks: map[string]*breaker{}, changed: make(chan struct{})}
}

// admit says how many messages may be fetched: any number (most) while all is well, one to
// probe, or none for wait. When none is admitted because a probe is under way, changed is
// closed at its end.
func (b *breakers) admit(most int) (n int, wait time.Duration, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n, now := most, b.clock()
	for _, s := range b.sinks {
		switch {
		case s.opened == 0:
		case s.probing:
			n, wait = 0, max(wait, time.Minute)
		case now.Before(s.until):
			n, wait = 0, max(wait, s.until.Sub(now))
		default:
			n = min(n, 1)
		}
	}
	return n, wait, b.changed
}

// begin notes that a message is being worked on, which is the probe where a breaker is open.
func (b *breakers) begin() (probe bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.sinks {
		if s.opened > 0 && !s.probing {
			s.probing, probe = true, true
		}
	}
	return probe
}

// end notes how the work on a message ended. An error that is no sink's says nothing about
// sinks. It reports whether a sink is down, by whose fault the message failed.
func (b *breakers) end(probe bool, err error) (down bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var failed *fault.SinkError
	switch {
	case errors.As(err, &failed):
		down = b.fail(failed.Sink, probe)
	case err == nil:
		for name, s := range b.sinks {
			if s.opened > 0 {
				b.tell(name, false)
			}
			delete(b.sinks, name)
		}
	}
	if probe {
		for _, s := range b.sinks {
			s.probing = false
		}
		close(b.changed)
		b.changed = make(chan struct{})
	}
	return down
}

// down are the sinks whose breaker is open, by name.
func (b *breakers) down() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var names []string
	for name, s := range b.sinks {
		if s.opened > 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (b *breakers) fail(sink string, probe bool) (down bool) {
	s := b.sinks[sink]
	if s == nil {
		s = &breaker{}
		b.sinks[sink] = s
	}
	s.failures++
	if s.opened == 0 && s.failures >= breakerTrips || s.opened > 0 && probe {
		if s.opened == 0 {
			b.tell(sink, true)
		}
		s.opened++
		s.until = b.clock().Add(b.pause(s.opened))
	}
	return s.opened > 0
}

// wait waits until something may be fetched and says how much; 0 when ctx has ended.
func (b *breakers) wait(ctx context.Context, most int) int {
	for ctx.Err() == nil {
		n, wait, changed := b.admit(most)
		if n > 0 {
			return n
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-changed:
		case <-ctx.Done():
		}
		t.Stop()
	}
	return 0
}
