package wire

import (
	"context"

	"github.com/nats-io/nats.go"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// TracerName is the name of the library that makes the spans.
const TracerName = "github.com/gouji/gouji/pipeline"

// The header of the W3C's Trace Context, as Go's libraries write it, which we do too, and as
// the specification and other languages do: the names of NATS's headers are told apart by their
// letters' case.
const headerTraceParent, otherTraceParent = "Traceparent", "traceparent"

// TraceParent is what a message says of its trace, "" for nothing.
func TraceParent(h nats.Header) string {
	for _, name := range [...]string{headerTraceParent, otherTraceParent} {
		if v := h[name]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// ExtractTrace takes the trace's ids from a message; without an exporter they are only passed
// on. A producer's tracestate, 512 characters of anything, ends here: headers are where
// nothing personal may stand.
func ExtractTrace(ctx context.Context, h nats.Header) context.Context {
	if ids := ParseTrace(TraceParent(h)); ids.IsValid() {
		return trace.ContextWithRemoteSpanContext(ctx, ids)
	}
	return ctx
}

// ParseTrace reads what TraceParent returned; what cannot be read is not valid.
func ParseTrace(parent string) trace.SpanContext {
	if parent == "" {
		return trace.SpanContext{}
	}
	carrier := propagation.MapCarrier{otherTraceParent: parent}
	return trace.SpanContextFromContext(propagation.TraceContext{}.Extract(context.Background(), carrier))
}

// FormatTrace writes ids as TraceParent returns them, "" where there are none.
func FormatTrace(ids trace.SpanContext) string {
	if !ids.IsValid() {
		return ""
	}
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(trace.ContextWithSpanContext(context.Background(), ids), carrier)
	return carrier[otherTraceParent]
}

// InjectTrace writes the ids of a context into a message.
func InjectTrace(ctx context.Context, h nats.Header) {
	if parent := FormatTrace(trace.SpanContextFromContext(ctx)); parent != "" {
		h[headerTraceParent] = []string{parent}
	}
}
