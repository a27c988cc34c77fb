package parse

import "slices"

// chooser looks for the readings of the rows that have several which meet every
// identity of the columns. What no other reading contradicts is derived.
type chooser struct {
	a      *applications
	s      sums
	order  []int // the open rows: the totals first, then the others, fewest readings first
	pick   []*vector
	first  []*vector // the first solution
	same   []bool    // whether all solutions so far agree on the row
	hits   int
	budget int
}

// maxSolutions bounds the solutions looked at; with more there is little agreement left.
const maxSolutions = 512

func (a *applications) choose(open []int) {
	c := chooser{a: a, s: a.sums(), budget: maxSteps}
	c.order = append(c.order, open...)
	rank := func(j int) int {
		n := len(a.found[j].candidates)
		switch j {
		case c.s.total:
			return n - 4000
		case c.s.received, c.s.carried, c.s.carriedOver:
			return n - 2000
		}
		return n
	}
	slices.SortFunc(c.order, func(i, j int) int {
		if d := rank(i) - rank(j); d != 0 {
			return d
		}
		return i - j
	})
	c.pick = make([]*vector, len(a.p.book.rows))
	c.same = make([]bool, len(a.p.book.rows))
	if !c.possible() {
		return
	}
	done := c.search(0)
	if c.budget < 0 {
		for _, j := range open {
			a.overBudget(a.p.book.rows[j].row.Key)
		}
		return
	}
	if !done || c.hits == 0 {
		return
	}
	for _, j := range open {
		if c.hits == 1 || c.same[j] {
			a.cells[a.p.book.rows[j].row.Key] = a.derivedRow(a.found[j], c.first[j],
				"the only reading that meets the sums of the row and of the columns")
		}
	}
}

// possible reports that every row which is not open is read in all columns: without
// that the sums of the columns decide nothing.
func (c *chooser) possible() bool {
	for j := range c.a.p.book.rows {
		if c.a.skip[j] || slices.Contains(c.order, j) {
			continue
		}
		f := c.a.known(j)
		for i := range columns {
			if !f.ok[i] {
				return false
			}
		}
	}
	_, ok := c.a.cells[c.a.p.book.rows[c.s.total].row.Key]
	return ok
}

func (c *chooser) figures(j int) figures {
	if v := c.pick[j]; v != nil {
		return vectorFigures(v)
	}
	return c.a.known(j)
}

// search picks a reading for each open row from k on; false ends it.
func (c *chooser) search(k int) bool {
	if c.budget -= 4; c.budget < 0 {
		return false
	}
	if k == len(c.order) {
		if !c.s.allHold(c.figures) {
			return true
		}
		return c.solution()
	}
	if !c.within(k) {
		return true
	}
	j := c.order[k]
	r := c.a.found[j]
	for i := range r.candidates {
		c.pick[j] = &r.candidates[i]
		if !c.search(k + 1) {
			return false
		}
	}
	c.pick[j] = nil
	return true
}

// within drops a branch whose results already exceed the total of a column. The rows
// still open count with the least any of their readings has there.
func (c *chooser) within(k int) bool {
	if k > 0 && slices.Contains(c.order[k:], c.s.total) {
		return true
	}
	if c.pick[c.s.total] == nil && slices.Contains(c.order, c.s.total) {
		return true
	}
	left := c.figures(c.s.total)
	for _, j := range c.s.results {
		if c.pick[j] == nil && slices.Contains(c.order[k:], j) {
			least := c.least(j)
			for i := range columns {
				left.n[i] -= least[i]
			}
			continue
		}
		f := c.figures(j)
		for i := range columns {
			left.n[i] -= f.n[i]
		}
	}
	for i := range columns {
		if left.n[i] < 0 {
			return false
		}
	}
	return true
}

func (c *chooser) least(j int) (out [columns]int64) {
	for n, v := range c.a.found[j].candidates {
		for i := range columns {
			x, _ := v[i].Int()
			if n == 0 || x < out[i] {
				out[i] = x
			}
		}
	}
	return out
}

func (c *chooser) solution() bool {
	c.hits++
	if c.hits == 1 {
		c.first = append([]*vector(nil), c.pick...)
		for _, j := range c.order {
			c.same[j] = true
		}
		return true
	}
	for _, j := range c.order {
		c.same[j] = c.same[j] && *c.pick[j] == *c.first[j]
	}
	return c.hits < maxSolutions
}
