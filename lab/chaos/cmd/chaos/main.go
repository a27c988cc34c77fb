// Command chaos runs fault scenarios against the public binary and prints what it found
// as a Markdown table. It ends with 1 when the guarantee is broken, 2 when the laboratory
// itself failed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/pprof"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/lab/chaos"
	"github.com/gouji/gouji/lab/chaos/build"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/server"
)

func main() {
	server.ServeChild()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("chaos", flag.ContinueOnError)
	fs.SetOutput(stderr)
	var o scenario.Options
	names := fs.String("scenario", "all", "scenarios, separated by commas: "+strings.Join(scenarioNames(), ", "))
	fs.IntVar(&o.Docs, "docs", 0, "documents, 0 for the scenario's own number")
	fs.IntVar(&o.Faults, "faults", 0, "faults, 0 for the scenario's own number")
	fs.IntVar(&o.Faults, "kills", 0, "the same as -faults")
	fs.IntVar(&o.Replicas, "replicas", 1, "servers of kill-all, 1 or 3")
	fs.Uint64Var(&o.Seed, "seed", 1, "seed of documents, victims and moments")
	fs.BoolVar(&o.Short, "short", false, "small numbers, all scenarios in about five minutes")
	fs.BoolVar(&o.Keep, "keep", false, "keep the temporary folders with their logs")
	fs.StringVar(&o.Gouji, "gouji", "", "binary to test; built from the source beside lab if empty")
	limit := fs.Duration("limit", 0, "time for each scenario, 0 for 15m with -short and its own without; past it the scenario has failed")
	quiet := fs.Bool("quiet", false, "no line for each fault")
	parallel := fs.Int("parallel", 1, "scenarios at the same time; times say nothing then")
	if err := fs.Parse(args); err != nil {
		return 2
	}
	if !*quiet {
		o.Log = stderr
	}
	if *limit == 0 && o.Short {
		*limit = 15 * time.Minute
	}
	code, err := laboratory(ctx, o, *names, *parallel, bounds{each: *limit, grace: grace}, stdout, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "chaos:", err)
		return 2
	}
	return code
}

func scenarioNames() []string {
	var out []string
	for _, s := range chaos.Scenarios() {
		out = append(out, s.Name)
	}
	return out
}

func laboratory(ctx context.Context, o scenario.Options, names string, parallel int, b bounds, stdout, stderr io.Writer) (int, error) {
	chosen, err := choose(names)
	if err != nil {
		return 2, err
	}
	if o.Gouji == "" {
		dir, err := os.MkdirTemp("", "gouji-build-")
		if err != nil {
			return 2, err
		}
		defer os.RemoveAll(dir)
		if o.Gouji, err = build.Build(ctx, dir); err != nil {
			return 2, err
		}
	}
	results := make([]scenario.Result, len(chosen))
	var all errgroup.Group
	all.SetLimit(max(1, parallel))
	for i, s := range chosen {
		all.Go(func() error {
			begun := time.Now()
			b := b
			if b.each == 0 {
				b.each = s.Bound
			}
			r, err := attempt(ctx, s.Run, o, b, stderr)
			r.Scenario = s.Name
			if err != nil {
				r.Failures = append(r.Failures, "the laboratory failed: "+err.Error())
			}
			results[i] = r
			// One line for each end, and what failed: where a run is cut off, its log says what was
			// still under way and what had failed before.
			fmt.Fprintf(stderr, "%s ended after %s with %d failures\n", s.Name, time.Since(begun).Round(time.Second), len(r.Failures))
			for _, f := range r.Failures {
				fmt.Fprintf(stderr, "%s failed: %s\n", s.Name, f)
			}
			return nil
		})
	}
	_ = all.Wait() // failures are in the results
	code := 0
	for _, r := range results {
		if len(r.Failures) > 0 {
			code = 1
		}
		for _, d := range r.Verdict.Details {
			fmt.Fprintf(stderr, "%s: %s\n", r.Scenario, d)
		}
	}
	return code, scenario.Table(stdout, scenario.Versions(ctx, o.Gouji), o.Seed, results)
}

// attempt runs a scenario, and once more where the laboratory itself failed (a port was
// taken, a process did not start in time): that says nothing about the guarantee. What
// breaks the guarantee, or does not end in time, counts the first time.
func attempt(ctx context.Context, s attemptOf, o scenario.Options, b bounds, stderr io.Writer) (scenario.Result, error) {
	r, err := bounded(ctx, s, o, b, stderr)
	if err == nil || ctx.Err() != nil || len(r.Failures) > 0 || errors.Is(err, errLate) {
		return r, err
	}
	first := err
	o.Seed++
	r, err = bounded(ctx, s, o, b, stderr)
	r.Note = strings.Trim(fmt.Sprintf("%s; second try with seed %d, for in the first the laboratory failed: %v", r.Note, o.Seed, first), "; ")
	return r, err
}

// errLate says that a scenario did not end in its time.
var errLate = errors.New("the scenario did not end in its time")

// grace is what a scenario has, once its time is over, to end its processes.
const grace = time.Minute

// attemptOf runs a scenario once, as scenario.Scenario.Run does.
type attemptOf func(context.Context, scenario.Options) (scenario.Result, error)

// bounds is how long one scenario may take, and how long to end after that.
type bounds struct{ each, grace time.Duration }

// bounded runs a scenario and gives up on it past its time. One that does not even end when
// told to is left behind: its processes end with us, and the stacks say where it waits.
func bounded(ctx context.Context, s attemptOf, o scenario.Options, b bounds, stderr io.Writer) (scenario.Result, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, b.each, fmt.Errorf("%w: %s", errLate, b.each))
	defer cancel()
	type outcome struct {
		result scenario.Result
		err    error
	}
	ended := make(chan outcome, 1)
	go func() {
		r, err := s(ctx, o)
		ended <- outcome{r, err}
	}()
	var out outcome
	select {
	case out = <-ended:
	case <-ctx.Done():
		t := time.NewTimer(b.grace)
		defer t.Stop()
		select {
		case out = <-ended:
		case <-t.C:
			fmt.Fprintln(stderr, "a scenario does not end; where all of them wait:")
			_ = pprof.Lookup("goroutine").WriteTo(stderr, 1) // a help for whoever reads the log
			out = outcome{err: context.Cause(ctx)}
		}
	}
	if out.err != nil && ctx.Err() != nil && !errors.Is(out.err, errLate) {
		out.err = fmt.Errorf("%w: %w", context.Cause(ctx), out.err)
	}
	return out.result, out.err
}

func choose(names string) ([]scenario.Scenario, error) {
	if names == "all" {
		return chaos.Scenarios(), nil
	}
	var out []scenario.Scenario
	for name := range strings.SplitSeq(names, ",") {
		found := false
		for _, s := range chaos.Scenarios() {
			if s.Name == name {
				out, found = append(out, s), true
			}
		}
		if !found {
			return nil, fmt.Errorf("there is no scenario %q, only %s", name, strings.Join(scenarioNames(), ", "))
		}
	}
	return out, nil
}
