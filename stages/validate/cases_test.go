package validate_test

import (
	"context"
	"testing"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules"
)

// ruleCase changes a clean report so that one rule is broken (trip) or, although
// something looks like it, met (pass). A nil pass is the clean report itself.
type ruleCase struct {
	id   string
	trip func(*world)
	pass func(*world)
	// severity is that of the finding, "" for the rule's own.
	severity report.Severity
	// quote must be among the words quoted, "" if it does not matter.
	quote string
}

// allCases are the cases of every rule of the book.
func allCases() []ruleCase {
	var out []ruleCase
	for _, list := range caseLists {
		out = append(out, list()...)
	}
	return out
}

// caseLists is filled by the files cases_*_test.go.
var caseLists = []func() []ruleCase{structureCases, sumCases, periodCases, narrativeCases, arithmeticCases, contentCases, yearCases, otherCases, privacyCases, wordingCases, acrossCases, peerCases}

func newValidator(t testing.TB) *validate.Validator {
	t.Helper()
	v, err := validate.New(rules.Book(), rules.Set)
	if err != nil {
		t.Fatal(err)
	}
	var off []string
	for _, r := range v.Rules() {
		if r.Off {
			off = append(off, r.ID)
		}
	}
	if v, err = v.With(off...); err != nil {
		t.Fatal(err)
	}
	return v
}

func judge(t testing.TB, v *validate.Validator, w *world) report.Verdict {
	t.Helper()
	in := validate.Input{Report: *w.Report, Peers: w.peers}
	if !w.alone && w.last != nil {
		in.Neighbours = []report.Report{*w.last}
	}
	out, err := v.Validate(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func findingsOf(v report.Verdict, id string) []report.Finding {
	var out []report.Finding
	for _, f := range v.Findings {
		if f.Rule == id {
			out = append(out, f)
		}
	}
	return out
}

func TestEveryRuleTripsAndPasses(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, c := range allCases() {
		t.Run(c.id, func(t *testing.T) {
			t.Parallel()
			if c.trip != nil {
				testTrip(t, v, c)
			}
			w := clean()
			if c.pass != nil {
				c.pass(w)
			}
			got := judge(t, v, w)
			if o := got.Rules.Outcomes.Of(c.id); o != report.Met {
				t.Errorf("pass: %s ended %s: %+v", c.id, o, findingsOf(got, c.id))
			}
		})
	}
}

func testTrip(t *testing.T, v *validate.Validator, c ruleCase) {
	w := clean()
	c.trip(w)
	got := judge(t, v, w)
	fs := findingsOf(got, c.id)
	if len(fs) == 0 || got.Rules.Outcomes.Of(c.id) != report.Broken {
		t.Fatalf("trip: %s ended %s; all findings: %v", c.id, got.Rules.Outcomes.Of(c.id), summary(got))
	}
	want := c.severity
	for _, r := range v.Rules() {
		if r.ID == c.id && want == "" {
			want = r.Severity
		}
	}
	if fs[0].Severity != want {
		t.Errorf("trip: severity %s, want %s", fs[0].Severity, want)
	}
	if c.quote != "" && !quotes(fs, c.quote) {
		t.Errorf("trip: no quote %q in %+v", c.quote, fs)
	}
	for _, f := range fs {
		if f.Message == "" || f.MessageEN == "" || f.Cells == nil || f.Quotes == nil || f.At == nil {
			t.Errorf("trip: a finding is incomplete: %+v", f)
		}
	}
}

func quotes(fs []report.Finding, words string) bool {
	for _, f := range fs {
		for _, q := range f.Quotes {
			if q == words {
				return true
			}
		}
	}
	return false
}

func summary(v report.Verdict) (out []string) {
	for _, f := range v.Findings {
		out = append(out, f.Rule+" "+string(f.Severity)+" "+f.Message)
	}
	return out
}

func TestEveryRuleHasACase(t *testing.T) {
	t.Parallel()
	trips, passes := map[string]bool{}, map[string]bool{}
	for _, c := range allCases() {
		trips[c.id] = trips[c.id] || c.trip != nil
		passes[c.id] = true
	}
	for _, r := range rules.Book() {
		if !trips[r.ID] || !passes[r.ID] {
			t.Errorf("rule %s has no tripping or no passing case", r.ID)
		}
	}
}

func TestCleanReportHasNoFinding(t *testing.T) {
	t.Parallel()
	v, err := validate.New(rules.Book(), rules.Set)
	if err != nil {
		t.Fatal(err)
	}
	got := judge(t, v, clean())
	for _, f := range got.Findings {
		t.Errorf("%s %s %s %q", f.Rule, f.Severity, f.Message, f.Quotes)
	}
	if n := got.Rules.Inconclusive; n != 0 {
		t.Errorf("%d rules inconclusive on a clean report: %v", n, got.Rules.Outcomes)
	}
}

func TestRulesNeverRaiseTheirSeverity(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	own := map[string]report.Severity{}
	for _, r := range rules.Book() {
		own[r.ID] = r.Severity
	}
	for _, c := range allCases() {
		if c.trip == nil {
			continue
		}
		w := clean()
		c.trip(w)
		for _, f := range judge(t, v, w).Findings {
			if rule.Rank(f.Severity) > rule.Rank(own[f.Rule]) {
				t.Errorf("%s reports %s above its own %s", f.Rule, f.Severity, own[f.Rule])
			}
		}
	}
}
