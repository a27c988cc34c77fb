package parse

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// Heads say which column of the form a figure stands in. Where each head of a table is
// found once, their order is that of the figures; where none is found, the figures stand as
// in the form. Heads that are found and contradict either are trouble: then no figure
// below them is read.

// headWord is the head of a column as it is printed.
type headWord struct {
	col  int // in the form
	c    *cell
	unit int
}

// inPrint is the order of the columns in print: the n-th figure belongs to column out[n].
// ok is false where the heads found do not say, known where they do.
func inPrint(heads []headWord, n int) (out []int, known, contradicts bool) {
	out = make([]int, len(heads))
	for i, h := range heads {
		out[i] = h.col
	}
	sorted := slices.Clone(out)
	slices.Sort(sorted)
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			return inOrder(n), false, false // a head that is found twice says nothing
		}
	}
	switch {
	case len(out) == n:
		return out, true, false
	case slices.IsSorted(out):
		return inOrder(n), false, false
	}
	return inOrder(n), false, true
}

func inOrder(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// quoteHeads is the print of heads.
func quoteHeads(heads []headWord) report.Quote {
	var words []string
	q := report.Quote{}
	for i, h := range heads {
		if i == 0 {
			q.At = h.c.text().At
		}
		words = append(words, h.c.s)
	}
	q.Text = strings.Join(words, " ")
	if len(heads) > 0 && !q.At.OnPage() {
		q.Text = heads[0].c.s
	}
	return q
}

// readHeads finds the order of the columns of table three.
func (a *applications) readHeads(c *collector) {
	copy(a.order[:], inOrder(columns))
	heads, ordered := a.headWords(c)
	if !ordered || len(heads) < columns {
		if placed := a.placedHeads(c); len(placed) > len(heads) || placed != nil && !ordered {
			heads, ordered, a.byPlace = placed, true, true
		}
	}
	if a.mem.off.on(headsMoved) {
		known, contradicts := false, false
		if ordered {
			var order []int
			order, known, contradicts = inPrint(heads, columns)
			copy(a.order[:], order)
		}
		if contradicts {
			a.headTrouble(heads)
		} else if turned := a.turnedHeads(c); turned != nil && !known {
			a.headTrouble(turned)
		}
	}
	a.setSums()
	a.heads = heads
}

func (a *applications) headTrouble(heads []headWord) {
	a.trouble = true
	a.obs = append(a.obs, report.Observation{Kind: report.SeenHeads, Table: tableThree, Want: "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计", Quote: quoteHeads(heads)})
}

// setSums says what adds up in a row, in the order of print.
func (a *applications) setSums() {
	s := solve.Sum{}
	for k, col := range a.order {
		if col == columns-1 {
			s.Total = k
		} else {
			s.Parts = append(s.Parts, k)
		}
	}
	a.sums = []solve.Sum{s}
}

// headWords are the heads above the first row, from left to right. ordered is false where
// the print does not show which stands left of which.
func (a *applications) headWords(c *collector) (heads []headWord, ordered bool) {
	b := a.p.book
	group, others, grid := -1, 0, true
	var first, second []headWord
	for i := range c.us {
		u := &c.us[i]
		for k := range u.cells {
			h := &u.cells[k]
			if b.ownRow(h.core(), h.f) > 0 {
				return arrange(first, second, group, grid, others)
			}
			s := h.core()
			col, ok := b.columns[s]
			switch {
			case s == "法人或其他组织":
				group = len(first)
			case ok && ordinalLen(h.f) == 0:
				w := headWord{col: col, c: h, unit: i}
				grid = grid && u.kind == asGrid
				if col == 0 || col == columns-1 {
					first = append(first, w)
				} else {
					second = append(second, w)
				}
			case len(first)+len(second) > 0 && h.f != "" && !b.heads[s]:
				if col, ok := a.likeHead(s); ok {
					a.noteHead(col, h)
					second = append(second, headWord{col: col, c: h, unit: i})
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
// stands on a line of its own, those of the second row of heads are looked at together.
func (a *applications) turnedHeads(c *collector) []headWord {
	var alone []headWord
	for i := range c.us {
		u := &c.us[i]
		var line []headWord
		turned := false
		words := u.words(&a.mem.unitMemory)
		if len(words) > 1 {
			alone = nil
		}
		for _, h := range words {
			if a.p.book.ownRow(h.core(), h.f) > 0 {
				return nil
			}
			col, ok := a.headWith(h.core())
			if !ok || ordinalLen(h.f) > 0 {
				continue
			}
			if n := len(line); n > 0 {
				if line[n-1].col == col {
					continue
				}
				turned = turned || line[n-1].col > col
			}
			line = append(line, headWord{col: col, c: h, unit: i})
			if len(words) == 1 && col > 0 && col < columns-1 {
				n := len(alone)
				turned = n > 0 && alone[n-1].col > col
				alone = append(alone, line[0])
				line = alone
			}
		}
		if turned {
			return line
		}
	}
	return nil
}

// headWith is the column whose head s is, or is a piece of.
func (a *applications) headWith(s string) (int, bool) {
	if col, ok := a.p.book.columns[s]; ok {
		return col, true
	}
	if len(s) < len("商业") {
		return 0, false
	}
	col := pieceOf(a.p.columns, s)
	return col, col >= 0
}

// words are the cells of the unit, those of a line cut at white space.
func (u *unit) words(mem *unitMemory) []*cell {
	var out []*cell
	for i := range u.cells {
		c := &u.cells[i]
		if u.kind != asLine || c.from == nil || len(c.s) > longText || !strings.Contains(c.s, " ") {
			out = append(out, c)
			continue
		}
		mem.step()
		for at := 0; at < len(c.s); {
			end := strings.IndexByte(c.s[at:], ' ')
			if end < 0 {
				end = len(c.s) - at
			}
			if end > 0 {
				w := cellAt(c.from, int(c.off)+at, int(c.off)+at+end)
				out = append(out, &w)
			}
			at += end + 1
		}
	}
	return out
}

// arrange puts the heads from left to right: those of a grid by their columns, others as
// they are read, with those of the second line under the head of their group.
func arrange(first, second []headWord, group int, grid bool, others int) ([]headWord, bool) {
	all := slices.Concat(first, second)
	if grid {
		slices.SortStableFunc(all, func(a, b headWord) int { return int(a.c.col - b.c.col) })
		return all, len(all) > 0
	}
	if oneLine(all) {
		slices.SortStableFunc(all, func(a, b headWord) int { return int(a.c.col - b.c.col) })
		return all, true
	}
	if group < 0 || others > 0 {
		return all, false
	}
	return slices.Concat(first[:group], second, first[group:]), len(first)+len(second) == columns
}

func oneLine(heads []headWord) bool {
	for _, h := range heads {
		if h.unit != heads[0].unit {
			return false
		}
	}
	return len(heads) > 1
}

// likeHead is the column whose head s differs from by one character.
func (a *applications) likeHead(s string) (int, bool) {
	for i, col := range a.p.columns {
		if utf8.RuneCountInString(col.Label) >= 4 && utf8.RuneCountInString(s) >= 3 && nearly(s, col.Label) {
			return i, true
		}
	}
	return 0, false
}

func (a *applications) noteHead(col int, c *cell) {
	want := a.p.columns[col]
	a.obs = append(a.obs, report.Observation{
		Kind: report.SeenLabel, Table: tableThree, Key: want.Key, Want: want.Label, Quote: report.Quote{Text: c.s, At: c.text().At},
	})
}

// checkHeads compares the order that the heads give with that of the form, where they
// differ: a total that the sums of the rows find in its usual place contradicts the heads.
func (a *applications) checkHeads(c *collector) {
	if slices.IsSorted(a.order[:]) {
		a.checkTotals()
		return
	}
	if a.byPlace && !a.belowHeads(c) {
		a.headTrouble(a.heads)
		return
	}
	usual, printed := sumsOf(1, columns), 0
	for _, r := range a.found {
		if r == nil || len(r.vals) != columns || numbersIn(r.vals) != columns || meets(pointers(r.vals), usual, false) == meets(pointers(r.vals), a.sums, false) {
			continue
		}
		printed++
		if meets(pointers(r.vals), usual, false) {
			printed -= 2
		}
	}
	if printed < 0 {
		a.headTrouble(a.heads)
	}
}

// fewTotals is how many rows must have their total before their other figures.
const fewTotals = 3

// checkTotals looks at a table whose heads do not show where its total stands: if no row has
// it behind the others alone, and nearly all have it before them, the columns are not those
// of the form.
func (a *applications) checkTotals() {
	behind, before := sumsOf(1, columns), []solve.Sum{{Total: 0, Parts: inOrder(columns)[1:]}}
	turned, neither, parts := 0, 0, false
	for _, r := range a.found {
		if r == nil || len(r.vals) != columns || numbersIn(r.vals) != columns {
			continue
		}
		if n := noughts(r.vals); n == columns {
			continue
		} else if columns-n > 2 {
			parts = true
		}
		switch last, first := meets(pointers(r.vals), behind, false), meets(pointers(r.vals), before, false); {
		case last && !first:
			return
		case first && !last:
			turned++
		case !first:
			neither++
		}
	}
	if turned >= fewTotals && turned > 2*neither && (parts || a.totalRead()) {
		a.headTrouble(a.heads)
	}
}

// totalRead reports that the head of the total is read before that of the first column.
func (a *applications) totalRead() bool {
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

// noughts counts the noughts among values.
func noughts(vals []value) int {
	n := 0
	for i := range vals {
		if v, ok := vals[i].num.Int(); ok && v == 0 {
			n++
		}
	}
	return n
}

// twoWords are the words by which the heads of table two are known, for the cells of a row
// from left to right.
func twoWords(cells []report.Column) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		f := fold.String(c.Label)
		switch {
		case strings.Contains(f, "制发"):
			out[i] = "制发"
		case strings.Contains(f, "废止"):
			out[i] = "废止"
		case strings.Contains(f, "有效"):
			out[i] = "有效"
		case strings.Contains(f, "新制作"):
			out[i] = "新制作"
		case strings.Contains(f, "新公开"):
			out[i] = "新公开"
		case strings.Contains(f, "对外公开总"):
			out[i] = "对外公开总"
		case strings.Contains(f, "上一年项目"):
			out[i] = "项目数量"
		case strings.Contains(f, "增/减"):
			out[i] = "减"
		case strings.Contains(f, "处理决定"):
			out[i] = "处理决定"
		case strings.Contains(f, "采购项目"):
			out[i] = "采购项目"
		case strings.Contains(f, "总金额"):
			out[i] = "金额"
		default:
			out[i] = f
		}
	}
	return out
}

// twoOrder is the order of a row's cells under the heads of its sub-table.
func twoOrder(heads []*cell, cells []report.Column) (order []int, contradicts bool, found []headWord) {
	words := twoWords(cells)
	for _, h := range heads {
		type hit struct{ at, col int }
		var hits []hit
		for col, w := range words {
			if at := strings.Index(h.f, w); at >= 0 {
				hits = append(hits, hit{at, col})
			}
		}
		slices.SortFunc(hits, func(a, b hit) int { return a.at - b.at })
		for _, x := range hits {
			found = append(found, headWord{col: x.col, c: h})
		}
	}
	order, _, contradicts = inPrint(found, len(cells))
	return order, contradicts, found
}
