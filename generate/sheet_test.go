package generate

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/stages/report"
)

// TestSheetsCoverTheirGrid is what every layout with spans relies on: the cells of a
// table cover each square of its grid once, and its values are those of the truth.
func TestSheetsCoverTheirGrid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		form := rapid.SampledFrom([]report.Form{report.Form2021, report.Form2019}).Draw(t, "form")
		m := newModel(newIssuer(newDice(seed, streamIssuer), 0), seed, form, 2022, rapid.Bool().Draw(t, "one row"), plan{})
		p := newPaper(seed, m, newStyle(newDice(seed, streamStyle)), plan{})
		if rapid.Bool().Draw(t, "row left out") {
			leaveRowOut(newDice(seed, streamFaults), p)
		}
		var printed []string
		for n := 2; n <= 4; n++ {
			s := p.sheet(n)
			cover(t, s)
			for _, r := range s.rows {
				printed = append(printed, r.values()...)
			}
		}
		var want []string
		p.eachCell(func(_ string, v *value) { want = append(want, v.shown) })
		if strings.Join(printed, " ") != strings.Join(want, " ") {
			t.Fatalf("printed %v, want %v", printed, want)
		}
	})
}

func cover(t *rapid.T, s sheet) {
	squares := map[[2]int]int{}
	for i, r := range s.rows {
		for _, c := range r.cells {
			for y := i; y < i+c.rowspan; y++ {
				for x := c.col; x < c.col+c.colspan; x++ {
					squares[[2]int{y, x}]++
				}
			}
		}
	}
	for y := range s.rows {
		for x := range s.cols {
			if squares[[2]int{y, x}] != 1 {
				t.Fatalf("table %d: square %d,%d is covered %d times", s.number, y, x, squares[[2]int{y, x}])
			}
		}
	}
	if len(squares) != len(s.rows)*s.cols {
		t.Fatalf("table %d: a cell reaches over the grid", s.number)
	}
}
