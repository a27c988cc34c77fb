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

// OnlyDigits reports that the figures are made of digits and nothing else, and none is known to be in pieces.
func OnlyDigits(vals []layout.Value) bool {
	for i := range vals {
		if vals[i].Kind == layout.Broken || !layout.AllDigits(vals[i].Cell.Fold) {
			return false
		}
	}
	return true
}

// mostDivisions is how many readings of a row are looked at to rule out all but one.
const mostDivisions = 4096

// All are the readings of the digits, whatever they sum to; nil for too many of them.
func (f *Digits) All() []solve.Reading {
	row := f.Row
	row.Sums = nil
	budget := RowBudget
	list, done := row.Readings(mostDivisions, &budget)
	if !done {
		return nil
	}
	return list
}

// Apart are the readings of a row with figures too many in which numbers have come apart over several
// cells, so that no figure is left over; none for a row without.
func (f *Digits) Apart() []solve.Reading {
	if f.Row.Spare == 0 {
		return nil
	}
	row := f.Row
	row.Sums, row.Spare, row.Pieces = nil, 0, slices.Clone(row.Pieces)
	for i := 1; i < len(row.Pieces); i++ {
		row.Pieces[i].Join = true
	}
	budget := RowBudget
	list, _ := row.Readings(mostDivisions, &budget)
	return list
}

// FewDivisions is how many divisions of a row without a sum are looked at.
const FewDivisions = 64

// AllClear reports that every figure of a row without borders is printed whole.
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

// FilledValues are the values that are not blank.
func FilledValues(vals []layout.Value) []*layout.Value {
	var out []*layout.Value
	for i := range vals {
		if vals[i].Kind != layout.Blank {
			out = append(out, &vals[i])
		}
	}
	return out
}
