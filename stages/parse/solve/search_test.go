package solve_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/gouji/gouji/stages/parse/solve"
	"pgregory.net/rapid"
)

// divisions are the ways to divide digits into n numbers without a leading nought, one after the other.
func divisions(digits string, n int) (out [][]int64) {
	if n == 0 {
		if digits == "" {
			return [][]int64{nil}
		}
		return nil
	}
	for size := 1; size <= len(digits); size++ {
		if size > 1 && digits[0] == '0' {
			break
		}
		var v int64
		for _, c := range digits[:size] {
			v = v*10 + int64(c-'0')
		}
		for _, rest := range divisions(digits[size:], n-1) {
			out = append(out, append([]int64{v}, rest...))
		}
	}
	return out
}

// TestReadingsAreThoseOfAllDivisions: of the divisions of glued digits, those are found that meet the
// sum, wherever its total stands, and no other.
func TestReadingsAreThoseOfAllDivisions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.IntRange(1, 5).Draw(t, "cells")
		digits := rapid.StringOfN(rapid.SampledFrom([]rune("0123")), cells, cells+4, -1).Draw(t, "digits")
		row := solve.Row{Pieces: []solve.Piece{{Digits: digits, Cut: true}}, Cells: cells}
		total := rapid.IntRange(0, cells-1).Draw(t, "total")
		with := cells > 1 && rapid.Bool().Draw(t, "with a sum")
		if with {
			s := solve.Sum{Total: total}
			for i := range cells {
				if i != total {
					s.Parts = append(s.Parts, i)
				}
			}
			row.Sums = []solve.Sum{s}
		}
		want := map[string]bool{}
		for _, n := range divisions(digits, cells) {
			rest := 2 * n[total]
			for _, v := range n {
				rest -= v
			}
			if !with || rest == 0 {
				want[fmt.Sprint(n)] = true
			}
		}
		budget := 1_000_000
		list, done := row.Readings(10_000, &budget)
		if !done || len(list) != len(want) {
			t.Fatalf("%s in %d cells: %d readings, not %d", digits, cells, len(list), len(want))
		}
		for _, r := range list {
			if !want[fmt.Sprint(r.N)] {
				t.Fatalf("%s in %d cells: %v is no reading", digits, cells, r.N)
			}
		}
	})
}

// TestPiecesThatAreWhole: a number is made of neighbouring pieces, joined only where they may be, and as
// many are left out as there are spare ones.
func TestPiecesThatAreWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		row := solve.Row{Cells: rapid.IntRange(1, 4).Draw(t, "cells"), Spare: rapid.IntRange(0, 2).Draw(t, "spare")}
		for range rapid.IntRange(1, 6).Draw(t, "pieces") {
			row.Pieces = append(row.Pieces, solve.Piece{Digits: fmt.Sprint(rapid.IntRange(1, 120).Draw(t, "n")), Join: rapid.Bool().Draw(t, "join")})
		}
		budget := 1_000_000
		list, _ := row.Readings(10_000, &budget)
		for _, r := range list {
			next, left := 0, 0
			for k, at := range r.At {
				if at.First < next || at.Last < at.First || at.From != 0 || at.To != len(row.Pieces[at.Last].Digits) {
					t.Fatalf("%+v: number %d stands at %+v", row.Pieces, k, at)
				}
				left += at.First - next
				digits := ""
				for p := at.First; p <= at.Last; p++ {
					if p > at.First && !row.Pieces[p].Join {
						t.Fatalf("%+v: number %d goes over a border", row.Pieces, k)
					}
					digits += row.Pieces[p].Digits
				}
				if digits != fmt.Sprint(r.N[k]) {
					t.Fatalf("%+v: number %d is %d, and its print %s", row.Pieces, k, r.N[k], digits)
				}
				next = at.Last + 1
			}
			if left += len(row.Pieces) - next; left > row.Spare {
				t.Fatalf("%+v: %v leaves out %d pieces, %d may be", row.Pieces, r.N, left, row.Spare)
			}
		}
	})
}

func TestAgree(t *testing.T) {
	t.Parallel()
	of := func(rows ...[]int64) (out []solve.Reading) {
		for _, n := range rows {
			out = append(out, solve.Reading{N: n})
		}
		return out
	}
	for _, c := range []struct {
		list []solve.Reading
		want []bool
	}{
		{nil, nil},
		{of([]int64{1, 2}), []bool{true, true}},
		{of([]int64{1, 2}, []int64{1, 3}), []bool{true, false}},
		{of([]int64{1, 2}, []int64{1, 3}, []int64{2, 2}), []bool{false, false}},
	} {
		if got := solve.Agree(c.list); !slices.Equal(got, c.want) {
			t.Errorf("%v agree in %v, not %v", c.list, got, c.want)
		}
	}
}

// TestSameIsTrueInEveryChoice: where Solve says that a cell is the same, no choice of options that
// meets the sums has another number there.
func TestSameIsTrueInEveryChoice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		num := rapid.Int64Range(0, 4)
		tab := solve.Table{Columns: 2, Equations: []solve.Equation{{Plus: []int{0, 1}, Minus: []int{2}}, {Plus: []int{2}, Minus: []int{3}}}}
		for range 4 {
			var l solve.Line
			for range rapid.IntRange(1, 3).Draw(t, "options") {
				l.Options = append(l.Options, []int64{num.Draw(t, "a"), num.Draw(t, "b")})
			}
			tab.Lines = append(tab.Lines, l)
		}
		budget := 1_000_000
		s, done := tab.Solve(&budget)
		if !done || s.Hits == 0 {
			return
		}
		var pick [4]int
		var each func(k int)
		each = func(k int) {
			if k < 4 {
				for pick[k] = range tab.Lines[k].Options {
					each(k + 1)
				}
				return
			}
			at := func(r, col int) int64 { return tab.Lines[r].Options[pick[r]][col] }
			for col := range 2 {
				if at(0, col)+at(1, col) != at(2, col) || at(2, col) != at(3, col) {
					return
				}
			}
			for r := range 4 {
				for col := range 2 {
					if first := tab.Lines[r].Options[s.First[r]][col]; s.Same[r][col] && at(r, col) != first {
						t.Fatalf("row %d, column %d is %d in one choice and %d in another", r, col, first, at(r, col))
					}
				}
			}
		}
		each(0)
	})
}

// TestJudge: a sum over a row that is not read, or not in that column, says nothing.
func TestJudge(t *testing.T) {
	t.Parallel()
	tab := solve.Table{Columns: 3, Equations: []solve.Equation{{Plus: []int{0, 1}, Minus: []int{2}}}, Lines: []solve.Line{
		{Options: [][]int64{{1, 1, 1}}}, {Options: [][]int64{{2, 2, 2}}, Unknown: []bool{false, false, true}}, {Options: [][]int64{{3, 4, 3}}},
	}}
	if got := tab.Judge(); !slices.Equal(got[0], []solve.Verdict{solve.Held, solve.Broken, solve.Void}) {
		t.Errorf("the columns are judged %v", got[0])
	}
	tab.Lines[0] = solve.Line{}
	if got := tab.Judge(); !slices.Equal(got[0], []solve.Verdict{solve.Void, solve.Void, solve.Void}) {
		t.Errorf("without a row they are judged %v", got[0])
	}
}
