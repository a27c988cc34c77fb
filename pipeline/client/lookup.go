package client

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// State is where a document is.
type State string

// The states of a document.
const (
	StatePublished State = "published"
	StateDead      State = "dead"
	StateInFlight  State = "in_flight"
	StateUnknown   State = "unknown"
)

// Lookup says where a document is, and returns the newest results when it is published,
// else nil. A document that was published and later failed under other rules counts as
// published.
func Lookup(ctx context.Context, c *broker.Conn, doc string) (State, []byte, error) {
	if !wire.ValidToken(doc) || doc == wire.NoToken {
		return StateUnknown, nil, nil
	}
	t := c.Topology()
	results, err := publishedResults(ctx, c, t, doc)
	if err != nil {
		return "", nil, fmt.Errorf("look up %s: %w", doc, err)
	}
	if results != nil {
		return StatePublished, results, nil
	}
	letter, err := c.LastIfAny(ctx, wire.DeadStream, dead.Pattern("*", doc))
	if err != nil {
		return "", nil, err
	}
	if letter != nil {
		if ds, err := wire.ParseDead(letter.Subject); err != nil || ds.Class != dead.ClassParked {
			return StateDead, nil, err
		}
	}
	accepted, err := c.LastIfAny(ctx, t.LogStream(), wire.Hop{Partition: t.Partition, Kind: wire.KindAccepted, Doc: doc}.Pattern())
	if err != nil {
		return "", nil, err
	}
	if accepted != nil {
		return StateInFlight, nil, nil
	}
	return StateUnknown, nil, nil
}

// publishedResults returns the results that count, nil when there is none: those of the
// parser and rule set of the newest receipt, and of them those on the greatest basis. A
// basis is a token that is greater the more it rests on, so that the answer does not
// depend on which of two verdicts was published first.
func publishedResults(ctx context.Context, c *broker.Conn, t wire.Topology, doc string) ([]byte, error) {
	receipt, err := c.LastIfAny(ctx, t.LogStream(), wire.Hop{Partition: t.Partition, Kind: wire.KindReceipt, Doc: doc}.Pattern())
	if err != nil || receipt == nil {
		return nil, err
	}
	hop, err := wire.ParseHop(receipt.Subject)
	if err != nil {
		return nil, err
	}
	if hop.Basis, err = greatestBasis(ctx, c, t, hop); err != nil {
		return nil, err
	}
	hop.Kind = wire.KindResults
	subject, err := hop.Subject()
	if err != nil {
		return nil, err
	}
	m, err := c.LastIfAny(ctx, t.LogStream(), subject)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, errors.New("there is a receipt and no results")
	}
	env, err := wire.DecodeEnvelope(m.Data)
	if err != nil {
		return nil, err
	}
	return c.PayloadOf(ctx, env)
}

// greatestBasis looks through the receipts that differ from this one in the basis only.
func greatestBasis(ctx context.Context, c *broker.Conn, t wire.Topology, receipt wire.Hop) (string, error) {
	same := receipt
	same.Basis = ""
	s, err := c.Stream(ctx, t.LogStream())
	if err != nil {
		return "", err
	}
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(same.Pattern()))
	if err != nil {
		return "", fmt.Errorf("receipts of %s: %w", receipt.Doc, err)
	}
	best := receipt.Basis
	for subject := range info.State.Subjects {
		if hop, err := wire.ParseHop(subject); err == nil {
			best = max(best, hop.Basis)
		}
	}
	return best, nil
}
