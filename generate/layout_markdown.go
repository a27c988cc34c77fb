package generate

import (
	"strings"
)

// renderMarkdown prints pipe tables; covered cells are empty.
func renderMarkdown(_ *dice, p *paper) []byte {
	var b strings.Builder
	for _, x := range p.blocks() {
		switch x.kind {
		case blockTitle:
			b.WriteString("# " + x.line + "\n\n")
		case blockHeading:
			b.WriteString("## " + x.line + "\n\n")
		case blockTable:
			for i, r := range x.table.rows {
				squares := make([]string, x.table.cols)
				for _, c := range r.cells {
					squares[c.col] = c.text
				}
				b.WriteString(markdownRow(squares))
				if i == 0 {
					b.WriteString(markdownRule(x.table.cols))
				}
			}
			b.WriteString("\n")
		default:
			b.WriteString(x.line + "\n\n")
		}
	}
	return []byte(b.String())
}

func markdownRow(cells []string) string { return "| " + strings.Join(cells, " | ") + " |\n" }

func markdownRule(n int) string { return "|" + strings.Repeat("---|", n) + "\n" }

// renderMarkdownTorn is what a converter of PDF to Markdown leaves: each few rows a table
// of their own, long labels outside of it, groups cut in two, a surplus empty column, and
// dashes for page numbers. The seven numbers of a row stay together and in order.
func renderMarkdownTorn(d *dice, p *paper) []byte {
	w := &tornWriter{d: d}
	for _, x := range p.blocks() {
		switch x.kind {
		case blockTitle:
			w.lines(x.line, 20)
		case blockTable:
			w.table(p, x.table)
		default:
			w.lines(x.line, 29)
		}
	}
	return []byte(w.b.String())
}

type tornWriter struct {
	b strings.Builder
	d *dice
	// width is the number of columns of the table that is open, 0 for none.
	width int
}

// lines wraps text as a page does.
func (w *tornWriter) lines(text string, width int) {
	w.shut()
	w.b.WriteString(strings.Join(wrapRunes(text, width), "\n") + "\n")
}

func (w *tornWriter) shut() {
	if w.width > 0 {
		w.b.WriteString("\n")
	}
	w.width = 0
}

// row adds a row to the open table if it has as many columns, else it opens another.
func (w *tornWriter) row(cells ...string) {
	if w.width == len(cells) && w.d.chance(70) {
		w.b.WriteString(markdownRow(cells))
		return
	}
	w.shut()
	w.b.WriteString(markdownRow(cells) + markdownRule(len(cells)))
	w.width = len(cells)
}

func (w *tornWriter) table(p *paper, s *sheet) {
	for i, r := range s.rows {
		labels, values := r.labels(), r.values()
		if len(values) == 0 {
			w.heads(s, labels)
			continue
		}
		if i == p.pageBreakRow(s) && i > 0 {
			w.lines(p.pageMark, 29)
		}
		w.values(labels, values)
	}
	w.shut()
}

// heads stand as lines, as converters rarely find the cells of merged heads.
func (w *tornWriter) heads(s *sheet, labels []sheetCell) {
	var text []string
	for _, c := range labels {
		text = append(text, c.text)
	}
	if s.number == 2 && len(text) > 1 {
		w.row(text...)
		return
	}
	w.lines(strings.Join(text, ""), 29)
}

// values prints one row: a long label above, a group label cut in two above its row or in
// the first column.
func (w *tornWriter) values(labels []sheetCell, values []string) {
	if len(labels) == 0 {
		w.row(values...)
		return
	}
	label := labels[len(labels)-1].text
	for _, g := range labels[:len(labels)-1] {
		half := []rune(g.text)
		w.lines(string(half[:5]), 29)
		w.lines(string(half[5:]), 29)
	}
	switch {
	case len([]rune(label)) > 20:
		w.lines(label, 18)
		w.row(values...)
	case len(values) == 7 && w.d.chance(40):
		w.row(append(append([]string{label}, values...), "")...)
	default:
		w.row(append([]string{label}, values...)...)
	}
}

// wrapRunes cuts text into lines of about n characters, as typesetting does: numbers and
// Latin words stay whole, and no line begins with a closing mark.
func wrapRunes(text string, n int) []string {
	var out []string
	r := []rune(text)
	for len(r) > n {
		end := n
		for end > n/2 && end < len(r) && !breakable(r[end-1], r[end]) {
			end--
		}
		if end == n/2 {
			end = n
		}
		out = append(out, string(r[:end]))
		r = r[end:]
	}
	return append(out, string(r))
}

// breakable reports whether a line may end between a and b.
func breakable(a, b rune) bool {
	latin := func(r rune) bool { return r > ' ' && r < 0x7f && !strings.ContainsRune("(),:;", r) }
	return !(latin(a) && latin(b)) && !strings.ContainsRune("，。、；：）》〉〕”%,:;)", b) && !strings.ContainsRune("（《〈〔“(", a)
}
