package proceedings_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/proceedings"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// readDisordered is read for a document whose figures are known to be out of order.
func readDisordered(forms *label.Forms, text string) *proceedings.Table {
	mem := &record.RowMemory{}
	return proceedings.Read(forms, readtest.Units(text, &mem.UnitMemory), mem, true)
}

// readGlued reads the heads and figures of a table whose cells stand together without borders.
func readGlued(forms *label.Forms, text string) *proceedings.Table {
	mem := &record.RowMemory{}
	readtest.Units("", &mem.UnitMemory)
	t := report.Text{S: text, At: report.Place{Kind: report.PlaceText, End: len(text)}}
	return proceedings.Read(forms, layout.CutGlued(t, 0, &mem.UnitMemory), mem, false)
}

const gluedHeads = "行政复议行政诉讼结果维持结果纠正其他结果尚未审结总计未经复议直接起诉复议后起诉结果维持结果纠正其他结果尚未审结总计结果维持结果纠正其他结果尚未审结总计"

// TestDigitsWithoutBorders: fifteen figures that stand together are never divided into others than those
// that were printed; what one space or one digit each decides is read.
func TestDigitsWithoutBorders(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		want := aTable(t)
		sep := rapid.SampledFrom([]string{"", "", " "}).Draw(t, "between")
		text := gluedHeads + strings.Join(want, sep)
		q := readGlued(forms, text)
		if q == nil {
			t.Fatalf("%s is no table", text)
		}
		got := shown(q)
		for i := range got {
			if got[i] != want[i] && got[i] != "unread" {
				t.Fatalf("%s: cell %d is %s, not %s", text, i, got[i], want[i])
			}
		}
		if sep == " " || len(strings.Join(want, "")) == 15 {
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("%s: %v", text, got)
			}
		}
		for g, outcomes := range q.Cells {
			for o, c := range outcomes {
				if c.Value.Valid() && text[c.At.Start:c.At.End] != c.Text {
					t.Fatalf("%s: %s of %s is %q and stands at %q", text, o, g, c.Text, text[c.At.Start:c.At.End])
				}
			}
		}
	})
	for digits, want := range map[string]string{
		"0000000000012/":  "unread", // a dash among digits
		"00000000000120a": "unread", // a letter
		"12000120000":     "unread", // fewer digits than cells
		"1.500000000000":  "unread", // a decimal
	} {
		for i, s := range shown(readGlued(forms, gluedHeads+digits)) {
			if s != want {
				t.Errorf("%s: cell %d is %s", digits, i, s)
			}
		}
	}
}

// TestRowsOfATable has tables whose fifteen figures do not stand in one row.
func TestRowsOfATable(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	const row = "1 0 0 0 1 0 2 0 0 2 0 0 0 3 3"
	bars := func(s string) string {
		return strings.ReplaceAll(strings.Join(strings.Fields(s), " | "), ".", "") + " |\n"
	}
	lines := strings.ReplaceAll(row, " ", "\n")
	none := strings.TrimSpace(strings.Repeat("unread ", 15))
	for _, c := range []struct{ name, text, want string }{
		{"one row", bars(row), row},
		{"three rows of five, whose sums hold", bars("1 0 0 0 1") + bars("0 2 0 0 2") + bars("0 0 0 3 3"), row},
		{"three rows of five, whose sums do not", bars("1 0 0 0 1") + bars("0 2 0 0 2") + bars("0 0 0 3 4"), "1 0 0 0 1 0 2 0 0 2 0 0 0 3 4"},
		{"rows of eight and seven, whose sums hold", bars("1 0 0 0 1 0 2 0") + bars("0 2 0 0 0 3 3"), row},
		{"rows of eight and seven, whose sums do not", bars("1 0 0 0 1 0 2 0") + bars("0 2 0 0 0 3 4"), none},
		{"a row of dashes above the real one", bars(strings.Repeat("/ ", 15)) + bars(row), row},
		{"a row of dashes alone", bars(strings.Repeat("/ ", 15)), strings.TrimSpace(strings.Repeat("dash ", 15))},
		{"an empty row", "|" + strings.Repeat(" |", 15) + "\n", strings.TrimSpace(strings.Repeat("blank ", 15))},
		{"a line for each", lines, row},
		{"a line for each, the last apart", strings.TrimSuffix(lines, "\n3") + "\n\n3", row},
		{"a line for each, two apart, sums that hold", strings.TrimSuffix(lines, "\n3\n3") + "\n\n3\n\n3", row},
		{"a line for each, a gap within, sums that do not", "1\n0\n0\n0\n2\n\n0\n2\n0\n0\n2\n0\n0\n0\n3\n3", none},
		{"a blank cell behind every figure", strings.ReplaceAll(bars(row), " | ", " |  | "), row},
		{"two rows with a blank cell behind every figure, whose sums hold", bars("1 . 0 . 0 . 0 . 1 . 0 . 2") + bars(". 0 . 0 . 2 . 0 . 0 . 0 . 3 . 3"), row},
		{"two rows with a blank cell behind every figure, whose sums do not", bars("1 . 0 . 0 . 0 . 2 . 0 . 2") + bars(". 0 . 0 . 2 . 0 . 0 . 0 . 3 . 3"), none},
		{"a line for each, among borders alone", strings.ReplaceAll(strings.TrimSpace(lines), "\n", "\n|\n"), row},
		{"below a rule", "|" + strings.Repeat("---|", 15) + "\n" + bars(row), row},
		{"behind its label", "数量 | " + bars(row), row},
		{"no figure at all", "无\n", none},
		{"half of them", bars("1 0 0 0 1 0 2 0"), none},
		{"padding at both ends", " | " + strings.TrimSpace(bars(row)) + " | |\n", row},
		{"padding before a blank cell", " | | 0 | 0 | 0 | 1 | 0 | 2 | 0 | 0 | 2 | 0 | 0 | 0 | 3 | 3 | |\n", none},
	} {
		if got := strings.Join(shown(read(forms, heads+c.text)), " "); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
	}
}

// TestDisorder: where the figures of a document are out of order, only what its sums confirm is read.
func TestDisorder(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		want := aTable(t)
		row := rapid.Permutation(want).Draw(t, "order of the text")
		holds := true
		for g := range 3 {
			sum := 0
			for k := range 5 {
				var n int
				_, _ = fmt.Sscan(row[5*g+k], &n)
				if k < 4 {
					sum += n
				} else {
					holds = holds && sum == n
				}
			}
		}
		got := shown(readDisordered(forms, heads+strings.Join(row, "\n")))
		for i := range got {
			if got[i] != "unread" && !(holds && got[i] == row[i]) {
				t.Fatalf("%q: cell %d is %s", row, i, got[i])
			}
		}
	})
	tooMany := "1\n0\n0\n0\n1\n0\n2\n0\n0\n2\n0\n0\n0\n3\n3\n7"
	for i, s := range shown(readDisordered(forms, heads+tooMany)) {
		if s != "unread" {
			t.Errorf("a figure too many: cell %d is %s", i, s)
		}
	}
}

// TestPiecesBelowTheRow: digits that went to the next line of their cell are put to the figure that they
// belong to where borders or sums say which it is.
func TestPiecesBelowTheRow(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	none := strings.TrimSpace(strings.Repeat("unread ", 15))
	for _, c := range []struct{ name, row, below, want string }{
		{"between borders", "1 0 0 0 12 0 2 0 0 2 0 0 0 3 3", "2||||||||||||||", "12 0 0 0 12 0 2 0 0 2 0 0 0 3 3"},
		{"without borders, and nobody knows of which cell", "1 0 0 0 12 0 2 0 0 2 0 0 0 3 3", "2", none},
		{"both of a sum", "1 0 0 0 1 0 2 0 0 2 0 0 0 3 3", "2||||2||||||||||", "12 0 0 0 12 0 2 0 0 2 0 0 0 3 3"},
		{"to a cell whose sum does not want it", "1 0 0 0 1 0 2 0 0 2 0 0 0 3 3", "2||||||||||||||", none},
		{"words", "1 0 0 0 12 0 2 0 0 2 0 0 0 3 3", "件||||||||||||||", "1 0 0 0 12 0 2 0 0 2 0 0 0 3 3"},
	} {
		text := heads + "| " + strings.Join(strings.Fields(c.row), " | ") + " |\n"
		if strings.Contains(c.below, "|") {
			text += "| " + strings.Join(strings.Split(c.below, "|"), " | ") + " |\n"
		} else {
			text += c.below + "\n"
		}
		if got := strings.Join(shown(read(forms, text)), " "); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
	}
}
