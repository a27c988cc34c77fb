package parse_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// copied prints the rows of table three as a copy out of a browser has them: a paragraph of a
// cell is a paragraph, a cell without one ends with a tab.
func copied(seed int64) func(labels []string, cells [7]string) string {
	rnd := rand.New(rand.NewSource(seed))
	return func(labels []string, cells [7]string) string {
		var b strings.Builder
		for _, c := range append(labels, cells[:]...) {
			switch {
			case c == "":
				b.WriteString("\u00a0\n\n")
			case rnd.Intn(5) == 0:
				b.WriteString(c + "\t\n")
			case rnd.Intn(5) == 0:
				b.WriteString("\u00a0" + c + "\n\n")
			default:
				b.WriteString(c + "\n\n")
			}
		}
		return b.String()
	}
}

// loneBorders prints each cell on a line and its border on the next.
func loneBorders(labels []string, cells [7]string) string {
	var b strings.Builder
	for _, c := range append(labels, cells[:]...) {
		if c != "" {
			b.WriteString(c + "\n")
		}
		b.WriteString("|\n")
	}
	return b.String()
}

// sheet prints a row as a spreadsheet copies it: empty columns between, tabs at the end.
func sheet(labels []string, cells [7]string) string {
	if len(labels) == 1 {
		labels = []string{"", labels[0]}
	}
	return strings.Join(labels, "\t\t") + "\t\t\t" + strings.Join(cells[:], "\t\t") + "\t\t\n"
}

// TestCopiesAreReadRight: whatever a copy makes of the cells, no figure gets into another.
func TestCopiesAreReadRight(t *testing.T) {
	t.Parallel()
	for name, least := range map[string]int{"browser": 160, "borders": 160, "sheet": 175} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				results := map[string][6]int{}
				for _, key := range []string{"granted", "denied_process", "unable_not_held", "rejected_duplicate", "other_overdue_fee"} {
					var row [6]int
					for i := range row {
						row[i] = rapid.IntRange(0, 3000).Draw(t, key)
					}
					results[key] = row
				}
				table := balanced(results)
				print := copied(rapid.Int64().Draw(t, "seed"))
				switch name {
				case "borders":
					print = loneBorders
				case "sheet":
					print = sheet
				}
				r, err := parseDocument(rowsOf(&table, print))
				if err != nil {
					t.Fatal(err)
				}
				if bad, read := wrong(r, &table); len(bad) > 0 || read < least {
					t.Fatalf("%d cells read, wrong: %v", read, bad)
				}
			})
		})
	}
}

// TestBlankCellsOfCopies: a line of one no-break space is a blank cell, and no nought.
func TestBlankCellsOfCopies(t *testing.T) {
	t.Parallel()
	table := balanced(someResults)
	table.text = map[string][7]string{"granted": {"12", "3", "", "", "", "1", "16"}}
	r := mustParse(t, rowsOf(&table, copied(1)))
	for i, want := range []string{"12", "3", "", "", "", "1", "16"} {
		c := r.Tables.Applications["granted"][columnKeys()[i]]
		if got := c.Value; got.Valid() && got.String() != want || !got.Valid() && want == "16" && c.State == "blank" {
			t.Errorf("%s is %s %s, want %q", columnKeys()[i], c.State, got, want)
		}
	}
}

// TestLinesWithTabsAtTheirEnd: a spreadsheet fills each line up with tabs; titles, headings
// and dates are read as without.
func TestLinesWithTabsAtTheirEnd(t *testing.T) {
	t.Parallel()
	s := "东河县教育局2022年政府信息公开工作年度报告" + body + "\n东河县教育局\n2023年1月5日"
	want := mustParse(t, textDocument(s))
	for _, n := range []int{1, 7, 25} {
		got := mustParse(t, textDocument(strings.ReplaceAll(s, "\n", strings.Repeat("\t", n)+"\n")))
		if text(got.Title) != text(want.Title) || text(got.Agency) != text(want.Agency) || text(got.Signed) != text(want.Signed) ||
			fmt.Sprint(numbers(got)) != fmt.Sprint(numbers(want)) {
			t.Errorf("%d tabs: title %q, agency %q, signed %q, sections %v", n, text(got.Title), text(got.Agency), text(got.Signed), numbers(got))
		}
	}
}
