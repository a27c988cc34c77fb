package text

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// What a table drawn with characters may have: lines (table three on narrow columns has some
// 200), bytes in a line, squares.
const (
	mostRuled   = 2000
	longestRule = 4096
	mostSquares = 50_000
)

// ruled reads the table that the first blocks draw: +----+ as reStructuredText and Pandoc
// write it, or with box-drawing characters as browsers in a terminal do. It returns how many
// blocks it takes. Where they draw no table it returns nil, and how many blocks are certainly
// none, 0 if they do not even begin as one.
func ruled(s string, blocks []report.Block) (*report.Grid, int) {
	if len(blocks) == 0 || !beginsRuled(blocks[0].Line.S) {
		return nil, 0
	}
	n := 1
	for n < min(len(blocks), mostRuled) && blocks[n].Grid == nil && blocks[n].Gap == 0 && len(blocks[n].Line.S) <= longestRule && continuesRuled(blocks[n].Line.S) {
		n++
	}
	r := drawing{text: s}
	if n < 3 || !r.layOut(blocks[:n]) {
		return nil, n
	}
	if r.findRules(); !r.alignByCount() {
		return nil, n
	}
	r.findSolid()
	return r.grid(), n
}

// isRule reports a character that draws a rule and is no word of a report.
func isRule(r rune) bool { return r == '|' || isBox(r) }

func beginsRuled(line string) bool {
	if len(line) > longestRule {
		return false
	}
	line = strings.TrimSpace(line)
	if strings.HasPrefix(line, "+-") || strings.HasPrefix(line, "+=") {
		return strings.HasSuffix(line, "+")
	}
	for _, r := range line {
		return strings.ContainsRune("┌┏╔╭┍┎╒╓", r)
	}
	return false
}

func continuesRuled(line string) bool {
	for _, r := range strings.TrimSpace(line) {
		return isVertical(r)
	}
	return false
}

// drawing is a table drawn with characters.
type drawing struct {
	text  string
	lines []printed
	rule  []int    // the columns in which a vertical rule stands anywhere, in order
	solid [][]bool // by line and gap between two rules: a horizontal rule runs through it
	bands [][2]int // the lines between horizontal rules, from up to to
	owner []int    // by band and gap: the smallest band*gaps+gap of the cell it belongs to
}

// layOut finds for each line the metric by which its last rule stands where that of the
// first line does. Lines with a character too wide for its cell have none.
func (d *drawing) layOut(blocks []report.Block) bool {
	width := -1
	for i := range blocks {
		t := &blocks[i].Line
		line := strings.TrimRight(t.S, " \t\r")
		best := printed{s: line, base: t.At.Start}
		for m := range metricCount {
			p := print(line, t.At.Start, metric(m))
			if width < 0 {
				width = len(p.at)
			}
			if len(p.at) == width && isVertical(p.rune(width-1)) {
				best = p
				break
			}
		}
		d.lines = append(d.lines, best)
	}
	return len(d.lines[0].at) > 0
}

// findRules finds the columns in which vertical rules stand.
func (d *drawing) findRules() {
	seen := map[int]bool{}
	for y := range d.lines {
		p := &d.lines[y]
		for x := range p.at {
			if r := p.rune(x); isVertical(r) && (isBox(r) || r == '+' && (isHorizontal(p.rune(x+1)) || isHorizontal(p.rune(x-1)))) {
				seen[x] = true
			}
		}
	}
	for x := range seen {
		d.rule = append(d.rule, x)
	}
	slices.Sort(d.rule)
}

// onRules reports that each | of a line stands where a rule does.
func (d *drawing) onRules(p *printed) bool {
	for x := range p.at {
		if p.rune(x) == '|' {
			if _, ok := slices.BinarySearch(d.rule, x); !ok {
				return false
			}
		}
	}
	return true
}

// alignByCount lays out the lines that fit no metric by their rules, in order. False if
// their number is not that of the table.
func (d *drawing) alignByCount() bool {
	for y := range d.lines {
		p := &d.lines[y]
		if len(p.at) > 0 && d.onRules(p) {
			continue
		}
		var rules []int32
		for i, r := range p.s {
			if isVertical(r) && r != '+' {
				rules = append(rules, int32(i))
			}
		}
		if len(rules) != len(d.rule) || len(rules) < 2 {
			return false
		}
		p.at = slices.Repeat([]int32{-1}, d.rule[len(rules)-1]+1)
		for k, x := range d.rule {
			p.at[x] = rules[k]
			if x+1 < len(p.at) {
				_, size := utf8.DecodeRuneInString(p.s[rules[k]:])
				p.at[x+1] = rules[k] + int32(size)
			}
		}
	}
	return true
}

// findSolid finds the horizontal rules, and the bands of lines between them.
func (d *drawing) findSolid() {
	from := -1
	for y := range d.lines {
		solid := make([]bool, max(len(d.rule)-1, 0))
		any := false
		for c := range solid {
			solid[c] = d.isSolid(&d.lines[y], d.rule[c]+1, d.rule[c+1])
			any = any || solid[c]
		}
		d.solid = append(d.solid, solid)
		switch {
		case any && from >= 0:
			d.bands = append(d.bands, [2]int{from, y})
			from = -1
		case !any && from < 0:
			from = y
		}
	}
}

func (d *drawing) isSolid(p *printed, from, to int) bool {
	for x := from; x < to; x++ {
		if !isHorizontal(p.rune(x)) {
			return false
		}
	}
	return from < to
}

// grid joins the squares without a rule between them to cells; nil if these are no
// rectangles.
func (d *drawing) grid() *report.Grid {
	rows, cols := len(d.bands), len(d.rule)-1
	if rows == 0 || cols < 1 || rows*cols > mostSquares {
		return nil
	}
	d.owner = make([]int, rows*cols)
	for i := range d.owner {
		d.owner[i] = i
	}
	for b := range rows {
		for c := range cols {
			if c+1 < cols && !d.ruledBetween(b, c) {
				d.join(b*cols+c, b*cols+c+1)
			}
			if b+1 < rows && !d.ruledBelow(b, c) {
				d.join(b*cols+c, (b+1)*cols+c)
			}
		}
	}
	size := make([]int, rows*cols)
	for i := range d.owner {
		size[d.find(i)]++
	}
	g := &report.Grid{Rows: rows, Cols: cols}
	for i := range d.owner {
		if d.find(i) != i {
			continue
		}
		cell, ok := d.cell(i, rows, cols, size[i])
		if !ok {
			return nil
		}
		g.Cells = append(g.Cells, cell)
	}
	return g
}

// ruledBetween reports a vertical rule between the gaps c and c+1 in band b.
func (d *drawing) ruledBetween(b, c int) bool {
	for y := d.bands[b][0]; y < d.bands[b][1]; y++ {
		if isVertical(d.lines[y].rune(d.rule[c+1])) {
			return true
		}
	}
	return false
}

// ruledBelow reports a horizontal rule in gap c below band b.
func (d *drawing) ruledBelow(b, c int) bool {
	for y := d.bands[b][1]; y < d.bands[b+1][0]; y++ {
		if d.solid[y][c] {
			return true
		}
	}
	return false
}

func (d *drawing) find(i int) int {
	for d.owner[i] != i {
		d.owner[i] = d.owner[d.owner[i]]
		i = d.owner[i]
	}
	return i
}

func (d *drawing) join(a, b int) {
	if a, b = d.find(a), d.find(b); a < b {
		d.owner[b] = a
	} else {
		d.owner[a] = b
	}
}

// cell is the cell whose first square is i and which has size squares; false if these are no
// rectangle.
func (d *drawing) cell(i, rows, cols, size int) (report.GridCell, bool) {
	row, col := i/cols, i%cols
	high, wide := 1, 1
	for col+wide < cols && d.find(row*cols+col+wide) == i {
		wide++
	}
	for row+high < rows && d.find((row+high)*cols+col) == i {
		high++
	}
	out := report.GridCell{Row: row, Col: col, RowSpan: high, ColSpan: wide}
	if size != high*wide {
		return out, false
	}
	var pieces []piece
	from, to := d.rule[col]+1, d.rule[col+wide]
	for y := d.bands[row][0]; y < d.bands[row+high-1][1]; y++ {
		if p := d.lines[y].piece(d.text, from, to); p.start < p.end {
			if strings.IndexFunc(d.text[p.start:p.end], isRule) >= 0 {
				return out, false // a line that is no part of this drawing
			}
			pieces = append(pieces, p)
		}
	}
	first := &d.lines[d.bands[row][0]]
	out.Text = textOf(d.text, pieces, first.base+first.offset(from), "\n")
	return out, true
}
