package validate_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules"
)

// TestNoLookHidesAFinding: rules are told by a look for which parts have none of their words. They find the
// same where every look is answered with a doubt.
func TestNoLookHidesAFinding(t *testing.T) {
	t.Parallel()
	book := rules.Book()
	var said []string // what rules find and let pass
	for _, all := range kindsOfFaults {
		for _, f := range all {
			said = append(said, f.wrong, f.right)
		}
	}
	for _, r := range book {
		said = append(said, strings.Split(r.Trip+" | "+r.Pass, " | ")...)
	}
	slices.Sort(said)
	same := func(t rapid.TB, section int, words string) {
		w := clean()
		w.write(section, words)
		if got, want := outcomes(t, w.Report, book, false), outcomes(t, w.Report, book, true); !reflect.DeepEqual(got, want) {
			t.Fatalf("section %d %q:\n%v\nand with doubts\n%v", section, words, got, want)
		}
	}
	for _, words := range said {
		for _, section := range [...]int{0, 1, 5} {
			same(t, section, words)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var words strings.Builder
		for _, s := range rapid.SliceOfN(rapid.SampledFrom(said), 1, 4).Draw(t, "said") {
			runes := []rune(s)
			words.WriteString(string(runes[rapid.IntRange(0, len(runes)).Draw(t, "from"):]))
		}
		same(t, rapid.IntRange(0, 6).Draw(t, "section"), words.String())
	})
}

// outcome is what became of a rule.
type outcome struct {
	of       report.Outcome
	findings []report.Finding
}

// outcomes runs every rule that applies to a report, with every look answered with a doubt or as it is.
func outcomes(t rapid.TB, r *report.Report, book []rule.Rule, doubt bool) map[string]outcome {
	s := rule.NewSubject(r, nil)
	if text := s.Narrative(); doubt {
		text.DoubtAll()
	}
	out := map[string]outcome{}
	p := rule.NewPass(s, nil)
	for i := range book {
		if !book[i].Applies(r.Form, s.Year()) {
			continue
		}
		if err := p.Run(&book[i]); err != nil {
			t.Fatal(err)
		}
		out[book[i].ID] = outcome{p.Outcome(), p.Findings()}
	}
	return out
}
