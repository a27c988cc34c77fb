package dead

import (
	"context"
	"fmt"
	"slices"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// OfDocument returns what the dead letters hold under a document, by place, ordered by
// stream and sequence of the messages that failed. Parked and dropped ones are among them.
// It fails with ErrNotFound where there is none, and reads no letter.
func OfDocument(ctx context.Context, c *broker.Conn, doc string) ([]wire.DeadSubject, error) {
	if !wire.ValidToken(doc) || doc == wire.NoToken {
		return nil, fmt.Errorf("%w: %.60q is neither the id of a dead letter nor that of a document", ErrNotFound, doc)
	}
	f := c.Topology().Flow
	s, err := c.Stream(ctx, f.DeadStream())
	if err != nil {
		return nil, err
	}
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(f.DeadPattern(wire.DeadSubject{Doc: doc})))
	if err != nil {
		return nil, fmt.Errorf("dead letters of %s: %w", doc, err)
	}
	var out []wire.DeadSubject
	for subject := range info.State.Subjects {
		if d, err := f.ParseDead(subject); err == nil {
			out = append(out, d)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%w: the document %s has none", ErrNotFound, doc)
	}
	slices.SortFunc(out, func(a, b wire.DeadSubject) int {
		if a.Stream != b.Stream {
			if a.Stream == f.SubmitStream() {
				return -1
			}
			return 1
		}
		return int(int64(a.Sequence) - int64(b.Sequence))
	})
	return out, nil
}
