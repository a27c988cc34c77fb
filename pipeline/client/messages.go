package client

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Message is one message of the log.
type Message struct {
	Hop      wire.Hop
	Subject  string
	Sequence uint64

	conn *broker.Conn
	data []byte
}

// ErrNoResults says that there is a receipt and nothing that it is of.
var ErrNoResults = errors.New("there is a receipt and no results")

// NewMessage returns a message as it stands in the log of the connection's topology.
func NewMessage(c *broker.Conn, hop wire.Hop, subject string, sequence uint64, data []byte) Message {
	return Message{Hop: hop, Subject: subject, Sequence: sequence, conn: c, data: data}
}

// LastMessage returns the newest message of a subject of the log, false where there is none.
func LastMessage(ctx context.Context, c *broker.Conn, subject string) (Message, bool, error) {
	t := c.Topology()
	hop, err := t.Flow.ParseHop(subject)
	if err != nil {
		return Message{}, false, err
	}
	m, err := c.LastIfAny(ctx, t.LogStream(), subject)
	if err != nil || m == nil {
		return Message{}, false, err
	}
	return NewMessage(c, hop, subject, m.Sequence, m.Data), true, nil
}

// Hops returns the subjects of the log that have the tokens of filter, as in ScanLog.
func Hops(ctx context.Context, c *broker.Conn, filter wire.Hop) ([]wire.Hop, error) {
	s, err := c.Stream(ctx, c.Topology().LogStream())
	if err != nil {
		return nil, err
	}
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(hopScan(c, filter).Filters[0]))
	if err != nil {
		return nil, fmt.Errorf("the messages of %s: %w", filter.Doc, err)
	}
	var out []wire.Hop
	for subject := range info.State.Subjects {
		if hop, err := c.Topology().Flow.ParseHop(subject); err == nil {
			out = append(out, hop)
		}
	}
	return out, nil
}

// LastSequence is the sequence of the newest message of the log.
func LastSequence(ctx context.Context, c *broker.Conn) (uint64, error) {
	s, err := c.Stream(ctx, c.Topology().LogStream())
	if err != nil {
		return 0, err
	}
	info, err := s.Info(ctx)
	if err != nil {
		return 0, fmt.Errorf("the end of the log: %w", err)
	}
	return info.State.LastSeq, nil
}

// Exists reports whether the log has a message of a subject. It reads none.
func Exists(ctx context.Context, c *broker.Conn, subject string) (bool, error) {
	s, err := c.Stream(ctx, c.Topology().LogStream())
	if err != nil {
		return false, err
	}
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(subject))
	if err != nil {
		return false, fmt.Errorf("looking for %s: %w", subject, err)
	}
	return len(info.State.Subjects) > 0, nil
}

// Envelope decodes the message, see DecodeEnvelope.
func (m Message) Envelope() (wire.Envelope, error) {
	env, err := wire.DecodeEnvelope(m.data)
	if err != nil {
		return wire.Envelope{}, fmt.Errorf("%s: %w", m.Subject, err)
	}
	return env, nil
}

// Payload decodes the message and returns its payload, wherever it is.
func (m Message) Payload(ctx context.Context) ([]byte, error) {
	env, err := m.Envelope()
	if err != nil {
		return nil, err
	}
	return m.conn.PayloadOf(ctx, env)
}

// Results is what a receipt is of: what travels beside it, or what the message of results before
// it holds. So it is of receipts of earlier versions, and of results that are too large to
// travel beside one.
func (m Message) Results(ctx context.Context) ([]byte, error) {
	env, err := m.Envelope()
	if err != nil {
		return nil, err
	}
	f := m.conn.Topology().Flow
	if env.Beside != nil {
		return env.Beside, nil
	}
	if m.Hop.Kind == f.Results() { // a flow whose last stage leaves one kind
		return m.conn.PayloadOf(ctx, env)
	}
	hop := m.Hop
	hop.Kind = f.Results()
	subject, err := f.Subject(hop)
	if err != nil {
		return nil, err
	}
	results, ok, err := LastMessage(ctx, m.conn, subject)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("%s: %w", m.Subject, ErrNoResults)
	}
	return results.Payload(ctx)
}

// Commit writes an effect that results from the message, once for its subject, as a worker
// would. fresh is false where it stood there before.
func (m Message) Commit(ctx context.Context, e wire.Effect) (fresh bool, err error) {
	t := m.conn.Topology()
	hop, err := t.Flow.ParseHop(e.Subject)
	if err != nil {
		return false, err
	}
	env, blob, err := e.Envelope(hop.Doc, wire.Cause{Subject: m.Subject, Stream: t.LogStream(), Sequence: m.Sequence})
	if err != nil {
		return false, err
	}
	if blob != nil {
		if _, err := m.conn.Blobs.Put(ctx, blob); err != nil {
			return false, err
		}
	}
	msg, err := wire.HopMessage(ctx, e.Subject, env)
	if err != nil {
		return false, err
	}
	var opts []jetstream.PublishOpt
	if t.HopTTL > 0 {
		opts = append(opts, jetstream.WithMsgTTL(t.HopTTL))
	}
	how, err := broker.Commit(ctx, m.conn, t.LogStream(), msg, nil, opts...)
	return err == nil && how == broker.CommittedByUs, err
}

// ScanLog visits the messages of the log whose subjects have the tokens of filter, an empty
// token standing for any, in the order of the log and up to its present end. It takes part
// in no stage's consumer, so that it can run beside them. filter needs a Kind; its
// partition is the topology's.
func ScanLog(ctx context.Context, c *broker.Conn, filter wire.Hop, each func(Message) error) error {
	return hopScan(c, filter).Run(ctx, c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		hop, err := c.Topology().Flow.ParseHop(m.Subject())
		if err != nil {
			return nil // the worker rejects it
		}
		return each(NewMessage(c, hop, m.Subject(), meta.Sequence.Stream, m.Data()))
	})
}

// Newest returns the sequence of the newest message of each document that filter selects,
// as in ScanLog. It reads headers only.
func Newest(ctx context.Context, c *broker.Conn, filter wire.Hop) (map[string]uint64, error) {
	s := hopScan(c, filter)
	s.HeadersOnly = true
	out := map[string]uint64{}
	err := s.Run(ctx, c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		if hop, err := c.Topology().Flow.ParseHop(m.Subject()); err == nil {
			out[hop.Doc] = meta.Sequence.Stream
		}
		return nil
	})
	return out, err
}

// Count counts the messages of the log that filter selects, as in ScanLog.
func Count(ctx context.Context, c *broker.Conn, filter wire.Hop) (int, error) {
	s := hopScan(c, filter)
	n, err := broker.Pending(ctx, c, s.Stream, s.Filters[0])
	return int(n), err
}

func hopScan(c *broker.Conn, filter wire.Hop) broker.Scan {
	t := c.Topology()
	filter.Partition = t.Partition
	return broker.Scan{Stream: t.LogStream(), Filters: []string{t.Flow.Pattern(filter)}}
}
