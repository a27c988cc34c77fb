package pdf_test

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/ingest/pdf"
	"github.com/gouji/gouji/stages/report"
)

func limits() pdf.Limits {
	return pdf.Limits{Pages: 50, Words: 50_000, Text: 1 << 20, Output: 16 << 20, Time: 20 * time.Second, Memory: 512 << 20}
}

// builtIn is our own reader.
func builtIn() pdf.Command {
	return pdf.Command{Argv: []string{os.Args[0], "pdf-extract"}, Limits: limits()}
}

// poppler is pdftotext; tests of it are skipped where it is not installed.
func poppler(t testing.TB) pdf.Command {
	path, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("skipped: no pdftotext")
	}
	return pdf.Command{Argv: pdf.Poppler(path, limits()), Limits: limits()}
}

// readers are those that are there.
func readers(t testing.TB) map[string]pdf.Command {
	m := map[string]pdf.Command{"built in": builtIn()}
	if _, err := exec.LookPath("pdftotext"); err == nil {
		m["poppler"] = poppler(t)
	}
	return m
}

// TestReadersAgree reads real files with both readers: the same lines, word by word, in
// boxes that lie on each other.
func TestReadersAgree(t *testing.T) {
	paths, _ := filepath.Glob(filepath.Join("..", "..", "..", "..", "shared", "corpus", "docs", "*.pdf"))
	if len(paths) == 0 {
		t.Skip("skipped: no corpus")
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			a, err := pdf.Read(t.Context(), poppler(t), data, limits())
			if err != nil {
				t.Fatal(err)
			}
			b, err := pdf.Read(t.Context(), builtIn(), data, limits())
			if err != nil {
				t.Fatal(err)
			}
			compare(t, a, b)
		})
	}
}

// compare looks at the lines of each page without those of a single character: vertical
// text, about whose height the readers disagree.
func compare(t *testing.T, a, b []report.Block) {
	long := func(blocks []report.Block) (out []report.Block, short string) {
		for _, k := range blocks {
			if utf8.RuneCountInString(k.Line.S) > 1 {
				out = append(out, k)
			} else {
				short += k.Line.S
			}
		}
		return out, short
	}
	a, one := long(a)
	b, two := long(b)
	if len(a) != len(b) || one != two {
		t.Errorf("%d lines and %d lines; vertical %q and %q", len(a), len(b), one, two)
	}
	for i := range min(len(a), len(b)) {
		x, y := a[i].Line, b[i].Line
		if a[i].Page != b[i].Page || strings.ReplaceAll(x.S, " ", "") != strings.ReplaceAll(y.S, " ", "") {
			t.Errorf("line %d: page %d %q, page %d %q", i, a[i].Page, x.S, b[i].Page, y.S)
		}
		for k := range x.At.Box {
			if math.Abs(x.At.Box[k]-y.At.Box[k]) > 3 {
				t.Errorf("line %d %q: boxes %v and %v", i, x.S, x.At.Box, y.At.Box)
			}
		}
		// Poppler closes up letter-spaced words, such as the page number "- 1 -".
		if !strings.HasPrefix(x.S, "-") && numbers(x.S) != numbers(y.S) {
			t.Errorf("line %d: %q and %q differ in their numbers", i, x.S, y.S)
		}
	}
}

// numbers are the words of digits in a line.
func numbers(s string) string {
	var out []string
	for _, f := range strings.Fields(s) {
		if strings.Trim(f, "0123456789") == "" {
			out = append(out, f)
		}
	}
	return strings.Join(out, " ")
}
