package client

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// RawDocument returns the bytes of an accepted document as they were submitted, with
// their digest verified: those beside its accepted record, or out of the object store. It
// fails with jetstream.ErrMsgNotFound in its chain where the document was never accepted.
func RawDocument(ctx context.Context, c *broker.Conn, doc string) ([]byte, error) {
	rec, raw, err := accepted(ctx, c, doc)
	if err != nil || raw != nil {
		return raw, err
	}
	return c.Blobs.Get(ctx, wire.RefOf(rec.Digest))
}

// AcceptedRecord reads what the log says of a document's submission.
func AcceptedRecord(ctx context.Context, c *broker.Conn, doc string) (wire.Accepted, error) {
	rec, _, err := AcceptedFrom(ctx, c, doc)
	return rec, err
}

// AcceptedFrom is AcceptedRecord with the submission that the record was written for.
func AcceptedFrom(ctx context.Context, c *broker.Conn, doc string) (wire.Accepted, wire.Cause, error) {
	m, err := acceptedMessage(ctx, c, doc)
	if err != nil {
		return wire.Accepted{}, wire.Cause{}, err
	}
	env, err := wire.DecodeEnvelope(m.Data)
	if err != nil {
		return wire.Accepted{}, wire.Cause{}, fmt.Errorf("the accepted record of %s: %w", doc, err)
	}
	rec, _, err := wire.DecodeAccepted(m.Data)
	return rec, env.Cause, err
}

// accepted reads a record, and the document where it travels beside it, else nil.
func accepted(ctx context.Context, c *broker.Conn, doc string) (rec wire.Accepted, raw []byte, err error) {
	m, err := acceptedMessage(ctx, c, doc)
	if err != nil {
		return rec, nil, err
	}
	if rec, raw, err = wire.DecodeAccepted(m.Data); err != nil {
		return rec, nil, fmt.Errorf("the accepted record of %s: %w", doc, err)
	}
	return rec, raw, nil
}

func acceptedMessage(ctx context.Context, c *broker.Conn, doc string) (*jetstream.RawStreamMsg, error) {
	t := c.Topology()
	subject, err := t.Accepted(doc)
	if err != nil {
		return nil, err
	}
	m, err := c.Last(ctx, t.LogStream(), subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, fmt.Errorf("its accepted record cannot be read: %w", err)
	}
	return m, err
}
