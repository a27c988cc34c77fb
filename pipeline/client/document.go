package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// RawDocument returns the bytes of an accepted document as they were submitted, with
// their digest verified. It fails with jetstream.ErrMsgNotFound in its chain where the
// document was never accepted.
func RawDocument(ctx context.Context, c *broker.Conn, doc string) ([]byte, error) {
	rec, err := AcceptedRecord(ctx, c, doc)
	if err != nil {
		return nil, err
	}
	return c.Blobs.Get(ctx, wire.RefOf(rec.Digest))
}

// AcceptedRecord reads what the log says of a document's submission.
func AcceptedRecord(ctx context.Context, c *broker.Conn, doc string) (wire.Accepted, error) {
	var rec wire.Accepted
	t := c.Topology()
	subject, err := t.Accepted(doc)
	if err != nil {
		return rec, err
	}
	m, err := c.Last(ctx, t.LogStream(), subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return rec, fmt.Errorf("its accepted record cannot be read: %w", err)
	}
	if err != nil {
		return rec, err
	}
	env, err := wire.DecodeEnvelope(m.Data)
	if err == nil {
		err = json.Unmarshal(env.Payload, &rec)
	}
	if err != nil {
		return rec, fmt.Errorf("the accepted record of %s: %w", doc, err)
	}
	return rec, nil
}
