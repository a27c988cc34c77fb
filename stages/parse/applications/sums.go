package applications

import (
	"slices"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// equations are the identities of table three over its rows: the results add up to (七),
// and 一 and 二 to (七) and 四.
func (a *Table) equations() []solve.Equation {
	b := a.p.Book
	received, carried, total, over := b.RowAt("new_received"), b.RowAt("carried_in"), b.RowAt("result_total"), b.RowAt("carried_out")
	var results []int
	for j := range b.Rows {
		// A row whose label stands nowhere adds nothing. Where the sums hold without it, they
		// confirm the others; where they do not, nothing is confirmed.
		if j != received && j != carried && j != total && j != over && a.rows[j] != nil {
			results = append(results, j)
		}
	}
	return []solve.Equation{
		{Plus: results, Minus: []int{total}},
		{Plus: []int{received, carried}, Minus: []int{total, over}},
	}
}

// lines are the rows for the solver. A row that is not there or not read has no option.
func (a *Table) lines() *solve.Table {
	t := &solve.Table{Columns: label.Columns, Lines: make([]solve.Line, len(a.p.Book.Rows)), Equations: a.equations()}
	for j, row := range a.rows {
		if row == nil {
			continue
		}
		l := &t.Lines[j]
		if len(row.options) > 0 {
			for _, o := range row.options {
				l.Options = append(l.Options, o.N)
			}
			continue
		}
		l.Options = [][]int64{make([]int64, label.Columns)}
		l.Unknown = make([]bool, label.Columns)
		for i := range row.cells {
			n, ok := row.cells[i].Value.Int()
			l.Options[0][i], l.Unknown[i] = n, !ok
		}
	}
	return t
}

// chooseReadings picks the readings of the rows that have several by the sums of the
// columns. What is the same in all that remain is read, the rest is not.
func (a *Table) chooseReadings() {
	open := false
	for _, row := range a.rows {
		open = open || row != nil && len(row.options) > 0
	}
	if !open {
		return
	}
	t := a.lines()
	budget := figure.TableBudget
	sol, done := t.Solve(&budget)
	for j, row := range a.rows {
		if row == nil || len(row.options) == 0 {
			continue
		}
		same, first := solve.Agree(row.options), &row.options[0]
		why := "the only seven figures the print allows whose first six sum to the last"
		if done && sol.Hits > 0 && len(row.options) > 1 {
			same = sol.Same[j]
			if o := sol.First[j]; o < len(row.options) {
				first = &row.options[o]
			}
			why = "the only reading that meets the sums of the row and of the columns"
		}
		for i := range row.cells {
			if same[i] {
				row.cells[i] = row.figs.Derived(first, i, why)
			}
		}
	}
}

func lineOfCells(row *rowRead) solve.Line {
	l := solve.Line{Options: [][]int64{make([]int64, label.Columns)}, Unknown: make([]bool, label.Columns)}
	for i := range row.cells {
		n, ok := row.cells[i].Value.Int()
		l.Options[0][i], l.Unknown[i] = n, !ok
	}
	return l
}

// judged says whether a sum over row j is broken in a column, and whether one holds.
func judged(v [][]solve.Verdict, eqs []solve.Equation, j, col int) (broken, held bool) {
	for e, eq := range eqs {
		if slices.Contains(eq.Plus, j) || slices.Contains(eq.Minus, j) {
			broken = broken || v[e][col] == solve.Broken
			held = held || v[e][col] == solve.Held
		}
	}
	return broken, held
}

// verdicts judges every sum of the rows by their cells, as far as they are read.
func (a *Table) verdicts() (*solve.Table, [][]solve.Verdict) {
	t := a.lines()
	for j, row := range a.rows {
		if row != nil {
			t.Lines[j] = lineOfCells(row)
		}
	}
	return t, t.Judge()
}

// allHeld reports that every sum can be judged and holds.
func allHeld(verdicts [][]solve.Verdict) bool {
	for _, list := range verdicts {
		for _, v := range list {
			if v != solve.Held {
				return false
			}
		}
	}
	return true
}

func (a *Table) overBudget(r *record.Record) {
	a.Observations = append(a.Observations, report.Observation{Kind: report.SeenBudget, Table: Name, Key: a.p.Book.Rows[r.Row].Row.Key})
}

// sumHolds reports that the cells of a row are numbers whose sum holds.
func (row *rowRead) sumHolds(sums []solve.Sum) bool {
	for _, s := range sums {
		total, ok := row.cells[s.Total].Value.Int()
		for _, p := range s.Parts {
			n, known := row.cells[p].Value.Int()
			total, ok = total-n, ok && known
		}
		if !ok || total != 0 {
			return false
		}
	}
	return true
}
