package record_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/parse/record"
	"pgregory.net/rapid"
)

// collectWith reads a text as records; own says how many figures stand behind each row's label, bare how
// many a row has that needs none.
func collectWith(s string, own map[string]int, bare int) *record.Table {
	mem := &record.RowMemory{}
	return record.Collect(readtest.Units(s, &mem.UnitMemory), func(c *layout.Cell) int { return own[c.Core()] }, bare, mem)
}

// printed are the records of a table, one a line.
func printed(table *record.Table) string {
	var out []string
	for i := range table.Records {
		out = append(out, print(&table.Records[i]))
	}
	return strings.Join(out, "\n")
}

// TestWhereFiguresBegin: words in the first cells of a row's figures are its cells where its label is
// known, and part of the label where it is not.
func TestWhereFiguresBegin(t *testing.T) {
	t.Parallel()
	own := map[string]int{"规章": 3, "许可": 1}
	for _, c := range []struct{ text, want string }{
		{"规章 | 未统计 | 2 | 3 |", "> 规章 : 未统计 2 3"},
		{"规章 | 见附件一 | 见附件二 | 3 |", "> 规章 : 见附件一 见附件二 3"},
		{"规章 | 这里的文字比一个单元格的长 | 2 | 3 |", "> 规章 : 这里的文字比一个单元格的长 2 3"},
		{"规章 | 这里的文字比一个单元格的长 | 2 |", "> 规章 这里的文字比一个单元格的长 : 2"},
		{"许可 | 未统计 |", "> 许可 : 未统计"},
		{"其他 | 未统计 | 2 | 3 |", "> 其他 未统计 : 2 3"},
		{"1 | 行政规范性文件 | 2 | 3 |", "> 1 行政规范性文件 : 2 3"},
		{"1 | 文件 | 2 | 3 |", "> : 1 文件 2 3"},
		{"规章  未统计  2  3", "> 规章未统计 : 2 3"},
		{" | | 规章 | | 2 |", "> 规章 : _ 2"},
	} {
		if got := printed(collectWith(c.text, own, 0)); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestRowsWithoutALabel: in a table whose row needs no label, a row of as many cells begins with its
// first one, and the blank end of a line of heads is none.
func TestRowsWithoutALabel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"未统计 | 1 | 2 |", "> : 未统计 1 2"},
		{"数量 | 未统计 | 1 | 2 |", "> 数量 未统计 : 1 2"},
		{"结果维持 | 总计 | |\n1 | 2 | 3 |", "结果维持 总计 > : 1 2 3"},
		{"未统计 | 无法统计 | 2 |", "> 未统计 无法统计 : 2"},
	} {
		if got := printed(collectWith(c.text, nil, 3)); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestRowsThatGoOn has rows whose figures stand on more than one line, and figures that stand alone.
func TestRowsThatGoOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"in the next line between borders", "甲 | 1 | 2 | 3 |\n4 | 5 | 6 | 7 |", "> 甲 : 1 2 3 4 5 6 7"},
		{"with the padding of its end", "甲 | 1 | 2 | 3 |\n4 | 5 | | |", "> 甲 : 1 2 3 4 5"},
		{"more than seven are two rows", "甲 | 1 | 2 | 3 | 4 |\n5 | 6 | 7 | 8 |", "> 甲 : 1 2 3 4\n> : 5 6 7 8"},
		{"a figure alone with the end of its row", "甲 | 1 | 2 |\n3 | | |", "> 甲 : 1 2 3"},
		{"figures alone, each with the end of its row", "甲\n1 | | |\n2 | | |\n3 | | |", "甲 > : 1 2 3"},
		{"a figure alone with a long end", "甲\n1 | | | | | |\n2", "甲 > : 1 2"},
		{"two cells among single ones", "甲\n1\n2  3\n4", "甲 > : 1 2 3 4"},
		{"a page's number before a row", "甲\n9\n| 1 | 2 | 3 | 4 | 5 | 6 | 7 |", "> : 9\n甲 > : 1 2 3 4 5 6 7"},
		{"single figures behind a whole row", "甲 | 1 | 2 | 3 | 4 | 5 | 6 | 7 |\n8\n9", "> 甲 : 1 2 3 4 5 6 7\n> : 8 9"},
		{"single figures behind a short row", "甲 | 1 | 2 |\n8\n9", "> 甲 : 1 2 8 9"},
		{"borders alone are blank cells", "甲\n|\n|\n3\n|", "甲 > : _ 3"},
		{"words alone end a row", "甲\n1\n乙\n2", "甲 > : 1\n乙 > : 2"},
		{"a dash among single figures", "甲\n1\n/\n2", "甲 > : 1 / 2"},
	} {
		if got := printed(collect(c.text, nil)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestRunsOfFigures: a run of figures on lines of their own is cut into rows of seven where it is made
// of them, or of columns of one height, and stays one run where it is not.
func TestRunsOfFigures(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		high := rapid.IntRange(1, 3).Draw(t, "figures of a column")
		blocks := rapid.IntRange(1, 2).Draw(t, "blocks")
		gaps := high > 1 || rapid.Bool().Draw(t, "blank lines")
		more := rapid.SampledFrom([]int{0, 0, 0, 1, 5}).Draw(t, "too many")
		var lines []string
		want := map[string]bool{}
		n := 100
		for range blocks {
			var rows [3][]string
			for range label.Columns {
				if gaps {
					lines = append(lines, "")
				}
				for k := range high {
					n++
					lines = append(lines, fmt.Sprint(n))
					rows[k] = append(rows[k], fmt.Sprint(n))
				}
			}
			for k := range high {
				want[strings.Join(rows[k], " ")] = true
			}
		}
		for range more {
			n++
			if gaps {
				lines = append(lines, "")
			}
			lines = append(lines, fmt.Sprint(n))
		}
		table := collect(strings.Join(lines, "\n"), nil)
		if len(table.Records) == 1 && blocks*high > 1 && more == 0 {
			t.Fatalf("%q: one run", lines)
		}
		for i := range table.Records {
			r := &table.Records[i]
			got := cells(r)
			switch {
			case len(table.Records) == 1 && len(r.Values) == len(strings.Fields(strings.Join(lines, " "))):
			case !want[got]:
				t.Fatalf("%q: the row %s is none", lines, got)
			case r.Torn != (high > 1):
				t.Fatalf("%q: columns of %d are torn: %v", lines, high, r.Torn)
			}
		}
	})
}

// TestEvenRuns: single figures follow each other evenly where blank lines stand between all or none.
func TestEvenRuns(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"1\n2\n3": true, "1\n\n2\n\n3": true, "1\n\n2\n3": false, "1\n2\n\n3": false, "\n\n1\n2\n3": true, "1": true, "1\n\n2": true, "甲 | 1 | 2 |": false,
	} {
		if got := collect(text, nil).Records[0].Even; got != want {
			t.Errorf("%q: even %v", text, got)
		}
	}
}

// TestOwnTexts: the words of a record are those of its own unit, or the one text before single figures.
func TestOwnTexts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"（一）予以公开 | 1 |":       "予以公开",
		"不予公开 | 1.国家秘密 | 1 |": "不予公开国家秘密",
		"不予公开\n1.国家秘密\n1\n2":  "国家秘密",
		"1.国家秘密\n1  2":        "",
		"1\n2":                "",
	} {
		if got := record.OwnText(&collect(text, nil).Records[0]); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestQuotesOfRecords: a row is quoted with its label, from the first to the last of its cells, and
// without one by its figures.
func TestQuotesOfRecords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"甲 | 乙 | 1 | | 3 |": "乙 1 3",
		"甲\n乙\n1  2":        "乙 1 2",
		"1  2  3":           "1 2 3",
		"甲\n1\n\n2":         "甲 1 2",
	} {
		r := &collect(text, nil).Records[0]
		q := r.Quote()
		if q.Text != want || !strings.HasPrefix(text[q.At.Start:], strings.Fields(want)[0]) {
			t.Errorf("%q is quoted as %q at %+v", text, q.Text, q.At)
		}
		if last := want[strings.LastIndex(want, " ")+1:]; !strings.HasSuffix(text[:q.At.End], last) {
			t.Errorf("%q: the quote ends before %q", text, text[q.At.End:])
		}
	}
}

// TestFiguresOfNoRow: lines of a few figures are pieces of the rows above and below; one of more figures
// than a row has leaves open what these lack, and a whole row of another table is nobody's piece.
func TestFiguresOfNoRow(t *testing.T) {
	t.Parallel()
	const row = "1  2  3  4  5  6  21"
	for _, c := range []struct {
		name, between string
		below, above  int
		why           bool
	}{
		{"one figure", "7", 1, 1, false},
		{"two lines of figures", "7\n甲乙\n8", 2, 2, false},
		{"blank cells alone", "| | |", 0, 0, false},
		{"more than a row has", "1  2  3  4  5  6  7  8", 0, 0, true},
		{"more than a row has, between borders", "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 |", 0, 0, false},
		{"a row of seven", row, 1, 1, false},
		{"a piece behind what is too much", "1  2  3  4  5  6  7  8\n甲乙\n7", 0, 1, true},
	} {
		table := collect("甲  "+row+"\n"+c.between+"\n乙  "+row, nil)
		last := len(table.Records) - 1
		for i := range table.Records {
			table.Records[i].Row = -1
		}
		table.Records[0].Row, table.Records[last].Row = 1, 2
		record.SetPieces(table, label.Columns)
		first, end := &table.Records[0], &table.Records[last]
		if len(first.Below) != c.below || len(end.Above) != c.above || (first.Why != "") != c.why || (end.Why != "") != c.why && c.above == 0 {
			t.Errorf("%s: %d below the first (%q), %d above the last (%q)", c.name, len(first.Below), first.Why, len(end.Above), end.Why)
		}
	}
}

// TestMemoryOfRecords: what is read with memory that was used before is what fresh memory gives.
func TestMemoryOfRecords(t *testing.T) {
	t.Parallel()
	mem := &record.RowMemory{}
	read := func(s string) string {
		return printed(record.Collect(readtest.Units(s, &mem.UnitMemory), func(*layout.Cell) int { return 0 }, 0, mem))
	}
	first := read("甲 | 1 | 2 |\n乙\n3\n4")
	mem.Reset()
	if second := read("丙  5  6"); second != "> 丙 : 5 6" || first != "> 甲 : 1 2\n乙 > : 3 4" {
		t.Errorf("%q, then %q", first, second)
	}
}
