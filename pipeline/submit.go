package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
)

// Submitted is the answer to a submission.
type Submitted struct {
	ID string
	// Duplicate says that the document was known before. It was submitted all the same and
	// ends as a duplicate at ingest. A producer who may not look at the log never hears of it.
	Duplicate bool
}

// Submit publishes raw bytes as a document of a producer and waits for JetStream's
// acknowledgement, which means that they are fsynced. id is the document's id, which
// ingest derives from the bytes anew. A stall is repeated until ctx ends: doors give it
// 10 s. A refusal (fault.RefusedError: the disk is nearly full, or a stage is far behind)
// comes back at once; Hold waits it out. There is no Nats-Msg-Id: deduplication is ingest's, by content.
func Submit(ctx context.Context, c *Conn, producer, id string, raw []byte, header map[string]string) (Submitted, error) {
	subject, err := SubmitSubject(producer)
	if err != nil {
		return Submitted{}, err
	}
	t := c.Topology()
	accepted, err := Hop{Partition: t.Partition, Kind: KindAccepted, Doc: id}.Subject()
	if err != nil {
		return Submitted{}, err
	}
	m := nats.NewMsg(subject)
	m.Data = raw
	for k, v := range header {
		m.Header.Set(k, v)
	}
	clean, err := producerHeader(m.Header)
	if err != nil {
		return Submitted{}, err
	}
	m.Header = nats.Header{}
	for k, v := range clean {
		m.Header.Set(k, v)
	}
	if int64(len(raw))+int64(maxHeaders) > c.NC.MaxPayload() {
		return Submitted{}, fault.Poisonf(fault.TooLarge, "%d bytes, the broker takes %d with headers", len(raw), c.NC.MaxPayload())
	}
	injectTrace(ctx, m.Header)
	before, looked, err := c.acceptedBefore(ctx, producer, accepted)
	if err != nil {
		return Submitted{}, fmt.Errorf("submit: %w", err)
	}
	boundary("submit.before", producer)
	ack, _, err := publish(ctx, c.JS, m, nil)
	boundary("submit.after", producer)
	if err != nil {
		return Submitted{}, fmt.Errorf("submit: %w", c.reasonOf(ctx, err))
	}
	if looked && !before {
		rec := Accepted{Digest: digestOf(raw), Size: int64(len(raw)), Producer: producer, Header: clean, Received: time.Now().UTC()}
		recordAccepted(ctx, c, t, id, Cause{Subject: subject, Stream: ack.Stream, Sequence: ack.Sequence}, rec)
	}
	return Submitted{ID: id, Duplicate: before}, nil
}

// recordAccepted writes the accepted record at the door, so that the document is known
// from now on and not only when ingest gets to it. If it fails, ingest writes it.
func recordAccepted(ctx context.Context, c *Conn, t Topology, doc string, cause Cause, rec Accepted) {
	m, err := acceptedMessage(ctx, t, doc, cause, rec)
	if err != nil {
		return
	}
	actx, cancel := context.WithTimeout(ctx, attemptTimeout(0))
	defer cancel()
	boundary("submit.accepted.before", rec.Producer)
	_, _ = c.JS.PublishMsg(actx, m, expectation{}.option())
	boundary("submit.accepted.after", rec.Producer)
}

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
func Lookup(ctx context.Context, c *Conn, doc string) (State, []byte, error) {
	if !ValidToken(doc) || doc == NoToken {
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
	letter, err := c.lastIfAny(ctx, DeadStream, deadPattern("*", doc))
	if err != nil {
		return "", nil, err
	}
	if letter != nil {
		if ds, err := ParseDead(letter.Subject); err != nil || ds.Class != ClassParked {
			return StateDead, nil, err
		}
	}
	accepted, err := c.lastIfAny(ctx, t.LogStream(), Hop{Partition: t.Partition, Kind: KindAccepted, Doc: doc}.pattern())
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
func publishedResults(ctx context.Context, c *Conn, t Topology, doc string) ([]byte, error) {
	receipt, err := c.lastIfAny(ctx, t.LogStream(), Hop{Partition: t.Partition, Kind: KindReceipt, Doc: doc}.pattern())
	if err != nil || receipt == nil {
		return nil, err
	}
	hop, err := ParseHop(receipt.Subject)
	if err != nil {
		return nil, err
	}
	if hop.Basis, err = greatestBasis(ctx, c, t, hop); err != nil {
		return nil, err
	}
	hop.Kind = KindResults
	subject, err := hop.Subject()
	if err != nil {
		return nil, err
	}
	m, err := c.lastIfAny(ctx, t.LogStream(), subject)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, errors.New("there is a receipt and no results")
	}
	env, err := DecodeEnvelope(m.Data)
	if err != nil {
		return nil, err
	}
	return c.PayloadOf(ctx, env)
}

// greatestBasis looks through the receipts that differ from this one in the basis only.
func greatestBasis(ctx context.Context, c *Conn, t Topology, receipt Hop) (string, error) {
	same := receipt
	same.Basis = ""
	s, err := c.stream(ctx, t.LogStream())
	if err != nil {
		return "", err
	}
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(same.pattern()))
	if err != nil {
		return "", fmt.Errorf("receipts of %s: %w", receipt.Doc, err)
	}
	best := receipt.Basis
	for subject := range info.State.Subjects {
		if hop, err := ParseHop(subject); err == nil {
			best = max(best, hop.Basis)
		}
	}
	return best, nil
}
