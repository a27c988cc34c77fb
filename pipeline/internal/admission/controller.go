// Package admission refuses submissions while the disk is nearly full or a stage is far
// behind.
package admission

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/rs/zerolog"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
)

const (
	// diskMargin lies between refusing and taking again, so that one document does not make
	// the difference; lagMargin is the same as a share of the limit.
	diskMargin, lagMargin = 0.02, 0.9
	// restartPause is the least time between two restarts of the embedded server.
	restartPause = 10 * time.Second
	// blindLooks is after how many looks in a row that did not see the disk, half a minute,
	// it counts as not watched: what was closed because of it would stay closed for ever.
	blindLooks = 30
)

// Options configures a Controller. Metrics is required.
type Options struct {
	// Interval between looks, default 1 s. It must be well below leftAfter, or other controllers
	// take this one's closure for one that was left behind.
	Interval time.Duration
	// Disk is what fills; nil watches no disk. At DiskLimit, default 0.85, submissions are
	// refused, and half way from there to full the stages fetch nothing more, or what was
	// acknowledged before would fill the rest: a server that runs full takes nothing more into
	// the streams it could not write, and answers nobody, until it is started anew.
	Disk      broker.DiskUse
	DiskLimit float64
	// MaxLag is how many messages a stage may be behind before submissions are refused,
	// 0 for any number.
	MaxLag uint64
	// Server is the embedded server, nil for an external one. It is restarted when it got
	// stuck and there is room again, and while it is refusing the controller answers producers
	// itself, because a stuck server does not.
	Server  *broker.Server
	Log     zerolog.Logger
	Metrics *metrics.Metrics
	// Clock is what pauses are measured by, default time.Now. Those of other controllers may go
	// wrong: their times are compared for change only.
	Clock func() time.Time
}

// Controller closes the submit stream while the disk is nearly full or a stage is far behind,
// so that every door and every producer hears a refusal at once instead of a stall, and
// opens it again. There may be several, one for each disk: a controller opens what it closed
// itself, and what another closed once that one has said nothing for 30 s.
type Controller struct {
	conn *broker.Conn
	o    Options
	id   string // in what it closes

	disk, lag  string // why to refuse, empty for no reason
	stopStages bool   // the disk is so full that the stages are to wait too
	seen       bool   // the disk, at least once
	blind      int    // looks in a row that did not see it
	restarted  time.Time
	answering  *nats.Subscription
	refreshed  time.Time          // when this controller wrote its closure last
	other      topology.Staleness // of another controller's

	mu     sync.Mutex
	reason string           // this controller's own, "" for none
	found  topology.Closure // how the stream was left or met at the last look
}

// New makes a controller; Run starts it.
func New(c *broker.Conn, o Options) *Controller {
	if o.Interval == 0 {
		o.Interval = time.Second
	}
	if o.DiskLimit == 0 {
		o.DiskLimit = 0.85
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &Controller{conn: c, o: o, id: controllerID()}
}

// Refusing says why submissions are refused, be it by this controller or by another, "" where
// they are taken.
func (a *Controller) Refusing() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.reason != "" {
		return a.reason
	}
	return a.found.Reason
}

// Run looks each Interval until ctx ends and returns nil. The stream is left as it is then: a closed one
// is opened by the next controller, 30 s after it came, if there is no reason any more.
func (a *Controller) Run(ctx context.Context) error {
	t := time.NewTicker(a.o.Interval)
	defer t.Stop()
	defer a.Stop()
	for {
		a.Once(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
	}
}

// lookTimeout bounds one look: a stuck server answers nothing.
const lookTimeout = 2 * time.Second

// Once looks once and does what follows from it.
func (a *Controller) Once(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	before := a.Refusing()
	a.lookAtDisk(ctx)
	a.restartIfStuck()
	if a.disk == "" { // what decides already needs no answer of a broker that may be stuck
		a.lookAtLag(ctx)
	}
	own := a.decide()
	// The controller answers only when the stream is closed, or cannot be: else a submission would
	// be refused by the one and taken by the other.
	if own == "" {
		a.answer("")
	}
	if err := a.apply(ctx, own); err != nil {
		a.o.Log.Debug().Err(err).Msg("the submit stream could not be closed or opened")
	}
	a.answer(own)
	a.report(before)
}

// lookAtDisk decides by the disk whether to refuse, and whether the stages are to wait.
func (a *Controller) lookAtDisk(ctx context.Context) {
	if a.o.Disk == nil {
		return
	}
	used, err := a.o.Disk(ctx)
	if err != nil { // what is not known decides nothing, for a while
		a.o.Log.Debug().Err(err).Msg("the disk cannot be seen")
		if a.blind++; a.blind == blindLooks {
			a.disk, a.stopStages = "", false
			a.o.Metrics.DiskUsed.Set(math.NaN())
			a.o.Log.Warn().Err(err).Msg("the disk cannot be seen and is not watched")
		}
		return
	}
	a.seen, a.blind = true, 0
	a.o.Metrics.DiskUsed.Set(used)
	switch {
	case used >= a.o.DiskLimit:
		a.disk = fmt.Sprintf("disk %.0f %% full", 100*used)
	case used < a.o.DiskLimit-diskMargin:
		a.disk = ""
	}
	full := (1 + a.o.DiskLimit) / 2
	a.stopStages = used >= full || a.stopStages && used >= full-diskMargin
}

// lookAtLag decides by the stage that is furthest behind.
func (a *Controller) lookAtLag(ctx context.Context) {
	if a.o.MaxLag == 0 {
		return
	}
	t, worst, who := a.conn.Topology(), uint64(0), ""
	for _, stage := range t.Flow.StageNames() {
		stream, _, err := t.StageStream(stage)
		if err != nil {
			return
		}
		cons, err := a.conn.JS.Consumer(ctx, stream, stage)
		if err != nil {
			return
		}
		if n := cons.CachedInfo().NumPending; n > worst {
			worst, who = n, stage
		}
	}
	switch {
	case worst > a.o.MaxLag:
		a.lag = fmt.Sprintf("%s is %d messages behind", who, worst)
	case float64(worst) < lagMargin*float64(a.o.MaxLag) || worst == 0:
		a.lag = ""
	}
}

// decide makes one reason of two.
func (a *Controller) decide() string {
	reason := a.disk
	if reason == "" {
		reason = a.lag
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reason = reason
	return reason
}

// cause is what this controller's reason is about.
func (a *Controller) cause() string {
	if a.disk != "" {
		return topology.CauseDisk
	}
	return topology.CauseLag
}

// report sets the gauges by what producers meet: the stream, or the controller that answers in its
// stead.
func (a *Controller) report(before string) {
	reason := a.Refusing()
	for _, c := range []string{topology.CauseDisk, topology.CauseLag} {
		a.o.Metrics.Refusing.WithLabelValues(c).Set(metrics.Bool(a.found.Cause == c || a.answering != nil && a.cause() == c))
	}
	switch {
	case before == "" && reason != "":
		line := a.o.Log.Warn().Str("reason", reason)
		if a.disk != "" {
			line = line.Str("make_room", "`gouji status` names the years that `gouji archive` would take out of the streams, and how much each takes")
		}
		line.Msg("submissions are refused")
	case before != "" && reason == "":
		a.o.Log.Warn().Msg("submissions are taken again")
	}
}

// restartIfStuck restarts an embedded server that a full disk has brought to a stop, once there is
// room.
func (a *Controller) restartIfStuck() {
	s := a.o.Server
	if s == nil || a.disk != "" || !s.Stuck() || a.o.Clock().Sub(a.restarted) < restartPause {
		return
	}
	a.restarted = a.o.Clock()
	a.o.Log.Warn().Msg("the embedded server is stuck after a write error and is restarted")
	a.o.Metrics.ServerRestarts.Inc()
	if err := s.Restart(); err != nil {
		a.o.Log.Error().Err(err).Msg("the embedded server could not be restarted; trying again")
	}
}

// Stop has the controller answer no producer any more. Run does it at its end.
func (a *Controller) Stop() { a.answer("") }

// answer has the controller answer submissions with a refusal itself, or stop doing so. It never
// acknowledges: where the stream takes the message all the same the producer sends it
// again, which ends as a duplicate.
func (a *Controller) answer(reason string) {
	if a.o.Server == nil {
		return
	}
	if reason == "" {
		if a.answering != nil {
			_ = a.answering.Unsubscribe() // a closed connection has no subscriptions
			a.answering = nil
		}
		return
	}
	if a.answering != nil {
		return
	}
	t := a.conn.Topology()
	sub, err := a.conn.NC.Subscribe(t.SubmitFilter(), func(m *nats.Msg) {
		if data, err := refusalAnswer(t.Flow.SubmitStream(), a.Refusing()); err == nil {
			_ = m.Respond(data) // without an answer the producer times out and repeats
		}
	})
	if err != nil {
		a.o.Log.Debug().Err(err).Msg("refusals cannot be answered")
		return
	}
	a.answering = sub
}
