package parse

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

const tableFour = "proceedings"

// outcomes is the number of figures in table four: three groups of five.
const outcomes = 15

// proceedings is the reading of table four.
type proceedings struct {
	p     *Parser
	cells map[string]map[string]report.Cell
	obs   []report.Observation
	// disorder is set where the document's figures are known to be out of order.
	disorder bool
}

// readProceedings reads table four from the units of its region; nil if there is none.
func (p *Parser) readProceedings(us []unit, mem *scratch, disorder bool) *proceedings {
	c := collect(us, mem)
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
	q := &proceedings{p: p, disorder: disorder}
	q.read(recs)
	return q
}

// fourHead reports whether a folded text is a head of table four, or a piece of one.
func fourHead(f string) bool {
	switch f {
	case "结果维持", "结果纠正", "其他结果", "尚未审结", "未经复议直接起诉", "复议后起诉", "行政复议", "行政诉讼",
		"结果", "尚未", "维持", "纠正", "审结", "未经复议", "直接起诉":
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

func (q *proceedings) read(recs []*record) {
	var vals []value
	for _, r := range recs {
		if r.glued {
			if len(r.inside) > 0 && fourHead(r.inside[len(r.inside)-1].f) || len(recs) == 1 {
				q.readGlued(r)
				return
			}
			continue
		}
		row := r.vals
		if len(row) >= outcomes && numbersIn(row) == 0 && len(recs) > 1 {
			continue // a table of dashes that was put in place of the real one
		}
		if r.delimited && !r.single {
			row = padded(row)
		}
		vals = append(vals, row...)
	}
	filled := filledOf(vals)
	switch {
	case len(vals) == outcomes && !q.inOrder(recs) && !sumsHold(vals):
		q.unread("the figures stand in several places, and the sums do not confirm their order")
	case len(vals) == outcomes:
		q.set(vals)
	case filled == outcomes:
		kept := make([]value, 0, outcomes)
		for _, v := range vals {
			if v.what != isBlank {
				kept = append(kept, v)
			}
		}
		q.set(kept)
	case filled > outcomes:
		q.observe(report.SeenSurplus, recs)
		q.surplus(vals)
	default:
		if len(recs) > 0 {
			q.observe(report.SeenMissing, recs)
		}
		q.unread("the table has another number of figures than the form")
	}
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

// sumsHold reports fifteen whole numbers whose three sums hold.
func sumsHold(vals []value) bool {
	n := make([]report.Number, len(vals))
	for i := range vals {
		n[i] = vals[i].num
	}
	return allGroups(n)
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

func (q *proceedings) each(cell func(i int) report.Cell) {
	q.cells = make(map[string]map[string]report.Cell, 3)
	i := 0
	for _, g := range q.p.groups {
		row := make(map[string]report.Cell, 5)
		for _, o := range q.p.outcomes {
			row[o.Key] = cell(i)
			i++
		}
		q.cells[g.Key] = row
	}
}

func (q *proceedings) set(vals []value) {
	q.each(func(i int) report.Cell { return cellOf(&vals[i], false) })
}

func (q *proceedings) unread(why string) {
	q.each(func(int) report.Cell { return report.Cell{State: report.Unread, Why: why} })
}

// groupSum reports whether the fifth of five figures is the sum of the other four.
func groupSum(n []report.Number) bool {
	var sum int64
	for _, x := range n[:4] {
		v, ok := x.Int()
		if !ok {
			return false
		}
		sum += v
	}
	total, ok := n[4].Int()
	return ok && sum == total
}

func allGroups(n []report.Number) bool {
	return groupSum(n[:5]) && groupSum(n[5:10]) && groupSum(n[10:15])
}

// surplus leaves out as many figures as there are too many, if that gives one reading
// alone whose three sums hold.
func (q *proceedings) surplus(vals []value) {
	const why = "the table has more figures than the form, and its sums do not tell which are too many"
	var nums []value
	for _, v := range vals {
		if v.what == isNumber && !v.split {
			nums = append(nums, v)
		} else if v.what != isBlank {
			q.unread(why)
			return
		}
	}
	if len(nums) > outcomes+2 {
		if len(nums) == 2*outcomes && sameFigures(nums[:outcomes], nums[outcomes:]) {
			q.set(nums[:outcomes])
			return
		}
		q.unread(why)
		return
	}
	var best []value
	hits := 0
	leaveOut(nums, len(nums)-outcomes, func(kept []value) {
		n := make([]report.Number, outcomes)
		for i := range kept {
			n[i] = kept[i].num
		}
		if !allGroups(n) || best != nil && sameFigures(best, kept) {
			return
		}
		hits++
		best = append(best[:0:0], kept...)
	})
	if hits != 1 {
		q.unread(why)
		return
	}
	q.each(func(i int) report.Cell {
		c := cellOf(&best[i], false)
		c.State, c.Why = report.Derived, "the table has more figures than the form; left out is what the three sums leave no place for"
		return c
	})
}

func sameFigures(a, b []value) bool {
	for i := range a {
		if a[i].num != b[i].num {
			return false
		}
	}
	return len(a) == len(b)
}

// leaveOut calls use with every way to leave n of the values out.
func leaveOut(vals []value, n int, use func([]value)) {
	if n == 0 {
		use(vals)
		return
	}
	for i := range vals {
		rest := append(append([]value(nil), vals[:i]...), vals[i+1:]...)
		leaveOut(rest, n-1, use)
	}
}

// readGlued divides digits without borders into fifteen figures by the three sums.
func (q *proceedings) readGlued(r *record) {
	if len(r.vals) == outcomes && r.clear() {
		q.set(r.vals)
		return
	}
	pieces := make([]string, 0, len(r.vals))
	for i := range r.vals {
		if f := r.vals[i].c.f; allDigits(f) {
			pieces = append(pieces, f)
		}
	}
	if len(pieces) != len(r.vals) {
		q.unread("something else than figures stands among the digits")
		return
	}
	var only []report.Number
	hits, budget := 0, maxSteps
	done := splitGroups(pieces, func(n []report.Number) bool {
		hits++
		only = append(only[:0], n...)
		return hits < 2
	}, &budget)
	switch {
	case hits == 1 && done:
		q.place(r, only)
	case budget < 0:
		q.obs = append(q.obs, report.Observation{Kind: report.SeenBudget, Table: tableFour})
		q.unread("the search for a reading was ended by its budget")
	default:
		q.unread("the digits of the cells stand together, and the sums allow no reading or several")
	}
}

func (r *record) clear() bool {
	for i := range r.vals {
		v := &r.vals[i]
		if v.what != isNumber || v.split || len(v.c.f) > 1 && v.c.f[0] == '0' {
			return false
		}
	}
	return true
}

// splitGroups is splits for table four: it gives up a branch as soon as the sum of a
// group does not hold.
func splitGroups(pieces []string, keep func([]report.Number) bool, budget *int) bool {
	nums := make([]report.Number, 0, outcomes)
	var rec func(p, at int) bool
	rec = func(p, at int) bool {
		if *budget--; *budget < 0 {
			return false
		}
		if n := len(nums); n > 0 && n%5 == 0 && !groupSum(nums[n-5:]) {
			return true
		}
		if p == len(pieces) {
			return len(nums) != outcomes || keep(nums)
		}
		if len(nums) == outcomes || len(pieces)-p > outcomes-len(nums) || digitsLeft(pieces, p, at) < outcomes-len(nums) {
			return true
		}
		s := pieces[p][at:]
		most := min(len(s), report.MaxDigits)
		if s[0] == '0' {
			most = 1
		}
		for n := 1; n <= most; n++ {
			num, err := report.ParseNumber(s[:n])
			if err != nil {
				return true
			}
			next, from := p, at+n
			if from == len(pieces[p]) {
				next, from = p+1, 0
			}
			nums = append(nums, num)
			ok := rec(next, from)
			nums = nums[:len(nums)-1]
			if !ok {
				return false
			}
		}
		return true
	}
	return rec(0, 0)
}

func (q *proceedings) place(r *record, nums []report.Number) {
	const why = "the only division of the digits that meets the three sums of the table"
	at, off := 0, 0
	q.each(func(i int) report.Cell {
		if off >= len(r.vals[at].c.f) {
			at, off = at+1, 0
		}
		size := len(nums[i].String())
		t := sliceDigits(r.vals[at].c, off, size)
		off += size
		return report.Cell{State: report.Derived, Value: nums[i], Text: t.S, At: t.At, Why: why}
	})
}
