package parse

import (
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// applications is the reading of table three.
type applications struct {
	p     *forms
	mem   *tableMemory
	recs  []*record
	texts []*cell
	cores []string // of texts
	seen  []bool
	skip  []bool
	found []*record // by row, nil for none
	rows  []*rowRead
	// order says which column of the form each figure of a row stands in; sums says what
	// adds up in a row, in the order of print.
	order [columns]int
	sums  []solve.Sum
	heads []headWord
	// byPlace is set where the order of the heads is that of their places.
	byPlace bool
	// trouble is set where the heads contradict each other or the sums.
	trouble bool
	// blanky is set where glued rows have fewer digits than cells, so that cells are blank.
	blanky bool
	// unsure are the rows that may stand among figures without a label.
	unsure []bool
	cells  map[string]map[string]report.Cell
	// disorder is set where figures stand in runs that are no rows, as in text taken out
	// of a page column by column: a label and seven figures behind it are then no row
	// unless all sums of the table say so.
	disorder bool
	form     report.Form
	obs      []report.Observation
}

const tableThree = "applications"

// fewLabels is how many labels without any figures make a table that could not be read;
// with fewer, sentences that use the form's words are the likelier reason.
const fewLabels = 6

// readApplications reads table three from the units of its region; nil if there is none.
func (p *forms) readApplications(us []unit, mem *tableMemory) *applications {
	c := collect(us, func(c *cell) int { return p.book.ownRow(c.core(), c.f) }, 0, &mem.rowMemory)
	if mem.off.on(padding) {
		window(c.out, p.book)
	}
	a := &applications{p: p, mem: mem, texts: c.texts, seen: p.book.seen(c.texts, p.finder, &mem.rowMemory), found: make([]*record, len(p.book.rows)), unsure: make([]bool, len(p.book.rows))}
	a.readHeads(c)
	a.cores = make([]string, len(a.texts))
	for i, c := range a.texts {
		mem.step()
		a.cores[i] = c.core()
	}
	hits := 0
	for _, s := range a.seen {
		if s {
			hits++
		}
	}
	if hits < 2 {
		return nil
	}
	for i := range c.out {
		mem.step()
		r := &c.out[i]
		r.row = -1
		if a.usable(r) {
			a.recs = append(a.recs, r)
		}
		a.blanky = a.blanky || r.glued && digitsIn(r.vals) > 0 && digitsIn(r.vals) < columns
	}
	for _, r := range a.recs {
		a.disorder = a.disorder || r.torn || r.single && len(r.vals) > columns+3 || r.joined && len(r.vals) != columns
	}
	a.chooseForm()
	p.book.align(a.recs, a.skip, &mem.rowMemory)
	if mem.off.on(groupsInOrder) {
		a.orderGroups(c)
	}
	a.place()
	setPieces(c, columns)
	a.setDoubts(c)
	a.checkHeads(c)
	if a.placed() == 0 && hits < fewLabels {
		return nil // words of sentences, and no table
	}
	a.read()
	a.verifyTorn()
	a.cells = a.table()
	a.observe()
	return a
}

// usable drops runs of figures that cannot be a row: figures of sentences, a lone number.
func (a *applications) usable(r *record) bool {
	if filledOf(r.vals) == 0 {
		_, c := a.p.book.likeness(r, &a.mem.rowMemory)
		return c != nil && (ordinalLen(c.f) > 0 || !a.p.book.heads[c.core()])
	}
	if len(r.vals) >= columns-1 || r.glued {
		return true
	}
	_, c := a.p.book.likeness(r, &a.mem.rowMemory)
	return c != nil
}

// chooseForm decides by the labels whether (六)其他处理 is one row or three.
func (a *applications) chooseForm() {
	b := a.p.book
	a.skip = make([]bool, len(b.rows))
	one, three := b.rowAt(otherRow), b.rowAt("other_overdue_correction")
	a.form = report.Form2021
	if a.seen[three] || a.seen[three+1] || a.miscRow() {
		a.skip[one] = true
		return
	}
	for i := three; i < three+3; i++ {
		a.skip[i] = true
	}
	if !a.seen[one] {
		a.skip[one] = true
	}
	a.form = report.Form2019
}

// miscRow reports a row labelled 3.其他, which only the form with three rows has.
func (a *applications) miscRow() bool {
	for _, r := range a.recs {
		list := r.inside
		if len(list) == 0 {
			list = r.before
		}
		if n := len(list); n > 0 && list[n-1].core() == "其他" && printedOrdinal(list[n-1].f) == 3 {
			return true
		}
	}
	return false
}

// placed is how many rows have a record.
func (a *applications) placed() int {
	n := 0
	for _, r := range a.found {
		if r != nil {
			n++
		}
	}
	return n
}

// place notes the record of each row. Two records with one label leave the row unread,
// unless they say the same.
func (a *applications) place() {
	for _, r := range a.recs {
		switch {
		case r.row < 0:
		case a.found[r.row] == nil:
			a.found[r.row] = r
		default:
			a.clash(r.row, r)
		}
	}
	b := a.p.book
	for _, r := range a.recs { // labelled rows that stand out of their order
		if r.row >= 0 || r.torn {
			continue
		}
		a.mem.step()
		w, c := b.likeness(r, &a.mem.rowMemory)
		if c == nil {
			continue
		}
		for j := range w {
			switch {
			case w[j] < atEnd || a.skip[j] || a.found[j] == r:
			case a.found[j] != nil && (len(r.inside) > 0 || len(r.vals) == columns):
				a.clash(j, r)
			case len(r.inside) > 0:
				a.found[j], r.row, r.score = r, j, w[j]
			}
		}
	}
	a.markUnsure()
}

// setDoubts marks the rows whose label does not stand whole in the line of their figures,
// and beside which figures stand that belong to no row.
func (a *applications) setDoubts(c *collector) {
	for i := range c.out {
		r := &c.out[i]
		if r.row < 0 || r.score >= atEnd && len(r.inside) > 0 {
			continue
		}
		// Where each figure stands on a line of its own, a label and the figures behind it
		// are a row, unless other words before them may be the label of a row as well, or a
		// whole group beside it has lost its label.
		sure := r.score >= atEnd && r.single && !a.p.book.unexplained(r.before) && (r.torn || !orphan(c, i-1) && !orphan(c, i+1))
		for _, k := range [...]int{i - 1, i + 1} {
			if !sure && k >= 0 && k < len(c.out) && c.out[k].row < 0 && filledOf(c.out[k].vals) > 0 {
				r.doubt = true
			}
		}
	}
}

// orphan reports that record i is a group of single figures that belongs to no row.
func orphan(c *collector, i int) bool {
	return i >= 0 && i < len(c.out) && c.out[i].row < 0 && c.out[i].single && len(c.out[i].vals) >= leastGroup
}

// twiceOtherwise is why a row is not read that is printed again with other figures, and
// mostTwice how many of those make it a second table: of another year or body, or a
// correction. Then no row of either is that of the report.
const (
	twiceOtherwise = "the row stands twice in the table, with different figures"
	mostTwice      = 2
)

// secondTable reports that the rows of more than one table were found.
func (a *applications) secondTable() bool {
	n := 0
	for _, r := range a.found {
		if r != nil && r.why == twiceOtherwise {
			n++
		}
	}
	return n > mostTwice
}

// clash handles a second record with the label of row j.
func (a *applications) clash(j int, r *record) {
	first := a.found[j]
	if !a.mem.off.on(rowTwice) {
		first.why = "the row stands twice in the table"
		return
	}
	switch { // a table of dashes that was put in place of the real one says nothing
	case numbersIn(r.vals) == 0:
		return
	case numbersIn(first.vals) == 0:
		a.found[j], r.row, r.score, first.row = r, j, first.score, -1
		return
	}
	if len(first.vals) == len(r.vals) {
		same := true
		for i := range r.vals {
			same = same && r.vals[i].c.f == first.vals[i].c.f
		}
		if same {
			return
		}
	}
	first.why = twiceOtherwise
}

// markUnsure notes the rows between whose neighbours figures without a label are left.
func (a *applications) markUnsure() {
	lo := 0
	var loose bool
	flush := func(hi int) {
		if loose {
			for j := lo; j < hi; j++ {
				if !a.skip[j] && a.found[j] == nil {
					a.unsure[j] = true
				}
			}
		}
		lo, loose = hi+1, false
	}
	for _, r := range a.recs {
		if r.row < 0 {
			loose = loose || len(r.vals) >= columns-1
			continue
		}
		if r.row >= lo {
			flush(r.row)
		}
	}
	flush(len(a.skip))
}

// digitsIn counts the digits of a record's figures.
func digitsIn(vals []value) int {
	n := 0
	for i := range vals {
		for _, b := range []byte(vals[i].c.f) {
			if b >= '0' && b <= '9' {
				n++
			}
		}
	}
	return n
}

// mergedFigure is why the cell of a grid is not read that reaches over several rows; lines
// do not show that.
const mergedFigure = "one figure stands for the cells of several rows"

// cellOf is the cell of a value as it is printed. If yuan is set, ten thousands are yuan.
func cellOf(v *value, yuan bool) report.Cell {
	unit := ""
	if yuan {
		unit = "元"
	}
	return cellIn(v, unit)
}

// cellIn is the cell of a value as it is printed. Where the cell is an amount of money,
// unit is that of its column, and another one in the cell is reckoned into it.
func cellIn(v *value, unit string) report.Cell {
	c := report.Cell{Text: v.c.s, At: v.c.text().At}
	switch v.what {
	case isNumber:
		c.State, c.Value = report.Printed, v.num
		if unit != "" {
			c.Value = inUnit(v.num, v.c.f, unit)
		}
		if !c.Value.Valid() {
			c.State, c.Why = report.Unread, "the amount has more digits than a report can have"
		}
		if v.split {
			c.State, c.Value, c.Why = report.Unread, report.Number{}, "white space divides the digits"
		}
	case isBlank:
		c.State = report.Blank
	case isDash:
		c.State = report.Dash
	case isThing:
		c.State, c.Why = report.Unread, "the cell holds something that is no text"
	case isMerged:
		c.State, c.Why = report.Unread, mergedFigure
	case isBroken:
		c.State, c.Why = report.Unread, "characters that do not count interrupt the figure"
	default:
		c.State, c.Why = report.Unread, "the cell holds no number"
	}
	return c
}
