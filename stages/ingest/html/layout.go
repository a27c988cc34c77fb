package html

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// layout places the cells of a table on a grid, as the HTML standard does (4.9.12.1,
// forming a table), but lets no two cells cover the same square: a cell that would run
// into one from above ends before it.
type layout struct {
	maxCols int
	cells   []report.GridCell
	rows    int   // rows begun, the last is the current one
	group   int   // first cell of the current row group
	col     int   // where the next cell of the row is looked for
	busy    []int // by column: the first row that is not covered from above
	cols    int   // columns in which a cell begins
}

func (l *layout) beginRow() {
	l.rows++
	l.col = 0
}

// add places a cell in the current row and reports false if there is no column left for
// it. A rowspan of 0 reaches to the end of the row group.
func (l *layout) add(rowspan, colspan int, t report.Text) bool {
	row := l.rows - 1
	for l.col < len(l.busy) && l.busy[l.col] > row {
		l.col++
	}
	if l.col >= l.maxCols {
		return false
	}
	if rowspan == 0 {
		rowspan = 1 << 30
	}
	first := l.col
	for ; l.col < min(first+colspan, l.maxCols); l.col++ {
		if l.col == len(l.busy) {
			l.busy = append(l.busy, 0)
		}
		if l.busy[l.col] > row {
			break
		}
		l.busy[l.col] = row + rowspan
	}
	l.cols = max(l.cols, first+1)
	l.cells = append(l.cells, report.GridCell{Row: row, Col: first, RowSpan: rowspan, ColSpan: l.col - first, Text: t})
	return true
}

// endGroup cuts the cells of the row group that reach beyond its last row.
func (l *layout) endGroup() {
	for i := l.group; i < len(l.cells); i++ {
		c := &l.cells[i]
		c.RowSpan = min(c.RowSpan, l.rows-c.Row)
	}
	l.group = len(l.cells)
	clear(l.busy)
}

// grid returns the finished table, nil if it has no cells. Columns at the right in which
// no cell begins are cut off: they come from a colspan wider than the table.
func (l *layout) grid() *report.Grid {
	if len(l.cells) == 0 {
		return nil
	}
	for i := range l.cells {
		c := &l.cells[i]
		c.ColSpan = min(c.ColSpan, l.cols-c.Col)
	}
	return &report.Grid{Rows: l.rows, Cols: l.cols, Cells: l.cells}
}

// span reads a rowspan or colspan as browsers do: leading digits count, nonsense is 1,
// and the value is kept between least and most.
func span(s string, most, least int) int {
	s = strings.TrimLeft(s, space)
	s = strings.TrimPrefix(s, "+")
	n, digits := 0, 0
	for ; digits < len(s) && s[digits] >= '0' && s[digits] <= '9'; digits++ {
		n = min(n*10+int(s[digits]-'0'), most)
	}
	if digits == 0 {
		return 1
	}
	return max(n, least)
}
