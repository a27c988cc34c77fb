package check

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules"
)

const countyList = `schema: gouji.members/v1
regions:
  - name: 青石县
    members:
      - {name: 松岭镇人民政府, aliases: [松岭镇]}
      - {name: 柳塘镇人民政府}
      - {name: 税务局, vertical: true}
`

func countyMembers(t *testing.T) *members.List {
	t.Helper()
	list, err := members.Load(strings.NewReader(countyList), "members.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// reportOf is a report of an agency with a number of applications and a text.
func reportOf(id, agency string, year int, day string, received, carried int64, text string) report.Report {
	r := report.Report{
		Schema: report.Schema, ID: id + strings.Repeat("a", 26-len(id)), Agency: &agency, Year: &year, Form: report.Form2021, Published: &day,
		Sections: []report.Section{{Number: 1, Heading: "一、总体情况", Text: text}},
	}
	r.Tables.Applications = map[string]map[string]report.Cell{}
	for row, n := range map[string]int64{"new_received": received, "carried_in": carried, "carried_out": 2} {
		r.Tables.Applications[row] = map[string]report.Cell{"total": {State: report.Printed, Value: report.IntNumber(n), Text: fmt.Sprint(n)}}
	}
	return r
}

// essay is 60 sentences about a town.
func essay(seed int, town string) string {
	var b strings.Builder
	for i := range 60 {
		k := i + 1237*seed
		fmt.Fprintf(&b, "%s落实第%d项任务%c%c%c%c。", town, i, rune(0x4E00+(k*37)%3000), rune(0x4F00+(k*91)%3000), rune(0x5000+(k*53)%3000), rune(0x5100+(k*71)%3000))
	}
	return b.String()
}

// arrivals plays the workers on a ledger in memory: reports come one by one, and of all
// verdicts on a report that of the greatest basis is left.
type arrivals struct {
	ledger  *neighbour.MemoryLedger
	book    *validate.Validator
	reports map[string]*report.Report
	final   map[string]report.Verdict
}

func (a *arrivals) arrive(t *testing.T, rep report.Report) {
	t.Helper()
	a.ledger.Add(&rep)
	a.reports[rep.ID] = &rep
	near := a.ledger.Neighbours()
	judge := func(r *report.Report) {
		in, err := Input(t.Context(), near, r)
		if err != nil {
			t.Fatal(err)
		}
		v, err := a.book.Compare(context.Background(), in)
		if err != nil {
			t.Fatal(err)
		}
		if old, ok := a.final[r.ID]; !ok || v.Basis > old.Basis {
			a.final[r.ID] = v
		} else if v.Basis == old.Basis && cmp.Diff(v.Findings, old.Findings) != "" {
			t.Errorf("%s: two verdicts under the basis %s", r.ID, v.Basis)
		}
	}
	judge(&rep)
	next, err := near.Affected(t.Context(), &rep)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range next {
		judge(a.reports[n.Entry.Doc])
	}
}

// TestEveryOrderOfAGroupEndsTheSame: a county, two versions of a town's report, its report
// of the year before and another town that copied it, in all 120 orders.
func TestEveryOrderOfAGroupEndsTheSame(t *testing.T) {
	t.Parallel()
	list := countyMembers(t)
	book, err := validate.New(slices.DeleteFunc(rules.Book(), func(r rule.Rule) bool { return !strings.ContainsAny(r.ID[:1], "DGX") }), rules.Set)
	if err != nil {
		t.Fatal(err)
	}
	docs := []report.Report{
		reportOf("county", "青石县人民政府", 2023, "2024-03-20", 40, 2, essay(9, "全县")),
		reportOf("town1", "青石县松岭镇人民政府", 2023, "2024-01-20", 30, 2, essay(1, "松岭镇")),
		reportOf("town2", "松岭镇人民政府", 2023, "2024-02-20", 35, 2, essay(1, "松岭镇")),
		reportOf("last", "云溪市青石县松岭镇人民政府", 2022, "2023-01-20", 9, 0, essay(3, "松岭镇")),
		reportOf("copy", "青石县柳塘镇人民政府", 2023, "2024-01-25", 50, 0, essay(1, "柳塘镇")),
	}
	var want map[string]report.Verdict
	for _, order := range orders(len(docs)) {
		a := arrivals{ledger: neighbour.NewMemoryLedger(list), book: book, reports: map[string]*report.Report{}, final: map[string]report.Verdict{}}
		for _, i := range order {
			a.arrive(t, docs[i])
		}
		if want == nil {
			want = a.final
		} else if d := cmp.Diff(want, a.final, cmp.Comparer(func(x, y report.Number) bool { return x == y })); d != "" {
			t.Fatalf("order %v ends otherwise:\n%.3000s", order, d)
		}
	}
	for _, c := range []struct {
		doc, rule string
		want      report.Outcome
	}{
		{"town1", "D-06", report.NotApplicable}, {"town2", "D-06", report.Broken}, {"town1", "X-01", report.Met}, {"town2", "X-01", report.Met},
		{"town1", "X-07", report.Broken}, {"copy", "X-07", report.Broken}, {"county", "X-07", report.NotApplicable},
		{"county", "D-08", report.Met}, {"county", "G-01", report.Broken}, {"county", "G-02", report.Broken}, {"copy", "G-02", report.NotApplicable},
	} {
		id := c.doc + strings.Repeat("a", 26-len(c.doc))
		if got := want[id].Rules.Outcomes.Of(c.rule); got != c.want {
			t.Errorf("%s of %s is %s, want %s", c.rule, c.doc, got, c.want)
		}
	}
	county := want["county"+strings.Repeat("a", 20)]
	for _, f := range county.Findings {
		if f.Rule == "G-01" && !strings.Contains(f.Message, "新收") {
			t.Errorf("%s", f.Message)
		}
		if f.Rule == "G-01" && !strings.Contains(f.Message, "85") { // 35 of the last version and 50
			t.Errorf("the members' sum: %s", f.Message)
		}
	}
}

func orders(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var out [][]int
	for _, rest := range orders(n - 1) {
		for i := range n {
			out = append(out, slices.Insert(slices.Clone(rest), i, n-1))
		}
	}
	return out
}
