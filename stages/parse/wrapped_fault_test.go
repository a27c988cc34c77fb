package parse_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// rounds is how often a property of this package is checked: once, or with GOUJI_FULL as often as a
// release needs.
func rounds(full int) int {
	if os.Getenv("GOUJI_FULL") != "" {
		return full
	}
	return 1
}

// faultIn is a number as a hand gets it wrong: some too many or too few, a nought, digits that
// changed places, or a digit too many.
func faultIn(t *rapid.T, n int) int {
	switch rapid.IntRange(0, 4).Draw(t, "fault") {
	case 0:
		return 0
	case 1:
		return n*10 + rapid.IntRange(0, 9).Draw(t, "digit")
	case 2:
		d := []byte(fmt.Sprint(n))
		slices.Reverse(d)
		out := 0
		for _, c := range d {
			out = out*10 + int(c-'0')
		}
		return out
	case 3:
		return max(0, n-rapid.IntRange(1, 9).Draw(t, "less"))
	}
	return n + rapid.IntRange(1, 99).Draw(t, "more")
}

// breakSum gets one number of a table three wrong, and in half of the cases the total of its row
// with it.
func breakSum(t *rapid.T, tab *table) {
	var keys []string
	for _, r := range report.ApplicationRows(tab.form) {
		keys = append(keys, r.Key)
	}
	key := rapid.SampledFrom(keys).Draw(t, "row")
	row := tab.rows[key]
	k := rapid.IntRange(0, 6).Draw(t, "column")
	was := row[k]
	row[k] = faultIn(t, was)
	if k < 6 && rapid.Bool().Draw(t, "total too") {
		row[6] = max(0, row[6]+row[k]-was)
	}
	tab.rows[key] = row
}

// drawFour draws the figures of table four, with one of them wrong.
func drawFour(t *rapid.T) []string {
	var n [15]int
	for g := range 3 {
		for i := range 4 {
			n[g*5+i] = rapid.SampledFrom([]int{0, 0, 1, 2, 9, 12, 21, 31, 110}).Draw(t, "n")
			n[g*5+4] += n[g*5+i]
		}
	}
	k := rapid.IntRange(0, 14).Draw(t, "cell")
	n[k] = faultIn(t, n[k])
	var out []string
	for _, v := range n {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

// wrongFour compares table four with what is printed.
func wrongFour(rep report.Report, cells []string) (bad []string, read int) {
	for g, group := range report.ProceedingGroups() {
		for i, o := range report.ProceedingOutcomes() {
			c := rep.Tables.Proceedings[group.Key][o.Key]
			if !c.Value.Valid() {
				continue
			}
			read++
			if want := cells[g*5+i]; c.Value.String() != want {
				bad = append(bad, fmt.Sprintf("%s.%s is %s (%s %q), not %s", group.Key, o.Key, c.Value, c.State, c.Text, want))
			}
		}
	}
	return bad, read
}

// TestWrappedNumbersAndAWrongSum has one sum that does not hold in tables whose numbers go on in the
// next line of their cells: what fits a sum by chance is not read.
func TestWrappedNumbersAndAWrongSum(t *testing.T) {
	t.Parallel()
	for layout, print := range printers() {
		t.Run(layout, func(t *testing.T) {
			t.Parallel()
			p := parse.New()
			read, all := 0, 0
			for range rounds(200) {
				rapid.Check(t, func(t *rapid.T) {
					tab := drawWrapped(t)
					breakSum(t, &tab)
					cuts := drawCuts(t)
					four := drawFour(t)
					s := withoutRows(tab)
					var b, f strings.Builder
					printRows(t, &b, &tab, cuts, print)
					f.WriteString("行政复议\n行政诉讼\n结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n")
					print(&f, &wrapRow{cells: four, cut: cuts(t, 15)})
					const at, end = "四、政府信息公开行政复议、行政诉讼情况\n", "五、存在的主要问题及改进情况"
					whole := s.text()
					text := strings.Replace(whole, at, b.String()+at+f.String(), 1)
					if !strings.Contains(text, f.String()+end) {
						t.Fatal("table four is not where it should be")
					}
					rep, err := p.Parse(t.Context(), textDocument(text))
					if err != nil {
						t.Fatal(err)
					}
					bad, n := wrong(rep, &tab)
					more, m := wrongFour(rep, four)
					read, all = read+n+m, all+190
					if bad = append(bad, more...); len(bad) > 0 {
						t.Fatalf("%v in\n%s%s", bad, b.String(), f.String())
					}
				})
			}
			t.Logf("%d of %d cells read", read, all)
		})
	}
}

// TestWrappedInACellAndAWrongSum is the same with the lines in one cell of a grid.
func TestWrappedInACellAndAWrongSum(t *testing.T) {
	t.Parallel()
	p := parse.New()
	for range rounds(200) {
		rapid.Check(t, func(t *rapid.T) {
			tab := drawWrapped(t)
			breakSum(t, &tab)
			cuts := drawCuts(t)
			doc := gridDocument(&tab, twoLines(t, cuts), nil)
			rep, err := p.Parse(t.Context(), doc)
			if err != nil {
				t.Fatal(err)
			}
			if bad, _ := wrong(rep, &tab); len(bad) > 0 {
				t.Fatalf("wrong %v", bad)
			}
		})
	}
}
