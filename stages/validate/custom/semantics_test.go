package custom_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/stages/report"
)

// block writes an expression so that nothing in it is special to YAML.
func block(expression string) string { return "|\n      " + expression }

func TestOutcomes(t *testing.T) {
	const total = `num("applications.granted.total")`
	put := func(path, s string) func(*report.Report) { return func(r *report.Report) { set(r, path, s) } }
	drop := func(row string) func(*report.Report) {
		return func(r *report.Report) { delete(r.Tables.Applications, row) }
	}
	for _, c := range []struct {
		name, assert string
		change       func(*report.Report)
		want         report.Outcome
	}{
		{"holds", total + ` == 0`, nil, report.Met},
		{"fails", total + ` > 0`, nil, report.Broken},
		{"blank", total + ` == 0`, put("applications.granted.total", ""), report.Inconclusive},
		{"dash", total + ` == 0`, put("applications.granted.total", "/"), report.Inconclusive},
		{"unread", total + ` == 0`, put("applications.granted.total", "?"), report.Inconclusive},
		{"unread and false", total + ` > 5`, put("applications.granted.total", "?"), report.Inconclusive},
		{"unread before or", total + ` == 0 or true`, put("applications.granted.total", "?"), report.Inconclusive},
		{"not asked for", `true or ` + total + ` == 0`, put("applications.granted.total", "?"), report.Met},
		{"absent row", total + ` == 0`, drop("granted"), report.NotApplicable},
		{"absent table", total + ` == 0`, func(r *report.Report) { r.Tables.Applications = nil }, report.NotApplicable},
		{"has", `has("applications.granted.total")`, drop("granted"), report.Broken},
		{"has an unread cell", `has("applications.granted.total")`, put("applications.granted.total", "?"), report.Met},
		{"state", `state("applications.granted.total") in ["printed", "derived"]`, put("applications.granted.total", "/"), report.Broken},
		{"state of unread", `state("applications.granted.total") != "blank"`, put("applications.granted.total", "?"), report.Inconclusive},
		{"unknown year", `year >= 2020`, func(r *report.Report) { r.Year = nil }, report.Inconclusive},
		{"asks for the year", `year == nil or year >= 2020`, func(r *report.Report) { r.Year = nil }, report.Met},
		{"asks for the title", `title != nil`, nil, report.Broken},
		{"unknown agency", `is_town`, func(r *report.Report) { r.Agency = nil }, report.Inconclusive},
		{"town", `is_town and is_government and not is_department`, nil, report.Met},
		{"absent section", `section(6) contains "费"`, nil, report.NotApplicable},
		{"words", `section(5) contains "问题" and text contains "总体" and text startsWith "一" and text endsWith "。"`, nil, report.Met},
		{"pattern", `section(5) matches "问题.*\n.*加强"`, nil, report.Met},
		{"characters", `chars(section(1)) == 10`, nil, report.Met},
		{"decimals are exact", `num("disclosure.fees_10k_yuan") * 10 == 961716 and num("disclosure.fees_10k_yuan") == 96171.60`, put("disclosure.fees_10k_yuan", "96171.6"), report.Met},
		{"tenths add up", `num("disclosure.fees_10k_yuan") + 0.2 == 0.3`, put("disclosure.fees_10k_yuan", "0.1"), report.Met},
		{"18 digits", `num("disclosure.fees_10k_yuan") == 999999999999999.999`, put("disclosure.fees_10k_yuan", "999999999999999.999"), report.Met},
		{"18 digits differ", `num("disclosure.fees_10k_yuan") == 999999999999999.998`, put("disclosure.fees_10k_yuan", "999999999999999.999"), report.Broken},
		{"quotients are exact", `1 / 3 * 3 == 1 and 1 / 3 != 0.3333333333`, nil, report.Met},
		{"rounding", `round(100 * 81944 / 82292, 2) == 99.58 and round(-0.5, 0) == -1 and round(2.5, 0) == 3`, nil, report.Met},
		{"division by nought", total + ` / ` + total + ` == 1`, nil, report.Inconclusive},
		{"overflow", `999999999999 * 999999999999 > 0`, nil, report.Inconclusive},
		{"large products", `3037000499 * 3037000499 == 9223372030926249001`, nil, report.Met},
		{"min and max", `min(3, 1, 2) == 1 and max(3, 1, 2) == 3 and abs(-2) == 2`, nil, report.Met},
		{"dates", `signed < published and published <= date(year + 1, 1, 31)`, nil, report.Met},
		{"no such date", `published <= date(year + 1, 13, 1)`, nil, report.Inconclusive},
		{"conditional", `(is_town ? 1 : 2) == 1`, nil, report.Met},
		{"in", `year in [2023, 2024] and form not in ["2019"]`, nil, report.Met},
		{"all", `all(["natural", "company"], num("applications.granted." + #) == 0)`, put("applications.granted.company", "1"), report.Broken},
		{"any", `any(["natural", "company"], num("applications.granted." + #) == 1)`, put("applications.granted.company", "1"), report.Met},
		{"none", `none([1, 5], section(#) contains "保密")`, nil, report.Met},
		{"all with unread", `all(["natural", "company"], num("applications.granted." + #) == 0)`, put("applications.granted.company", "?"), report.Inconclusive},
		{"sum of a group", `sum("applications.denied_*.total") == 5`, put("applications.denied_law.total", "5"), report.Met},
		{"sum leaves totals out", `sum("applications.granted.*") == 0`, put("applications.granted.total", "5"), report.Met},
		{"sum of several", `sum("applications.granted.total", "applications.partial.total") == 5`, put("applications.partial.total", "5"), report.Met},
		{"sum with unread", `sum("applications.denied_*.total") == 0`, put("applications.denied_law.total", "?"), report.Inconclusive},
		{"sum with a lost row", `sum("applications.denied_*.total") == 0`, drop("denied_law"), report.NotApplicable},
		{"last year unknown", `last("applications.carried_out.total") == 0`, nil, report.NotApplicable},
	} {
		r := zeros()
		if c.change != nil {
			c.change(r)
		}
		if got, _ := judge(t, load(t, one(block(c.assert))), r); got != c.want {
			t.Errorf("%s: %s is %s, want %s", c.name, c.assert, got, c.want)
		}
	}
}

// The other rows are three in the 2021 form; some reports in it print them as one.
func TestSumKnowsTheOneRowOther(t *testing.T) {
	f := load(t, one(block(`sum("applications.other*.total") == 7`)))
	r := zeros()
	set(r, "applications.other_misc.total", "7")
	if got, _ := judge(t, f, r); got != report.Met {
		t.Errorf("three rows: %s", got)
	}
	for _, key := range []string{"other_overdue_correction", "other_overdue_fee", "other_misc"} {
		delete(r.Tables.Applications, key)
	}
	r.Tables.Applications["other"] = map[string]report.Cell{"total": cell("7")}
	if got, _ := judge(t, f, r); got != report.Met {
		t.Errorf("one row: %s", got)
	}
}

func TestWhenDecidesWhetherARuleApplies(t *testing.T) {
	for _, c := range []struct {
		when string
		want report.Outcome
	}{
		{`year >= 2030`, report.NotApplicable},
		{`year >= 2020`, report.Broken},
		{`num("applications.granted.total") > 0`, report.Inconclusive},
		{`num("proceedings.review.total") == 0`, report.NotApplicable},
	} {
		r := zeros()
		set(r, "applications.granted.total", "")
		delete(r.Tables.Proceedings, "review")
		if got, _ := judge(t, load(t, one("false\n    when: "+block(c.when))), r); got != c.want {
			t.Errorf("when %s: %s, want %s", c.when, got, c.want)
		}
	}
}

func TestLastYear(t *testing.T) {
	f := load(t, one(block(`num("applications.carried_in.total") == last("applications.carried_out.total")`)))
	r, before := zeros(), zeros()
	*before.Year, before.ID = 2023, "b"
	for _, c := range []struct {
		cell string
		want report.Outcome
	}{{"0", report.Met}, {"12", report.Broken}, {"?", report.Inconclusive}} {
		set(before, "applications.carried_out.total", c.cell)
		if got, _ := judge(t, f, r, *before); got != c.want {
			t.Errorf("last year %q: %s, want %s", c.cell, got, c.want)
		}
	}
}

func TestMessagesAreFilled(t *testing.T) {
	for _, c := range []struct{ message, want string }{
		{`新收 {applications.new_received.total} 件`, "新收 1204 件"},
		{`{num("applications.new_received.total") / 7}`, "172"},
		{`{num("applications.new_received.total") / 1000}`, "1.204"},
		{`{100 / 3}%`, "≈33.3333%"},
		{`{{年}} {year + 1}`, "{年} 2025"},
		{`{"}" + form}`, "}2021"},
		{`标题 {title}，{applications.granted.total}，{num("applications.granted.total")}`, "标题 —，—，—"},
		{`{is_town}`, "true"},
		{`{section(1) + section(1) + section(1) + section(1) + section(1) + section(1) + section(1) + section(1)}`, strings.Repeat("本年度收到申请 0 件。", 6) + "本年度收到申请 …"},
	} {
		r := zeros()
		set(r, "applications.new_received.total", "1204")
		set(r, "applications.granted.total", "")
		text := strings.Replace(one("false"), "message: 不符", "message: |\n      "+c.message, 1)
		got, fs := judge(t, load(t, text), r)
		if got != report.Broken || len(fs) != 1 || fs[0].Message != c.want || fs[0].MessageEN != c.want {
			t.Errorf("%s: %s %+v, want %q", c.message, got, fs, c.want)
		}
	}
}

// The cells of a finding are those of the condition unless the file names others.
func TestCellsAreQuoted(t *testing.T) {
	r := zeros()
	set(r, "applications.partial.total", "")
	_, fs := judge(t, load(t, one(block(`num("applications.granted.total") > num("applications.carried_in.total")`))), r)
	if d := cmp.Diff([]string{"applications.granted.total", "applications.carried_in.total"}, fs[0].Cells); d != "" {
		t.Error(d)
	}
	_, fs = judge(t, load(t, one("false\n    cells: [applications.partial.total, applications.granted.total]")), r)
	if d := cmp.Diff([]string{"0"}, fs[0].Quotes); d != "" {
		t.Error(d)
	}
}

// Rules are shared by workers: many runs at once give what one alone gives.
func TestRulesAreSafeForConcurrentUse(t *testing.T) {
	f := example(t)
	r := zeros()
	set(r, "applications.new_received.total", "60")
	set(r, "applications.carried_out.total", "31")
	_, want := judge(t, f, r)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if _, got := judge(t, f, r); !cmp.Equal(got, want) {
					t.Errorf("got %+v, want %+v", got, want)
				}
			}
		})
	}
	wg.Wait()
}
