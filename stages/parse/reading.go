package parse

import (
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// The bounds of the searches. A row of 20 digits has at most some thousand divisions, and
// a table of 25 rows is searched in some thousand steps.
const (
	maxReadings = 48
	rowBudget   = 200_000
	tableBudget = 1_000_000
)

// most is how many figures too many a row may have for the search to look at it.
const mostSpare = 3

// figures are the numbers that stand in one row, in the order of print.
type figures struct {
	vals []*value
	row  solve.Row
}

// clear reports a number that is printed whole: its digits stand together, and without
// borders it has no leading nought, which would be a cell of its own.
func (v *value) clear(glued bool) bool {
	return v.what == isDash || v.what == isNumber && !v.split && (!glued || len(v.c.f) == 1 || v.c.f[0] != '0')
}

// figuresOf prepares the figures of a record for the solver: without borders a run of
// digits may be several numbers, and where the figures stand on lines of their own the end
// of a line may stand inside of one number. The result is false if there is anything else
// than whole numbers among them.
func figuresOf(vals []*value, glued, joins bool, cells int, sums []solve.Sum) (*figures, bool) {
	f := &figures{row: solve.Row{Cells: cells, Sums: sums}}
	for _, v := range vals {
		if v.what == isBlank {
			continue
		}
		if v.what != isNumber || !allDigits(v.c.f) {
			return nil, false
		}
		f.vals = append(f.vals, v)
		f.row.Pieces = append(f.row.Pieces, solve.Piece{Digits: v.c.f, Cut: glued, Join: joins && len(f.vals) > 1})
	}
	if !glued {
		f.row.Spare = max(0, len(f.vals)-cells)
	}
	return f, len(f.vals) > 0 && f.row.Spare <= mostSpare
}

// at is the print of a number: its digits, or the first of its pieces where it goes over
// several.
func (f *figures) at(s solve.Span) report.Text {
	c := f.vals[s.First].c
	to := s.To
	if s.Last != s.First {
		to = len(c.f)
	}
	if s.From == 0 && to == len(c.f) {
		return c.text()
	}
	return sliceDigits(c, s.From, to-s.From)
}

// sliceDigits is the original of the digits c.f[off:off+n].
func sliceDigits(c *cell, off, n int) report.Text {
	if len(c.s) == len(c.f) {
		return c.text().Slice(off, off+n)
	}
	start, seen := 0, 0
	end := len(c.s)
	for i := range c.s {
		if seen == off {
			start = i
		}
		if seen == off+n {
			end = i
			break
		}
		seen++
	}
	return c.text().Slice(start, end)
}

// unreadCell is a cell that is there and could not be read.
func unreadCell(why string) report.Cell { return report.Cell{State: report.Unread, Why: why} }

// derived is the cell of the k-th number of a reading.
func (f *figures) derived(r *solve.Reading, k int, why string) report.Cell {
	t := f.at(r.At[k])
	return report.Cell{State: report.Derived, Value: report.IntNumber(r.N[k]), Text: t.S, At: t.At, Why: why}
}

// pointers are the values of a record as the solver takes them.
func pointers(vals []value) []*value {
	out := make([]*value, len(vals))
	for i := range vals {
		out[i] = &vals[i]
	}
	return out
}

// oneSum says that the last of n cells is the sum of the others, and so on for each group
// of n cells.
func sumsOf(groups, n int) []solve.Sum {
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

// meets reports that whole numbers stand in all cells of the sums and that these hold;
// blank cells and dashes count as nought if loose is set.
func meets(vals []*value, sums []solve.Sum, loose bool) bool {
	get := func(i int) (int64, bool) {
		if v := vals[i]; v.what == isBlank || v.what == isDash {
			return 0, loose
		} else if v.split {
			return 0, false
		}
		return vals[i].num.Int()
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
