package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// RawDocument returns the bytes of an accepted document as they were submitted, with
// their digest verified. It fails with jetstream.ErrMsgNotFound in its chain where the
// document was never accepted.
func RawDocument(ctx context.Context, c *Conn, doc string) ([]byte, error) {
	rec, err := acceptedRecord(ctx, c, doc)
	if err != nil {
		return nil, err
	}
	return c.Blobs.Get(ctx, refOf(rec.Digest))
}

// acceptedRecord reads what the log says of a document's submission.
func acceptedRecord(ctx context.Context, c *Conn, doc string) (Accepted, error) {
	var rec Accepted
	t := c.Topology()
	subject, err := Hop{Partition: t.Partition, Kind: KindAccepted, Doc: doc}.Subject()
	if err != nil {
		return rec, err
	}
	m, err := c.last(ctx, t.LogStream(), subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return rec, fmt.Errorf("its accepted record cannot be read: %w", err)
	}
	if err != nil {
		return rec, err
	}
	env, err := DecodeEnvelope(m.Data)
	if err == nil {
		err = json.Unmarshal(env.Payload, &rec)
	}
	if err != nil {
		return rec, fmt.Errorf("the accepted record of %s: %w", doc, err)
	}
	return rec, nil
}
