package proceedings

import (
	"slices"

	"github.com/gouji/gouji/stages/parse/header"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
)

// groupWords are the heads of the groups, the last that over the second and third; outcomeWords
// those of the five columns of each.
func groupWords() []string {
	return []string{"行政复议", "未经复议直接起诉", "复议后起诉", "行政诉讼"}
}

func outcomeWords() []string {
	return []string{"结果维持", "结果纠正", "其他结果", "尚未审结", "总计"}
}

// fourGroup is the group of table four that a head names: 0 to 2, or 3 for the head
// 行政诉讼 over the second and third.
func fourGroup(f string) (int, bool) {
	i := slices.Index(groupWords(), label.Core(f))
	return i, i >= 0
}

func fourOutcome(f string) (int, bool) {
	i := slices.Index(outcomeWords(), label.Core(f))
	return i, i >= 0
}

// orderHeads finds the order of the cells of table four: by the columns of a grid, and else
// by the order in which the heads are read. It is false, with a quote, where the heads
// contradict the form and their order is not certain.
func (q *Table) orderHeads(us []layout.Unit, mem *layout.UnitMemory) (report.Quote, bool) {
	for i := range us {
		if u := &us[i]; u.Kind == layout.Grid && len(u.Cells) >= outcomes && layout.FiguresIn(u) >= outcomes/2 {
			if order := gridOrder(us[:i], u); order != nil {
				q.order = order
				return report.Quote{}, true
			}
			break
		}
	}
	groups, outs := fourHeads(us)
	if len(outs) != outcomes {
		outs = placedOutcomes(us, mem)
	}
	read, all := readHeads(us, mem)
	if outs != nil {
		all = nil // their columns are certain, and so their order
	}
	for _, list := range [][]header.Word{turned(groups, nil), turned(read, all)} {
		if list != nil {
			return header.Quote(list), false
		}
	}
	if outs == nil {
		return report.Quote{}, true
	}
	for g := range 3 {
		order, _, contradicts := header.Order(outs[g*5:g*5+5], 5)
		if contradicts {
			return header.Quote(outs[g*5 : g*5+5]), false
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
func fourHeads(us []layout.Unit) (groups, outs []header.Word) {
	for i := range us {
		u := &us[i]
		if layout.IsRule(u) {
			continue
		}
		if layout.FiguresIn(u) > 0 {
			break
		}
		for k := range u.Cells {
			c := &u.Cells[k]
			if g, ok := fourGroup(c.Fold); ok {
				groups = append(groups, header.Word{Col: g, Cell: c, Unit: i})
			}
			if o, ok := fourOutcome(c.Fold); ok {
				outs = append(outs, header.Word{Col: o, Cell: c, Unit: i})
			}
		}
	}
	return groups, outs
}

// noteHeads notes the heads that differ from the form's by one character.
func (q *Table) noteHeads(us []layout.Unit) {
	for i := range us {
		if layout.IsRule(&us[i]) {
			continue
		}
		if layout.FiguresIn(&us[i]) > 0 {
			return
		}
		for k := range us[i].Cells {
			c := &us[i].Cells[k]
			s := c.Core()
			if len(s) < 9 || len(s) > 30 || q.p.Book.Four[s] {
				continue
			}
			for _, want := range append(q.p.Groups[1:3:3], q.p.Outcomes[:4]...) {
				if label.Nearly(s, want.Label) {
					q.Observations = append(q.Observations, report.Observation{
						Kind: report.SeenLabel, Table: Name, Key: want.Key, Want: want.Label, Quote: report.Quote{Text: c.S, At: c.Text().At},
					})
					break
				}
			}
		}
	}
}

// gridOrder says by the heads above a row of a grid which cell of the form each of its
// figures is; nil where the heads do not name each once.
func gridOrder(above []layout.Unit, row *layout.Unit) []int {
	var order []int
	seen := make([]bool, outcomes)
	var last *layout.Cell // the head of the figure before
	for i := range row.Cells {
		at := row.Cells[i].Col
		group, outcome := -1, -1
		var head *layout.Cell
		for k := range above {
			if above[k].Grid != row.Grid {
				continue
			}
			for n := range above[k].Cells {
				h := &above[k].Cells[n]
				if at < h.Col || at >= h.Col+max(h.Span, 1) {
					continue
				}
				if g, ok := fourGroup(h.Fold); ok && g < 3 {
					group = g
				}
				if o, ok := fourOutcome(h.Fold); ok {
					outcome, head = o, h
				}
			}
		}
		if head != nil && head == last {
			return nil // it reaches over two figures: the places say nothing
		}
		last = head
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
	if len(order) != outcomes || len(row.Cells) != outcomes {
		return nil
	}
	return order
}
