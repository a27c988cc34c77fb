package parse

import (
	"slices"

	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// maxWraps bounds how many ways are looked at in which pieces of figures may belong to the
// cells of the row beside them: two lines of up to seven pieces each have at most 1,225.
const maxWraps = 5_000

// mostLines is how many lines a number may go over, above and below the line of its row.
const mostLines = 3

// wrap is one way to read a row: the number of each cell, and which were put together.
type wrap struct {
	n      []int64
	joined []bool
}

// wrapped reads a whole row beside which pieces of figures stand that belong to no row:
// below it, where the last digits of a number went to the next line of its cell, or above.
// The row is read as it stands if that alone meets its sum; the pieces are put to the
// cells if that alone does; and otherwise only those cells are read that are the same in
// every way that does.
func (a *applications) wrapped(r *record) *rowRead {
	ways := wraps(r.vals, r.above, r.below, a.sums)
	if len(ways) == 0 {
		return a.allUnread("pieces of figures stand beside the row, and no way to put them to its cells meets its sum")
	}
	out := a.mem.row()
	for k := range out.cells {
		out.cells[k] = wrappedCell(&r.vals[k], ways, k)
	}
	return out
}

// wrappedCell is the k-th cell of a row that can be read in several ways.
func wrappedCell(v *value, ways []wrap, k int) report.Cell {
	first := ways[0]
	for _, w := range ways[1:] {
		if w.n[k] != first.n[k] || w.joined[k] != first.joined[k] {
			return unreadCell("a piece of a figure beside the row may belong to this cell, and the sums do not say so")
		}
	}
	if !first.joined[k] {
		return cellOf(v, false)
	}
	t := v.c.text()
	return report.Cell{
		State: report.Derived, Value: report.IntNumber(first.n[k]), Text: t.S, At: t.At,
		Why: "the number goes on in the next line of its cell; it is the only reading that meets the sums of the row",
	}
}

// wraps lists the ways to read a row with the lines of pieces above and below it, as far
// as they meet the sums.
func wraps(vals []value, above, below [][]*value, sums []solve.Sum) []wrap {
	above, below = above[max(0, len(above)-mostLines):], below[:min(len(below), mostLines)]
	base := wrap{n: make([]int64, len(vals)), joined: make([]bool, len(vals))}
	digits := make([]string, len(vals))
	for i := range vals {
		n, ok := vals[i].num.Int()
		if !ok && vals[i].what != isBlank && vals[i].what != isDash {
			return nil
		}
		base.n[i] = n
		if ok && allDigits(vals[i].c.f) {
			digits[i] = vals[i].c.f
		}
	}
	w := wrapper{sums: sums, budget: maxWraps}
	w.keep(base)
	for n := range len(above) + 1 { // the lines farther away may belong to other rows
		for m := range len(below) + 1 {
			w.add(digits, base.joined, above[len(above)-n:], below[:m])
		}
	}
	if w.budget < 0 {
		return nil
	}
	return w.out
}

type wrapper struct {
	sums   []solve.Sum
	budget int
	out    []wrap
}

// add puts all pieces of the lines to cells, those of one line in order to different ones.
func (w *wrapper) add(digits []string, joined []bool, above, below [][]*value) {
	switch {
	case len(above) > 0:
		last := len(above) - 1
		w.line(digits, joined, above[last], 0, func(d, piece string) string { return piece + d }, func(d []string, j []bool) {
			w.add(d, j, above[:last], below)
		})
	case len(below) > 0:
		w.line(digits, joined, below[0], 0, func(d, piece string) string { return d + piece }, func(d []string, j []bool) {
			w.add(d, j, nil, below[1:])
		})
	default:
		if !slices.Contains(joined, true) {
			return
		}
		next := wrap{n: make([]int64, len(digits)), joined: slices.Clone(joined)}
		for i, d := range digits {
			if d == "" {
				continue // a blank cell or a dash
			}
			n, err := report.ParseNumber(d)
			if err != nil || len(d) > 1 && d[0] == '0' && joined[i] {
				return
			}
			next.n[i], _ = n.Int()
		}
		w.keep(next)
	}
}

// line puts the pieces of one line, from the first on, to the cells from k on.
func (w *wrapper) line(digits []string, joined []bool, pieces []*value, k int, join func(d, piece string) string, then func([]string, []bool)) {
	if w.budget--; w.budget < 0 {
		return
	}
	if len(pieces) == 0 {
		then(digits, joined)
		return
	}
	if pieces[0].what != isNumber || !allDigits(pieces[0].c.f) {
		return
	}
	for ; k+len(pieces) <= len(digits); k++ {
		if digits[k] == "" {
			continue
		}
		d, j := slices.Clone(digits), slices.Clone(joined)
		d[k], j[k] = join(d[k], pieces[0].c.f), true
		w.line(d, j, pieces[1:], k+1, join, then)
	}
}

func (w *wrapper) keep(way wrap) {
	for _, s := range w.sums {
		total := way.n[s.Total]
		for _, p := range s.Parts {
			total -= way.n[p]
		}
		if total != 0 {
			return
		}
	}
	w.out = append(w.out, way)
}

// setPieces gives the figures that belong to no row to the rows above and below them, as
// pieces of their numbers. A line of more figures than a row has, between words, cannot be
// put to them piece by piece: then nobody knows what the rows beside it lack.
func setPieces(c *collector, cells int) {
	const beside = "a line of figures that belongs to no row stands beside this one"
	var last *record
	var pending [][]*value
	loose := false
	for i := range c.out {
		r := &c.out[i]
		if r.row < 0 {
			if n := filledOf(r.vals); n > 0 && !r.glued && (n < cells || n == cells && !r.single) {
				pending = append(pending, filledValues(r.vals))
			} else if n > 0 { // figures of several rows: what stands before them is not theirs
				loose = !r.delimited && !r.single && !r.glued
				if last != nil {
					last.below = pending
					if loose && last.why == "" {
						last.why = beside
					}
				}
				pending, last = nil, nil
			}
			continue
		}
		if last != nil {
			last.below = pending
		}
		if loose && r.why == "" {
			r.why = beside
		}
		r.above, pending, last, loose = pending, nil, r, false
	}
	if last != nil {
		last.below = pending
	}
}

func filledValues(vals []value) []*value {
	var out []*value
	for i := range vals {
		if vals[i].what != isBlank {
			out = append(out, &vals[i])
		}
	}
	return out
}
