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

// families are the rules that may report a kind of fault.
func families() map[string]*regexp.Regexp {
	out := make(map[string]*regexp.Regexp)
	for kind, rules := range map[string]string{
		"t3_balance":         `^T3-0[1-7]$`,
		"t3_result_sum":      `^T3-1[1-7]$|^S-13$`,
		"t3_row_sum":         `^T3-(2[1-9]|3\d|4[0-5])$`,
		"t4_total":           `^T4-`,
		"text_arithmetic":    `^[AN]-`,
		"text_vs_table":      `^[AN]-`,
		"text_stale_year":    `^Y-|^S-15$`,
		"text_year":          `^Y-`,
		"period":             `^Y-`,
		"date":               `^[YD]-`,
		"blank_totals":       `^S-1[02]$`,
		"blank_cells":        `^S-1[02]$`,
		"heading":            `^S-`,
		"heading_typo":       `^[SW]-`,
		"section_numbering":  `^S-|^W-09$`,
		"label_misprint":     `^S-`,
		"text_basis":         `^S-15$|^Y-`,
		"text_duplicate":     `^W-07$`,
		"text_typo":          `^W-`,
		"text_brackets":      `^W-01$`,
		"text_punctuation":   `^W-`,
		"text_numbering":     `^W-09$|^S-02$`,
		"text_contradiction": `^[AN]-|^W-14$`,
		"statute_name":       `^W-0[26]$`,
		"placeholder":        `^W-04$|^A-09$`,
		"form_version":       `^S-1[0156]$`,
		"row_missing":        `^S-1[04]$`,
		"cut":                `^S-|^M-03$`,
		"privacy_id":         `^P-0[12]$`,
		"privacy_phone":      `^P-0[38]$`,
	} {
		out[kind] = regexp.MustCompile(rules)
	}
	return out
}

// TestInjectedFaultsAreFound puts one to three faults into reports of every layout. At
// least 99 % must be found, each by a rule of the right family.
func TestInjectedFaultsAreFound(t *testing.T) {
	t.Parallel()
	c := checker(t)
	known := families()
	var kinds []generate.Fault
	for _, f := range generate.Faults() {
		if f.Trap {
			continue
		}
		if known[f.Family] == nil {
			t.Errorf("no rules are named for the kind %s", f.Family)
			continue
		}
		kinds = append(kinds, f)
	}
	d := rand.New(rand.NewPCG(20261122, 98))
	reports := roundTrips(t, 150, 1000)
	faults, found := 0, 0
	for n := 0; n < reports; {
		layouts := generate.Layouts()
		o := generate.Options{Seed: d.Uint64(), Layout: layouts[n%len(layouts)]}
		for range 1 + d.IntN(3) {
			f := kinds[d.IntN(len(kinds))]
			// A sum with blank parts is not judged: where all noughts are blank, that is the fault.
			if len(o.Faults) > 0 && (f.Name == "blank_noughts" || o.Faults[0].Name == "blank_noughts") {
				continue
			}
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
	if found*100 < faults*99 {
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
