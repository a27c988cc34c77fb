package record

import (
	"strings"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/layout"
)

// GoesOn reports that a figure beside a row may be the rest of one of the row's numbers, or its
// beginning. Borders show the cell in which it stands, and white space nothing.
func (c *Table) GoesOn(v, piece *layout.Value) bool {
	row, beside := &c.Units[v.Unit], &c.Units[piece.Unit]
	switch {
	case !row.Delimited() || len(row.Cells) == 1:
		return true
	case c.Bordered(v, piece), row.Kind == layout.Pipes && beside.Kind == layout.Pipes && begins(beside):
		return v.Cell.Col == piece.Cell.Col+firstBlank(row, beside)
	case row.Kind == layout.Pipes && !beside.Delimited(): // the line of a row is cut inside of its last number
		end := row.Line.S[len(row.Line.S)-1]
		return piece.Unit > v.Unit && v.Cell == &row.Cells[len(row.Cells)-1] && end >= '0' && end <= '9'
	}
	return true
}

// begins reports a line that begins with a border.
func begins(u *layout.Unit) bool { return u.Kind == layout.Pipes && strings.HasPrefix(u.Line.S, "|") }

// firstBlank is 1 for a line whose first sign is the border behind a blank cell, since the lines of
// rows have none before their first cell.
func firstBlank(row, beside *layout.Unit) int32 {
	if begins(beside) && !begins(row) {
		return 1
	}
	return 0
}

// Bordered reports that the same borders divide the lines of two figures.
func (c *Table) Bordered(v, piece *layout.Value) bool {
	row, beside := &c.Units[v.Unit], &c.Units[piece.Unit]
	if row.Kind == layout.Grid {
		return beside.Kind == layout.Grid && row.Grid == beside.Grid
	}
	return row.Delimited() && row.Kind == beside.Kind && len(row.Cells) > 1 && len(row.Cells) == len(beside.Cells)+int(firstBlank(row, beside))
}

// SetPieces gives the figures that belong to no row to the rows above and below them, as
// pieces of their numbers. A line of more figures than a row has, between words, cannot be
// put to them piece by piece: then nobody knows what the rows beside it lack.
func SetPieces(c *Table, cells int) {
	const beside = "a line of figures that belongs to no row stands beside this one"
	var last *Record
	var pending [][]*layout.Value
	loose := false
	for i := range c.Records {
		r := &c.Records[i]
		if r.Row < 0 {
			if n := layout.FilledOf(r.Values); n > 0 && !r.Glued && (n < cells || n == cells && !r.Single) {
				pending = append(pending, figure.FilledValues(r.Values))
			} else if n > 0 { // figures of several rows: what stands before them is not theirs
				loose = !r.Delimited && !r.Single && !r.Glued
				if last != nil {
					last.Below = pending
					if loose && last.Why == "" {
						last.Why = beside
					}
				}
				pending, last = nil, nil
			}
			continue
		}
		if last != nil {
			last.Below = pending
		}
		if loose && r.Why == "" {
			r.Why = beside
		}
		r.Above, pending, last, loose = pending, nil, r, false
	}
	if last != nil {
		last.Below = pending
	}
}
