package ingest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// corpus returns the real reports, and skips where there are none.
func corpus(t testing.TB, ext string) []ingest.Input {
	paths, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "corpus", "docs", "*"+ext))
	if len(paths) == 0 {
		t.Skip("skipped: no corpus")
	}
	var out []ingest.Input
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, ingest.Input{Data: raw, Source: report.Source{Filename: filepath.Base(path)}})
	}
	return out
}

// texts calls f with every text of the document that has a place.
func texts(d report.Document, f func(report.Text)) {
	for _, h := range d.Head {
		f(h.Text)
	}
	for _, b := range d.Blocks {
		if b.Grid == nil {
			f(b.Line)
			for _, w := range b.Line.Words {
				f(b.Line.Slice(w.Start, w.End))
			}
			continue
		}
		for _, c := range b.Grid.Cells {
			f(c.Text)
			for _, w := range c.Text.Words {
				f(c.Text.Slice(w.Start, w.End))
			}
		}
	}
}

// TestCorpus reads every real report; each is read as what its name says.
func TestCorpus(t *testing.T) {
	for _, in := range corpus(t, "") {
		t.Run(in.Source.Filename, func(t *testing.T) {
			doc, err := reader().Read(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			ext := strings.TrimPrefix(filepath.Ext(in.Source.Filename), ".")
			if want := strings.NewReplacer("txt", "text", "md", "text").Replace(ext); string(doc.Format) != want {
				t.Errorf("read as %s, not %s", doc.Format, want)
			}
			checkDocument(t, in, doc)
		})
	}
}

// TestCorpusTables counts what the official form has: a page or DOCX of a report gives a
// table of seven number columns and one of fifteen.
func TestCorpusTables(t *testing.T) {
	for _, ext := range []string{".html", ".docx"} {
		for _, in := range corpus(t, ext) {
			doc, err := reader().Read(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			widths := make(map[int]int)
			for _, b := range doc.Blocks {
				if b.Grid != nil {
					widths[b.Grid.Cols]++
				}
			}
			if widths[10] != 1 || widths[15] != 1 {
				t.Errorf("%s: grids by columns: %v, want one of 10 and one of 15", in.Source.Filename, widths)
			}
		}
	}
}

// TestCorpusPDF finds every word, line and cell of the PDF files again.
func TestCorpusPDF(t *testing.T) {
	for _, in := range corpus(t, ".pdf") {
		doc, err := reader().Read(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		again, err := reader().NewRereader(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		texts(doc, func(x report.Text) {
			n++
			if !again.Holds(x.S, x.At) {
				t.Errorf("%+v does not hold %q", x.At, x.S)
			}
		})
		if n < 500 {
			t.Errorf("%s: only %d words and lines", in.Source.Filename, n)
		}
	}
}

// BenchmarkCorpus reads one report of each format.
func BenchmarkCorpus(b *testing.B) {
	seen := make(map[string]bool)
	for _, in := range corpus(b, "") {
		if ext := filepath.Ext(in.Source.Filename); !seen[ext] {
			seen[ext] = true
			b.Run(in.Source.Filename, func(b *testing.B) {
				b.SetBytes(int64(len(in.Data)))
				b.ReportAllocs()
				r := reader()
				for b.Loop() {
					if _, err := r.Read(b.Context(), in); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
