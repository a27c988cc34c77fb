package figure_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// divisions are all ways to cut digits into numbers of which none has a nought before it, by trying.
func divisions(digits string, cells int) (out []string) {
	if cells == 0 {
		if digits == "" {
			return []string{""}
		}
		return nil
	}
	for n := 1; n <= len(digits); n++ {
		if n > 1 && digits[0] == '0' {
			break
		}
		for _, rest := range divisions(digits[n:], cells-1) {
			out = append(out, digits[:n]+" "+rest)
		}
	}
	return out
}

// TestAllDivisions: the divisions of digits without borders are those that trying finds.
func TestAllDivisions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-3]{1,9}`).Draw(t, "digits")
		cells := rapid.IntRange(1, 5).Draw(t, "cells")
		d, ok := figure.DigitsOf(figure.Pointers(values(digits)), true, false, cells, figure.GroupSums(1, cells))
		if !ok {
			t.Fatalf("%s are not taken as digits", digits)
		}
		var got []string
		for _, r := range d.All() {
			s := ""
			for _, n := range r.N {
				s += fmt.Sprint(n) + " "
			}
			got = append(got, s)
		}
		want := divisions(digits, cells)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%s in %d cells: %q, want %q", digits, cells, got, want)
		}
	})
}

// TestNumbersComeApart: a row with figures too many has the readings in which neighbours are one number,
// each with all its digits; one without has none.
func TestNumbersComeApart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.SampledFrom([]string{"0", "1", "2", "31", "40"}), 2, 6).Draw(t, "figures")
		spare := rapid.IntRange(0, min(2, len(texts)-1)).Draw(t, "too many")
		cells := len(texts) - spare
		d, ok := figure.DigitsOf(figure.Pointers(values(texts...)), false, false, cells, nil)
		if !ok {
			t.Fatalf("%q are not taken as figures", texts)
		}
		list := d.Apart()
		if spare == 0 && list != nil {
			t.Fatalf("%q in %d cells have come apart: %v", texts, cells, list)
		}
		for i := range list {
			s := ""
			for _, n := range list[i].N {
				s += fmt.Sprint(n)
			}
			if whole := strings.Join(texts, ""); len(list[i].N) != cells || s != whole {
				t.Fatalf("%q in %d cells: %v", texts, cells, list[i].N)
			}
		}
	})
}

// TestWhatARowIsMadeOf: digits, whole figures and filled cells are counted as one look at each finds.
func TestWhatARowIsMadeOf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.SampledFrom([]string{"", "0", "12", "012", "1 2", "/", "O", "3件", "1,234", "无"}), 0, 6).Draw(t, "cells")
		vals := values(texts...)
		digits, only, clear, filled := 0, true, true, 0
		for _, s := range texts {
			for _, r := range s {
				if r >= '0' && r <= '9' {
					digits++
				}
			}
			bare := strings.ReplaceAll(s, " ", "")
			only = only && strings.Trim(bare, "0123456789") == ""
			clear = clear && (s == "/" || s == "无" || s == "0" || s == "12" || s == "3件" || s == "1,234")
			if s != "" {
				filled++
			}
		}
		if got := figure.CountDigits(vals); got != digits {
			t.Fatalf("%q have %d digits, not %d", texts, got, digits)
		}
		if got := figure.OnlyDigits(vals); got != only {
			t.Fatalf("%q are only digits: %v", texts, got)
		}
		if got := figure.AllClear(vals); got != clear {
			t.Fatalf("%q are clear: %v", texts, got)
		}
		if got := len(figure.FilledValues(vals)); got != filled || len(figure.Pointers(vals)) != len(texts) {
			t.Fatalf("%q: %d filled", texts, got)
		}
	})
}

// TestCellsOfTwoLines: where the first lines of a row's cells meet its sum by themselves, or the last do,
// the cells may hold two rows; figures of one line belong to both.
func TestCellsOfTwoLines(t *testing.T) {
	t.Parallel()
	sums := figure.GroupSums(1, 3)
	for _, c := range []struct {
		row  []string
		want string
	}{
		{[]string{"1\n2", "3\n4", "4\n6"}, "[[1 3 4] [2 4 6]]"},
		{[]string{"1\n2", "3\n4", "4\n7"}, "[[1 3 4]]"},
		{[]string{"1\n2", "3\n4", "5\n6"}, "[[2 4 6]]"},
		{[]string{"1\n2", "3\n4", "5\n7"}, "[]"},
		{[]string{"1\n2", "0", "1\n2"}, "[[1 0 1] [2 0 2]]"},
		{[]string{"1\n2", "/", "1\n2"}, "[[1 0 1] [2 0 2]]"},
		{[]string{"1", "3", "4"}, "[]"},
		{[]string{"1 2", "3\n4", "4\n6"}, "[]"},
		{[]string{"1\n5\n2", "3\n5\n4", "4\n5\n6"}, "[[1 3 4] [2 4 6]]"},
		{[]string{"1\n件", "3\n4", "4\n6"}, "[[1 3 4]]"},
		{[]string{"１\n２", "3\n4", "4\n6"}, "[[1 3 4] [2 4 6]]"},
	} {
		if got := fmt.Sprint(figure.LinesAlone(values(c.row...), sums)); got != c.want {
			t.Errorf("%q: %s, want %s", c.row, got, c.want)
		}
	}
}

// TestPointsThatMarkThousands: a point before three digits may mark thousands, and is not read as a
// decimal where things are counted; amounts of money have decimals.
func TestPointsThatMarkThousands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, unit, want string }{
		{"520.517", "", "unread"}, {"1.000", "", "unread"}, {"5205.517", "", "5205.517"}, {"520.51", "", "520.51"}, {"520.5170", "", "520.5170"},
		{"520.517", "万元", "520.517"}, {"520.517件", "", "520.517"}, {"-1.234", "", "-1.234"}, {"1.234", "元", "1.234"},
	} {
		v := values(c.text)
		if got := show(figure.CellIn(&v[0], c.unit)); got != c.want {
			t.Errorf("%q in a column of %q is %s, not %s", c.text, c.unit, got, c.want)
		}
	}
}

// TestAmountsThatNoReportHas: an amount that has too many digits in the unit of its column is not read.
func TestAmountsThatNoReportHas(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"123456789012亿元": "unread", "1234567亿元": "123456700000000", "0.00000000000001元": "unread"} {
		unit := "元"
		if want == "unread" && strings.HasPrefix(text, "0.") {
			unit = "亿元"
		}
		v := values(text)
		if got := figure.CellIn(&v[0], unit); show(got) != want || want == "unread" && got.Why == "" {
			t.Errorf("%s in %s is %s (%s), not %s", text, unit, show(got), got.Why, want)
		}
	}
	for f, want := range map[string]int{"单位:万元": 4, "(元)": 0, "亿元": 8, "百万元": 6, "千元": 3} {
		if got, ok := figure.PowerOf(f); !ok || got != want {
			t.Errorf("%s: ten to the %d, %v", f, got, ok)
		}
	}
	if _, ok := figure.PowerOf("件"); ok {
		t.Error("件 is a unit of money")
	}
}

// TestWhyACellIsNotRead: each kind of cell without a number says why.
func TestWhyACellIsNotRead(t *testing.T) {
	t.Parallel()
	seen := map[string]layout.ValueKind{}
	for _, k := range []layout.ValueKind{layout.Text, layout.Odd, layout.Thing, layout.Broken, layout.Merged} {
		c := layout.Cell{S: "x"}
		got := figure.CellOf(&layout.Value{Kind: k, Cell: &c}, false)
		if got.State != report.Unread || got.Why == "" || got.Text != "x" {
			t.Errorf("kind %d: %+v", k, got)
		}
		if other, ok := seen[got.Why]; ok && !(k == layout.Odd && other == layout.Text) {
			t.Errorf("kinds %d and %d have one reason: %s", other, k, got.Why)
		}
		seen[got.Why] = k
	}
	if got := figure.Unread("this"); got.Why != "this" || got.State != report.Unread || got.Value.Valid() {
		t.Errorf("%+v", got)
	}
}

// TestPiecesInPlace: a number that was put together of several pieces is shown by the first of them, and
// one that was cut out of a run by its own digits.
func TestPiecesInPlace(t *testing.T) {
	t.Parallel()
	d, ok := figure.DigitsOf(figure.Pointers(values("1", "2", "14")), false, true, 2, figure.GroupSums(1, 2))
	if !ok {
		t.Fatal("no digits")
	}
	budget := figure.RowBudget
	list, _ := d.Row.Readings(figure.MaxReadings, &budget)
	got := ""
	for i := range list {
		for k := range list[i].N {
			c := d.Derived(&list[i], k, "why")
			got += fmt.Sprintf("%s of %q, ", c.Value, c.Text)
			if c.Why != "why" || c.State != report.Derived {
				t.Errorf("%+v", c)
			}
		}
	}
	if strings.Contains(got, "12 of") && !strings.Contains(got, `12 of "1"`) {
		t.Errorf("the readings are %s", got)
	}
}

// TestWaysToPutPiecesTogether: a way without a piece put to a cell is whole; a piece is digits, lines
// farther than three away are none of the row's, and a cell that holds words makes no row.
func TestWaysToPutPiecesTogether(t *testing.T) {
	t.Parallel()
	sums := figure.GroupSums(1, 3)
	row := values("1", "2", "3")
	line := func(texts ...string) []*layout.Value { return figure.Pointers(values(texts...)) }
	meeting, all := figure.Wraps(row, nil, nil, sums, anywhere)
	if len(meeting) != 1 || len(all) != 1 || !meeting[0].Whole() || fmt.Sprint(meeting[0].Numbers()) != "[1 2 3]" {
		t.Errorf("a row alone has the ways %v of %v", meeting, all)
	}
	meeting, all = figure.Wraps(values("1", "12", "1"), nil, [][]*layout.Value{line("3")}, sums, anywhere)
	if len(meeting) != 1 || meeting[0].Whole() || fmt.Sprint(meeting[0].Numbers()) != "[1 12 13]" || len(all) != 4 {
		t.Errorf("%v of %d ways", meeting, len(all))
	}
	for name, below := range map[string][][]*layout.Value{
		"words": {line("件")}, "a dash": {line("/")}, "a decimal": {line("1.5")}, "more pieces than cells": {line("1", "2", "3", "4")},
	} {
		if _, all := figure.Wraps(row, nil, below, sums, anywhere); len(all) != 1 {
			t.Errorf("%s: %d ways", name, len(all))
		}
	}
	far := [][]*layout.Value{line("1"), line("1"), line("1"), line("9")}
	_, near := figure.Wraps(row, nil, far[:3], sums, anywhere)
	if _, all := figure.Wraps(row, nil, far, sums, anywhere); len(all) != len(near) {
		t.Errorf("a fourth line gives %d ways more", len(all)-len(near))
	}
	if _, all := figure.Wraps(values("1", "O", "3"), nil, far, sums, anywhere); all != nil {
		t.Errorf("a row with a sign has %d ways", len(all))
	}
	if meeting, _ := figure.Wraps(values("0", "0", "0"), [][]*layout.Value{line("1")}, nil, sums, func(_, _ *layout.Value) bool { return false }); len(meeting) != 1 {
		t.Errorf("a piece that belongs to no cell gives %d ways", len(meeting))
	}
}
