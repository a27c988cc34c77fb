package proceedings_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// neverWrong fails if a cell holds a number that is not the one printed; want has the cells in the
// order of the form, "" for those without a number.
func neverWrong(t *rapid.T, forms *label.Forms, text string, want []string) {
	q := read(forms, text)
	if q == nil {
		return
	}
	for i, got := range shown(q) {
		if got != want[i] && strings.Trim(got, "0123456789") == "" {
			t.Fatalf("%s\ncell %d is %s, not %q of %q", text, i, got, want[i], want)
		}
	}
}

// TestDamagedRow: blank cells, dashes, notes, page numbers, lost and foreign figures, and digits that
// went to the next line give no wrong number.
func TestDamagedRow(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		want := aTable(t)
		cells := slices.Clone(want)
		sep := rapid.SampledFrom([]string{" | ", "\n", "   ", "\t"}).Draw(t, "between")
		below := ""
		lead := rapid.SampledFrom([]string{"", "", "数量 | "}).Draw(t, "lead")
		if sep != " | " {
			lead = ""
		}
		for _, kind := range []int{rapid.IntRange(0, 4).Draw(t, "damage"), rapid.SampledFrom([]int{5, 6}).Draw(t, "note")} {
			i := rapid.IntRange(0, len(want)-1).Draw(t, "cell")
			switch {
			case kind == 0:
				cells[i], want[i] = rapid.SampledFrom([]string{"—", "/", "无", "-"}).Draw(t, "dash"), ""
			case kind == 1 && sep != "   " && sep != "\n":
				cells[i], want[i] = "", ""
			case kind == 2: // a figure is lost with its cell
				cells = slices.Delete(cells, i, i+1)
			case kind == 3 && sep == "\n": // a page number among the figures
				cells = slices.Insert(cells, i, rapid.SampledFrom([]string{"- 4 -", "4", "第4页"}).Draw(t, "page"))
			case kind == 4 && len(cells[i]) == 2 && sep == " | ":
				row := make([]string, 15)
				cells[i], row[i] = cells[i][:1], cells[i][1:]
				below = strings.Repeat(" | ", len(lead)/len("数量 | ")) + strings.Join(row, sep) + " |\n"
			case kind == 5:
				below += rapid.SampledFrom([]string{"注：其中含上年结转1件\n", "- 5 -\n", "五、存在的主要问题及改进情况\n", "其中：县级2件\n"}).Draw(t, "note")
			}
		}
		neverWrong(t, forms, heads+lead+strings.Join(cells, sep)+strings.TrimRight(sep, " \n")+"\n"+below, want)
	})
}

// TestHeadsInAnotherOrder: figures are read under their heads in whatever order these stand, or not.
func TestHeadsInAnotherOrder(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	outcomes := report.ProceedingOutcomes()
	rapid.Check(t, func(t *rapid.T) {
		want := make([]string, 15)
		var names, cells []string
		figures := rapid.Permutation([]int{11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25}).Draw(t, "figures")
		for g := range 3 {
			for _, o := range rapid.Permutation([]int{0, 1, 2, 3, 4}).Draw(t, "outcomes") {
				n := g*5 + o
				want[n] = fmt.Sprint(figures[n])
				names, cells = append(names, outcomes[o].Label), append(cells, want[n])
			}
		}
		sep := rapid.SampledFrom([]string{" | ", "  ", "\t"}).Draw(t, "between")
		groups := "行政复议" + sep + "行政诉讼\n" + strings.Join(append(slices.Clone(names[:5]), "未经复议直接起诉", "复议后起诉"), sep) + "\n"
		neverWrong(t, forms, groups+strings.Join(names[5:], sep)+"\n"+strings.Join(cells, sep)+"\n", want)
		swapped := "行政诉讼" + sep + "行政复议\n未经复议直接起诉" + sep + "复议后起诉" + sep + strings.Join(names[10:], sep) + "\n"
		turned := append(append([]string{}, cells[5:]...), cells[:5]...)
		neverWrong(t, forms, swapped+strings.Join(names[:10], sep)+"\n"+strings.Join(turned, sep)+"\n", want)
	})
}

// TestFilledUpRow: a row that lost a figure is filled up at its end, or has its label for a first
// cell: what the sums allow in two places is not read, and the rest is.
func TestFilledUpRow(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for row, want := range map[string]string{
		"0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 1 | 1 |  |":    "0 0 0 0 0 0 0 0 0 0 0 0 unread unread blank",
		"2 | 0 | 0 | 0 | 2 | 0 | 1 | 0 | 0 | 1 | 0 | 3 | 0 | 0 |  |":    "2 0 0 0 2 0 1 0 0 1 0 3 0 0 blank", // the total itself is blank
		"数量 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 1 |":  "unread 0 0 0 0 0 0 0 0 0 unread unread unread unread 1",
		"未统计 | 0 | 2 | 0 | 3 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |": "unread unread unread unread unread 0 0 0 0 0 0 0 0 0 0",
	} {
		if got := strings.Join(shown(read(forms, heads+row)), " "); got != want {
			t.Errorf("%s\n%s, want\n%s", row, got, want)
		}
	}
}
