package crashes

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/lab/chaos/server"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
	"github.com/gouji/gouji/pipeline"
)

// givenBack crashes ingest where it gives messages back, which is while it drains: those
// that come on a pull that was open when it was asked to end. Pulls are open where there is
// less to do than could be done, and what comes then is a matter of luck.
func (c *crashes) givenBack(ctx context.Context) error {
	c.Allow(3)
	for round := range 2 * c.Faults {
		at := []string{"nak.before ingest", "nak.after ingest"}[round%2]
		struck := false
		for try := 0; try < 12 && !struck; try++ {
			if !wait.For(ctx, 500*time.Millisecond) {
				return context.Cause(ctx)
			}
			var err error
			if struck, err = c.strike(ctx, 0, pipeline.StageIngest, at, 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// stage crashes one stage, Faults times at each of its boundaries, until no new one turns up.
func (c *crashes) stage(ctx context.Context, slot int, stage string) error {
	// What comes last begins last: on a busy machine nobody has been told of an end when the
	// first documents are through.
	if err := wait.Until(ctx, stage+" passes a boundary", system.StallBound, func(context.Context) bool { return len(c.order.Reached(stage)) > 0 }); err != nil {
		return err
	}
	strikes := 0
	for round := range c.Faults {
		tried := map[string]bool{}
		for {
			open := slices.DeleteFunc(c.order.Reached(stage), func(at string) bool { return tried[at] || strings.HasPrefix(at, "nak.") })
			if len(open) == 0 {
				break
			}
			for _, at := range open {
				tried[at] = true
				if strikes++; strikes%calmAfter == 0 && stage != system.ResultsPart { // which gives nothing up
					if err := c.letThrough(ctx, stage); err != nil {
						return err
					}
				}
				if err := c.strikeOften(ctx, slot, stage, at, round); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// calmAfter is how many crashes of a stage may follow each other before it is left alone
// until what it had in hand is through. A document may be tried eight times, and one that a
// slow machine still has in hand at the eighth crash rightly ends as a dead letter.
const calmAfter = 4

// letThrough waits until a stage has settled all that was delivered to it up to now.
func (c *crashes) letThrough(ctx context.Context, stage string) error {
	at := slices.IndexFunc(system.Consumers(), func(n system.ConsumerName) bool { return n.Name == stage })
	name, mark := system.Consumers()[at], uint64(0)
	return wait.Until(ctx, stage+" is through with what it had in hand", system.StallBound, func(ctx context.Context) bool {
		cons, err := c.Broker.JS.Consumer(ctx, name.Stream, name.Name)
		if err != nil {
			return false
		}
		i := cons.CachedInfo()
		if mark == 0 {
			mark = i.Delivered.Stream
		}
		return i.AckFloor.Stream >= mark
	})
}

// strikeOften orders one crash, at the first pass in the first round and later ones in the
// others. Passes of a rare boundary may not come: then it is left for the next round, and
// one that was never reached at all is found at the end.
func (c *crashes) strikeOften(ctx context.Context, slot int, stage, at string, round int) error {
	pass := 1
	if round > 0 {
		pass = 1 + c.Draw(8)
	}
	for range 3 {
		struck, err := c.strike(ctx, slot, stage, at, pass)
		if struck || err != nil {
			return err
		}
		pass = 1
	}
	c.Logf("no crash at %s: it is not passed just now", at)
	return nil
}

// strikeWait bounds the wait for a boundary to be passed.
const strikeWait = 10 * time.Second

// strike orders a crash and waits until the process has ended and another has taken its
// place. Messages are given back while a worker drains, so that is what nak asks for.
func (c *crashes) strike(ctx context.Context, slot int, stage, at string, pass int) (bool, error) {
	victim := c.Fleet.Expect(slot)
	if err := c.order.Give(stage, at, pass); err != nil {
		return false, err
	}
	if strings.HasPrefix(at, "nak.") {
		if err := victim.Stop(); err != nil {
			return false, err
		}
	}
	_ = wait.Until(ctx, "the crash", strikeWait, func(context.Context) bool { return victim.Ended() })
	struck := c.order.Withdraw(stage)
	if struck {
		<-victim.Done
		c.Fault("%s ended at pass %d of %s", stage, pass, at)
		c.struck.add(at)
	}
	if !victim.Ended() {
		return struck, context.Cause(ctx)
	}
	return struck, wait.Until(ctx, "the stage is started again", server.StartWait, func(context.Context) bool { return c.Fleet.At(slot) != victim })
}
