package applications

import (
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/solve"
)

// fewSpare is how many rows must show in which column of the print the figures stand that are none of the
// form's.
const fewSpare = 3

// keepSpareColumn looks at rows between borders that have one figure too many: a row number, last year's
// total. That is a column of the print, and so it stands in one place in all of them. A row that meets its
// sum only with the figure of another column is not read: its own sum is wrong, and a row number of 5 makes
// up for it by chance.
func (a *Table) keepSpareColumn() {
	const width = label.Columns + 1
	var rows []*rowRead
	var places [width]int
	for _, row := range a.rows {
		if row == nil || !row.padded || row.figs == nil || len(row.figs.Row.Pieces) != width {
			continue
		}
		rows = append(rows, row)
		var may [width]bool
		for i := range row.options {
			may[spare(&row.options[i], width)] = true
		}
		for k, ok := range may {
			if ok {
				places[k]++
			}
		}
	}
	best, shared := 0, false
	for k := 1; k < width; k++ {
		switch {
		case places[k] > places[best]:
			best, shared = k, false
		case places[k] == places[best]:
			shared = true
		}
	}
	if shared || places[best] < fewSpare {
		return
	}
	for _, row := range rows {
		kept := row.options[:0:0]
		for i := range row.options {
			if spare(&row.options[i], width) == best {
				kept = append(kept, row.options[i])
			}
		}
		if len(kept) == 0 {
			*row = *a.allUnread("the sum of the row holds only with a figure of a column that is none of the form's")
			continue
		}
		row.options = kept
	}
}

// spare is the place of the one figure that a reading leaves out.
func spare(r *solve.Reading, width int) int {
	for k, at := range r.At {
		if at.First != k {
			return k
		}
	}
	return width - 1
}
