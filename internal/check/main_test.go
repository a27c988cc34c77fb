package check

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// fullRun reports whether the long forms of the tests are asked for; they take minutes.
func fullRun() bool { return os.Getenv("GOUJI_FULL") != "" }

// checker reads in this process.
func checker(t testing.TB) *Checker {
	t.Helper()
	c, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// folder checks paths together.
func folder(t *testing.T, c *Checker, paths ...string) []report.Check {
	t.Helper()
	paths, _, err := Expand(paths)
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
