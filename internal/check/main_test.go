package check

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gouji/gouji/stages/ingest/pdf"
	"github.com/gouji/gouji/stages/report"
)

// pdfReader makes the test binary a reader of PDF files.
const pdfReader = "pdf-reader"

func TestMain(m *testing.M) {
	switch {
	case len(os.Args) < 2 || os.Args[1] != pdfReader:
		os.Exit(m.Run())
	case slices.Contains(os.Args, pdf.ServeFlag):
		os.Exit(pdf.ServeMain(os.Stdin, os.Stdout))
	}
	os.Exit(pdf.ChildMain(os.Stdin, os.Stdout))
}

// fullRun reports whether the long forms of the tests are asked for; they take minutes.
func fullRun() bool { return os.Getenv("GOUJI_FULL") != "" }

// checker reads in this process and PDF files as the program does.
func checker(t testing.TB) *Checker {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Options{PDFReader: []string{self, pdfReader}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// folder checks paths together.
func folder(t *testing.T, c *Checker, paths ...string) []report.Check {
	t.Helper()
	paths, err := Expand(paths)
	if err != nil {
		t.Fatal(err)
	}
	var out []report.Check
	for got, err := range c.All(t.Context(), len(paths), Files(paths, nil)) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, got)
	}
	return out
}

// corpus returns the folder of real documents, and skips the test where it is missing.
func corpus(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "corpus")
	if _, err := os.Stat(filepath.Join(dir, "docs")); err != nil {
		t.Skip("skipped: no corpus")
	}
	return dir
}
