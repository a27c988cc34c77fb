package text_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

var wide = text.Limits{Line: 1 << 20, Lines: 10_000, Columns: 100}

func blocks(t interface{ Fatal(...any) }, s string) []report.Block {
	b, err := text.Blocks(context.Background(), s, wide)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// gridOf is the only grid of the blocks, nil if there is none or more.
func gridOf(list []report.Block) *report.Grid {
	var g *report.Grid
	for i := range list {
		if list[i].Grid == nil {
			continue
		}
		if g != nil {
			return nil
		}
		g = list[i].Grid
	}
	return g
}

// square is a cell of a drawn table: its words, and how many columns it covers.
type square struct {
	words string
	span  int
}

// aTable draws rows of cells that cover so many columns.
func aTable(t *rapid.T, spans bool) (rows [][]square, cols int) {
	cols = rapid.IntRange(2, 8).Draw(t, "columns")
	words := rapid.SampledFrom([]string{"", "0", "12", "3119", "规章", "行政许可", "危及“三安全一稳定”", "１７", "-", "/", "96171.6", "a b"})
	for range rapid.IntRange(1, 6).Draw(t, "rows") {
		var row []square
		for left := cols; left > 0; {
			span := 1
			if spans {
				span = rapid.IntRange(1, left).Draw(t, "span")
			}
			row = append(row, square{words.Draw(t, "words"), span})
			left -= span
		}
		rows = append(rows, row)
	}
	return rows, cols
}

// cellWidth is the columns of print that a square has, without its rules; the longest word
// has 22.
const cellWidth = 24

func columnsOf(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return n
}

func padded(s string, width int) string { return s + strings.Repeat(" ", width-columnsOf(s)) }

// boxes draws a table with box-drawing characters; a rule stands where a cell ends.
func boxes(rows [][]square, cols int) string {
	ends := func(row []square) map[int]bool {
		out, at := map[int]bool{}, 0
		for _, c := range row {
			at += c.span
			out[at] = true
		}
		return out
	}
	rule := func(above, below map[int]bool, left, right string) string {
		s := left
		for c := 1; c <= cols; c++ {
			s += strings.Repeat("─", cellWidth)
			switch {
			case c == cols:
				s += right
			case above[c] && below[c]:
				s += "┼"
			case above[c]:
				s += "┴"
			case below[c]:
				s += "┬"
			default:
				s += "─"
			}
		}
		return s + "\n"
	}
	out := rule(nil, ends(rows[0]), "┌", "┐")
	for i, row := range rows {
		line := "│"
		for _, c := range row {
			line += padded(" "+c.words, c.span*cellWidth+c.span-1) + "│"
		}
		out += line + "\n"
		if i+1 < len(rows) {
			out += rule(ends(row), ends(rows[i+1]), "├", "┤")
		} else {
			out += rule(ends(row), nil, "└", "┘")
		}
	}
	return out
}

// pluses draws a table without spans as reStructuredText does.
func pluses(rows [][]square, cols int) string {
	rule := strings.Repeat("+"+strings.Repeat("-", cellWidth), cols) + "+\n"
	out := rule
	for _, row := range rows {
		for _, c := range row {
			out += "|" + padded(" "+c.words, cellWidth)
		}
		out += "|\n" + rule
	}
	return out
}

// dashes draws a table without spans under lines of dashes.
func dashes(rows [][]square, cols int) string {
	rule := strings.TrimRight(strings.Repeat(strings.Repeat("-", cellWidth)+" ", cols), " ") + "\n"
	out := rule
	for _, row := range rows {
		line := ""
		for _, c := range row {
			line += padded(c.words, cellWidth+1)
		}
		out += line + "x"[:0] + "\n"
	}
	return out + rule
}

// tags writes a table as HTML in Markdown.
func tags(rows [][]square, _ int) string {
	out := "<table><tbody>"
	for _, row := range rows {
		out += "<tr>"
		for _, c := range row {
			out += fmt.Sprintf("<td colspan=\"%d\"><p><span\nstyle='a:b'>%s</span></p></td>", c.span, c.words)
		}
		out += "</tr>\n"
	}
	return out + "</tbody></table>\n"
}

// TestDrawnTablesAreGrids: a table is read with its cells, each with the place of its words,
// however it is drawn.
func TestDrawnTablesAreGrids(t *testing.T) {
	t.Parallel()
	for name, draw := range map[string]struct {
		as    func([][]square, int) string
		spans bool
	}{"boxes": {boxes, true}, "pluses": {pluses, false}, "dashes": {dashes, false}, "tags": {tags, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				rows, cols := aTable(t, draw.spans)
				if name == "dashes" {
					for _, row := range rows {
						row[0].words = "行" // a line of blanks is none
					}
				}
				s := "# 标题\n\n" + draw.as(rows, cols) + "\n后文。\n"
				list := blocks(t, s)
				g := gridOf(list)
				if g == nil {
					t.Fatalf("no grid in\n%s", s)
				}
				if last := list[len(list)-1].Line; last.S != "后文。" || s[last.At.Start:last.At.End] != last.S {
					t.Fatalf("behind the table stands %+v", last)
				}
				k := 0
				for i, row := range rows {
					for _, c := range row {
						got := g.Cells[k]
						k++
						if got.Row != i || got.Text.S != c.words || s[got.Text.At.Start:got.Text.At.End] != c.words {
							t.Fatalf("row %d: %+v, want %q in\n%s", i, got, c.words, s)
						}
					}
				}
				if k != len(g.Cells) || g.Rows != len(rows) {
					t.Fatalf("%d cells in %d rows, want %d in %d", len(g.Cells), g.Rows, k, len(rows))
				}
			})
		})
	}
}

// TestCellsOnSeveralLines: words are joined; a figure is marked as broken, and never read as
// one number without a sign.
func TestCellsOnSeveralLines(t *testing.T) {
	t.Parallel()
	s := "+--------+-----+\n| 社会公 | 728 |\n| 益组织 | 5   |\n+--------+-----+\n| 其他   | 3   |\n+--------+-----+\n"
	g := gridOf(blocks(t, s))
	if g == nil || len(g.Cells) != 4 {
		t.Fatalf("%+v", g)
	}
	if got := g.Cells[0].Text.S; got != "社会公\n益组织" {
		t.Errorf("the label is %q", got)
	}
	n := g.Cells[1].Text
	if s[n.At.Start:n.At.End] != n.S || len(n.Marks) != 1 || n.Marks[0].Look != report.Hidden {
		t.Errorf("the broken figure is %+v", n)
	}
	if got := n.S[:n.Marks[0].Start] + n.S[n.Marks[0].End:]; got != "7285" {
		t.Errorf("without what is hidden it is %q", got)
	}
}

// TestRowSpans: a cell that runs down beside others, as browsers in a terminal draw it.
func TestRowSpans(t *testing.T) {
	t.Parallel()
	s := "┌────┬──────────┐\n│    │ 申请人   │\n│项目├────┬─────┤\n│    │ 甲 │ 乙  │\n├────┼────┼─────┤\n│ 一 │ 1  │ 2   │\n└────┴────┴─────┘\n"
	g := gridOf(blocks(t, s))
	if g == nil {
		t.Fatal("no grid")
	}
	var got []string
	for _, c := range g.Cells {
		got = append(got, fmt.Sprintf("%s %d,%d %dx%d", c.Text.S, c.Row, c.Col, c.RowSpan, c.ColSpan))
	}
	if want := "项目 0,0 2x1; 申请人 0,1 1x2; 甲 1,1 1x1; 乙 1,2 1x1; 一 2,0 1x1; 1 2,1 1x1; 2 2,2 1x1"; strings.Join(got, "; ") != want {
		t.Errorf("%s", strings.Join(got, "; "))
	}
}

// TestWhatIsNoTable stays as lines, verbatim.
func TestWhatIsNoTable(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"一、总体情况\n---\n正文。\n", "+---+\n正文\n", "标题\n====\n正文\n", "a - - b\n- - -\n", "┌── 正文\n没有表格\n", "小于 <5 件，见 <https://example.cn/a.pdf>。\n",
		"| a | b |\n|---|---|\n| 1 | 2 |\n", "+--+--+\n|一|二|三|\n+--+--+\n",
	} {
		list := blocks(t, s)
		var b strings.Builder
		for _, l := range list {
			if l.Grid != nil {
				t.Errorf("%q has a grid", s)
				continue
			}
			b.WriteString(l.Line.S + "\n")
		}
		if b.String() != s {
			t.Errorf("%q became %q", s, b.String())
		}
	}
}

// TestMarkupBetweenLines: tags make no text, and words keep their place.
func TestMarkupBetweenLines(t *testing.T) {
	t.Parallel()
	s := "<div class=\"a\">\n\n# 某某局<span\nstyle='x'>2022年</span>报告\n\n</div>\n<p>一、总体情况</p><p>正文&nbsp;完。</p>\n12<sup>①</sup>件 <b>粗</b>\n"
	var got []string
	for _, b := range blocks(t, s) {
		got = append(got, b.Line.S)
		if at := b.Line.At; len(b.Line.S) == at.End-at.Start && s[at.Start:at.End] != b.Line.S {
			t.Errorf("%q stands at %+v", b.Line.S, at)
		}
	}
	if want := "# 某某局2022年报告|一、总体情况|正文 完。|12<sup>①</sup>件 <b>粗"; strings.Join(got, "|") != want {
		t.Errorf("%s", strings.Join(got, "|"))
	}
}

// TestThingsInCells: a picture is no blank cell.
func TestThingsInCells(t *testing.T) {
	t.Parallel()
	g := gridOf(blocks(t, "<table><tr><td>规章</td><td><img src=a.png></td><td>&nbsp;</td></tr></table>"))
	if g == nil || len(g.Cells) != 3 || len(g.Cells[1].Text.Objects) != 1 || g.Cells[2].Text.S != "" || len(g.Cells[2].Text.Objects) != 0 {
		t.Errorf("%+v", g)
	}
}

func TestMarkupLimits(t *testing.T) {
	t.Parallel()
	small := text.Limits{Line: 50, Lines: 10, Columns: 4}
	for name, c := range map[string]struct {
		s    string
		want fault.Class
	}{
		"cells":   {"<table>" + strings.Repeat("<tr><td>1</td><td>2</td></tr>", 20) + "</table>", fault.LimitCells},
		"columns": {"<table><tr>" + strings.Repeat("<td>1</td>", 6) + "</tr></table>", fault.LimitCells},
		"a cell":  {"<table><tr><td>" + strings.Repeat("长", 40) + "</td></tr></table>", fault.LimitToken},
		"lines":   {"<p>a</p>" + strings.Repeat("b\n", 20) + "<table></table>", fault.LimitCells},
	} {
		_, err := text.Blocks(context.Background(), c.s, small)
		if got, _ := fault.ClassOf(err); got != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzGrids: whatever stands in a text, the places are inside of it, and a text of its own
// length is what stands there.
func FuzzGrids(f *testing.F) {
	rows := [][]square{{{"规章", 1}, {"12", 2}}, {{"", 1}, {"3", 1}, {"x", 1}}}
	flat := [][]square{{{"规章", 1}, {"12", 1}}, {{"a", 1}, {"3", 1}}}
	for _, s := range []string{boxes(rows, 3), tags(rows, 3), pluses(flat, 2), dashes(flat, 2), "<table><tr><td><script>", "<!--", "&#1;&", "\u00a0\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "")
		list, err := text.Blocks(context.Background(), s, wide)
		if err != nil {
			return
		}
		check := func(x report.Text) {
			if x.At.Start < 0 || x.At.Start > x.At.End || x.At.End > len(s) {
				t.Fatalf("%+v in %d bytes", x.At, len(s))
			}
			if (len(x.Marks) > 0 || strings.IndexByte(x.S, '\n') < 0 && len(x.S) == x.At.End-x.At.Start) && len(x.Marks) > 0 && s[x.At.Start:x.At.End] != x.S {
				t.Fatalf("%q at %+v", x.S, x.At)
			}
		}
		for _, b := range list {
			if b.Grid == nil {
				check(b.Line)
				continue
			}
			for _, c := range b.Grid.Cells {
				check(c.Text)
				if c.Row < 0 || c.Row+c.RowSpan > b.Grid.Rows || c.Col < 0 || c.Col+c.ColSpan > b.Grid.Cols {
					t.Fatalf("%+v in a grid of %d by %d", c, b.Grid.Rows, b.Grid.Cols)
				}
			}
		}
	})
}
