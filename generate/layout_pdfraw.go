package generate

import (
	"fmt"
	"strings"
)

// renderPDFRaw prints like pdftotext -raw: the numbers of a row at the end of its line,
// long labels above it, group labels above their group, the vertical label one character
// a line.
func renderPDFRaw(d *dice, p *paper) []byte {
	w := &pager{size: linesPerPage, mark: func(n int) string { return fmt.Sprintf("- %d -", n) }}
	for _, x := range p.blocks() {
		switch {
		case x.kind == blockTitle && len([]rune(x.line)) > 22 && d.chance(50):
			at := strings.Index(x.line, num(p.year))
			w.line(x.line[:at])
			w.line(x.line[at:])
		case x.table == nil:
			w.paragraph(x.line, "")
		default:
			rawTable(w, p, x.table)
		}
	}
	return w.bytes()
}

func rawTable(w *pager, p *paper, s *sheet) {
	for i, r := range s.rows {
		labels, values := r.labels(), r.values()
		if len(values) == 0 {
			rawHeads(w, s, i, labels)
			continue
		}
		for _, g := range labels[:max(0, len(labels)-1)] {
			if g.rowspan > 12 { // set vertically
				for _, c := range g.text {
					w.line(string(c))
				}
				continue
			}
			w.line(g.text)
		}
		row := strings.Join(values, " ")
		switch {
		case len(labels) == 0:
			w.line(row)
		case len([]rune(labels[len(labels)-1].text)) > 21:
			for _, l := range wrapRunes(labels[len(labels)-1].text, 21) {
				w.line(l)
			}
			w.line(row)
		default:
			w.line(labels[len(labels)-1].text + " " + row)
		}
		if i == p.pageBreakRow(s) && i > 0 {
			w.line(p.pageMark)
		}
	}
}

// rawHeads prints the heads of table two on one line, those of the others as narrow
// columns break them.
func rawHeads(w *pager, s *sheet, row int, labels []sheetCell) {
	if s.number == 2 {
		var text []string
		for _, c := range labels {
			text = append(text, c.text)
		}
		w.line(strings.Join(text, " "))
		return
	}
	for _, c := range labels {
		size := 4
		switch {
		case s.number == 4 && row > 0 && c.colspan == 1, s.number == 3 && row == 2:
			size = 2
		case s.number == 3 && c.rowspan == 3:
			size = 23
		case c.colspan > 1:
			size = 10
		}
		for _, l := range wrapRunes(c.text, size) {
			w.line(l)
		}
	}
}

// renderPDFPlain prints like pdftotext without option: every cell a paragraph of its own,
// numbers one a line, labels of groups after their rows, and some rows' numbers before
// their label.
func renderPDFPlain(d *dice, p *paper) []byte {
	w := &pager{size: 160, mark: func(n int) string { return fmt.Sprintf("-%d-", n) }}
	for _, x := range p.blocks() {
		if x.table == nil {
			w.paragraph(x.line, "")
			continue
		}
		plainTable(d, w, p, x.table)
	}
	return w.bytes()
}

func plainTable(d *dice, w *pager, p *paper, s *sheet) {
	w.line("")
	var late []string // labels of groups that have not been printed yet
	for i, r := range s.rows {
		w.keep = false
		labels, values := r.labels(), r.values()
		if len(values) > 0 && len(labels) > 1 {
			for _, l := range late {
				w.line(l)
				w.line("")
			}
			late = late[:0]
			for _, g := range labels[:len(labels)-1] {
				late = append(late, g.text)
			}
			labels = labels[len(labels)-1:]
		}
		if len(values) == 7 && d.chance(12) {
			w.numbers(values)
			values = nil
		}
		for _, c := range labels {
			for _, l := range wrapRunes(c.text, 22) {
				w.line(l)
			}
			w.line("")
		}
		w.numbers(values)
		if i == p.pageBreakRow(s) && i > 0 {
			w.line(p.pageMark)
			w.line("")
		}
	}
	w.keep = false
	for _, l := range late {
		w.line(l)
		w.line("")
	}
}

// numbers prints the values of a row one a line, on one page.
func (w *pager) numbers(values []string) {
	w.keep = len(values) > 0
	for _, v := range values {
		w.line(v)
		w.line("")
	}
}
