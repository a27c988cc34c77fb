// Command chaos runs fault scenarios against the public binary and prints what it found
// as a Markdown table. It ends with 1 when the guarantee is broken, 2 when the laboratory
// itself failed.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/lab/chaos"
)

func main() {
	chaos.ServeChild()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("chaos", flag.ContinueOnError)
	fs.SetOutput(stderr)
	var o chaos.Options
	names := fs.String("scenario", "all", "scenarios, separated by commas: "+strings.Join(scenarioNames(), ", "))
	fs.IntVar(&o.Docs, "docs", 0, "documents, 0 for the scenario's own number")
	fs.IntVar(&o.Faults, "faults", 0, "faults, 0 for the scenario's own number")
	fs.IntVar(&o.Faults, "kills", 0, "the same as -faults")
	fs.IntVar(&o.Replicas, "replicas", 1, "servers of kill-all, 1 or 3")
	fs.Uint64Var(&o.Seed, "seed", 1, "seed of documents, victims and moments")
	fs.BoolVar(&o.Short, "short", false, "small numbers, all scenarios in about two minutes")
	fs.BoolVar(&o.Keep, "keep", false, "keep the temporary folders with their logs")
	fs.StringVar(&o.Gouji, "gouji", "", "binary to test; built from the source beside lab if empty")
	quiet := fs.Bool("quiet", false, "no line for each fault")
	parallel := fs.Int("parallel", 1, "scenarios at the same time; times say nothing then")
	if err := fs.Parse(args); err != nil {
		return 2
	}
	if !*quiet {
		o.Log = stderr
	}
	code, err := laboratory(ctx, o, *names, *parallel, stdout)
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

func laboratory(ctx context.Context, o chaos.Options, names string, parallel int, stdout io.Writer) (int, error) {
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
		if o.Gouji, err = chaos.Build(ctx, dir); err != nil {
			return 2, err
		}
	}
	results := make([]chaos.Result, len(chosen))
	var all errgroup.Group
	all.SetLimit(max(1, parallel))
	for i, s := range chosen {
		all.Go(func() error {
			r, err := attempt(ctx, s, o)
			if err != nil {
				r.Failures = append(r.Failures, "the laboratory failed: "+err.Error())
			}
			results[i] = r
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
			fmt.Fprintf(os.Stderr, "%s: %s\n", r.Scenario, d)
		}
	}
	return code, chaos.Table(stdout, chaos.Versions(ctx, o.Gouji), o.Seed, results)
}

// attempt runs a scenario, and once more where the laboratory itself failed (a port was
// taken, a process did not start in time): that says nothing about the guarantee. What
// breaks the guarantee counts the first time.
func attempt(ctx context.Context, s chaos.Scenario, o chaos.Options) (chaos.Result, error) {
	r, err := s.Run(ctx, o)
	if err == nil || ctx.Err() != nil || len(r.Failures) > 0 {
		return r, err
	}
	first := err
	o.Seed++
	r, err = s.Run(ctx, o)
	r.Note = strings.Trim(fmt.Sprintf("%s; second try with seed %d, for in the first the laboratory failed: %v", r.Note, o.Seed, first), "; ")
	return r, err
}

func choose(names string) ([]chaos.Scenario, error) {
	if names == "all" {
		return chaos.Scenarios(), nil
	}
	var out []chaos.Scenario
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
