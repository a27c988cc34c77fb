package validate_test

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules"
)

func TestNewRefusesAnUnfitBook(t *testing.T) {
	t.Parallel()
	good := rules.Book()[0]
	for name, spoil := range map[string]func(*rule.Rule){
		"no id":           func(r *rule.Rule) { r.ID = "" },
		"odd id":          func(r *rule.Rule) { r.ID = "S1" },
		"no english":      func(r *rule.Rule) { r.Doc.EN = "" },
		"no title":        func(r *rule.Rule) { r.Title.ZH = "" },
		"odd severity":    func(r *rule.Rule) { r.Severity = "fatal" },
		"no source":       func(r *rule.Rule) { r.Source.Document = "" },
		"source backward": func(r *rule.Rule) { r.Source.From, r.Source.To = 2021, 2020 },
		"no needs":        func(r *rule.Rule) { r.Needs = nil },
		"no example":      func(r *rule.Rule) { r.Trip = "" },
		"no check":        func(r *rule.Rule) { r.Check = nil },
	} {
		r := good
		spoil(&r)
		if _, err := validate.New([]rule.Rule{r}, "1"); err == nil {
			t.Errorf("%s: the book was accepted", name)
		}
	}
	if _, err := validate.New([]rule.Rule{good, good}, "1"); err == nil {
		t.Error("two rules with one id were accepted")
	}
	if _, err := validate.New([]rule.Rule{good}, ""); err == nil {
		t.Error("a set without a version was accepted")
	}
}

func TestWhatIsNotReadableIsNeverMet(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, state := range []string{"?", "", "/"} {
		w := clean()
		w.set("applications.granted.natural", state, "proceedings.review.upheld", state)
		got := judge(t, v, w).Rules.Outcomes
		for _, id := range []string{"T3-11", "T3-23", "T4-01"} {
			if got.Of(id) != report.Inconclusive {
				t.Errorf("cell %q: %s ended %s", state, id, got.Of(id))
			}
		}
		for _, id := range []string{"T3-01", "T3-12", "T3-24", "T4-02"} {
			if got.Of(id) != report.Met {
				t.Errorf("cell %q: %s, which does not need it, ended %s", state, id, got.Of(id))
			}
		}
	}
}

func TestAbsentCellsAreNotApplicable(t *testing.T) {
	t.Parallel()
	w := clean()
	delete(w.Tables.Applications, "carried_in")
	got := judge(t, newValidator(t), w).Rules.Outcomes
	for _, id := range []string{"T3-01", "T3-22"} {
		if got.Of(id) != report.NotApplicable {
			t.Errorf("%s ended %s", id, got.Of(id))
		}
	}
}

func TestOldReportsAreNotJudgedByTheNewForm(t *testing.T) {
	t.Parallel()
	w := clean()
	w.Form = report.FormPre2019
	for _, r := range judge(t, newValidator(t), w).Rules.Outcomes {
		id, o := r.Rule, r.Outcome
		if o != report.NotApplicable && !strings.ContainsAny(id[:1], "AWPY") && id != "S-16" && id != "M-03" {
			t.Errorf("%s ended %s on a report before 2019", id, o)
		}
	}
}

func TestVerdictIsDeterministic(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	make := func() string {
		w := clean()
		w.set("applications.new_received.natural", "99", "applications.granted.company", "", "proceedings.review.total", "0")
		w.write(6, "无。")
		b, err := json.Marshal(judge(t, v, w))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	first := make()
	for range 20 {
		if again := make(); again != first {
			t.Fatalf("two verdicts on one report:\n%s\n%s", first, again)
		}
	}
	got := judge(t, v, clean())
	if !slices.IsSortedFunc(got.Findings, func(a, b report.Finding) int {
		return 10*(a.Section-b.Section) + strings.Compare(a.Rule, b.Rule)
	}) {
		t.Error("findings are not in order")
	}
}

func TestBasis(t *testing.T) {
	t.Parallel()
	a, b := *clean().Report, *clean().last
	if got := neighbour.Basis(nil); got != "0" {
		t.Errorf("no neighbours: %q", got)
	}
	x, y := neighbour.Basis([]report.Report{a, b}), neighbour.Basis([]report.Report{b, a})
	if x != y || x == neighbour.Basis([]report.Report{a}) {
		t.Errorf("basis %q and %q", x, y)
	}
	if !regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`).MatchString(x) {
		t.Errorf("basis %q is no subject token", x)
	}
}

func TestValidateEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := newValidator(t).Validate(ctx, validate.Input{Report: *clean().Report})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
