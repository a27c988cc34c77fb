package node

import (
	"context"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/internal/flow"
)

const (
	// firstPause and longestPause bound the wait between two attempts: an election takes
	// some 5 s, and a broker that is back should not wait long for its workers.
	firstPause, longestPause = 250 * time.Millisecond, 10 * time.Second
	// attemptTime bounds one attempt to connect.
	attemptTime = 5 * time.Second
)

// outage waits for what a process needs and is not there at present: a broker without a
// leader, a database that restarts. It repeats for ever, because an orchestrator would
// only start the process again.
type outage struct {
	log zerolog.Logger
	// pause waits and reports false when ctx has ended.
	pause func(ctx context.Context, d time.Duration) bool
	// tell is given what is being waited for, nil when it has come.
	tell func(error)
}

// wait tries until it succeeds, fails for good, or ctx ends. Each failure is a log line.
func (o outage) wait(ctx context.Context, what string, try func(context.Context) error) error {
	for d := firstPause; ; d = min(2*d, longestPause) {
		err := try(ctx)
		if err == nil || ctx.Err() != nil || !flow.Transient(err) {
			return err
		}
		o.tell(fmt.Errorf("waiting for %s: %w", what, err))
		o.log.Warn().Err(err).Str("for", what).Dur("pause", d).Msg("not there at present, waiting")
		if !o.pause(ctx, d) {
			return ctx.Err()
		}
	}
}

// pauseFor waits for d, and reports false when ctx has ended.
func pauseFor(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
