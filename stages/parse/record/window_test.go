package record_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// rowsOf reads a text as rows of table three, without their padding.
func rowsOf(b *label.Book, text string) []record.Record {
	mem := &record.RowMemory{}
	table := record.Collect(readtest.Units(text, &mem.UnitMemory), func(c *layout.Cell) int { return b.OwnRow(c.Core(), c.Fold) }, 0, mem)
	record.CutPadding(table.Units, table.Records, b)
	return table.Records
}

// cells are the values of a record as they are printed, "_" for a blank one.
func cells(r *record.Record) string {
	var out []string
	for i := range r.Values {
		out = append(out, cmp.Or(r.Values[i].Cell.Fold, "_"))
	}
	return strings.Join(out, " ")
}

// TestPaddingIsCutOff: empty columns before and behind the seven are cut off the rows, and no row gets
// another seven cells than it has, whichever of its cells are blank.
func TestPaddingIsCutOff(t *testing.T) {
	t.Parallel()
	b := label.NewForms(nil).Book
	form := report.ApplicationRows(report.Form2021)
	rapid.Check(t, func(t *rapid.T) {
		lead, trail := rapid.IntRange(0, 2).Draw(t, "columns before"), rapid.IntRange(0, 2).Draw(t, "columns behind")
		grid := rapid.SampledFrom([]string{" | ", "\t"}).Draw(t, "border")
		whole, n := 0, rapid.IntRange(1, 8).Draw(t, "rows")
		var lines, want []string
		for i := range n {
			row := rapid.SliceOfN(rapid.SampledFrom([]string{"0", "3", "12", ""}), 7, 7).Draw(t, "cells")
			if rapid.Bool().Draw(t, "whole") {
				row = strings.Fields("1 0 0 0 0 0 1")
				whole++
			}
			all := append(append(make([]string, lead), row...), make([]string, trail)...)
			lines = append(lines, form[i].Label+grid+strings.Join(all, grid)+grid)
			s := ""
			for _, c := range row {
				s += cmp.Or(c, "_") + " "
			}
			s = strings.TrimSpace(s)
			want = append(want, s)
		}
		for i, r := range rowsOf(b, strings.Join(lines, "\n")) {
			if len(r.Values) != label.Columns {
				if whole >= 3 {
					t.Fatalf("%s\nrow %d is not cut: %s", strings.Join(lines, "\n"), i, cells(&r))
				}
				continue
			}
			if got := cells(&r); got != want[i] {
				t.Fatalf("%s\nrow %d is %s, not %s", strings.Join(lines, "\n"), i, got, want[i])
			}
		}
	})
}

// TestWhereTheSevenStand has rows with more cells than seven, and what shows which these are.
func TestWhereTheSevenStand(t *testing.T) {
	t.Parallel()
	b := label.NewForms(nil).Book
	for _, c := range []struct {
		name string
		rows []string
		want string // of the last row
	}{
		{"seven figures alone are the row", []string{"（一）予以公开| |1|2|3|4|5|6|21| |"}, "1 2 3 4 5 6 21"},
		{"figures with a gap say nothing", []string{"（一）予以公开|1|2|3|4|5|6| |21| |"}, "1 2 3 4 5 6 _ 21 _"},
		{"where no row is whole, they begin behind the label", []string{"（一）予以公开|1|2|3| | | | | | |"}, "1 2 3 _ _ _ _"},
		{"two rows together fill seven columns", []string{"一、本年新收政府信息公开申请数量| | | | | | | |4| |", "（一）予以公开| |1| | | | | | | |"}, "1 _ _ _ _ _ _"},
		{"all rows together fill seven columns", []string{"一、本年新收政府信息公开申请数量| |1| | | | | | | |", "二、上年结转政府信息公开申请数量| | | | | | | |4| |", "（一）予以公开| | | |1| | | | | |"}, "_ _ 1 _ _ _ _"},
		{"a common border of three rows", []string{
			"一、本年新收政府信息公开申请数量| |1|2|3|4|5|6|21| |", "二、上年结转政府信息公开申请数量| |1|2|3|4|5|6|21| |", "（一）予以公开| |1|2|3|4|5|6|21| |", "1.属于国家秘密| | |1| | | | |1| |",
		}, "_ 1 _ _ _ _ 1"},
		{"rows that begin in different columns", []string{
			"一、本年新收政府信息公开申请数量| |1|2|3|4|5|6|21| |", "二、上年结转政府信息公开申请数量|1|2|3|4|5|6|21| | |", "（一）予以公开| |1|2|3|4|5|6|21| |", "1.属于国家秘密| | |1| | | | |1| |",
		}, "_ 1 _ _ _ _ 1"},
		{"a group's label before blank cells", []string{"（三）不予公开| | |1| | | | |1| |"}, "_ _ 1 _ _ _ _ 1 _"},
		{"no label at all", []string{"| | |1| | | | |1| |"}, "_ _ 1 _ _ _ _ 1 _"},
		{"more figures than seven", []string{"（一）予以公开|1|2|3|4|5|6|7|8|"}, "1 2 3 4 5 6 7 8"},
		{"a blank cell of the label before the seven", []string{
			"三、本年度办理结果|（一）予以公开|1| | | | | |1| | |", "三、本年度办理结果|（七）总计|1| | | | | |1| | |", "二、上年结转政府信息公开申请数量| | |1| | | | | | | |",
		}, "_ _ 1 _ _ _ _ _ _ _"}, // no row is whole: which cell is the label's stays open
		{"no row reaches the last of the seven, and three end in one column", []string{
			"三、本年度办理结果|（一）予以公开|1| | | |2| | | | |", "三、本年度办理结果|1.属于国家秘密|1| | | |2| | | | |", "三、本年度办理结果|（七）总计|1| | | |2| | | | |", "二、上年结转政府信息公开申请数量| |1| | | |2| | | | | |",
		}, "1 _ _ _ 2 _ _"},
		{"no row reaches the last, and the first cell is blank as well", []string{
			"三、本年度办理结果|（一）予以公开|1| | | |2| | | | |", "三、本年度办理结果|1.属于国家秘密|1| | | |2| | | | |", "三、本年度办理结果|（七）总计|1| | | |2| | | | |", "二、上年结转政府信息公开申请数量| | |1| | |2| | | | | |",
		}, "_ _ 1 _ _ 2 _ _ _ _ _"},
		{"a label of one cell, and no blank one", []string{
			"三、本年度办理结果|（一）予以公开|1| | | | | |1| | |", "三、本年度办理结果|（七）总计|1| | | | | |1| | |", "二、上年结转政府信息公开申请数量| |1| | | | | | | |",
		}, "_ 1 _ _ _ _ _"},
	} {
		recs := rowsOf(b, strings.Join(c.rows, "\n"))
		if got := cells(&recs[len(recs)-1]); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
