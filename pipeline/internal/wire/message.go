package wire

import (
	"context"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
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
		m.Header.Set(HeaderBeside, DigestOf(env.Beside))
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
}
