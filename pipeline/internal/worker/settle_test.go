package worker_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// lossy is a message whose first acknowledgements never reach the server.
type lossy struct {
	jetstream.Msg
	losses *int
	err    error
}

func (m lossy) DoubleAck(ctx context.Context) error {
	if *m.losses > 0 {
		*m.losses--
		return m.err
	}
	return m.Msg.DoubleAck(ctx)
}

// An acknowledgement that the server does not confirm is repeated; where it stays lost the
// message is not counted as done, comes again, and ends as a duplicate.
func TestLostAcknowledgement(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		losses int
		err    error
		ok     int // counted by this worker
	}{
		{"two time-outs", 2, context.DeadlineExceeded, 1},
		{"three time-outs", 3, context.DeadlineExceeded, 0},
		{"a refusal", 1, errors.New("refused"), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{AckWait: 300 * time.Millisecond})
			var y pipelinetest.Toys
			doc := r.Submit("a")
			w := worker.New(r.Conn, y.Ingest(), worker.Options{Metrics: r.Metrics})
			w.Handle(r.Context(), take(r, wire.StageIngest).Through(func(m jetstream.Msg) jetstream.Msg {
				return lossy{m, &c.losses, c.err}
			}))
			if n := r.Count(wire.StageIngest, metrics.OutcomeOK); n != c.ok {
				t.Errorf("%d counted as done, want %d", n, c.ok)
			}
			if n := testutil.ToFloat64(r.Metrics.SettleFailures.WithLabelValues(wire.StageIngest, "ack")); int(n) != 1-c.ok {
				t.Errorf("%v failed acknowledgements", n)
			}
			r.Work(worker.Options{}, y.Stages()...)
			r.WaitState(doc, client.StatePublished)
			r.Idle(wire.Stages()...)
			if n := r.Count(wire.StageIngest, metrics.OutcomeDuplicate); n != 1-c.ok {
				t.Errorf("%d duplicates", n)
			}
			if n := r.Messages("gouji.p0.ingested." + doc); n != 1 {
				t.Errorf("%d effects", n)
			}
		})
	}
}

// A stage that writes into another partition's log would write past its key.
func TestEffectOfAnotherPartitionIsRefused(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	stray := worker.BindRaw(wire.StageIngest, pipelinetest.ToyID, func(_ context.Context, raw worker.Raw) (string, error) { return raw.ID, nil },
		func(d worker.Delivery, _ string) ([]wire.Effect, error) {
			return []wire.Effect{{Subject: "gouji.p1.ingested." + d.Doc, Payload: []byte(`{}`)}}, nil
		})
	r.Work(worker.Options{}, stray)
	doc := r.Submit("a")
	r.WaitState(doc, client.StateDead)
	if d := r.Dead()[0]; d.Class != fault.BadSubjectToken {
		t.Errorf("class %s: %s", d.Class, d.Reason)
	}
	if n := r.Messages("gouji.*.ingested.>"); n != 0 {
		t.Errorf("%d effects", n)
	}
}

// The drain cuts the last attempt short: that is no failure of the document, which would
// be dead by it.
func TestDrainDuringTheLastAttemptBuriesNothing(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{AckWait: 10 * time.Minute})
	entered := make(chan struct{})
	y := pipelinetest.Toys{OnIngest: func(ctx context.Context, _ string) error {
		close(entered)
		<-ctx.Done()
		return ctx.Err()
	}}
	stop := r.Work(worker.Options{Grace: 10 * time.Millisecond, MaxAttempts: 1}, y.Ingest())
	doc := r.Submit("a")
	<-entered
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if ds := r.Dead(); len(ds) != 0 {
		t.Fatalf("dead letters %+v", ds)
	}
	var other pipelinetest.Toys
	r.Work(worker.Options{}, other.Stages()...)
	r.WaitState(doc, client.StatePublished)
}

// counting counts what a worker says to the server.
type counting struct {
	jetstream.Msg
	said *int
}

func (m counting) DoubleAck(ctx context.Context) error { *m.said++; return m.Msg.DoubleAck(ctx) }
func (m counting) NakWithDelay(d time.Duration) error  { *m.said++; return m.Msg.NakWithDelay(d) }
func (m counting) TermWithReason(why string) error     { *m.said++; return m.Msg.TermWithReason(why) }

// A message that is settled once is not settled again, whoever tries and however: a drain
// gives it back while its stage does not return.
func TestSettledOnce(t *testing.T) {
	t.Parallel()
	for name, stage := range map[string]func(context.Context, string) error{
		"well":   nil,
		"fails":  func(context.Context, string) error { return errors.New("away") },
		"poison": pipelinetest.PoisonOn("a"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{AckWait: 300 * time.Millisecond})
			y := pipelinetest.Toys{OnIngest: stage}
			r.Submit("a")
			said := 0
			h := take(r, wire.StageIngest).Through(func(m jetstream.Msg) jetstream.Msg { return counting{m, &said} })
			h.LoseSettlement() // somebody has given it back meanwhile
			w := worker.New(r.Conn, y.Ingest(), worker.Options{Metrics: r.Metrics})
			w.Handle(r.Context(), h)
			if n := r.Count(wire.StageIngest, metrics.OutcomeOK); n != 0 || said != 0 {
				t.Errorf("%d counted as done, settled %d times", n, said)
			}
		})
	}
}
