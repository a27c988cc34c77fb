package pipeline

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
)

// Phase one of a drain: what runs may finish.
func TestDrainLetsRunningStagesFinish(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	entered, release := make(chan struct{}), make(chan struct{})
	y := toy{onIngest: func(ctx context.Context, _ string) error {
		close(entered)
		<-release
		return ctx.Err() // not cancelled within the grace
	}}
	stop := r.work(WorkerOptions{Concurrency: 1, Grace: 20 * time.Second}, y.ingest())
	doc := r.submit("a")
	<-entered
	done := make(chan error)
	go func() { done <- stop() }()
	close(release)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if n := r.messages("gouji.p0.ingested." + doc); n != 1 || r.count(StageIngest, metrics.OutcomeOK) != 1 {
		t.Errorf("%d effects", n)
	}
}

// Phase two: after the grace the stage is cancelled and the message goes back at once,
// long before AckWait.
func TestDrainCancelsAfterGrace(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{AckWait: 10 * time.Minute})
	entered := make(chan struct{})
	y := toy{onIngest: func(ctx context.Context, _ string) error {
		close(entered)
		<-ctx.Done()
		return ctx.Err()
	}}
	stop := r.work(WorkerOptions{Grace: 10 * time.Millisecond}, y.ingest())
	doc := r.submit("a")
	<-entered
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if n := r.count(StageIngest, metrics.OutcomeRetry); n != 1 || len(r.dead()) != 0 {
		t.Errorf("%d retries, %d dead letters", n, len(r.dead()))
	}
	var other toy
	r.work(WorkerOptions{}, other.stages()...)
	r.waitState(doc, StatePublished)
}

// A stage that does not even heed its context is abandoned, and its message given back.
func TestDrainAbandonsStagesThatDoNotReturn(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{AckWait: 10 * time.Minute})
	entered, release := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(release) })
	y := toy{onIngest: func(context.Context, string) error {
		close(entered)
		<-release
		return nil
	}}
	stop := r.work(WorkerOptions{Grace: time.Millisecond}, y.ingest())
	doc := r.submit("a")
	<-entered
	if err := stop(); err == nil {
		t.Error("no error")
	}
	var other toy
	r.work(WorkerOptions{}, other.stages()...)
	r.waitState(doc, StatePublished)
}

// Heartbeats keep a message whose stage takes far longer than AckWait.
func TestSlowStageIsNotRedelivered(t *testing.T) {
	t.Parallel()
	const ackWait = 300 * time.Millisecond
	r := newRig(t, Topology{AckWait: ackWait})
	y := toy{onIngest: func(ctx context.Context, _ string) error {
		sleep(ctx, 5*ackWait)
		return nil
	}}
	r.work(WorkerOptions{}, y.stages()...)
	r.waitState(r.submit("slow"), StatePublished)
	if n := y.ingested.Load(); n != 1 {
		t.Errorf("ingest ran %d times", n)
	}
}

func TestServerRestartLosesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{AckWait: 2 * time.Second})
	var y toy
	r.work(WorkerOptions{}, y.stages()...)
	const n = 200
	docs := make([]string, n)
	var taken atomic.Int64
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			text := fmt.Sprint("document ", i)
			for docs[i] == "" { // a producer repeats until it has the acknowledgement
				if s, err := Submit(r.ctx(), r.conn, "test", toyID([]byte(text)), []byte(text), nil); err == nil {
					docs[i] = s.ID
				} else if !sleep(r.ctx(), 50*time.Millisecond) {
					t.Error("gave up")
					return
				}
			}
			taken.Add(1)
		})
	}
	eventually(t, "half way", func() bool { return taken.Load() > n/2 })
	listen := r.addr()
	r.server.Shutdown()
	r.start(listen)
	wg.Wait()
	for _, doc := range docs {
		r.waitState(doc, StatePublished)
	}
	r.idle(Stages()...)
	if got := r.messages("gouji.p0.published.receipt.>"); got != n {
		t.Errorf("%d receipts for %d documents", got, n)
	}
	if s := r.status(); s.Accepted != n || s.Published != n || len(r.dead()) != 0 {
		t.Errorf("status %+v", s)
	}
}

// The effect is in the log and the acknowledgement was lost: the message comes again.
func TestEffectWithoutAckGivesNoDouble(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{AckWait: 300 * time.Millisecond})
	var y toy
	doc := r.submit("a")
	cons, err := r.conn.JS.Consumer(r.ctx(), SubmitStream, StageIngest)
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
	w := NewWorker(r.conn, y.ingest(), WorkerOptions{Metrics: r.m})
	h := Take(m, meta)
	if outcome, err := w.Process(r.ctx(), h); err != nil || outcome != metrics.OutcomeOK {
		t.Fatal(outcome, err)
	}
	r.work(WorkerOptions{}, y.stages()...)
	r.waitState(doc, StatePublished)
	eventually(t, "the duplicate", func() bool { return r.count(StageIngest, metrics.OutcomeDuplicate) == 1 })
	if n := r.messages("gouji.p0.ingested.*"); n != 1 || y.ingested.Load() != 1 {
		t.Errorf("%d effects, ingest ran %d times", n, y.ingested.Load())
	}

	// The same at a hop: its stage runs again, its effect stands once.
	parsed := r.messages("gouji.p0.parsed.>")
	if err := r.conn.JS.DeleteConsumer(r.ctx(), "GOUJI_P0", StageParse); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the second delivery", func() bool { return r.count(StageParse, metrics.OutcomeDuplicate) == 1 })
	if n := r.messages("gouji.p0.parsed.>"); n != parsed {
		t.Errorf("%d parsed, %d before", n, parsed)
	}
}

func TestWorkerRestoresItsConsumer(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	r.work(WorkerOptions{}, y.stages()...)
	r.waitState(r.submit("before"), StatePublished)
	for _, stage := range Stages() {
		stream, _, _ := r.topo.withDefaults().stageStream(stage)
		if err := r.conn.JS.DeleteConsumer(r.ctx(), stream, stage); err != nil {
			t.Fatal(err)
		}
	}
	r.waitState(r.submit("after"), StatePublished)
	healed := 0.0
	for _, stage := range Stages() {
		healed += testutil.ToFloat64(r.m.Heals.WithLabelValues(stage))
	}
	if healed == 0 {
		t.Error("no heal was counted")
	}
	if n := r.messages("gouji.p0.published.receipt.>"); n != 2 {
		t.Errorf("%d receipts", n)
	}
}

func TestWorkerOfAnUnknownStage(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	if err := NewWorker(r.conn, Stage{name: "other"}, WorkerOptions{Metrics: r.m}).Run(r.ctx()); err == nil {
		t.Error("no error")
	}
}

// Never more is fetched than there are workers.
func TestFetchesNoMoreThanItCanWorkOn(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	release := make(chan struct{})
	y := toy{onIngest: func(context.Context, string) error { <-release; return nil }}
	for i := range 20 {
		r.submit(fmt.Sprint(i))
	}
	r.work(WorkerOptions{Concurrency: 3}, y.ingest())
	eventually(t, "three running", func() bool { return y.ingested.Load() == 3 })
	cons, err := r.conn.JS.Consumer(r.ctx(), SubmitStream, StageIngest)
	if err != nil {
		t.Fatal(err)
	}
	if n := cons.CachedInfo().NumAckPending; n != 3 {
		t.Errorf("%d messages held", n)
	}
	if n := testutil.ToFloat64(r.m.Inflight.WithLabelValues(StageIngest)); n != 3 {
		t.Errorf("gouji_inflight %v", n)
	}
	close(release)
	r.idle(StageIngest)
}

func TestAuditFindsWhatIsNowhere(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	lost := make(chan struct{})
	y.onParse = func(_ context.Context, text string) error {
		if text == "lost" {
			close(lost)
			return fault.ErrSkip // a stage that drops a document
		}
		return nil
	}
	r.work(WorkerOptions{}, y.stages()...)
	a := NewAuditor(r.conn, AuditorOptions{Interval: 20 * time.Millisecond, Metrics: r.m})
	ctx, cancel := context.WithCancel(r.ctx())
	var wg sync.WaitGroup
	wg.Go(func() { _ = a.Run(ctx) })
	defer wg.Wait()
	defer cancel()
	for i := range 20 {
		r.submit(fmt.Sprint(i))
	}
	r.submit("lost")
	<-lost
	eventually(t, "the gauge shows it", func() bool { return testutil.ToFloat64(r.m.Unaccounted) == 1 })
	r.idle(Stages()...)
	if s := r.status(); s.Accepted != 21 || s.Published != 20 || s.Unaccounted != 1 {
		t.Errorf("status %+v", s)
	}
	if n := testutil.ToFloat64(r.m.AuditErrors); n != 0 {
		t.Errorf("%v audits failed", n)
	}
}

func TestAuditMeasuresLag(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	stop := r.work(WorkerOptions{}, y.ingest())
	for i := range 5 {
		r.submit(fmt.Sprint(i))
	}
	r.idle(StageIngest)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	r.submit("waiting")
	a := NewAuditor(r.conn, AuditorOptions{Metrics: r.m, Clock: func() time.Time { return time.Now().Add(time.Hour) }})
	if err := a.Once(r.ctx()); err != nil {
		t.Fatal(err)
	}
	for stage, want := range map[string]float64{StageIngest: 1, StageParse: 5, StageValidate: 0} {
		if n := testutil.ToFloat64(r.m.LagMessages.WithLabelValues(stage)); n != want {
			t.Errorf("%s: lag %v, want %v", stage, n, want)
		}
		age := testutil.ToFloat64(r.m.LagSeconds.WithLabelValues(stage))
		if want > 0 && (age < 3600 || age > 3700) || want == 0 && age != 0 {
			t.Errorf("%s: oldest is %v s old", stage, age)
		}
	}
	if s := r.status(); s.Accepted != 6 || s.InFlight != 6 {
		t.Errorf("status %+v", s)
	}
}
