// Package grid places the cells of a table with spans on a grid, for every format that
// writes tables as HTML does.
package grid

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// space is the white space that HTML collapses.
const space = " \t\n\f\r"

// Builder places the cells of a table on a grid, as the HTML standard does (4.9.12.1,
// forming a table), but lets no two cells cover the same square: a cell that would run
// into one from above ends before it.
type Builder struct {
	maxCols int
	cells   []report.GridCell
	rows    int   // rows begun, the last is the current one
	group   int   // first cell of the current row group
	col     int   // where the next cell of the row is looked for
	busy    []int // by column: the first row that is not covered from above
	cols    int   // columns in which a cell begins
}

// New returns a Builder of a table that is at most maxCols wide, with room for so many
// cells.
func New(maxCols, cells int) *Builder {
	return &Builder{maxCols: maxCols, cells: make([]report.GridCell, 0, cells)}
}

// BeginRow begins a row.
func (b *Builder) BeginRow() {
	b.rows++
	b.col = 0
}

// Add places a cell in the current row and reports false if there is no column left for
// it. A rowspan of 0 reaches to the end of the row group.
func (b *Builder) Add(rowspan, colspan int, t report.Text) bool {
	row := b.rows - 1
	for b.col < len(b.busy) && b.busy[b.col] > row {
		b.col++
	}
	if b.col >= b.maxCols {
		return false
	}
	if rowspan == 0 {
		rowspan = 1 << 30
	}
	first := b.col
	for ; b.col < min(first+colspan, b.maxCols); b.col++ {
		if b.col == len(b.busy) {
			b.busy = append(b.busy, 0)
		}
		if b.busy[b.col] > row {
			break
		}
		b.busy[b.col] = row + rowspan
	}
	b.cols = max(b.cols, first+1)
	b.cells = append(b.cells, report.GridCell{Row: row, Col: first, RowSpan: rowspan, ColSpan: b.col - first, Text: t})
	return true
}

// EndGroup cuts the cells of the row group that reach beyond its last row.
func (b *Builder) EndGroup() {
	for i := b.group; i < len(b.cells); i++ {
		c := &b.cells[i]
		c.RowSpan = min(c.RowSpan, b.rows-c.Row)
	}
	b.group = len(b.cells)
	clear(b.busy)
}

// Grid returns the finished table, nil if it has no cells. Columns at the right in which
// no cell begins are cut off: they come from a colspan wider than the table.
func (b *Builder) Grid() *report.Grid {
	if len(b.cells) == 0 {
		return nil
	}
	for i := range b.cells {
		c := &b.cells[i]
		c.ColSpan = min(c.ColSpan, b.cols-c.Col)
	}
	return &report.Grid{Rows: b.rows, Cols: b.cols, Cells: b.cells}
}

// Span reads a rowspan or colspan as browsers do: leading digits count, nonsense is 1,
// and the value is kept between least and most.
func Span(s string, most, least int) int {
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

// HasRow reports whether a row was begun.
func (b *Builder) HasRow() bool { return b.rows > 0 }
