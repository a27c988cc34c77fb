// Package worker runs stages: it fetches messages, keeps the lease on them, calls the stage,
// commits what results, and settles by what package history decides.
package worker

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Options configures a worker. Metrics is required.
type Options struct {
	// Concurrency is how many messages are worked on at once, default 8.
	Concurrency int
	// AckWait is the consumer's; a heartbeat goes out each third of it. Default the topology's.
	AckWait time.Duration
	// Grace is how long running stages may go on after Run's context has ended, default 10 s.
	Grace time.Duration
	// MaxAttempts is how often a message is tried, default 8. Deliveries that a drain or a
	// crash cut short count, since the broker counts them.
	MaxAttempts int
	// Backoff is the delay before another attempt, default 1, 2, 4 … 30 s with jitter. A bare
	// Nak would be redelivered at once.
	Backoff func(attempt int) time.Duration
	// Ahead reports that the stage is far ahead of those behind it and fetches nothing at present;
	// nil is never. It is asked before each pull.
	Ahead func() bool
	// About says what the process runs, for those who ask who is there; nil says nothing.
	About func() About
	// Log takes one line for each branch but the good one. The zero value discards them.
	Log zerolog.Logger
	// Metrics takes the counts.
	Metrics *metrics.Metrics
	// Clock gives the time of dead letters and receipts, default time.Now.
	Clock func() time.Time
	// Rand gives the jitter in [0,1), default math/rand; safe for concurrent use.
	Rand func() float64
}

func (o Options) withDefaults(t wire.Topology) Options {
	if o.Concurrency <= 0 {
		o.Concurrency = 8
	}
	if o.AckWait == 0 {
		o.AckWait = t.AckWait
	}
	if o.Grace == 0 {
		o.Grace = 10 * time.Second
	}
	if o.MaxAttempts == 0 {
		o.MaxAttempts = 8
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	if o.Backoff == nil {
		r := o.Rand
		o.Backoff = func(attempt int) time.Duration { return backoff(attempt, r()) }
	}
	return o
}

// backoff is 1, 2, 4 … 30 s, of which the last quarter is random, so that what failed
// together does not come back together.
func backoff(attempt int, random float64) time.Duration {
	d := 30 * time.Second
	if attempt < 6 {
		d = min(d, time.Second<<max(attempt-1, 0))
	}
	return d - time.Duration(random*float64(d)/4)
}

// ackFactor is how many acknowledgements may be under way for each message in work. One
// acknowledgement at a time keeps 0.42 of the throughput, many at once 0.81.
const ackFactor = 4

// Worker runs one stage: it pulls messages, calls the stage, commits the effects, and
// settles. Several workers of a stage, in one process or many, share its consumer.
type Worker struct {
	conn  *broker.Conn
	stage Stage
	o     Options
	topo  wire.Topology
	log   zerolog.Logger

	slots    chan struct{} // one for each message in work or asked for
	acks     chan struct{} // one for each acknowledgement under way
	running  sync.WaitGroup
	held     heldSet
	docs     keyLock // submissions of the same document, one at a time
	sinks    *breakers
	pressure pressure
	draining atomic.Bool
	pullWait time.Duration // the constant; tests make it longer
}

// New makes a worker; Run starts it. It may run once.
func New(c *broker.Conn, s Stage, o Options) *Worker {
	t := c.Topology()
	o = o.withDefaults(t)
	w := &Worker{
		conn: c, stage: s, o: o, topo: t,
		log:   o.Log.With().Str("stage", s.Name()).Logger(),
		slots: make(chan struct{}, o.Concurrency),
		acks:  make(chan struct{}, ackFactor*o.Concurrency), pullWait: pullWait,
	}
	w.sinks = newBreakers(o.Clock, o.Backoff, w.sinkTurned)
	for _, c := range fault.Classes() { // at 0 from the start, or a rate misses the first
		o.Metrics.Dead.WithLabelValues(s.Name(), string(c))
	}
	return w
}

// Waiting is the sinks because of which this worker fetches nothing at present.
func (w *Worker) Waiting() []topology.Wait {
	var waits []topology.Wait
	for _, sink := range w.sinks.down() {
		waits = append(waits, topology.Wait{What: "stage " + w.stage.Name(), Kind: "sink", Why: "fetches nothing but a probe now and then, " + sink + " is down"})
	}
	return waits
}

// sinkTurned tells that a sink went down or came back.
func (w *Worker) sinkTurned(sink string, down bool) {
	w.o.Metrics.BreakerOpen.WithLabelValues(sink).Set(metrics.Bool(down))
	if down {
		w.log.Warn().Str("sink", sink).Msg("the sink is down; fetching nothing but a probe now and then")
		return
	}
	w.log.Warn().Str("sink", sink).Msg("the sink is back")
}

// Run works until ctx ends and then drains in two phases: it stops fetching and lets
// running stages finish within Grace; then it cancels their context. What is left is
// given back to the broker. Run returns nil after a clean drain. Lost consumers, streams
// and connections are restored; only a connection closed for good, or a stage that the
// topology does not know, ends Run early.
func (w *Worker) Run(ctx context.Context) error {
	if _, _, err := w.topo.StageStream(w.stage.Name()); err != nil {
		return err
	}
	stageCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stopBeat := w.startHeartbeat()
	defer stopBeat()
	stopPresence := w.announce()
	defer stopPresence()
	stopPressure := w.watchPressure()
	defer stopPressure()

	fetchErr := w.fetchLoop(ctx, stageCtx)
	w.draining.Store(true)
	return errors.Join(fetchErr, w.drain(cancel))
}

// abandonAfter is how long a cancelled stage may take to return.
const abandonAfter = 5 * time.Second

// drain waits for the messages in work: first within Grace, then with their context
// cancelled. Stages that do not return even then are abandoned and their messages given
// back.
func (w *Worker) drain(cancel context.CancelFunc) error {
	done := make(chan struct{})
	go func() { w.running.Wait(); close(done) }()
	defer func() { _ = w.conn.NC.FlushTimeout(2 * time.Second) }() // naks and terms are not answered
	if waitFor(done, w.o.Grace) {
		return nil
	}
	w.log.Warn().Int("held", w.held.len()).Msg("drain: grace is over, cancelling the stages")
	cancel()
	if waitFor(done, abandonAfter) {
		return nil
	}
	left := w.held.all()
	for _, h := range left {
		w.nak(h, 0)
	}
	return fmt.Errorf("%s: %d stages did not return when cancelled; their messages were given back", w.stage.Name(), len(left))
}

func waitFor(done <-chan struct{}, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-done:
		return true
	case <-t.C:
		return false
	}
}
