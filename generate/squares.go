package generate

import "fmt"

// square is one place of a table: a cell that begins there, or one that is covered.
type square struct {
	cell  sheetCell
	above bool // covered by a cell of a row above; cell is that one
}

// squares are the rows of a table, each with the cells that begin in it and those that go
// on from above, from left to right.
func (s *sheet) squares() [][]square {
	down := make([]sheetCell, s.cols) // what covers each column from above
	left := make([]int, s.cols)       // for how many more rows
	var out [][]square
	for _, r := range s.rows {
		var line []square
		next := 0
		for col := 0; col < s.cols; {
			if next < len(r.cells) && r.cells[next].col == col {
				c := r.cells[next]
				if c.rowspan > 1 {
					down[col], left[col] = c, c.rowspan-1
				}
				line = append(line, square{cell: c})
				next++
				col += c.colspan
				continue
			}
			if left[col] == 0 {
				panic(fmt.Sprintf("generate: nothing covers column %d of table %d", col, s.number))
			}
			left[col]--
			line = append(line, square{cell: down[col], above: true})
			col += down[col].colspan
		}
		out = append(out, line)
	}
	return out
}
