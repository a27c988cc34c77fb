package layout_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// value is what stands in a cell with this text.
func value(s string) layout.Value {
	c := layout.WholeCell(report.Text{S: s})
	return layout.ReadValue(&c, 0)
}

// written is a number as people write it into a cell: with thousands marks or without, in wide or
// narrow figures, with a unit and a note behind it.
type written struct{ text, value string }

func drawWritten(t *rapid.T) written {
	n := rapid.IntRange(0, 99_999_999).Draw(t, "number")
	digits := strconv.Itoa(n)
	text := digits
	if rapid.Bool().Draw(t, "thousands marks") {
		for at := len(text) - 3; at > 0; at -= 3 {
			text = text[:at] + rapid.SampledFrom([]string{",", "，"}).Draw(t, "mark") + text[at:]
		}
	}
	want := digits
	if rapid.Bool().Draw(t, "decimals") {
		frac := rapid.StringMatching(`[0-9]{1,4}`).Draw(t, "behind the point")
		text, want = text+"."+frac, want+"."+frac
	}
	sign := rapid.SampledFrom([]string{"", "", "", "-", "－", "−"}).Draw(t, "sign")
	if sign != "" {
		want = "-" + want
	}
	if rapid.Bool().Draw(t, "wide") {
		text = strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r - '0' + '０'
			}
			return r
		}, text)
	}
	unit := rapid.SampledFrom([]string{"", "", "件", "条", "万元", "百万元", "亿元", "元", "部"}).Draw(t, "unit")
	note := rapid.SampledFrom([]string{"", "", "（含上年结转3件）", "(注2)", "（见说明）"}).Draw(t, "note")
	bold := rapid.SampledFrom([]string{"", "", "**", "***", "__"}).Draw(t, "bold")
	return written{bold + sign + text + unit + note + bold, want}
}

// TestNumbersHoweverTheyAreWritten: each writing of a number is read as that number.
func TestNumbersHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWritten(t)
		want, err := report.ParseNumber(w.value)
		if err != nil {
			t.Fatal(err)
		}
		v := value(w.text)
		if v.Kind != layout.Number || v.Num != want || v.Split {
			t.Fatalf("%q is of kind %d, %v; want %v", w.text, v.Kind, v.Num, want)
		}
	})
}

// TestWhatIsReadAsANumber compares short cells of all signs that stand in cells with what one
// expression says a number is: no other cell is one, and its value is its digits.
func TestWhatIsReadAsANumber(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?(亿元|百万元|万元|千元|元|[件条次个项宗起份部])?(\([^()]+\))?$`)
	sign := rapid.SampledFrom([]string{"0", "1", "23", "456", ",", ".", "-", "+", "(", ")", "件", "万元", "注", "年", "*", " ", "O"})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(sign, 1, 7).Draw(t, "cell"), "")
		f := fold.String(s)
		v := value(s)
		parts := form.FindStringSubmatch(f)
		if parts != nil && parts[5] != "" && (len(parts[5]) <= len("(O)") || strings.Trim(parts[5], "()0123456789.,+-/ ") == "") {
			parts = nil // a number or a letter in brackets may be another number, and is no note
		}
		if (parts != nil) != (v.Kind == layout.Number) {
			t.Fatalf("%q is of kind %d, %v", s, v.Kind, v.Num)
		}
		if parts == nil {
			return
		}
		want, err := report.ParseNumber(parts[1] + strings.ReplaceAll(parts[2], ",", "") + parts[3])
		if err != nil || v.Num != want {
			t.Fatalf("%q is %v, not %v (%v)", s, v.Num, want, err)
		}
	})
}

// TestNoNumberIsMadeOfWhatIsNone has cells with digits that say no number for certain.
func TestNoNumberIsMadeOfWhatIsNone(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]layout.ValueKind{
		"1,2345": layout.Odd, "1,,234": layout.Odd, ",123": layout.Odd, "1234,567": layout.Odd, "12.": layout.Text, ".5": layout.Odd, ".90元": layout.Odd,
		"1.2.3": layout.Odd, "3(12)": layout.Odd, "3()": layout.Odd, "3(注": layout.Odd, "3(注)4": layout.Odd, "3(注)4)": layout.Odd, "3(a)(b)": layout.Text,
		"3件4": layout.Odd, "3个月": layout.Text, "2023年": layout.Text, "1-2": layout.Odd, "+-3": layout.Text, "--3": layout.Text, "12345678901234567890": layout.Text,
		"123456789012345678901234567890": layout.Text, "1、2": layout.Odd, "1·2": layout.Odd, "1`234": layout.Odd, "5#": layout.Odd, "5①": layout.Odd, "件#": layout.Text,
		"l": layout.Odd, "I": layout.Odd, "OO": layout.Odd, "OOO": layout.Odd, "OOOO": layout.Text, "?": layout.Odd, "~": layout.Odd, "〇": layout.Odd, "×": layout.Odd, "○": layout.Odd,
		"#": layout.Odd, "^": layout.Odd, "多": layout.Text, "一": layout.Text, "N/A": layout.Dash, "n/a": layout.Dash, "NA": layout.Dash, "空": layout.Dash, "\\": layout.Dash, "___": layout.Dash,
		"/-/-/-/-": layout.Dash, "/-/-/-/-/": layout.Text, "无数据": layout.Dash, "无此项": layout.Dash, "不适用": layout.Dash, "未涉及": layout.Dash, "无误": layout.Text,
		"****": layout.Text, "**": layout.Odd, "**12__": layout.Text, "***12**": layout.Text,
	} {
		if v := value(s); v.Kind != want || v.Num.Valid() {
			t.Errorf("%q is of kind %d, %v; want %d", s, v.Kind, v.Num, want)
		}
	}
}

// TestCountsOfValues: what a row's values are counted as is what one pass over their kinds counts.
func TestCountsOfValues(t *testing.T) {
	t.Parallel()
	texts := []string{"0", "00", "7", "0.0", "", "/", "O", "见附件", "-1"}
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SliceOfN(rapid.SampledFrom(texts), 0, 8).Draw(t, "row")
		var vals []layout.Value
		var cells []layout.Cell
		noughts, numbers, filled, first, figures, says := 0, 0, 0, len(row), 0, false
		for i, s := range row {
			vals, cells = append(vals, value(s)), append(cells, layout.WholeCell(report.Text{S: s}))
			switch s {
			case "0", "00", "0.0":
				noughts, numbers = noughts+1, numbers+1
			case "7", "-1":
				numbers++
			}
			if s != "" {
				filled++
				first = min(first, i)
			}
			if s != "" && s != "见附件" {
				figures++
			}
			says = says || s != "" && s != "/"
		}
		u := layout.Unit{Cells: cells}
		got := []int{layout.Noughts(vals), layout.NumbersIn(vals), layout.FilledOf(vals), layout.FirstFilled(vals), layout.FilledCells(cells), layout.FiguresIn(&u)}
		if want := []int{noughts, numbers, filled, first, filled, figures}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%q: %v, want %v", row, got, want)
		}
		if layout.Says(vals) != says || layout.Blanks(vals) != (filled == 0) {
			t.Fatalf("%q: says %v, blank %v", row, layout.Says(vals), layout.Blanks(vals))
		}
	})
}

// TestCellsAreTrimmedOnBothSides: a cell is the text without the white space and the signs nobody sees
// at its ends, and stands where it stands.
func TestCellsAreTrimmedOnBothSides(t *testing.T) {
	t.Parallel()
	invisible := rapid.SampledFrom([]string{" ", "\t", "\r", "\n", "\f", "\v", "\u00a0", "　", "\u200b", "\u200c", "\u200d", "\ufeff", "\u2002", "\u2003", "\u2009", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"})
	rapid.Check(t, func(t *rapid.T) {
		before := strings.Join(rapid.SliceOfN(invisible, 0, 4).Draw(t, "before"), "")
		behind := strings.Join(rapid.SliceOfN(invisible, 0, 4).Draw(t, "behind"), "")
		inside := rapid.SampledFrom([]string{"", "12", "予以公开", "1　2", "a\u200bb", "é", "\xff"}).Draw(t, "inside")
		all := "左" + before + inside + behind + "右"
		from := report.Text{S: all, At: report.Place{Kind: report.PlaceText, Start: 100, End: 100 + len(all)}}
		c := layout.CellAt(&from, len("左"), len(all)-len("右"))
		if c.S != inside || c.Fold != fold.String(inside) {
			t.Fatalf("%q: the cell is %q, folded %q", all, c.S, c.Fold)
		}
		if at := c.Text().At; at.End-at.Start != len(inside) || all[at.Start-100:at.End-100] != inside {
			t.Fatalf("%q: the cell is at %+v", all, at)
		}
		if trimmed := layout.Trim(from.Slice(len("左"), len(all)-len("右"))); trimmed.S != inside || inside != "" && trimmed.At != c.Text().At {
			t.Fatalf("%q: trimmed it is %q at %+v", all, trimmed.S, trimmed.At)
		}
	})
}

// TestCoreFollowsTheFold: the core of a cell is that of the text it is compared by, also after another
// text was put in its place.
func TestCoreFollowsTheFold(t *testing.T) {
	t.Parallel()
	c := layout.WholeCell(report.Text{S: "（一）予以公开"})
	if got := c.Core(); got != "予以公开" {
		t.Errorf("the core is %q", got)
	}
	other := c.WithFold("2.部分公开")
	if got := other.Core(); got != "部分公开" {
		t.Errorf("with another text the core is %q", got)
	}
	if got := c.Core(); got != "予以公开" || c.Fold != "(一)予以公开" {
		t.Errorf("the cell itself has become %q, %q", c.Fold, got)
	}
	if other.S != c.S {
		t.Errorf("the print has become %q", other.S)
	}
	if empty := layout.WholeCell(report.Text{}); empty.Core() != "" || empty.Text().S != "" {
		t.Error("an empty cell has a core")
	}
	if got := (&layout.Cell{S: "3"}).Text(); got.S != "3" || got.At.Kind != "" {
		t.Errorf("a cell of no document stands at %+v", got.At)
	}
}
