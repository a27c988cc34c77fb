package record

import (
	"strings"

	"github.com/gouji/gouji/stages/parse/layout"
)

// OwnText is the core of the texts of the record's own unit, or of the one text before
// single figures, as far as it is no label of a group or column.
func OwnText(r *Record) string {
	list := r.Inside
	if len(list) == 0 && r.Single && len(r.Before) > 0 {
		list = r.Before[len(r.Before)-1:]
	}
	if len(list) == 1 {
		return list[0].Core()
	}
	var s strings.Builder // a row may have 300,000 cells
	for _, c := range list {
		s.WriteString(c.Core())
	}
	return s.String()
}

// Record is a run of figures with the words before it: at best one row of a table.
type Record struct {
	// Inside are the texts of the unit the figures stand in, before those of the units
	// before it since the last figures. Both are in reading order.
	Inside, Before []*layout.Cell
	// Behind are the first texts after the figures.
	Behind []*layout.Cell
	Values []layout.Value
	// Single is set where every figure stands in a unit of its own.
	Single bool
	// Delimited is set where the borders of the cells are printed, so that a blank cell
	// is a cell.
	Delimited bool
	Glued     bool
	grid      bool
	// Joined is set where the figures go on in the next line.
	Joined bool
	// Even is set where single figures follow each other without a change of spacing.
	Even bool
	// Torn is set where reading order has put the figures away from their label; Doubt
	// where something beside the row makes its place uncertain. Both need the sums.
	Torn, Doubt bool
	// Above and Below are lines with pieces of figures beside the row that belong to none.
	Above, Below [][]*layout.Value
	// Surplus and Short tell how the print differs from seven cells.
	Surplus, Short bool
	Unit           int
	// Why says why the row cannot be read, "" where nothing is known against it.
	Why string
	// Row is the place in label.Book.Rows that package match found, -1 for none, and Score how
	// sure it is.
	Row, Score int
}

// BlankRow reports a row between borders that has nothing but blank cells, as a table has that is filled
// in where something happened. It has as many as cells, or more: which of them are padding makes no
// difference. It has one less where no border stands behind the last.
func (r *Record) BlankRow(cells int) bool {
	return r.Delimited && !r.Single && !r.Joined && layout.Blanks(r.Values) && len(r.Values) >= max(1, cells-1) &&
		len(r.Above)+len(r.Below) == 0
}
