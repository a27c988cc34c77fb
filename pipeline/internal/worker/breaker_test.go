package worker

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
)

// steppedClock stands still until it is moved.
type steppedClock struct{ at atomic.Int64 }

func (c *steppedClock) now() time.Time { return time.Unix(0, c.at.Load()) }

func (c *steppedClock) advance(d time.Duration) { c.at.Add(int64(d)) }

var errSinkDown = &fault.SinkError{Sink: "postgres", Err: errors.New("connection refused")}

func TestBreakerOpensProbesAndCloses(t *testing.T) {
	t.Parallel()
	clock := &steppedClock{}
	var told []string
	b := newBreakers(clock.now, func(n int) time.Duration { return backoff(n, 0) }, func(sink string, open bool) { told = append(told, fmt.Sprint(sink, open)) })
	admitted := func() int { n, _, _ := b.admit(64); return n }
	work := func(err error) bool { return b.end(b.begin(), err) }

	for range breakerTrips - 1 {
		if work(errSinkDown) || admitted() != 64 {
			t.Fatal("open too early")
		}
	}
	work(errors.New("the document's own trouble")) // says nothing about the sink
	if !work(errSinkDown) || admitted() != 0 {
		t.Fatal("not open after five failures in a row")
	}
	for _, pause := range []time.Duration{1, 2, 4, 8, 16, 30, 30} {
		clock.advance(pause*time.Second - 1)
		if admitted() != 0 {
			t.Errorf("something is admitted before %d s are over", pause)
		}
		clock.advance(1)
		if admitted() != 1 {
			t.Errorf("no probe after %d s", pause)
		}
		probe := b.begin()
		_, _, ended := b.admit(64)
		if !probe || admitted() != 0 || b.begin() {
			t.Error("a second message beside the probe")
		}
		if !b.end(probe, fmt.Errorf("publish: %w", errSinkDown)) {
			t.Error("a failed probe closes it")
		}
		select {
		case <-ended:
		default:
			t.Error("whoever waits for the probe is not told of its end")
		}
	}
	clock.advance(30 * time.Second)
	work(fault.ErrSkip) // a probe that did not ask the sink
	if admitted() != 1 {
		t.Errorf("%d admitted after a probe that says nothing", admitted())
	}
	work(nil)
	if admitted() != 64 {
		t.Error("not closed by a good probe")
	}
	if want := []string{"postgrestrue", "postgresfalse"}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	for range breakerTrips - 1 {
		work(errSinkDown)
	}
	if admitted() != 64 {
		t.Error("old failures count after it was closed")
	}
}
