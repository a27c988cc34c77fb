package worker

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/trace"
)

// Held is a message between its receipt and its settlement.
type Held = held

// Take wraps a message that a test has pulled as a worker would.
func Take(m jetstream.Msg, meta *jetstream.MsgMetadata) *Held { return &held{msg: m, meta: meta} }

// Nak gives the message back.
func (h *held) Nak() error { return h.msg.Nak() }

// LoseSettlement has whatever settles the message next get lost.
func (h *held) LoseSettlement() { h.settled.Store(true) }

// LeaseAt is when the server last had word of us.
func (h *held) LeaseAt() time.Time {
	h.lease.mu.Lock()
	defer h.lease.mu.Unlock()
	return h.lease.at
}

// InDoubt reports whether the lease may have run out.
func (h *held) InDoubt(ackWait time.Duration) bool { return h.lease.doubtful(time.Now(), ackWait) }

// Handle brings one message through and settles it.
func (w *Worker) Handle(ctx context.Context, h *held) {
	w.slots <- struct{}{}
	w.handle(ctx, h)
}

// Process does everything up to the settlement.
func (w *Worker) Process(ctx context.Context, h *held) (outcome string, err error) {
	return w.process(ctx, h, w.describe(h))
}

// Holding is what the worker holds.
func (w *Worker) Holding() []*held { return w.held.all() }

// ReadPressure looks once, and Waits says what it saw.
func (w *Worker) ReadPressure(ctx context.Context) { w.readPressure(ctx) }

// Waits reports that the worker fetches nothing, because the disk is nearly full.
func (w *Worker) Waits() bool { return w.pressure.waits() }

// NakWithDelay gives the message back, to come again after d.
func (h *held) NakWithDelay(d time.Duration) error { return h.msg.NakWithDelay(d) }

// Through puts something between the worker and its message.
func (h *held) Through(f func(jetstream.Msg) jetstream.Msg) *held {
	h.msg = f(h.msg)
	return h
}

// PullFor has a worker that has not started keep its pulls open for d.
func (w *Worker) PullFor(d time.Duration) { w.pullWait = d }

// bare is a message of headers alone.
type bare struct {
	jetstream.Msg
	header nats.Header
}

func (b bare) Headers() nats.Header { return b.header }

// TakeHeader wraps a message of headers alone.
func TakeHeader(h nats.Header) *Held { return &held{msg: bare{header: h}} }

// Trace begins the work on a message as far as traces see it.
func (w *Worker) Trace(ctx context.Context, h *held) (context.Context, trace.Span) {
	var wk work
	return w.trace(ctx, h, &wk)
}
