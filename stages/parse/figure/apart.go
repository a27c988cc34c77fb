package figure

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// FirstPieceAlone reports a row with spaces between the digits of cells, where the sum holds as
// well if only what stands before the spaces counts: 8 10 may be 810, or 8 and something
// else. Spaces before groups of three digits are thousands marks, and a line's end is the
// edge of a cell.
func FirstPieceAlone(vals []layout.Value, sums []solve.Sum) bool {
	alone, found := make([]layout.Value, len(vals)), false
	copy(alone, vals)
	for i := range alone {
		v := &alone[i]
		parts := strings.Fields(v.Cell.S)
		if !v.Split || len(parts) < 2 || strings.Contains(v.Cell.S, "\n") || thousands(parts) {
			continue
		}
		n, err := report.ParseNumber(parts[0])
		if err != nil {
			return true
		}
		v.Num, v.Split, found = n, false, true
	}
	return found && Meets(Pointers(alone), sums, true)
}

// thousands reports that all pieces of a number but the first have three digits.
func thousands(parts []string) bool {
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return false
		}
	}
	return len(parts[0]) <= 3
}

// LinesAlone are the rows that the first lines of cells of several lines are by themselves, and the last,
// if each meets the sums: then the cells may hold those of two rows.
func LinesAlone(vals []layout.Value, sums []solve.Sum) (out [][]int64) {
	for _, last := range [...]bool{false, true} {
		alone, found := slices.Clone(vals), false
		for i := range alone {
			v := &alone[i]
			lines := strings.Split(v.Cell.S, "\n")
			if !v.Split || len(lines) < 2 {
				continue
			}
			s := lines[0]
			if last {
				s = lines[len(lines)-1]
			}
			if n, err := report.ParseNumber(fold.String(s)); err == nil {
				v.Num, v.Split, found = n, false, true
			}
		}
		if !found || !Meets(Pointers(alone), sums, true) {
			continue
		}
		n := make([]int64, len(alone))
		for i := range alone {
			n[i], _ = alone[i].Num.Int()
		}
		out = append(out, n)
	}
	return out
}
