package worker_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// Phase one of a drain: what runs may finish.
func TestDrainLetsRunningStagesFinish(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	entered, release := make(chan struct{}), make(chan struct{})
	y := pipelinetest.Toys{OnIngest: func(ctx context.Context, _ string) error {
		close(entered)
		<-release
		return ctx.Err() // not cancelled within the grace
	}}
	stop := r.Work(worker.Options{Concurrency: 1, Grace: 20 * time.Second}, y.Ingest())
	doc := r.Submit("a")
	<-entered
	done := make(chan error)
	go func() { done <- stop() }()
	close(release)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if n := r.Messages("gouji.p0.ingested." + doc); n != 1 || r.Count(wire.StageIngest, metrics.OutcomeOK) != 1 {
		t.Errorf("%d effects", n)
	}
}

// Phase two: after the grace the stage is cancelled and the message goes back at once,
// long before AckWait.
func TestDrainCancelsAfterGrace(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{AckWait: 10 * time.Minute})
	entered := make(chan struct{})
	y := pipelinetest.Toys{OnIngest: func(ctx context.Context, _ string) error {
		close(entered)
		<-ctx.Done()
		return ctx.Err()
	}}
	stop := r.Work(worker.Options{Grace: 10 * time.Millisecond}, y.Ingest())
	doc := r.Submit("a")
	<-entered
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if n := r.Count(wire.StageIngest, metrics.OutcomeRetry); n != 1 || len(r.Dead()) != 0 {
		t.Errorf("%d retries, %d dead letters", n, len(r.Dead()))
	}
	var other pipelinetest.Toys
	r.Work(worker.Options{}, other.Stages()...)
	r.WaitState(doc, client.StatePublished)
}

// A stage that does not even heed its context is abandoned, and its message given back.
func TestDrainAbandonsStagesThatDoNotReturn(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{AckWait: 10 * time.Minute})
	entered, release := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(release) })
	y := pipelinetest.Toys{OnIngest: func(context.Context, string) error {
		close(entered)
		<-release
		return nil
	}}
	stop := r.Work(worker.Options{Grace: time.Millisecond}, y.Ingest())
	doc := r.Submit("a")
	<-entered
	if err := stop(); err == nil {
		t.Error("no error")
	}
	var other pipelinetest.Toys
	r.Work(worker.Options{}, other.Stages()...)
	r.WaitState(doc, client.StatePublished)
}

// Heartbeats keep a message whose stage takes far longer than AckWait.
func TestSlowStageIsNotRedelivered(t *testing.T) {
	t.Parallel()
	const ackWait = 300 * time.Millisecond
	r := pipelinetest.New(t, wire.Topology{AckWait: ackWait})
	y := pipelinetest.Toys{OnIngest: func(ctx context.Context, _ string) error {
		broker.Sleep(ctx, 5*ackWait)
		return nil
	}}
	r.Work(worker.Options{}, y.Stages()...)
	r.WaitState(r.Submit("slow"), client.StatePublished)
	if n := y.Ingested.Load(); n != 1 {
		t.Errorf("ingest ran %d times", n)
	}
}

func TestServerRestartLosesNothing(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{AckWait: 2 * time.Second})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	const n = 200
	docs := make([]string, n)
	var taken atomic.Int64
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			text := fmt.Sprint("document ", i)
			for docs[i] == "" { // a producer repeats until it has the acknowledgement
				if s, err := client.Submit(r.Context(), r.Conn, "test", pipelinetest.ToyID([]byte(text)), []byte(text), nil); err == nil {
					docs[i] = s.ID
				} else if !broker.Sleep(r.Context(), 50*time.Millisecond) {
					t.Error("gave up")
					return
				}
			}
			taken.Add(1)
		})
	}
	pipelinetest.Eventually(t, "half way", func() bool { return taken.Load() > n/2 })
	listen := r.Addr()
	r.Server.Shutdown()
	r.Start(listen)
	wg.Wait()
	for _, doc := range docs {
		r.WaitState(doc, client.StatePublished)
	}
	r.Idle(wire.Stages()...)
	if got := r.Messages("gouji.p0.published.receipt.>"); got != n {
		t.Errorf("%d receipts for %d documents", got, n)
	}
	if s := r.Status(); s.Accepted != n || s.Published != n || len(r.Dead()) != 0 {
		t.Errorf("status %+v", s)
	}
}

// The effect is in the log and the acknowledgement was lost: the message comes again.
func TestEffectWithoutAckGivesNoDouble(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{AckWait: 300 * time.Millisecond})
	var y pipelinetest.Toys
	doc := r.Submit("a")
	cons, err := r.Conn.JS.Consumer(r.Context(), wire.SubmitStream, wire.StageIngest)
	if err != nil {
		t.Fatal(err)
	}
	m, err := cons.Next()
	if err != nil {
		t.Fatal(err)
	}
	meta, err := m.Metadata()
	if err != nil {
		t.Fatal(err)
	}
	// A worker does everything up to the acknowledgement, and is gone.
	w := worker.New(r.Conn, y.Ingest(), worker.Options{Metrics: r.Metrics})
	h := worker.Take(m, meta)
	if outcome, err := w.Process(r.Context(), h); err != nil || outcome != metrics.OutcomeOK {
		t.Fatal(outcome, err)
	}
	r.Work(worker.Options{}, y.Stages()...)
	r.WaitState(doc, client.StatePublished)
	pipelinetest.Eventually(t, "the duplicate", func() bool { return r.Count(wire.StageIngest, metrics.OutcomeDuplicate) == 1 })
	if n := r.Messages("gouji.p0.ingested.*"); n != 1 || y.Ingested.Load() != 1 {
		t.Errorf("%d effects, ingest ran %d times", n, y.Ingested.Load())
	}

	// The same at a hop: its stage runs again, its effect stands once.
	parsed := r.Messages("gouji.p0.parsed.>")
	if err := r.Conn.JS.DeleteConsumer(r.Context(), "GOUJI_P0", wire.StageParse); err != nil {
		t.Fatal(err)
	}
	pipelinetest.Eventually(t, "the second delivery", func() bool { return r.Count(wire.StageParse, metrics.OutcomeDuplicate) == 1 })
	if n := r.Messages("gouji.p0.parsed.>"); n != parsed {
		t.Errorf("%d parsed, %d before", n, parsed)
	}
}

func TestWorkerRestoresItsConsumer(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	r.WaitState(r.Submit("before"), client.StatePublished)
	for _, stage := range wire.Stages() {
		stream, _, _ := r.Topology.WithDefaults().StageStream(stage)
		if err := r.Conn.JS.DeleteConsumer(r.Context(), stream, stage); err != nil {
			t.Fatal(err)
		}
	}
	r.WaitState(r.Submit("after"), client.StatePublished)
	healed := 0.0
	for _, stage := range wire.Stages() {
		healed += testutil.ToFloat64(r.Metrics.Heals.WithLabelValues(stage))
	}
	if healed == 0 {
		t.Error("no heal was counted")
	}
	if n := r.Messages("gouji.p0.published.receipt.>"); n != 2 {
		t.Errorf("%d receipts", n)
	}
}

func TestWorkerOfAnUnknownStage(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	other := worker.Bind("other", func(context.Context, int) (int, error) { return 0, nil }, func(worker.Delivery, int) ([]wire.Effect, error) { return nil, nil })
	if err := worker.New(r.Conn, other, worker.Options{Metrics: r.Metrics}).Run(r.Context()); err == nil {
		t.Error("no error")
	}
}

// Never more is fetched than there are workers.
func TestFetchesNoMoreThanItCanWorkOn(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	release := make(chan struct{})
	y := pipelinetest.Toys{OnIngest: func(context.Context, string) error { <-release; return nil }}
	for i := range 20 {
		r.Submit(fmt.Sprint(i))
	}
	r.Work(worker.Options{Concurrency: 3}, y.Ingest())
	pipelinetest.Eventually(t, "three running", func() bool { return y.Ingested.Load() == 3 })
	cons, err := r.Conn.JS.Consumer(r.Context(), wire.SubmitStream, wire.StageIngest)
	if err != nil {
		t.Fatal(err)
	}
	if n := cons.CachedInfo().NumAckPending; n != 3 {
		t.Errorf("%d messages held", n)
	}
	if n := testutil.ToFloat64(r.Metrics.Inflight.WithLabelValues(wire.StageIngest)); n != 3 {
		t.Errorf("gouji_inflight %v", n)
	}
	close(release)
	r.Idle(wire.StageIngest)
}

func TestAuditFindsWhatIsNowhere(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	lost := make(chan struct{})
	y.OnParse = func(_ context.Context, text string) error {
		if text == "lost" {
			close(lost)
			return fault.ErrSkip // a stage that drops a document
		}
		return nil
	}
	r.Work(worker.Options{}, y.Stages()...)
	a := audit.NewAuditor(r.Conn, audit.AuditorOptions{Interval: 20 * time.Millisecond, Metrics: r.Metrics})
	ctx, cancel := context.WithCancel(r.Context())
	var wg sync.WaitGroup
	wg.Go(func() { _ = a.Run(ctx) })
	defer wg.Wait()
	defer cancel()
	for i := range 20 {
		r.Submit(fmt.Sprint(i))
	}
	r.Submit("lost")
	<-lost
	pipelinetest.Eventually(t, "the gauge shows it", func() bool { return testutil.ToFloat64(r.Metrics.Unaccounted) == 1 })
	r.Idle(wire.Stages()...)
	if s := r.Status(); s.Accepted != 21 || s.Published != 20 || s.Unaccounted != 1 {
		t.Errorf("status %+v", s)
	}
	if n := testutil.ToFloat64(r.Metrics.AuditErrors); n != 0 {
		t.Errorf("%v audits failed", n)
	}
}

func TestAuditMeasuresLag(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	stop := r.Work(worker.Options{}, y.Ingest())
	for i := range 5 {
		r.Submit(fmt.Sprint(i))
	}
	r.Idle(wire.StageIngest)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	r.Submit("waiting")
	a := audit.NewAuditor(r.Conn, audit.AuditorOptions{Metrics: r.Metrics, Clock: func() time.Time { return time.Now().Add(time.Hour) }})
	if err := a.Once(r.Context()); err != nil {
		t.Fatal(err)
	}
	for stage, want := range map[string]float64{wire.StageIngest: 1, wire.StageParse: 5, wire.StageValidate: 0} {
		if n := testutil.ToFloat64(r.Metrics.LagMessages.WithLabelValues(stage)); n != want {
			t.Errorf("%s: lag %v, want %v", stage, n, want)
		}
		age := testutil.ToFloat64(r.Metrics.LagSeconds.WithLabelValues(stage))
		if want > 0 && (age < 3600 || age > 3700) || want == 0 && age != 0 {
			t.Errorf("%s: oldest is %v s old", stage, age)
		}
	}
	if s := r.Status(); s.Accepted != 6 || s.InFlight != 6 {
		t.Errorf("status %+v", s)
	}
}
