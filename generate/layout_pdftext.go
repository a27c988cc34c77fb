package generate

import (
	"fmt"
	"slices"
	"strings"
)

// pager sets lines on numbered pages, as text that comes out of a PDF has them.
type pager struct {
	b    strings.Builder
	mark func(page int) string
	// size is the number of lines after which a page ends, at once or, if keep is set, when
	// the table's row is over.
	size int
	keep bool
	page int
	used int
}

// linesPerPage makes table three of a usual report run over a page.
const linesPerPage = 46

func (w *pager) line(s string) {
	if w.used >= w.size && !w.keep {
		w.turn()
	}
	w.b.WriteString(strings.TrimRight(s, " ") + "\n")
	w.used++
}

func (w *pager) turn() {
	w.page++
	w.b.WriteString("\n" + w.mark(w.page) + "\n\f")
	w.used = 0
}

// paragraph sets narrative 30 characters wide with an indented first line.
func (w *pager) paragraph(s string, indent string) {
	for i, l := range wrapRunes(s, 28) {
		if i == 0 {
			l = indent + l
		}
		w.line(l)
	}
}

func (w *pager) bytes() []byte {
	w.turn()
	return []byte(w.b.String())
}

// placed is a text at a column of the page; a Chinese character is two columns wide.
type placed struct {
	col  int
	text string
}

// lineOf puts texts at their columns, at least two columns apart, so that a long label
// pushes what follows it to the right.
func lineOf(of ...placed) string {
	var b strings.Builder
	at := 0
	for i, x := range of {
		gap := x.col - at
		if i > 0 && gap < 2 {
			gap = 2
		}
		b.WriteString(strings.Repeat(" ", max(gap, 0)) + x.text)
		at += max(gap, 0) + columns(x.text)
	}
	return b.String()
}

func columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0x2000 {
			n++
		}
	}
	return n
}

// renderPDFLayout prints like pdftotext -layout: columns by uneven spaces, labels on two
// lines with their numbers between or below, group labels on a line between the rows.
func renderPDFLayout(d *dice, p *paper) []byte {
	w := &pager{size: linesPerPage, mark: func(n int) string { return strings.Repeat(" ", []int{70, 5}[n%2]) + fmt.Sprintf("-%d-", n) }}
	t := &layoutTable{d: d, w: w, first: d.between(64, 74), step: d.between(5, 8), narrow: d.chance(40)}
	for _, x := range p.blocks() {
		switch x.kind {
		case blockTitle:
			w.line(lineOf(placed{max(0, 34-columns(x.line)/2), x.line}))
			w.line("")
		case blockHead:
			w.line(x.line)
		case blockSign:
			w.line(lineOf(placed{40, x.line}))
		case blockTable:
			t.print(p, x.table)
		default:
			w.paragraph(x.line, "    ")
		}
	}
	return w.bytes()
}

type layoutTable struct {
	d           *dice
	w           *pager
	first, step int // columns of the first number of table three, and between numbers
	// narrow is set for columns so narrow that the labels of groups go down beside those of
	// their rows, a single space apart.
	narrow bool
}

func (t *layoutTable) print(p *paper, s *sheet) {
	switch s.number {
	case 2:
		for _, r := range s.rows {
			t.small(r)
		}
	case 3:
		t.heads(p, s)
		if t.narrow {
			t.beside(p, s)
		} else {
			t.applications(p, s)
		}
	default:
		t.proceedings(p, s)
	}
	t.w.line("")
}

// small prints a row of table two with blank lines around, its cells spread over the page.
func (t *layoutTable) small(r sheetRow) {
	var of []placed
	for i, c := range r.cells {
		col := []int{2, 24, 40, 54}[i]
		if len(r.cells) == 1 {
			col = 20
		}
		if len(r.cells) == 2 && i == 1 {
			col = 36
		}
		of = append(of, placed{col + t.d.n(2), c.text})
	}
	t.w.line(lineOf(of...))
	if t.d.chance(50) {
		t.w.line("")
	}
}

func (t *layoutTable) col(c int) int { return t.first + c*t.step }

// heads prints the heads of table three in their columns: a short one on the line of its
// row, a long one on two or three lines.
func (t *layoutTable) heads(p *paper, s *sheet) {
	l := p.style.label
	t.w.line(lineOf(placed{t.col(2), l("申请人情况")}))
	t.w.line("")
	t.w.line(lineOf(placed{t.col(2), l("法人或其他组织")}))
	t.w.line(l("（本列数据的勾稽关系为：第一项加第二项之和，等"))
	t.w.line(l("于第三项加第四项之和）"))
	var lines [3][]placed
	for level, r := range s.rows[1:3] {
		for _, c := range r.cells {
			if c.colspan > 1 {
				continue
			}
			word, col := []rune(c.text), t.col(c.col-3)
			switch n := len(word); {
			case level == 0:
				lines[0] = append(lines[0], placed{col - n/3*3, c.text})
			case n <= 2:
				lines[1] = append(lines[1], placed{col, c.text})
			default:
				for i := n/2 - 1; i >= 0; i-- {
					at := 2 - (n/2 - 1) + i
					lines[at] = append(lines[at], placed{col, string(word[2*i : min(n, 2*i+2)])})
				}
			}
		}
	}
	for _, line := range lines {
		slices.SortFunc(line, func(a, b placed) int { return a.col - b.col })
		t.w.line(lineOf(line...))
	}
	t.w.line("")
}

// applications prints the rows; the vertical label of the results stands on a line of its
// own below the first row of the first group.
func (t *layoutTable) applications(p *paper, s *sheet) {
	group, at, size := "", 0, 0
	for i, r := range s.rows {
		values := r.values()
		if len(values) == 0 {
			continue
		}
		labels := r.labels()
		label := labels[len(labels)-1]
		row := p.row(r.key)
		if row.Group != group {
			group, at, size = row.Group, 0, p.groupSize(row.Group)
		}
		if group != "" && at == size/2 {
			t.w.line(lineOf(placed{18, p.style.label(group)}))
		}
		t.row(label, values)
		if i == 7 {
			t.w.line(" 三 、本 年 度办 理 结果")
			t.w.line("")
			t.w.line("")
		}
		if i == p.pageBreakRow(s) && i > 0 {
			t.w.line("")
			t.w.line(lineOf(placed{60, p.pageMark}))
		}
		at++
	}
}

// row prints a label and its numbers; a label that does not fit stands on two lines.
func (t *layoutTable) row(label sheetCell, values []string) {
	col := []int{0, 18, 28}[label.col]
	numbers := make([]placed, 0, 8)
	for c, v := range values {
		numbers = append(numbers, placed{t.col(c) + t.d.n(2), v})
	}
	fits := (t.first - col - 2) / 2
	text := []rune(label.text)
	if len(text) <= fits {
		t.w.line(lineOf(append([]placed{{col, label.text}}, numbers...)...))
		return
	}
	upper, lower := string(text[:fits]), string(text[fits:])
	switch t.d.n(3) {
	case 0:
		t.w.line(lineOf(placed{col, upper}))
		t.w.line(lineOf(numbers...))
		t.w.line(lineOf(placed{col, lower}))
	case 1:
		t.w.line(lineOf(placed{col, upper}))
		t.w.line(lineOf(placed{col, lower}))
		t.w.line(lineOf(numbers...))
	default:
		t.w.line(lineOf(placed{col, upper}))
		t.w.line(lineOf(append([]placed{{col, lower}}, numbers...)...))
	}
}

// beside prints the rows with their labels cut after some characters, the figures beside any
// line of the label, and the label of the group cut likewise before it.
func (t *layoutTable) beside(p *paper, s *sheet) {
	group, size, rest := "", t.d.between(9, 16), []rune(nil)
	for i, r := range s.rows {
		values := r.values()
		if len(values) == 0 {
			continue
		}
		labels := r.labels()
		if g := p.row(r.key).Group; g != group {
			group, rest = g, []rune(p.style.label(g))
		}
		lines := wrapRunes(labels[len(labels)-1].text, size)
		at := t.d.n(len(lines))
		for k, l := range lines {
			text := "      "
			if n := min(4, len(rest)); n > 0 {
				text, rest = string(rest[:n]), rest[n:]
			}
			of := []placed{{8, text + " " + l}}
			for c, v := range values {
				if k == at {
					of = append(of, placed{t.col(c) + t.d.n(2), v})
				}
			}
			t.w.line(lineOf(of...))
		}
		if len(rest) > 0 && (i+1 == len(s.rows) || p.row(s.rows[i+1].key).Group != group) {
			t.w.line(lineOf(placed{8, string(rest)}))
			rest = nil
		}
		if i == p.pageBreakRow(s) && i > 0 {
			t.w.line("")
			t.w.line(lineOf(placed{60, p.pageMark}))
		}
	}
}

func (t *layoutTable) proceedings(p *paper, s *sheet) {
	l := p.style.label
	t.w.line(lineOf(placed{10, l("行政复议")}, placed{48, l("行政诉讼")}))
	t.w.line("")
	t.w.line(lineOf(placed{30, l("未经复议直接起诉")}, placed{62, l("复议后起诉")}))
	var heads [15]string
	for _, r := range s.rows[1:3] {
		for _, c := range r.cells {
			if c.colspan == 1 {
				heads[c.col] = c.text
			}
		}
	}
	var upper, lower []placed
	for i, h := range heads {
		word := []rune(h)
		upper = append(upper, placed{6 * i, string(word[:len(word)/2])})
		lower = append(lower, placed{6 * i, string(word[len(word)/2:])})
	}
	t.w.line(lineOf(upper...))
	t.w.line(lineOf(lower...))
	t.w.line("")
	for _, r := range s.rows {
		var of []placed
		for i, v := range r.values() {
			of = append(of, placed{i*6 + t.d.n(2), v})
		}
		if len(of) > 0 {
			t.w.line(lineOf(of...))
		}
	}
	t.w.line("")
}
