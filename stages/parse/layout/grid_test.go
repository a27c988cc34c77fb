package layout_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// grid is a document of one grid, whose cells are given as column, rows and columns that they cover, and
// text: "0 2x1 规章".
func grid(cols int, rows ...[]string) *report.Document {
	g := &report.Grid{Rows: len(rows), Cols: cols}
	for i, row := range rows {
		for _, c := range row {
			k := report.GridCell{Row: i}
			var text string
			if n, _ := fmt.Sscanf(c, "%d %dx%d %s", &k.Col, &k.RowSpan, &k.ColSpan, &text); n < 3 {
				panic("no cell: " + c)
			}
			k.Text = report.Text{S: text}
			g.Cells = append(g.Cells, k)
		}
	}
	return &report.Document{Format: report.FormatHTML, Blocks: []report.Block{{Grid: g, Page: 3, Gap: 2}}}
}

// kinds are the kinds of the values of a unit, a letter each.
func kinds(u *layout.Unit) string {
	s := ""
	for i := range u.Cells {
		s += string("tnb-otBM"[layout.ReadValue(&u.Cells[i], 0).Kind])
	}
	return s
}

// TestFiguresOverSeveralRows: a figure that covers more rows than another of its row stands for all of
// them and is none of this row's; where all cover as many, the label has several lines.
func TestFiguresOverSeveralRows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		row  []string
		want string
	}{
		{"one of three", []string{"0 1x1 规章", "1 2x1 5", "2 1x1 1", "3 1x1 2"}, "tMnn"},
		{"all of them", []string{"0 2x1 规章", "1 2x1 5", "2 2x1 1", "3 2x1 2"}, "tnnn"},
		{"a dash as well", []string{"0 1x1 规章", "1 2x1 /", "2 1x1 1"}, "tMn"},
		{"the label alone", []string{"0 5x1 规章", "1 1x1 5", "2 1x1 1"}, "tnn"},
		{"words beside figures", []string{"0 1x1 规章", "1 2x1 见附件", "2 1x1 1"}, "ttn"},
		{"a blank beside figures", []string{"0 1x1 规章", "1 2x1", "2 1x1 1"}, "tbn"},
		{"spans that the page leaves out", []string{"0 0x0 规章", "1 0x0 5", "2 1x1 1"}, "tnn"},
		{"a span against none", []string{"0 0x0 规章", "1 2x0 5", "2 0x1 1"}, "tMn"},
		{"one figure", []string{"0 1x1 规章", "1 3x1 5"}, "tn"},
		{"of three lengths the shortest is the row's", []string{"0 2x1 4", "1 3x1 5", "2 1x1 6"}, "MMn"},
	} {
		us := layout.Units(grid(4, c.row), memory())
		if len(us) != 1 {
			t.Fatalf("%s: %d units", c.name, len(us))
		}
		if got := kinds(&us[0]); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if us[0].Page != 3 || us[0].Gap != 2 {
			t.Errorf("%s: on page %d behind %d lines", c.name, us[0].Page, us[0].Gap)
		}
	}
}

// TestAnArticleInACell: a page that is laid out by a table has its text in one cell; it is read line by
// line, and what follows it is a row again.
func TestAnArticleInACell(t *testing.T) {
	t.Parallel()
	article := strings.Repeat("一、总体情况\n我局认真落实条例，主动公开政府信息，答复申请。\n\n", 12)
	doc := grid(2, []string{"0 1x1 首页", "1 1x1"}, []string{"1 1x1"}, []string{"0 1x1 规章", "1 1x1 3"})
	doc.Blocks[0].Grid.Cells[1].Text = report.Text{S: article, At: report.Place{Kind: report.PlaceHTML, Path: "/html/body/table/tr/td[2]", End: len(article)}}
	us := layout.Units(doc, memory())
	if len(us) != 1+24+2 {
		t.Fatalf("%d units", len(us))
	}
	for i, u := range us[1:25] {
		if u.Kind != layout.Line || article[u.Line.At.Start:u.Line.At.End] != u.Line.S {
			t.Fatalf("line %d is of kind %d and %q", i, u.Kind, u.Line.S)
		}
	}
	if last := us[26]; last.Kind != layout.Grid || len(last.Cells) != 2 || last.Cells[1].Fold != "3" {
		t.Errorf("the row behind it is %+v", last)
	}
	// As long a text in few lines is a cell with many words, and stays one.
	doc.Blocks[0].Grid.Cells[1].Text.S = strings.ReplaceAll(article, "\n", "")
	if us := layout.Units(doc, memory()); len(us) != 3 || len(us[0].Cells) != 2 {
		t.Errorf("a long cell of one line makes %d units", len(us))
	}
}

// TestSeveralGrids: each row knows which grid of the document it is of.
func TestSeveralGrids(t *testing.T) {
	t.Parallel()
	doc := grid(1, []string{"0 1x1 甲"})
	doc.Blocks = append(doc.Blocks, report.Block{Line: report.Text{S: "一段"}}, grid(1, []string{"0 1x1 乙"}, []string{"0 1x1 丙"}).Blocks[0])
	got := ""
	for _, u := range layout.Units(doc, memory()) {
		got += fmt.Sprintf("%s%d ", u.Cells[0].Fold, u.Grid)
	}
	if got != "甲0 一段-1 乙1 丙1 " {
		t.Error(got)
	}
}

// TestParagraphsOfSeveralLines: inner line feeds end a unit, blank lines make none, and each unit stands
// where it stands.
func TestParagraphsOfSeveralLines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"", " ", "　", "一、总体情况", "规章 | 3", "  文字", "1\t2"}), 1, 8).Draw(t, "lines")
		s := strings.Join(lines, "\n")
		doc := &report.Document{Format: report.FormatDOCX, Blocks: []report.Block{{Line: report.Text{S: s, At: report.Place{Kind: report.PlaceDOCX, Path: "/p", End: len(s)}}, Gap: 2}}}
		var want, got []string
		for _, l := range lines {
			if l = strings.TrimSpace(l); l != "" {
				want = append(want, l)
			}
		}
		us := layout.Units(doc, memory())
		for i, u := range us {
			got = append(got, u.Line.S)
			if s[u.Line.At.Start:u.Line.At.End] != u.Line.S {
				t.Fatalf("%q stands at %q", u.Line.S, s[u.Line.At.Start:u.Line.At.End])
			}
			if (i == 0) != (u.Gap > 0) {
				t.Fatalf("unit %d has %d blank lines before it", i, u.Gap)
			}
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Fatalf("%q makes %q", s, got)
		}
	})
}

// TestGapsAreKept: blank lines before a line are counted, with those that hold a space.
func TestGapsAreKept(t *testing.T) {
	t.Parallel()
	doc := document("甲\n\u00a0\n乙")
	doc.Blocks[0].Gap, doc.Blocks[1].Gap, doc.Blocks[2].Gap = 1, 2, 3
	us := layout.Units(doc, memory())
	if len(us) != 2 || us[0].Gap != 1 || us[1].Gap != 2+1+3 {
		t.Errorf("%+v", us)
	}
}

// TestThings: a picture is a cell that says something nobody can read, and a link to a file in a cell
// with a figure leaves the figure as it is.
func TestThings(t *testing.T) {
	t.Parallel()
	text := func(s string, at int, thing report.Thing) report.Text {
		return report.Text{S: s, Objects: []report.Object{{At: at, Thing: thing}}}
	}
	for _, c := range []struct {
		name string
		text report.Text
		want layout.ValueKind
	}{
		{"a picture alone", text("", 0, report.Picture), layout.Thing},
		{"a link alone", text(" ", 1, report.Attachment), layout.Thing},
		{"a picture behind a figure", text("12", 2, report.Picture), layout.Broken},
		{"a symbol inside of a figure", text("12件", 1, report.Symbol), layout.Broken},
		{"a link behind a figure", text("12", 2, report.Attachment), layout.Number},
		{"a frame behind a figure", text("12", 2, report.Frame), layout.Number},
		{"a script before a figure", text("12", 0, report.Script), layout.Number},
		{"a picture in words", text("予以公开", 6, report.Picture), layout.Text},
		{"a picture in an ordinal with words", text("1.予以公开", 2, report.Picture), layout.Text},
	} {
		cell := layout.WholeCell(c.text)
		if got := layout.ReadValue(&cell, 0).Kind; got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	doc := &report.Document{Format: report.FormatDOCX, Blocks: []report.Block{{Line: text(" ", 0, report.Picture)}, {Line: text("规章", 0, report.Control)}, {Line: report.Text{S: "规章"}}}}
	got := ""
	for _, u := range layout.Units(doc, memory()) {
		got += string(u.Thing()) + ";"
	}
	if got != "picture;control;;" {
		t.Errorf("the units hold %q", got)
	}
	row := layout.Units(grid(2, []string{"0 1x1 规章", "1 1x1 3"}), memory())[0]
	if row.Thing() != "" {
		t.Errorf("a row without things holds %q", row.Thing())
	}
	row.Cells[1].From.Objects = []report.Object{{Thing: report.Picture}}
	if row.Thing() != report.Picture {
		t.Errorf("a row with a picture holds %q", row.Thing())
	}
}

// TestLooks: what is struck, hidden or set apart leaves what is shown around it, and a figure of which a
// part is gone cannot be read.
func TestLooks(t *testing.T) {
	t.Parallel()
	// Brackets stand around what is marked.
	for _, c := range []struct {
		print string
		look  report.Look
		fold  string
		kind  layout.ValueKind
	}{
		{"[1]2", report.Hidden, "2", layout.Number},
		{"1[2]", report.Struck, "1", layout.Number},
		{"1[0]2", report.Pale, "12", layout.Broken},
		{"1[0] ", report.Tiny, "1", layout.Number},
		{"1 [0] 2", report.Hidden, "12", layout.Broken},
		{"[x]1[y]", report.Struck, "1", layout.Number},
		{"予以[不]公开", report.Struck, "予以公开", layout.Text},
		{"第[一]3条", report.Struck, "第3条", layout.Text},
		{"[12]", report.Struck, "", layout.Thing},
		{"[①]", report.Raised, "", layout.Thing},
		{"[12]", report.Hidden, "", layout.Blank},
		{"[12]", report.Pale, "", layout.Blank},
		{"-[-]1", report.Struck, "-1", layout.Broken},
	} {
		t1 := report.Text{}
		for s := c.print; s != ""; {
			before, rest, ok := strings.Cut(s, "[")
			t1.S += before
			if !ok {
				break
			}
			in, behind, _ := strings.Cut(rest, "]")
			t1.Marks = append(t1.Marks, report.Mark{Start: len(t1.S), End: len(t1.S) + len(in), Look: c.look})
			t1.S += in
			s = behind
		}
		cell := layout.WholeCell(t1)
		if got := layout.ReadValue(&cell, 0); cell.Fold != c.fold || got.Kind != c.kind {
			t.Errorf("%s, %s: %q of kind %d, want %q of kind %d", c.print, c.look, cell.Fold, got.Kind, c.fold, c.kind)
		}
	}
}

// TestLooksOfOtherCells: a mark in another cell of the line is none of this one.
func TestLooksOfOtherCells(t *testing.T) {
	t.Parallel()
	line := report.Text{S: "规章|1x2|34|5x6", Marks: []report.Mark{{Start: 8, End: 9, Look: report.Struck}, {Start: 15, End: 16, Look: report.Struck}}}
	us := layout.Units(&report.Document{Format: report.FormatHTML, Blocks: []report.Block{{Line: line}}}, memory())
	if got := kinds(&us[0]); got != "tBnB" {
		t.Errorf("%s of %q", got, shown(us))
	}
}
