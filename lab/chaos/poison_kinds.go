package chaos

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/stages/report"
)

// poisonKind is one way to be refused: the class that docs and contract name for it, and
// the n-th document of its kind.
type poisonKind struct {
	class string
	make  func(n int) submission
}

func poisonKinds() []poisonKind {
	text := func(f func(n int) string) func(int) submission {
		return func(n int) submission { return bad([]byte(f(n)), "x.txt", nil) }
	}
	page := func(f func(n int) string) func(int) submission {
		return func(n int) submission {
			return bad([]byte(fmt.Sprintf("<!DOCTYPE html><html><!-- %d --><body>%s</body></html>", n, f(n))), "x.html", nil)
		}
	}
	office := func(f func(n int) []byte) func(int) submission {
		return func(n int) submission { return bad(f(n), "x.docx", nil) }
	}
	file := func(f func(n int) []byte) func(int) submission {
		return func(n int) submission { return bad(f(n), "x.pdf", nil) }
	}
	header := func(h nats.Header) func(int) submission {
		return func(n int) submission { return bad([]byte(prose(n)), "x.txt", h) }
	}
	return []poisonKind{
		{"empty", func(int) submission { return bad(nil, "x.txt", nil) }},
		{"not_a_report", text(prose)},
		{"unsupported_type", text(func(n int) string { return fmt.Sprintf("\x89PNG\r\n\x1a\n%d", n) })},
		{"empty_document", page(func(int) string { return "<p> </p>" })},
		{"malformed", office(func(n int) []byte { return []byte(fmt.Sprintf("PK\x03\x04 no package %d", n)) })},
		{"encrypted", office(encrypted)},
		{"ambiguous_package", office(func(n int) []byte {
			return pack(part{"word/document.xml", prose(n)}, part{"word/document.xml", prose(n + 1)})
		})},
		{"limit_parts", office(manyParts)},
		{"limit_inflate", office(func(n int) []byte {
			return wordFile(fmt.Sprint(n) + strings.Repeat("0", 40<<20))
		})},
		{"limit_depth", page(func(int) string { return strings.Repeat("<div>", 600) + "x" })},
		{"limit_cells", page(func(int) string { return "<table><tr>" + strings.Repeat("<td>1", 1100) + "</table>" })},
		{"limit_attributes", page(func(int) string {
			var b strings.Builder
			for i := range 1100 {
				fmt.Fprintf(&b, " a%d=1", i)
			}
			return "<p" + b.String() + ">x</p>"
		})},
		{"limit_token", text(func(n int) string { return fmt.Sprint(n) + strings.Repeat("政府", 1<<18) })},
		{"too_large", text(func(n int) string { return fmt.Sprint(n) + strings.Repeat(" ", 20_000_000) })},
		{"limit_pages", file(longPDF)},
		{"limit_time", file(slowPDF)},
		{"bad_header", header(nats.Header{"Gouji-Agency": {"one", "two"}})},
		{"bad_subject_token", func(n int) submission {
			s := bad([]byte(prose(n)), "x.txt", nil)
			s.subject = "gouji.submit.NO-SUCH-PRODUCER"
			return s
		}},
	}
}

func bad(data []byte, name string, h nats.Header) submission {
	out := nats.Header{"Gouji-Filename": {name}}
	for k, v := range h {
		out[k] = v
	}
	return submission{id: report.DocumentID(data), data: data, header: out}
}

// prose is a text that is no report.
func prose(n int) string {
	return fmt.Sprintf("今天天气很好，适合出门散步。编号%d。\n", n)
}

type part struct{ name, text string }

// pack makes a ZIP package; names may stand there twice.
func pack(parts ...part) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		f, err := w.Create(p.name)
		if err == nil {
			_, err = io.WriteString(f, p.text)
		}
		if err != nil { // into memory: cannot happen
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// wordFile is a DOCX file with one paragraph.
func wordFile(text string) []byte { return wordDocument("", text) }

// wordDocument is one whose document begins with a prolog.
func wordDocument(prolog, text string) []byte {
	return pack(
		part{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		part{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		part{"word/document.xml", prolog + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:body></w:document>`},
	)
}

func manyParts(n int) []byte {
	var ps []part
	for i := range 2100 {
		ps = append(ps, part{fmt.Sprintf("word/media/%d-%d", n, i), ""})
	}
	return pack(ps...)
}

// encrypted is a package whose parts say that they have a password: bit 0 of the general
// purpose flags (APPNOTE 4.4.4), in the local header and in the directory.
func encrypted(n int) []byte {
	b := pack(part{"word/document.xml", prose(n)})
	for _, sign := range []struct {
		mark string
		flag int
	}{{"PK\x03\x04", 6}, {"PK\x01\x02", 8}} {
		if i := bytes.Index(b, []byte(sign.mark)); i >= 0 {
			b[i+sign.flag] |= 1
		}
	}
	return b
}
