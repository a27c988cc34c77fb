package applications

import (
	"slices"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/header"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/match"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// Table is the reading of table three.
type Table struct {
	p     *label.Forms
	mem   *TableMemory
	print *record.Table
	recs  []*record.Record
	texts []*layout.Cell
	cores []string // of texts
	seen  []bool
	skip  []bool
	found []*record.Record // by row, nil for none
	rows  []*rowRead
	// order says which column of the form each figure of a row stands in; sums says what
	// adds up in a row, in the order of print.
	order [label.Columns]int
	sums  []solve.Sum
	heads []header.Word
	// byPlace is set where the order of the heads is that of their places.
	byPlace bool
	// trouble is set where the heads contradict each other or the sums.
	trouble bool
	// Patchy is set where figures stand on lines of their own, in some rows fewer than cells: blank
	// cells have left no trace. As many figures as cells then say nothing by themselves: one may be
	// the rest of a number.
	Patchy bool
	// wider is set where most rows have more figures than cells.
	wider bool
	// met counts the glued rows that have a reading which meets their sum, unmet the others.
	met, unmet int
	// short is how many glued rows have fewer digits than cells, so that cells are blank.
	short int
	// glued is set where a row has its digits side by side.
	glued bool
	// unsure are the rows that may stand among figures without a label.
	unsure []bool
	Cells  map[string]map[string]report.Cell
	// Disorder is set where figures stand in runs that are no rows, as in text taken out
	// of a page column by column: a label and seven figures behind it are then no row
	// unless all sums of the table say so.
	Disorder     bool
	Form         report.Form
	Observations []report.Observation
}

// Name is the table's name in reports and observations.
const Name = "applications"

// fewLabels is how many labels without any figures make a table that could not be read;
// with fewer, sentences that use the form's words are the likelier reason.
const fewLabels = 6

// Read reads table three from the units of its region; nil if there is none.
func Read(p *label.Forms, us []layout.Unit, mem *TableMemory) *Table {
	c := record.Collect(us, func(c *layout.Cell) int { return p.Book.OwnRow(c.Core(), c.Fold) }, 0, &mem.RowMemory)
	if mem.Off.On(repair.Padding) {
		record.CutPadding(c.Units, c.Records, p.Book)
	}
	a := &Table{p: p, mem: mem, print: c, texts: c.Texts, seen: match.Seen(p.Book, c.Texts, p.Finder, &mem.RowMemory), found: make([]*record.Record, len(p.Book.Rows)), unsure: make([]bool, len(p.Book.Rows))}
	a.readHeads(c)
	a.cores = make([]string, len(a.texts))
	for i, c := range a.texts {
		mem.Step()
		a.cores[i] = c.Core()
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
	for i := range c.Records {
		mem.Step()
		r := &c.Records[i]
		r.Row = -1
		if a.usable(r) {
			a.recs = append(a.recs, r)
		}
		a.glued = a.glued || r.Glued
		if n := figure.CountDigits(r.Values); r.Glued && n > 0 && n < label.Columns {
			a.short++
		}
	}
	for _, r := range a.recs {
		a.Disorder = a.Disorder || r.Torn || r.Single && len(r.Values) > label.Columns+3 || r.Joined && len(r.Values) != label.Columns
	}
	a.Patchy = a.patchy()
	a.chooseForm()
	match.Align(p.Book, a.recs, a.skip, &mem.RowMemory)
	if mem.Off.On(repair.GroupsInOrder) {
		a.orderGroups(c)
	}
	a.place()
	record.SetPieces(c, label.Columns)
	a.doubtUneven()
	a.setDoubts(c)
	a.checkHeads(c)
	if a.placed() == 0 && hits < fewLabels {
		return nil // words of sentences, and no table
	}
	a.read()
	a.verifyTorn()
	a.Cells = a.table()
	a.observe()
	return a
}

// patchy reports a row of single figures, behind a label, that has too few. A row in which the text is
// cut off has lost its figures with the end, and not because blank cells are left out.
func (a *Table) patchy() bool {
	recs := a.recs
	if n := len(recs); n > 0 && a.cutIn(recs[n-1]) {
		recs = recs[:n-1]
	}
	return slices.ContainsFunc(recs, func(r *record.Record) bool {
		n := layout.FilledOf(r.Values)
		return r.Single && !r.Delimited && n > 0 && n < label.Columns
	})
}

// cutIn reports whether the text ends with the figures of a row before the last one of the form.
func (a *Table) cutIn(r *record.Record) bool {
	if a.seen[len(a.seen)-1] || len(r.Values) == 0 {
		return false
	}
	behind := a.print.Units[r.Values[len(r.Values)-1].Unit+1:]
	return !slices.ContainsFunc(behind, func(u layout.Unit) bool {
		return slices.ContainsFunc(u.Cells, func(c layout.Cell) bool { return c.Fold != "" })
	})
}

// usable drops runs of figures that cannot be a row: figures of sentences, a lone number.
func (a *Table) usable(r *record.Record) bool {
	if layout.FilledOf(r.Values) == 0 {
		_, c := match.Likeness(a.p.Book, r, &a.mem.RowMemory)
		return c != nil && (label.OrdinalLen(c.Fold) > 0 || !a.p.Book.Heads[c.Core()])
	}
	// A figure alone in a line whose label is blank too is a piece of one above: a row has its total as well.
	piece := r.Delimited && len(r.Inside)+len(r.Before) == 0 && len(r.Values) > label.Columns && layout.FilledOf(r.Values) == 1
	if (len(r.Values) >= label.Columns-1 || r.Glued) && !piece {
		return true
	}
	_, c := match.Likeness(a.p.Book, r, &a.mem.RowMemory)
	return c != nil
}

// chooseForm decides by the labels whether (六)其他处理 is one row or three.
func (a *Table) chooseForm() {
	b := a.p.Book
	a.skip = make([]bool, len(b.Rows))
	one, three := b.RowAt(label.OtherRow), b.RowAt("other_overdue_correction")
	a.Form = report.Form2021
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
	a.Form = report.Form2019
}

// miscRow reports a row labelled 3.其他, which only the form with three rows has.
func (a *Table) miscRow() bool {
	for _, r := range a.recs {
		list := r.Inside
		if len(list) == 0 {
			list = r.Before
		}
		if n := len(list); n > 0 && list[n-1].Core() == "其他" && label.PrintedOrdinal(list[n-1].Fold) == 3 {
			return true
		}
	}
	return false
}

// placed is how many rows have a record.
func (a *Table) placed() int {
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
func (a *Table) place() {
	for _, r := range a.recs {
		switch {
		case r.Row < 0:
		case a.found[r.Row] == nil:
			a.found[r.Row] = r
		default:
			a.clash(r.Row, r)
		}
	}
	b := a.p.Book
	for _, r := range a.recs { // labelled rows that stand out of their order
		if r.Row >= 0 || r.Torn {
			continue
		}
		a.mem.Step()
		w, c := match.Likeness(b, r, &a.mem.RowMemory)
		if c == nil {
			continue
		}
		for j := range w {
			switch {
			case w[j] < label.AtEnd || a.skip[j] || a.found[j] == r:
			case a.found[j] != nil && (len(r.Inside) > 0 || len(r.Values) >= label.Columns):
				a.clash(j, r)
			case len(r.Inside) > 0:
				a.found[j], r.Row, r.Score = r, j, w[j]
			}
		}
	}
	a.markUnsure()
}

// setDoubts marks the rows whose label does not stand whole in the line of their figures,
// and beside which figures stand that belong to no row.
func (a *Table) setDoubts(c *record.Table) {
	for i := range c.Records {
		r := &c.Records[i]
		if r.Row < 0 || r.Score >= label.AtEnd && len(r.Inside) > 0 {
			continue
		}
		// Where each figure stands on a line of its own, a label and the figures behind it
		// are a row, unless other words before them may be the label of a row as well, or a
		// whole group beside it has lost its label.
		sure := r.Score >= label.AtEnd && r.Single && !match.Unexplained(a.p.Book, r.Before) && (r.Torn || !orphan(c, i-1) && !orphan(c, i+1))
		for _, k := range [...]int{i - 1, i + 1} {
			if !sure && k >= 0 && k < len(c.Records) && c.Records[k].Row < 0 && layout.FilledOf(c.Records[k].Values) > 0 {
				r.Doubt = true
			}
		}
	}
}

// orphan reports that record i is a group of single figures that belongs to no row.
func orphan(c *record.Table, i int) bool {
	return i >= 0 && i < len(c.Records) && c.Records[i].Row < 0 && c.Records[i].Single && len(c.Records[i].Values) >= leastGroup
}

// markUnsure notes the rows between whose neighbours figures without a label are left.
func (a *Table) markUnsure() {
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
		if r.Row < 0 {
			loose = loose || len(r.Values) >= label.Columns-1
			continue
		}
		if r.Row >= lo {
			flush(r.Row)
		}
	}
	flush(len(a.skip))
}
