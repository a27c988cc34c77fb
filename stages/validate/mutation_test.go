package validate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

// TestEveryNumberIsGuarded changes one number at a time in a clean report of either form,
// and in one of the form of 2021 with （六）其他处理 in one row. The sums that the cell
// stands in must break, no other sum may, and in table three the cell must be named with
// the number it had.
func TestEveryNumberIsGuarded(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	oneRow := func() *world {
		w := clean()
		for _, k := range []string{"other_overdue_correction", "other_overdue_fee", "other_misc"} {
			delete(w.Tables.Applications, k)
		}
		w.Tables.Applications["other"] = rowOf(report.ApplicantColumns(), "1 1 0 0 0 0 2")
		return w
	}
	of2019 := func() *world {
		w := oneRow()
		w.Form = report.Form2019
		return w
	}
	guardTableThree(t, v, clean, report.ApplicationRows(report.Form2021))
	guardTableThree(t, v, oneRow, report.ApplicationRows(report.Form2019))
	guardTableThree(t, v, of2019, report.ApplicationRows(report.Form2019))
	for _, make := range []func() *world{clean, of2019} {
		guardTableFour(t, v, make)
	}
}

// rowRuleNumber is the number of the rule that sums a row up, by the row's place in the
// form of 2021.
func rowRuleNumber(key string) int {
	if key == "other" {
		key = "other_overdue_correction"
	}
	for i, r := range report.ApplicationRows(report.Form2021) {
		if r.Key == key {
			return 21 + i
		}
	}
	panic("no such row: " + key)
}

func guardTableThree(t *testing.T, v *validate.Validator, make func() *world, rows []report.Row) {
	t.Helper()
	for i, r := range rows {
		for j, c := range report.ApplicantColumns() {
			w := make()
			path := "applications." + r.Key + "." + c.Key
			was, _ := w.Tables.Applications[r.Key][c.Key].Value.Int()
			w.set(path, fmt.Sprint(was+13))
			got := judge(t, v, w)
			want := []string{fmt.Sprintf("T3-%02d", rowRuleNumber(r.Key))}
			if balance := i < 2 || i >= len(rows)-2; balance {
				want = append(want, fmt.Sprintf("T3-%02d", 1+j))
			}
			if result := i >= 2 && i != len(rows)-1; result {
				want = append(want, fmt.Sprintf("T3-%02d", 11+j))
			}
			checkBroken(t, path, got, "T3-", want)
			for _, id := range want {
				for _, f := range findingsOf(got, id) {
					if f.Severity != report.Error || f.Want != fmt.Sprint(was) || f.Got != fmt.Sprint(was+13) || !strings.Contains(f.MessageEN, path) {
						t.Errorf("%s: %s wants %s, got %s: %s", path, id, f.Want, f.Got, f.MessageEN)
					}
				}
			}
		}
	}
}

func guardTableFour(t *testing.T, v *validate.Validator, make func() *world) {
	t.Helper()
	for i, g := range report.ProceedingGroups() {
		for _, c := range report.ProceedingOutcomes() {
			w := make()
			path := "proceedings." + g.Key + "." + c.Key
			was, _ := w.Tables.Proceedings[g.Key][c.Key].Value.Int()
			w.set(path, fmt.Sprint(was+13))
			checkBroken(t, path, judge(t, v, w), "T4-", []string{fmt.Sprintf("T4-%02d", i+1)})
		}
	}
}

func checkBroken(t *testing.T, path string, v report.Verdict, family string, want []string) {
	t.Helper()
	wanted := map[string]bool{}
	for _, id := range want {
		wanted[id] = true
	}
	for _, r := range v.Rules.Outcomes {
		id, o := r.Rule, r.Outcome
		if strings.HasPrefix(id, family) && (o == report.Broken) != wanted[id] && id != "T3-51" {
			t.Errorf("%s changed: %s ended %s", path, id, o)
		}
	}
}

// TestTwoWrongCellsHaveNoCulprit: where no single cell repairs the table, none is named.
func TestTwoWrongCellsHaveNoCulprit(t *testing.T) {
	t.Parallel()
	w := clean()
	w.set("applications.granted.natural", "99", "applications.partial.company", "99")
	for _, f := range judge(t, newValidator(t), w).Findings {
		if strings.HasPrefix(f.Rule, "T3-") && strings.Contains(f.MessageEN, "one cell alone") {
			t.Errorf("%s names a culprit: %s", f.Rule, f.MessageEN)
		}
	}
}

// TestOneRowOtherIsChecked: the one row of the 2019 form is checked by the first of
// the three rules it stands for, and the rows behind it keep their numbers.
func TestOneRowOtherIsChecked(t *testing.T) {
	t.Parallel()
	w := clean()
	for _, k := range []string{"other_overdue_correction", "other_overdue_fee", "other_misc"} {
		delete(w.Tables.Applications, k)
	}
	w.Tables.Applications["other"] = rowOf(report.ApplicantColumns(), "1 1 0 0 0 0 3")
	got := judge(t, newValidator(t), w).Rules.Outcomes
	for id, want := range map[string]report.Outcome{
		"T3-41": report.Broken, "T3-17": report.Broken, "T3-42": report.NotApplicable, "T3-43": report.NotApplicable,
		"T3-44": report.Met, "T3-45": report.Met,
	} {
		if got.Of(id) != want {
			t.Errorf("%s ended %s, want %s", id, got.Of(id), want)
		}
	}
}

// TestATornTableProvesNothing: where a whole row could not be read, rows may have slipped,
// so what the columns and the text say against the table is only a warning. A row's own
// sum stands on one line and stays an error.
func TestATornTableProvesNothing(t *testing.T) {
	t.Parallel()
	w := clean()
	for _, c := range report.ApplicantColumns() {
		w.set("applications.granted."+c.Key, "?")
	}
	w.set("applications.result_total.natural", "3", "applications.result_total.total", "14", "applications.partial.total", "10")
	got := judge(t, newValidator(t), w)
	for id, want := range map[string]report.Severity{"T3-01": report.Warning, "N-05": report.Warning, "T3-24": report.Error} {
		fs := findingsOf(got, id)
		if len(fs) != 1 || fs[0].Severity != want {
			t.Errorf("%s: %+v, want one %s", id, fs, want)
		}
	}
}
