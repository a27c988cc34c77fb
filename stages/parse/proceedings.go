package parse

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

const tableFour = "proceedings"

// outcomes is the number of figures in table four: three groups of five.
const outcomes = 15

// proceedings is the reading of table four.
type proceedings struct {
	p     *forms
	cells map[string]map[string]report.Cell
	obs   []report.Observation
	// disorder is set where the document's figures are known to be out of order.
	disorder bool
	// order says which cell of the form each figure is, sums what adds up, both in the
	// order of print.
	order []int
	sums  []solve.Sum
}

// readProceedings reads table four from the units of its region; nil if there is none.
func (p *forms) readProceedings(us []unit, mem *rowMemory, disorder bool) *proceedings {
	c := collect(us, func(*cell) int { return 0 }, outcomes, mem)
	heads, first := 0, -1
	for i, e := range c.events {
		if e.text != nil && fourHead(e.text.f) {
			heads++
			if first < 0 {
				first = i
			}
		}
	}
	if first < 0 {
		return nil
	}
	var recs []*record
	for _, e := range c.events[first:] {
		if e.text == nil {
			recs = append(recs, &c.out[e.rec])
		}
	}
	if heads < 3 && !strings.Contains(c.events[first].text.f, "结果维持") {
		return nil
	}
	q := &proceedings{p: p, disorder: disorder, order: inOrder(outcomes)}
	if quote, ok := q.readHeads(us, &mem.unitMemory); !ok {
		q.unread("the heads of the columns are not those of the form, and their order is not certain")
		q.obs = append(q.obs, report.Observation{Kind: report.SeenHeads, Table: tableFour, Want: "行政复议 未经复议直接起诉 复议后起诉", Quote: quote})
		return q
	}
	q.noteHeads(us)
	q.setSums()
	q.read(recs, mem)
	return q
}

// setSums says what adds up, in the order of print.
func (q *proceedings) setSums() {
	usual := sumsOf(3, 5)
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
	return len(f) >= 5*len("结") && len(f) <= 300 && strings.Trim(f, "行政复议诉讼未经直接起后结果维持纠正其他尚审总计") == ""
}

func (q *proceedings) read(recs []*record, mem *rowMemory) {
	if r := gluedFour(recs); r != nil {
		q.readGlued(r)
		return
	}
	vals := mem.values.take(outcomes)
	var pieces [][]*value
	joins := false
	for _, r := range recs {
		if r.glued {
			continue
		}
		row := r.vals
		if len(row) >= outcomes && numbersIn(row) == 0 && len(recs) > 1 {
			continue // a table of dashes that was put in place of the real one
		}
		if r.delimited && !r.single {
			row = padded(row)
		}
		if len(vals) == outcomes && len(row) < 5 {
			pieces = append(pieces, filledValues(row))
			continue
		}
		joins = joins || !r.delimited || r.single
		vals = append(vals, row...)
	}
	filled := filledOf(vals)
	switch {
	case len(vals) == outcomes && len(pieces) > 0:
		q.wrapped(vals, pieces)
	case len(vals) == outcomes && !q.inOrder(recs) && !meets(pointers(vals), q.sums, false):
		q.unread("the figures stand in several places, and the sums do not confirm their order")
	case len(vals) == outcomes:
		q.set(vals)
	case filled == outcomes:
		q.set(slices.DeleteFunc(slices.Clone(vals), func(v value) bool { return v.what == isBlank }))
	case filled > outcomes:
		q.observe(report.SeenSurplus, recs)
		q.surplus(vals, joins)
	default:
		if len(recs) > 0 {
			q.observe(report.SeenMissing, recs)
		}
		q.unread("the table has another number of figures than the form")
	}
}

// gluedFour is the record with all figures of a table whose cells stand together.
func gluedFour(recs []*record) *record {
	for _, r := range recs {
		if r.glued && (len(r.inside) > 0 && fourHead(r.inside[len(r.inside)-1].f) || len(recs) == 1) {
			return r
		}
	}
	return nil
}

// inOrder reports that the figures stand in one row, or one a line without a change of
// spacing; only the last may stand apart, beside the last head. Text that was taken out
// of a page in another order has rows and lines mixed.
func (q *proceedings) inOrder(recs []*record) bool {
	if len(recs) == 1 && !recs[0].single && !recs[0].joined {
		return true
	}
	if q.disorder || len(recs) == 0 || !recs[0].single {
		return wholeGroups(recs)
	}
	runs := 1 // a long run has been cut into rows of one and the same unit
	for i, r := range recs {
		if !r.single || !r.even || r.torn {
			return false
		}
		if i > 0 && r.unit != recs[i-1].unit {
			runs++
		}
	}
	return runs == 1 || runs == 2 && len(recs[len(recs)-1].vals) == 1
}

// wholeGroups reports three rows of five figures each.
func wholeGroups(recs []*record) bool {
	for _, r := range recs {
		if r.single || r.joined || len(r.vals) != 5 {
			return false
		}
	}
	return len(recs) == 3
}

// padded cuts blank padding off the row of a delimited table down to its 15 cells.
func padded(vals []value) []value {
	for len(vals) > outcomes && vals[len(vals)-1].what == isBlank {
		vals = vals[:len(vals)-1]
	}
	for len(vals) > outcomes && vals[0].what == isBlank {
		vals = vals[1:]
	}
	return vals
}

func (q *proceedings) observe(kind string, recs []*record) {
	quote := recs[len(recs)-1].quote()
	q.obs = append(q.obs, report.Observation{Kind: kind, Table: tableFour, Want: strconv.Itoa(outcomes), Quote: quote})
}

// each makes the cells: cell is asked for the k-th figure in print.
func (q *proceedings) each(cell func(k int) report.Cell) {
	q.cells = make(map[string]map[string]report.Cell, 3)
	for _, g := range q.p.groups {
		q.cells[g.Key] = make(map[string]report.Cell, 5)
	}
	for k, i := range q.order {
		q.cells[q.p.groups[i/5].Key][q.p.outcomes[i%5].Key] = cell(k)
	}
}

func (q *proceedings) set(vals []value) {
	q.each(func(k int) report.Cell { return cellOf(&vals[k], false) })
}

func (q *proceedings) unread(why string) {
	q.each(func(int) report.Cell { return unreadCell(why) })
}

// wrapped reads the fifteen figures with pieces of figures in the lines below them.
func (q *proceedings) wrapped(vals []value, pieces [][]*value) {
	ways := wraps(vals, nil, pieces, q.sums)
	if len(ways) == 0 {
		q.unread("pieces of figures stand below the row, and no way to put them to its cells meets its sums")
		return
	}
	q.each(func(k int) report.Cell { return wrappedCell(&vals[k], ways, k) })
}

// surplus leaves out as many figures as there are too many, or puts the pieces of numbers
// together; what is the same in every way that meets the three sums is read.
func (q *proceedings) surplus(vals []value, joins bool) {
	const why = "the table has more figures than the form, and its sums do not tell which are too many"
	figs, ok := figuresOf(pointers(vals), false, joins, outcomes, q.sums)
	if !ok {
		q.unread(why)
		return
	}
	q.derive(figs, why, "the table has more figures than the form; this is the only reading that meets its three sums")
}

// derive reads the cells that are the same in every reading of the figures.
func (q *proceedings) derive(figs *figures, refused, why string) {
	budget := rowBudget
	list, done := figs.row.Readings(maxReadings, &budget)
	if budget < 0 {
		q.obs = append(q.obs, report.Observation{Kind: report.SeenBudget, Table: tableFour})
		refused = "the search for a reading was ended by its budget"
	}
	if !done || len(list) == 0 {
		q.unread(refused)
		return
	}
	same := solve.Agree(list)
	q.each(func(k int) report.Cell {
		if !same[k] {
			return unreadCell(refused)
		}
		return figs.derived(&list[0], k, why)
	})
}

// readGlued divides digits without borders into fifteen figures by the three sums.
func (q *proceedings) readGlued(r *record) {
	if len(r.vals) == outcomes && allClear(r.vals) {
		q.set(r.vals)
		return
	}
	figs, ok := figuresOf(pointers(r.vals), true, false, outcomes, q.sums)
	switch {
	case !ok:
		q.unread("something else than figures stands among the digits")
	case digitsIn(r.vals) == outcomes:
		cells := make([]report.Cell, outcomes)
		oneDigitEach(r.vals, cells)
		q.each(func(k int) report.Cell { return cells[k] })
	default:
		q.derive(figs, "the digits of the cells stand together, and the sums allow no reading or several",
			"the only division of the digits that meets the three sums of the table")
	}
}
