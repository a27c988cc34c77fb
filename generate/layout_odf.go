package generate

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// renderODT writes an OpenDocument text, renderFODT the same in one flat file.
func renderODT(d *dice, p *paper) []byte {
	const head = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	return store([][2]string{
		{"mimetype", odfType},
		{"META-INF/manifest.xml", head + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="` + odfType + `"/></manifest:manifest>`},
		{"content.xml", head + "<office:document-content" + odfNames + ">" + odfBody(d, p) + "</office:document-content>"},
	})
}

func renderFODT(d *dice, p *paper) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<office:document" + odfNames + ` office:mimetype="` + odfType + `">` + odfBody(d, p) + "</office:document>\n")
}

const (
	odfType  = "application/vnd.oasis.opendocument.text"
	odfNames = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"` +
		` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"` +
		` xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"`
)

// odfBody has a change that deleted a number, and styles of which one inherits from another.
func odfBody(d *dice, p *paper) string {
	w := &odf{d: d}
	w.b.WriteString(`<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties fo:font-size="16pt"/></style:style>` +
		`<style:style style:name="T2" style:family="text" style:parent-style-name="T1"/></office:automatic-styles><office:body><office:text>` +
		`<text:tracked-changes><text:changed-region><text:deletion><text:p>12345</text:p></text:deletion></text:changed-region></text:tracked-changes>`)
	for _, x := range p.blocks() {
		if x.kind == blockTable {
			w.table(x.table)
			continue
		}
		w.paragraph(pick(d, "p", "p", "h"), x.line)
	}
	return w.b.String() + "</office:text></office:body>"
}

type odf struct {
	b strings.Builder
	d *dice
}

func (w *odf) paragraph(tag, s string) {
	w.b.WriteString("<text:" + tag + ">")
	r := []rune(s)
	for len(r) > 0 {
		n := min(w.d.between(1, 40), len(r))
		style := pick(w.d, "T1", "T2")
		w.b.WriteString(`<text:span text:style-name="` + style + `">`)
		for i, c := range r[:n] {
			switch {
			case c == '\t':
				w.b.WriteString("<text:tab/>")
			case c == ' ' && (i == 0 || r[i-1] == ' ' || i == n-1):
				w.b.WriteString(`<text:s/>`)
			default:
				if err := xml.EscapeText(&w.b, []byte(string(c))); err != nil { // a strings.Builder takes everything
					panic("generate: " + err.Error())
				}
			}
		}
		w.b.WriteString("</text:span>")
		r = r[n:]
	}
	w.b.WriteString("</text:" + tag + ">")
}

func (w *odf) table(s *sheet) {
	fmt.Fprintf(&w.b, `<table:table><table:table-column table:number-columns-repeated="%d"/>`, s.cols)
	for _, line := range s.squares() {
		w.b.WriteString("<table:table-row>")
		for _, q := range line {
			c := q.cell
			if q.above {
				w.covered(c.colspan)
				continue
			}
			w.b.WriteString("<table:table-cell")
			if c.colspan > 1 {
				fmt.Fprintf(&w.b, ` table:number-columns-spanned="%d"`, c.colspan)
			}
			if c.rowspan > 1 {
				fmt.Fprintf(&w.b, ` table:number-rows-spanned="%d"`, c.rowspan)
			}
			w.b.WriteString(` office:value-type="string">`)
			w.paragraph("p", c.text)
			w.b.WriteString("</table:table-cell>")
			w.covered(c.colspan - 1)
		}
		w.b.WriteString("</table:table-row>")
	}
	w.b.WriteString("</table:table>")
}

func (w *odf) covered(n int) {
	switch {
	case n > 1 && w.d.chance(50):
		fmt.Fprintf(&w.b, `<table:covered-table-cell table:number-columns-repeated="%d"/>`, n)
	default:
		w.b.WriteString(strings.Repeat("<table:covered-table-cell/>", n))
	}
}
