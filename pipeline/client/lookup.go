package client

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/history"
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
	// StateArchived is of a document that went into an archive and out of the log.
	StateArchived State = "archived"
	// StateErased is of a document that was erased for good.
	StateErased State = "erased"
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
	at := history.Document{Receipt: results != nil, Moving: true}
	if !at.Receipt {
		if at, err = unpublished(ctx, c, t, doc); err != nil {
			return "", nil, fmt.Errorf("look up %s: %w", doc, err)
		}
	}
	switch at.Whereabouts() {
	case history.Published:
		return StatePublished, results, nil
	case history.Dead:
		return StateDead, nil, nil
	case history.InFlight:
		return StateInFlight, nil, nil
	}
	left, err := history.Left(ctx, c, doc)
	switch {
	case err != nil:
		return "", nil, fmt.Errorf("look up %s: %w", doc, err)
	case left == nil:
		return StateUnknown, nil, nil
	case left.Header.Get(wire.HeaderErased) != "":
		return StateErased, nil, nil
	}
	return StateArchived, nil, nil
}

// unpublished looks at a document without a receipt. Whether it moves is for an audit to
// find out: it takes all of the log.
func unpublished(ctx context.Context, c *broker.Conn, t wire.Topology, doc string) (history.Document, error) {
	at := history.Document{Moving: true}
	letter, err := c.LastIfAny(ctx, t.Flow.DeadStream(), t.Flow.DeadPattern(wire.DeadSubject{Doc: doc}))
	if err != nil {
		return at, err
	}
	if letter != nil {
		ds, err := t.Flow.ParseDead(letter.Subject)
		if err != nil {
			return at, err
		}
		at.Parked = ds.Class == wire.ClassParked
		at.Dead = !at.Parked
	}
	accepted, err := c.LastIfAny(ctx, t.LogStream(), t.Flow.Pattern(wire.Hop{Partition: t.Partition, Kind: wire.KindAccepted, Doc: doc}))
	at.Accepted = accepted != nil
	return at, err
}

// publishedResults returns the results that count, nil when there is none: those of the
// parser and rule set of the newest receipt of the last revision, and of them those on the greatest basis. A
// basis is a token that is greater the more it rests on, so that the answer does not
// depend on which of two verdicts was published first.
func publishedResults(ctx context.Context, c *broker.Conn, t wire.Topology, doc string) ([]byte, error) {
	receipt, err := c.LastIfAny(ctx, t.LogStream(), t.Flow.Pattern(wire.Hop{Partition: t.Partition, Kind: t.Flow.Receipt(), Doc: doc}))
	if err != nil || receipt == nil {
		return nil, err
	}
	hop, err := t.Flow.ParseHop(receipt.Subject)
	if err != nil {
		return nil, err
	}
	m := NewMessage(c, hop, receipt.Subject, receipt.Sequence, receipt.Data)
	best, err := greatest(ctx, c, t, hop)
	if err != nil {
		return nil, err
	}
	if best != hop {
		if m, err = receiptOf(ctx, c, t, best); err != nil {
			return nil, err
		}
	}
	return m.Results(ctx)
}

func receiptOf(ctx context.Context, c *broker.Conn, t wire.Topology, hop wire.Hop) (Message, error) {
	subject, err := t.Flow.Subject(hop)
	if err != nil {
		return Message{}, err
	}
	m, err := c.Last(ctx, t.LogStream(), subject)
	if err != nil {
		return Message{}, err
	}
	return NewMessage(c, hop, subject, m.Sequence, m.Data), nil
}

// greatest looks through the other receipts of the document. One of a later revision of what its
// producers say of it goes before the newest, which may be one of an earlier revision that came
// late; of those that differ in the basis only the greatest counts.
func greatest(ctx context.Context, c *broker.Conn, t wire.Topology, newest wire.Hop) (wire.Hop, error) {
	s, err := c.Stream(ctx, t.LogStream())
	if err != nil {
		return newest, err
	}
	all := t.Flow.Pattern(wire.Hop{Partition: t.Partition, Kind: newest.Kind, Doc: newest.Doc})
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(all))
	if err != nil {
		return newest, fmt.Errorf("receipts of %s: %w", newest.Doc, err)
	}
	var hops []wire.Hop
	last := newest.Parser
	for subject := range info.State.Subjects {
		hop, err := t.Flow.ParseHop(subject)
		if err != nil {
			continue
		}
		hops = append(hops, hop)
		if revision(hop.Parser) > revision(last) {
			last = hop.Parser
		}
	}
	if last != newest.Parser {
		m, err := c.Last(ctx, t.LogStream(), t.Flow.Pattern(wire.Hop{Partition: t.Partition, Kind: newest.Kind, Doc: newest.Doc, Parser: last}))
		if err != nil {
			return newest, err
		}
		if newest, err = t.Flow.ParseHop(m.Subject); err != nil {
			return newest, err
		}
	}
	best := newest
	for _, hop := range hops {
		basis := hop.Basis
		if hop.Basis = newest.Basis; hop == newest {
			best.Basis = max(best.Basis, basis)
		}
	}
	return best, nil
}

func revision(parser string) int {
	_, n := wire.SplitRevision(parser)
	return n
}

// Await looks until a document is published, dead or erased, and returns what Lookup does then. It
// looks 20 times a second, so it is for one document or a few. Its error is ctx's where the
// document is none of these by then.
func Await(ctx context.Context, c *broker.Conn, doc string) (State, []byte, error) {
	for {
		state, results, err := Lookup(ctx, c, doc)
		if err != nil || state == StatePublished || state == StateDead || state == StateErased {
			return state, results, err
		}
		if !broker.Sleep(ctx, 50*time.Millisecond) {
			return state, nil, fmt.Errorf("wait for %s, which is %s: %w", doc, state, ctx.Err())
		}
	}
}
