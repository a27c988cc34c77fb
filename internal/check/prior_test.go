package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

// TestFiguresSayAllThatRulesAsk judges second years with the whole report of the year before
// and with its figures alone. A rule that looks at more of it than Prior leaves fails here.
func TestFiguresSayAllThatRulesAsk(t *testing.T) {
	t.Parallel()
	c := checker(t)
	broken := map[string]int{}
	for seed := range uint64(24) {
		p, err := generate.PairOf(seed, 2022, generate.HTMLClean, seed%2 == 0, seed%3 == 0)
		if err != nil {
			t.Fatal(err)
		}
		read := func(s generate.Sample) *report.Report {
			r, err := c.Read(t.Context(), ingest.Input{Data: s.Data}, s.Name)
			if err != nil || r.Report == nil {
				t.Fatalf("%s: %+v, %v", s.Name, r.Rejected, err)
			}
			return r.Report
		}
		last, rep := read(p.Old), read(p.New)
		if seed%4 == 0 { // last year's text and numbers, left standing
			rep.Sections, rep.Tables = last.Sections, last.Tables
		}
		judge := func(last report.Report) report.Verdict {
			v, err := c.Rules.Now().Compare(t.Context(), validate.Input{Report: *rep, Neighbours: []report.Report{last}})
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		whole, figures := judge(*last), judge(neighbour.Prior(last))
		if d := cmp.Diff(whole, figures, cmp.Comparer(func(a, b report.Number) bool { return a == b })); d != "" {
			t.Fatalf("seed %d:\n%s", seed, d)
		}
		for _, f := range whole.Findings {
			broken[f.Rule]++
		}
	}
	for _, rule := range []string{"X-01", "X-02", "X-05", "X-06"} {
		if broken[rule] == 0 {
			t.Errorf("%s was never broken, so nothing was compared", rule)
		}
	}
}
