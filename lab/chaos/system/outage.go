package system

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// UnderWay gives the first half of a fault's documents and waits until some of them are at
// work. The other half, which it returns, is for the outage.
func (r *Run) UnderWay(ctx context.Context, t load.Ration, i int) (during int, err error) {
	docs := scenario.Share(r.Docs, r.Faults, i)
	before, err := r.LogEnd(ctx)
	if err != nil {
		return 0, err
	}
	t.Give(docs / 2)
	return docs - docs/2, r.Reach(ctx, before+uint64(r.Rand.IntN(max(1, 3*docs/2))))
}

// Outage is a fault that lasts: servers cut off or stopped for a while.
type Outage struct {
	// docs of ration are given to the producer meanwhile: one at once, half of them little by
	// little, the others when the outage ends.
	Ration load.Ration
	Docs   int
	// Begin brings it about, hold returns when it has lasted long enough, end lifts it.
	Begin, Hold, End func(context.Context) error
}

func (o *Outage) give(n int) {
	o.Docs -= n
	o.Ration.Give(n)
}

// Heard is what a producer heard of an outage.
type Heard struct {
	// First is from the beginning of the outage to the first acknowledgement of a publish that
	// began in it, lasted to the moment when its end was begun.
	First, Lasted time.Duration
	// Refused is how many publishes failed until then.
	Refused int64
}

// Meanwhile reports whether the acknowledgement came while the outage lasted.
func (h Heard) Meanwhile() bool { return h.First < h.Lasted }

// drip is how often a document is submitted in an outage.
const drip = 100 * time.Millisecond

// Outlast has the run live through an outage.
func (r *Run) Outlast(ctx context.Context, o Outage) (Heard, error) {
	var h Heard
	refusals := r.Submitter.Refusals.Load()
	if err := o.Begin(ctx); err != nil {
		return h, err
	}
	begun, next := time.Now(), r.Submitter.Acks.Next()
	held, submitted := make(chan error, 1), r.Submitted
	go func() { held <- o.Hold(ctx) }()
	tick := time.NewTicker(drip)
	defer tick.Stop()
	last := o.Docs / 2
	o.give(min(1, o.Docs))
	giveUp := time.NewTimer(StallBound)
	defer giveUp.Stop()
	for h.First == 0 || h.Lasted == 0 {
		select {
		case at := <-next:
			h.First = at.Sub(begun)
		case <-tick.C:
			if h.Lasted == 0 && o.Docs > last {
				o.give(1)
			}
		case err := <-held:
			o.give(o.Docs)
			h.Lasted, h.Refused = time.Since(begun), r.Submitter.Refusals.Load()-refusals
			if err := errors.Join(err, o.End(ctx)); err != nil {
				return h, err
			}
		case err := <-submitted:
			r.Submitted <- err
			if submitted = nil; err != nil {
				return h, err
			}
			if h.First == 0 && len(next) == 0 {
				return h, errors.New("the producer has no document left in an outage: give it more with -docs")
			}
		case <-giveUp.C:
			return h, fmt.Errorf("nothing was acknowledged within %s of an outage", StallBound)
		case <-ctx.Done():
			return h, context.Cause(ctx)
		}
	}
	return h, wait.Until(ctx, "all replicas are current", StallBound, r.whole)
}

// whole reports whether every stream has all its replicas, of which a single server has one.
func (r *Run) whole(ctx context.Context) bool {
	if len(r.Broker.Nodes) > 1 {
		return r.Broker.Replicated(ctx)
	}
	_, err := r.LogEnd(ctx)
	return err == nil
}

// HeardAll sums up what producers heard: those that were connected to a server that was cut
// off or stopped hear nothing before it is back, as nats.go tells by pings of two minutes.
type HeardAll struct {
	elsewhere, attached []time.Duration
	meanwhile           int
}

// Add adds one outage; attached says that the producer was at the victim.
func (a *HeardAll) Add(h Heard, attached bool) {
	if h.Meanwhile() {
		a.meanwhile++
	}
	if attached {
		a.attached = append(a.attached, h.First)
		return
	}
	a.elsewhere = append(a.elsewhere, h.First)
}

// String is for the note of a result.
func (a *HeardAll) String() string {
	return fmt.Sprintf("producer at another server %s, at that server %s; %d of %d while it lasted",
		SpreadOf(a.elsewhere), SpreadOf(a.attached), a.meanwhile, len(a.elsewhere)+len(a.attached))
}

// Attached reports whether the producer is connected to this server.
func (r *Run) Attached(node int) bool {
	return r.Broker.Conn.ConnectedServerName() == r.Broker.Nodes[node].Conf.Name
}
