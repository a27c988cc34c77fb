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
)

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
