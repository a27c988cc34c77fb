package check

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/report"
)

// TestBreaksBetweenTheYearsAreFound holds pairs of every layout against what was broken.
func TestBreaksBetweenTheYearsAreFound(t *testing.T) {
	t.Parallel()
	c := checker(t)
	found, unread := 0, 0
	for seed := range uint64(60) {
		layout := generate.Layouts()[int(seed)%len(generate.Layouts())]
		carry, valid := seed%3 == 1, seed%3 == 2
		dir := t.TempDir()
		var paths []string
		pair, err := generate.PairOf(seed, 2022, layout, carry, valid)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range []generate.Sample{pair.New, pair.Old} { // the order of the arguments is kept
			paths = append(paths, filepath.Join(dir, d.Name))
			if err := os.WriteFile(paths[len(paths)-1], d.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out := folder(t, c, paths...)
		if len(out) != 2 || out[0].File != paths[0] {
			t.Fatalf("seed %d: %d results, the first of %s", seed, len(out), out[0].File)
		}
		for rule, want := range map[string]bool{"X-01": carry, "X-02": valid} {
			got := out[0].Rules.Outcomes.Of(rule)
			switch {
			case want && got == report.Broken:
				found++
			case want && got == report.Inconclusive:
				unread++
			case want || got == report.Broken:
				t.Errorf("seed %d, %s: %s is %s, broken %t", seed, layout, rule, got, want)
			}
			if out[1].Rules.Outcomes.Of(rule) != report.NotApplicable {
				t.Errorf("seed %d: %s of the first year is %s", seed, rule, out[1].Rules.Outcomes.Of(rule))
			}
		}
	}
	if found < 30 {
		t.Errorf("%d breaks found, %d not readable", found, unread)
	}
}
