package figure_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

func values(texts ...string) []layout.Value {
	var out []layout.Value
	for _, s := range texts {
		c := layout.WholeCell(report.Text{S: s, At: report.Place{Kind: report.PlaceText, End: len(s)}})
		out = append(out, layout.ReadValue(&c, 0))
	}
	return out
}

// show is the number of a cell, or its state.
func show(c report.Cell) string {
	if c.Value.Valid() {
		return c.Value.String()
	}
	return string(c.State)
}

func TestCellIn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, unit, want string }{
		{"12", "", "12"},
		{"12万元", "", "12"},
		{"12万元", "元", "120000"},
		{"1296000元", "万元", "129.6"},
		{"0.5万元", "元", "5000"},
		{"-3千元", "元", "-3000"},
		{"1亿元", "万元", "10000"},
		{"2百万元", "万元", "200"},
		{"5元", "万元", "0.0005"},
		{"0元", "万元", "0"},
		{"12", "万元", "12"},
		{"", "", "blank"},
		{"/", "", "dash"},
		{"1 2", "", "unread"},
		{"O", "", "unread"},
		{"未统计", "", "unread"},
	} {
		v := values(c.text)
		got := figure.CellIn(&v[0], c.unit)
		if show(got) != c.want {
			t.Errorf("%q in a column of %q is %s, not %s", c.text, c.unit, show(got), c.want)
		}
		if (got.State == report.Unread) != (got.Why != "") {
			t.Errorf("%q: state %s, why %q", c.text, got.State, got.Why)
		}
		if got.Text != v[0].Cell.S {
			t.Errorf("%q: its text is %q", c.text, got.Text)
		}
	}
}

// TestMoneyThereAndBack: an amount that is reckoned into a smaller unit and printed in it is the
// same amount.
func TestMoneyThereAndBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 1_000_000).Draw(t, "amount")
		unit := rapid.SampledFrom([]string{"千元", "万元", "百万元", "亿元"}).Draw(t, "unit")
		v := values(fmt.Sprint(n) + unit)
		yuan := figure.CellOf(&v[0], true)
		back := values(yuan.Value.String() + "元")
		if got := figure.CellIn(&back[0], unit); show(got) != fmt.Sprint(n) {
			t.Fatalf("%d%s is %s元 and then %s", n, unit, show(yuan), show(got))
		}
	})
}

func TestMeets(t *testing.T) {
	t.Parallel()
	sums := figure.GroupSums(1, 3)
	for _, c := range []struct {
		row          string
		strict, with bool
	}{{"1 2 3", true, true}, {"1 2 4", false, false}, {"1 - 1", false, true}, {"- - -", false, true}, {"x 2 2", false, false}} {
		var texts []string
		for _, s := range strings.Fields(c.row) {
			texts = append(texts, strings.ReplaceAll(s, "-", "/"))
		}
		vals := figure.Pointers(values(texts...))
		if figure.Meets(vals, sums, false) != c.strict || figure.Meets(vals, sums, true) != c.with {
			t.Errorf("%s: meets %v, with blanks as nought %v", c.row, figure.Meets(vals, sums, false), figure.Meets(vals, sums, true))
		}
	}
}

func TestGroupSums(t *testing.T) {
	t.Parallel()
	if got, want := fmt.Sprint(figure.GroupSums(2, 3)), "[{[0 1] 2} {[3 4] 5}]"; got != want && got != "[{2 [0 1]} {5 [3 4]}]" {
		t.Errorf("the sums are %s", got)
	}
}

func TestSliceDigits(t *testing.T) {
	t.Parallel()
	c := layout.WholeCell(report.Text{S: "１２ 3４", At: report.Place{Kind: report.PlaceText, End: len("１２ 3４")}})
	if got := figure.SliceDigits(&c, 0, 1).S; got != "１" {
		t.Errorf("the first digit is %q", got)
	}
	c = layout.WholeCell(report.Text{S: "1234"})
	if got := figure.SliceDigits(&c, 1, 2).S; got != "23" {
		t.Errorf("the digits in the middle are %q", got)
	}
}

func TestOneDigitEach(t *testing.T) {
	t.Parallel()
	cells := make([]report.Cell, 5)
	figure.OneDigitEach(values("12", "0", "34"), cells)
	got := ""
	for _, c := range cells {
		got += show(c) + c.Text + " "
	}
	if got != "11 22 00 33 44 " {
		t.Errorf("the cells are %s", got)
	}
}

func TestFirstPieceAlone(t *testing.T) {
	t.Parallel()
	sums := figure.GroupSums(1, 3)
	for _, c := range []struct {
		row  []string
		want bool
	}{
		{[]string{"8 10", "2", "10"}, true},   // 8 and 2 are 10 as well
		{[]string{"8 10", "2", "812"}, false}, // only 810 and 2 are
		{[]string{"8 100", "2", "10"}, false}, // thousands
		{[]string{"810", "2", "812"}, false},  // no space at all
		{[]string{"8\n10", "2", "10"}, false}, // the end of a line is the edge of a cell
	} {
		if got := figure.FirstPieceAlone(values(c.row...), sums); got != c.want {
			t.Errorf("%q: %v", c.row, got)
		}
	}
}

// aRow draws a row of seven numbers whose last is the sum of the others.
func aRow(t *rapid.T) (row [7]int64) {
	for i := range 6 {
		row[i] = int64(rapid.SampledFrom([]int{0, 0, 0, 1, 2, 7, 12, 40, 305}).Draw(t, "number"))
		row[6] += row[i]
	}
	return row
}

// TestGluedDigitsGiveNoOtherRow: whatever the digits of a row without borders allow, the row
// itself is among the readings, and a cell that is the same in all of them is that of the row.
func TestGluedDigitsGiveNoOtherRow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		row := aRow(t)
		digits := ""
		for _, n := range row {
			digits += fmt.Sprint(n)
		}
		d, ok := figure.DigitsOf(figure.Pointers(values(digits)), true, false, 7, figure.GroupSums(1, 7))
		if !ok && len(digits) > 18 {
			return // more than a number has: none is read
		}
		if !ok {
			t.Fatalf("%s is not taken as digits", digits)
		}
		budget := figure.RowBudget
		list, done := d.Row.Readings(figure.MaxReadings, &budget)
		if !done {
			return // too many to be looked at: none is read
		}
		own := -1
		for i := range list {
			same := true
			for k := range row {
				same = same && list[i].N[k] == row[k]
			}
			if same {
				own = i
			}
			at := ""
			for k := range list[i].N {
				c := d.Derived(&list[i], k, "")
				if c.Text != fmt.Sprint(list[i].N[k]) {
					t.Fatalf("%s: cell %d is %d, and its print %q", digits, k, list[i].N[k], c.Text)
				}
				at += c.Text
			}
			if at != digits {
				t.Fatalf("the cells of a reading of %s are the print of %s", digits, at)
			}
		}
		if own < 0 {
			t.Fatalf("%v is none of the %d readings of %s", row, len(list), digits)
		}
	})
}

// TestWrappedFiguresGiveNoOtherRow: the last digits of one number stand on the next line. A cell
// that is read is that of the row.
func TestWrappedFiguresGiveNoOtherRow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		row := aRow(t)
		k := rapid.IntRange(0, 6).Draw(t, "wrapped")
		whole := fmt.Sprint(row[k])
		if len(whole) < 2 {
			t.Skip("a number of one digit does not go over two lines")
		}
		cut := rapid.IntRange(1, len(whole)-1).Draw(t, "cut")
		var texts []string
		for i, n := range row {
			s := fmt.Sprint(n)
			if i == k {
				s = whole[:cut]
			}
			texts = append(texts, s)
		}
		vals, piece := values(texts...), values(whole[cut:])
		ways, _ := figure.Wraps(vals, nil, [][]*layout.Value{figure.Pointers(piece)}, figure.GroupSums(1, 7), anywhere)
		if len(ways) == 0 {
			t.Fatalf("no way to read %v with %s below cell %d", texts, whole[cut:], k)
		}
		for i := range vals {
			c := figure.WrappedCell(&vals[i], ways, i)
			if c.State != report.Unread && show(c) != fmt.Sprint(row[i]) {
				alone := figure.Meets(figure.Pointers(vals), figure.GroupSums(1, 7), false)
				if !alone {
					t.Fatalf("%v with %s below: cell %d is %s, not %d", texts, whole[cut:], i, show(c), row[i])
				}
			}
		}
	})
}

func TestDigitsOfRefuses(t *testing.T) {
	t.Parallel()
	sums := figure.GroupSums(1, 3)
	for _, texts := range [][]string{{"1", "x", "3"}, {"1.5", "2", "3"}, {"/", "1", "1"}, {""}, {"1", "2", "3", "4", "5", "6", "7"}} {
		if _, ok := figure.DigitsOf(figure.Pointers(values(texts...)), false, false, 3, sums); ok {
			t.Errorf("%q are taken as the figures of three cells", texts)
		}
	}
}
