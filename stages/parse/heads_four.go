package parse

import (
	"slices"

	"github.com/gouji/gouji/stages/report"
)

// fourGroup is the group of table four that a head names: 0 to 2, or 3 for the head
// 行政诉讼 over the second and third.
func fourGroup(f string) (int, bool) {
	i := slices.Index([]string{"行政复议", "未经复议直接起诉", "复议后起诉", "行政诉讼"}, core(f))
	return i, i >= 0
}

func fourOutcome(f string) (int, bool) {
	i := slices.Index([]string{"结果维持", "结果纠正", "其他结果", "尚未审结", "总计"}, core(f))
	return i, i >= 0
}

// readHeads finds the order of the cells of table four: by the columns of a grid, and else
// by the order in which the heads are read. It is false, with a quote, where the heads
// contradict the form and their order is not certain.
func (q *proceedings) readHeads(us []unit, mem *unitMemory) (report.Quote, bool) {
	for i := range us {
		if u := &us[i]; u.kind == asGrid && len(u.cells) >= outcomes && figuresIn(u) >= outcomes/2 {
			if order := gridOrder(us[:i], u); order != nil {
				q.order = order
				return report.Quote{}, true
			}
			break
		}
	}
	groups, outs := fourHeads(us)
	for i := 1; i < len(groups); i++ {
		if rank(groups[i].col) < rank(groups[i-1].col) {
			return quoteHeads(groups), false
		}
	}
	read := false // whether only the order of reading puts the heads together
	if len(outs) != outcomes {
		outs = placedOutcomes(us, mem)
	}
	if outs == nil {
		outs, read = readOutcomes(us, mem), true
	}
	if outs == nil {
		return report.Quote{}, true
	}
	for g := range 3 {
		order, _, contradicts := inPrint(outs[g*5:g*5+5], 5)
		if contradicts || read && !slices.IsSorted(order) {
			return quoteHeads(outs[g*5 : g*5+5]), false
		}
		for k, o := range order {
			q.order[g*5+k] = g*5 + o
		}
	}
	return report.Quote{}, true
}

// rank is the place of a group's head among those that are read one behind the other.
func rank(group int) int {
	return [...]int{0, 2, 3, 1}[group]
}

// fourHeads are the heads above the first figures, as they are read.
func fourHeads(us []unit) (groups, outs []headWord) {
	for i := range us {
		u := &us[i]
		if isRule(u) {
			continue
		}
		if figuresIn(u) > 0 {
			break
		}
		for k := range u.cells {
			c := &u.cells[k]
			if g, ok := fourGroup(c.f); ok {
				groups = append(groups, headWord{col: g, c: c, unit: i})
			}
			if o, ok := fourOutcome(c.f); ok {
				outs = append(outs, headWord{col: o, c: c, unit: i})
			}
		}
	}
	return groups, outs
}

// noteHeads notes the heads that differ from the form's by one character.
func (q *proceedings) noteHeads(us []unit) {
	for i := range us {
		if isRule(&us[i]) {
			continue
		}
		if figuresIn(&us[i]) > 0 {
			return
		}
		for k := range us[i].cells {
			c := &us[i].cells[k]
			s := c.core()
			if len(s) < 9 || len(s) > 30 || q.p.book.four[s] {
				continue
			}
			for _, want := range append(q.p.groups[1:3:3], q.p.outcomes[:4]...) {
				if nearly(s, want.Label) {
					q.obs = append(q.obs, report.Observation{
						Kind: report.SeenLabel, Table: tableFour, Key: want.Key, Want: want.Label, Quote: report.Quote{Text: c.s, At: c.text().At},
					})
					break
				}
			}
		}
	}
}

func figuresIn(u *unit) int {
	n := 0
	for i := range u.cells {
		if isFigure(&u.cells[i]) {
			n++
		}
	}
	return n
}

// gridOrder says by the heads above a row of a grid which cell of the form each of its
// figures is; nil where the heads do not name each once.
func gridOrder(above []unit, row *unit) []int {
	var order []int
	seen := make([]bool, outcomes)
	for i := range row.cells {
		at := row.cells[i].col
		group, outcome := -1, -1
		for k := range above {
			if above[k].grid != row.grid {
				continue
			}
			for n := range above[k].cells {
				h := &above[k].cells[n]
				if at < h.col || at >= h.col+max(h.span, 1) {
					continue
				}
				if g, ok := fourGroup(h.f); ok && g < 3 {
					group = g
				}
				if o, ok := fourOutcome(h.f); ok {
					outcome = o
				}
			}
		}
		if group < 0 || outcome < 0 {
			continue
		}
		cell := group*5 + outcome
		if seen[cell] {
			return nil
		}
		seen[cell] = true
		order = append(order, cell)
	}
	if len(order) != outcomes || len(row.cells) != outcomes {
		return nil
	}
	return order
}
