package pipeline

import (
	"context"
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
