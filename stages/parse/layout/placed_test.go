package layout_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// at is a word that stands on a page: its left end and its top, 10 points high, a Han character as wide
// and others half of it.
type at struct {
	word string
	x, y float64
}

func (a at) width() float64 { return float64(layout.Width(a.word)) * 5 }

// pageLine is a line of a page with these words, sep between them in its text.
func pageLine(page int, sep string, words ...at) report.Block {
	t := report.Text{At: report.Place{Kind: report.PlacePDF, Page: page, Box: [4]float64{words[0].x, words[0].y, words[0].x, words[0].y}}}
	for i, w := range words {
		if i > 0 {
			t.S += sep
		}
		box := [4]float64{w.x, w.y, w.x + w.width(), w.y + 10}
		t.Words = append(t.Words, report.Word{Start: len(t.S), End: len(t.S) + len(w.word), Box: box})
		t.S += w.word
		b := t.At.Box
		t.At.Box = [4]float64{min(b[0], box[0]), min(b[1], box[1]), max(b[2], box[2]), max(b[3], box[3])}
	}
	return report.Block{Page: page, Line: t}
}

// TestRowsByPosition: the rows of a table on pages are what stands side by side, in whatever order the
// file has its words, and each cell has the box of its words.
func TestRowsByPosition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var blocks []report.Block
		var want []string
		for page := 1; page <= rapid.IntRange(1, 2).Draw(t, "pages"); page++ {
			for row := range rapid.IntRange(1, 5).Draw(t, "rows") {
				cells := rapid.SliceOfN(rapid.SampledFrom([]string{"规章", "0", "12", "/", "1,234"}), 1, 5).Draw(t, "cells")
				want = append(want, strings.Join(cells, "|"))
				for i, c := range cells {
					shift := rapid.Float64Range(-1.5, 1.5).Draw(t, "up or down")
					blocks = append(blocks, pageLine(page, "", at{c, float64(50 + 80*i), float64(100+20*row) + shift}))
				}
			}
		}
		doc := &report.Document{Format: report.FormatPDF, Blocks: rapid.Permutation(blocks).Draw(t, "order")}
		us := layout.Units(doc, memory())
		if got := shown(us); got != strings.Join(want, "\n") {
			t.Fatalf("the rows are\n%s\nand not\n%s", got, strings.Join(want, "\n"))
		}
		for i := range us {
			u := &us[i]
			if u.Kind != layout.Placed || u.Delimited() || u.Grid != -1 {
				t.Fatalf("unit %d is %+v", i, u)
			}
			for k := range u.Cells {
				c := &u.Cells[k]
				box := c.Text().At.Box
				if c.X0 != box[0] || c.X1 != box[2] || c.X1 != c.X0+float64(layout.Width(c.S))*5 {
					t.Fatalf("cell %q reaches from %v to %v, its box is %v", c.S, c.X0, c.X1, box)
				}
				if whole := u.Line.At.Box; whole[0] > box[0] || whole[2] < box[2] || whole[1] > box[1] || whole[3] < box[3] {
					t.Fatalf("the row's box %v does not hold %v", whole, box)
				}
			}
			if strings.ReplaceAll(u.Line.S, " ", "|") != want[i] {
				t.Fatalf("the row reads %q", u.Line.S)
			}
		}
	})
}

// TestWordsOfOneCell: words of a line are one cell where the space between them is less than what sets
// cells apart, which for figures is hardly anything.
func TestWordsOfOneCell(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		left, right string
		sep         string
		space       float64
		one         bool
	}{
		{"予以", "公开", "", 9, true},
		{"予以", "公开", "", 11, false},
		{"予以", "公开", " ", 9, true},
		{"12", "34", "", 0.4, true},
		{"12", "34", "", 0.6, false},
		{"12", "34", " ", 0.6, false},
		{"12", "件", "", 9, true},
		{"12", "万元", " ", 9, true},
		{"12", "件", "", 11, false},
		{"12", "规章", "", 4, true},
		{"12", "规章", "", 6, false},
		{"12", "规章", " ", 4, false},
		{"规章", "12", "", 4, true},
		{"规章", "12", " ", 4, false},
		{"一", "、总体", "", 14, true},
		{"一", "、总体", "", 16, false},
		{"1.", "规章", " ", 9, true},
		{"３", "４", "", 0.6, false},
		{"-3", "4", "", 6, false},
	} {
		a := at{c.left, 100, 100}
		doc := &report.Document{Format: report.FormatPDF, Blocks: []report.Block{pageLine(1, c.sep, a, at{c.right, 100 + a.width() + c.space, 100})}}
		us := layout.Units(doc, memory())
		if len(us) != 1 {
			t.Fatalf("%s and %s make %d units", c.left, c.right, len(us))
		}
		if got := len(us[0].Cells) == 1; got != c.one {
			t.Errorf("%s and %s, %v points and %q between: one cell %v", c.left, c.right, c.space, c.sep, got)
		}
	}
	// Words of two lines, or with another between them, are never one.
	doc := &report.Document{Format: report.FormatPDF, Blocks: []report.Block{pageLine(1, "", at{"予以", 100, 100}), pageLine(1, "", at{"公开", 121, 100})}}
	if us := layout.Units(doc, memory()); len(us[0].Cells) != 2 {
		t.Errorf("words of two lines are %q", shown(us))
	}
	doc.Blocks = []report.Block{pageLine(1, "", at{"予以", 100, 100}, at{"脚注", 100, 400}, at{"公开", 121, 100})}
	if us := layout.Units(doc, memory()); shown(us) != "予以|公开\n脚注" {
		t.Errorf("words with another between them are %q", shown(us))
	}
}

// TestLinesOfACellStandApart: what is set two lines high beside a figure makes rows of its own, and what
// is only a little higher does not.
func TestLinesOfACellStandApart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		y    float64
		want string
	}{{100, "规章|3"}, {103.4, "规章|3"}, {103.6, "规章\n3"}, {96.6, "规章|3"}, {96.4, "3\n规章"}, {112, "规章\n3"}} {
		doc := &report.Document{Format: report.FormatPDF, Blocks: []report.Block{pageLine(1, "", at{"规章", 100, 100}), pageLine(1, "", at{"3", 200, c.y})}}
		if got := shown(layout.Units(doc, memory())); got != c.want {
			t.Errorf("at %v: %q, want %q", c.y, got, c.want)
		}
	}
	doc := &report.Document{Format: report.FormatPDF, Blocks: []report.Block{pageLine(1, "", at{"规章", 100, 100}), pageLine(2, "", at{"3", 200, 100})}}
	if got := shown(layout.Units(doc, memory())); got != "规章\n3" {
		t.Errorf("on two pages: %q", got)
	}
}

// TestWhatIsPlaced: a document is read by position where nearly all of its lines know their words, and
// by its lines where a table of the format's own stands in it.
func TestWhatIsPlaced(t *testing.T) {
	t.Parallel()
	placed := pageLine(1, "", at{"规章", 100, 100})
	bare := report.Block{Line: report.Text{S: "规章", At: report.Place{Kind: report.PlacePDF, Page: 1}}}
	blank := report.Block{}
	many := func(n int, b report.Block) (out []report.Block) {
		for range n {
			out = append(out, b)
		}
		return out
	}
	for name, c := range map[string]struct {
		blocks []report.Block
		want   layout.UnitKind
	}{
		"all":              {many(10, placed), layout.Placed},
		"nine of ten":      {append(many(9, placed), bare), layout.Placed},
		"eight of nine":    {append(many(8, placed), bare), layout.Line},
		"blank lines too":  {append(many(1, placed), many(9, blank)...), layout.Placed},
		"none":             {many(3, bare), layout.Line},
		"with a grid":      {append(many(10, placed), grid(1, []string{"0 1x1 甲"}).Blocks...), layout.Line},
		"words of nothing": {[]report.Block{placed, {Line: report.Text{S: " ", Words: []report.Word{{Start: 0, End: 1}, {Start: 1, End: 1}}}}}, layout.Placed},
	} {
		us := layout.Units(&report.Document{Format: report.FormatPDF, Blocks: c.blocks}, memory())
		if us[0].Kind != c.want {
			t.Errorf("%s: of kind %d", name, us[0].Kind)
		}
	}
}

// TestAStrewnLineIsNotCopied: a line whose words stand all over the page is put together from the words
// of each row, not copied as a whole for it.
func TestAStrewnLineIsNotCopied(t *testing.T) {
	t.Parallel()
	for between, want := range map[int]string{10: "甲" + strings.Repeat("x", 10) + "乙", 200: "甲 乙"} {
		words := []at{{"甲", 100, 100}}
		for i := range between {
			words = append(words, at{"x", 100, float64(200 + 20*i)})
		}
		words = append(words, at{"乙", 200, 100})
		doc := &report.Document{Format: report.FormatPDF, Blocks: []report.Block{pageLine(1, "", words...)}}
		us := layout.Units(doc, memory())
		if us[0].Line.S != want || fmt.Sprint(us[0].Line.At.Box[:1]) != "[100]" {
			t.Errorf("%d words between: %q at %v", between, us[0].Line.S, us[0].Line.At.Box)
		}
	}
}

// TestPageNumbersOnPages: the number of a page is known where its signs are words of their own; cells as
// far apart as those of a row are none.
func TestPageNumbersOnPages(t *testing.T) {
	t.Parallel()
	row := func(space float64, words ...string) *layout.Unit {
		var blocks []report.Block
		x := 100.0
		for _, w := range words {
			a := at{w, x, 700}
			blocks = append(blocks, pageLine(1, "", a))
			x += a.width() + space
		}
		return &layout.Units(&report.Document{Format: report.FormatPDF, Blocks: blocks}, memory())[0]
	}
	for _, c := range []struct {
		name string
		u    *layout.Unit
		want bool
	}{
		{"close together", row(5, "-", "3", "-"), true},
		{"as far apart as cells", row(40, "-", "3", "-"), false},
		{"a height apart", row(10, "-", "3", "-"), false},
		{"one word", row(5, "-3-"), true},
		{"in words", row(5, "第", "3", "页"), true},
		{"two cells", row(5, "-", "3-"), false},
		{"no sign behind it", row(5, "-", "3", "4"), false},
		{"four cells", row(5, "-", "1", "2", "-"), false},
	} {
		if got := layout.IsPageLine(c.u); got != c.want {
			t.Errorf("%s: %v (%d cells)", c.name, got, len(c.u.Cells))
		}
	}
	line := layout.Units(document("- | 3 | -"), memory())
	if layout.IsPageLine(&line[0]) {
		t.Error("cells between bars are no number of a page")
	}
}
