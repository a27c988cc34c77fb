package pipeline

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// Message is one message of the log.
type Message struct {
	Hop      Hop
	Subject  string
	Sequence uint64

	conn *Conn
	data []byte
}

// NewMessage returns a message as it stands in the log of the connection's topology.
func NewMessage(c *Conn, hop Hop, subject string, sequence uint64, data []byte) Message {
	return Message{Hop: hop, Subject: subject, Sequence: sequence, conn: c, data: data}
}

// Envelope decodes the message, see DecodeEnvelope.
func (m Message) Envelope() (Envelope, error) {
	env, err := DecodeEnvelope(m.data)
	if err != nil {
		return Envelope{}, fmt.Errorf("%s: %w", m.Subject, err)
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

// Commit writes an effect that results from the message, once for its subject, as a worker
// would. fresh is false where it stood there before.
func (m Message) Commit(ctx context.Context, e Effect) (fresh bool, err error) {
	hop, err := ParseHop(e.Subject)
	if err != nil {
		return false, err
	}
	t := m.conn.Topology()
	env, blob, err := NewEnvelope(hop.Doc, Cause{Subject: m.Subject, Stream: t.LogStream(), Sequence: m.Sequence}, e.Payload)
	if err != nil {
		return false, err
	}
	if blob != nil {
		if _, err := m.conn.Blobs.Put(ctx, blob); err != nil {
			return false, err
		}
	}
	msg, err := hopMessage(ctx, e.Subject, env)
	if err != nil {
		return false, err
	}
	var opts []jetstream.PublishOpt
	if t.HopTTL > 0 {
		opts = append(opts, jetstream.WithMsgTTL(t.HopTTL))
	}
	how, err := commit(ctx, m.conn, t.LogStream(), msg, nil, opts...)
	return err == nil && how == committedByUs, err
}

// ScanLog visits the messages of the log whose subjects have the tokens of filter, an empty
// token standing for any, in the order of the log and up to its present end. It takes part
// in no stage's consumer, so that it can run beside them. filter needs a Kind; its
// partition is the topology's.
func ScanLog(ctx context.Context, c *Conn, filter Hop, each func(Message) error) error {
	return hopScan(c, filter).run(ctx, c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		hop, err := ParseHop(m.Subject())
		if err != nil {
			return nil // the worker rejects it
		}
		return each(NewMessage(c, hop, m.Subject(), meta.Sequence.Stream, m.Data()))
	})
}

// Newest returns the sequence of the newest message of each document that filter selects,
// as in ScanLog. It reads headers only.
func Newest(ctx context.Context, c *Conn, filter Hop) (map[string]uint64, error) {
	s := hopScan(c, filter)
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

func hopScan(c *Conn, filter Hop) scan {
	t := c.Topology()
	filter.Partition = t.Partition
	return scan{stream: t.LogStream(), filters: []string{filter.pattern()}}
}
