package custom_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/custom"
	"github.com/gouji/gouji/stages/validate/rules"
)

func example(t testing.TB) *custom.File {
	t.Helper()
	raw, err := os.ReadFile("testdata/office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return load(t, string(raw))
}

func TestTheExampleIsRead(t *testing.T) {
	f := example(t)
	if f.Set != "2026.1+huaiyin.3" || f.Settings.SectionOneMaxChars != 1000 {
		t.Errorf("set %q, settings %+v", f.Set, f.Settings)
	}
	if want := (custom.Deadlines{Township: "01-31", Department: "01-28", Government: "03-15"}); f.Deadlines != want {
		t.Errorf("deadlines %+v, want %+v", f.Deadlines, want)
	}
	if d := cmp.Diff([]custom.Switch{{ID: "S-03", Reason: "市里统一要求第五部分标题用“改进措施”。"}}, f.Off); d != "" {
		t.Error(d)
	}
	for _, r := range f.Rules() {
		if err := r.Validate(); err != nil {
			t.Error(err)
		}
	}
}

// The example is written for the book as it is.
func TestTheExampleFitsTheBook(t *testing.T) {
	raw, err := os.ReadFile("testdata/office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := custom.Load(strings.NewReader(string(raw)), "office.yaml", rules.Book())
	if err != nil {
		t.Fatal(err)
	}
	effective, err := f.Apply(rules.Book())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := validate.New(effective, f.Set); err != nil {
		t.Error(err)
	}
}

func TestApplyMakesABookThatRuns(t *testing.T) {
	f := example(t)
	base := book()
	effective, err := f.Apply(base)
	if err != nil {
		t.Fatal(err)
	}
	v, err := validate.New(effective, f.Set)
	if err != nil {
		t.Fatal(err)
	}
	r := zeros()
	set(r, "applications.new_received.total", "60")
	set(r, "applications.carried_out.total", "31")
	set(r, "disclosure.fees_10k_yuan", "0.05")
	got, err := v.Validate(context.Background(), validate.Input{Report: *r})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]report.Outcome{
		"S-03": report.NotApplicable, "S-18": report.Met, "T4-01": report.Met, "D-03": report.Met, "D-04": report.NotApplicable,
		"U-01": report.Broken, "U-02": report.NotApplicable, "U-03": report.Broken, "U-04": report.Met, "U-05": report.Met, "U-06": report.NotApplicable,
	}
	outcomes := map[string]report.Outcome{}
	for _, o := range got.Rules.Outcomes {
		outcomes[o.Rule] = o.Outcome
	}
	if d := cmp.Diff(want, outcomes); d != "" {
		t.Error(d)
	}
	if f := got.Findings[1]; f.Message != "结转下年度 31 件，占本年新收 60 件的 51.7%" || f.MessageEN != "31 of 60 requests are carried over" ||
		!cmp.Equal(f.Quotes, []string{"31", "60"}) || f.Section != 3 || f.Severity != report.Warning {
		t.Errorf("finding %+v", f)
	}
	if base[0].Off || !base[1].Off {
		t.Error("Apply changed the book it was given")
	}
}

// The settings change what the rules of the book compare with, and switch them on.
func TestSettingsTakeEffect(t *testing.T) {
	const days = "deadlines: {township: 01-15, local: {department: 01-10, government: 02-20}}\n"
	for _, c := range []struct {
		name, text, agency, published string
		want                          map[string]report.Outcome
	}{
		{"late town", days, "测试县某某镇人民政府", "2025-01-16", map[string]report.Outcome{"D-03": report.Broken, "D-04": report.NotApplicable}},
		{"town in time", days, "测试县某某镇人民政府", "2025-01-15", map[string]report.Outcome{"D-03": report.Met, "D-04": report.NotApplicable}},
		{"late department", days, "测试县统计局", "2025-01-11", map[string]report.Outcome{"D-03": report.NotApplicable, "D-04": report.Broken}},
		{"department in time", days, "测试县统计局", "2025-01-10", map[string]report.Outcome{"D-04": report.Met}},
		{"government in time", days, "测试县人民政府", "2025-02-20", map[string]report.Outcome{"D-04": report.Met}},
		{"late government", days, "测试县人民政府", "2025-02-21", map[string]report.Outcome{"D-04": report.Broken}},
		{"governments only", "deadlines: {local: {government: 02-20}}\n", "测试县统计局", "2025-02-21", map[string]report.Outcome{"D-04": report.NotApplicable, "D-03": report.Met}},
		{"long", "settings: {section_one_max_chars: 5}\n", "测试县统计局", "2025-01-01", map[string]report.Outcome{"S-18": report.Broken}},
		{"not too long", "settings: {section_one_max_chars: 50}\n", "测试县统计局", "2025-01-01", map[string]report.Outcome{"S-18": report.Met}},
		{"none", "", "测试县统计局", "2025-01-01", map[string]report.Outcome{"S-18": report.NotApplicable}},
	} {
		effective, err := load(t, head+c.text).Apply(book())
		if err != nil {
			t.Fatal(err)
		}
		v, err := validate.New(effective, "2026.1+test.1")
		if err != nil {
			t.Fatal(err)
		}
		r := zeros()
		r.Agency, r.Published = &c.agency, &c.published
		got, err := v.Validate(context.Background(), validate.Input{Report: *r})
		if err != nil {
			t.Fatal(err)
		}
		for id, want := range c.want {
			if got.Rules.Outcomes.Of(id) != want {
				t.Errorf("%s: %s is %s, want %s", c.name, id, got.Rules.Outcomes.Of(id), want)
			}
		}
	}
}

func TestApplyLowersSeverities(t *testing.T) {
	effective, err := load(t, head+"severity: {T4-01: info}\n").Apply(book())
	if err != nil {
		t.Fatal(err)
	}
	if effective[2].ID != "T4-01" || effective[2].Severity != report.Info {
		t.Errorf("got %+v", effective[2])
	}
}

func TestApplyRefusesABookWithoutTheRules(t *testing.T) {
	if _, err := example(t).Apply(book()[1:]); err == nil {
		t.Error("a book without S-03 was accepted")
	}
	f := load(t, one("year > 0"))
	if _, err := f.Apply(f.Rules()); err == nil {
		t.Error("a book that has U-01 was accepted")
	}
}
