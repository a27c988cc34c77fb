package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// table is a table on a sheet: its sides and cells.
type table struct {
	xs, ys []float64 // the sides, one more than columns and rows
	cells  []cell
	square []int // the cell of each square, row by row
	page   int
}

// cell is a cell of a table with the words in it.
type cell struct {
	row, col, rows, cols int
	text                 report.Text
	// full says that its last line reaches as far as any could: what follows on the next page
	// may go on with it.
	full bool
	// loose says that it is a piece of an area that is no rectangle.
	loose bool
}

func (t *table) box(c *cell) [4]float64 {
	return [4]float64{t.xs[c.col], t.ys[c.row], t.xs[c.col+c.cols], t.ys[c.row+c.rows]}
}

// at is the cell that a place lies in, -1 outside of the table.
func (t *table) at(x, y float64) int {
	c, r := between(t.xs, x), between(t.ys, y)
	if c < 0 || r < 0 {
		return -1
	}
	return t.square[r*(len(t.xs)-1)+c]
}

func between(sides []float64, x float64) int {
	n, _ := slices.BinarySearch(sides, x)
	if n == 0 || n == len(sides) {
		return -1
	}
	return n - 1
}

// findTables finds the tables of the sheet by the lines that are drawn, and takes the words
// that stand in their cells out of the others.
func (s *sheet) findTables() {
	flat, upright := rulings(s.lines)
	for _, m := range meshes(flat, upright) {
		if t := m.table(); t != nil {
			t.page = s.page
			s.tables = append(s.tables, t)
		}
	}
	slices.SortStableFunc(s.tables, func(a, b *table) int { return cmp.Compare(a.ys[0], b.ys[0]) })
	s.free = s.words
	var found []*table
	for _, t := range s.tables {
		// Where words stand in an area that is no rectangle, its cells are not known.
		if rest := s.fill(t, s.free); !slices.ContainsFunc(t.cells, func(c cell) bool { return c.loose && c.text.S != "" }) {
			s.free = rest
			found = append(found, t)
		}
	}
	s.tables = found
}

// fill puts words into the cells of a table and returns those that stand in none. A word that
// reaches over a side is taken apart there.
func (s *sheet) fill(t *table, words []word) (rest []word) {
	inside := make([][]word, len(t.cells))
	for i := range words {
		w := &words[i]
		if w.box[2] < t.xs[0] || w.box[0] > t.xs[len(t.xs)-1] || w.box[3] < t.ys[0] || w.box[1] > t.ys[len(t.ys)-1] {
			rest = append(rest, *w)
			continue
		}
		for _, p := range s.split(w, t.at) {
			b := p.box
			if n := t.at((b[0]+b[2])/2, (b[1]+b[3])/2); n >= 0 {
				inside[n] = append(inside[n], p)
			} else {
				rest = append(rest, p)
			}
		}
	}
	markSmall(inside)
	for n := range t.cells {
		c := &t.cells[n]
		c.text = cellText(inside[n], s.page)
		c.full = isFull(inside[n], t.box(c))
		if c.text.S == "" {
			c.text.At = report.Place{Kind: report.PlacePDF, Page: s.page, Box: t.box(c)}
		}
		s.notice(t, c)
	}
	return rest
}

// markSmall marks figures that are much smaller than those of the other cells: a note mark may
// stand alone in a cell.
func markSmall(cells [][]word) {
	var sizes []float64
	figures := func(w *word) bool { return strings.IndexFunc(w.s, unicode.IsDigit) >= 0 }
	for _, c := range cells {
		for i := range c {
			if figures(&c[i]) {
				sizes = append(sizes, c[i].size)
			}
		}
	}
	if len(sizes) == 0 {
		return
	}
	slices.Sort(sizes)
	usual := sizes[len(sizes)/2]
	for _, c := range cells {
		for i := range c {
			if w := &c[i]; w.look == "" && w.size <= 0.7*usual && figures(w) {
				w.look = report.Raised
			}
		}
	}
}

// notice says of pictures and drawings that they stand in a cell.
func (s *sheet) notice(t *table, c *cell) {
	b := t.box(c)
	has := func(a [4]float64) bool {
		x, y := (a[0]+a[2])/2, (a[1]+a[3])/2
		return x > b[0] && x < b[2] && y > b[1] && y < b[3] && a[2]-a[0] < 1.5*(b[2]-b[0]) && a[3]-a[1] < 1.5*(b[3]-b[1]) && a[2]-a[0] > 3 && a[3]-a[1] > 3
	}
	for _, p := range s.pictures {
		if has(p.Box) {
			c.text.Objects = append(c.text.Objects, report.Object{At: len(c.text.S), Thing: report.Picture})
			return
		}
	}
	if c.text.S != "" {
		return
	}
	for _, a := range s.areas {
		if a.Curved && has(a.Box) {
			c.text.Objects = append(c.text.Objects, report.Object{Thing: report.Picture})
			return
		}
	}
}

// cellText joins the words of a cell: its lines by line breaks, but those of a label that is
// set one character a line without.
func cellText(words []word, page int) report.Text {
	if len(words) == 0 {
		return report.Text{}
	}
	ls := lines(words)
	if allTurned(words) {
		ls = [][]int{}
		for i := range words {
			ls = append(ls, []int{i})
		}
	}
	between := "\n"
	if stacked(words, ls) {
		between = ""
	}
	t := join(words, ls[0], page)
	for _, l := range ls[1:] {
		next := join(words, l, page)
		shift := len(t.S) + len(between)
		t.S += between + next.S
		t.At.Box = union(t.At.Box, next.At.Box)
		for _, w := range next.Words {
			t.Words = append(t.Words, report.Word{Start: w.Start + shift, End: w.End + shift, Box: w.Box})
		}
		for _, m := range next.Marks {
			t.Marks = append(t.Marks, report.Mark{Start: m.Start + shift, End: m.End + shift, Look: m.Look})
		}
	}
	return t
}

// cellPadding is the most that programs leave free beside the text of a cell, in points.
const cellPadding = 5.7

// isFull reports whether the last line of a cell has no room for another character.
func isFull(words []word, box [4]float64) bool {
	if len(words) == 0 {
		return false
	}
	ls := lines(words)
	last := ls[len(ls)-1]
	left, right, size := math.Inf(1), math.Inf(-1), 0.0
	for _, i := range last {
		left, right, size = min(left, words[i].box[0]), max(right, words[i].box[2]), max(size, words[i].size)
	}
	padding := min(max(left-box[0], 0), cellPadding)
	return right-left+size > box[2]-box[0]-2*padding
}

func allTurned(words []word) bool {
	return !slices.ContainsFunc(words, func(w word) bool { return !w.turned })
}

// stacked reports whether a label is set from top to bottom: a character a line, here and
// there two, and no digit.
func stacked(words []word, ls [][]int) bool {
	if len(ls) < 2 {
		return false
	}
	alone := 0
	for _, l := range ls {
		n := 0
		for _, i := range l {
			s := words[i].s
			if strings.IndexFunc(s, unicode.IsDigit) >= 0 {
				return false
			}
			n += utf8.RuneCountInString(s)
		}
		switch {
		case n == 1:
			alone++
		case n > 2:
			return false
		}
	}
	return 3*alone >= 2*len(ls)
}

// grid is the table as a report has it.
func (t *table) grid() *report.Grid {
	g := &report.Grid{Rows: len(t.ys) - 1, Cols: len(t.xs) - 1}
	for i := range t.cells {
		c := &t.cells[i]
		g.Cells = append(g.Cells, report.GridCell{Row: c.row, Col: c.col, RowSpan: c.rows, ColSpan: c.cols, Text: c.text})
	}
	return g
}
