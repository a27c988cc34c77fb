package record_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/repair"
	"pgregory.net/rapid"
)

// collect reads a text as records, with no row's label known.
func collect(s string, off repair.Switches) *record.Table {
	mem := &record.RowMemory{Off: off}
	return record.Collect(readtest.Units(s, &mem.UnitMemory), func(*layout.Cell) int { return 0 }, 0, mem)
}

// print is a record as "words before > words inside : figures".
func print(r *record.Record) string {
	var b strings.Builder
	for _, c := range r.Before {
		b.WriteString(c.Fold + " ")
	}
	b.WriteString("> ")
	for _, c := range r.Inside {
		b.WriteString(c.Fold + " ")
	}
	b.WriteString(":")
	for i := range r.Values {
		b.WriteString(" " + r.Values[i].Cell.Fold)
		if r.Values[i].Kind == layout.Blank {
			b.WriteString("_")
		}
	}
	return b.String()
}

func TestCollect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"rows with borders", "不予公开 | 国家秘密 | 1 | | 3 |\n其他 | 4 | 5 | 6 |", []string{"> 不予公开 国家秘密 : 1 _ 3", "> 其他 : 4 5 6"}},
		{"rows with spaces", "予以公开  1  2  3\n部分公开  4  5  6", []string{"> 予以公开 : 1 2 3", "> 部分公开 : 4 5 6"}},
		{"a label above its figures", "不予公开\n予以公开\n1  2  3", []string{"不予公开 予以公开 > : 1 2 3"}},
		{"figures on lines of their own", "予以公开\n1\n2\n3\n部分公开\n4\n5\n6", []string{"予以公开 > : 1 2 3", "部分公开 > : 4 5 6"}},
		{"the number of a page is none of them", "予以公开\n1\n2\n- 3 -\n3", []string{"予以公开 > : 1 2 3"}},
		{"the rule of a Markdown table", "项目 | 数 |\n|---|---|\n规章 | 1 |", []string{"项目 数 > 规章 : 1"}},
		{"no figures", "总体情况\n概述", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			table := collect(c.text, nil)
			var got []string
			for i := range table.Records {
				got = append(got, print(&table.Records[i]))
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("%q\nand not %q", got, c.want)
			}
		})
	}
}

// TestEveryFigureIsInOneRecord: whatever rows and layouts follow each other, no figure of a
// table is lost and none counts twice, and the events are in reading order.
func TestEveryFigureIsInOneRecord(t *testing.T) {
	t.Parallel()
	line := rapid.SampledFrom([]string{"予以公开 | # | # |", "部分公开  #  #  #", "属于国家秘密", "#", "#\t#", "| # |", "|", "", "不予公开（三） | | # |"})
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(line, 1, 24).Draw(t, "lines")
		text, n := strings.Join(lines, "\n"), 100
		for strings.Contains(text, "#") {
			text = strings.Replace(text, "#", fmt.Sprint(n), 1)
			n++
		}
		table := collect(text, nil)
		seen := map[string]int{}
		for i := range table.Records {
			for _, v := range table.Records[i].Values {
				if v.Kind == layout.Number {
					seen[v.Cell.Fold]++
				}
			}
		}
		for k := 100; k < n; k++ {
			if seen[fmt.Sprint(k)] != 1 {
				t.Fatalf("%q: the figure %d is in %d records", text, k, seen[fmt.Sprint(k)])
			}
		}
		at, records := 0, 0
		for _, e := range table.Events {
			if e.Text == nil {
				if e.Rec != records {
					t.Fatalf("%q: record %d comes at place %d", text, e.Rec, records)
				}
				records++
				continue
			}
			if e.Text != table.Texts[at] {
				t.Fatalf("%q: text %d of the events is another one", text, at)
			}
			at++
		}
		if at != len(table.Texts) || records != len(table.Records) {
			t.Fatalf("%q: %d texts and %d records among the events, of %d and %d", text, at, records, len(table.Texts), len(table.Records))
		}
	})
}

// TestBlockOfColumns: seven groups of figures on lines of their own, with blank lines between,
// are the columns of as many rows as each has figures. Without the repair they are one run.
func TestBlockOfColumns(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for col := range 7 {
		fmt.Fprintf(&b, "\n%d\n%d\n", 10+col, 20+col)
	}
	table := collect(b.String(), nil)
	if len(table.Records) != 2 || print(&table.Records[0]) != "> : 10 11 12 13 14 15 16" || print(&table.Records[1]) != "> : 20 21 22 23 24 25 26" {
		t.Errorf("%d records, the first %q", len(table.Records), print(&table.Records[0]))
	}
	if !table.Records[0].Torn || !table.Records[0].Doubt {
		t.Error("rows made of columns are not in doubt")
	}
	if n := len(collect(b.String(), repair.Switches{repair.BlockOfColumns: true}).Records); n != 1 {
		t.Errorf("%d records without the repair", n)
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	r := &collect("不予公开 | 国家秘密 | 1 | | 3 |", nil).Records[0]
	if q := r.Quote(); q.Text != "国家秘密 1 3" || q.At.Start >= q.At.End {
		t.Errorf("the row is quoted as %q at %+v", q.Text, q.At)
	}
	if q := r.Figures(); q.Text != "1 3" {
		t.Errorf("its figures are quoted as %q", q.Text)
	}
}

// TestBehind: the texts behind a record, up to the next one, are known to it.
func TestBehind(t *testing.T) {
	t.Parallel()
	table := collect("没有现成信息\n1  2  3\n需要另行\n制作\n4  5  6", nil)
	got := ""
	for _, c := range table.Records[0].Behind {
		got += c.Fold + " "
	}
	if got != "需要另行 制作 " || len(table.Records[1].Behind) != 0 {
		t.Errorf("behind the first record stand %q, behind the last %d texts", got, len(table.Records[1].Behind))
	}
}

// TestPiecesBesideRows: figures that belong to no row are pieces of the rows above and below.
func TestPiecesBesideRows(t *testing.T) {
	t.Parallel()
	table := collect("甲  1  2  3  4  5  6  21\n7\n乙  4  5  6  0  0  0  15", nil)
	for i := range table.Records {
		table.Records[i].Row = i
	}
	if len(table.Records) != 3 {
		t.Fatalf("%d records", len(table.Records))
	}
	table.Records[1].Row = -1
	record.SetPieces(table, 7)
	if len(table.Records[0].Below) != 1 || len(table.Records[2].Above) != 1 || table.Records[0].Below[0][0].Cell.Fold != "7" {
		t.Errorf("below the first row %d lines, above the last %d", len(table.Records[0].Below), len(table.Records[2].Above))
	}
}
