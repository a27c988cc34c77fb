package broker

import (
	"context"
	"errors"
	"fmt"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// PayloadOf returns an envelope's payload, wherever it is.
func (c *Conn) PayloadOf(ctx context.Context, e wire.Envelope) ([]byte, error) {
	if e.Ref == "" {
		return e.Payload, nil
	}
	data, err := c.Blobs.Get(ctx, e.Ref)
	if err == nil && int64(len(data)) != e.Size {
		return nil, fault.Poisonf(fault.DigestMismatch, "%s has %d bytes, the envelope says %d", e.Ref, len(data), e.Size)
	}
	return data, err
}

// ErrGone says that a message has left the log by its time to live.
var ErrGone = errors.New("the message has left the log")

// Payload returns the payload of the last message on a subject of the log. It is ErrGone
// where the message is not there and the topology lets hops end; without that a missing
// message may be on its way, and the error is a plain one.
func (c *Conn) Payload(ctx context.Context, subject string) ([]byte, error) {
	t := c.Topology()
	m, err := c.LastIfAny(ctx, t.LogStream(), subject)
	if err != nil {
		return nil, err
	}
	if m == nil {
		if t.HopTTL > 0 {
			return nil, fmt.Errorf("%s: %w", subject, ErrGone)
		}
		return nil, fmt.Errorf("%s: there is no such message", subject)
	}
	env, err := wire.DecodeEnvelope(m.Data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", subject, err)
	}
	return c.PayloadOf(ctx, env)
}
