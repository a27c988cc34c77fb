package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
)

// RawDocument returns the bytes of an accepted document as they were submitted, with
// their digest verified. It fails with jetstream.ErrMsgNotFound in its chain where the
// document was never accepted.
func RawDocument(ctx context.Context, c *Conn, doc string) ([]byte, error) {
	t := c.Topology()
	subject, err := Hop{Partition: t.Partition, Kind: KindAccepted, Doc: doc}.Subject()
	if err != nil {
		return nil, err
	}
	m, err := c.last(ctx, t.LogStream(), subject)
	if err != nil {
		return nil, err
	}
	env, err := DecodeEnvelope(m.Data)
	if err != nil {
		return nil, fmt.Errorf("the accepted record of %s: %w", doc, err)
	}
	var rec Accepted
	if err := json.Unmarshal(env.Payload, &rec); err != nil {
		return nil, fmt.Errorf("the accepted record of %s: %w", doc, err)
	}
	return c.Blobs.Get(ctx, refOf(rec.Digest))
}
