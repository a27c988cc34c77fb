package parse_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// recognisedTable is a table three as text recognition may leave it, from the head on.
func recognisedTable(t *table) report.Document {
	doc := rowsOf(t, func(labels []string, cells [7]string) string {
		return "| " + strings.Join(append(append([]string{labels[0], labels[len(labels)-1]}, ""), cells[:]...), " | ") + " |"
	})
	doc.Head = append(doc.Head, report.Field{Name: report.HeadOCR, Text: report.Text{S: "0"}})
	return doc
}

// TestRecognisedSides: sides of cells that recognition takes for digits are no figures. Any
// cells get one, as a letter or a digit, and one at least a letter.
func TestRecognisedSides(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tab := distinct()
		tab.text = map[string][7]string{}
		sides := 0
		for _, r := range report.ApplicationRows(report.Form2021) {
			c := tab.cells(r.Key)
			for i := range c {
				switch rapid.IntRange(0, 11).Draw(t, "side") {
				case 0:
					c[i] = "1" + c[i]
				case 1:
					c[i] = "Io"
				case 2:
					c[i] = "lo"
				}
			}
			// Two equal sides in a row are what no sum shows: at most one digit a row, or a total alone.
			if n := digitSides(c, tab.cells(r.Key)); n > 1 {
				c = tab.cells(r.Key)
			}
			tab.text[r.Key] = c
			sides += strings.Count(strings.Join(c[:], ""), "o")
		}
		if sides == 0 {
			t.Skip("no sign of recognition")
		}
		if bad, _ := wrong(mustParseRapid(t, recognisedTable(&tab)), &tab); len(bad) > 0 {
			t.Errorf("wrong: %v", bad)
		}
	})
}

func digitSides(got, want [7]string) (n int) {
	for i := range got {
		if got[i] == "1"+want[i] {
			n++
		}
	}
	return n
}

func mustParseRapid(t *rapid.T, doc report.Document) report.Report {
	r, err := parseDocument(doc)
	if err != nil {
		t.Fatalf("the document was not read: %v", err)
	}
	return r
}

// TestRecognisedClean: a table of numbers alone is read as it stands, a sum that does not hold
// too, whatever its text comes from.
func TestRecognisedClean(t *testing.T) {
	t.Parallel()
	tab := distinct()
	row := tab.rows["denied_law"]
	row[6]++
	tab.rows["denied_law"] = row
	if bad, read := wrong(mustParse(t, recognisedTable(&tab)), &tab); len(bad) > 0 || read != 175 {
		t.Errorf("%d cells read, wrong: %v", read, bad)
	}
}
