package pdf_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// ruled draws a table with sides around each cell; the cell in row r and column c shows r*100+c.
func ruled(rows, cols int) string {
	var b strings.Builder
	for r := range rows {
		for c := range cols {
			x, y := 40+50*c, 740-20*r
			fmt.Fprintf(&b, "%d %d 50 20 re S BT /F1 10 Tf %d %d Td (%d) Tj ET\n", x, y, x+5, y+5, r*100+c)
		}
	}
	return b.String()
}

// grid writes a grid as lines of cells, with spans where they are not one by one.
func grid(g *report.Grid) string {
	var b strings.Builder
	row := 0
	for i, c := range g.Cells {
		switch {
		case c.Row > row:
			b.WriteByte('\n')
			row = c.Row
		case i > 0:
			b.WriteByte('|')
		}
		b.WriteString(strings.ReplaceAll(c.Text.S, "\n", "/"))
		if c.RowSpan > 1 || c.ColSpan > 1 {
			fmt.Fprintf(&b, "(%dx%d)", c.RowSpan, c.ColSpan)
		}
	}
	return b.String()
}

// text shows digits at a place in F1.
func text(x, y int, s string) string {
	return fmt.Sprintf("BT /F1 10 Tf %d %d Td (%s) Tj ET\n", x, y, s)
}

// label shows characters of letters at a place in F2.
func label(x, y int, s string) string {
	return fmt.Sprintf("BT /F2 10 Tf %d %d Td %s Tj ET\n", x, y, codes(s))
}

// rules strokes lines: x0 y0 x1 y1 each.
func rules(ends ...int) string {
	var b strings.Builder
	for i := 0; i+3 < len(ends); i += 4 {
		fmt.Fprintf(&b, "%d %d m %d %d l S\n", ends[i], ends[i+1], ends[i+2], ends[i+3])
	}
	return b.String()
}

func TestTables(t *testing.T) {
	frame := rules(40, 700, 240, 700, 40, 660, 240, 660, 40, 620, 240, 620, 40, 700, 40, 620, 140, 700, 140, 620, 240, 700, 240, 620)
	words := text(50, 680, "1") + text(150, 680, "2") + text(50, 640, "3") + text(150, 640, "4")
	for name, c := range map[string]struct{ content, want string }{
		"stroked":            {frame + words, "1|2\n3|4"},
		"boxes":              {ruled(2, 3), "0|1|2\n100|101|102"},
		"thin areas":         {strings.NewReplacer(" m ", " ", " l S", " re f").Replace("40 700 m 200 1 l S\n40 660 m 200 1 l S\n40 620 m 200 1 l S\n40 620 m 1 80 l S\n140 620 m 1 80 l S\n240 620 m 1 80 l S\n") + words, "1|2\n3|4"},
		"dotted":             {strings.Repeat("", 1) + dotted() + words, "1|2\n3|4"},
		"no outer sides":     {rules(40, 700, 240, 700, 40, 660, 240, 660, 40, 620, 240, 620, 140, 700, 140, 620) + words, "1|2\n3|4"},
		"no top and bottom":  {rules(40, 660, 240, 660, 40, 700, 40, 620, 140, 700, 140, 620, 240, 700, 240, 620) + words, "1|2\n3|4"},
		"a blank cell":       {frame + text(50, 680, "1") + text(50, 640, "3"), "1|\n3|"},
		"wrapped":            {frame + text(50, 685, "123") + text(50, 670, "45") + text(150, 680, "2"), "123/45|2\n|"},
		"spans":              {rules(40, 700, 240, 700, 140, 660, 240, 660, 40, 620, 240, 620, 40, 700, 40, 620, 140, 700, 140, 620, 240, 700, 240, 620, 40, 580, 240, 580, 40, 620, 40, 580, 240, 620, 240, 580, 190, 620, 190, 580) + text(50, 660, "1") + text(150, 680, "2") + text(150, 640, "4") + text(150, 600, "5") + text(200, 600, "6"), "1(2x1)|2(1x2)\n4(1x2)\n5(1x2)|6"},
		"set from the top":   {frame + label(50, 690, "政") + label(50, 678, "府") + label(50, 666, "年") + text(150, 680, "2"), "政府年|2\n|"},
		"over a side":        {frame + "BT /F1 10 Tf 130 680 Td (1234) Tj ET", "12|34\n|"},
		"a page mark below":  {frame + words + text(138, 600, "7"), "1|2\n3|4"},
		"white lines beside": {frame + words + "1 G " + rules(90, 700, 90, 620), "1|2\n3|4"},
	} {
		t.Run(name, func(t *testing.T) {
			data := pages("", c.content)
			got := read(t, data)
			if len(got.Blocks) == 0 || got.Blocks[0].Grid == nil {
				t.Fatalf("no grid: %q", show(got.Blocks))
			}
			if s := grid(got.Blocks[0].Grid); s != c.want {
				t.Errorf("got\n%s\nwant\n%s", s, c.want)
			}
			if len(got.Lines) == 0 {
				t.Error("no reading by lines beside the grid")
			}
			reread(t, data, got.Blocks)
		})
	}
}

// TestNoteMarkAlone has a note mark in a blank cell.
func TestNoteMarkAlone(t *testing.T) {
	got := read(t, pages("", ruled(2, 3)+rules(190, 760, 240, 760, 190, 720, 240, 720, 240, 760, 240, 720, 190, 740, 240, 740)+"BT /F1 6 Tf 200 748 Td (7) Tj ET"))
	for _, c := range got.Blocks[0].Grid.Cells {
		want := "[]"
		if c.Text.S == "7" {
			want = "[{0 1 raised}]"
		}
		if s := fmt.Sprint(c.Text.Marks); s != want {
			t.Errorf("%q has the marks %s", c.Text.S, s)
		}
	}
}

// dotted draws the frame of TestTables with dots.
func dotted() string {
	var b strings.Builder
	for i := 0; i <= 200; i += 2 {
		for _, y := range []int{700, 660, 620} {
			fmt.Fprintf(&b, "%d %d 1 0.5 re f\n", 40+i, y)
		}
	}
	for i := 0; i <= 80; i += 2 {
		for _, x := range []int{40, 140, 240} {
			fmt.Fprintf(&b, "%d %d 0.5 1 re f\n", x, 620+i)
		}
	}
	return b.String()
}

// TestNoTable has lines that make no table: what is drawn there stays lines.
func TestNoTable(t *testing.T) {
	for name, content := range map[string]string{
		"a rule":        rules(40, 660, 240, 660) + row,
		"a frame":       rules(40, 760, 500, 760, 40, 20, 500, 20, 40, 760, 40, 20, 500, 760, 500, 20) + row,
		"three rules":   rules(40, 760, 500, 760, 40, 740, 500, 740, 40, 20, 500, 20) + row,
		"an underline":  rules(50, 698, 90, 698) + row,
		"no rectangles": rules(40, 760, 240, 760, 40, 700, 140, 700, 40, 640, 240, 640, 40, 760, 40, 640, 240, 760, 240, 640, 140, 700, 140, 640, 100, 760, 100, 700) + row,
	} {
		got := read(t, pages("", content))
		for _, b := range got.Blocks {
			if b.Grid != nil {
				t.Errorf("%s: %s", name, grid(b.Grid))
			}
		}
		if len(got.Lines) > 0 {
			t.Errorf("%s: lines without a grid", name)
		}
	}
}

// TestRowsCutInTwo has a row that begins on one page and ends on the next, and rows that only
// look so.
func TestRowsCutInTwo(t *testing.T) {
	rowAt := func(y int, name, a string) string {
		return rules(40, y, 240, y, 40, y-40, 240, y-40, 40, y, 40, y-40, 94, y, 94, y-40, 240, y, 240, y-40) + label(42, y-20, name) + text(150, y-20, a)
	}
	for name, c := range map[string]struct{ last, lastNumber, first, firstNumber, want string }{
		"cut":               {"政府信息公", "1", "开年报", "", "政府信息公/开年报|1"},
		"numbers behind":    {"政府信息公", "", "开年报", "1", "政府信息公/开年报|1"},
		"numbers in both":   {"政府信息公", "1", "开年报", "2", "政府信息公|1\n开年报|2"},
		"room on the line":  {"政府信", "1", "开年报", "", "政府信|1\n开年报|"},
		"an ordinal begins": {"政府信息公", "1", "二、年报", "", "政府信息公|1\n二、年报|"},
	} {
		got := read(t, pages("", rowAt(140, "年报", "9")+rowAt(100, c.last, c.lastNumber), rowAt(760, c.first, c.firstNumber)+rowAt(720, "总计", "8")))
		if s := grid(got.Blocks[0].Grid); s != "年报|9\n"+c.want+"\n总计|8" {
			t.Errorf("%s: got\n%s", name, s)
		}
	}
}

// TestContinuedTables has tables that go on over a page break.
func TestContinuedTables(t *testing.T) {
	head := func(y int) string {
		return rules(40, y, 240, y, 40, y-40, 240, y-40, 40, y, 40, y-40, 140, y, 140, y-40, 240, y, 240, y-40) + label(50, y-20, "年报") + label(150, y-20, "总计")
	}
	rowAt := func(y int, a, b string) string {
		return rules(40, y, 240, y, 40, y-40, 240, y-40, 40, y, 40, y-40, 140, y, 140, y-40, 240, y, 240, y-40) + text(50, y-20, a) + text(150, y-20, b)
	}
	first := label(50, 750, "一、政府信息") + head(200) + rowAt(160, "1", "2") + text(290, 30, "- 1 -")
	for name, c := range map[string]struct{ next, want string }{
		"goes on":        {rowAt(760, "3", "4") + rowAt(720, "5", "6") + text(290, 30, "- 2 -"), "一、政府信息\n年报|总计\n1|2\n3|4\n5|6\n"},
		"head again":     {head(760) + rowAt(720, "3", "4"), "一、政府信息\n年报|总计\n1|2\n3|4\n- 1 -\n"},
		"a line between": {label(50, 780, "二、信息公开") + rowAt(760, "3", "4") + rowAt(720, "5", "6"), "一、政府信息\n年报|总计\n1|2\n- 1 -\n二、信息公开\n3|4\n5|6\n"},
		"other columns":  {ruled(2, 3), "一、政府信息\n年报|总计\n1|2\n- 1 -\n0|1|2\n100|101|102\n"},
	} {
		data := pages("", first, c.next)
		got := read(t, data)
		var b strings.Builder
		for _, k := range got.Blocks {
			if k.Grid != nil {
				b.WriteString(grid(k.Grid) + "\n")
			} else {
				b.WriteString(k.Line.S + "\n")
			}
		}
		if b.String() != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, b.String(), c.want)
		}
		reread(t, data, got.Blocks)
	}
}
