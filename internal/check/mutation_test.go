package check

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

// TestEveryCellOfAGeneratedReport changes each number of a clean generated report of either
// form, one at a time. Every cell of tables three and four stands in a sum, and the rule of
// that sum must break; in table three the cell itself is named, because no other repairs
// the table. Table two has no sums: its cells are tried as well, must break none, and are
// guarded only by the text and the years.
func TestEveryCellOfAGeneratedReport(t *testing.T) {
	t.Parallel()
	c := checker(t)
	for _, form := range []struct {
		year, cells, free int
	}{{2023, 200, 10}, {2020, 198, 22}} {
		s, err := generate.One(generate.Options{Seed: 11, Layout: generate.HTMLClean, Year: form.year})
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Read(t.Context(), ingest.Input{Data: s.Data}, s.Name)
		if err != nil || r.Report == nil {
			t.Fatalf("%v %+v", err, r.Rejected)
		}
		sound, err := json.Marshal(r.Report)
		if err != nil {
			t.Fatal(err)
		}
		tried, free := 0, 0
		for path := range allCells(r.Report.Tables) {
			tried++
			var changed report.Report
			if err := json.Unmarshal(sound, &changed); err != nil {
				t.Fatal(err)
			}
			was, now := mutate(t, &changed, path)
			v, err := c.Rules.Now().Validate(t.Context(), validate.Input{Report: changed})
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(path, "disclosure.") {
				free++
			}
			judgeMutation(t, path, was, now, v)
		}
		if tried != form.cells || free != form.free {
			t.Errorf("%d: %d cells were tried, %d of them in no sum", form.year, tried, free)
		}
	}
}

// mutate adds 13 to a cell.
func mutate(t *testing.T, r *report.Report, path string) (was, now string) {
	t.Helper()
	add := func(c report.Cell) report.Cell {
		n, ok := c.Value.Int()
		if !ok {
			was = c.Value.String()
			n, _ = report.IntNumber(0).Int()
		} else {
			was = fmt.Sprint(n)
		}
		c.Value = report.IntNumber(n + 13)
		c.Text, now = c.Value.String(), c.Value.String()
		return c
	}
	parts := strings.Split(path, ".")
	switch parts[0] {
	case "disclosure":
		r.Tables.Disclosure[parts[1]] = add(r.Tables.Disclosure[parts[1]])
	case "applications":
		r.Tables.Applications[parts[1]][parts[2]] = add(r.Tables.Applications[parts[1]][parts[2]])
	default:
		r.Tables.Proceedings[parts[1]][parts[2]] = add(r.Tables.Proceedings[parts[1]][parts[2]])
	}
	return was, now
}

var (
	sumRule = regexp.MustCompile(`^T[34]-(0[1-7]|1[1-7]|2[1-9]|3\d|4[0-5])$`)
	groups  = map[string]string{"review": "T4-01", "direct": "T4-02", "after_review": "T4-03"}
)

// judgeMutation checks which sums break, and that no other does.
func judgeMutation(t *testing.T, path, was, now string, v report.Verdict) {
	t.Helper()
	want := map[string]bool{}
	parts := strings.Split(path, ".")
	switch parts[0] {
	case "proceedings":
		want[groups[parts[1]]] = true
	case "applications":
		column := 0
		for i, c := range report.ApplicantColumns() {
			if c.Key == parts[2] {
				column = i + 1
			}
		}
		row := map[string]int{}
		for i, r := range report.ApplicationRows(report.Form2021) {
			row[r.Key] = 21 + i
		}
		row["other"] = row["other_overdue_correction"]
		want[fmt.Sprintf("T3-%02d", row[parts[1]])] = true
		switch parts[1] {
		case "new_received", "carried_in", "carried_out":
			want[fmt.Sprintf("T3-%02d", column)] = true
		case "result_total":
			want[fmt.Sprintf("T3-%02d", column)], want[fmt.Sprintf("T3-%02d", 10+column)] = true, true
		default:
			want[fmt.Sprintf("T3-%02d", 10+column)] = true
		}
	}
	for _, r := range v.Rules.Outcomes {
		id, o := r.Rule, r.Outcome
		if sumRule.MatchString(id) && (o == report.Broken) != want[id] {
			t.Errorf("%s changed from %s to %s: %s is %s", path, was, now, id, o)
		}
	}
	for _, f := range v.Findings {
		if strings.HasPrefix(f.Rule, "T3-") && want[f.Rule] && (f.Want != was || f.Got != now || !strings.Contains(f.MessageEN, path)) {
			t.Errorf("%s: %s names %s, wants %s: %s", path, f.Rule, f.MessageEN, f.Want, f.Got)
		}
	}
}
