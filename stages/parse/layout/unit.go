package layout

import (
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// UnitKind says how the cells of a unit are delimited.
type UnitKind uint8

const (
	Line   UnitKind = iota // one cell, or words with spaces between
	Pipes                  // cells between | signs
	Tabs                   // cells between tabs
	Grid                   // cells of the format's own table
	Placed                 // cells by their position on a page
	Glued                  // cells cut from a run of text without any delimiter
)

// Unit is one line, or one row of a table.
type Unit struct {
	Kind  UnitKind
	Page  int
	Gap   int // blank lines before
	Grid  int // which grid, -1 for none
	Line  report.Text
	Cells []Cell
	// Ends is set where the print itself marks the end of a table row (| ||).
	Ends bool
	// Blank is set for a blank cell on a line of its own.
	Blank bool
	// Glued is set for a line in which the cells of a table stand without borders.
	Glued bool
	// Head is the section whose heading this is, 0 for none.
	Head int
	// Cut is set for a piece of a line that was cut wherever it had so many characters: its
	// figures may be pieces, and belong to other cells than they seem to.
	Cut bool
}

// Delimited reports that the cells of u are certain, blank ones included.
func (u *Unit) Delimited() bool { return u.Kind >= Pipes && u.Kind <= Grid }

// Sole is the only cell of the unit with text, where it is no row: the only one, or that
// which a spreadsheet has filled up with tabs, or a converter of pages with pipes, one for
// each column of the table that lays out the page. It is nil for a row.
func (u *Unit) Sole() *Cell {
	if len(u.Cells) == 1 {
		return &u.Cells[0]
	}
	if u.Kind != Tabs && u.Kind != Pipes || FilledCells(u.Cells) != 1 {
		return nil
	}
	for i := range u.Cells {
		if u.Cells[i].Fold != "" {
			return &u.Cells[i]
		}
	}
	return nil
}

// Thing is what stands in a unit and is no text, "" for nothing. A link to a file counts.
func (u *Unit) Thing() report.Thing {
	for _, o := range u.Line.Objects {
		return o.Thing
	}
	for i := range u.Cells {
		if c := &u.Cells[i]; c.From != nil && len(c.From.Objects) > 0 {
			return c.From.Objects[0].Thing
		}
	}
	return ""
}

// FiguresIn counts the cells of a unit that are figures, dashes or signs in their place.
func FiguresIn(u *Unit) int {
	n := 0
	for i := range u.Cells {
		if IsFigure(&u.Cells[i]) {
			n++
		}
	}
	return n
}

// LineFold is the folded text of a unit.
func LineFold(u *Unit) string {
	if c := u.Sole(); c != nil {
		return c.Fold
	}
	return fold.String(u.Line.S)
}

// IsRule recognises the line between head and body of a Markdown table. It is made of hyphens:
// other dashes stand in cells that nobody filled in. One column needs three of them.
func IsRule(u *Unit) bool {
	if u.Kind != Pipes || len(u.Cells) == 0 {
		return false
	}
	for i := range u.Cells {
		s := u.Cells[i].S
		if len(s) < 2 || len(s) < 3 && len(u.Cells) == 1 || strings.Trim(s, "-:") != "" {
			return false
		}
	}
	return true
}
