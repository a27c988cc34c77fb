package layout_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// shown are the units of a document, cells between bars, a blank cell on a line of its own as "_".
func shown(us []layout.Unit) string {
	var out []string
	for i := range us {
		if us[i].Blank {
			out = append(out, "_")
			continue
		}
		var cells []string
		for k := range us[i].Cells {
			cells = append(cells, us[i].Cells[k].S)
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return strings.Join(out, "\n")
}

// TestPastedTables: however a table is copied cell by cell, its cells come out in their order, blank ones
// among them.
func TestPastedTables(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.SampledFrom([]string{"0", "12", "1,234", "/", "３"})
		cells := []string{"规章"}
		for range rapid.IntRange(30, 60).Draw(t, "figures") {
			cells = append(cells, cell.Draw(t, "figure"))
			if rapid.IntRange(0, 9).Draw(t, "what follows") == 0 {
				cells = append(cells, rapid.SampledFrom([]string{"", "（一）予以公开"}).Draw(t, "beside"))
			}
		}
		var text string
		switch how := rapid.SampledFrom([]string{"bars between", "tabs behind", "spaces for blanks"}).Draw(t, "how"); how {
		case "bars between":
			text = strings.ReplaceAll(strings.Join(cells, "\n|\n"), "\n\n", "\n") + "\n|"
		case "tabs behind":
			text = strings.ReplaceAll(strings.Join(cells, "\t\n")+"\t", "\n\t", "\t")
		default:
			for _, c := range cells {
				if c == "" {
					c = "\u00a0"
				}
				text += c + "\n"
			}
			text += "\t说明"
			cells = append(cells, "说明")
		}
		want := strings.Join(cells, "\n")
		for strings.Contains(want, "\n\n") {
			want = strings.Replace(want, "\n\n", "\n_\n", 1)
		}
		if strings.HasSuffix(want, "\n") {
			want += "_"
		}
		us := layout.Units(document(text), memory())
		if got := shown(us); got != want {
			t.Fatalf("%q makes\n%s\nand not\n%s", text, got, want)
		}
		for i := range us {
			if at := us[i].Line.At; text[at.Start:at.End] != us[i].Line.S {
				t.Fatalf("%q stands at %d to %d of %q", us[i].Line.S, at.Start, at.End, text)
			}
		}
	})
}

// TestWhatIsNotPasted: the same signs are the borders of rows in other documents, and there a line of one
// space is a blank line.
func TestWhatIsNotPasted(t *testing.T) {
	t.Parallel()
	figures := func(n int, line string) string { return strings.Repeat(line+"\n", n) }
	const row = "规章|1|2|3|4\n"
	for _, c := range []struct {
		name, text string
		want       bool
	}{
		{"words alone", figures(40, "总计\t"), false},
		{"figures of every kind", figures(10, "９\t") + figures(10, "０\t") + figures(10, "9\t"), true},
		{"signs alone", figures(40, "？\t"), false},
		{"figures of more than 16 bytes", figures(40, "12345678901234567\t"), false},
		{"enough figures alone, tabs", figures(30, "0\t"), true},
		{"too few", figures(29, "0\t"), false},
		{"no border at all", figures(40, "0"), false},
		{"a bar between any two", strings.Repeat("0\n|\n", 30), true},
		{"bars between a few", figures(30, "0") + figures(15, "|"), false},
		{"bars between more than half", figures(30, "0") + figures(16, "|"), true},
		{"bars at the ends of most", figures(30, "0 |\t"), false},
		{"bars at the ends of half", figures(15, "0 |\t") + figures(15, "0\t"), false},
		{"bars at the ends of fewer", figures(14, "0 |\t") + figures(16, "0\t"), true},
		{"some rows of cells", figures(40, "0\t") + strings.Repeat(row, 3), true},
		{"a row for ten figures", figures(40, "0\t") + strings.Repeat(row, 4), false},
		{"many rows first", strings.Repeat(row, 16) + figures(400, "0\t"), false},
		{"long rows", figures(40, "0\t") + strings.Repeat(strings.Repeat("予以公开", 5)+row, 4), false},
		{"long lines of prose", figures(40, "0\t") + strings.Repeat(strings.Repeat("予以公开", 5)+"\n", 40), true},
		{"a long line with few tabs", figures(40, "0\t") + strings.Repeat(strings.Repeat("予以公开", 5)+"\t1\t2\t3\n", 40), true},
	} {
		us := layout.Units(document(c.text+"\u00a0"), memory())
		pasted := len(us) > 0 && us[len(us)-1].Blank || strings.Contains(c.text, "\n|\n") && us[len(us)-1].Line.S != "|"
		if pasted != c.want {
			t.Errorf("%s: pasted %v", c.name, pasted)
		}
	}
	doc := document(figures(40, "0\t") + "\u00a0")
	doc.Format = report.FormatHTML
	if us := layout.Units(doc, memory()); us[len(us)-1].Blank {
		t.Error("a page has its cells from its table, and is not pasted")
	}
}

// TestBordersOfPastedLines has the lines of a pasted document that hold more than one cell or none.
func TestBordersOfPastedLines(t *testing.T) {
	t.Parallel()
	const lead = "|\n"
	for line, want := range map[string]string{
		"甲\t\t":       "甲\n_",
		"甲\t\t\t":     "甲\n_\n_",
		"\t\t":        "",
		"\t":          "",
		"甲\t乙":        "甲\n乙",
		"甲|乙":         "甲\n乙",
		"|甲":          "_\n甲",
		"甲||乙":        "甲\n_\n乙",
		"---|---|---": "",
		"|:--|--:|":   "",
		"---":         "",
		"--":          "--",
		"\u00a0":      "",
		"　 ":          "",
	} {
		us := layout.Units(document(strings.Repeat("0\n|\n", 40)+lead+line+"\n"), memory())
		if got := strings.TrimPrefix(strings.TrimPrefix(shown(us[40:]), "_"), "\n"); got != want {
			t.Errorf("%q makes %q, want %q", line, got, want)
		}
	}
}

// TestGridsAmongPastedCells: a table of the format's own that stands among pasted cells keeps its rows.
func TestGridsAmongPastedCells(t *testing.T) {
	t.Parallel()
	doc := document(strings.Repeat("0\n|\n", 40) + "完")
	doc.Blocks = append(doc.Blocks, grid(2, []string{"0 1x1 规章", "1 1x1 3"}).Blocks...)
	us := layout.Units(doc, memory())
	if got := shown(us[len(us)-2:]); got != "完\n规章|3" || us[len(us)-1].Grid != 0 {
		t.Errorf("%q in grid %d", got, us[len(us)-1].Grid)
	}
}
