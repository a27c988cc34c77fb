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
	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/load/hostile"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
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
	c.Revised = c.added
	out, err := c.Finish(ctx)
	if err != nil {
		return out, err
	}
	acks, err := c.Ledger.ReadBack()
	if err != nil {
		return out, err
	}
	out.Failures = append(out.Failures, judge.WrongClasses(out.Verdict, acks, c.want)...)
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
