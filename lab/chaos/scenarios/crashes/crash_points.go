// Package crashes has the scenarios in which processes end at every boundary of a side effect, as
// they are and broken on purpose.
package crashes

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gouji/gouji/lab/chaos/build"
	"github.com/gouji/gouji/lab/chaos/crash"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/load/hostile"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/server"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
	"github.com/gouji/gouji/pipeline"
)

// CrashPoints ends processes at every boundary of a side effect.
func CrashPoints() scenario.Scenario {
	return scenario.Scenario{
		Name:  "crash-points",
		Doc:   "a program built to end itself with SIGKILL at a given boundary (go build -overlay) is ended before and after every side effect, each found in the source, under load; every boundary must have been reached",
		Short: scenario.Size{Docs: 0, Faults: 1}, Full: scenario.Size{Docs: 0, Faults: 5}, Bound: time.Hour,
		Do: crashPoints,
	}
}

func crashPoints(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	root, err := build.ModuleRoot(ctx)
	if err != nil {
		return scenario.Result{}, err
	}
	points, err := crash.Boundaries(filepath.Join(root, "pipeline"))
	if err != nil {
		return scenario.Result{}, err
	}
	binary, err := crash.Build(ctx, l.Dir)
	if err != nil {
		return scenario.Result{}, err
	}
	c, err := beginCrashes(ctx, l, binary)
	defer c.end()
	if err != nil {
		return scenario.Result{}, err
	}
	if err := c.everywhere(ctx, points); err != nil {
		return scenario.Result{}, err
	}
	out, err := c.finishCrashes(ctx)
	if err != nil {
		return out, err
	}
	sum, luck := 0, ""
	for _, p := range points {
		n := c.times(p)
		sum += n
		switch {
		case n > 0:
		case c.Short && strings.HasPrefix(p, "nak."): // see givenBack
			luck += "; " + p + " was not passed this time"
		default:
			out.Failures = append(out.Failures, fmt.Sprintf("boundary %s was never reached", p))
		}
	}
	out.Note = fmt.Sprintf("%d boundaries in the source, %d with their stage or kind of message, %d crashes at them", len(points), len(c.struck.m), sum) + luck
	out.Note += fmt.Sprintf("; %d documents were added to", len(c.added))
	return out, nil
}

// crashes is a run with a worker process for each stage, all built to crash on order.
type crashes struct {
	*system.Run
	program string
	order   crash.Orders
	struck  tally
	over    atomic.Bool // ends the supply of documents
	// want is the class that each poisoned document must end with, added the documents that are
	// submitted a second time with what nobody had said of them.
	wanted sync.Mutex
	want   map[string]string
	added  map[string]bool
}

func beginCrashes(ctx context.Context, l *scenario.Lab, binary string) (*crashes, error) {
	c := &crashes{program: binary, order: crash.Orders{Dir: l.Dir}, struck: tally{m: map[string]int{}}, want: map[string]string{}, added: map[string]bool{}}
	parts := crashedParts()
	s := system.Setup{Nodes: 1, Workers: len(parts), AckWait: 2 * time.Second, Ahead: 60, Documents: c.supply(l.Seed), Binary: func(int) string { return binary },
		Env: func(slot int) []string { return []string{crash.OrderEnv + "=" + c.order.Path(parts[slot])} }}
	s.Each = func(slot int) string { return parts[slot] }
	var err error
	c.Run, err = system.Begin(ctx, l, s)
	return c, err
}

func (c *crashes) end() { c.Run.End() }

// crashedParts are the processes that are crashed, one a slot: the stages, and what tells
// producers of the ends.
func crashedParts() []string { return append(pipeline.Stages(), system.ResultsPart) }

// supply is documents without end: light ones, some of them twice, the second time with an address,
// some that are too large for one message, and some that every stage up to parse must refuse.
func (c *crashes) supply(seed uint64) iter.Seq[load.Submission] {
	// What takes its reader 10 s of a processor is in hand during crash after crash, and is
	// given up for that.
	kinds := slices.DeleteFunc(hostile.Kinds(), func(k hostile.Kind) bool {
		return k.Class == "too_large" || k.Class == "empty" || k.Class == "limit_inflate" || k.Class == "limit_time"
	})
	// Every third is one whose dead letter needs a blob: a slow machine does a hundred
	// documents in all, and those boundaries have to be reached before the others are done.
	big := slices.IndexFunc(kinds, func(k hostile.Kind) bool { return k.Class == "limit_token" })
	return func(yield func(load.Submission) bool) {
		n, later := 0, []load.Submission(nil)
		for d := range load.Light(1<<30, seed) {
			n++
			switch {
			case n%6 == 0:
				k := kinds[n/6%len(kinds)]
				if n%18 == 6 {
					k = kinds[big]
				}
				d = k.Make(n)
				c.wanted.Lock()
				c.want[d.ID] = k.Class
				c.wanted.Unlock()
			case n%10 == 1:
				d = load.Heavy(d)
			}
			if c.over.Load() || !yield(d) {
				return
			}
			if n%7 == 3 && n%6 != 0 {
				later = append(later, d)
			}
			// Some behind it, so that the first submission of it comes first.
			if len(later) > 3 {
				if !yield(c.again(later[0])) {
					return
				}
				later = later[1:]
			}
		}
	}
}

// everywhere crashes each stage at each boundary that it reaches, and the public submit
// command at its own.
func (c *crashes) everywhere(ctx context.Context, points []string) error {
	if err := c.Reach(ctx, 100); err != nil {
		return err
	}
	var parts []func() error
	for slot, stage := range crashedParts() {
		parts = append(parts, func() error { return c.stage(ctx, slot, stage) })
	}
	parts = append(parts, func() error { return c.door(ctx, points) }, func() error { return c.operator(ctx, points) })
	errs := make(chan error, len(parts))
	for _, p := range parts {
		go func() { errs <- p() }()
	}
	var err error
	for range parts {
		err = errors.Join(err, <-errs)
	}
	if err != nil {
		return err
	}
	return c.givenBack(ctx)
}

// finishCrashes ends the supply and judges, the classes of the dead letters too.
func (c *crashes) finishCrashes(ctx context.Context) (scenario.Result, error) {
	c.over.Store(true)
	c.Revised, c.Want = c.added, c.want
	out, err := c.Finish(ctx)
	if err != nil {
		return out, err
	}
	wrong, err := c.unrevised(ctx, out.Verdict)
	out.Failures = append(out.Failures, wrong...)
	return out, err
}

// times is how often a boundary was crashed at, whatever the stage.
func (c *crashes) times(point string) int {
	sum := 0
	for _, at := range slices.Sorted(maps.Keys(c.struck.m)) {
		if name, _, _ := strings.Cut(at, " "); name == point {
			sum += c.struck.m[at]
		}
	}
	return sum
}

// tally counts by name. It is safe for concurrent use.
type tally struct {
	mu sync.Mutex
	m  map[string]int
}

func (t *tally) add(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.m[name]++
}

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
