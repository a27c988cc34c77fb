package parse

import (
	"strings"

	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// firstAlone reports a row with spaces between the digits of cells, where the sum holds as
// well if only what stands before the spaces counts: 8 10 may be 810, or 8 and something
// else. Spaces before groups of three digits are thousands marks, and a line's end is the
// edge of a cell.
func firstAlone(vals []value, sums []solve.Sum) bool {
	alone, found := make([]value, len(vals)), false
	copy(alone, vals)
	for i := range alone {
		v := &alone[i]
		parts := strings.Fields(v.c.s)
		if !v.split || len(parts) < 2 || strings.Contains(v.c.s, "\n") || thousands(parts) {
			continue
		}
		n, err := report.ParseNumber(parts[0])
		if err != nil {
			return true
		}
		v.num, v.split, found = n, false, true
	}
	return found && meets(pointers(alone), sums, true)
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
