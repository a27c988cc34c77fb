package history

import (
	"context"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Left returns the newest record of a document that left the log, nil where there is none.
func Left(ctx context.Context, c *broker.Conn, doc string) (*jetstream.RawStreamMsg, error) {
	t := c.Topology()
	return c.LastIfAny(ctx, t.LogStream(), t.Flow.Pattern(wire.Hop{Partition: t.Partition, Kind: wire.KindArchived, Doc: doc}))
}

// Erased reports whether a document was erased and is not back, as a restore brings it back.
func Erased(ctx context.Context, c *broker.Conn, doc string) (bool, error) {
	record, err := Left(ctx, c, doc)
	if err != nil || record == nil || record.Header.Get(wire.HeaderErased) == "" {
		return false, err
	}
	t := c.Topology()
	accepted, err := t.Accepted(doc)
	if err != nil {
		return false, err
	}
	m, err := c.LastIfAny(ctx, t.LogStream(), accepted)
	return err == nil && (m == nil || m.Sequence < record.Sequence), err
}
