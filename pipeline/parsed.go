package pipeline

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// Parsed is one parsed message of the log.
type Parsed struct {
	Hop      Hop
	Subject  string
	Sequence uint64

	conn *Conn
	data []byte
}

// Payload decodes the message and returns its payload, wherever it is.
func (p Parsed) Payload(ctx context.Context) ([]byte, error) {
	env, err := DecodeEnvelope(p.data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Subject, err)
	}
	return p.conn.payload(ctx, env)
}

// Commit writes an effect that results from the message, once for its subject, as a worker
// would. fresh is false where it stood there before.
func (p Parsed) Commit(ctx context.Context, e Effect) (fresh bool, err error) {
	hop, err := ParseHop(e.Subject)
	if err != nil {
		return false, err
	}
	t := p.conn.Topology()
	env, blob, err := NewEnvelope(hop.Doc, Cause{Subject: p.Subject, Stream: t.LogStream(), Sequence: p.Sequence}, e.Payload)
	if err != nil {
		return false, err
	}
	if blob != nil {
		if _, err := p.conn.Blobs.Put(ctx, blob); err != nil {
			return false, err
		}
	}
	m, err := hopMessage(ctx, e.Subject, env)
	if err != nil {
		return false, err
	}
	var opts []jetstream.PublishOpt
	if t.HopTTL > 0 {
		opts = append(opts, jetstream.WithMsgTTL(t.HopTTL))
	}
	how, err := commit(ctx, p.conn, t.LogStream(), m, nil, opts...)
	return err == nil && how == committedByUs, err
}

// Entry completes an entry with where the message stands.
func (p Parsed) Entry(e LedgerEntry) LedgerEntry {
	e.Doc, e.Parser, e.Subject, e.Sequence = p.Hop.Doc, p.Hop.Parser, p.Subject, p.Sequence
	if env, err := DecodeEnvelope(p.data); err == nil {
		e.Digest = env.Digest
	}
	return e
}

// ScanParsed visits the parsed reports of a year, 0 for all of them, in the order of the
// log and up to its present end. It takes part in no stage's consumer, so that it can run
// beside them.
func ScanParsed(ctx context.Context, c *Conn, year int, each func(Parsed) error) error {
	return parsedScan(c, year).run(ctx, c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		hop, err := ParseHop(m.Subject())
		if err != nil {
			return nil // the worker rejects it
		}
		return each(Parsed{Hop: hop, Subject: m.Subject(), Sequence: meta.Sequence.Stream, conn: c, data: m.Data()})
	})
}

// NewestParsed returns the sequence of the newest parsed message of each document of a
// year, 0 for all of them: a document has one for each version of the parser.
func NewestParsed(ctx context.Context, c *Conn, year int) (map[string]uint64, error) {
	s := parsedScan(c, year)
	s.headersOnly = true
	out := map[string]uint64{}
	err := s.run(ctx, c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		if hop, err := ParseHop(m.Subject()); err == nil {
			out[hop.Doc] = meta.Sequence.Stream
		}
		return nil
	})
	return out, err
}

func parsedScan(c *Conn, year int) scan {
	t := c.Topology()
	filter := Hop{Partition: t.Partition, Kind: KindParsed}
	if year != 0 {
		filter.Year = YearToken(year)
	}
	return scan{stream: t.LogStream(), filters: []string{filter.pattern()}}
}

// ErrGone says that a message has left the log by its time to live.
var ErrGone = errors.New("the message has left the log")

// Payload returns the payload of the last message on a subject of the log. It is ErrGone
// where the message is not there and the topology lets hops end; without that a missing
// message may be on its way, and the error is a plain one.
func (c *Conn) Payload(ctx context.Context, subject string) ([]byte, error) {
	t := c.Topology()
	m, err := c.lastIfAny(ctx, t.LogStream(), subject)
	if err != nil {
		return nil, err
	}
	if m == nil {
		if t.HopTTL > 0 {
			return nil, fmt.Errorf("%s: %w", subject, ErrGone)
		}
		return nil, fmt.Errorf("%s: there is no such message", subject)
	}
	env, err := DecodeEnvelope(m.Data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", subject, err)
	}
	return c.payload(ctx, env)
}
