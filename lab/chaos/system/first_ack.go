package system

import (
	"context"
	"fmt"
	"time"
)

// AwaitAck runs kill, and mend, which brings back what was killed, and notes how long after
// the kill the producer heard its first acknowledgement. Where the producer has no
// documents left there is nothing to note.
func (r *Run) AwaitAck(ctx context.Context, kill func(), mend func() error) error {
	r.urgent.Store(true)
	defer r.urgent.Store(false)
	if giveUp := r.asking.Load(); giveUp != nil {
		(*giveUp)()
	}
	kill()
	killed, next := time.Now(), r.Submitter.Acks.Next()
	if err := mend(); err != nil {
		return err
	}
	select {
	case at := <-next:
		r.FirstAcks = append(r.FirstAcks, at.Sub(killed))
		return nil
	case err := <-r.Submitted:
		r.Submitted <- err
		return err
	case <-time.After(StallBound):
		return fmt.Errorf("no acknowledgement within %s of a kill", StallBound)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// AckBound is how soon after a fault a producer must be heard again; 0 is any time.
type AckBound struct{ P90, P99 time.Duration }

// FirstAckFailures holds the first acknowledgements against a bound. The bound is of a
// quiet machine: short runs share theirs and are not judged by the clock.
func (r *Run) FirstAckFailures(bound AckBound) []string {
	if r.Short {
		return nil
	}
	return bound.Failures(SpreadOf(r.FirstAcks))
}

// Failures says in words what is above the bound.
func (b AckBound) Failures(s Spread) []string {
	var out []string
	for _, c := range []struct {
		name      string
		got, most time.Duration
	}{{"p90", s.P90, b.P90}, {"p99", s.P99, b.P99}} {
		if c.most > 0 && c.got > c.most {
			out = append(out, fmt.Sprintf("first acknowledgement after a kill: %s %s, want at most %s", c.name, c.got.Round(time.Millisecond), c.most))
		}
	}
	return out
}
