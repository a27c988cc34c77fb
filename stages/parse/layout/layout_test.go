package layout_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

func memory() *layout.UnitMemory {
	m := &layout.UnitMemory{Glued: layout.NewGluedWords()}
	m.Start(context.Background())
	return m
}

// document is a plain text as ingest gives it: a block a line.
func document(s string) *report.Document {
	doc := &report.Document{Schema: report.DocumentSchema, Format: report.FormatText}
	at := 0
	for line := range strings.SplitSeq(s, "\n") {
		doc.Blocks = append(doc.Blocks, report.Block{Line: report.Text{
			S: line, At: report.Place{Kind: report.PlaceText, Start: at, End: at + len(line)},
		}})
		at += len(line) + 1
	}
	return doc
}

func TestReadValue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text   string
		kind   layout.ValueKind
		number string
	}{
		{"12", layout.Number, "12"},
		{"１２", layout.Number, "12"},
		{"1,234", layout.Number, "1234"},
		{"-3", layout.Number, "-3"},
		{"12.5", layout.Number, "12.5"},
		{"3件", layout.Number, "3"},
		{"129.6万元", layout.Number, "129.6"},
		{"3(其中1件为上年结转)", layout.Number, "3"},
		{"**12**", layout.Number, "12"},
		{"***1,234***", layout.Number, "1234"},
		{"__3件__", layout.Number, "3"},
		{"**12", layout.Text, ""},
		{"**12*", layout.Text, ""},
		{"**1*2**", layout.Text, ""},
		{"", layout.Blank, ""},
		{" ", layout.Blank, ""},
		{"/", layout.Dash, ""},
		{"—", layout.Dash, ""},
		{"--", layout.Dash, ""},
		{"无", layout.Dash, ""},
		{"不涉及", layout.Dash, ""},
		{"O", layout.Odd, ""},
		{"*", layout.Odd, ""},
		{"3*", layout.Odd, ""},
		{"2'034", layout.Odd, ""},
		{".90", layout.Odd, ""},
		{"1,23", layout.Odd, ""},
		{"未统计", layout.Text, ""},
		{"2023年", layout.Text, ""},
		{"自然人", layout.Text, ""},
	} {
		cell := layout.WholeCell(report.Text{S: c.text})
		v := layout.ReadValue(&cell, 4)
		got := ""
		if v.Num.Valid() {
			got = v.Num.String()
		}
		if v.Kind != c.kind || got != c.number || v.Unit != 4 || v.Cell != &cell {
			t.Errorf("%q reads as kind %d, number %q; want %d, %q", c.text, v.Kind, got, c.kind, c.number)
		}
	}
}

// TestNumbersWithSpaces: digits with a space between may be one number or two.
func TestNumbersWithSpaces(t *testing.T) {
	t.Parallel()
	for text, split := range map[string]bool{"12": false, "1 2": true, " 12 ": false, "1\n2": true, "1\u200b2": false,
		"1\u00a02": true, "1\u20022": true, "1\u20032": true, "1\u20092": true, "1\u202f2": true, "1\u30002": true, "1\r2": true} {
		cell := layout.WholeCell(report.Text{S: text})
		if v := layout.ReadValue(&cell, 0); v.Kind != layout.Number || v.Split != split {
			t.Errorf("%q: kind %d, split %v", text, v.Kind, v.Split)
		}
	}
}

func TestClear(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text        string
		own, pasted bool
	}{{"0", true, true}, {"12", true, true}, {"012", true, false}, {"/", true, true}, {"1 2", false, false}, {"", false, false}, {"O", false, false}} {
		cell := layout.WholeCell(report.Text{S: c.text})
		v := layout.ReadValue(&cell, 0)
		if v.Clear(false) != c.own || v.Clear(true) != c.pasted {
			t.Errorf("%q is clear: %v with borders, %v without", c.text, v.Clear(false), v.Clear(true))
		}
	}
}

func TestPageNumbers(t *testing.T) {
	t.Parallel()
	for f, want := range map[string]bool{"-3-": true, "- 3 -": true, "— 12 —": true, "第3页": true, "3": false, "--": false, "-": false, "": false, "第三项": false} {
		if got := layout.IsPageNumber(fold.String(f)); got != want {
			t.Errorf("%q is the number of a page: %v", f, got)
		}
	}
}

func TestWidth(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{"": 0, "abc": 3, "总计": 4, "a总 ": 4} {
		if got := layout.Width(s); got != want {
			t.Errorf("%q takes %d columns, not %d", s, got, want)
		}
	}
}

func TestKindsOfLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line  string
		kind  layout.UnitKind
		cells string
	}{
		{"予以公开 | 1 | 2 |", layout.Pipes, "予以公开,1,2"},
		{"| 予以公开 | 1 | |", layout.Pipes, "予以公开,1,"},
		{"予以公开｜1｜2", layout.Pipes, "予以公开,1,2"},
		{"予以公开\t1\t\t2", layout.Tabs, "予以公开,1,,2"},
		{"\t一段缩进的文字", layout.Line, "一段缩进的文字"},
		{"予以公开   1   2", layout.Line, "予以公开12"},
	} {
		us := layout.Units(document(c.line), memory())
		if len(us) != 1 {
			t.Errorf("%q makes %d units", c.line, len(us))
			continue
		}
		var got []string
		for i := range us[0].Cells {
			got = append(got, us[0].Cells[i].Fold)
		}
		if us[0].Kind != c.kind || strings.Join(got, ",") != c.cells {
			t.Errorf("%q is of kind %d with the cells %q", c.line, us[0].Kind, got)
		}
	}
}

// TestGridKeepsColumns: a row of a grid is a unit, and each cell knows its column and span.
func TestGridKeepsColumns(t *testing.T) {
	t.Parallel()
	doc := &report.Document{Format: report.FormatHTML, Blocks: []report.Block{{Grid: &report.Grid{Rows: 2, Cols: 3, Cells: []report.GridCell{
		{Row: 0, Col: 0, RowSpan: 1, ColSpan: 2, Text: report.Text{S: "信息内容"}}, {Row: 0, Col: 2, RowSpan: 1, ColSpan: 1, Text: report.Text{S: "总计"}},
		{Row: 1, Col: 0, RowSpan: 1, ColSpan: 1, Text: report.Text{S: "规章"}}, {Row: 1, Col: 1, RowSpan: 1, ColSpan: 1, Text: report.Text{S: " 1 "}}, {Row: 1, Col: 2, RowSpan: 1, ColSpan: 1},
	}}}}}
	us := layout.Units(doc, memory())
	if len(us) != 2 || us[0].Kind != layout.Grid || us[1].Grid != 0 {
		t.Fatalf("%+v", us)
	}
	got := ""
	for i := range us {
		for k := range us[i].Cells {
			c := &us[i].Cells[k]
			got += fmt.Sprintf("%d+%d=%s;", c.Col, c.Span, c.Fold)
		}
	}
	if want := "0+2=信息内容;2+1=总计;0+1=规章;1+1=1;2+1=;"; got != want {
		t.Errorf("the cells are %s, not %s", got, want)
	}
	if n := layout.FiguresIn(&us[1]); n != 1 {
		t.Errorf("%d figures in the second row", n)
	}
}

// TestFiguresOfALine: a label and figures with spaces between are cut into just these, wherever
// the spaces are, and each cell is found in its line.
func TestFiguresOfALine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"予以公开", "3.危及“三安全一稳定”", "（七）总计", "规章"}).Draw(t, "label")
		figures := rapid.SliceOfN(rapid.SampledFrom([]string{"0", "7", "12", "1,234", "/", "—", "3件"}), 1, 9).Draw(t, "figures")
		space := rapid.SampledFrom([]string{" ", "  ", "\u3000", "       "})
		line := name
		for _, f := range figures {
			line += space.Draw(t, "space") + f
		}
		us := layout.Units(document(line), memory())
		if len(us) != 1 {
			t.Fatalf("%q makes %d units", line, len(us))
		}
		layout.SplitFigures(&us[0], memory())
		if len(us[0].Cells) != len(figures)+1 {
			t.Fatalf("%q is cut into %d cells", line, len(us[0].Cells))
		}
		for i := range us[0].Cells {
			c := &us[0].Cells[i]
			want := name
			if i > 0 {
				want = figures[i-1]
			}
			at := c.Text().At
			if c.S != want || line[at.Start:at.End] != want {
				t.Fatalf("cell %d of %q is %q at %q, not %q", i, line, c.S, line[at.Start:at.End], want)
			}
			if i > 0 && c.X0 < us[0].Cells[i-1].X1 {
				t.Fatalf("cell %d of %q begins before the one left of it ends", i, line)
			}
		}
	})
}

// TestSentencesStayWhole: a line that does not end with a figure, or is nothing but one, is one
// cell.
func TestSentencesStayWhole(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"2023年，收到申请21件，办结20件。", "12", "总体情况", "第 3 页"} {
		us := layout.Units(document(line), memory())
		layout.SplitFigures(&us[0], memory())
		if len(us[0].Cells) != 1 {
			t.Errorf("%q is cut into %d cells", line, len(us[0].Cells))
		}
	}
}

// TestCutGlued: pasted cells come apart at the figures; digits without a border stay together.
func TestCutGlued(t *testing.T) {
	t.Parallel()
	text := report.Text{S: "（一）予以公开12 30（二）部分公开（区分处理的）4051.属于国家秘密0 0", At: report.Place{Kind: report.PlaceText, End: 200}}
	var got []string
	for _, u := range layout.CutGlued(text, 1, memory()) {
		s := ""
		for i := range u.Cells {
			s += u.Cells[i].S
			if u.Cells[i].Loose {
				s += "!"
			}
			s += "|"
		}
		got = append(got, s)
	}
	want := "（一）予以公开|12!|30!|;（二）部分公开（区分处理的）|405!|;1.属于国家秘密|0!|0!|"
	if s := strings.Join(got, ";"); s != want {
		t.Errorf("cut as %s\nand not as %s", s, want)
	}
}

// TestShownOnly: struck and raised characters are no part of a cell, and a figure that they
// interrupt is broken.
func TestShownOnly(t *testing.T) {
	t.Parallel()
	mark := func(s, word string, look report.Look) report.Text {
		at := strings.Index(s, word)
		return report.Text{S: s, Marks: []report.Mark{{Start: at, End: at + len(word), Look: look}}}
	}
	for _, c := range []struct {
		text   report.Text
		fold   string
		broken bool
	}{
		{report.Text{S: "12"}, "12", false},
		{mark("12①", "①", report.Raised), "12", false},
		{mark("1x2", "x", report.Struck), "12", true},
		{mark("旧3", "旧", report.Struck), "3", false},
		{mark("12", "12", report.Struck), "", false},
	} {
		cell := layout.WholeCell(c.text)
		broken := layout.ReadValue(&cell, 0).Kind == layout.Broken
		if cell.Fold != c.fold || broken != c.broken {
			t.Errorf("%q shows %q, broken %v; want %q, %v", c.text.S, cell.Fold, broken, c.fold, c.broken)
		}
	}
}

// FuzzUnits wants every cell of any text to stand at its place, in the order of print.
func FuzzUnits(f *testing.F) {
	for _, s := range []string{"a | b | 1 |\n|---|---|\n", "规章\t1\t2\n\t\t3", "予以公开 1 2 3", "\u00a0\n|\n1\n|\n", "｜1｜｜", " \u3000\u200b", "第二十条第（一）项信息内容本年制发件数1 2 3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4096 {
			return
		}
		us := layout.Units(document(s), memory())
		for i := range us {
			layout.SplitFigures(&us[i], memory())
			last := 0
			for k := range us[i].Cells {
				at := us[i].Cells[k].Text().At
				if at.Start < last || at.End > len(s) || s[at.Start:at.End] != us[i].Cells[k].S {
					t.Fatalf("cell %d of unit %d is %q and stands at %d to %d", k, i, us[i].Cells[k].S, at.Start, at.End)
				}
				last = at.End
			}
		}
	})
}
