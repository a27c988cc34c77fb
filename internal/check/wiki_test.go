package check

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
)

// asWiki writes the rows of a text with pipes as a wiki does: a cell a line, with its looks before it, and
// |- between rows.
func asWiki(text string) string {
	var b strings.Builder
	in := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		row := strings.Count(line, "|") > 1
		switch {
		case row && !in:
			b.WriteString("{| class=\"wikitable\"\n")
		case row:
			b.WriteString("|-\n")
		case in:
			b.WriteString("|}\n")
		}
		if in = row; !row {
			b.WriteString(line + "\n\n")
			continue
		}
		for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
			b.WriteString("|align=\"right\"| " + strings.TrimSpace(cell) + "\n")
		}
	}
	return b.String()
}

// TestWikiTables: what divides the rows of a wiki's table is no cell with a dash, and what a cell looks like
// is no text of it.
func TestWikiTables(t *testing.T) {
	t.Parallel()
	c := checker(t)
	var sum share
	for seed := range uint64(20) {
		s, err := generate.One(generate.Options{Seed: 700 + seed, Layout: generate.Pipes})
		if err != nil {
			t.Fatal(err)
		}
		got := checked(t, c, asWiki(string(s.Data)), s.Name)
		sum.add(compare(s.Truth, got.Report.Tables, func(format string, args ...any) {
			t.Errorf("%d: "+format, append([]any{seed}, args...)...)
		}))
	}
	if t.Logf("%d of %d cells unread", sum.unread, sum.cells); sum.unread*10 > sum.cells {
		t.Errorf("%d of %d cells are unread", sum.unread, sum.cells)
	}
}
