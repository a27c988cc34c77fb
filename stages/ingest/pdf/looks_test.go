package pdf_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/ingest/pdf"
	"github.com/gouji/gouji/stages/report"
)

// marked writes a line with its marks: [look:text].
func marked(x report.Text) string {
	var b strings.Builder
	at := 0
	for _, m := range x.Marks {
		fmt.Fprintf(&b, "%s[%s:%s]", x.S[at:m.Start], m.Look, x.S[m.Start:m.End])
		at = m.End
	}
	return b.String() + x.S[at:]
}

func markedLines(c pdf.Content) string {
	var out []string
	for _, b := range c.Blocks {
		out = append(out, marked(b.Line))
	}
	return strings.Join(out, "\n")
}

func TestLooks(t *testing.T) {
	number := func(rest string) string { return "BT /F1 10 Tf 50 700 Td (12) Tj ET " + rest }
	for name, c := range map[string]struct{ content, want string }{
		"white":                {number("1 g BT /F1 10 Tf 80 700 Td (7) Tj ET"), "12 [pale:7]"},
		"nearly white":         {number("0.9 0.93 0.95 rg BT /F1 10 Tf 80 700 Td (7) Tj ET"), "12 [pale:7]"},
		"yellow":               {number("1 1 0 rg BT /F1 10 Tf 80 700 Td (7) Tj ET"), "12 7"},
		"no ink":               {number("0 0 0 0 k BT /F1 10 Tf 80 700 Td (7) Tj ET"), "12 [pale:7]"},
		"white on black":       {"0 g 70 690 50 20 re f 1 g BT /F1 10 Tf 80 700 Td (7) Tj ET", "7"},
		"black on black":       {number("0 g 70 690 50 20 re f BT /F1 10 Tf 80 700 Td (7) Tj ET"), "12 [pale:7]"},
		"painted over":         {number("BT /F1 10 Tf 80 700 Td (7) Tj ET 1 g 70 690 50 20 re f"), "12 [hidden:7]"},
		"without colour":       {number("BT 3 Tr /F1 10 Tf 80 700 Td (7) Tj ET"), "12 [hidden:7]"},
		"outside of the page":  {number("BT /F1 10 Tf 80 700 Td (3) Tj 600 0 Td (7) Tj ET"), "12 3 [hidden:7]"},
		"outside of the clip":  {number("q 0 0 70 800 re W n BT /F1 10 Tf 80 700 Td (7) Tj ET Q"), "12 [hidden:7]"},
		"cut by the edge":      {number("q 0 0 83 800 re W n BT /F1 10 Tf 80 700 Td (765) Tj ET Q"), "12 765"},
		"beyond the edge":      {number("q 0 0 83 800 re W n BT /F1 10 Tf 80 700 Td (7) Tj 9 0 Td (65) Tj ET Q"), "12 7 [hidden:65]"},
		"tiny":                 {number("BT /F1 1 Tf 80 703 Td (7) Tj ET"), "[tiny:7]\n12"},
		"raised by Ts":         {number("BT /F1 6 Tf 61.12 700 Td 4 Ts (1) Tj ET"), "12 [raised:1]"},
		"raised":               {number("BT /F1 6 Tf 61.12 704 Td (1) Tj ET"), "12 [raised:1]"},
		"lowered":              {number("BT /F1 6 Tf 61.12 698 Td (1) Tj ET"), "12 [lowered:1]"},
		"smaller, a cell on":   {"BT /F2 16 Tf 50 700 Td " + codes("年报") + " Tj ET BT /F1 10 Tf 86 704 Td (1) Tj ET", "年报 1"},
		"smaller on the line":  {number("BT /F1 8 Tf 61.12 700 Td (1) Tj ET"), "12 1"},
		"struck":               {number("0.5 w 49 703 m 62 703 l S"), "[struck:12]"},
		"underlined":           {number("0.5 w 49 698 m 62 698 l S"), "12"},
		"a watermark, tilted":  {number("BT /F2 40 Tf 0.7 0.7 -0.7 0.7 100 300 Tm "+codes("公开年报")+" Tj ET") + strings.Repeat(number(""), 1) + rowsOf(9), "12\n" + strings.TrimSpace(strings.Repeat("12\n", 9))},
		"a watermark, tiled":   {number("0.8 g "+tiled()+" 0 g ") + rowsOf(3), "12\n12\n12\n12"},
		"called a watermark":   {number("/Artifact <</Subtype /Watermark>> BDC BT /F2 20 Tf 90 700 Td " + codes("公开") + " Tj ET EMC"), "12"},
		"pale and transparent": {number("/G1 gs BT /F1 10 Tf 80 700 Td (7) Tj ET"), "12 [pale:7]"},
		"superscript digit":    {number("BT /F4 10 Tf 61.12 700 Td (\\262) Tj ET"), "12[raised:²]"},
	} {
		got := read(t, pages("", c.content))
		if s := markedLines(got); s != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, s, c.want)
		}
	}
}

// rowsOf draws n lines of a number.
func rowsOf(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "BT /F1 10 Tf 50 %d Td (12) Tj ET ", 680-20*i)
	}
	return b.String()
}

func tiled() string {
	var b strings.Builder
	for i := range 4 {
		fmt.Fprintf(&b, "BT /F2 8 Tf %d %d Td %s Tj ET ", 48+70*i, 702-10*i, codes("政府"))
	}
	return b.String()
}

// TestScan has pictures that fill the page with text under them.
func TestScan(t *testing.T) {
	for name, c := range map[string]struct{ content, head, want string }{
		"invisible over it": {"q 600 0 0 800 0 0 cm /X2 Do Q BT 3 Tr /F1 10 Tf 50 700 Td (12) Tj ET", "1", "12"},
		"under it":          {"BT /F1 10 Tf 50 700 Td (12) Tj ET q 600 0 0 800 0 0 cm /X2 Do Q", "1", "12"},
		"a seal":            {"BT /F1 10 Tf 50 700 Td (12) Tj ET q 100 0 0 100 0 0 cm /X2 Do Q", "", "12"},
		"a background":      {"q 600 0 0 800 0 0 cm /X2 Do Q BT /F1 10 Tf 50 700 Td (12) Tj ET", "", "12"},
	} {
		got := read(t, pages("", c.content))
		head := ""
		for _, f := range got.Head {
			if f.Name == report.HeadOCR {
				head = f.Text.S
			}
		}
		if s := markedLines(got); s != c.want || head != c.head {
			t.Errorf("%s: got %q, pages %q; want %q, %q", name, s, head, c.want, c.head)
		}
	}
}

// TestShownValues has form fields and notes.
func TestShownValues(t *testing.T) {
	appearance := stream("/Type /XObject /Subtype /Form /BBox [0 0 50 20] /Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>", "BT /F1 10 Tf 2 5 Td (34) Tj ET")
	page := func(annotation string) []byte {
		return file("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
			"<</Type /Page /MediaBox [0 0 600 800] /Contents 4 0 R /Annots [6 0 R] /Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>",
			stream("", "BT /F1 10 Tf 50 700 Td (12) Tj ET"), appearance, annotation)
	}
	for name, c := range map[string]struct{ annotation, want string }{
		"a field":                 {"<</Subtype /Widget /FT /Tx /V (34) /Rect [100 695 150 715] /AP <</N 5 0 R>>>>", "12 34"},
		"a field without picture": {"<</Subtype /Widget /FT /Tx /V (34) /Rect [100 694 150 714]>>", "12 34"},
		"a box that is ticked":    {"<</Subtype /Widget /FT /Btn /AS /On /Rect [100 695 150 715] /AP <</N <</On 5 0 R>>>>>>", "12 34"},
		"a note":                  {"<</Subtype /FreeText /Contents (34) /Rect [100 694 150 714]>>", "12 34"},
		"hidden":                  {"<</Subtype /Widget /F 2 /Rect [100 695 150 715] /AP <</N 5 0 R>>>>", "12"},
		"a link":                  {"<</Subtype /Link /Rect [100 695 150 715] /AP <</N 5 0 R>>>>", "12"},
	} {
		if s := markedLines(read(t, page(c.annotation))); s != c.want {
			t.Errorf("%s: got %q, want %q", name, s, c.want)
		}
	}
}

// TestTwoPagesASheet has two pages side by side, and sheets that only look so.
func TestTwoPagesASheet(t *testing.T) {
	wide := "/MediaBox [0 0 1000 600]"
	prose := func(x int) string {
		var b strings.Builder
		for i := range 4 {
			fmt.Fprintf(&b, "BT /F2 20 Tf %d %d Td %s Tj ET ", x, 500-30*i, codes("政府信息公开年报政府信息公开年报总计"))
		}
		return b.String()
	}
	line := "政府信息公开年报政府信息公开年报总计"
	four := strings.TrimSpace(strings.Repeat(line+"\n", 4))
	two := strings.TrimSpace(strings.Repeat(line+" "+line+"\n", 4))
	for name, c := range map[string]struct{ rest, content, want string }{
		"two pages":      {wide, prose(50) + text(300, 20, "1") + prose(550) + text(800, 20, "2"), four + "\n1\n" + four + "\n2"},
		"a table's half": {wide, prose(50) + text(600, 500, "1") + text(600, 470, "2") + text(600, 440, "3") + text(600, 410, "4"), line + " 1\n" + line + " 2\n" + line + " 3\n" + line + " 4"},
		"an upright one": {"/MediaBox [0 0 1000 1200]", prose(50) + prose(550), two},
	} {
		if s := markedLines(read(t, pages(c.rest, c.content))); s != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, s, c.want)
		}
	}
}

// TestTurned has pages whose text does not run from left to right.
func TestTurned(t *testing.T) {
	for _, rotate := range []int{0, 90, 180, 270} {
		for name, m := range map[string]string{"right": "1 0 0 1 100 300", "up": "0 1 -1 0 300 100", "left": "-1 0 0 -1 300 300", "down": "0 -1 1 0 100 300"} {
			content := "BT /F1 10 Tf " + m + " Tm (1) Tj 40 0 Td (2) Tj -40 -20 Td (3) Tj ET"
			data := pages(fmt.Sprintf("/Rotate %d", rotate), content)
			got := read(t, data)
			if s := markedLines(got); s != "1 2\n3" {
				t.Errorf("rotated by %d, text %s: %q", rotate, name, s)
			}
			reread(t, data, got.Blocks)
		}
	}
}

// TestTaggedTables has tables that only the structure tree knows.
func TestTaggedTables(t *testing.T) {
	cell := func(id int, attributes string) string { return fmt.Sprintf("<</S /TD /K %d %s>>", id, attributes) }
	data := func(rows ...string) []byte {
		var kids strings.Builder
		for _, r := range rows {
			fmt.Fprintf(&kids, "<</S /TR /K [%s]>> ", r)
		}
		piece := func(id, x, y int, s string) string {
			return fmt.Sprintf("/P <</MCID %d>> BDC BT /F1 10 Tf %d %d Td (%s) Tj ET EMC ", id, x, y, s)
		}
		return file("", "<</Type /Catalog /Pages 2 0 R /StructTreeRoot 5 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
			"<</Type /Page /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>>>",
			stream("", piece(0, 50, 700, "1")+piece(1, 90, 700, "2")+piece(2, 50, 680, "3")+piece(3, 90, 680, "4")+piece(4, 90, 670, "5")+piece(9, 50, 640, "6")),
			"<</Type /StructTreeRoot /RoleMap <</Tabelle /Table>> /K <</S /Document /K [6 0 R]>>>>",
			"<</S /Tabelle /Pg 3 0 R /K [<</S /TBody /K ["+kids.String()+"]>>]>>")
	}
	for name, c := range map[string]struct {
		rows []string
		want string
	}{
		"four cells":     {[]string{cell(0, "") + cell(1, ""), cell(2, "") + "<</S /TD /K [<</S /P /K [3 <</Type /MCR /MCID 4>>]>>]>>"}, "1|2\n3|4/5"},
		"a span":         {[]string{cell(0, "/A <</O /Table /RowSpan 2>>") + cell(1, ""), "<</S /TD /K [3 4]>>", cell(2, "/A [<</ColSpan 2>>]")}, "1(2x1)|2\n4/5\n3(1x2)"},
		"a blank cell":   {[]string{cell(0, "") + "<</S /TD>>" + cell(1, ""), cell(2, "") + cell(3, "") + cell(4, "")}, "1||2\n3|4|5"},
		"cells too many": {[]string{cell(0, "/A <</RowSpan 9>>") + cell(1, ""), cell(2, "") + cell(3, "")}, "1(2x1)|2|\n3|4"},
	} {
		got := read(t, data(c.rows...))
		if got.Blocks[0].Grid == nil {
			t.Errorf("%s: no grid: %s", name, show(got.Blocks))
			continue
		}
		if s := grid(got.Blocks[0].Grid); s != c.want && name != "cells too many" {
			t.Errorf("%s: got\n%s\nwant\n%s", name, s, c.want)
		}
		if last := got.Blocks[len(got.Blocks)-1].Line.S; last != "6" {
			t.Errorf("%s: the last line is %q", name, last)
		}
		if len(got.Lines) == 0 {
			t.Errorf("%s: no lines beside", name)
		}
	}
}
