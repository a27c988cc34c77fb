package solve_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/solve"
	"pgregory.net/rapid"
)

func lastIsSum(n int) []solve.Sum {
	s := solve.Sum{Total: n - 1}
	for i := range n - 1 {
		s.Parts = append(s.Parts, i)
	}
	return []solve.Sum{s}
}

func TestReadings(t *testing.T) {
	t.Parallel()
	cut := func(s ...string) (out []solve.Piece) {
		for _, d := range s {
			out = append(out, solve.Piece{Digits: d, Cut: true})
		}
		return out
	}
	whole := func(join bool, s ...string) (out []solve.Piece) {
		for i, d := range s {
			out = append(out, solve.Piece{Digits: d, Join: join && i > 0})
		}
		return out
	}
	for _, c := range []struct {
		name string
		row  solve.Row
		want []string
	}{
		{"one division", solve.Row{Pieces: cut("491000050"), Cells: 7, Sums: lastIsSum(7)}, []string{"[49 1 0 0 0 0 50]"}},
		{"several", solve.Row{Pieces: cut("1122"), Cells: 3, Sums: nil}, []string{"[1 1 22]", "[1 12 2]", "[11 2 2]"}},
		{"no leading nought", solve.Row{Pieces: cut("100"), Cells: 2}, []string{"[10 0]"}},
		{"none", solve.Row{Pieces: cut("5100004"), Cells: 7, Sums: lastIsSum(7)}, nil},
		{"a border that is printed", solve.Row{Pieces: cut("11", "22"), Cells: 3}, []string{"[1 1 22]", "[11 2 2]"}},
		{"joined", solve.Row{Pieces: whole(true, "23", "02", "1", "2303"), Cells: 3, Sums: lastIsSum(3)}, []string{"[2302 1 2303]"}},
		{"left out", solve.Row{Pieces: whole(false, "3", "4", "7", "0"), Cells: 3, Sums: lastIsSum(3), Spare: 1}, []string{"[3 4 7]"}},
		{"whole digits keep their nought", solve.Row{Pieces: whole(false, "03", "4", "7"), Cells: 3, Sums: lastIsSum(3)}, []string{"[3 4 7]"}},
		{"the total first", solve.Row{Pieces: cut("1046"), Cells: 3, Sums: []solve.Sum{{Parts: []int{1, 2}, Total: 0}}}, []string{"[10 4 6]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			budget := 10_000
			list, done := c.row.Readings(10, &budget)
			var got []string
			for _, r := range list {
				got = append(got, fmt.Sprint(r.N))
			}
			if !done || !slices.Equal(got, c.want) {
				t.Errorf("%v %v, want %v", got, done, c.want)
			}
		})
	}
}

func TestBudgetEndsTheSearch(t *testing.T) {
	t.Parallel()
	row := solve.Row{Pieces: []solve.Piece{{Digits: strings.Repeat("1", 60), Cut: true}}, Cells: 7}
	budget := 500
	if _, done := row.Readings(1_000_000, &budget); done || budget >= 0 {
		t.Errorf("done %v with %d steps left", done, budget)
	}
	budget = 1_000_000
	if list, done := row.Readings(3, &budget); done || len(list) != 4 {
		t.Errorf("%d readings, done %v: more than three should end it", len(list), done)
	}
}

// TestTheTruthIsAmongTheReadings glues the numbers of a row and wants them among the
// readings, each at the digits it was made of.
func TestTheTruthIsAmongTheReadings(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := make([]int64, 7)
		for i := range 6 {
			n[i] = rapid.Int64Range(0, 300).Draw(t, "n") * rapid.Int64Range(0, 1).Draw(t, "on")
			n[6] += n[i]
		}
		text := ""
		for _, v := range n {
			text += fmt.Sprint(v)
		}
		row := solve.Row{Pieces: []solve.Piece{{Digits: text, Cut: true}}, Cells: 7, Sums: lastIsSum(7)}
		budget := 1_000_000
		list, done := row.Readings(10_000, &budget)
		if !done {
			t.Fatal("the search was ended")
		}
		found := false
		for _, r := range list {
			for i, at := range r.At {
				if fmt.Sprint(r.N[i]) != text[at.From:at.To] {
					t.Fatalf("%v: %d is said to stand at %q", r.N, r.N[i], text[at.From:at.To])
				}
			}
			found = found || slices.Equal(r.N, n)
		}
		if !found {
			t.Fatalf("%v is not among the %d readings of %s", n, len(list), text)
		}
	})
}

func TestTable(t *testing.T) {
	t.Parallel()
	row := func(options ...[]int64) solve.Line { return solve.Line{Options: options} }
	tab := solve.Table{Columns: 2, Equations: []solve.Equation{{Plus: []int{0, 1}, Minus: []int{2}}}, Lines: []solve.Line{
		row([]int64{1, 12}, []int64{11, 2}), row([]int64{3, 4}), row([]int64{4, 16}),
	}}
	budget := 10_000
	s, done := tab.Solve(&budget)
	if !done || s.Hits != 1 || s.First[0] != 0 || !s.Same[0][0] {
		t.Errorf("%+v %v: only the first option meets the sums", s, done)
	}
	tab.Lines[2] = solve.Line{} // not read: the equation says nothing
	if s, done = tab.Solve(&budget); !done || s.Hits != 1 || s.Same[0][0] || !s.Same[1][0] {
		t.Errorf("%+v %v: a row that nothing binds is open where its options differ", s, done)
	}
	tab.Lines[2] = row([]int64{9, 9})
	if s, done = tab.Solve(&budget); !done || s.Hits != 0 {
		t.Errorf("%+v %v: no choice meets the sums", s, done)
	}
	if v := tab.Judge(); v[0][0] != solve.Broken {
		t.Errorf("the sum is judged %v", v)
	}
}

// TestSolveIsThatOfAllChoices compares with all choices, one after the other.
func TestSolveIsThatOfAllChoices(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		num := rapid.Int64Range(0, 3)
		tab := solve.Table{Columns: 2, Equations: []solve.Equation{{Plus: []int{0, 1, 2}, Minus: []int{3}}}}
		for range 4 {
			var l solve.Line
			for range rapid.IntRange(1, 4).Draw(t, "options") {
				l.Options = append(l.Options, []int64{num.Draw(t, "a"), num.Draw(t, "b")})
			}
			tab.Lines = append(tab.Lines, l)
		}
		hits := 0
		var pick [4]int
		var each func(k int)
		each = func(k int) {
			if k < 4 {
				for pick[k] = range tab.Lines[k].Options {
					each(k + 1)
				}
				return
			}
			for col := range 2 {
				var sum int64
				for r, sign := range []int64{1, 1, 1, -1} {
					sum += sign * tab.Lines[r].Options[pick[r]][col]
				}
				if sum != 0 {
					return
				}
			}
			hits++
		}
		each(0)
		budget := 1_000_000
		s, done := tab.Solve(&budget)
		if !done {
			t.Fatal("the search was ended")
		}
		if (s.Hits == 0) != (hits == 0) || s.Hits > hits {
			t.Fatalf("%d choices, want at most %d", s.Hits, hits)
		}
	})
}
