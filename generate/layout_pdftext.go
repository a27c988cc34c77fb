package generate

import (
	"fmt"
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
	t := &layoutTable{d: d, w: w, first: d.between(64, 74), step: d.between(5, 8)}
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
}

func (t *layoutTable) print(p *paper, s *sheet) {
	switch s.number {
	case 2:
		for _, r := range s.rows {
			t.small(r)
		}
	case 3:
		t.heads(p)
		t.applications(p, s)
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

func (t *layoutTable) heads(p *paper) {
	l := p.style.label
	t.w.line(lineOf(placed{t.col(2), l("申请人情况")}))
	t.w.line("")
	t.w.line(lineOf(placed{t.col(2), l("法人或其他组织")}))
	t.w.line(l("（本列数据的勾稽关系为：第一项加第二项之和，等"))
	t.w.line(l("于第三项加第四项之和）"))
	t.w.line(lineOf(placed{t.col(0) - 3, l("自然人")}, placed{t.col(3), l("社会")}, placed{t.col(4), l("法律")}, placed{t.col(6), l("总计")}))
	t.w.line(lineOf(placed{t.col(1), l("商业")}, placed{t.col(2), l("科研")}, placed{t.col(3), l("公益")}, placed{t.col(4), l("服务")}, placed{t.col(5), l("其他")}))
	t.w.line(lineOf(placed{t.col(1), l("企业")}, placed{t.col(2), l("机构")}, placed{t.col(3), l("组织")}, placed{t.col(4), l("机构")}))
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

func (t *layoutTable) proceedings(p *paper, s *sheet) {
	l := p.style.label
	t.w.line(lineOf(placed{10, l("行政复议")}, placed{48, l("行政诉讼")}))
	t.w.line("")
	t.w.line(lineOf(placed{30, l("未经复议直接起诉")}, placed{62, l("复议后起诉")}))
	var upper, lower []placed
	for g := range 3 {
		for i, o := range []string{"结果维持", "结果纠正", "其他结果", "尚未审结", "总计"} {
			word := []rune(l(o))
			col := (g*5 + i) * 6
			upper = append(upper, placed{col, string(word[:len(word)/2])})
			lower = append(lower, placed{col, string(word[len(word)/2:])})
		}
	}
	t.w.line(lineOf(upper...))
	t.w.line(lineOf(lower...))
	t.w.line("")
	var of []placed
	for i, v := range s.rows[len(s.rows)-1].values() {
		of = append(of, placed{i*6 + t.d.n(2), v})
	}
	t.w.line(lineOf(of...))
	t.w.line("")
}
