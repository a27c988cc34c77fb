package proceedings

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/header"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// Name is the table's name in reports and observations.
const Name = "proceedings"

// outcomes is the number of figures in table four: three groups of five.
const outcomes = 15

// Table is the reading of table four.
type Table struct {
	p            *label.Forms
	Cells        map[string]map[string]report.Cell
	Observations []report.Observation
	// disorder is set where the document's figures are known to be out of order.
	disorder bool
	// order says which cell of the form each figure is, sums what adds up, both in the
	// order of print.
	order []int
	sums  []solve.Sum
}

// Read reads table four from the units of its region; nil if there is none.
func Read(p *label.Forms, us []layout.Unit, mem *record.RowMemory, disorder bool) *Table {
	c := record.Collect(us, func(*layout.Cell) int { return 0 }, outcomes, mem)
	heads, first := 0, -1
	for i, e := range c.Events {
		if e.Text != nil && fourHead(e.Text.Fold) {
			heads++
			if first < 0 {
				first = i
			}
		}
	}
	if first < 0 {
		return nil
	}
	var recs []*record.Record
	for _, e := range c.Events[first:] {
		if e.Text == nil {
			recs = append(recs, &c.Records[e.Rec])
		}
	}
	if heads < 3 && !strings.Contains(c.Events[first].Text.Fold, "结果维持") {
		return nil
	}
	q := &Table{p: p, disorder: disorder, order: header.FormOrder(outcomes)}
	if quote, ok := q.orderHeads(us, &mem.UnitMemory); !ok {
		q.unread("the heads of the columns are not those of the form, and their order is not certain")
		q.Observations = append(q.Observations, report.Observation{Kind: report.SeenHeads, Table: Name, Want: "行政复议 未经复议直接起诉 复议后起诉", Quote: quote})
		return q
	}
	q.noteHeads(us)
	q.setSums()
	q.read(c, recs, mem)
	return q
}

// setSums says what adds up, in the order of print.
func (q *Table) setSums() {
	usual := figure.GroupSums(3, 5)
	place := make([]int, outcomes)
	for k, cell := range q.order {
		place[cell] = k
	}
	for _, s := range usual {
		moved := solve.Sum{Total: place[s.Total], Parts: make([]int, 0, len(s.Parts))}
		for _, p := range s.Parts {
			moved.Parts = append(moved.Parts, place[p])
		}
		q.sums = append(q.sums, moved)
	}
}

// fourHead reports whether a folded text is a head of table four, or a piece of one.
func fourHead(f string) bool {
	switch f {
	case "结果维持", "结果纠正", "其他结果", "尚未审结", "未经复议直接起诉", "复议后起诉", "行政复议", "行政诉讼",
		"结果", "尚未", "维持", "纠正", "审结", "未经复议", "直接起诉":
		return true
	}
	if isHeadLine(f) {
		return true
	}
	if len(f) > 300 {
		return strings.Contains(f, "结果维持") && strings.Contains(f, "尚未审结")
	}
	if strings.ContainsAny(f, "0123456789") && !strings.Contains(f, "结果维持结果纠正") {
		return false // a sentence: 其中结果维持3件
	}
	return strings.Contains(f, "结果维持") || strings.Contains(f, "尚未审结") || strings.Contains(f, "复议后起诉") ||
		strings.Contains(f, "结果结果其他") || strings.Contains(f, "维持纠正结果")
}

// isHeadLine reports a line of nothing but characters of the heads of table four, cut off
// wherever the line of a cell ended: 维持纠正结审结.
func isHeadLine(f string) bool {
	return len(f) >= 5*len("结") && len(f) <= 300 && strings.Trim(f, HeadChars) == ""
}

func (q *Table) read(c *record.Table, recs []*record.Record, mem *record.RowMemory) {
	if r := gluedFour(recs); r != nil {
		q.readGlued(r)
		return
	}
	vals := mem.Values.Take(outcomes)
	var pieces [][]*layout.Value
	var used []*record.Record // those that figures were taken from
	taken, blank, joins, placed := 0, 0, false, true
	numbers := slices.ContainsFunc(recs, func(r *record.Record) bool { return layout.NumbersIn(r.Values) > 0 })
	for _, r := range recs {
		if r.Glued {
			continue
		}
		row := r.Values
		if r.BlankRow(outcomes-1) && len(r.Inside) == 0 { // without a label, its first cell may lack a border too
			blank++
		}
		if len(row) >= outcomes && layout.NumbersIn(row) == 0 && (numbers || len(used) > 0) && !slices.ContainsFunc(row, unreadable) {
			continue // a table of dashes that was put in place of the real one
		}
		if layout.FilledOf(row) == 0 && len(row) < outcomes {
			continue // the blank end of a line of heads
		}
		if r.Delimited && !r.Single {
			var sure bool
			row, sure = q.padded(row)
			placed = placed && sure
		}
		if len(vals) == outcomes && layout.FilledOf(row) < 5 {
			pieces = append(pieces, figure.FilledValues(row))
			continue
		}
		joins = joins || !r.Delimited || r.Single
		vals = append(vals, row...)
		taken++
		if layout.FilledOf(row) > 0 {
			used = append(used, r)
		}
	}
	if slices.ContainsFunc(vals, func(v layout.Value) bool { return v.Kind == layout.Text && fourHead(v.Cell.Fold) }) {
		q.unread("the head of a column stands among the figures, and they do not stand in their own")
		return
	}
	filled := layout.FilledOf(vals)
	const apart = "the figures stand in several places, and the sums do not confirm their order"
	switch {
	case filled == 0 && len(pieces) == 0 && (blank == 1 || taken == 1 && len(vals) == outcomes):
		q.each(func(int) report.Cell { return report.Cell{State: report.Blank} })
	case len(vals) == outcomes && len(pieces) > 0 && taken > 1 && filled < outcomes:
		q.unread(apart) // a blank cell may be the end of a line of heads
	case len(vals) == outcomes && len(pieces) > 0:
		q.wrapped(c, vals, pieces)
	case len(vals) == outcomes && !(placed && q.inOrder(used)) && !figure.Meets(figure.Pointers(vals), q.sums, false):
		q.unread(apart)
	case len(vals) == outcomes:
		q.set(vals)
	case filled == outcomes:
		among := !layout.Blanks(vals[outcomes:]) // in lines of their own, a blank cell and the rest of a number make fifteen too
		vals = slices.DeleteFunc(slices.Clone(vals), func(v layout.Value) bool { return v.Kind == layout.Blank })
		if (!q.inOrder(used) || among && used[0].Single) && !figure.Meets(figure.Pointers(vals), q.sums, false) {
			q.unread(apart)
			return
		}
		q.set(vals)
	case filled > outcomes:
		q.observe(report.SeenSurplus, recs)
		if q.disorder {
			q.unread("the table has more figures than the form, and the document's figures are out of order or lack blank cells")
			return
		}
		q.surplus(vals, joins)
	default:
		if len(recs) > 0 {
			q.observe(report.SeenMissing, recs)
		}
		q.unread("the table has another number of figures than the form")
	}
}

// unreadable reports a figure that is there and cannot be read.
func unreadable(v layout.Value) bool { return v.Kind == layout.Broken || v.Kind == layout.Odd }

// inOrder reports that the figures stand in one row, or one a line without a change of
// spacing; only the last may stand apart, beside the last head. Text that was taken out
// of a page in another order has rows and lines mixed.
func (q *Table) inOrder(recs []*record.Record) bool {
	if len(recs) == 1 && !recs[0].Single && !recs[0].Joined {
		return true
	}
	if q.disorder || len(recs) == 0 || !recs[0].Single {
		return wholeGroups(recs)
	}
	runs := 1 // a long run has been cut into rows of one and the same unit
	for i, r := range recs {
		if !r.Single || !r.Even || r.Torn {
			return false
		}
		if i > 0 && r.Unit != recs[i-1].Unit {
			runs++
		}
	}
	return runs == 1 || runs == 2 && len(recs[len(recs)-1].Values) == 1
}

// wholeGroups reports three rows of five figures each.
func wholeGroups(recs []*record.Record) bool {
	for _, r := range recs {
		if r.Single || r.Joined || len(r.Values) != 5 {
			return false
		}
	}
	return len(recs) == 3
}

func (q *Table) observe(kind string, recs []*record.Record) {
	quote := recs[len(recs)-1].Quote()
	q.Observations = append(q.Observations, report.Observation{Kind: kind, Table: Name, Want: strconv.Itoa(outcomes), Quote: quote})
}

// each makes the cells: cell is asked for the k-th figure in print.
func (q *Table) each(cell func(k int) report.Cell) {
	q.Cells = make(map[string]map[string]report.Cell, 3)
	for _, g := range q.p.Groups {
		q.Cells[g.Key] = make(map[string]report.Cell, 5)
	}
	for k, i := range q.order {
		q.Cells[q.p.Groups[i/5].Key][q.p.Outcomes[i%5].Key] = cell(k)
	}
}

func (q *Table) set(vals []layout.Value) {
	doubt := q.moved(vals)
	q.each(func(k int) report.Cell {
		if doubt[k] {
			return figure.Unread("the cell at one end holds no figure: one may be lost, and the rest stand in other columns")
		}
		return figure.CellOf(&vals[k], false)
	})
}

func (q *Table) unread(why string) {
	q.each(func(int) report.Cell { return figure.Unread(why) })
}

// wrapped reads the fifteen figures with pieces of figures in the lines below them. A reading stands
// that meets the three sums, where no other one meets two of them: one sum may be wrong in print. What
// stands between the borders of a cell is no number of a page.
func (q *Table) wrapped(c *record.Table, vals []layout.Value, pieces [][]*layout.Value) {
	ways, all := figure.Wraps(vals, nil, pieces, q.sums, c.GoesOn)
	for _, w := range all {
		if q.broken(w.Numbers()) == 1 {
			ways = append(ways, w)
		}
	}
	if layout.FilledOf(vals) == outcomes && bordered(c, vals, pieces) {
		ways = slices.DeleteFunc(ways, figure.Way.Whole)
	}
	if len(ways) == 0 || q.broken(ways[0].Numbers()) > 0 && layout.FilledOf(vals) == outcomes {
		q.unread("pieces of figures stand below the row, and no way to put them to its cells meets its sums")
		return
	}
	q.each(func(k int) report.Cell { return figure.WrappedCell(&vals[k], ways, k) })
}

// bordered reports that each piece stands between the borders of a cell of the row.
func bordered(c *record.Table, vals []layout.Value, pieces [][]*layout.Value) bool {
	for _, line := range pieces {
		for _, p := range line {
			if !c.Bordered(&vals[0], p) {
				return false
			}
		}
	}
	return true
}

// surplus leaves out as many figures as there are too many, or puts the pieces of numbers
// together; what is the same in every way that meets the three sums is read.
func (q *Table) surplus(vals []layout.Value, joins bool) {
	const why = "the table has more figures than the form, and its sums do not tell which are too many"
	figs, ok := figure.DigitsOf(figure.Pointers(vals), false, joins, outcomes, q.sums)
	if !ok {
		q.unread(why)
		return
	}
	q.derive(figs, why, "the table has more figures than the form; this is the only reading that meets its three sums")
}

// derive reads the cells that are the same in every reading of the figures.
func (q *Table) derive(figs *figure.Digits, refused, why string) {
	budget := figure.RowBudget
	list, done := figs.Row.Readings(figure.MaxReadings, &budget)
	if budget < 0 {
		q.Observations = append(q.Observations, report.Observation{Kind: report.SeenBudget, Table: Name})
		refused = "the search for a reading was ended by its budget"
	}
	if !done || len(list) == 0 {
		q.unread(refused)
		return
	}
	same := solve.Agree(list)
	if !figs.Row.Pieces[0].Cut {
		same = q.surely(figs, list[0], same)
	}
	q.each(func(k int) report.Cell {
		if !same[k] {
			return figure.Unread(refused)
		}
		return figs.Derived(&list[0], k, why)
	})
}

// broken is how many of the sums do not hold with the numbers n.
func (q *Table) broken(n []int64) (out int) {
	for _, s := range q.sums {
		rest := n[s.Total]
		for _, p := range s.Parts {
			rest -= n[p]
		}
		if rest != 0 {
			out++
		}
	}
	return out
}

// surely keeps of the cells marked in same those that have the number of first in every reading with
// which one of the sums may be wrong in print: no other sum says so, as it would in table three.
func (q *Table) surely(figs *figure.Digits, first solve.Reading, same []bool) []bool {
	for g := range q.sums {
		row := figs.Row
		row.Sums = slices.Delete(slices.Clone(q.sums), g, g+1)
		budget := figure.RowBudget
		list, done := row.Readings(figure.MaxReadings, &budget)
		if !done {
			return make([]bool, len(same))
		}
		for k, agree := range solve.Agree(append(list, first)) {
			same[k] = same[k] && agree
		}
	}
	return same
}
