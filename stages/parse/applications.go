package parse

import (
	"github.com/gouji/gouji/stages/report"
)

// applications is the reading of table three.
type applications struct {
	p     *Parser
	mem   *scratch
	recs  []*record
	texts []*cell
	cores []string // of texts
	seen  []bool
	skip  []bool
	found map[int]*record // row to its record
	// unsure are the rows that may stand among figures without a label.
	unsure map[int]bool
	cells  map[string]map[string]report.Cell
	// disorder is set where figures stand in runs that are no rows, as in text taken out
	// of a page column by column: a label and seven figures behind it are then no row
	// unless all sums of the table say so.
	disorder bool
	// doubtful is set where many rows of glued digits have no reading that adds up.
	doubtful bool
	form     report.Form
	obs      []report.Observation
}

const tableThree = "applications"

// fewLabels is how many labels without any figures make a table that could not be read;
// with fewer, sentences that use the form's words are the likelier reason.
const fewLabels = 6

// readApplications reads table three from the units of its region; nil if there is none.
func (p *Parser) readApplications(us []unit, mem *scratch) *applications {
	c := collect(us, mem)
	window(c.out, p.book)
	byPosition(c.out)
	a := &applications{p: p, mem: mem, texts: c.texts, seen: p.book.seen(c.texts, mem), found: map[int]*record{}, unsure: map[int]bool{}}
	a.cores = make([]string, len(a.texts))
	for i, c := range a.texts {
		mem.step()
		a.cores[i] = core(c.f)
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
		if r := &c.out[i]; a.usable(r) {
			a.recs = append(a.recs, r)
		}
	}
	for _, r := range a.recs {
		a.disorder = a.disorder || r.torn || r.single && len(r.vals) > columns+3 || r.joined && len(r.vals) != columns
	}
	a.chooseForm()
	p.book.align(a.recs, a.skip, mem)
	a.orderGroups(c)
	a.place()
	if len(a.found) == 0 && hits < fewLabels {
		return nil // words of sentences, and no table
	}
	a.read()
	a.solve()
	a.verifyTorn()
	a.observe()
	return a
}

// usable drops runs of figures that cannot be a row: figures of sentences, a lone number.
func (a *applications) usable(r *record) bool {
	if filledOf(r.vals) == 0 {
		_, c := a.p.book.likeness(r)
		return c != nil && (ordinalLen(c.f) > 0 || !a.p.book.heads[core(c.f)])
	}
	if len(r.vals) >= columns-1 || r.glued {
		return true
	}
	_, c := a.p.book.likeness(r)
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
		if n := len(list); n > 0 && core(list[n-1].f) == "其他" && ordinalLen(list[n-1].f) > 0 {
			return true
		}
	}
	return false
}

// place notes the record of each row. Two records with one label leave the row unread,
// unless they say the same.
func (a *applications) place() {
	for _, r := range a.recs {
		if r.row >= 0 {
			a.found[r.row] = r
		}
	}
	b := a.p.book
	for _, r := range a.recs { // labelled rows that stand out of their order
		if r.row >= 0 || r.torn {
			continue
		}
		a.mem.step()
		w, c := b.likeness(r)
		if c == nil {
			continue
		}
		for j := range w {
			if w[j] >= atEnd && !a.skip[j] && len(r.inside) > 0 {
				if a.found[j] == nil {
					a.found[j], r.row, r.score = r, j, w[j]
				} else {
					a.clash(j, r)
				}
			}
		}
	}
	a.markUnsure()
}

// clash handles a second record with the label of row j.
func (a *applications) clash(j int, r *record) {
	first := a.found[j]
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
	first.why = "the row stands twice in the table, with different figures"
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

// read makes the cells of the rows whose print is clear.
func (a *applications) read() {
	a.cells = map[string]map[string]report.Cell{}
	for j := range a.p.book.rows {
		if a.skip[j] {
			continue
		}
		key := a.p.book.rows[j].row.Key
		r := a.found[j]
		switch {
		case r == nil && (a.seen[j] || a.unsure[j]):
			a.cells[key] = a.unreadRow("no figures were found that certainly belong to this label")
		case r == nil:
		case r.why != "":
			a.cells[key] = a.unreadRow(r.why)
		case r.plain():
			a.cells[key] = a.plainRow(r)
		default:
			a.cells[key] = nil // for solve
		}
	}
}

func (a *applications) unreadRow(why string) map[string]report.Cell {
	row := make(map[string]report.Cell, columns)
	for _, c := range a.p.columns {
		row[c.Key] = report.Cell{State: report.Unread, Why: why}
	}
	return row
}

func (a *applications) plainRow(r *record) map[string]report.Cell {
	row := make(map[string]report.Cell, columns)
	for i, c := range a.p.columns {
		row[c.Key] = cellOf(&r.vals[i], false)
	}
	return row
}

// cellOf is the cell of a value as it is printed. Ten thousands are yuan only where
// the cell is an amount of money in yuan.
func cellOf(v *value, yuan bool) report.Cell {
	c := report.Cell{Text: v.c.s, At: v.c.text().At}
	switch v.what {
	case isNumber:
		c.State, c.Value = report.Printed, v.num
		if yuan {
			c.Value = inYuan(v.num, v.c.f)
		}
		if v.split {
			c.State, c.Value, c.Why = report.Unread, report.Number{}, "white space divides the digits"
		}
	case isBlank:
		c.State = report.Blank
	case isDash:
		c.State = report.Dash
	default:
		c.State, c.Why = report.Unread, "the cell holds no number"
	}
	return c
}
