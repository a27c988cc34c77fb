package scenario

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/lab/chaos/judge"
)

// Result is what one scenario found.
type Result struct {
	Scenario string
	Verdict  judge.Verdict
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

// Add sums a part of a run up. What belongs to single documents is left out.
func (r *Result) Add(o Result) {
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

// Versions names what was tested: gouji, nats-server and nats.go.
func Versions(ctx context.Context, gouji string) string {
	text, err := exec.CommandContext(ctx, gouji, "version").Output()
	out := strings.TrimSpace(string(text))
	if err != nil {
		out = "gouji ?"
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return out
	}
	for _, m := range info.Deps {
		switch m.Path {
		case "github.com/nats-io/nats-server/v2", "github.com/nats-io/nats.go":
			out += ", " + filepath.Base(strings.TrimSuffix(m.Path, "/v2")) + " " + m.Version
		}
	}
	return out
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
		parts = append(parts, "dead letters: "+Counts(r.Verdict.Classes))
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

// Counts writes a map of counts in a fixed order.
func Counts(m map[string]int) string {
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
