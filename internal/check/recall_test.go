package check

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// families are the rules that may report a kind of fault: the arithmetic, narrative,
// year and privacy kinds, which the rule book promises to find.
func families() map[string]*regexp.Regexp {
	out := make(map[string]*regexp.Regexp)
	for kind, rules := range map[string]string{
		"t3_balance":      `^T3-0[1-7]$`,
		"t3_result_sum":   `^T3-1[1-7]$|^S-13$`,
		"t3_row_sum":      `^T3-(2[1-9]|3\d|4[0-5])$`,
		"t4_total":        `^T4-`,
		"text_arithmetic": `^[AN]-`,
		"text_vs_table":   `^[AN]-`,
		"text_stale_year": `^Y-|^S-15$`,
		"text_year":       `^Y-`,
		"period":          `^Y-`,
		"date":            `^[YD]-`,
		"privacy_id":      `^P-0[12]$`,
		"privacy_phone":   `^P-0[38]$`,
	} {
		out[kind] = regexp.MustCompile(rules)
	}
	return out
}

// TestInjectedFaultsAreFound puts one to three faults into reports of every layout. At
// least 98 % must be found, each by a rule of the right family.
func TestInjectedFaultsAreFound(t *testing.T) {
	t.Parallel()
	c := checker(t)
	known := families()
	var kinds []generate.Fault
	for _, f := range generate.Faults() {
		if !f.Trap && known[f.Family] != nil {
			kinds = append(kinds, f)
		}
	}
	d := rand.New(rand.NewPCG(20261122, 98))
	reports := roundTrips(t, 150, 1000)
	faults, found := 0, 0
	for n := 0; n < reports; {
		layouts := generate.Layouts()
		o := generate.Options{Seed: d.Uint64(), Layout: layouts[n%len(layouts)]}
		for range 1 + d.IntN(3) {
			f := kinds[d.IntN(len(kinds))]
			if f.Fits(o.Layout, report.Form2021) && !slices.ContainsFunc(o.Faults, func(g generate.Fault) bool { return g.Family == f.Family }) {
				o.Faults = append(o.Faults, f)
			}
		}
		s, err := generate.One(o)
		if err != nil || len(o.Faults) == 0 {
			continue // a fault found nothing to work on in this report
		}
		n++
		got, err := c.Check(t.Context(), ingest.Input{Data: s.Data}, s.Name)
		if err != nil || got.Outcome != report.Checked {
			t.Errorf("%s: %v %+v", s.Name, err, got.Rejection)
			continue
		}
		for _, f := range o.Faults {
			faults++
			if slices.ContainsFunc(got.Findings, func(x report.Finding) bool { return known[f.Family].MatchString(x.Rule) }) {
				found++
				continue
			}
			t.Logf("%s: %s was not found; %s", s.Name, f.Name, foundRules(got.Findings))
		}
	}
	t.Logf("%d of %d faults in %d reports were found", found, faults, reports)
	if found*100 < faults*98 {
		t.Errorf("only %d of %d injected faults were found", found, faults)
	}
}

func foundRules(findings []report.Finding) string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Rule)
	}
	return strings.Join(slices.Compact(out), " ")
}
