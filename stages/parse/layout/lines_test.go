package layout_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/limit"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// one is the unit that a line makes.
func one(t interface{ Fatalf(string, ...any) }, line string) *layout.Unit {
	us := layout.Units(document(line), memory())
	if len(us) != 1 {
		t.Fatalf("%q makes %d units", line, len(us))
	}
	return &us[0]
}

// TestRowsPutTogetherAgain: the cells of a row, with its borders between them, are the row, whatever
// they hold, and their columns are counted from the first border on.
func TestRowsPutTogetherAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(rapid.SampledFrom([]string{"", "规章", "0", "1,234", "（一）予以公开", "--", "O"}), 2, 8).Draw(t, "cells")
		cells[0] = rapid.SampledFrom([]string{"规章", "总计", "3"}).Draw(t, "first")
		border := rapid.SampledFrom([]string{"|", "｜", "\t", " | "}).Draw(t, "border")
		frame := border != "\t" && rapid.Bool().Draw(t, "frame")
		line := strings.Join(cells, border)
		want := append([]string(nil), cells...)
		switch {
		case frame:
			line = strings.TrimSpace(border) + line + strings.TrimSpace(border)
		case border != "\t" && cells[len(cells)-1] == "":
			want = want[:len(want)-1] // the sign at the end is a frame
		}
		u := one(t, line)
		if u.Kind == layout.Line { // a tab behind which nothing stands ends a paragraph
			if border != "\t" || strings.Contains(strings.TrimRight(line, "\t"), "\t") {
				t.Fatalf("%q is a line of text", line)
			}
			return
		}
		got := make([]string, len(u.Cells))
		for i := range u.Cells {
			c := &u.Cells[i]
			got[i] = c.S
			if at := c.Text().At; int(c.Col) != i || line[at.Start:at.End] != c.S {
				t.Fatalf("cell %d of %q is %q in column %d", i, line, c.S, c.Col)
			}
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Fatalf("%q is cut into %q, not %q", line, got, want)
		}
		if !u.Delimited() {
			t.Fatalf("%q has borders", line)
		}
	})
}

// TestRowsThatSayTheirEnd: a second sign at the end is the end of the row.
func TestRowsThatSayTheirEnd(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{"规章|1||": true, "规章|1|": false, "规章|1": false, "|规章|1| |": true, "规章｜1｜｜": true, "规章\t1\t": false, "||": false} {
		us := layout.Units(document(line), memory())
		if us[0].Ends != want {
			t.Errorf("%q: %v", line, us[0].Ends)
		}
	}
}

// TestTabsThatAreNoBorders: an indented paragraph, and one that a spreadsheet has filled up with tabs,
// are lines of text.
func TestTabsThatAreNoBorders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line string
		kind layout.UnitKind
		sole string
	}{
		{"\t一段文字", layout.Line, "一段文字"},
		{"\t  一段文字 ", layout.Line, "一段文字"},
		{"\t规章\t1", layout.Tabs, ""},
		{"\t\t\t规章", layout.Line, "规章"},
		{"规章\t", layout.Tabs, "规章"},
		{"规章\t\t\t", layout.Tabs, "规章"},
		{" \t规章", layout.Tabs, "规章"},
		{"予以公开  1  2\t\t", layout.Line, "予以公开12"},
		{"1 2 3\t", layout.Line, "123"},
		{strings.Repeat("予以公开", 60) + "\t\t", layout.Line, strings.Repeat("予以公开", 60)},
		{"规章\t1\t\t", layout.Tabs, ""},
	} {
		u := one(t, c.line)
		got := ""
		if s := u.Sole(); s != nil {
			got = s.Fold
			if layout.LineFold(u) != got {
				t.Errorf("%q: the line is %q, its cell %q", c.line, layout.LineFold(u), got)
			}
		}
		if u.Kind != c.kind || got != c.sole {
			t.Errorf("%q is of kind %d, alone in it stands %q", c.line, u.Kind, got)
		}
	}
	row := one(t, "予以公开|1 ２|")
	if row.Sole() != nil || layout.LineFold(row) != "予以公开|12|" {
		t.Errorf("a row is %q", layout.LineFold(row))
	}
	for _, line := range []string{"|规章| |", "规章 | ||||"} {
		if pipe := one(t, line); pipe.Sole() == nil || pipe.Sole().Fold != "规章" || pipe.Kind != layout.Pipes || layout.LineFold(pipe) != "规章" {
			t.Errorf("%q: a row between bars of which one cell is filled has no sole cell", line)
		}
	}
	if pipe := one(t, "2023年，我局公开信息。 | |||"); pipe.Kind != layout.Line || len(pipe.Cells) != 1 || pipe.Line.S != "2023年，我局公开信息。" {
		t.Errorf("a sentence in a table that lays out the page is of kind %d with %d cells, %q", pipe.Kind, len(pipe.Cells), pipe.Line.S)
	}
}

// TestTabsBehindALabelMakeCells: a short label before tabs is a row, so that what belongs in it is known
// to be blank.
func TestTabsBehindALabelMakeCells(t *testing.T) {
	t.Parallel()
	if u := one(t, "规章\t\t\t"); len(u.Cells) != 4 || layout.FilledCells(u.Cells) != 1 || !u.Delimited() {
		t.Errorf("%+v", u)
	}
}

// TestFiguresOfALineAlone has lines at whose ends figures stand, and what is left of them.
func TestFiguresOfALineAlone(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"1 2 3":              "1|2|3",
		"3 / 9":              "3|/|9",
		"规章 3 / 9":           "规章|3|/|9",
		"  0  0":             "0|0",
		"予以公开\u00a01\u20032": "予以公开|1|2",
		"予以公开 1 - 2":         "予以公开|1|-|2",
		"予以公开 1 公开":          "予以公开 1 公开",
		"共 3件":               "共|3件",
		"办结 3件（注）":           "办结|3件（注）",
		"办结 无":               "办结|无",
		"办结 1,234元":          "办结|1,234元",
		"办结 O 1":             "办结|O|1",
		"办结了3件":              "办结了3件",
		"总计 （七）":             "总计 （七）",
		"7":                  "7",
		"公开 *":               "公开|*",
		"办结 ３":               "办结|３",
		"办结 ——":              "办结|——",
		strings.Repeat("予以公开", 50) + " 3":  strings.Repeat("予以公开", 50) + "|3",
		strings.Repeat("予以公开", 120) + " 3": strings.Repeat("予以公开", 120) + " 3",
	} {
		u := one(t, line)
		layout.SplitFigures(u, memory())
		if got := shown([]layout.Unit{*u}); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
	row := one(t, "规章|1 2")
	layout.SplitFigures(row, memory())
	if len(row.Cells) != 2 {
		t.Errorf("a row with borders is cut into %d cells", len(row.Cells))
	}
}

// TestColumnsOfALine: the cells of a line reach over just the columns of print that they take.
func TestColumnsOfALine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		line := strings.Repeat(" ", rapid.IntRange(0, 5).Draw(t, "indent"))
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"0", "12", "３", "/", "1,234"}), 2, 6).Draw(t, "figures")
		if rapid.Bool().Draw(t, "label") {
			words[0] = "予以公开"
		}
		line += strings.Join(words, strings.Repeat(" ", rapid.IntRange(1, 4).Draw(t, "space")))
		u := one(t, line)
		layout.SplitFigures(u, memory())
		if len(u.Cells) != len(words) {
			t.Fatalf("%q is cut into %d cells", line, len(u.Cells))
		}
		labelled := words[0] == "予以公开"
		for i := range u.Cells {
			c := &u.Cells[i]
			before := line[:c.Text().At.Start]
			if labelled { // such a row is measured from its label on
				before = strings.TrimLeft(before, " ")
			}
			if want := float64(layout.Width(before)); c.X0 != want || c.X1 != want+float64(layout.Width(c.S)) || int(c.Col) != i {
				t.Fatalf("%q: cell %d reaches from %v to %v, want from %v", line, i, c.X0, c.X1, want)
			}
		}
	})
}

// TestPageOfPages: 3 / 9 alone on a line may be the page of a document, or three cells; the figures
// cannot be relied on. Where the first is more than the last, or has a leading nought, it is no page.
func TestPageOfPages(t *testing.T) {
	t.Parallel()
	for line, broken := range map[string]bool{
		"3 / 9": true, "9 / 9": true, "3 / 12": true, "10 / 9": false, "0 / 9": false, "03 / 9": false, "3 - 9": false, "3 / 9 1": false, "1 2": false,
		"3 / 9件": false, "规章 3 / 9": false,
	} {
		u := one(t, line)
		layout.SplitFigures(u, memory())
		last := &u.Cells[len(u.Cells)-1]
		if got := layout.ReadValue(last, 0).Kind == layout.Broken; got != broken {
			t.Errorf("%q: broken %v", line, got)
		}
	}
}

// TestRunsPutTogetherAgain: what pasted cells are cut into is what went in, in its order, but for white
// space and signs; no digit is lost, made up or moved, and each cell stands at its place.
func TestRunsPutTogetherAgain(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{
		"（一）予以公开", "1.属于国家秘密", "规章", "12", "0", " ", "　", "1,234", "12.5", "-3", "+4", "万元", "年", "（2023年）", "(", ")", "。", "3.", "、", "%", "a", "\u200b", "第二十条第（六）项",
	})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(piece, 1, 12).Draw(t, "pieces"), "")
		text := report.Text{S: s, At: report.Place{Kind: report.PlaceText, End: len(s)}}
		all, last := "", 0
		for _, u := range layout.CutGlued(text, 4, memory()) {
			if u.Kind != layout.Glued || u.Page != 4 || u.Line.S != u.Cells[0].S {
				t.Fatalf("%q makes the unit %+v", s, u)
			}
			for i := range u.Cells {
				c := &u.Cells[i]
				at := c.Text().At
				if at.Start < last || s[at.Start:at.End] != c.S || fold.String(c.S) != c.Fold {
					t.Fatalf("%q: the cell %q, folded %q, stands at %d to %d", s, c.S, c.Fold, at.Start, at.End)
				}
				if i > 0 && !c.Loose {
					t.Fatalf("%q: the digits %q have no certain border", s, c.S)
				}
				last = at.End
				all += c.Fold
			}
		}
		if f := fold.String(s); all != f {
			t.Fatalf("%q comes out as %q", f, all)
		}
	})
}

// TestFiguresOfARun has what stands in a run of cells and how it is cut.
func TestFiguresOfARun(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"予以公开12":       "予以公开|12",
		"予以公开1 2":      "予以公开|1|2",
		"予以公开1\u200b2": "予以公开|1\u200b2",
		"予以公开1.5万元":    "予以公开|1.5万元",
		"予以公开3元":       "予以公开|3元",
		"予以公开-3":       "予以公开|-3",
		"予以公开1+2":      "予以公开|1+2",
		"予以公开-":        "予以公开-",
		"予以公开5%":       "予以公开5%",
		"2023年公开3":     "2023年公开|3",
		"公开52.部分公开":    "公开|5\n2.部分公开",
		"公开52、部分公开":    "公开|5\n2、部分公开",
		"公开5.":         "公开|5\n.",
		"公开5、":         "公开|5\n、",
		"公开（5）3":       "公开（5）|3",
		"公开（5":         "公开（5",
		"公开）5":         "公开）|5",
		"12":           "12",
		"3号文件5位":       "3号文件5位",
		"第5页3":         "第5页|3",
		"公开1a":         "公开|1\na",
		"":             "",
	} {
		text := report.Text{S: s}
		us := layout.CutGlued(text, 0, memory())
		if got := shown(us); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	for s, want := range map[string]bool{"公开1a": true, "公开l1": true, "公开1": false, "公开 1": false} {
		us := layout.CutGlued(report.Text{S: s}, 0, memory())
		c := &us[0].Cells[len(us[0].Cells)-1]
		if got := layout.ReadValue(c, 0).Kind == layout.Broken; got != want {
			t.Errorf("%q: the figure is doubtful: %v", s, got)
		}
	}
}

// TestWhatSentencesCount: a word behind a figure by which a sentence counts.
func TestWhatSentencesCount(t *testing.T) {
	t.Parallel()
	for f, want := range map[string]bool{"件": true, "余件": true, ",其中": true, ".5": true, "篇": true, "": false, "部分公开": true, "规章": false, "(二)": false} {
		if got := layout.Counts(f); got != want {
			t.Errorf("%q: %v", f, got)
		}
	}
}

// TestLinesThatWereCut: lines that are as long as most of a text may go on in the next one; a blank line,
// a table or the end ends them, and a text of few lines tells nothing.
func TestLinesThatWereCut(t *testing.T) {
	t.Parallel()
	full := strings.Repeat("公", 30)
	cut := func(doc *report.Document) string {
		s := ""
		for _, u := range layout.Units(doc, memory()) {
			s += map[bool]string{true: "c", false: "-"}[u.Cut]
		}
		return s
	}
	prose := strings.Repeat(full+"\n", 8)
	long := strings.Repeat("公", 31)
	for _, c := range []struct{ name, text, want string }{
		{"all but the last line", prose + "完", "ccccccccc"},
		{"a row behind a full line", prose + "规章\t3\n完", "ccccccccc-"},
		{"too few lines", strings.Repeat(full+"\n", 7) + "完", "--------"},
		{"short lines", strings.Repeat(strings.Repeat("a", 19)+"\n", 8) + "完", "---------"},
		{"just long enough", strings.Repeat(strings.Repeat("a", 20)+"\n", 8) + "完", "ccccccccc"},
		{"lines as long as a page", strings.Repeat(strings.Repeat("a", 201)+"\n", 8) + "完", "---------"},
		{"one line that is longer", prose + long + "公", "---------"},
		{"rows that are set to one length", strings.Repeat("a | b | "+strings.Repeat("c", 22)+"\n", 9) + "完", "----------"},
		{"words in columns", strings.Repeat("规章    "+strings.Repeat("c", 22)+"\n", 9) + "完", "----------"},
		{"a line of 1 KiB", prose + strings.Repeat("公", 400), "---------"},
	} {
		if got := cut(document(c.text)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	doc := document(prose + "完")
	doc.Blocks[8].Gap = 1
	if got := cut(doc); got != "cccccccc-" {
		t.Errorf("before a blank line: %s", got)
	}
	doc = document(prose + "完")
	doc.Blocks[7].Gap = 1
	doc.Blocks = append(doc.Blocks[:8:8], grid(1, []string{"0 1x1 甲"}).Blocks[0], doc.Blocks[8])
	if got := cut(doc); got != "ccccccc---" {
		t.Errorf("between a blank line and a table: %s", got)
	}
	doc = document(prose + "完")
	doc.Blocks = append(doc.Blocks[:8:8], grid(1, []string{"0 1x1 甲"}).Blocks[0], doc.Blocks[8])
	if got := cut(doc); got != "cccccccc--" {
		t.Errorf("before a table: %s", got)
	}
	doc = document(prose + "完")
	doc.Format = report.FormatHTML
	if got := cut(doc); got != "---------" {
		t.Errorf("paragraphs of a page: %s", got)
	}
}

// TestMemoryIsUsedAgain: what was read before is not in what is read next, and the bound counts anew.
func TestMemoryIsUsedAgain(t *testing.T) {
	t.Parallel()
	m := memory()
	first := shown(layout.Units(document("规章|1|2\n总计|3|4"), m))
	m.Reset()
	m.Start(context.Background())
	if second := shown(layout.Units(document("甲|9"), m)); second != "甲|9" || first != "规章|1|2\n总计|3|4" {
		t.Errorf("%q, then %q", first, second)
	}
}

// TestTooManyCells: a document of nothing but borders ends the reading by name, before its cells take
// gigabytes.
func TestTooManyCells(t *testing.T) {
	t.Parallel()
	for _, border := range []string{"|", "｜", "\t"} {
		func() {
			defer func() {
				h, ok := recover().(limit.Halt)
				if !ok || h.Err == nil || !strings.Contains(h.Err.Error(), "cells") {
					t.Errorf("%q: %v", border, h.Err)
				}
			}()
			layout.Units(document("规章"+strings.Repeat(border, 310_000)+"1"), memory())
			t.Errorf("%q: it was read", border)
		}()
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("enough"))
	m := &layout.UnitMemory{Glued: layout.NewGluedWords()}
	m.Start(ctx)
	defer func() {
		if h, ok := recover().(limit.Halt); !ok || !errors.Is(h.Err, context.Canceled) {
			t.Errorf("a reading that was given up ends with %v", h.Err)
		}
	}()
	layout.Units(document(strings.Repeat("规章\n", 200)), m)
	t.Error("a reading that was given up goes on")
}
