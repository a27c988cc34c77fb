// Package wait waits for what is to come about, with a bound. Nothing in the laboratory sleeps
// without one.
package wait

import (
	"context"
	"fmt"
	"time"
)

// Poll is how often a condition is looked at.
const Poll = 25 * time.Millisecond

// Look bounds one look: a request that nobody answers must not use up the whole wait.
const Look = 3 * time.Second

// Until waits until ok holds. It fails when that takes longer than bound, or ctx ends.
func Until(ctx context.Context, what string, bound time.Duration, ok func(context.Context) bool) error {
	ctx, cancel := context.WithTimeoutCause(ctx, bound, fmt.Errorf("within %s", bound))
	defer cancel()
	t := time.NewTicker(Poll)
	defer t.Stop()
	for {
		lctx, done := context.WithTimeout(ctx, Look)
		held := ok(lctx)
		done()
		if held {
			return nil
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return fmt.Errorf("did not come about: %s: %w", what, context.Cause(ctx))
		}
	}
}

// For lets time pass, for faults that last; false when ctx ended first.
func For(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
