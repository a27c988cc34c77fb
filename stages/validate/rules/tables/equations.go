package tables

import (
	"fmt"
	"slices"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// equation is one sum of table three. Its cells are (row, column) pairs of the grid;
// left and right are what the two sides come to.
type equation struct {
	cells       []place
	left, right int64
	// state is open where a cell is unknown, absent where one is left out.
	state equationState
	// derived says that one of its cells was not printed but worked out.
	derived bool
}

// place is a cell of the grid with the side it stands on: +1 left, -1 right.
type place struct{ row, col, sign int8 }

// at is the place of a cell of the grid, whose rows are few.
func at(row, col, sign int) place { return place{int8(row), int8(col), int8(sign)} }

type equationState int

const (
	absent equationState = iota // a cell is not in the report
	open                        // a cell is not known
	holds
	broken
)

// tableThree is table three seen as equations.
type tableThree struct {
	grid *rule.Grid
	all  []equation
	// slots lead from the number of a rule (T3-nn) to its equation, counted from 1.
	slots [64]uint8
	// places backs the cells of all equations.
	places []place
	// broken is the number of broken equations, culprit the one cell that repairs all
	// of them, if there is exactly one.
	broken  int
	culprit *culprit
	// pair is the column, beside that of totals, that is out, where these two are all that is
	// broken; -1 where it is not so.
	pair int
}

// culprit is a cell and the number it would need.
type culprit struct {
	row, col int
	path     string
	got      int64
	want     int64
}

// equations builds the sums of table three once for all rules of a run.
func equations(p *rule.Pass) *tableThree {
	return rule.Memo(p, "equations", func(p *rule.Pass) *tableThree {
		g := p.Grid()
		if g == nil {
			return nil
		}
		t := rule.Spare[tableThree](p, "equations")
		*t = tableThree{grid: g, all: slices.Grow(t.all[:0], 2*rule.Columns+len(g.Rows)), places: slices.Grow(t.places[:0], rule.Columns*(4+2*len(g.Rows)))}
		for c := range rule.Columns {
			t.add(firstBalance+c, t.balance(c))
			t.add(firstResult+c, t.results(c))
		}
		for r := range g.Rows {
			t.add(rowNumbers[g.Rows[r].Key], t.rowSum(r))
		}
		t.locate()
		t.pair = t.pairOut()
		return t
	})
}

// pairOut finds the column that is out together with that of totals and by as much, where nothing
// else is broken, -1 for none. What is wrong in the one is wrong in the other then: somebody
// mistyped a figure, and the total of its row was worked out from it.
func (t *tableThree) pairOut() int {
	if t.broken != 2 {
		return -1
	}
	for _, first := range [...]int{firstBalance, firstResult} {
		total := t.of(first + rule.Total)
		if total == nil || total.state != broken {
			continue
		}
		for c := range rule.Total {
			if e := t.of(first + c); e != nil && e.state == broken && e.right-e.left == total.right-total.left {
				return c
			}
		}
	}
	return -1
}

func (t *tableThree) balance(col int) []place {
	g := t.grid
	if g.New < 0 || g.In < 0 || g.Sum < 0 || g.Out < 0 {
		return nil
	}
	return t.keep(at(g.New, col, 1), at(g.In, col, 1), at(g.Sum, col, -1), at(g.Out, col, -1))
}

func (t *tableThree) results(col int) []place {
	if t.grid.Sum < 0 {
		return nil
	}
	start := len(t.places)
	for r := range t.grid.Rows {
		if t.grid.Results(r) {
			t.places = append(t.places, at(r, col, 1))
		}
	}
	if len(t.places) == start {
		return nil
	}
	t.places = append(t.places, at(t.grid.Sum, col, -1))
	return t.places[start:len(t.places):len(t.places)]
}

func (t *tableThree) rowSum(row int) []place {
	start := len(t.places)
	for c := range rule.Columns {
		sign := 1
		if c == rule.Total {
			sign = -1
		}
		t.places = append(t.places, at(row, c, sign))
	}
	return t.places[start:len(t.places):len(t.places)]
}

// keep puts cells behind those of the other equations.
func (t *tableThree) keep(cells ...place) []place {
	start := len(t.places)
	t.places = append(t.places, cells...)
	return t.places[start:len(t.places):len(t.places)]
}

// add works out the equation of rule T3-number and appends it.
func (t *tableThree) add(number int, cells []place) {
	if number == 0 || cells == nil {
		return
	}
	e := equation{cells: cells, state: holds}
	for _, c := range cells {
		v := t.grid.Rows[c.row].Cells[c.col]
		switch {
		case v.State == "":
			e.state = absent
		case !v.Known && e.state != absent:
			e.state = open
		}
		e.derived = e.derived || v.State == report.Derived
		if c.sign > 0 {
			e.left += v.N
		} else {
			e.right += v.N
		}
	}
	if e.state == holds && e.left != e.right {
		e.state = broken
		t.broken++
	}
	t.all = append(t.all, e)
	t.slots[number] = uint8(len(t.all))
}

// of returns the equation of rule T3-number, nil if the table has none.
func (t *tableThree) of(number int) *equation {
	if t.slots[number] == 0 {
		return nil
	}
	return &t.all[t.slots[number]-1]
}

// locate finds the one cell whose change alone repairs every broken equation and
// breaks none. A cell's equations are at most three, so each cell is tried.
func (t *tableThree) locate() {
	if t.broken == 0 {
		return
	}
	type tally struct {
		delta  int64 // what to add to the cell
		broken int
		spoilt bool // it stands in an equation that holds, or the repairs differ
	}
	cells := make([][rule.Columns]tally, len(t.grid.Rows))
	for i := range t.all {
		e := &t.all[i]
		if e.state != holds && e.state != broken {
			continue
		}
		for _, c := range e.cells {
			k := &cells[c.row][c.col]
			delta := (e.right - e.left) * int64(c.sign)
			k.spoilt = k.spoilt || e.state == holds || (k.broken > 0 && k.delta != delta)
			k.delta = delta
			k.broken++
		}
	}
	found := 0
	for r := range cells {
		for c, k := range cells[r] {
			v := t.grid.Rows[r].Cells[c]
			if k.spoilt || k.broken != t.broken || v.N+k.delta < 0 {
				continue
			}
			found++
			t.culprit = &culprit{row: r, col: c, path: t.path(r, c), got: v.N, want: v.N + k.delta}
		}
	}
	if found != 1 {
		t.culprit = nil
	}
}

func (t *tableThree) path(row, col int) string {
	return "applications." + t.grid.Rows[row].Key + "." + rule.ColumnKey(col)
}

// rowNumbers has the number of each row of the 2021 form. The one row 其他处理 stands
// for three and takes the first of their numbers.
var rowNumbers = func() map[string]int {
	out := map[string]int{}
	for i, r := range report.ApplicationRows(report.Form2021) {
		out[r.Key] = firstRow + i
	}
	out["other"] = out["other_overdue_correction"]
	return out
}()

// The numbers of the first rule of each kind.
const (
	firstBalance = 1
	firstResult  = 11
	firstRow     = 21
)

// sumID is the id of rule T3-number.
func sumID(number int) string { return fmt.Sprintf("T3-%02d", number) }
