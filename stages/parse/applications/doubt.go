package applications

import (
	"slices"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// A row whose print allows several readings is read by sums, and a sum may be the very thing that
// is wrong in the report. So the sum of the row alone says nothing: by chance another reading than
// the right one may meet it. A reading stands if with it one number of the table at most was got
// wrong, and two or more with every other one that the print allows.

// settle looks again at the rows whose print allows several readings. A row that leaves pieces beside
// it over is no witness for another one until it is settled itself: two may be misread alike.
func (a *Table) settle() {
	var torn, rest []int
	for j, row := range a.rows {
		switch {
		case row == nil || row.every == nil:
		case row.cell != nil:
			torn = append(torn, j)
		default:
			rest = append(rest, j)
		}
	}
	if len(torn)+len(rest) == 0 {
		return
	}
	s := a.surroundings()
	for _, j := range torn {
		if row := a.rows[j]; !row.derived() && len(row.every()) != 1 {
			s.forget(j)
		}
	}
	for more := true; more; {
		more = false
		torn = slices.DeleteFunc(torn, func(j int) bool {
			row := a.rows[j]
			s.leaveOut(j)
			if !row.read() || !s.stands(row, row.every()) {
				return false
			}
			s.know(j, row)
			more = true
			return true
		})
	}
	for _, j := range torn {
		row := a.rows[j]
		s.leaveOut(j)
		list := row.every()
		if row.read() {
			if !row.derived() {
				list = nil // nothing says what the pieces beside the row are
			}
			row.giveUp(list)
		} else if k := s.only(row, list); k >= 0 {
			row.take(k)
		}
	}
	for _, j := range rest {
		row := a.rows[j]
		s.leaveOut(j)
		switch {
		case !row.read(), (row.byColumns || row.padded && s.flawless(row)) && s.confirmed(row):
		default:
			if list := row.every(); !s.stands(row, list) {
				row.giveUp(list)
			} else if better := s.better(row); better != nil {
				row.giveUp(append(list, better))
			}
		}
	}
}

// read reports that a row has a number in some cell.
func (r *rowRead) read() bool {
	return slices.ContainsFunc(r.cells[:], func(c report.Cell) bool { return c.Value.Valid() })
}

// derived reports that a number of the row was put together.
func (r *rowRead) derived() bool {
	return slices.ContainsFunc(r.cells[:], func(c report.Cell) bool { return c.State == report.Derived })
}

// take makes the cells those of the k-th reading.
func (r *rowRead) take(k int) {
	for i := range r.cells {
		r.cells[i] = r.cell(k, i)
	}
}

// giveUp leaves the cells unread in which the readings of the row differ: all, where there are too
// many readings to look at.
func (r *rowRead) giveUp(list [][]int64) {
	for i := range r.cells {
		differ := list == nil || slices.ContainsFunc(list, func(n []int64) bool { return n[i] != list[0][i] })
		if differ && r.cells[i].Value.Valid() {
			r.cells[i] = figure.Unread("the print allows several readings, and the sums of the row and of the columns do not rule out all but one")
		}
	}
}

// surroundings are the sums of a table without one of its rows.
type surroundings struct {
	row       []solve.Sum
	lines     []solve.Line
	equations []solve.Equation
	broken    []bool // by row: its own sum does not hold
	// elsewhere is how many other rows have a sum that does not hold. rest is what the equations
	// lack without the row, void where another row is not read, sign how the row counts in each.
	elsewhere int
	rest      [][label.Columns]int64
	void      [][label.Columns]bool
	sign      []int64
}

func (a *Table) surroundings() *surroundings {
	t := a.lines()
	s := &surroundings{row: a.sums, lines: t.Lines, equations: t.Equations, broken: make([]bool, len(a.rows))}
	n := len(s.equations)
	s.rest, s.void, s.sign = make([][label.Columns]int64, n), make([][label.Columns]bool, n), make([]int64, n)
	for j, row := range a.rows {
		if row != nil {
			s.know(j, row)
		}
	}
	return s
}

// know makes row j one that others are judged by, and forget one that nothing is known of.
func (s *surroundings) know(j int, row *rowRead) {
	s.lines[j] = lineOfCells(row)
	s.broken[j] = s.breaks(s.lines[j].Options[0], s.lines[j].Unknown)
}

func (s *surroundings) forget(j int) { s.lines[j], s.broken[j] = solve.Line{}, false }

// leaveOut makes row j the one that is left out.
func (s *surroundings) leaveOut(j int) {
	s.elsewhere = 0
	for i, b := range s.broken {
		if b && i != j {
			s.elsewhere++
		}
	}
	for e, eq := range s.equations {
		s.sign[e], s.rest[e], s.void[e] = 0, [label.Columns]int64{}, [label.Columns]bool{}
		add := func(rows []int, sign int64) {
			for _, r := range rows {
				l := &s.lines[r]
				for col := range label.Columns {
					switch {
					case r == j:
						s.sign[e] = sign
					case len(l.Options) == 0 || l.Unknown[col]:
						s.void[e][col] = true
					default:
						s.rest[e][col] += sign * l.Options[0][col]
					}
				}
			}
		}
		add(eq.Plus, 1)
		add(eq.Minus, -1)
	}
}

// breaks reports that the numbers of a row break its sum. With a cell that holds none, nobody knows.
func (s *surroundings) breaks(n []int64, unknown []bool) bool {
	for _, sum := range s.row {
		rest, known := n[sum.Total], !unknown[sum.Total]
		for _, p := range sum.Parts {
			rest, known = rest-n[p], known && !unknown[p]
		}
		if known && rest != 0 {
			return true
		}
	}
	return false
}

// faults is how many numbers of the table must have been got wrong if the row has the numbers n: 0, 1,
// or 2 for more. One wrong number breaks the sum of its row and those of its column; or that of its
// column and, by as much, that of the totals, where the total of its row was reckoned with it.
func (s *surroundings) faults(n []int64, unknown []bool) int {
	rows := s.elsewhere
	if s.breaks(n, unknown) {
		rows++
	}
	total := s.row[0].Total
	var off [label.Columns][2]int64
	columns, void := 0, false
	for col := range label.Columns {
		some := false
		for e := range s.equations {
			if s.void[e][col] || s.sign[e] != 0 && unknown[col] {
				void = true
				continue
			}
			off[col][e] = s.rest[e][col] + s.sign[e]*n[col]
			some = some || off[col][e] != 0
		}
		if some {
			columns++
		}
	}
	switch {
	case rows == 0 && columns == 0:
		return 0
	case rows == 1 && columns <= 1, rows == 0 && columns == 1 && void:
		return 1
	case rows == 0 && columns == 2:
		for col := range label.Columns {
			if col != total && off[col] != [2]int64{} && off[col] == off[total] {
				return 1
			}
		}
	}
	return 2
}

// confirmed reports that in every column in which the row is read a sum over it holds, and none is
// broken.
func (s *surroundings) confirmed(row *rowRead) bool {
	for col := range row.cells {
		n, ok := row.cells[col].Value.Int()
		if !ok {
			continue
		}
		held := false
		for e := range s.equations {
			if s.sign[e] == 0 || s.void[e][col] {
				continue
			}
			if s.rest[e][col]+s.sign[e]*n != 0 {
				return false
			}
			held = true
		}
		if !held {
			return false
		}
	}
	return true
}

// flawless reports that with the row as it is read every sum of the table holds that can be told.
func (s *surroundings) flawless(row *rowRead) bool {
	l := lineOfCells(row)
	return s.faults(l.Options[0], l.Unknown) == 0
}

// stands reports that the row as it is read needs one wrong number at most, and every other reading
// of its print more.
func (s *surroundings) stands(row *rowRead, list [][]int64) bool {
	l := lineOfCells(row)
	whole := row.cell != nil && !row.derived()
	if list == nil || s.faults(l.Options[0], l.Unknown) > row.most(whole) || whole && row.joined && !s.confirmed(row) {
		return false
	}
	for _, n := range list {
		same := true
		for i := range n {
			same = same && (l.Unknown[i] || n[i] == l.Options[0][i])
		}
		if !same && s.faults(n, row.blank[:]) < 2 {
			return false
		}
	}
	return true
}

// only is the place of the one reading that needs one wrong number at most; -1 if there is none, or
// another.
func (s *surroundings) only(row *rowRead, list [][]int64) int {
	at := -1
	for col := range label.Columns {
		known := false
		for e := range s.equations {
			known = known || s.sign[e] != 0 && !s.void[e][col] && !row.blank[col]
		}
		if !known {
			return -1
		}
	}
	for k, n := range list {
		if s.faults(n, row.blank[:]) > 1 {
			continue
		}
		if at >= 0 {
			return -1
		}
		at = k
	}
	if at >= 0 && s.faults(list[at], row.blank[:]) > row.most(at == 0) {
		return -1
	}
	return at
}

// most is how many numbers of the table may have been got wrong with a reading of the row: none with
// one that leaves the pieces beside the row over, since nothing says then what they are.
func (r *rowRead) most(leavesPieces bool) int {
	if leavesPieces && r.cell != nil {
		return 0
	}
	return 1
}

// better is a reading for which numbers must have come apart over several cells, and with which no
// more numbers of the table were got wrong than with the row as it is read; nil for none.
func (s *surroundings) better(row *rowRead) []int64 {
	if row.apart == nil {
		return nil
	}
	l := lineOfCells(row)
	most := s.faults(l.Options[0], l.Unknown)
	for _, n := range row.apart() {
		if s.faults(n, row.blank[:]) <= most {
			return n
		}
	}
	return nil
}
