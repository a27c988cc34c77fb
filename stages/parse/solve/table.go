package solve

import "slices"

// Line is one row of a table: the readings it may have. A row that nobody can read, or
// that is not there, has none.
type Line struct {
	Options [][]int64
	// Unknown marks the columns in which the row has no number, such as a blank cell.
	Unknown []bool
}

// Equation says that the rows of Plus and those of Minus add up to the same in every
// column. Rows count from 0.
type Equation struct{ Plus, Minus []int }

// Table is a table whose rows have several readings.
type Table struct {
	Columns   int
	Lines     []Line
	Equations []Equation
}

// Verdict says how an equation ends in one column.
type Verdict uint8

// The verdicts. Void is for an equation over a row that is not read there: it says nothing.
const (
	Void Verdict = iota
	Held
	Broken
)

// maxSolutions bounds the solutions looked at; with more there is little agreement left.
const maxSolutions = 512

// Solution says what all choices that meet the equations have in common.
type Solution struct {
	// Same[row][column] is whether every choice has the same number there; First is one choice.
	Same  [][]bool
	First []int
	// Hits is how many choices there are, 0 if none meets the equations.
	Hits int
}

// bound is an equation in a column: the least and most that Plus less Minus can be.
type bound struct {
	eq, col int
	lo, hi  int64
}

type chooser struct {
	t      *Table
	order  []int // rows with several options that stand in an equation, fewest options first
	pick   []int
	bounds []bound
	sign   [][]int64 // by equation and row: 1, -1, 0
	lo, hi [][]int64 // by row and column: the least and the greatest number it can have
	out    Solution
	budget *int
}

// Solve looks for the choices of one option for each row that meet every equation which is
// not void. It is false where the budget is used up or there are too many choices to look
// at: then the result says nothing.
func (t *Table) Solve(budget *int) (Solution, bool) {
	c := chooser{t: t, budget: budget, pick: make([]int, len(t.Lines))}
	c.sign = t.signs()
	c.spans()
	for e := range t.Equations {
		for col := range t.Columns {
			if t.judged(e, col) {
				b := bound{eq: e, col: col}
				for r := range t.Lines {
					b.add(c.sign[e][r], c.lo[r][col], c.hi[r][col])
				}
				c.bounds = append(c.bounds, b)
			}
		}
	}
	for r := range t.Lines {
		if len(t.Lines[r].Options) > 1 && c.bound(r) {
			c.order = append(c.order, r)
		}
	}
	slices.SortStableFunc(c.order, func(a, b int) int { return len(t.Lines[a].Options) - len(t.Lines[b].Options) })
	if !c.search(0) {
		return Solution{}, false
	}
	return c.out, true
}

func (t *Table) signs() [][]int64 {
	out := make([][]int64, len(t.Equations))
	for e, eq := range t.Equations {
		out[e] = make([]int64, len(t.Lines))
		for _, r := range eq.Plus {
			out[e][r] = 1
		}
		for _, r := range eq.Minus {
			out[e][r] = -1
		}
	}
	return out
}

// judged reports that every row of the equation is read in the column.
func (t *Table) judged(e, col int) bool {
	for _, list := range [...][]int{t.Equations[e].Plus, t.Equations[e].Minus} {
		for _, r := range list {
			l := &t.Lines[r]
			if len(l.Options) == 0 || l.Unknown != nil && l.Unknown[col] {
				return false
			}
		}
	}
	return true
}

// Judge says how each equation ends in each column if every row has its first option.
func (t *Table) Judge() [][]Verdict {
	out := make([][]Verdict, len(t.Equations))
	for e, eq := range t.Equations {
		out[e] = make([]Verdict, t.Columns)
		for col := range t.Columns {
			if !t.judged(e, col) {
				continue
			}
			var sum int64
			for _, r := range eq.Plus {
				sum += t.Lines[r].Options[0][col]
			}
			for _, r := range eq.Minus {
				sum -= t.Lines[r].Options[0][col]
			}
			out[e][col] = Broken
			if sum == 0 {
				out[e][col] = Held
			}
		}
	}
	return out
}

// bound reports that a row has different numbers in a column in which it is bound.
func (c *chooser) bound(r int) bool {
	for i := range c.bounds {
		b := &c.bounds[i]
		if c.sign[b.eq][r] == 0 {
			continue
		}
		if c.lo[r][b.col] != c.hi[r][b.col] {
			return true
		}
	}
	return false
}

// spans finds the least and the greatest number of each row in each column.
func (c *chooser) spans() {
	c.lo, c.hi = make([][]int64, len(c.t.Lines)), make([][]int64, len(c.t.Lines))
	for r := range c.t.Lines {
		c.lo[r], c.hi[r] = make([]int64, c.t.Columns), make([]int64, c.t.Columns)
		for i, o := range c.t.Lines[r].Options {
			for col := range c.t.Columns {
				if i == 0 || o[col] < c.lo[r][col] {
					c.lo[r][col] = o[col]
				}
				if i == 0 || o[col] > c.hi[r][col] {
					c.hi[r][col] = o[col]
				}
			}
		}
	}
}

func (b *bound) add(sign, lo, hi int64) {
	switch sign {
	case 1:
		b.lo, b.hi = b.lo+lo, b.hi+hi
	case -1:
		b.lo, b.hi = b.lo-hi, b.hi-lo
	}
}

// search picks an option for the rows from order[k] on; false ends it.
func (c *chooser) search(k int) bool {
	if *c.budget -= 1 + len(c.bounds); *c.budget < 0 {
		return false
	}
	for i := range c.bounds {
		if c.bounds[i].lo > 0 || c.bounds[i].hi < 0 {
			return true
		}
	}
	if k == len(c.order) {
		return c.solution()
	}
	r := c.order[k]
	saved := slices.Clone(c.bounds)
	for o := range c.t.Lines[r].Options {
		copy(c.bounds, saved)
		for i := range c.bounds {
			b := &c.bounds[i]
			sign := c.sign[b.eq][r]
			b.add(-sign, c.hi[r][b.col], c.lo[r][b.col]) // takes the span of the row out again
			v := c.t.Lines[r].Options[o][b.col]
			b.add(sign, v, v)
		}
		c.pick[r] = o
		if !c.search(k + 1) {
			return false
		}
	}
	copy(c.bounds, saved)
	return true
}

func (c *chooser) solution() bool {
	c.out.Hits++
	if c.out.Hits == 1 {
		c.out.First = slices.Clone(c.pick)
		c.out.Same = make([][]bool, len(c.t.Lines))
		for r := range c.t.Lines {
			c.out.Same[r] = c.free(r)
		}
		return true
	}
	for _, r := range c.order {
		now, first := c.t.Lines[r].Options[c.pick[r]], c.t.Lines[r].Options[c.out.First[r]]
		for col := range c.t.Columns {
			c.out.Same[r][col] = c.out.Same[r][col] && now[col] == first[col]
		}
	}
	return c.out.Hits < maxSolutions
}

// free says in which columns a row has one number, whatever is chosen: for a row that no
// equation binds, those in which its options agree.
func (c *chooser) free(r int) []bool {
	out := make([]bool, c.t.Columns)
	for col := range out {
		out[col] = c.lo[r][col] == c.hi[r][col] || slices.Contains(c.order, r)
	}
	return out
}
