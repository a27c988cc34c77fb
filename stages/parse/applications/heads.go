package applications

import (
	"slices"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/header"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// HeadChars are the characters of the heads of table three.
const HeadChars = "申请人情况自然法或其他组织商业企科研机构社会公益律服务总计"

// readHeads finds the order of the columns of table three.
func (a *Table) readHeads(c *record.Table) {
	copy(a.order[:], header.FormOrder(label.Columns))
	heads, ordered := a.headWords(c)
	if !ordered || len(heads) < label.Columns {
		if placed := a.placedHeads(c); len(placed) > len(heads) || placed != nil && !ordered {
			heads, ordered, a.byPlace = placed, true, true
		}
	}
	if slices.ContainsFunc(c.Units, a.rowsAsHeads) {
		a.headTrouble(heads)
	} else if a.mem.Off.On(repair.HeadsMoved) {
		known, contradicts := false, false
		if ordered {
			var order []int
			order, known, contradicts = header.Order(heads, label.Columns)
			copy(a.order[:], order)
		}
		if contradicts {
			a.headTrouble(heads)
		} else if turned := a.turnedHeads(c); turned != nil && !known {
			a.headTrouble(turned)
		} else if run := a.turnedRun(c); run != nil {
			a.headTrouble(run)
		}
	}
	if again := a.headsAgain(c); again != nil && !a.trouble {
		a.headTrouble(again)
	}
	a.setSums()
	a.heads = heads
}

// rowsAsHeads reports a line of borders with the labels of several rows: the table is turned, and what
// stands below a label belongs to it.
func (a *Table) rowsAsHeads(u layout.Unit) bool {
	if !u.Delimited() {
		return false
	}
	rows, last := 0, ""
	for i := range u.Cells {
		if c := &u.Cells[i]; a.p.Book.OwnRow(c.Core(), c.Fold) > 0 && c.Core() != last {
			rows, last = rows+1, c.Core()
		}
	}
	return rows > mostBeside
}

// mostBeside is how many labels of rows may stand in one line with borders.
const mostBeside = 3

func (a *Table) headTrouble(heads []header.Word) {
	a.trouble = true
	a.Observations = append(a.Observations, report.Observation{Kind: report.SeenHeads, Table: Name, Want: "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计", Quote: header.Quote(heads)})
}

// setSums says what adds up in a row, in the order of print.
func (a *Table) setSums() {
	s := solve.Sum{}
	for k, col := range a.order {
		if col == label.Columns-1 {
			s.Total = k
		} else {
			s.Parts = append(s.Parts, k)
		}
	}
	a.sums = []solve.Sum{s}
}

// headWords are the heads above the first row, from left to right. ordered is false where
// the print does not show which stands left of which.
func (a *Table) headWords(c *record.Table) (heads []header.Word, ordered bool) {
	b := a.p.Book
	group, unit, others, grid := -1, 0, 0, true
	var first, second []header.Word
	for i := range c.Units {
		u := &c.Units[i]
		for k := range u.Cells {
			h := &u.Cells[k]
			if b.OwnRow(h.Core(), h.Fold) > 0 {
				if apart(first, unit) {
					group = -1
				}
				return arrange(first, second, group, grid, others)
			}
			s := h.Core()
			col, ok := b.Columns[s]
			switch {
			case s == "法人或其他组织":
				group, unit = len(first), i
			case ok && label.OrdinalLen(h.Fold) == 0:
				w := header.Word{Col: col, Cell: h, Unit: i}
				grid = grid && u.Kind == layout.Grid
				if col == 0 || col == label.Columns-1 {
					first = append(first, w)
				} else {
					second = append(second, w)
				}
			case len(first)+len(second) > 0 && h.Fold != "" && !b.Heads[s]:
				if col, ok := a.likeHead(s); ok {
					a.noteHead(col, h)
					second = append(second, header.Word{Col: col, Cell: h, Unit: i})
					continue
				}
				others++
			}
		}
	}
	return nil, false
}

// turnedHeads are the heads of a line in which one stands left of another that the form has
// before it; nil if there is no such line. Heads may be cut off: 商业企 above 业. Where each
// stands on a line of its own, or lines were cut, they are looked at together.
func (a *Table) turnedHeads(c *record.Table) []header.Word {
	var alone []header.Word
	group := false
	for i := range c.Units {
		u := &c.Units[i]
		var line []header.Word
		turned := false
		if len(alone) > 1 && layout.FiguresIn(u) > 0 {
			return turnedAlone(alone, group) // the label of the first row may be in pieces
		}
		words := a.headsIn(u)
		for _, h := range words {
			s := h.Core()
			if a.p.Book.OwnRow(s, h.Fold) > 0 {
				return turnedAlone(alone, group)
			}
			group = group || s == "法人或其他组织"
			col, ok := a.headWith(s)
			if !ok || label.OrdinalLen(h.Fold) > 0 {
				continue
			}
			w := header.Word{Col: col, Cell: h, Unit: i}
			if len(words) == 1 || u.Cut {
				if n := len(alone); n == 0 || alone[n-1].Col != col {
					alone = append(alone, w)
				}
			}
			if n := len(line); n > 0 {
				if line[n-1].Col == col {
					continue
				}
				turned = turned || line[n-1].Col > col
			}
			line = append(line, w)
		}
		if turned {
			return line
		}
		if len(line) > 1 && !u.Cut {
			alone = nil
		}
	}
	return turnedAlone(alone, group)
}

// headsIn are the words of a unit; one where together they are one head, as 法律 服务机构 are, or the
// label of a row.
func (a *Table) headsIn(u *layout.Unit) []*layout.Cell {
	if c := u.Sole(); c != nil {
		if _, ok := a.headWith(c.Core()); ok || a.p.Book.OwnRow(c.Core(), c.Fold) > 0 {
			return []*layout.Cell{c}
		}
	}
	return header.Words(u, &a.mem.UnitMemory)
}

// turnedAlone returns the heads on lines of their own if they are not those of the form, in an
// order in which its heads are read: from left to right, or those of the first row before those of
// the second. Below the head of a group, those that reach over both rows may be read last too.
func turnedAlone(alone []header.Word, group bool) []header.Word {
	orders := [][]int{{0, 1, 2, 3, 4, 5, 6}, {0, 6, 1, 2, 3, 4, 5}}
	if group {
		orders = append(orders, []int{1, 2, 3, 4, 5, 0, 6})
	}
	for _, order := range orders {
		at := 0
		for _, col := range order {
			if at < len(alone) && alone[at].Col == col {
				at++
			}
		}
		if at == len(alone) {
			return nil
		}
	}
	return alone
}

// headWith is the column whose head s is, or is a piece of.
func (a *Table) headWith(s string) (int, bool) {
	if col, ok := a.p.Book.Columns[s]; ok {
		return col, true
	}
	if len(s) < len("商业") {
		return 0, false
	}
	col := pieceOf(a.p.Columns, s)
	return col, col >= 0
}

// arrange puts the heads from left to right: those of a grid by their columns, others as
// they are read, with those of the second line under the head of their group.
func arrange(first, second []header.Word, group int, grid bool, others int) ([]header.Word, bool) {
	all := slices.Concat(first, second)
	if grid && !sameColumn(all) {
		slices.SortStableFunc(all, func(a, b header.Word) int { return int(a.Cell.Col - b.Cell.Col) })
		return all, len(all) > 0
	}
	if oneLine(all) {
		slices.SortStableFunc(all, func(a, b header.Word) int { return int(a.Cell.Col - b.Cell.Col) })
		return all, true
	}
	if group < 0 || others > 0 {
		return all, false
	}
	return slices.Concat(first[:group], second, first[group:]), len(first)+len(second) == label.Columns
}

// likeHead is the column whose head s differs from by one character.
func (a *Table) likeHead(s string) (int, bool) {
	for i, col := range a.p.Columns {
		if utf8.RuneCountInString(col.Label) >= 4 && utf8.RuneCountInString(s) >= 3 && label.Nearly(s, col.Label) {
			return i, true
		}
	}
	return 0, false
}

func (a *Table) noteHead(col int, c *layout.Cell) {
	want := a.p.Columns[col]
	a.Observations = append(a.Observations, report.Observation{
		Kind: report.SeenLabel, Table: Name, Key: want.Key, Want: want.Label, Quote: report.Quote{Text: c.S, At: c.Text().At},
	})
}

// checkHeads compares the order that the heads give with that of the form, where they
// differ: a total that the sums of the rows find in its usual place contradicts the heads.
func (a *Table) checkHeads(c *record.Table) {
	if slices.IsSorted(a.order[:]) {
		a.checkTotals()
		return
	}
	if a.byPlace && !a.belowHeads(c) {
		if !a.usualTotal() {
			a.headTrouble(a.heads)
		}
		return
	}
	usual, printed, neither, both := figure.GroupSums(1, label.Columns), 0, 0, 0
	if !a.aboveFigures(c) {
		if !a.totalMoved() {
			a.headTrouble(a.heads)
			return
		}
		printed = -1 // the places of the heads say nothing: the sums are to
	}
	for _, r := range a.found {
		if r == nil {
			continue
		}
		vals := figure.FilledValues(r.Values)
		if len(vals) != label.Columns || layout.NumbersIn(r.Values) != label.Columns || layout.Noughts(r.Values) == label.Columns {
			continue
		}
		last, moved := figure.Meets(vals, usual, false), figure.Meets(vals, a.sums, false)
		switch {
		case moved && !last:
			printed++
		case last && !moved:
			printed--
		case !moved:
			neither++
		default:
			both++
		}
	}
	if printed < 0 || neither > max(printed, 0)+both {
		a.headTrouble(a.heads)
	}
}

// aboveFigures reports that the heads of a grid stand in the columns of their figures, in every row of
// seven. A grid whose cells lost how far they reach has heads that stand above other figures than
// their own.
func (a *Table) aboveFigures(c *record.Table) bool {
	place := make([]*layout.Cell, label.Columns)
	for _, h := range a.heads {
		if c.Units[h.Unit].Kind != layout.Grid {
			return true
		}
		place[h.Col] = h.Cell
	}
	for _, r := range a.found {
		if r == nil || len(r.Values) != label.Columns || c.Units[r.Values[0].Unit].Kind != layout.Grid {
			continue
		}
		for k, col := range a.order {
			if h := place[col]; h != nil && (r.Values[k].Cell.Col < h.Col || r.Values[k].Cell.Col >= h.Col+max(h.Span, 1)) {
				return false
			}
		}
	}
	return true
}

// fewTotals is how many rows must have their total before their other figures.
const fewTotals = 3

// checkTotals looks at a table whose heads do not show where its total stands: if no row has
// it behind the others alone, and nearly all have it in one other column, the columns are not those
// of the form.
func (a *Table) checkTotals() {
	var turned [label.Columns - 1]int
	rows, parts := 0, false
	for _, r := range a.found {
		if r == nil || len(r.Values) != label.Columns || layout.NumbersIn(r.Values) != label.Columns {
			continue
		}
		n := layout.Noughts(r.Values)
		if n == label.Columns {
			continue
		}
		sum, whole := int64(0), true
		for i := range r.Values {
			v, ok := r.Values[i].Num.Int()
			sum, whole = sum+v, whole && ok && !r.Values[i].Split
		}
		total := func(k int) bool { // the k-th figure is the sum of the others
			v, _ := r.Values[k].Num.Int()
			return whole && 2*v == sum
		}
		last, some := total(label.Columns-1), false
		for k := range turned {
			if total(k) {
				some = true
				if !last {
					turned[k]++
				}
			}
		}
		switch {
		case last && !some:
			return
		case !last:
			rows++
			parts = parts || some && label.Columns-n > 2
		}
	}
	least := fewTotals
	if len(a.heads) == 0 {
		least = 1 // nothing but the rows says where the total stands
	}
	for k, n := range turned {
		if n >= least && n > 2*(rows-n) && (parts || n == rows || k == 0 && a.totalRead()) {
			a.headTrouble(a.heads)
			return
		}
	}
}

// totalRead reports that the head of the total is read before that of the first column.
func (a *Table) totalRead() bool {
	for _, c := range a.cores {
		switch c {
		case "总计":
			return true
		case "自然人":
			return false
		}
	}
	return false
}
