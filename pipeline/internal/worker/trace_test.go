package worker_test

import (
	"context"
	"testing"

	"github.com/nats-io/nats.go"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// traced has the rig's connection make spans, and returns where they are kept.
func traced(t *testing.T, r *pipelinetest.Rig) *tracetest.SpanRecorder {
	t.Helper()
	kept := tracetest.NewSpanRecorder()
	closed := make(chan struct{})
	c, err := broker.Connect(r.Context(), broker.ConnectOptions{URL: r.Server.URL(), Embedded: r.Server, Closed: func() { close(closed) },
		Tracer: sdk.NewTracerProvider(sdk.WithSpanProcessor(kept)).Tracer(wire.TracerName)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); <-closed })
	c.Use(r.Topology)
	r.Conn = c
	return kept
}

// spans waits for n ended spans of a document and returns them by name.
func spans(t *testing.T, kept *tracetest.SpanRecorder, n int) map[string]sdk.ReadOnlySpan {
	t.Helper()
	pipelinetest.Eventually(t, "the spans", func() bool { return len(kept.Ended()) >= n })
	named := map[string]sdk.ReadOnlySpan{}
	for _, s := range kept.Ended() {
		named[s.Name()] = s
	}
	return named
}

// TestOneTraceFromSubmissionToReceipt: each stage's span is the child of the one before.
func TestOneTraceFromSubmissionToReceipt(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	kept := traced(t, r)
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	doc := r.Submit("a")
	r.WaitState(doc, client.StatePublished)
	named := spans(t, kept, 5)
	before := named["submit"]
	for _, stage := range wire.Stages() {
		s, ok := named[stage]
		if !ok || s.Parent().SpanID() != before.SpanContext().SpanID() || s.SpanContext().TraceID() != named["submit"].SpanContext().TraceID() {
			t.Fatalf("the span of %s (%v) is not below that of %s", stage, ok, before.Name())
		}
		before = s
	}
	m, err := r.Conn.LastIfAny(r.Context(), r.Conn.Topology().LogStream(), "gouji.p0.published.receipt.>")
	if err != nil || m == nil || wire.ParseTrace(wire.TraceParent(m.Header)).TraceID() != before.SpanContext().TraceID() {
		t.Errorf("the receipt is of another trace: %v", err)
	}
}

// TestAReplayHasALinkToWhereItFailed: its trace is a new one.
func TestAReplayHasALinkToWhereItFailed(t *testing.T) {
	t.Parallel()
	for _, at := range []string{wire.StageIngest, wire.StageValidate} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			kept := traced(t, r)
			var y pipelinetest.Toys
			broken := true
			hook := func(context.Context, string) error {
				if broken {
					panic("a defect")
				}
				return nil
			}
			if y.OnIngest = hook; at == wire.StageValidate {
				y.OnIngest, y.OnValidate = nil, hook
			}
			stop := r.Work(worker.Options{}, y.Stages()...)
			doc := r.Submit("a")
			r.WaitState(doc, client.StateDead)
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			failed := spans(t, kept, 2)[at]
			if failed.Status().Description != "panic" {
				t.Errorf("the span says %+v", failed.Status())
			}
			broken = false
			if err := dead.Replay(r.Context(), r.Conn, pipelinetest.DeadOf(t, r, doc).ID); err != nil {
				t.Fatal(err)
			}
			r.Work(worker.Options{}, y.Stages()...)
			r.WaitState(doc, client.StatePublished)
			r.Idle(wire.Stages()...)
			named := spans(t, kept, 5)
			for _, name := range []string{"replay", at} {
				s := named[name]
				if len(s.Links()) != 1 || s.Links()[0].SpanContext.SpanID() != failed.SpanContext().SpanID() {
					t.Errorf("%s has the links %+v", name, s.Links())
				}
				if s.SpanContext().TraceID() == failed.SpanContext().TraceID() {
					t.Errorf("%s is in the trace that failed", name)
				}
			}
			if named[wire.StagePublish].SpanContext().TraceID() != named["replay"].SpanContext().TraceID() {
				t.Error("the replay and what came of it are two traces")
			}
		})
	}
}

// TestNoTraceCostsNothing: without a tracer and without a trace in the message nothing is
// allocated; with one in the message it is passed on.
func TestNoTraceCostsNothing(t *testing.T) {
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	w := worker.New(r.Conn, y.Parse(), worker.Options{Metrics: r.Metrics})
	held := worker.TakeHeader(nats.Header{wire.HeaderDigest: {"x"}, wire.HeaderCause: {"y:1"}})
	out := nats.Header{}
	if n := testing.AllocsPerRun(100, func() {
		ctx, span := w.Trace(context.Background(), held)
		wire.InjectTrace(ctx, out)
		if span != nil || len(out) != 0 {
			t.Fatal("there is a trace")
		}
	}); n != 0 {
		t.Errorf("%v allocations a message", n)
	}
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	for _, name := range []string{"traceparent", "Traceparent"} {
		ctx, _ := w.Trace(context.Background(), worker.TakeHeader(nats.Header{name: {parent}}))
		wire.InjectTrace(ctx, out)
		if got := out["Traceparent"]; len(got) != 1 || got[0] != parent {
			t.Errorf("%s is passed on as %q", name, got)
		}
	}
	if ctx, _ := w.Trace(context.Background(), worker.TakeHeader(nats.Header{"traceparent": {"nonsense"}})); trace.SpanContextFromContext(ctx).IsValid() {
		t.Error("nonsense is a trace")
	}
}
