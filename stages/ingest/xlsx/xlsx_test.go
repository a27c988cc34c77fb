package xlsx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/packed"
	"github.com/gouji/gouji/stages/ingest/readtest"
	"github.com/gouji/gouji/stages/ingest/sheet"
	"github.com/gouji/gouji/stages/ingest/xlsx"
)

var limits = xlsx.Limits{
	Package: packed.Limits{Parts: 50, Inflate: 8 << 20, Ratio: 100, Depth: 60, Elements: 200_000, Attributes: 400_000},
	Sheet:   sheet.Limits{Cells: 10_000, Columns: 100, Text: 1 << 16},
}

const (
	main  = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// book is a workbook of two sheets, the second with state.
func book(first, second, state string) []byte {
	return pack(
		"xl/workbook.xml", `<workbook`+main+`><sheets><sheet name="a" r:id="r1"/><sheet name="b" r:id="r2" state="`+state+`"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="`+types+`worksheet" Target="worksheets/one.xml"/><Relationship Id="r2" Type="`+types+`worksheet" Target="/xl/worksheets/two.xml"/>`+
			`<Relationship Id="r3" Type="`+types+`styles" Target="styles.xml"/><Relationship Id="r4" Type="`+types+`sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/styles.xml", `<styleSheet`+main+`><numFmts><numFmt numFmtId="170" formatCode="0&quot;件&quot;"/></numFmts>`+
			`<fonts><font/><font><strike/></font><font><color rgb="FFFFFFFF"/></font></fonts><fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid"/></fill></fills>`+
			`<cellXfs><xf numFmtId="0"/><xf numFmtId="2"/><xf numFmtId="170"/><xf fontId="1"/><xf fontId="2" fillId="0"/><xf fontId="2" fillId="1"/><xf numFmtId="31"/></cellXfs></styleSheet>`,
		"xl/sharedStrings.xml", `<sst`+main+`><si><t>总计</t></si><si><r><t>1</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>`,
		"xl/worksheets/one.xml", `<worksheet`+main+`>`+first+`</worksheet>`,
		"xl/worksheets/two.xml", `<worksheet`+main+`>`+second+`</worksheet>`,
	)
}

func pack(pairs ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err == nil {
			_, err = w.Write([]byte(pairs[i+1]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// read reads a workbook, finds every place again and shows its blocks.
func read(t testing.TB, data []byte) string {
	t.Helper()
	blocks, err := xlsx.Read(t.Context(), data, limits)
	if err != nil {
		t.Fatal(err)
	}
	again, err := xlsx.NewRereader(t.Context(), data, limits)
	if err != nil {
		t.Fatal(err)
	}
	readtest.Reread(t, again, blocks)
	var b strings.Builder
	for i, k := range blocks {
		shown := readtest.Show(blocks[i : i+1])
		if k.Grid == nil {
			shown = strings.TrimSuffix(shown, "\n") + " " + k.Line.At.Path + "\n"
		}
		b.WriteString(shown)
	}
	return b.String()
}

func data(rows ...string) string {
	return "<sheetData>" + strings.Join(rows, "") + "</sheetData>"
}

func TestRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ first, want string }{
		"values": {data(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>17.309999999999999</v></c><c r="C1" s="1"><v>3</v></c><c r="D1" s="2"><v>5</v></c><c r="E1" s="6"><v>45292</v></c></row>`,
			`<row r="2"><c r="A2" t="str"><v>x</v></c><c r="B2" t="b"><v>1</v></c><c r="C2" t="e"><v>#REF!</v></c><c r="D2" t="inlineStr"><is><t>y</t></is></c><c r="E2" s="1"/></row>`),
			"grid 2x5 0,0\"总计\" 0,1\"17.31\" 0,2\"3.00\" 0,3\"5件\" 0,4\"2024年1月1日\" 1,0\"x\" 1,1\"TRUE\" 1,2\"#REF!\" 1,3\"y\" 1,4\"\"\n"},
		"without names": {data(`<row><c><v>1</v></c><c><v>2</v></c></row>`, `<row><c><v>3</v></c><c><v>4</v></c></row>`), "grid 2x2 0,0\"1\" 0,1\"2\" 1,0\"3\" 1,1\"4\"\n"},
		"looks":         {data(`<row><c t="s"><v>1</v></c><c s="3"><v>2</v></c><c s="4"><v>3</v></c><c s="5"><v>4</v></c></row>`), "grid 1x4 0,0\"12\"<2 raised> 0,1\"2\"<2 struck> 0,2\"3\"<3 pale> 0,3\"4\"\n"},
		"prose":         {data(`<row r="3"><c r="B3" t="inlineStr"><is><t>一、总体情况</t></is></c></row>`), "\"一、总体情况\" sheet[1]!B3\n"},
		"hidden row and column": {`<cols><col min="2" max="2" hidden="1"/></cols>` + data(`<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>`, `<row hidden="1"><c><v>4</v></c><c><v>5</v></c><c><v>6</v></c></row>`),
			"grid 2x3 0,0\"1\" 0,1\"2\"<2 hidden> 0,2\"3\" 1,0\"4\"<4 hidden> 1,1\"5\"<5 hidden> 1,2\"6\"<6 hidden>\n"},
		"merged cells": {data(`<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>99</v></c></row>`, `<row r="2"><c r="A2"><v>98</v></c><c r="B2"><v>3</v></c><c r="C2"><v>4</v></c></row>`) + `<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells>`,
			"grid 2x3 0,0(2x1)\"1\" 0,1(1x2)\"2\" 1,1\"3\" 1,2\"4\"\n"},
		"nonsense": {data(`<row r="x"><c r="?" s="99" t="s"><v>77</v></c><c r="B1"><v>1</v></c><c><v>2</v></c></row>`) + `<mergeCells><mergeCell ref="A1"/><mergeCell ref="C3:A1"/><mergeCell/></mergeCells>`, "grid 1x2 0,0\"1\" 0,1\"2\"\n"},
	} {
		if got := read(t, book(c.first, data(`<row><c><v>777</v></c></row>`), "hidden")); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
	if got := read(t, book(data(`<row><c><v>1</v></c></row>`), data(`<row><c><v>2</v></c></row>`), "visible")); got != "\"1\" sheet[1]!A1\n\"2\" sheet[2]!A1\n" {
		t.Errorf("two sheets are read as %s", got)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	many := strings.Repeat
	one := func(s string) []byte { return book(s, "", "hidden") }
	for name, c := range map[string]struct {
		data []byte
		want fault.Class
	}{
		"a million cells":      {one(data(`<row>` + many("<c/>", 100_000) + "</row>")), fault.LimitCells},
		"deep":                 {one(many("<a>", 100)), fault.LimitDepth},
		"bomb":                 {one(many(" ", 9<<20)), fault.LimitInflate},
		"no workbook":          {pack("xl/a.xml", "<a/>"), fault.Malformed},
		"not XML":              {pack("xl/workbook.xml", "x < y"), fault.Malformed},
		"a long cell":          {one(data(`<row><c t="inlineStr"><is><t>` + many("x", 1<<17) + `</t></is></c></row>`)), fault.LimitToken},
		"entities":             {pack("xl/workbook.xml", `<!DOCTYPE a [<!ENTITY b "b">]><a/>`), fault.Malformed},
		"not a package":        {[]byte("PK\x03\x04"), fault.Malformed},
		"the same part twice":  {pack("xl/workbook.xml", "<a/>", "XL/workbook.xml", "<b/>"), fault.AmbiguousPackage},
		"a cell in the corner": {one(data(`<row r="1"><c r="A1"><v>1</v></c>` + wide() + `</row>`)), fault.LimitCells},
	} {
		_, err := xlsx.Read(t.Context(), c.data, limits)
		if got, _ := fault.ClassOf(err); got != c.want {
			t.Errorf("%s: got %.200v, want class %s", name, err, c.want)
		}
	}
	// A merged cell over the whole sheet takes no time and hides the rest.
	if got := read(t, one(data(`<row><c><v>1</v></c><c><v>2</v></c></row>`)+`<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`)); got != "\"1\" sheet[1]!A1\n" {
		t.Errorf("a merged sheet is read as %s", got)
	}
}

func wide() string {
	var b strings.Builder
	for x := range 200 {
		fmt.Fprintf(&b, `<c r="%s"><v>1</v></c>`, sheet.Name(0, x))
	}
	return b.String()
}

func FuzzRead(f *testing.F) {
	f.Add(data(`<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="1"><v>2</v></c></row>`) + `<mergeCells><mergeCell ref="A1:A2"/></mergeCells>`)
	f.Add(`<cols><col min="1" max="3" hidden="1"/></cols>` + data(`<row hidden="1"><c t="inlineStr"><is><r><t>x</t></r></is></c></row>`))
	f.Fuzz(func(t *testing.T, s string) {
		data := book(s, "", "hidden")
		if _, err := xlsx.Read(t.Context(), data, limits); err != nil {
			if _, ok := fault.ClassOf(err); !ok {
				t.Fatalf("an error without class: %v", err)
			}
			return
		}
		read(t, data)
	})
}
