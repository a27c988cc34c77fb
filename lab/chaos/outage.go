package chaos

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"
)

// ration is leave to submit, one for each document. It gives a producer its documents by and
// by: there must be some for every fault, and while it lasts.
type ration chan struct{}

// newRation is for so many documents in all.
func newRation(docs int) ration { return make(ration, docs) }

// of is docs, each when there is leave.
func (t ration) of(ctx context.Context, docs iter.Seq[submission]) iter.Seq[submission] {
	return func(yield func(submission) bool) {
		for d := range docs {
			select {
			case <-t:
			case <-ctx.Done():
				return
			}
			if !yield(d) {
				return
			}
		}
	}
}

// give lets n documents go; all together are no more than there are.
func (t ration) give(n int) {
	for range n {
		t <- struct{}{}
	}
}

// underWay gives the first half of a fault's documents and waits until some of them are at
// work. The other half, which it returns, is for the outage.
func (r *run) underWay(ctx context.Context, t ration, i int) (during int, err error) {
	docs := share(r.Docs, r.Faults, i)
	before, err := r.logEnd(ctx)
	if err != nil {
		return 0, err
	}
	t.give(docs / 2)
	return docs - docs/2, r.reach(ctx, before+uint64(r.rand.IntN(max(1, 3*docs/2))))
}

// outage is a fault that lasts: servers cut off or stopped for a while.
type outage struct {
	// docs of ration are given to the producer meanwhile: one at once, half of them little by
	// little, the others when the outage ends.
	ration ration
	docs   int
	// begin brings it about, hold returns when it has lasted long enough, end lifts it.
	begin, hold, end func(context.Context) error
}

func (o *outage) give(n int) {
	o.docs -= n
	o.ration.give(n)
}

// heard is what a producer heard of an outage.
type heard struct {
	// first is from the beginning of the outage to the first acknowledgement of a publish that
	// began in it, lasted to the moment when its end was begun.
	first, lasted time.Duration
	// refused is how many publishes failed until then.
	refused int64
}

// meanwhile reports whether the acknowledgement came while the outage lasted.
func (h heard) meanwhile() bool { return h.first < h.lasted }

// drip is how often a document is submitted in an outage.
const drip = 100 * time.Millisecond

// outlast has the run live through an outage.
func (r *run) outlast(ctx context.Context, o outage) (heard, error) {
	var h heard
	refusals := r.submitter.refusals.Load()
	if err := o.begin(ctx); err != nil {
		return h, err
	}
	begun, next := time.Now(), r.submitter.acks.next()
	held, submitted := make(chan error, 1), r.submitted
	go func() { held <- o.hold(ctx) }()
	tick := time.NewTicker(drip)
	defer tick.Stop()
	last := o.docs / 2
	o.give(min(1, o.docs))
	giveUp := time.NewTimer(stallBound)
	defer giveUp.Stop()
	for h.first == 0 || h.lasted == 0 {
		select {
		case at := <-next:
			h.first = at.Sub(begun)
		case <-tick.C:
			if h.lasted == 0 && o.docs > last {
				o.give(1)
			}
		case err := <-held:
			o.give(o.docs)
			h.lasted, h.refused = time.Since(begun), r.submitter.refusals.Load()-refusals
			if err := errors.Join(err, o.end(ctx)); err != nil {
				return h, err
			}
		case err := <-submitted:
			r.submitted <- err
			if submitted = nil; err != nil {
				return h, err
			}
			if h.first == 0 && len(next) == 0 {
				return h, errors.New("the producer has no document left in an outage: give it more with -docs")
			}
		case <-giveUp.C:
			return h, fmt.Errorf("nothing was acknowledged within %s of an outage", stallBound)
		case <-ctx.Done():
			return h, context.Cause(ctx)
		}
	}
	return h, until(ctx, "all replicas are current", stallBound, r.whole)
}

// whole reports whether every stream has all its replicas, of which a single server has one.
func (r *run) whole(ctx context.Context) bool {
	if len(r.broker.nodes) > 1 {
		return r.broker.replicated(ctx)
	}
	_, err := r.logEnd(ctx)
	return err == nil
}

// heardAll sums up what producers heard: those that were connected to a server that was cut
// off or stopped hear nothing before it is back, as nats.go tells by pings of two minutes.
type heardAll struct {
	elsewhere, attached []time.Duration
	meanwhile           int
}

func (a *heardAll) add(h heard, attached bool) {
	if h.meanwhile() {
		a.meanwhile++
	}
	if attached {
		a.attached = append(a.attached, h.first)
		return
	}
	a.elsewhere = append(a.elsewhere, h.first)
}

func (a *heardAll) String() string {
	return fmt.Sprintf("producer at another server %s, at that server %s; %d of %d while it lasted",
		spreadOf(a.elsewhere), spreadOf(a.attached), a.meanwhile, len(a.elsewhere)+len(a.attached))
}

// attached reports whether the producer is connected to this server.
func (r *run) attached(node int) bool {
	return r.broker.nc.ConnectedServerName() == r.broker.nodes[node].conf.Name
}
