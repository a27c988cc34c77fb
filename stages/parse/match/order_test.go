package match_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// TestAlignKeepsTheOrder: whatever words stand before the rows, no row of the form is given twice, and
// those that are given follow the order of the form.
func TestAlignKeepsTheOrder(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	words := []string{"", "其他", "总计", "杂记", "（三）不予公开", "自然人"}
	for _, r := range report.ApplicationRows(report.Form2021) {
		words = append(words, r.Label, string([]rune(r.Label)[:len([]rune(r.Label))/2]))
	}
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		for i, w := range rapid.SliceOfN(rapid.SampledFrom(words), 1, 12).Draw(t, "labels") {
			lines = append(lines, w+figures(i))
		}
		table, keys := aligned(forms, strings.Join(lines, "\n"))
		last := -1
		for i := range table.Records {
			row := table.Records[i].Row
			if row < 0 {
				continue
			}
			if row <= last {
				t.Fatalf("%s\n%s: row %d behind row %d", strings.Join(lines, "\n"), keys, row, last)
			}
			last = row
		}
	})
}

// TestOneLabelWhole: a row with its label whole is that row, whatever other rows stand before and
// behind it without any words.
func TestOneLabelWhole(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	all := report.ApplicationRows(report.Form2021)
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(all).Draw(t, "row")
		before, behind := rapid.IntRange(0, 3).Draw(t, "before"), rapid.IntRange(0, 3).Draw(t, "behind")
		text := strings.Repeat(figures(1)[1:]+"\n", before) + r.Label + figures(7) + strings.Repeat("\n"+figures(2)[1:], behind)
		_, keys := aligned(forms, text)
		if got := strings.Fields(keys); len(got) != before+1+behind || got[before] != r.Key {
			t.Fatalf("%s\n%s, want %s at %d", text, keys, r.Key, before)
		}
	})
}
