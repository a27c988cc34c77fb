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

// Options configures a Guard. Metrics is required.
type Options struct {
	// Interval between looks, default 1 s. It must be well below leftAfter, or other guards
	// take this one's closing for one that was left behind.
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
	// stuck and there is room again, and while it is refusing the guard answers producers
	// itself, because a stuck server does not.
	Server  *broker.Server
	Log     zerolog.Logger
	Metrics *metrics.Metrics
	// Clock is what pauses are measured by, default time.Now. Those of other guards may go
	// wrong: their times are compared for change only.
	Clock func() time.Time
}

// Controller closes the submit stream while the disk is nearly full or a stage is far behind,
// so that every door and every producer hears a refusal at once instead of a stall, and
// opens it again. There may be several, one for each disk: a guard opens what it closed
// itself, and what another closed once that one has said nothing for 30 s.
type Controller struct {
	conn *broker.Conn
	o    Options
	id   string // in what it closes

	disk, lag string // why to refuse, empty for no reason
	brim      bool   // the disk is so full that the stages are to wait too
	seen      bool   // the disk, at least once
	blind     int    // looks in a row that did not see it
	restarted time.Time
	answering *nats.Subscription
	refreshed time.Time          // when this guard wrote its closing last
	other     topology.Staleness // of another guard's

	mu     sync.Mutex
	reason string           // this guard's own, "" for none
	found  topology.Closure // how the stream was left or met at the last look
}

// New makes a guard; Run starts it.
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

// Refusing says why submissions are refused, be it by this guard or by another, "" where
// they are taken.
func (g *Controller) Refusing() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.reason != "" {
		return g.reason
	}
	return g.found.Reason
}

// Run guards until ctx ends and returns nil. The stream is left as it is then: a closed one
// is opened by the next guard, 30 s after it came, if there is no reason any more.
func (g *Controller) Run(ctx context.Context) error {
	t := time.NewTicker(g.o.Interval)
	defer t.Stop()
	defer g.Stop()
	for {
		g.Once(ctx)
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
func (g *Controller) Once(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	before := g.Refusing()
	g.lookAtDisk(ctx)
	g.mend()
	if g.disk == "" { // what decides already needs no answer of a broker that may be stuck
		g.lookAtLag(ctx)
	}
	own := g.decide()
	// The guard answers only when the stream is closed, or cannot be: else a submission would
	// be refused by the one and taken by the other.
	if own == "" {
		g.answer("")
	}
	if err := g.close(ctx, own); err != nil {
		g.o.Log.Debug().Err(err).Msg("the submit stream could not be closed or opened")
	}
	g.answer(own)
	g.tell(before)
}

func (g *Controller) lookAtDisk(ctx context.Context) {
	if g.o.Disk == nil {
		return
	}
	used, err := g.o.Disk(ctx)
	if err != nil { // what is not known decides nothing, for a while
		g.o.Log.Debug().Err(err).Msg("the disk cannot be seen")
		if g.blind++; g.blind == blindLooks {
			g.disk, g.brim = "", false
			g.o.Metrics.DiskUsed.Set(math.NaN())
			g.o.Log.Warn().Err(err).Msg("the disk cannot be seen and is not watched")
		}
		return
	}
	g.seen, g.blind = true, 0
	g.o.Metrics.DiskUsed.Set(used)
	switch {
	case used >= g.o.DiskLimit:
		g.disk = fmt.Sprintf("disk %.0f %% full", 100*used)
	case used < g.o.DiskLimit-diskMargin:
		g.disk = ""
	}
	brim := (1 + g.o.DiskLimit) / 2
	g.brim = used >= brim || g.brim && used >= brim-diskMargin
}

func (g *Controller) lookAtLag(ctx context.Context) {
	if g.o.MaxLag == 0 {
		return
	}
	t, worst, who := g.conn.Topology(), uint64(0), ""
	for _, stage := range t.Flow.StageNames() {
		stream, _, err := t.StageStream(stage)
		if err != nil {
			return
		}
		cons, err := g.conn.JS.Consumer(ctx, stream, stage)
		if err != nil {
			return
		}
		if n := cons.CachedInfo().NumPending; n > worst {
			worst, who = n, stage
		}
	}
	switch {
	case worst > g.o.MaxLag:
		g.lag = fmt.Sprintf("%s is %d messages behind", who, worst)
	case float64(worst) < lagMargin*float64(g.o.MaxLag) || worst == 0:
		g.lag = ""
	}
}

// decide makes one reason of two.
func (g *Controller) decide() string {
	reason := g.disk
	if reason == "" {
		reason = g.lag
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.reason = reason
	return reason
}

// cause is what this guard's reason is about.
func (g *Controller) cause() string {
	if g.disk != "" {
		return topology.CauseDisk
	}
	return topology.CauseLag
}

// tell sets the gauges by what producers meet: the stream, or the guard that answers in its
// stead.
func (g *Controller) tell(before string) {
	reason := g.Refusing()
	for _, c := range []string{topology.CauseDisk, topology.CauseLag} {
		g.o.Metrics.Refusing.WithLabelValues(c).Set(metrics.Bool(g.found.Cause == c || g.answering != nil && g.cause() == c))
	}
	switch {
	case before == "" && reason != "":
		g.o.Log.Warn().Str("reason", reason).Msg("submissions are refused")
	case before != "" && reason == "":
		g.o.Log.Warn().Msg("submissions are taken again")
	}
}

// mend restarts an embedded server that a full disk has brought to a stop, once there is
// room.
func (g *Controller) mend() {
	s := g.o.Server
	if s == nil || g.disk != "" || !s.Stuck() || g.o.Clock().Sub(g.restarted) < restartPause {
		return
	}
	g.restarted = g.o.Clock()
	g.o.Log.Warn().Msg("the embedded server is stuck after a write error and is restarted")
	g.o.Metrics.ServerRestarts.Inc()
	if err := s.Restart(); err != nil {
		g.o.Log.Error().Err(err).Msg("the embedded server could not be restarted; trying again")
	}
}

// Stop has the guard answer no producer any more. Run does it at its end.
func (g *Controller) Stop() { g.answer("") }

// answer has the guard answer submissions with a refusal itself, or stop doing so. It never
// acknowledges: where the stream takes the message all the same the producer sends it
// again, which ends as a duplicate.
func (g *Controller) answer(reason string) {
	if g.o.Server == nil {
		return
	}
	if reason == "" {
		if g.answering != nil {
			_ = g.answering.Unsubscribe() // a closed connection has no subscriptions
			g.answering = nil
		}
		return
	}
	if g.answering != nil {
		return
	}
	t := g.conn.Topology()
	sub, err := g.conn.NC.Subscribe(t.SubmitFilter(), func(m *nats.Msg) {
		if data, err := refusalAnswer(t.Flow.SubmitStream(), g.Refusing()); err == nil {
			_ = m.Respond(data) // without an answer the producer times out and repeats
		}
	})
	if err != nil {
		g.o.Log.Debug().Err(err).Msg("refusals cannot be answered")
		return
	}
	g.answering = sub
}
