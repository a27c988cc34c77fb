package worker

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// trace takes up the trace of a message, and begins the span of the work on it where there is
// a tracer; without one the span is nil and the ids are only passed on. A message that was put
// back has a link to where it failed.
func (w *Worker) trace(ctx context.Context, h *held, wk *work) (context.Context, trace.Span) {
	header := h.msg.Headers()
	ctx = wire.ExtractTrace(ctx, header)
	tracer := w.conn.Options().Tracer
	if tracer == nil {
		wk.trace = trace.SpanContextFromContext(ctx)
		return ctx, nil
	}
	opts := []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(
		attribute.String("messaging.system", "nats"), attribute.String("messaging.operation.name", "process"),
		attribute.String("messaging.destination.name", wk.d.Stream), attribute.Int64("gouji.sequence", int64(wk.d.Sequence)),
		attribute.String("gouji.stage", wk.d.Stage), attribute.String("gouji.document", wk.d.Doc), attribute.Int64("gouji.attempt", int64(wk.d.Attempt)),
	)}
	if wk.replayOf != "" || w.stage.Name() != w.topo.Flow.First() { // else a producer says so
		if before := wire.ParseTrace(header.Get(wire.HeaderTrace)); before.IsValid() {
			opts = append(opts, trace.WithLinks(trace.Link{SpanContext: before}))
		}
	}
	ctx, span := tracer.Start(ctx, w.stage.Name(), opts...)
	wk.trace = span.SpanContext()
	return ctx, span
}

// told notes how the work ended. Of an error it says the class: its text may quote the document.
func told(span trace.Span, outcome string, err error) {
	switch class, poison := fault.ClassOf(err); {
	case err == nil:
		span.SetAttributes(attribute.String("gouji.outcome", outcome))
	case poison:
		span.SetAttributes(attribute.String("error.type", string(class)))
		span.SetStatus(codes.Error, string(class))
	case errors.Is(err, context.Canceled):
		span.SetStatus(codes.Error, "canceled")
	default:
		span.SetStatus(codes.Error, "will be tried again")
	}
}
