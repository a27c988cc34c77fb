package parse

import (
	"slices"

	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// rowRead is what is read of one row of table three. Columns count as they are printed.
type rowRead struct {
	cells [columns]report.Cell
	// options are the readings that the sum of the row leaves, for a row that is not
	// printed clearly; figs are the figures they come from.
	options []solve.Reading
	figs    *figures
	// varies marks the cells that are different in some division of the digits, whatever
	// it adds up to.
	varies []bool
}

// read makes the cells of all rows: clear print as it stands, the others by the sums.
func (a *applications) read() {
	a.rows = make([]*rowRead, len(a.p.book.rows))
	second := a.secondTable()
	for j := range a.p.book.rows {
		if a.skip[j] {
			continue
		}
		r := a.found[j]
		switch {
		case r == nil && (a.seen[j] || a.unsure[j]):
			a.rows[j] = a.allUnread("no figures were found that certainly belong to this label")
		case r == nil:
		case a.trouble:
			a.rows[j] = a.allUnread("the heads of the columns are not those of the form, and their order is not certain")
		case second:
			a.rows[j] = a.allUnread("the table stands twice, with different figures")
		case r.why != "":
			a.rows[j] = a.allUnread(r.why)
		default:
			a.rows[j] = a.readRow(r)
		}
	}
	a.chooseReadings()
	a.dropContradicted()
	a.verifyTotals()
}

func (a *applications) allUnread(why string) *rowRead {
	out := a.mem.row()
	for i := range out.cells {
		out.cells[i] = unreadCell(why)
	}
	return out
}

// readRow reads one row by itself.
func (a *applications) readRow(r *record) *rowRead {
	r.surplus, r.short = !r.glued && filledOf(r.vals) > columns, !r.glued && len(r.vals) < columns && len(r.below) == 0
	if a.endsBelow(r) {
		if row := a.search(r); len(row.options) > 0 {
			return row
		}
	}
	if a.plain(r) {
		if len(r.above)+len(r.below) > 0 {
			if !a.mem.off.on(wrappedFigure) {
				return a.allUnread("pieces of figures stand beside the row")
			}
			return a.wrapped(r)
		}
		return a.printed(r.vals)
	}
	return a.search(r)
}

// endsBelow reports a delimited row that lacks just the figures of the next line.
func (a *applications) endsBelow(r *record) bool {
	filled := filledOf(r.vals)
	if !r.delimited || r.single || len(r.below) != 1 || len(r.above) > 0 || filled == 0 || filled+len(r.below[0]) != columns {
		return false
	}
	return firstFilled(r.vals)+filled == len(r.vals) // the line ends with its last figure
}

// plain reports that the record's seven cells are printed clearly: nothing is to be
// worked out.
func (a *applications) plain(r *record) bool {
	if len(r.vals) != columns {
		return false
	}
	for i := range r.vals {
		v := &r.vals[i]
		if v.split || r.glued && !v.clear(true) || v.what == isBlank && !r.delimited {
			return false
		}
	}
	if r.joined || r.glued && a.blanky {
		return meets(pointers(r.vals), a.sums, false)
	}
	return true
}

func (a *applications) printed(vals []value) *rowRead {
	out := a.mem.row()
	for i := range out.cells {
		out.cells[i] = cellOf(&vals[i], false)
	}
	return out
}

// search lists the readings of a row whose print does not show the borders of its cells.
func (a *applications) search(r *record) *rowRead {
	whole := len(r.vals) == columns && !r.glued && !r.joined && (r.delimited || filledOf(r.vals) == columns)
	refuse := func(why string) *rowRead {
		if whole { // what is clear by itself stays
			return a.printed(r.vals)
		}
		return a.allUnread(why)
	}
	if r.glued && !a.mem.off.on(gluedDigits) {
		return a.allUnread("the digits of several cells stand together")
	}
	if r.glued && !a.blanky && digitsIn(r.vals) == columns && digitsOnly(r.vals) {
		out := a.mem.row()
		oneDigitEach(r.vals, out.cells[:])
		return out
	}
	if len(r.vals) == columns && firstAlone(r.vals, a.sums) {
		return refuse("white space divides the digits, and the sum holds without what stands behind it too")
	}
	vals := pointers(r.vals)
	if a.endsBelow(r) && a.mem.off.on(rowOnNextLine) {
		vals = append(vals, r.below[0]...)
	}
	if r.surplus && !a.mem.off.on(sparePadding) {
		return refuse("the row has more figures than cells")
	}
	figs, ok := figuresOf(vals, r.glued, !r.delimited || r.single || len(r.below) > 0, columns, a.sums)
	if !ok {
		return refuse("no reading of the digits meets the row's sum")
	}
	if r.glued && digitsIn(r.vals) < columns {
		return a.allUnread("there are fewer digits than cells: some cells are blank, and nothing shows which")
	}
	budget := rowBudget
	list, done := figs.row.Readings(maxReadings, &budget)
	switch {
	case !done && budget < 0:
		a.overBudget(r)
		return a.allUnread("the search for a reading was ended by its budget")
	case !done:
		return refuse("the digits allow too many readings")
	case len(list) == 0:
		return refuse("no reading of the digits meets the row's sum")
	}
	out := refuse("several readings of the digits meet the row's sum")
	out.options, out.figs = list, figs
	if r.glued {
		out.varies = figs.varies()
	}
	return out
}

// oneDigitEach reads as many digits as cells: they can be divided in one way only,
// whatever they add up to.
func oneDigitEach(vals []value, cells []report.Cell) {
	k := 0
	for i := range vals {
		c := vals[i].c
		for off := range len(c.f) {
			t := sliceDigits(c, off, 1)
			cells[k] = report.Cell{State: report.Printed, Value: report.IntNumber(int64(c.f[off] - '0')), Text: t.S, At: t.At}
			k++
		}
	}
}

// digitsOnly reports that the figures are made of digits and nothing else.
func digitsOnly(vals []value) bool {
	for i := range vals {
		if !allDigits(vals[i].c.f) {
			return false
		}
	}
	return true
}

// fewDivisions is how many divisions of a row are looked at to tell which cells differ.
const fewDivisions = 64

// varies tells which cells differ between the divisions of the digits, whatever they sum
// to. Where there are too many to look at, all do.
func (f *figures) varies() []bool {
	row := f.row
	row.Sums = nil
	budget := rowBudget
	list, done := row.Readings(fewDivisions, &budget)
	if !done {
		return slices.Repeat([]bool{true}, row.Cells)
	}
	out := solve.Agree(list)
	for i := range out {
		out[i] = !out[i]
	}
	return out
}

// verifyTorn looks at the rows that were given to their label by order alone, or beside
// which something stands that belongs to no row: they are kept, as derived, only if the sum
// of the row and those over it hold in every column. A sum over other rows says nothing
// about them: a blank cell elsewhere costs them nothing.
func (a *applications) verifyTorn() {
	var rows []int
	for j, r := range a.found {
		if r != nil && r.row == j && a.rows[j] != nil && (r.doubt || r.score < alike && !a.between(r) || a.disorder && (r.single || r.joined)) {
			rows = append(rows, j)
		}
	}
	if len(rows) == 0 {
		return
	}
	t, verdicts := a.verdicts()
	a.disorder = a.disorder && !allHeld(verdicts)
	for _, j := range rows {
		row := a.rows[j]
		if !confirmed(verdicts, t.Equations, j) || !row.sumHolds(a.sums) {
			a.rows[j] = a.allUnread("the figures stand away from any label, and the sums do not confirm their place")
			continue
		}
		for i := range row.cells {
			row.cells[i].State = report.Derived
			row.cells[i].Why = "the figures stand away from their label; their order and all sums of the table give them this row"
		}
	}
}

// between reports that the record is a whole delimited row which lost its label and
// stands alone between the labelled rows before and behind its own.
func (a *applications) between(r *record) bool {
	if !r.delimited || r.single || len(r.vals) != columns || len(r.inside) > 0 && ownText(r) != "" && !a.p.book.groups[ownText(r)] {
		return false
	}
	for i, other := range a.recs {
		if other != r || i == 0 || i+1 == len(a.recs) {
			continue
		}
		prev, next := a.recs[i-1], a.recs[i+1]
		return prev.score >= atEnd && next.score >= atEnd && a.step(prev.row) == r.row && a.step(r.row) == next.row &&
			prev.delimited && next.delimited
	}
	return false
}

// step is the row behind j that the form has.
func (a *applications) step(j int) int {
	for j++; j < len(a.skip) && a.skip[j]; j++ {
	}
	return j
}

// table gives the cells their keys, each figure that of the head it stands under.
func (a *applications) table() map[string]map[string]report.Cell {
	out := make(map[string]map[string]report.Cell, len(a.rows))
	for j, row := range a.rows {
		if row == nil {
			continue
		}
		cells := make(map[string]report.Cell, columns)
		for k, col := range a.order {
			cells[a.p.columns[col].Key] = row.cells[k]
		}
		out[a.p.book.rows[j].row.Key] = cells
	}
	return out
}
