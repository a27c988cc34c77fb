package dead

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Repeat publishes a message of the log once more on its own subject, where it is still the
// last one there. resubmission is the id of the dropped record for which it is done, empty
// for none.
func Repeat(ctx context.Context, c *broker.Conn, stream string, m *jetstream.RawStreamMsg, resubmission string) error {
	copied := nats.NewMsg(m.Subject)
	copied.Data = m.Data
	for _, k := range []string{wire.HeaderCause, wire.HeaderDigest, wire.HeaderSubmitted, wire.HeaderRevision} {
		if v := m.Header.Get(k); v != "" {
			copied.Header.Set(k, v)
		}
	}
	if t := wire.TraceParent(m.Header); t != "" {
		copied.Header.Set(wire.HeaderTrace, t)
	}
	if resubmission != "" {
		copied.Header.Set(wire.HeaderAgain, resubmission)
	}
	return republish(ctx, c, copied, stream, m.Sequence)
}

// republish puts a hop back on its subject, expecting the copy at sequence to be the last one
// there, so that two replays never make two.
func republish(ctx context.Context, c *broker.Conn, m *nats.Msg, stream string, sequence uint64) error {
	for {
		last, err := c.LastIfAny(ctx, stream, m.Subject)
		if err != nil {
			return err
		}
		x := broker.Expectation{}
		if last != nil {
			x.Last = last.Sequence
		}
		if x.Last > sequence {
			return nil // replayed before
		}
		_, _, err = broker.Publish(ctx, c.JS, m, nil, x.Option())
		if !errors.Is(err, broker.ErrKeyTaken) {
			return err
		}
		if !broker.Sleep(ctx, 25*time.Millisecond) {
			return ctx.Err()
		}
	}
}

// Resubmit puts a submission back and has the accepted record point to it, before the
// dead letter goes: so the audit never sees the document nowhere. stage is that of the
// letter, empty for a repair.
func Resubmit(ctx context.Context, c *broker.Conn, m *nats.Msg, doc, stage string) error {
	ack, _, err := broker.Publish(ctx, c.JS, m, nil)
	if err != nil {
		return err
	}
	subject, err := c.Topology().Accepted(doc)
	if err != nil {
		return nil // never accepted under an id
	}
	old, err := c.LastIfAny(ctx, c.Topology().LogStream(), subject)
	if err != nil || old == nil {
		return err
	}
	env, err := wire.DecodeEnvelope(old.Data)
	if err != nil {
		return err
	}
	origin, _ := c.Topology().Flow.SubmittedOn(m.Subject, m.Header)
	env.Cause = wire.Cause{Subject: origin, Stream: ack.Stream, Sequence: ack.Sequence}
	accepted, err := wire.HopMessage(ctx, subject, env)
	if err != nil {
		return err
	}
	broker.Boundary("replay.accepted.before", stage)
	_, _, err = broker.Publish(ctx, c.JS, accepted, nil, broker.Expectation{Last: old.Sequence}.Option())
	broker.Boundary("replay.accepted.after", stage)
	if errors.Is(err, broker.ErrKeyTaken) {
		return nil // another replay points to its own
	}
	return err
}
