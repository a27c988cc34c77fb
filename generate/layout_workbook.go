package generate

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// gridRow is a row of a spreadsheet: its cells in order.
type gridRow []square

// spreadsheet lays the whole report out on one sheet, prose in rows of a single cell that
// is merged over the width.
func (p *paper) spreadsheet() (rows []gridRow, width int) {
	for _, x := range p.blocks() {
		if x.kind == blockTable {
			width = max(width, x.table.cols)
		}
	}
	for _, x := range p.blocks() {
		if x.kind != blockTable {
			rows = append(rows, gridRow{{cell: sheetCell{text: x.line, colspan: width, rowspan: 1}}})
			continue
		}
		for _, line := range x.table.squares() {
			rows = append(rows, line)
		}
	}
	return rows, width
}

// plainNumber are the values that a spreadsheet keeps as numbers.
var plainNumber = regexp.MustCompile(`^(0|[1-9][0-9]{0,13})(\.[0-9]{1,4})?$`)

// renderXLSX writes a workbook: numbers as numbers, with the seventeen digits that Excel
// writes and a format that shows the decimals; texts shared or inline; a hidden sheet.
func renderXLSX(d *dice, p *paper) []byte {
	rows, _ := p.spreadsheet()
	w := &workbook{d: d, index: map[string]int{}}
	for y, r := range rows {
		fmt.Fprintf(&w.b, `<row r="%d">`, y+1)
		for _, q := range r {
			w.cell(q, y)
		}
		w.b.WriteString("</row>")
	}
	const open = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	const main = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	// Programs that keep to the standard open no part whose kind is not said.
	kind := func(part, of string) string {
		return `<Override PartName="/xl/` + part + `.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.` + of + `+xml"/>`
	}
	merges := ""
	if len(w.merges) > 0 {
		merges = "<mergeCells>" + strings.Join(w.merges, "") + "</mergeCells>"
	}
	return store([][2]string{
		{"[Content_Types].xml", open + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			kind("workbook", "sheet.main") + kind("worksheets/sheet1", "worksheet") + kind("worksheets/sheet2", "worksheet") + kind("styles", "styles") + kind("sharedStrings", "sharedStrings") + `</Types>`},
		{"_rels/.rels", open + rels + `<Relationship Id="rId1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", open + "<workbook" + main + `><sheets><sheet name="旧" sheetId="1" state="hidden" r:id="rId3"/><sheet name="年报" sheetId="2" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", open + rels + `<Relationship Id="rId1" Type="` + office + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId3" Type="` + office + `/worksheet" Target="worksheets/sheet2.xml"/>` +
			`<Relationship Id="rId4" Type="` + office + `/styles" Target="styles.xml"/><Relationship Id="rId2" Type="` + office + `/sharedStrings" Target="sharedStrings.xml"/></Relationships>`},
		{"xl/styles.xml", open + "<styleSheet" + main + `><numFmts count="1"><numFmt numFmtId="164" formatCode="0_ "/></numFmts><fonts><font/></fonts><fills><fill><patternFill patternType="none"/></fill></fills>` +
			`<cellXfs><xf numFmtId="0" fontId="0" fillId="0"/><xf numFmtId="164"/><xf numFmtId="165"/>` + w.decimals() + `</cellXfs></styleSheet>`},
		{"xl/sharedStrings.xml", open + "<sst" + main + ">" + w.strings.String() + "</sst>"},
		{"xl/worksheets/sheet1.xml", open + "<worksheet" + main + "><sheetData>" + w.b.String() + "</sheetData>" + merges + "</worksheet>"},
		{"xl/worksheets/sheet2.xml", open + "<worksheet" + main + `><sheetData><row r="1"><c r="A1"><v>777</v></c></row></sheetData></worksheet>`},
	})
}

type workbook struct {
	b, strings strings.Builder
	d          *dice
	index      map[string]int
	merges     []string
}

// decimals are formats with one to four decimals, after three others.
func (w *workbook) decimals() string {
	// 2 is 0.00 by its number; the others are shown by General where they end in no 0.
	return `<xf numFmtId="2"/>`
}

const twoDecimals = 3 // the style of 0.00

func (w *workbook) cell(q square, y int) {
	c := q.cell
	at := squareName(y, c.col)
	if q.above {
		return
	}
	if c.colspan > 1 || c.rowspan > 1 {
		w.merges = append(w.merges, fmt.Sprintf(`<mergeCell ref="%s:%s"/>`, at, squareName(y+c.rowspan-1, c.col+c.colspan-1)))
	}
	switch {
	case c.text == "":
		fmt.Fprintf(&w.b, `<c r="%s" s="0"/>`, at)
	case w.number(c.text, at):
	case w.d.chance(50):
		fmt.Fprintf(&w.b, `<c r="%s" t="s"><v>%d</v></c>`, at, w.shared(c.text))
	default:
		fmt.Fprintf(&w.b, `<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, escaped(c.text))
	}
}

// number writes a value as a number where a format shows it as it is printed.
func (w *workbook) number(s, at string) bool {
	if !plainNumber.MatchString(s) {
		return false
	}
	style := 0
	if _, part, ok := strings.Cut(s, "."); ok {
		switch {
		case len(part) == 2:
			style = twoDecimals
		case strings.HasSuffix(part, "0") || len(s) > 10:
			return false
		}
	} else if w.d.chance(40) {
		style = 1
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return false
	}
	fmt.Fprintf(&w.b, `<c r="%s" s="%d"><v>%s</v></c>`, at, style, strconv.FormatFloat(f, 'g', 17, 64))
	return true
}

func (w *workbook) shared(s string) int {
	if i, ok := w.index[s]; ok {
		return i
	}
	i := len(w.index)
	w.index[s] = i
	r := []rune(s)
	n := w.d.between(0, len(r))
	if n == 0 || n == len(r) {
		w.strings.WriteString(`<si><t xml:space="preserve">` + escaped(s) + `</t></si>`)
		return i
	}
	w.strings.WriteString(`<si><r><t xml:space="preserve">` + escaped(string(r[:n])) + `</t></r><r><rPr><b/></rPr><t xml:space="preserve">` +
		escaped(string(r[n:])) + `</t></r><rPh sb="0" eb="1"><t>ねん</t></rPh></si>`)
	return i
}

func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil { // a strings.Builder takes everything
		panic("generate: " + err.Error())
	}
	return b.String()
}

// squareName is a square as spreadsheets call it; the tables have fewer than 26 columns.
func squareName(row, col int) string { return string(rune('A'+col)) + strconv.Itoa(row+1) }

// renderCSV writes what Excel exports: a merged cell's text in its first square only, and
// quotes where they are needed.
func renderCSV(d *dice, p *paper) []byte {
	rows, width := p.spreadsheet()
	comma := pick(d, ",", ",", ";")
	var b strings.Builder
	for _, r := range rows {
		line := make([]string, width)
		for _, q := range r {
			if !q.above {
				line[q.cell.col] = csvValue(d, q.cell.text, comma)
			}
		}
		b.WriteString(strings.Join(line, comma) + "\r\n")
	}
	return []byte(b.String())
}

func csvValue(d *dice, s, comma string) string {
	if strings.Contains(s, comma) || strings.Contains(s, `"`) || s != "" && d.chance(20) {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}
