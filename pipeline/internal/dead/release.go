package dead

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/history"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Releaser puts parked messages back where they came from when they are due, as a replay
// does: under the expectation that nothing has come to their subject since, so that several
// releasers put each back once. (The server's own scheduled messages need a stream that
// drops old messages, which none of ours is.)
type Releaser struct {
	Conn *broker.Conn
	Log  zerolog.Logger
	// Clock is what due times are compared with. It must be set.
	Clock func() time.Time
	// Interval between looks, default 5 s.
	Interval time.Duration
}

// Run releases until ctx ends and returns nil.
func (r *Releaser) Run(ctx context.Context) error {
	interval := r.Interval
	if interval == 0 {
		interval = 5 * time.Second
	}
	t := time.NewTicker(interval)
	defer t.Stop()
	for {
		if _, err := r.Once(ctx); err != nil && ctx.Err() == nil {
			r.Log.Warn().Err(err).Msg("parked messages could not be released")
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
	}
}

// Once releases what is due and returns how many those were. One letter that cannot be put
// back stops none of the others; the error at the end says which.
func (r *Releaser) Once(ctx context.Context) (released int, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	f := r.Conn.Topology().Flow
	s, err := r.Conn.Stream(ctx, f.DeadStream())
	if err != nil {
		return 0, err
	}
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(f.DeadFilter("", wire.ClassParked)))
	if err != nil {
		return 0, fmt.Errorf("parked messages: %w", err)
	}
	var passed passedOver
	for subject := range info.State.Subjects {
		done, err := r.release(ctx, subject)
		if ctx.Err() != nil {
			return released, errors.Join(err, passed.err())
		}
		if err != nil {
			passed.add(err)
		}
		if done {
			released++
		}
	}
	return released, passed.err()
}

// release puts one message back if it is due.
func (r *Releaser) release(ctx context.Context, subject string) (done bool, err error) {
	m, err := r.Conn.LastIfAny(ctx, r.Conn.Topology().Flow.DeadStream(), subject)
	if err != nil || m == nil { // somebody else was faster
		return false, err
	}
	d, err := Decode(m)
	if err == nil {
		err = d.fits(subject, r.Conn.Topology())
	}
	if err != nil {
		return false, err
	}
	return putBackIfOpen(ctx, r.Conn, d, m.Sequence, history.Attempt{Event: history.Release, Due: !d.Due.After(r.Clock())})
}
