package proceedings

import (
	"slices"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/layout"
)

// padded cuts blank padding off the row of a delimited table down to its 15 cells. It is not sure
// where other blank cells could be the padding as well: a table with twice as many columns, as cells over
// several columns are written, has such rows.
func (q *Table) padded(vals []layout.Value) (row []layout.Value, sure bool) {
	more, behind := len(vals)-outcomes, 0
	for behind < len(vals) && vals[len(vals)-1-behind].Kind == layout.Blank {
		behind++
	}
	all := vals
	sure = layout.Blanks(vals) || more < outcomes-1 && max(0, more-behind) >= min(more, layout.FirstFilled(vals))
	for len(vals) > outcomes && vals[len(vals)-1].Kind == layout.Blank {
		vals = vals[:len(vals)-1]
	}
	for len(vals) > outcomes && vals[0].Kind == layout.Blank {
		vals = vals[1:]
	}
	if sure && more > 0 && len(vals) == outcomes && !layout.Blanks(vals) {
		sure = !q.otherPadding(all, vals)
	}
	if len(vals) == outcomes && len(all) == outcomes+1 && all[0].Kind == layout.Text && len(vals) < len(all) && vals[0].Cell == all[0].Cell {
		sure = false // 数量 | 0 … | blank: the words may be the row's label, and the blank cell its last
	}
	return vals, sure
}

// mostPadding is how many cells of padding a row may have for all ways to leave them out to be looked at:
// three of twenty are 1,140.
const mostPadding = 3

// otherPadding reports that vals, a row of blank cells too many without those at its ends, has its figures
// elsewhere where blank cells among them are left out instead, and no sum speaks against it.
func (q *Table) otherPadding(all, vals []layout.Value) bool {
	first := layout.FirstFilled(all)
	last := len(all) - 1
	for all[last].Kind == layout.Blank {
		last--
	}
	if !slices.ContainsFunc(all[first:last], func(v layout.Value) bool { return v.Kind == layout.Blank }) {
		return false
	}
	if len(all)-outcomes > mostPadding {
		return true
	}
	meets := func(row []layout.Value) bool { return figure.Meets(figure.Pointers(row), q.sums, true) }
	if !meets(vals) {
		return true
	}
	same := func(a, b layout.Value) bool {
		return a.Kind == layout.Blank && b.Kind == layout.Blank || a.Cell == b.Cell
	}
	var other func(row []layout.Value, from int) bool
	other = func(row []layout.Value, from int) bool {
		if len(row) == outcomes {
			return !slices.EqualFunc(row, vals, same) && meets(row)
		}
		for i := from; i < len(row); i++ {
			if row[i].Kind == layout.Blank && other(slices.Delete(slices.Clone(row), i, i+1), i) {
				return true
			}
		}
		return false
	}
	return other(all, 0)
}
