package generate

import (
	"fmt"
	"html"
	"strings"
)

// page writes the article of a report as HTML; the hooks say how text, paragraphs and
// cells are dressed.
type page struct {
	b strings.Builder
	// text dresses the text of a paragraph or cell, which is not escaped yet.
	text func(string) string
	// cellText, where set, dresses the text of a cell instead.
	cellText func(string) string
	// noHead leaves out the lines above the title.
	noHead bool
	// para and cell are attributes.
	para, cell string
}

func plainText(s string) string { return dressedPage(s) }

func (w *page) printf(format string, args ...any) { fmt.Fprintf(&w.b, format, args...) }

func (w *page) paragraph(tag, text string) {
	w.printf("<%s%s>%s</%s>\n", tag, w.para, w.text(text), tag)
}

func (w *page) article(p *paper) {
	for _, x := range p.blocks() {
		switch x.kind {
		case blockTable:
			w.table(x.table)
		case blockTitle:
			w.printf("<h1>%s</h1>\n", html.EscapeString(x.line))
		case blockHead:
			if w.noHead {
				continue
			}
			w.printf("<div class=\"info\">%s</div>\n", html.EscapeString(x.line))
		default:
			w.paragraph("p", x.line)
		}
	}
}

func (w *page) table(s *sheet) {
	text := w.text
	if w.cellText != nil {
		text = w.cellText
	}
	w.printf("<table border=\"1\">\n")
	for _, r := range s.rows {
		w.printf("<tr>")
		for _, c := range r.cells {
			w.printf("<td%s", w.cell)
			if c.colspan > 1 {
				w.printf(" colspan=\"%d\"", c.colspan)
			}
			if c.rowspan > 1 {
				w.printf(" rowspan=\"%d\"", c.rowspan)
			}
			w.printf(">%s</td>", text(c.text))
		}
		w.printf("</tr>\n")
	}
	w.printf("</table>\n")
}

// open begins a document; charset is what the page says of itself. The title element has
// the title also where the article has none.
func (w *page) open(p *paper, charset string) {
	w.printf("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"%s\">\n<title>%s</title>\n", charset, html.EscapeString(p.fullTitle))
	if p.published != "" {
		w.printf("<meta name=\"PubDate\" content=\"%s\">\n", p.published)
	}
	if p.dressed {
		w.printf("%s", pageSheet)
	}
	w.printf("</head>\n<body>\n")
}

func (w *page) close() []byte {
	w.printf("</body>\n</html>\n")
	return []byte(w.b.String())
}

func renderHTMLClean(_ *dice, p *paper) []byte {
	w := &page{text: plainText}
	w.open(p, "utf-8")
	w.article(p)
	return w.close()
}
