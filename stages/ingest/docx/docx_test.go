package docx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/ingest/docx"
	"github.com/gouji/gouji/stages/ingest/html"
	"github.com/gouji/gouji/stages/report"
)

func limits() docx.Limits {
	return docx.Limits{
		Parts: 50, Inflate: 4 << 20, Ratio: 100, Depth: 60, Elements: 20_000, Cells: 1000, Columns: 100,
		Attributes: 10_000, Text: 1 << 16,
		HTML: html.Limits{
			Elements: 5000, Attributes: 5000, ElementAttributes: 100, Token: 1 << 16, Work: 100_000,
			Cells: 1000, Columns: 100, Paths: 1 << 17, Text: 1 << 15, Rules: 500, Comparisons: 200_000,
		},
	}
}

// part is a file of a package.
type part struct{ name, content string }

func packed(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.name)
		if err == nil {
			_, err = w.Write([]byte(p.content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// document is the main part around a body.
func document(body string) part {
	return part{"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document ` +
		`xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
		`xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ` +
		`xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" ` +
		`xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">` +
		`<w:body>` + body + `<w:sectPr/></w:body></w:document>`}
}

// p is a paragraph with one run, tc a cell with properties and paragraphs.
func p(text string) string { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>" }

func tc(properties string, texts ...string) string {
	s := "<w:tc><w:tcPr>" + properties + "</w:tcPr>"
	for _, t := range texts {
		s += p(t)
	}
	return s + "</w:tc>"
}

func tr(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }

func tbl(rows ...string) string { return "<w:tbl><w:tblPr/>" + strings.Join(rows, "") + "</w:tbl>" }

const (
	merge = `<w:vMerge w:val="restart"/>`
	goOn  = `<w:vMerge/>`
)

func spanning(n int) string { return fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, n) }

func read(t testing.TB, data []byte) ([]report.Field, []report.Block) {
	t.Helper()
	head, blocks, err := docx.Read(t.Context(), data, limits())
	if err != nil {
		t.Fatal(err)
	}
	reread(t, data, head, blocks)
	return head, blocks
}

// reread finds every place again.
func reread(t testing.TB, data []byte, head []report.Field, blocks []report.Block) {
	t.Helper()
	again, err := docx.NewRereader(t.Context(), data, limits())
	if err != nil {
		t.Fatal(err)
	}
	check := func(x report.Text) {
		if got, err := again.Text(x.At); err != nil || got != x.S {
			t.Errorf("%+v reads %q, %v; want %q", x.At, got, err, x.S)
		}
		checkLooks(t, &x)
	}
	for _, h := range head {
		check(h.Text)
	}
	for _, b := range blocks {
		if b.Grid == nil {
			check(b.Line)
			continue
		}
		for _, c := range b.Grid.Cells {
			check(c.Text)
		}
	}
}

// looks prints the marks and objects of a text, and what is printed before it:
// [struck "12"]<picture 0>{auto 一、}.
func looks(t *report.Text) string {
	var b strings.Builder
	for _, m := range t.Marks {
		fmt.Fprintf(&b, "[%s %q]", m.Look, t.S[m.Start:m.End])
	}
	for _, o := range t.Objects {
		fmt.Fprintf(&b, "<%s %d", o.Thing, o.At)
		if o.Target != "" {
			fmt.Fprintf(&b, " %s", o.Target)
		}
		b.WriteByte('>')
	}
	if t.Auto != "" {
		fmt.Fprintf(&b, "{auto %s}", t.Auto)
	}
	return b.String()
}

func show(blocks []report.Block) string {
	var b strings.Builder
	for _, k := range blocks {
		if k.Grid == nil {
			fmt.Fprintf(&b, "%q%s\n", k.Line.S, looks(&k.Line))
			continue
		}
		fmt.Fprintf(&b, "grid %dx%d", k.Grid.Rows, k.Grid.Cols)
		row := -1
		for _, c := range k.Grid.Cells {
			if c.Row != row {
				row = c.Row
				fmt.Fprintf(&b, "\n %d:", row)
			}
			fmt.Fprintf(&b, " %d", c.Col)
			if c.RowSpan != 1 || c.ColSpan != 1 {
				fmt.Fprintf(&b, "(%dx%d)", c.RowSpan, c.ColSpan)
			}
			fmt.Fprintf(&b, "%q%s", c.Text.S, looks(&c.Text))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestLines(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"paragraphs":     {p("一") + p("") + p(" 二 "), "\"一\"\n\" 二 \"\n"},
		"runs":           {"<w:p><w:r><w:t>政府</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\"> 信息</w:t></w:r></w:p>", "\"政府 信息\"\n"},
		"tabs and lines": {"<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:noBreakHyphen/><w:t>1</w:t></w:r></w:p>", "\"a\\tb\"\n\"c\"\n\"-1\"\n"},
		"revisions": {"<w:p><w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:del><w:r><w:delText>99</w:delText></w:r></w:del>" +
			"<w:moveFrom><w:r><w:t>98</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>3</w:t></w:r></w:moveTo></w:p>", "\"123\"\n"},
		"hidden":    {"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>a</w:t></w:r></w:p>", "\"a\"\n"},
		"fields":    {"<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:fldSimple w:instr=\"DATE\"><w:r><w:t>8</w:t></w:r></w:fldSimple></w:p>", "\"78\"\n"},
		"wrappers":  {"<w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr><w:sdtContent>" + p("a") + "<w:p><w:hyperlink><w:r><w:t>b</w:t></w:r></w:hyperlink><w:sdt><w:sdtContent><w:r><w:t>c</w:t></w:r></w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>", "\"a\"\n\"bc\"\n"},
		"equations": {"<w:p><m:oMath><m:r><m:t>1+1</m:t></m:r></m:oMath></w:p>", "\"1+1\"\n"},
		"text box": {"<w:p><w:r><w:t>前</w:t><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx><w:txbxContent>" + p("框") +
			"</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>" + p("框") +
			"</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent><w:t>后</w:t></w:r></w:p>", "\"前后\"\n\"框\"\n"},
		"entities": {p("&lt;1&gt;&#19968;"), "\"<1>一\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, packed(t, document(c.body)))
			if got := show(blocks); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func TestGrids(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"plain": {tbl(tr(tc("", "a"), tc("", "b")), tr(tc("", "c"), tc(""))), "grid 2x2\n 0: 0\"a\" 1\"b\"\n 1: 0\"c\" 1\"\"\n"},
		"head of the form": {tbl(
			tr(tc(spanning(3)+merge, "角"), tc(spanning(7), "申请人情况")),
			tr(tc(spanning(3)+goOn), tc(merge, "自然人"), tc(spanning(5), "法人"), tc(merge, "总计")),
			tr(tc(spanning(3)+goOn), tc(goOn), tc("", "1"), tc("", "2"), tc("", "3"), tc("", "4"), tc("", "5"), tc(goOn))),
			"grid 3x10\n 0: 0(3x3)\"角\" 3(1x7)\"申请人情况\"\n 1: 3(2x1)\"自然人\" 4(1x5)\"法人\" 9(2x1)\"总计\"\n 2: 4\"1\" 5\"2\" 6\"3\" 7\"4\" 8\"5\"\n"},
		"goes on without a beginning": {tbl(tr(tc(goOn, "a"), tc("", "b")), tr(tc(goOn, "x"), tc(goOn, "d"))),
			"grid 2x2\n 0: 0(2x1)\"a\" 1\"b\"\n 1: 1\"d\"\n"},
		"goes on with another width": {tbl(tr(tc(merge, "a"), tc("", "b")), tr(tc(spanning(2)+goOn, "c"))),
			"grid 2x2\n 0: 0\"a\" 1\"b\"\n 1: 0(1x2)\"c\"\n"},
		"merged to the right": {tbl(tr(tc(`<w:hMerge w:val="restart"/>`, "a"), tc(`<w:hMerge w:val="continue"/>`)), tr(tc("", "b"), tc("", "c"))),
			"grid 2x2\n 0: 0(1x2)\"a\"\n 1: 0\"b\" 1\"c\"\n"},
		"columns left out":       {tbl("<w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>"+tc("", "a")+"</w:tr>", tr(tc("", "b"), tc("", "c"))), "grid 2x2\n 0: 1\"a\"\n 1: 0\"b\" 1\"c\"\n"},
		"wider than the table":   {tbl(tr(tc(spanning(9), "a")), tr(tc("", "b"), tc("", "c"))), "grid 2x2\n 0: 0(1x2)\"a\"\n 1: 0\"b\" 1\"c\"\n"},
		"nonsense spans":         {tbl(tr(tc(`<w:gridSpan w:val="-3"/>`, "a"), tc(`<w:gridSpan w:val="x"/>`, "b"))), "grid 1x2\n 0: 0\"a\" 1\"b\"\n"},
		"deleted rows":           {tbl("<w:tr><w:trPr><w:del/></w:trPr>"+tc("", "x")+"</w:tr>", tr(tc("", "a"), tc("<w:cellDel/>", "y"), tc("", "b"))), "grid 1x2\n 0: 0\"a\" 1\"b\"\n"},
		"paragraphs in a cell":   {tbl(tr(tc("", "商业", "", "企业"), tc("", "b"))), "grid 1x2\n 0: 0\"商业\\n企业\" 1\"b\"\n"},
		"wrapped rows and cells": {tbl("<w:sdt><w:sdtContent>" + tr("<w:sdt><w:sdtContent>"+tc("", "a")+"</w:sdtContent></w:sdt>", tc("", "b")) + "</w:sdtContent></w:sdt>"), "grid 1x2\n 0: 0\"a\" 1\"b\"\n"},
		"around another":         {tbl(tr(tc("", "导航"), "<w:tc>"+p("文")+tbl(tr(tc("", "a"), tc("", "b")))+p("")+"</w:tc>")), "\"导航\"\n\"文\"\ngrid 1x2\n 0: 0\"a\" 1\"b\"\n"},
		"one cell":               {tbl(tr(tc("", "甲", "乙"))), "\"甲\"\n\"乙\"\n"},
		"an article":             {tbl(tr(tc("", "导航"), tc("", strings.Repeat("文", 700)))), "\"导航\"\n\"" + strings.Repeat("文", 700) + "\"\n"},
		"an empty table inside":  {tbl(tr("<w:tc>"+p("a")+tbl(tr(tc("", "")))+p("")+"</w:tc>", tc("", "b"))), "grid 1x2\n 0: 0\"a\" 1\"b\"\n"},
		"deleted text in a cell": {tbl(tr("<w:tc><w:p><w:del><w:r><w:delText>9</w:delText></w:r></w:del><w:ins><w:r><w:t>1</w:t></w:r></w:ins></w:p></w:tc>", tc("", "b"))), "grid 1x2\n 0: 0\"1\" 1\"b\"\n"},
		"a text box in a cell":   {tbl(tr("<w:tc><w:p><w:r><w:t>a</w:t><w:pict><v:textbox><w:txbxContent>"+p("z")+"</w:txbxContent></v:textbox></w:pict></w:r></w:p></w:tc>", tc("", "b"))), "grid 1x2\n 0: 0\"a\\nz\" 1\"b\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, packed(t, document(c.body)))
			if got := show(blocks); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

// TestPlaces fixes paths by hand, so that Read and Rereader cannot both be wrong in the same
// way.
func TestPlaces(t *testing.T) {
	_, blocks := read(t, packed(t, document(p("零")+"<w:sdt><w:sdtContent>"+p("甲")+"</w:sdtContent></w:sdt><w:p><w:r><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>"+
		tbl(tr(tc("", "a"), tc("", "b"))))))
	for i, want := range []report.Place{
		{Kind: report.PlaceDOCX, Path: "/w:document/w:body/w:p[1]", End: 3},
		{Kind: report.PlaceDOCX, Path: "/w:document/w:body/w:sdt[1]/w:sdtContent[1]/w:p[1]", End: 3},
		{Kind: report.PlaceDOCX, Path: "/w:document/w:body/w:p[2]", End: 3},
		{Kind: report.PlaceDOCX, Path: "/w:document/w:body/w:p[2]", Start: 4, End: 7},
	} {
		if blocks[i].Line.At != want {
			t.Errorf("line %d is at %+v, want %+v", i, blocks[i].Line.At, want)
		}
	}
	want := report.Place{Kind: report.PlaceDOCX, Path: "/w:document/w:body/w:tbl[1]/w:tr[1]/w:tc[2]", End: 1}
	if got := blocks[4].Grid.Cells[1].Text.At; got != want {
		t.Errorf("the cell is at %+v, want %+v", got, want)
	}
}

func TestHead(t *testing.T) {
	head, _ := read(t, packed(t, document(p("x")), part{"docProps/core.xml",
		`<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="e"><dc:title>年报</dc:title><dc:creator>某人</dc:creator>` +
			`<dcterms:modified>2025-01-02T03:04:05Z</dcterms:modified><dc:title>二</dc:title></cp:coreProperties>`}))
	var got []string
	for _, f := range head {
		got = append(got, f.Name+"="+f.Text.S)
	}
	if want := "title=年报 modified=2025-01-02T03:04:05Z"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestOtherNames has packages that other programs make: a main part by another name,
// back slashes in names, a part in UTF-16, strict namespaces.
func TestOtherNames(t *testing.T) {
	rels := func(target string) part {
		return part{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" ` +
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="` + target + `"/></Relationships>`}
	}
	doc := document(p("年报")).content
	wide := []byte{0xFE, 0xFF}
	for _, r := range strings.Replace(doc, `"UTF-8"`, `"UTF-16"`, 1) {
		wide = append(wide, byte(r>>8), byte(r))
	}
	for name, parts := range map[string][]part{
		"main part": {rels("/Word/Main.xml"), {"word/main.xml", doc}},
		"slashes":   {rels("word/document.xml"), {`word\document.xml`, doc}},
		"utf-16":    {{"word/document.xml", string(wide)}},
		"strict":    {{"word/document.xml", strings.Replace(doc, "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main", 1)}},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, packed(t, parts...))
			if got := show(blocks); got != "\"年报\"\n" {
				t.Errorf("got %s", got)
			}
		})
	}
}

// checkLooks holds that marks are in order, apart and inside of the text, on whole
// characters, and objects in order and inside.
func checkLooks(t testing.TB, x *report.Text) {
	t.Helper()
	last := 0
	for _, m := range x.Marks {
		if m.Start < last || m.End <= m.Start || m.End > len(x.S) || m.Look == "" {
			t.Fatalf("marks %+v of %q", x.Marks, x.S)
		}
		if !utf8.ValidString(x.S[m.Start:m.End]) {
			t.Fatalf("mark %+v cuts a character of %q", m, x.S)
		}
		last = m.End
	}
	last = 0
	for _, o := range x.Objects {
		if o.At < last || o.At > len(x.S) || o.Thing == "" {
			t.Fatalf("objects %+v of %q", x.Objects, x.S)
		}
		last = o.At
	}
}
