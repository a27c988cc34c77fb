// Package hostile makes documents that must be refused, each kind with the class that it ends in.
package hostile

import (
	"fmt"
	"strings"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/stages/report"
)

// Kind is one way to be refused: the class that docs and contract name for it, and
// the n-th document of its kind.
type Kind struct {
	Class string
	Make  func(n int) load.Submission
}

// Kinds are those that say in one line what is wrong with them.
func Kinds() []Kind {
	text := func(f func(n int) string) func(int) load.Submission {
		return func(n int) load.Submission { return Document([]byte(f(n)), "x.txt", nil) }
	}
	page := func(f func(n int) string) func(int) load.Submission {
		return func(n int) load.Submission {
			return Document([]byte(fmt.Sprintf("<!DOCTYPE html><html><!-- %d --><body>%s</body></html>", n, f(n))), "x.html", nil)
		}
	}
	office := func(f func(n int) []byte) func(int) load.Submission {
		return func(n int) load.Submission { return Document(f(n), "x.docx", nil) }
	}
	file := func(f func(n int) []byte) func(int) load.Submission {
		return func(n int) load.Submission { return Document(f(n), "x.pdf", nil) }
	}
	header := func(h nats.Header) func(int) load.Submission {
		return func(n int) load.Submission { return Document([]byte(Prose(n)), "x.txt", h) }
	}
	return []Kind{
		{"empty", func(int) load.Submission { return Document(nil, "x.txt", nil) }},
		{"not_a_report", text(Prose)},
		{"unsupported_type", text(func(n int) string { return fmt.Sprintf("\x89PNG\r\n\x1a\n%d", n) })},
		{"empty_document", page(func(int) string { return "<p> </p>" })},
		{"malformed", office(func(n int) []byte { return []byte(fmt.Sprintf("PK\x03\x04 no package %d", n)) })},
		{"encrypted", office(encrypted)},
		{"ambiguous_package", office(func(n int) []byte {
			return pack(part{"word/document.xml", Prose(n)}, part{"word/document.xml", Prose(n + 1)})
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
		{"limit_time", file(SlowPDF)},
		{"bad_header", header(nats.Header{"Gouji-Agency": {"one", "two"}})},
		{"bad_subject_token", func(n int) load.Submission {
			s := Document([]byte(Prose(n)), "x.txt", nil)
			s.Subject = "gouji.submit.NO-SUCH-PRODUCER"
			return s
		}},
	}
}

// Document is a submission of these bytes under a name, with more headers.
func Document(data []byte, name string, h nats.Header) load.Submission {
	out := nats.Header{"Gouji-Filename": {name}}
	for k, v := range h {
		out[k] = v
	}
	return load.Submission{ID: report.DocumentID(data), Data: data, Header: out}
}

// Prose is a text that is no report.
func Prose(n int) string {
	return fmt.Sprintf("今天天气很好，适合出门散步。编号%d。\n", n)
}
