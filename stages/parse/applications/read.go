package applications

import (
	"slices"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// rowRead is what is read of one row of table three. Columns count as they are printed.
type rowRead struct {
	cells [label.Columns]report.Cell
	// options are the readings that the sum of the row leaves, for a row that is not
	// printed clearly; figs are the figures they come from.
	options []solve.Reading
	figs    *figure.Digits
	// every gives all readings that the print allows, whatever they add up to, nil for too many of
	// them; it is nil itself for a row that is printed clearly. cell, where it is set, is the i-th cell
	// of the k-th, and blank marks those that hold no number in any.
	every func() [][]int64
	cell  func(k, i int) report.Cell
	blank [label.Columns]bool
	// apart gives the readings for which numbers must have come apart over several cells; nil where
	// none can.
	apart func() [][]int64
	// byColumns is set where the sums of the columns say enough: no other reading differs in few cells.
	byColumns bool
	// joined is set where the row goes on in the next line and pieces beside it are left over.
	joined bool
	// padded is set where borders stand between the figures, so that one too many is one of its own.
	padded bool
}

// read makes the cells of all rows: clear print as it stands, the others by the sums.
func (a *Table) read() {
	a.rows = make([]*rowRead, len(a.p.Book.Rows))
	second := a.secondTable()
	a.wider = a.mostlyWider()
	for j := range a.p.Book.Rows {
		if a.skip[j] {
			continue
		}
		r := a.found[j]
		switch {
		case r == nil && (a.seen[j] || a.unsure[j]):
			a.rows[j] = a.allUnread("no figures were found that certainly belong to this label")
		case r == nil:
		case a.placed() == 1 && a.asHead(j, r):
			a.rows[j] = a.allUnread("the only row found has a label that is the head of a column too")
		case a.trouble:
			a.rows[j] = a.allUnread("the heads of the columns are not those of the form, and their order is not certain")
		case second:
			a.rows[j] = a.allUnread("the table stands twice, with different figures")
		case r.Why != "":
			a.rows[j] = a.allUnread(r.Why)
		case a.sharesCell(r):
			a.rows[j] = a.allUnread("the labels of two rows stand in one cell, and so may their figures")
		default:
			a.rows[j] = a.readRow(r)
		}
	}
	a.keepSpareColumn()
	a.chooseReadings()
	a.settle()
	a.verifyTotals()
}

func (a *Table) allUnread(why string) *rowRead {
	out := a.mem.row()
	for i := range out.cells {
		out.cells[i] = figure.Unread(why)
	}
	return out
}

// readRow reads one row by itself.
func (a *Table) readRow(r *record.Record) *rowRead {
	r.Surplus, r.Short = !r.Glued && layout.FilledOf(r.Values) > label.Columns, !r.Glued && len(r.Values) < label.Columns && len(r.Below) == 0
	if len(r.Values) != label.Columns && r.BlankRow(label.Columns) {
		return a.blank()
	}
	if a.endsBelow(r) {
		if row := a.search(r); len(row.options) > 0 {
			return row
		}
	}
	if a.plain(r) {
		if a.wider && !figure.Meets(figure.Pointers(r.Values), a.sums, true) {
			return a.allUnread("most rows have more figures than cells, and the sum of this one does not hold: one may be lost")
		}
		if len(r.Above)+len(r.Below) > 0 {
			if !a.mem.Off.On(repair.WrappedFigure) {
				return a.allUnread("pieces of figures stand beside the row")
			}
			return a.wrapped(r)
		}
		return a.printed(r.Values)
	}
	if a.bare(r) {
		return a.allUnread("blank cells are not printed, and the sum does not hold: a figure may be the rest of a number")
	}
	return a.search(r)
}

// sharesCell reports that the label of a row stands in one cell with that of another, as where an editor
// has joined two rows: 1.属于国家秘密<br>2.其他法律行政法规禁止公开. Each of its figures is then two, 0 12, or
// looks like one with a space for thousands.
func (a *Table) sharesCell(r *record.Record) bool {
	cells := r.Inside
	if r.Single && len(cells) == 0 && len(r.Before) > 0 {
		cells = r.Before[len(r.Before)-1:]
	}
	return slices.ContainsFunc(cells, func(c *layout.Cell) bool {
		if a.p.Book.OwnRow(c.Core(), c.Fold) > 0 {
			return false
		}
		labels := 0
		for _, l := range a.p.Finder.Rows(c.Fold, &a.mem.Finds) {
			if row, ok := a.p.Book.ByCore[label.Core(c.Fold[l.Start:l.End])]; ok && len(a.p.Book.Rows[row].Core) > len("其他处理") {
				labels++
			}
		}
		return labels > 1
	})
}

// asHead reports that a row has the label 总计 or 其他 without its ordinal.
func (a *Table) asHead(j int, r *record.Record) bool {
	return len(a.p.Book.Rows[j].Core) <= len("总计") && len(r.Inside) > 0 && label.OrdinalLen(r.Inside[len(r.Inside)-1].Fold) == 0
}

// mostlyWider reports that more rows have too many figures than as many as cells.
func (a *Table) mostlyWider() bool {
	n := 0
	for _, r := range a.found {
		switch {
		case r == nil || r.Glued:
		case layout.FilledOf(r.Values) > label.Columns:
			n++
		case layout.FilledOf(r.Values) == label.Columns:
			n--
		}
	}
	return n > 0
}

// bare reports a row of which only the number of its figures, each on a line of its own, shows that
// it is whole, in a table whose blank cells have left no trace.
func (a *Table) bare(r *record.Record) bool { return a.Patchy && r.Single && !r.Delimited }

// endsBelow reports a delimited row that lacks just the figures of the next line.
func (a *Table) endsBelow(r *record.Record) bool {
	filled := layout.FilledOf(r.Values)
	if !r.Delimited || r.Single || len(r.Below) != 1 || len(r.Above) > 0 || filled == 0 || filled+len(r.Below[0]) != label.Columns {
		return false
	}
	return layout.FirstFilled(r.Values)+filled == len(r.Values) // the line ends with its last figure
}

// plain reports that the record's seven cells are printed clearly: nothing is to be
// worked out.
func (a *Table) plain(r *record.Record) bool {
	if len(r.Values) != label.Columns {
		return false
	}
	for i := range r.Values {
		v := &r.Values[i]
		if v.Split || r.Glued && !v.Clear(true) || v.Kind == layout.Blank && !r.Delimited {
			return false
		}
	}
	if r.Joined || r.Glued && a.short > 0 || a.bare(r) {
		return figure.Meets(figure.Pointers(r.Values), a.sums, false)
	}
	return true
}

// blank is a row of blank cells whose places are not known.
func (a *Table) blank() *rowRead {
	out := a.mem.row()
	for i := range out.cells {
		out.cells[i] = report.Cell{State: report.Blank}
	}
	return out
}

func (a *Table) printed(vals []layout.Value) *rowRead {
	out := a.mem.row()
	for i := range out.cells {
		out.cells[i] = figure.CellOf(&vals[i], false)
	}
	return out
}

// search lists the readings of a row whose print does not show the borders of its cells.
func (a *Table) search(r *record.Record) *rowRead {
	whole := len(r.Values) == label.Columns && !r.Glued && !r.Joined && len(r.Above)+len(r.Below) == 0 && (r.Delimited || layout.FilledOf(r.Values) == label.Columns)
	refuse := func(why string) *rowRead {
		if whole { // what is clear by itself stays
			return a.printed(r.Values)
		}
		return a.allUnread(why)
	}
	if r.Glued && !a.mem.Off.On(repair.GluedDigits) {
		return a.allUnread("the digits of several cells stand together")
	}
	if r.Glued && a.short == 0 && figure.CountDigits(r.Values) == label.Columns && figure.OnlyDigits(r.Values) {
		out := a.mem.row()
		figure.OneDigitEach(r.Values, out.cells[:])
		a.met++
		return out
	}
	if len(r.Values) == label.Columns && figure.FirstPieceAlone(r.Values, a.sums) {
		return refuse("white space divides the digits, and the sum holds without what stands behind it too")
	}
	vals := figure.Pointers(r.Values)
	if a.endsBelow(r) && a.mem.Off.On(repair.RowOnNextLine) {
		vals = append(vals, r.Below[0]...)
	}
	if r.Surplus && (!a.mem.Off.On(repair.SparePadding) || !slices.IsSorted(a.order[:]) && layout.Noughts(r.Values) < layout.FilledOf(r.Values)) { // in another order, a figure too many may be a column's
		return refuse("the row has more figures than cells")
	}
	figs, ok := figure.DigitsOf(vals, r.Glued, !r.Delimited || r.Single || len(r.Below) > 0, label.Columns, a.sums)
	if !ok {
		return refuse("no reading of the digits meets the row's sum")
	}
	if r.Glued && figure.CountDigits(r.Values) < label.Columns {
		return a.allUnread("there are fewer digits than cells: some cells are blank, and nothing shows which")
	}
	budget := figure.RowBudget
	list, done := figs.Row.Readings(figure.MaxReadings, &budget)
	var out *rowRead
	switch {
	case !done && budget < 0:
		a.overBudget(r)
		return a.allUnread("the search for a reading was ended by its budget")
	case !done:
		out = refuse("the digits allow too many readings")
	case len(list) == 0:
		if r.Glued {
			a.unmet++
		}
		out = refuse("no reading of the digits meets the row's sum")
	default:
		if r.Glued {
			a.met++
		}
		out = refuse("several readings of the digits meet the row's sum")
		out.options, out.figs = list, figs
	}
	lines := figure.LinesAlone(r.Values, a.sums)
	out.byColumns = r.Glued || len(lines) > 0
	out.padded = r.Delimited && !r.Single
	out.every = func() (n [][]int64) {
		for _, o := range figs.All() {
			n = append(n, o.N)
		}
		return append(n, lines...)
	}
	out.apart = func() (n [][]int64) {
		for _, o := range figs.Apart() {
			n = append(n, o.N)
		}
		return n
	}
	return out
}

// OddDigits reports glued rows whose digits are others than those of the cells, as where noughts stand before
// numbers, 007, or cells are blank: most of its rows have no reading that meets the sum, or as many have
// fewer digits than cells.
func (a *Table) OddDigits() bool { return a.unmet > a.met || a.glued && a.met <= a.short }

// verifyTorn looks at the rows that were given to their label by order alone, or beside
// which something stands that belongs to no row: they are kept, as derived, only if the sum
// of the row and those over it hold in every column. A sum over other rows says nothing
// about them: a blank cell elsewhere costs them nothing.
func (a *Table) verifyTorn() {
	var rows []int
	for j, r := range a.found {
		if r != nil && r.Row == j && a.rows[j] != nil && (r.Doubt || r.Score < label.Alike && !a.between(r) || a.Disorder && (r.Single || r.Joined)) {
			rows = append(rows, j)
		}
	}
	if len(rows) == 0 {
		return
	}
	_, verdicts := a.verdicts()
	a.Disorder = a.Disorder && !allHeld(verdicts)
	s := a.surroundings()
	for _, j := range rows {
		row := a.rows[j]
		s.leaveOut(j)
		if !s.confirmed(row) || !row.sumHolds(a.sums) || a.leavesPieces(a.found[j]) {
			a.rows[j] = a.allUnread("the figures stand away from any label, and the sums do not confirm their place")
			continue
		}
		for i := range row.cells {
			row.cells[i].State = report.Derived
			row.cells[i].Why = "the figures stand away from their label; their order and all sums of the table give them this row"
		}
	}
}

// leavesPieces reports that what is left of the run a row was cut out of belongs to no row and adds up to
// nothing: all of them may be pieces of seven numbers, 11 8 of 118.
func (a *Table) leavesPieces(r *record.Record) bool {
	return r.Cut && slices.ContainsFunc(a.recs, func(other *record.Record) bool {
		return other != r && other.Cut && other.Unit == r.Unit && other.Row < 0 && !figure.Meets(figure.Pointers(other.Values), a.sums, true)
	})
}

// between reports that the record is a whole delimited row which lost its label and
// stands alone between the labelled rows before and behind its own.
func (a *Table) between(r *record.Record) bool {
	if !r.Delimited || r.Single || len(r.Values) != label.Columns || len(r.Inside) > 0 && record.OwnText(r) != "" && !a.p.Book.Groups[record.OwnText(r)] {
		return false
	}
	for i, other := range a.recs {
		if other != r || i == 0 || i+1 == len(a.recs) {
			continue
		}
		prev, next := a.recs[i-1], a.recs[i+1]
		return prev.Score >= label.AtEnd && next.Score >= label.AtEnd && a.step(prev.Row) == r.Row && a.step(r.Row) == next.Row &&
			prev.Delimited && next.Delimited
	}
	return false
}

// step is the row behind j that the form has.
func (a *Table) step(j int) int {
	for j++; j < len(a.skip) && a.skip[j]; j++ {
	}
	return j
}

// table gives the cells their keys, each figure that of the head it stands under.
func (a *Table) table() map[string]map[string]report.Cell {
	out := make(map[string]map[string]report.Cell, len(a.rows))
	for j, row := range a.rows {
		if row == nil {
			continue
		}
		cells := make(map[string]report.Cell, label.Columns)
		for k, col := range a.order {
			cells[a.p.Columns[col].Key] = row.cells[k]
		}
		out[a.p.Book.Rows[j].Row.Key] = cells
	}
	return out
}

// wrapped reads a whole row beside which pieces of figures stand that belong to no row:
// below it, where the last digits of a number went to the next line of its cell, or above.
// The row is read as it stands if that alone meets its sum; the pieces are put to the
// cells if that alone does; and otherwise only those cells are read that are the same in
// every way that does.
func (a *Table) wrapped(r *record.Record) *rowRead {
	ways, all := figure.Wraps(r.Values, r.Above, r.Below, a.sums, a.print.GoesOn)
	var out *rowRead
	if len(ways) == 0 {
		out = a.allUnread("pieces of figures stand beside the row, and no way to put them to its cells meets its sum")
	} else {
		out = a.mem.row()
		for k := range out.cells {
			out.cells[k] = figure.WrappedCell(&r.Values[k], ways, k)
		}
	}
	out.joined = r.Joined
	for k := range r.Values {
		out.blank[k] = r.Values[k].Kind == layout.Blank || r.Values[k].Kind == layout.Dash
	}
	out.every = func() (n [][]int64) {
		for _, w := range all {
			n = append(n, w.Numbers())
		}
		return n
	}
	out.cell = func(k, i int) report.Cell { return figure.WrappedCell(&r.Values[i], all[k:k+1], i) }
	return out
}
