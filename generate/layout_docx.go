package generate

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// renderDOCX writes a Word document with merged cells: gridSpan across, vMerge down.
// Nothing is compressed, so that the bytes do not depend on the version of a compressor,
// and every entry has the same date.
func renderDOCX(d *dice, p *paper) []byte {
	body := &docx{d: d}
	for _, x := range p.blocks() {
		switch x.kind {
		case blockTable:
			body.table(x.table)
		case blockTitle:
			body.paragraph(x.line, `<w:pPr><w:jc w:val="center"/></w:pPr>`)
		case blockSign:
			body.paragraph(x.line, `<w:pPr><w:jc w:val="right"/></w:pPr>`)
		default:
			body.paragraph(x.line, "")
		}
	}
	const open = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	const word = `http://schemas.openxmlformats.org/wordprocessingml/2006/main`
	parts := [][2]string{
		{"[Content_Types].xml", open + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", open + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", open + `<w:document xmlns:w="` + word + `"><w:body>` + body.b.String() +
			`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>`},
	}
	if p.dressed {
		parts = append(parts, [2]string{"word/styles.xml", open + wordStyles},
			[2]string{"word/_rels/document.xml.rels", open + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`})
		parts[0][1] = strings.Replace(parts[0][1], "</Types>", `<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`, 1)
	}
	return store(parts)
}

// store writes a ZIP archive without compression.
func store(parts [][2]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	made := time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	for _, part := range parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: part[0], Method: zip.Store, Modified: made})
		if err == nil {
			_, err = f.Write([]byte(part[1]))
		}
		if err != nil { // a bytes.Buffer takes everything
			panic("generate: " + err.Error())
		}
	}
	if err := z.Close(); err != nil {
		panic("generate: " + err.Error())
	}
	return b.Bytes()
}

type docx struct {
	b      strings.Builder
	d      *dice
	column int // the width of a column of the table that is written
}

func (w *docx) paragraph(text, props string) {
	w.b.WriteString("<w:p>" + props)
	eachDressed(text, w.runs, w.dressed)
	w.b.WriteString("</w:p>")
}

// runs cuts text into runs anywhere.
func (w *docx) runs(text string) {
	r := []rune(text)
	for len(r) > 0 {
		n := min(w.d.between(1, 60), len(r))
		w.run(string(r[:n]), "")
		r = r[n:]
	}
}

func (w *docx) run(text, props string) {
	// The style of a run comes before its other properties.
	style := ""
	if strings.HasPrefix(props, "<w:rStyle") {
		style, props = props, ""
	}
	w.b.WriteString(`<w:r><w:rPr>` + style + `<w:rFonts w:eastAsia="仿宋_GB2312"/>` + props + `</w:rPr><w:t xml:space="preserve">`)
	if err := xml.EscapeText(&w.b, []byte(text)); err != nil { // a strings.Builder takes everything
		panic("generate: " + err.Error())
	}
	w.b.WriteString("</w:t></w:r>")
}

// docxWidth is the width of a table in twentieths of a point: that of the text on A4.
const docxWidth = 9000

// table writes the grid; a square that is covered from above is a cell that continues
// the merge.
func (w *docx) table(s *sheet) {
	w.b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders><w:insideH w:val="single"/><w:insideV w:val="single"/></w:tblBorders></w:tblPr><w:tblGrid>`)
	w.column = docxWidth / s.cols
	for range s.cols {
		fmt.Fprintf(&w.b, `<w:gridCol w:w="%d"/>`, w.column)
	}
	w.b.WriteString("</w:tblGrid>")
	down := make([]sheetCell, s.cols) // what covers each column from above
	left := make([]int, s.cols)       // for how many more rows
	for _, r := range s.rows {
		w.b.WriteString("<w:tr>")
		next := 0
		for col := 0; col < s.cols; {
			if next < len(r.cells) && r.cells[next].col == col {
				c := r.cells[next]
				merge := ""
				if c.rowspan > 1 {
					merge = `<w:vMerge w:val="restart"/>`
					down[col], left[col] = c, c.rowspan-1
				}
				w.cell(c.text, c.colspan, merge)
				next++
				col += c.colspan
				continue
			}
			if left[col] == 0 {
				panic(fmt.Sprintf("generate: nothing covers column %d of table %d", col, s.number))
			}
			left[col]--
			w.cell("", down[col].colspan, `<w:vMerge/>`)
			col += down[col].colspan
		}
		w.b.WriteString("</w:tr>")
	}
	w.b.WriteString("</w:tbl>")
}

func (w *docx) cell(text string, span int, merge string) {
	fmt.Fprintf(&w.b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, span*w.column)
	if span > 1 {
		fmt.Fprintf(&w.b, `<w:gridSpan w:val="%d"/>`, span)
	}
	w.b.WriteString(merge + "</w:tcPr>")
	w.paragraph(text, "")
	w.b.WriteString("</w:tc>")
}
