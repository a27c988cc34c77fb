package chaos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"
)

// Result is what one scenario found.
type Result struct {
	Scenario string
	Verdict  Verdict
	// Faults is how many were injected.
	Faults int
	// Redelivered is deliveries beyond one for each message, Refusals publishes of the
	// producer that failed and were repeated, Crashes worker processes that ended without
	// our doing, Rows the verdicts in the SQL store.
	Redelivered, Refusals, Crashes, Rows int
	Took                                 time.Duration
	// Note is what else was seen, Skipped why nothing was done.
	Note, Skipped string
	// Failures is what breaks the guarantee; empty is good.
	Failures []string
}

// add sums a part of a run up. What belongs to single documents is left out.
func (r *Result) add(o Result) {
	a, b := &r.Verdict, o.Verdict
	for _, c := range []struct {
		to *int
		n  int
	}{
		{&r.Faults, o.Faults}, {&r.Redelivered, o.Redelivered}, {&r.Refusals, o.Refusals}, {&r.Crashes, o.Crashes}, {&r.Rows, o.Rows},
		{&a.Acked, b.Acked}, {&a.Published, b.Published}, {&a.Dead, b.Dead}, {&a.Missing, b.Missing}, {&a.Twice, b.Twice},
		{&a.Doubled, b.Doubled}, {&a.Foreign, b.Foreign}, {&a.Unsound, b.Unsound}, {&a.Unacked, b.Unacked}, {&a.Rejudged, b.Rejudged},
	} {
		*c.to += c.n
	}
	for k, n := range b.Classes {
		a.Classes[k] += n
	}
	for k, n := range b.Hops {
		a.Hops[k] += n
	}
	a.Details = append(a.Details, b.Details...)
	r.Failures = append(r.Failures, o.Failures...)
}

// Scenario is one way to break things.
type Scenario struct {
	Name string
	// Doc says what is done.
	Doc string
	// Short and Full are the numbers of documents and faults.
	Short, Full Size
	// Bound is how long the full form may take.
	Bound time.Duration
	run   func(context.Context, *lab) (Result, error)
}

// Size is how much a scenario does.
type Size struct{ Docs, Faults int }

// Run runs a scenario in a laboratory of its own. The error is the laboratory's; that the
// guarantee does not hold is in Result.Failures.
func (s Scenario) Run(ctx context.Context, o Options) (Result, error) {
	size := s.Full
	if o.Short {
		size = s.Short
	}
	if o.Docs == 0 {
		o.Docs = size.Docs
	}
	if o.Faults == 0 {
		o.Faults = size.Faults
	}
	l, err := newLab(o)
	if err != nil {
		return Result{}, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, s.Bound, fmt.Errorf("scenario %s took longer than %s", s.Name, s.Bound))
	defer cancel()
	begun := time.Now()
	l.logf("%s: %d documents, %d faults, seed %d", s.Name, o.Docs, o.Faults, o.Seed)
	r, err := s.run(ctx, l)
	r.Scenario = s.Name
	if r.Took == 0 {
		r.Took = time.Since(begun)
	}
	if errors.Is(err, ErrSkipped) {
		r.Skipped, err = strings.TrimPrefix(err.Error(), ErrSkipped.Error()+": "), nil
	}
	return r, errors.Join(err, l.close())
}

// Scenarios lists all of them.
func Scenarios() []Scenario {
	return []Scenario{
		killWorkersScenario(), killServerScenario(), killLeaderScenario(), killUpScenario(), twoUpsScenario(), versionsScenario(), lostScenario(), killAllScenario(), killPostgresScenario(),
		stopWorkersScenario(), stopServersScenario(), partitionScenario(), slowLinksScenario(), diskFullScenario(), diskNearlyFullScenario(), powerCutScenario(), powerCutControlScenario(),
		bitFlipsScenario(), poisonScenario(), hugeScenario(), hostileScenario(), crashPointsScenario(), rollingScenario(), restoreScenario(), brokenBuildsScenario(), canariesScenario(), controlScenario(),
	}
}

// Table prints results as Markdown.
func Table(w io.Writer, versions string, seed uint64, results []Result) error {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d; %s; %s\n\n", seed, versions, host())
	b.WriteString("| scenario | acknowledged | faults | published | dead | missing | twice | doubled | unsound | rows | redelivered | refused | took | outcome |\n")
	b.WriteString("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|\n")
	for _, r := range results {
		if r.Skipped != "" {
			fmt.Fprintf(&b, "| %s | | | | | | | | | | | | | skipped: %s |\n", r.Scenario, r.Skipped)
			continue
		}
		v := r.Verdict
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %s | %s |\n", r.Scenario, v.Acked, r.Faults, v.Published,
			v.Dead, v.Missing, v.Twice, v.Doubled, v.Unsound, r.Rows, r.Redelivered, r.Refusals, r.Took.Round(time.Second), r.outcome())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r Result) outcome() string {
	parts := []string{"holds"}
	if len(r.Failures) > 0 {
		parts = []string{"**BROKEN**: " + strings.Join(r.Failures, "; ")}
	}
	if len(r.Verdict.Classes) > 0 {
		parts = append(parts, "dead letters: "+counts(r.Verdict.Classes))
	}
	if r.Verdict.Rejudged > 0 {
		parts = append(parts, fmt.Sprintf("%d judged anew on another basis", r.Verdict.Rejudged))
	}
	if r.Note != "" {
		parts = append(parts, r.Note)
	}
	if r.Crashes > 0 {
		parts = append(parts, fmt.Sprintf("%d workers ended by themselves", r.Crashes))
	}
	return strings.Join(parts, "; ")
}

// counts writes a map of counts in a fixed order.
func counts(m map[string]int) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, fmt.Sprintf("%s %d", k, m[k]))
	}
	return strings.Join(out, ", ")
}

// host says what the figures were measured on.
func host() string {
	kernel, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return "unknown kernel"
	}
	return "Linux " + strings.TrimSpace(string(kernel))
}
