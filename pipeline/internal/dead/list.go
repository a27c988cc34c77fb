package dead

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Filter selects dead letters. The zero value selects all but the dropped and the
// parked, which only their class selects.
type Filter struct {
	Stage string
	Class fault.Class
	// Since leaves out what was written before.
	Since time.Time
	// Until leaves out what was written then or later; zero leaves out nothing.
	Until time.Time
	// Limit is the largest number returned, 0 for no limit.
	Limit int
}

// visit calls each for what the filter selects, the oldest first, with or without bodies.
func (f Filter) visit(ctx context.Context, c *broker.Conn, headersOnly bool, each func(wire.DeadSubject, jetstream.Msg, uint64) error) error {
	if f.Stage != "" && !wire.ValidToken(f.Stage) || f.Class != "" && !wire.ValidToken(string(f.Class)) {
		return fault.Poisonf(fault.BadSubjectToken, "stage %.40q, class %.40q", f.Stage, f.Class)
	}
	flow := c.Topology().Flow
	s := broker.Scan{Stream: flow.DeadStream(), Filters: []string{flow.DeadFilter(f.Stage, f.Class)}, Since: f.Since, HeadersOnly: headersOnly}
	n := 0
	var passed passedOver
	err := s.Run(ctx, c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		if !f.Until.IsZero() && !meta.Timestamp.Before(f.Until) {
			return broker.ErrStop
		}
		ds, err := flow.ParseDead(m.Subject())
		if err == nil && (ds.Class == wire.ClassDropped || ds.Class == wire.ClassParked) && f.Class != ds.Class {
			return nil
		}
		if err == nil {
			err = each(ds, m, meta.Sequence.Stream)
		}
		if err != nil {
			passed.add(err)
			return nil
		}
		if n++; n == f.Limit {
			return broker.ErrStop
		}
		return nil
	})
	return errors.Join(err, passed.err())
}

// PassedOverError says how many of the dead letters could not be worked with, because they
// cannot be read or do not say what their place says. All the others were visited.
type PassedOverError struct {
	Letters int
	// First is what was wrong with the first five.
	First error
}

// Error says how many and why.
func (e *PassedOverError) Error() string {
	return fmt.Sprintf("%d dead letters were passed over: %v", e.Letters, e.First)
}

// Unwrap gives the reasons.
func (e *PassedOverError) Unwrap() error { return e.First }

// passedOver collects them.
type passedOver struct{ e PassedOverError }

func (p *passedOver) add(err error) {
	if p.e.Letters++; p.e.Letters <= 5 {
		p.e.First = errors.Join(p.e.First, err)
	}
}

func (p *passedOver) err() error {
	if p.e.Letters == 0 {
		return nil
	}
	return &p.e
}

// List returns dead letters, the oldest first. What cannot be read is passed over and
// told by a PassedOverError beside the others.
func List(ctx context.Context, c *broker.Conn, f Filter) ([]Letter, error) {
	var out []Letter
	err := f.visit(ctx, c, false, func(_ wire.DeadSubject, m jetstream.Msg, seq uint64) error {
		d, err := Decode(&jetstream.RawStreamMsg{Sequence: seq, Data: m.Data()})
		if err == nil {
			out = append(out, d)
		}
		return err
	})
	return out, err
}

// IDs returns the ids of dead letters, the oldest first, without reading the letters.
// Its error is as that of ListDead.
func IDs(ctx context.Context, c *broker.Conn, f Filter) ([]string, error) {
	var out []string
	err := f.visit(ctx, c, true, func(d wire.DeadSubject, _ jetstream.Msg, _ uint64) error {
		out = append(out, d.ID())
		return nil
	})
	return out, err
}
