package odt_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/odt"
	"github.com/gouji/gouji/stages/ingest/packed"
	"github.com/gouji/gouji/stages/ingest/readtest"
	"github.com/gouji/gouji/stages/report"
)

var limits = odt.Limits{
	Package: packed.Limits{Parts: 20, Inflate: 8 << 20, Ratio: 100, Depth: 60, Elements: 200_000, Attributes: 200_000},
	Flow:    flow.Limits{Cells: 10_000, Columns: 100, Depth: 8, Text: 1 << 16},
}

const names = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"` +
	` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"` +
	` xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"`

const styles = `<office:automatic-styles>` +
	`<style:style style:name="S" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>` +
	`<style:style style:name="S2" style:family="text" style:parent-style-name="S"/>` +
	`<style:style style:name="S0" style:family="text" style:parent-style-name="S"><style:text-properties style:text-line-through-style="none"/></style:style>` +
	`<style:style style:name="R" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>` +
	`<style:style style:name="L" style:family="text"><style:text-properties style:text-position="-33% 58%"/></style:style>` +
	`<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>` +
	`<style:style style:name="W" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>` +
	`<style:style style:name="T" style:family="text"><style:text-properties fo:font-size="2pt"/></style:style>` +
	`<style:style style:name="PS" style:family="paragraph"><style:text-properties style:text-line-through-type="single"/></style:style>` +
	`<style:style style:name="loop" style:family="text" style:parent-style-name="loop"/>` +
	`<style:style style:name="blue" style:family="table-cell"><style:table-cell-properties fo:background-color="#0000ff"/></style:style>` +
	`</office:automatic-styles>`

func flat(body string) string {
	return `<?xml version="1.0"?><office:document` + names + ` office:mimetype="application/vnd.oasis.opendocument.text">` + styles +
		`<office:body><office:text>` + body + `</office:text></office:body></office:document>`
}

func packedAs(content string, more ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name, s string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(s))
		}
		if err != nil {
			panic(err)
		}
	}
	put("content.xml", content)
	for i := 0; i < len(more); i += 2 {
		put(more[i], more[i+1])
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// read reads a flat document and finds every place again.
func read(t testing.TB, s string) []report.Block {
	t.Helper()
	blocks, err := odt.ReadFlat(t.Context(), s, limits)
	if err != nil {
		t.Fatal(err)
	}
	again, err := odt.NewFlatRereader(t.Context(), s, limits)
	if err != nil {
		t.Fatal(err)
	}
	readtest.Reread(t, again, blocks)
	return blocks
}

func p(s string) string { return "<text:p>" + s + "</text:p>" }

func span(style, s string) string {
	return `<text:span text:style-name="` + style + `">` + s + `</text:span>`
}

func cell(attrs, s string) string {
	return `<table:table-cell ` + attrs + `>` + p(s) + `</table:table-cell>`
}

func table(rows ...string) string {
	return `<table:table><table:table-column table:number-columns-repeated="3"/>` + strings.Join(rows, "") + `</table:table>`
}

func row(cells ...string) string {
	return `<table:table-row>` + strings.Join(cells, "") + `</table:table-row>`
}

func TestRead(t *testing.T) {
	t.Parallel()
	const covered = `<table:covered-table-cell/>`
	for name, c := range map[string]struct{ body, want string }{
		"paragraphs":  {p("一") + `<text:h>二</text:h>` + p("") + p("a<text:line-break/>b"), "\"一\"\n\"二\"\n\"a\"\n\"b\"\n"},
		"white space": {p("  a \n b<text:s text:c=\"2\"/><text:tab/>c"), "\"a b  \\tc\"\n"},
		"looks": {p("1" + span("S", "2") + span("S2", "3") + span("S0", "4") + span("R", "5") + span("L", "6") + span("H", "7") + span("W", "8") + span("T", "9") + span("loop", "0")),
			"\"123456890\"<23 struck><5 raised><6 lowered><8 pale><9 tiny>\n"},
		"a paragraph's look": {`<text:p text:style-name="PS">12` + span("S0", "3") + `</text:p>`, "\"123\"<12 struck>\n"},
		"tracked changes":    {`<text:tracked-changes><text:changed-region><text:deletion>` + p("99") + `</text:deletion></text:changed-region></text:tracked-changes>` + p(`1<text:change text:change-id="a"/>2`), "\"12\"\n"},
		"not shown":          {p(`1<text:note><text:note-citation>2</text:note-citation><text:note-body>` + p("3") + `</text:note-body></text:note><office:annotation>` + p("4") + `</office:annotation><text:hidden-text>5</text:hidden-text>6`), "\"16\"\n"},
		"fields":             {p(`共<text:page-count>12</text:page-count>页`), "\"共12页\"\n"},
		"things":             {p(`a<draw:frame><draw:image/></draw:frame><draw:frame><draw:text-box>` + p("b") + `</draw:text-box></draw:frame>c`), "\"ac\"<picture at 1>\n\"b\"\n"},
		"lists":              {`<text:list><text:list-item>` + p("a") + `<text:list><text:list-item>` + p("b") + `</text:list-item></text:list></text:list-item></text:list><text:section>` + p("c") + `</text:section>`, "\"a\"\n\"b\"\n\"c\"\n"},
		"table":              {table(row(cell("", "a"), cell("", "b")), row(cell("", "c"), cell("", ""))), "grid 2x2 0,0\"a\" 0,1\"b\" 1,0\"c\" 1,1\"\"\n"},
		"spans": {table(`<table:table-header-rows>`+row(cell(`table:number-rows-spanned="2"`, "a"), cell(`table:number-columns-spanned="2"`, "b"), covered)+`</table:table-header-rows>`, row(covered, cell("", "c"), cell("", "d"))),
			"grid 2x3 0,0(2x1)\"a\" 0,1(1x2)\"b\" 1,1\"c\" 1,2\"d\"\n"},
		"covered cells repeated": {table(row(cell(`table:number-columns-spanned="3"`, "a"), `<table:covered-table-cell table:number-columns-repeated="2"/>`), row(cell("", "b"), cell("", "c"), cell("", "d"))),
			"grid 2x3 0,0(1x3)\"a\" 1,0\"b\" 1,1\"c\" 1,2\"d\"\n"},
		"repeated":      {table(`<table:table-row table:number-rows-repeated="2">` + cell(`table:number-columns-repeated="2"`, "0") + `</table:table-row>`), "grid 2x2 0,0\"0\" 0,1\"0\" 1,0\"0\" 1,1\"0\"\n"},
		"white on blue": {table(row(cell(`table:style-name="blue"`, span("W", "1")), cell("", span("W", "2")))), "grid 1x2 0,0\"1\" 0,1\"2\"<2 pale>\n"},
	} {
		if got := readtest.Show(read(t, flat(c.body))); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

// TestPacked reads the same from a package, styles from its other part.
func TestPacked(t *testing.T) {
	t.Parallel()
	data := packedAs(`<office:document-content`+names+`><office:body><office:text>`+p("1"+span("S2", "2"))+`</office:text></office:body></office:document-content>`,
		"styles.xml", `<office:document-styles`+names+`>`+styles+`</office:document-styles>`)
	blocks, err := odt.Read(t.Context(), data, limits)
	if err != nil || readtest.Show(blocks) != "\"12\"<2 struck>\n" {
		t.Errorf("got %s, %v", readtest.Show(blocks), err)
	}
	again, err := odt.NewRereader(t.Context(), data, limits)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Text(blocks[0].Line.At); got != "12" || err != nil {
		t.Errorf("%+v reads %q, %v", blocks[0].Line.At, got, err)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	many := strings.Repeat
	body := func(kind string) []byte {
		return packedAs(`<office:document-content` + names + `><office:body><office:` + kind + `/></office:body></office:document-content>`)
	}
	for name, c := range map[string]struct {
		flat   string
		packed []byte
		want   fault.Class
	}{
		"spreadsheet":  {packed: body("spreadsheet"), want: fault.UnsupportedType},
		"presentation": {packed: body("presentation"), want: fault.UnsupportedType},
		"no body":      {packed: packedAs("<a/>"), want: fault.Malformed},
		"encrypted":    {packed: packedAs("x", "META-INF/manifest.xml", "<manifest:encryption-data/>"), want: fault.Encrypted},
		"bomb":         {packed: packedAs(flat(p(many("0", 9<<20)))), want: fault.LimitInflate},
		"entities":     {flat: `<!DOCTYPE a [<!ENTITY b "bb">]>` + flat(p("&b;")), want: fault.Malformed},
		"ends early":   {flat: flat("<text:p>")[:900], want: fault.Malformed},
		"deep":         {flat: flat(p(many("<text:span>", 100))), want: fault.LimitDepth},
		"deep tables":  {flat: flat(many(`<table:table><table:table-row><table:table-cell>`, 12)), want: fault.LimitDepth},
		"a million repeated": {flat: flat(table(`<table:table-row table:number-rows-repeated="1000000">` + cell(`table:number-columns-repeated="1000000"`, "0") + `</table:table-row>`)),
			want: fault.LimitCells},
		"elements":   {flat: flat(p(many("<text:s/>", 300_000))), want: fault.LimitCells},
		"attributes": {flat: flat(p(many(`<text:s a="1" b="2" c="3"/>`, 90_000))), want: fault.LimitAttributes},
		"long":       {flat: flat(p(many("0", 1<<17))), want: fault.LimitToken},
	} {
		var err error
		if c.flat != "" {
			_, err = odt.ReadFlat(t.Context(), c.flat, limits)
		} else {
			_, err = odt.Read(t.Context(), c.packed, limits)
		}
		if got, _ := fault.ClassOf(err); got != c.want {
			t.Errorf("%s: got %.200v, want class %s", name, err, c.want)
		}
	}
}

func FuzzReadFlat(f *testing.F) {
	f.Add(flat(p("1"+span("S2", "2")) + table(row(cell(`table:number-rows-spanned="2"`, "a"), cell("", "b")), row(`<table:covered-table-cell/>`, cell("", "c")))))
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := odt.ReadFlat(t.Context(), s, limits); err != nil {
			if _, ok := fault.ClassOf(err); !ok {
				t.Fatalf("an error without class: %v", err)
			}
			return
		}
		read(t, s)
	})
}
