package proceedings_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/label"
	"pgregory.net/rapid"
)

// TestDamagedPages: rows of other figures, heads that are printed again or lost, blank cells and columns of
// padding on a page give no wrong number.
func TestDamagedPages(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		want := aTable(t)
		p := aPage(slices.Clone(want))
		own := 0 // which of the rows is the table's
		for range rapid.IntRange(1, 2).Draw(t, "damages") {
			i := rapid.IntRange(0, 14).Draw(t, "cell")
			switch rapid.IntRange(0, 6).Draw(t, "damage") {
			case 0:
				p.rows[own][i] = rapid.SampledFrom([]string{"", "/", "无", "—"}).Draw(t, "instead")
				want[i] = ""
			case 1: // the heads again, on the next page
				p.rows = append(p.rows, slices.Clone(p.outs))
			case 2: // the row above is another body's
				p.rows = append([][]string{slices.Repeat([]string{"7"}, 15)}, p.rows...)
				own++
				for k := range want {
					if want[k] != "7" {
						want[k] = ""
					}
				}
			case 3:
				p.outs[i] = rapid.SampledFrom([]string{"", "结果", "件数"}).Draw(t, "head")
			case 4: // a note below
				p.rows = append(p.rows, append([]string{"注：含上年1件"}, make([]string, 14)...))
			case 5: // the digits of a cell go on in the next row
				if row := p.rows[own]; len(row[i]) == 2 {
					below := make([]string, 15)
					below[i], row[i] = row[i][1:], row[i][:1]
					p.rows = slices.Insert(p.rows, own+1, below)
				}
			case 6:
				p.groups[i/5] = ""
			}
		}
		q := p.read(forms)
		if q == nil {
			return
		}
		for i, got := range shown(q) {
			if got != want[i] && strings.Trim(got, "0123456789") == "" {
				t.Fatalf("%q\n%q\n%q\ncell %d is %s, not %q", p.groups, p.outs, p.rows, i, got, want[i])
			}
		}
	})
}
