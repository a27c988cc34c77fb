package wire

import (
	"context"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/pipeline/fault"
)

// HopMessage writes an envelope as a message, with the headers that let others judge it
// without its body.
func HopMessage(ctx context.Context, subject string, env Envelope) (*nats.Msg, error) {
	data, err := env.Encode()
	if err != nil {
		return nil, err
	}
	m := nats.NewMsg(subject)
	m.Data = data
	m.Header.Set(HeaderCause, CauseHeader(env.Cause))
	m.Header.Set(HeaderDigest, env.Digest)
	if env.Beside != nil {
		m.Header.Set(HeaderBeside, env.besideDigest())
	}
	InjectTrace(ctx, m.Header)
	return m, nil
}

// CauseHeader writes a cause as the header by which others know it.
func CauseHeader(c Cause) string { return c.Stream + ":" + strconv.FormatUint(c.Sequence, 10) }

// ParseCause reads what causeHeader wrote.
func ParseCause(s string) (stream string, seq uint64, ok bool) {
	stream, n, ok := strings.Cut(s, ":")
	if !ok {
		return "", 0, false
	}
	seq, err := strconv.ParseUint(n, 10, 64)
	return stream, seq, err == nil
}

// Effect is one message that a stage leaves in the log. It is committed once for each
// Subject: the subject is its key.
type Effect struct {
	Subject string
	// Payload is JSON.
	Payload []byte
	// Beside are bytes that travel beside a payload of short JSON in the same message, nil for
	// none: at most what GoesBeside says.
	Beside []byte
}

// Envelope wraps the effect of a document. blob is as in NewEnvelope.
func (e Effect) Envelope(doc string, cause Cause) (env Envelope, blob []byte, err error) {
	env, blob, err = NewEnvelope(doc, cause, e.Payload)
	if err != nil || e.Beside == nil {
		return env, blob, err
	}
	if blob != nil || codec.Marked(e.Payload) || !GoesBeside(e.Beside) {
		return env, nil, fault.Poisonf(fault.SchemaInvalid, "an effect has %d bytes beside a payload of %d", len(e.Beside), len(e.Payload))
	}
	return env.With(e.Beside), nil, nil
}
