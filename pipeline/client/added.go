package client

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// LookupAdded is the state of a document for one who has added to what its producers say of it. The
// end counts that it comes to with that: the document is in flight as long as there does not find
// what was added in the header of its accepted record, or the revision of that record has no end.
func LookupAdded(ctx context.Context, c *broker.Conn, doc string, there func(header map[string]string) bool) (State, error) {
	state, err := addedState(ctx, c, doc, there)
	if err != nil {
		return "", fmt.Errorf("look up %s: %w", doc, err)
	}
	return state, nil
}

func addedState(ctx context.Context, c *broker.Conn, doc string, there func(header map[string]string) bool) (State, error) {
	state, _, err := Lookup(ctx, c, doc)
	if err != nil || state != StatePublished && state != StateDead {
		return state, err
	}
	m, err := acceptedMessage(ctx, c, doc)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return state, nil
	}
	if err != nil {
		return "", err
	}
	rec, _, err := wire.DecodeAccepted(m.Data)
	switch {
	case err != nil || rec.Revision >= wire.MaxRevision: // nothing is added any more
		return state, nil
	case !there(rec.Header):
		return StateInFlight, nil // ingest has not come to it
	case rec.Revision == 0:
		return state, nil
	}
	t := c.Topology()
	last, err := lastRevision(ctx, c, t, doc)
	if err != nil {
		return "", err
	}
	if last >= rec.Revision {
		return StatePublished, nil
	}
	letter, err := c.LastIfAny(ctx, t.Flow.DeadStream(), t.Flow.DeadPattern(wire.DeadSubject{Doc: doc}))
	if err != nil || letter == nil {
		return StateInFlight, err
	}
	ds, err := t.Flow.ParseDead(letter.Subject)
	switch {
	case err != nil:
		return "", err
	case ds.Class == wire.ClassParked:
	case ds.Stream == t.Flow.SubmitStream(): // ingest reads what it has refused no second time
		return StateDead, nil
	case ds.Stream == t.LogStream() && ds.Sequence > m.Sequence: // what came of the record
		return StateDead, nil
	}
	return StateInFlight, nil
}

// lastRevision is the greatest revision of which a document has a receipt.
func lastRevision(ctx context.Context, c *broker.Conn, t wire.Topology, doc string) (last int, err error) {
	s, err := c.Stream(ctx, t.LogStream())
	if err != nil {
		return 0, err
	}
	all := t.Flow.Pattern(wire.Hop{Partition: t.Partition, Kind: t.Flow.Receipt(), Doc: doc})
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(all))
	if err != nil {
		return 0, fmt.Errorf("receipts of %s: %w", doc, err)
	}
	for subject := range info.State.Subjects {
		if hop, err := t.Flow.ParseHop(subject); err == nil {
			last = max(last, revision(hop.Parser))
		}
	}
	return last, nil
}
