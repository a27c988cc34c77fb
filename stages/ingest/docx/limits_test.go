package docx_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/docx"
)

func TestRefused(t *testing.T) {
	many := strings.Repeat
	manyParts := []part{document(p("x"))}
	for i := range 60 {
		manyParts = append(manyParts, part{fmt.Sprint("word/media/", i), ""})
	}
	encrypted := packed(t, document(p("x")))
	at := bytes.Index(encrypted, []byte("PK\x01\x02"))
	encrypted[at+8] |= 1
	for name, c := range map[string]struct {
		data []byte
		want fault.Class
	}{
		"no package":        {[]byte("PK\x03\x04 and nothing else"), fault.Malformed},
		"cut off":           {packed(t, document(p(many("x", 5000))))[:200], fault.Malformed},
		"no text document":  {packed(t, part{"a.txt", "x"}), fault.UnsupportedType},
		"a spreadsheet":     {packed(t, part{"xl/workbook.xml", "<x/>"}), fault.UnsupportedType},
		"another root":      {packed(t, part{"word/document.xml", "<html/>"}), fault.UnsupportedType},
		"twice":             {packed(t, document(p("1")), document(p("2"))), fault.AmbiguousPackage},
		"twice, other case": {packed(t, document(p("1")), part{"Word/Document.XML", "<x/>"}), fault.AmbiguousPackage},
		"two main parts": {packed(t, part{"_rels/.rels", `<Relationships><Relationship Type="a/officeDocument" Target="word/a.xml"/>` +
			`<Relationship Type="a/officeDocument" Target="word/b.xml"/></Relationships>`}), fault.AmbiguousPackage},
		"overlapping parts":      {overlapping(t), fault.AmbiguousPackage},
		"encrypted":              {encrypted, fault.Encrypted},
		"too many parts":         {packed(t, manyParts...), fault.LimitParts},
		"a bomb":                 {packed(t, document(p(many("0", 2<<20)))), fault.LimitInflate},
		"a large part":           {packed(t, document(p(many("0123456789abcdef", 1<<19)))), fault.LimitInflate},
		"deep":                   {packed(t, document(many("<w:sdt><w:sdtContent>", 40)+many("</w:sdtContent></w:sdt>", 40))), fault.LimitDepth},
		"deep tables":            {packed(t, document(many("<w:tbl><w:tr><w:tc>", 30)+many("</w:tc></w:tr></w:tbl>", 30))), fault.LimitDepth},
		"deep in what is passed": {packed(t, document(many("<w:unknown>", 70)+many("</w:unknown>", 70))), fault.LimitDepth},
		"elements":               {packed(t, document(many("<w:p/>", 20_001))), fault.LimitCells},
		"cells":                  {packed(t, document(tbl(many(tr(tc("", "1"), tc("", "2")), 501)))), fault.LimitCells},
		"columns":                {packed(t, document(tbl(tr(tc(spanning(60), "1"), tc(spanning(60), "2"), tc("", "3"))))), fault.LimitCells},
		"attributes":             {packed(t, document("<w:p "+manyAttributes(10_001)+"/>")), fault.LimitAttributes},
		"a long paragraph":       {packed(t, document(p(noise(1<<16+1)))), fault.LimitToken},
		"entities":               {packed(t, part{"word/document.xml", `<!DOCTYPE w [<!ENTITY a "aaaa">]><w>&a;</w>`}), fault.Malformed},
		"unknown entity":         {packed(t, document(p("&a;"))), fault.Malformed},
		"no end":                 {packed(t, part{"word/document.xml", strings.TrimSuffix(document(p("x")).content, "</w:document>")}), fault.Malformed},
		"empty part":             {packed(t, part{"word/document.xml", ""}), fault.Malformed},
		"broken properties":      {packed(t, document(p("x")), part{"docProps/core.xml", "<a><b>"}), fault.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := docx.Read(t.Context(), c.data, limits())
			if got, _ := fault.ClassOf(err); got != c.want {
				t.Errorf("got %v, want class %s", err, c.want)
			}
		})
	}
}

// overlapping makes a package whose two entries share their bytes: the directory names
// the same data twice.
func overlapping(t *testing.T) []byte {
	data := packed(t, document(p("x")), part{"word/styles.xml", "<x/>"})
	first := bytes.Index(data, []byte("PK\x01\x02"))
	second := first + 4 + bytes.Index(data[first+4:], []byte("PK\x01\x02"))
	const offsetField = 42 // of the local header, in an entry of the directory
	binary.LittleEndian.PutUint32(data[second+offsetField:], 0)
	if _, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err != nil {
		t.Fatal(err)
	}
	return data
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d='' ", i)
	}
	return b.String()
}

// noise is text that does not compress well, so that it is no bomb.
func noise(n int) string {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = 'a' + byte(x>>24)%26
	}
	return string(b)
}

func TestContextEndsReading(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := docx.Read(ctx, packed(t, document(strings.Repeat("<w:bookmarkStart/>", 5000))), limits())
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

// FuzzDocument reads the main part of a package; FuzzPackage the package's own bytes.
func FuzzDocument(f *testing.F) {
	for _, s := range []string{
		p("一"), tbl(tr(tc(merge, "a"), tc(spanning(2), "b")), tr(tc(goOn), tc("", "c"))),
		"<w:p><w:del><w:r><w:t>x</w:t></w:r></w:del><w:r><w:tab/><w:br/></w:r></w:p>",
		"<mc:AlternateContent><mc:Fallback>" + p("a") + "</mc:Fallback></mc:AlternateContent>",
		"<w:p><w:r><w:pict><w:txbxContent>" + tbl(tr(tc("", "a"), tc("", "b"))) + "</w:txbxContent></w:pict></w:r></w:p>",
	} {
		f.Add(s)
	}
	for _, s := range []string{
		"<w:p>" + run(`<w:rStyle w:val="Hid"/><w:strike/>`, "7") + plainRun + "</w:p>",
		"<w:p>" + numbered("1", 1) + sign("begin") + instruction("IF") + sign("begin") + plainRun + sign("separate") + plainRun + sign("end") + "</w:p>",
		`<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>` + p("a\u202eb") + `</w:sdtContent></w:sdt><w:altChunk r:id="c" xmlns:r="r"/>`,
		inCell(`<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:listEntry w:val="0"/></w:ddList></w:ffData></w:fldChar></w:r></w:p>`),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		readAny(t, packed(t, document(body), styleSheet(), numberingPart(),
			relationships(`<Relationship Id="c" Type="x/aFChunk" Target="c.html"/>`), part{"word/c.html", page}))
	})
}

// FuzzStyles has styles and lists of any kind for a document that uses them.
func FuzzStyles(f *testing.F) {
	f.Add(styleSheet().content, numberingPart().content)
	f.Add(`<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId="Hid" w:default="1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>`, "")
	body := "<w:p>" + numbered("1", 1) + run(`<w:rStyle w:val="Hid"/>`, "7") + plainRun + "</w:p>" + p("一")
	f.Fuzz(func(t *testing.T, styles, numbers string) {
		readAny(t, packed(t, document(body), part{"word/styles.xml", styles}, part{"word/numbering.xml", numbers}))
	})
}

// FuzzChunk has a part of any kind that the document takes in.
func FuzzChunk(f *testing.F) {
	f.Add([]byte(page))
	f.Add([]byte("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+MQ==\r\n--b--\r\n"))
	f.Add(packed(f, document(p("一"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		readAny(t, packed(t, document(`<w:altChunk r:id="c" xmlns:r="r"/>`), relationships(`<Relationship Id="c" Type="x/aFChunk" Target="c"/>`), part{"word/c", string(data)}))
	})
}

func FuzzPackage(f *testing.F) {
	f.Add(packed(f, document(p("一"))))
	f.Add(packed(f, document(p("一")), part{"docProps/core.xml", "<a><title>x</title></a>"}))
	f.Fuzz(func(t *testing.T, data []byte) { readAny(t, data) })
}

func readAny(t *testing.T, data []byte) {
	head, blocks, err := docx.Read(t.Context(), data, limits())
	if err != nil {
		if _, ok := fault.ClassOf(err); !ok {
			t.Fatalf("an error without class: %v", err)
		}
		return
	}
	reread(t, data, head, blocks)
	for _, b := range blocks {
		if b.Grid == nil {
			continue
		}
		seen := make(map[[2]int]bool)
		for _, c := range b.Grid.Cells {
			if c.RowSpan < 1 || c.ColSpan < 1 || c.Row+c.RowSpan > b.Grid.Rows || c.Col+c.ColSpan > b.Grid.Cols {
				t.Fatalf("cell %+v outside a grid of %d x %d", c, b.Grid.Rows, b.Grid.Cols)
			}
			for y := c.Row; y < c.Row+c.RowSpan; y++ {
				for x := c.Col; x < c.Col+c.ColSpan; x++ {
					if seen[[2]int{y, x}] {
						t.Fatalf("two cells cover row %d column %d", y, x)
					}
					seen[[2]int{y, x}] = true
				}
			}
		}
	}
}

func BenchmarkRead(b *testing.B) {
	row := tr(tc(spanning(2), "一、本年新收政府信息公开申请数量"), tc("", "1"), tc("", "2"), tc("", "3"), tc("", "4"), tc("", "5"), tc("", "6"), tc("", "7"))
	data := packed(b, document(strings.Repeat(p("主动公开政府信息情况"), 100)+tbl(strings.Repeat(row, 25))))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := docx.Read(b.Context(), data, limits()); err != nil {
			b.Fatal(err)
		}
	}
}
