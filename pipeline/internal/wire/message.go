package wire

import (
	"context"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// ExtractTrace takes the trace's ids from a message; without an exporter they are only passed
// on. A producer's tracestate, 512 characters of anything, ends here: headers are where
// nothing personal may stand.
func ExtractTrace(ctx context.Context, h nats.Header) context.Context {
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(h))
	ids := trace.SpanContextFromContext(ctx).WithTraceState(trace.TraceState{})
	return trace.ContextWithRemoteSpanContext(ctx, ids)
}

// InjectTrace writes them into a message.
func InjectTrace(ctx context.Context, h nats.Header) {
	propagation.TraceContext{}.Inject(ctx, propagation.HeaderCarrier(h))
}

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
