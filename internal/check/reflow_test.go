package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// reflows change how a text is laid out and none of its words: what mail programs, editors and
// copies do to it. A number may then be unread, but none may be another, and what the file
// did is no fault of the report.
func reflows() map[string]func(string) string {
	lines := func(change func(i int, line string) string) func(string) string {
		return func(s string) string {
			out := strings.Split(s, "\n")
			for i, l := range out {
				out[i] = change(i, l)
			}
			return strings.Join(out, "\n")
		}
	}
	all := map[string]func(string) string{
		"quoted":        lines(func(_ int, l string) string { return "> " + l }),
		"quoted twice":  lines(func(_ int, l string) string { return ">> " + l }),
		"numbered":      lines(func(i int, l string) string { return fmt.Sprintf("%d. %s", i+1, l) }),
		"cat -n":        lines(func(i int, l string) string { return fmt.Sprintf("%6d\t%s", i+1, l) }),
		"tabs before":   lines(func(_ int, l string) string { return "\t" + l }),
		"tabs behind":   lines(func(_ int, l string) string { return l + "\t\t\t" }),
		"spaces behind": lines(func(_ int, l string) string { return l + "   " }),
		"double spaced": lines(func(_ int, l string) string { return l + "\n" }),
		"set in":        lines(func(_ int, l string) string { return "\u3000\u3000" + l }),
		"old line ends": func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
		"no wide spaces": lines(func(_ int, l string) string {
			return strings.Join(strings.FieldsFunc(l, func(r rune) bool { return r == ' ' }), " ")
		}),
	}
	for _, n := range []int{24, 30, 38, 47, 60, 76} {
		all[fmt.Sprintf("cut at %d", n)] = lines(func(_ int, l string) string { return cutAt(l, n) })
	}
	for _, n := range []int{40, 60, 80, 100} {
		all[fmt.Sprintf("cut at %d columns", n)] = lines(func(_ int, l string) string { return cutAtColumns(l, n) })
	}
	for _, k := range []int{7, 25, 40} {
		all[fmt.Sprintf("pages of %d lines", k)] = lines(func(i int, l string) string {
			if i%k == k-1 {
				return l + fmt.Sprintf("\n\n— %d —\n", i/k+1)
			}
			return l
		})
	}
	return all
}

// cutAt ends a line after every n characters.
func cutAt(line string, n int) string {
	var b strings.Builder
	for i, r := range []rune(line) {
		if i > 0 && i%n == 0 {
			b.WriteByte('\n')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// columnsOf is how many columns of a print a text takes.
func columnsOf(s string) (n int) {
	for _, r := range s {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return n
}

// cutAtColumns ends a line where the next character has no room; Han characters take two
// columns.
func cutAtColumns(line string, n int) string {
	var b strings.Builder
	at := 0
	for _, r := range line {
		w := columnsOf(string(r))
		if at+w > n {
			b.WriteByte('\n')
			at = 0
		}
		b.WriteRune(r)
		at += w
	}
	return b.String()
}

func TestReflowedTextNeverGivesAWrongNumber(t *testing.T) {
	t.Parallel()
	c := checker(t)
	layouts := []generate.Layout{generate.Pipes, generate.CellsDouble, generate.CellsPipe, generate.CellsBlank, generate.Tabs,
		generate.PDFLayout, generate.PDFPlain, generate.PDFRaw, generate.Glued, generate.Markdown, generate.MarkdownTorn}
	rounds := roundTrips(t, 1, 40)
	for name, reflow := range reflows() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var all share
			documents, refused := 0, 0
			for l, layout := range layouts {
				for seed := range rounds {
					s, err := generate.One(generate.Options{Seed: uint64(77000 + 100*l + seed), Form: report.Form2021, Layout: layout})
					if err != nil {
						t.Fatal(err)
					}
					documents++
					got, err := c.Check(t.Context(), ingest.Input{Data: []byte(reflow(string(s.Data)))}, s.Name)
					if err != nil {
						t.Errorf("%s: %v", s.Name, err)
						continue
					}
					if got.Outcome != report.Checked {
						refused++
						continue
					}
					all.add(compare(s.Truth, got.Report.Tables, func(format string, args ...any) {
						t.Errorf("%s: %s", s.Name, fmt.Sprintf(format, args...))
					}))
					for _, f := range got.Findings {
						if f.Severity == report.Error {
							t.Errorf("%s: %s %s", s.Name, f.Rule, f.Message)
						}
					}
				}
			}
			t.Logf("%d documents, %d refused, %d of %d cells unread", documents, refused, all.unread, all.cells)
		})
	}
}
