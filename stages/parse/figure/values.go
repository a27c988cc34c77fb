package figure

import (
	"slices"

	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// CountDigits counts the digits of a record's figures.
func CountDigits(vals []layout.Value) int {
	n := 0
	for i := range vals {
		for _, b := range []byte(vals[i].Cell.Fold) {
			if b >= '0' && b <= '9' {
				n++
			}
		}
	}
	return n
}

// OneDigitEach reads as many digits as cells: they can be divided in one way only,
// whatever they add up to.
func OneDigitEach(vals []layout.Value, cells []report.Cell) {
	k := 0
	for i := range vals {
		c := vals[i].Cell
		for off := range len(c.Fold) {
			t := SliceDigits(c, off, 1)
			cells[k] = report.Cell{State: report.Printed, Value: report.IntNumber(int64(c.Fold[off] - '0')), Text: t.S, At: t.At}
			k++
		}
	}
}

// OnlyDigits reports that the figures are made of digits and nothing else.
func OnlyDigits(vals []layout.Value) bool {
	for i := range vals {
		if !layout.AllDigits(vals[i].Cell.Fold) {
			return false
		}
	}
	return true
}

// FewDivisions is how many divisions of a row are looked at to tell which cells differ.
const FewDivisions = 64

// Varies tells which cells differ between the divisions of the digits, whatever they sum
// to. Where there are too many to look at, all do.
func (f *Digits) Varies() []bool {
	row := f.Row
	row.Sums = nil
	budget := RowBudget
	list, done := row.Readings(FewDivisions, &budget)
	if !done {
		return slices.Repeat([]bool{true}, row.Cells)
	}
	out := solve.Agree(list)
	for i := range out {
		out[i] = !out[i]
	}
	return out
}

func AllClear(vals []layout.Value) bool {
	return !slices.ContainsFunc(vals, func(v layout.Value) bool { return !v.Clear(true) })
}

// Pointers are the values of a record as the solver takes them.
func Pointers(vals []layout.Value) []*layout.Value {
	out := make([]*layout.Value, len(vals))
	for i := range vals {
		out[i] = &vals[i]
	}
	return out
}

func FilledValues(vals []layout.Value) []*layout.Value {
	var out []*layout.Value
	for i := range vals {
		if vals[i].Kind != layout.Blank {
			out = append(out, &vals[i])
		}
	}
	return out
}
