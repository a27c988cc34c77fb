package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/gouji/gouji/stages/report"
)

// continued joins tables that go on over a page break: nothing but page marks and running
// heads stands between them, and their columns are the same.
func continued(items []item) []item {
	running := runningLines(items)
	var out []item
	last := -1 // the table that may go on, in out
	for _, it := range items {
		switch {
		case it.table == nil:
			out = append(out, it)
			if last >= 0 && !isPageMark(it.line.S) && running[squeeze(it.line.S)] < 2 {
				last = -1
			}
		case last >= 0 && out[last].sheet != it.sheet && out[last].table.append(it.table):
			out[last].first, out[last].sheet = cmp.Or(out[last].first, out[last].sheet), it.sheet
		default:
			out = append(out, it)
			last = len(out) - 1
		}
	}
	return out
}

// runningLines counts on how many sheets each short line stands near the top or the bottom.
func runningLines(items []item) map[string]int {
	out := make(map[string]int)
	seen := make(map[string]*sheet)
	for _, it := range items {
		if it.table != nil || it.top > 0.12*it.sheet.height && it.top < 0.88*it.sheet.height {
			continue
		}
		s := squeeze(it.line.S)
		if len(s) < 200 && seen[s] != it.sheet {
			seen[s] = it.sheet
			out[s]++
		}
	}
	return out
}

// squeeze takes white space and digits out, so that running heads with page numbers are alike.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsDigit(r) {
			return -1
		}
		return r
	}, s)
}

// append adds the rows of a table on the next page, if the columns are the same: one side's
// are among the other's, measured from the left. Head rows that are repeated are left out.
func (t *table) append(next *table) bool {
	a, b := relative(t.xs), relative(next.xs)
	if math.Abs(a[len(a)-1]-b[len(b)-1]) > 2*snap || !among(a, b) && !among(b, a) {
		return false
	}
	all := t.xs
	if len(b) > len(a) {
		all = nil
		for _, x := range b {
			all = append(all, t.xs[0]+x)
		}
	}
	t.spread(all, t.xs[0])
	next.spread(all, next.xs[0])
	skip := t.repeated(next)
	br := t.breakAt(next, skip)
	shift := len(t.ys) - 1 - skip
	if br.cut {
		shift--
	}
	for i, c := range next.cells {
		switch partner := br.partner[i]; {
		case c.row < skip:
		case partner >= 0:
			t.cells[partner].goOn(&c, br.cut)
		default:
			c.row += shift
			t.cells = append(t.cells, c)
		}
	}
	from := skip + 1
	if br.cut {
		from++
	}
	for n := from; n < len(next.ys); n++ {
		t.ys = append(t.ys, t.ys[len(t.ys)-1]+next.ys[n]-next.ys[n-1])
	}
	return true
}

// pageBreak is what happens to cells at a page break.
type pageBreak struct {
	// cut says that a row is cut in two: the last one and the first one are one.
	cut bool
	// partner is, for each cell of the next page, the one that it goes on with, -1 for none.
	partner []int
}

// breakAt looks at the cells on both sides of a page break. A row is cut in two where a label
// goes on: its last line on the first page is full, so that it need not end there, what comes
// begins with no ordinal, and no column has figures on both sides. Where no row is cut, cells over several rows, such as the
// label of a group, may still go on: one of the two parts is blank.
func (t *table) breakAt(next *table, skip int) pageBreak {
	out := pageBreak{partner: make([]int, len(next.cells))}
	pairs := make(map[int]int)
	rows, single := len(t.ys)-1, 0
	for i := range next.cells {
		out.partner[i] = -1
		b := &next.cells[i]
		if b.row != skip {
			continue
		}
		if b.rows == 1 {
			single++
		}
		j := slices.IndexFunc(t.cells, func(a cell) bool { return a.row+a.rows == rows && a.col == b.col && a.cols == b.cols })
		if j >= 0 {
			pairs[i] = j
		}
	}
	goesOn, clash, matched := false, false, 0
	for i, j := range pairs {
		a, b := &t.cells[j], &next.cells[i]
		if b.rows == 1 {
			matched++
		}
		if a.text.S == "" || b.text.S == "" {
			continue
		}
		label := hanShare(a.text.S) > 0 && hanShare(b.text.S) > 0
		goesOn = goesOn || label && a.full && a.rows == 1
		clash = clash || !label || !a.full || ordinal(b.text.S)
	}
	out.cut = goesOn && !clash && matched == single
	for i, j := range pairs {
		a, b := &t.cells[j], &next.cells[i]
		blank := a.text.S == "" || b.text.S == ""
		switch group := a.rows > 1 || b.rows > 1; {
		case out.cut, group && blank && (hanShare(a.text.S) > 0 || hanShare(b.text.S) > 0), group && a.full && hanShare(a.text.S) > 0 && hanShare(b.text.S) > 0 && !ordinal(b.text.S):
			out.partner[i] = j
		}
	}
	return out
}

// ordinal reports whether a label begins with its number, as the first of a group does.
func ordinal(s string) bool {
	return len(s) > 0 && (isDigit(s[0]) || strings.HasPrefix(s, "（") || strings.HasPrefix(s, "(")) || strings.IndexRune(s, '、') == len("一")
}

// goOn takes over what a cell shows on the next page. The words of that page are left out of
// the place, which is on the first one; a text that is only on the next page stands there.
func (c *cell) goOn(next *cell, cut bool) {
	c.rows += next.rows
	if cut {
		c.rows--
	}
	switch {
	case next.text.S == "":
	case c.text.S == "":
		c.text = next.text
	default:
		shift := len(c.text.S) + 1
		c.text.S += "\n" + next.text.S
		for _, m := range next.text.Marks {
			c.text.Marks = append(c.text.Marks, report.Mark{Start: m.Start + shift, End: m.End + shift, Look: m.Look})
		}
	}
	c.full = next.full
}

func relative(xs []float64) []float64 {
	out := make([]float64, len(xs))
	for i := range xs {
		out[i] = xs[i] - xs[0]
	}
	return out
}

// among reports whether each place of few is one of many.
func among(few, many []float64) bool {
	for _, x := range few {
		if nearest(many, x) < 0 {
			return false
		}
	}
	return true
}

func nearest(places []float64, x float64) int {
	return slices.IndexFunc(places, func(y float64) bool { return math.Abs(x-y) <= 1.5*snap })
}

// spread counts the columns of the cells by more sides than the table has itself; left is
// where they begin.
func (t *table) spread(sides []float64, left float64) {
	column := make([]int, len(t.xs))
	places := relative(sides)
	for i, x := range t.xs {
		column[i] = max(nearest(places, x-left), 0)
	}
	for i := range t.cells {
		c := &t.cells[i]
		from, to := column[c.col], column[c.col+c.cols]
		c.col, c.cols = from, max(to-from, 1)
	}
	t.xs = sides
}

// repeated is how many rows at the head of next are those at the head of t again.
func (t *table) repeated(next *table) int {
	n := 0
	for n < len(next.ys)-2 {
		a, b := t.rowText(n), next.rowText(n)
		if a != b || hanShare(b) < 0.5 {
			break
		}
		n++
	}
	// A head is left out whole: no cell may reach from it into the rows behind.
	for _, c := range next.cells {
		if c.row < n && c.row+c.rows > n {
			return 0
		}
	}
	return n
}

func (t *table) rowText(row int) string {
	var b strings.Builder
	for i := range t.cells {
		if c := &t.cells[i]; c.row == row {
			b.WriteString(strings.Join(strings.Fields(c.text.S), ""))
			b.WriteByte('|')
		}
	}
	return b.String()
}
