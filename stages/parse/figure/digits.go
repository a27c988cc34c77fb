package figure

import (
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// The bounds of the searches. A row of 20 digits has at most some thousand divisions, and
// a table of 25 rows is searched in some thousand steps.
const (
	MaxReadings = 48
	RowBudget   = 200_000
	TableBudget = 1_000_000
)

// most is how many figures too many a row may have for the search to look at it.
const mostSpare = 3

// Digits are the numbers that stand in one row, in the order of print.
type Digits struct {
	vals []*layout.Value
	Row  solve.Row
}

// DigitsOf prepares the figures of a record for the solver: without borders a run of
// digits may be several numbers, and where the figures stand on lines of their own the end
// of a line may stand inside of one number. The result is false if there is anything else
// than whole numbers among them.
func DigitsOf(vals []*layout.Value, glued, joins bool, cells int, sums []solve.Sum) (*Digits, bool) {
	f := &Digits{Row: solve.Row{Cells: cells, Sums: sums}}
	for _, v := range vals {
		if v.Kind == layout.Blank {
			continue
		}
		if v.Kind != layout.Number || !layout.AllDigits(v.Cell.Fold) {
			return nil, false
		}
		f.vals = append(f.vals, v)
		f.Row.Pieces = append(f.Row.Pieces, solve.Piece{Digits: v.Cell.Fold, Cut: glued, Join: joins && len(f.vals) > 1})
	}
	if !glued {
		f.Row.Spare = max(0, len(f.vals)-cells)
	}
	return f, len(f.vals) > 0 && f.Row.Spare <= mostSpare
}

// at is the print of a number: its digits, or the first of its pieces where it goes over
// several.
func (f *Digits) at(s solve.Span) report.Text {
	c := f.vals[s.First].Cell
	to := s.To
	if s.Last != s.First {
		to = len(c.Fold)
	}
	if s.From == 0 && to == len(c.Fold) {
		return c.Text()
	}
	return SliceDigits(c, s.From, to-s.From)
}

// SliceDigits is the original of the digits c.f[off:off+n].
func SliceDigits(c *layout.Cell, off, n int) report.Text {
	if len(c.S) == len(c.Fold) {
		return c.Text().Slice(off, off+n)
	}
	start, seen := 0, 0
	end := len(c.S)
	for i := range c.S {
		if seen == off {
			start = i
		}
		if seen == off+n {
			end = i
			break
		}
		seen++
	}
	return c.Text().Slice(start, end)
}

// Derived is the cell of the k-th number of a reading.
func (f *Digits) Derived(r *solve.Reading, k int, why string) report.Cell {
	t := f.at(r.At[k])
	return report.Cell{State: report.Derived, Value: report.IntNumber(r.N[k]), Text: t.S, At: t.At, Why: why}
}

// GroupSums says that the last of n cells is the sum of the others, and so on for each group
// of n cells.
func GroupSums(groups, n int) []solve.Sum {
	out := make([]solve.Sum, groups)
	for g := range out {
		s := solve.Sum{Total: g*n + n - 1, Parts: make([]int, 0, n-1)}
		for i := range n - 1 {
			s.Parts = append(s.Parts, g*n+i)
		}
		out[g] = s
	}
	return out
}

// Meets reports that whole numbers stand in all cells of the sums and that these hold;
// blank cells and dashes count as nought if loose is set. A row with fewer values than the sums
// have cells meets none.
func Meets(vals []*layout.Value, sums []solve.Sum, loose bool) bool {
	get := func(i int) (int64, bool) {
		switch {
		case i >= len(vals) || vals[i].Split:
			return 0, false
		case vals[i].Kind == layout.Blank || vals[i].Kind == layout.Dash:
			return 0, loose
		}
		return vals[i].Num.Int()
	}
	for _, s := range sums {
		total, ok := get(s.Total)
		if !ok {
			return false
		}
		for _, p := range s.Parts {
			n, ok := get(p)
			if !ok {
				return false
			}
			total -= n
		}
		if total != 0 {
			return false
		}
	}
	return true
}
