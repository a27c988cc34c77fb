package figure

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// maxWraps bounds how many ways are looked at in which pieces of figures may belong to the
// cells of the row beside them: two lines of up to seven pieces each have at most 1,225.
const maxWraps = 5_000

// mostLines is how many lines a number may go over, above and below the line of its row.
const mostLines = 3

// Way is one way to read a row: the number of each cell, and which were put together.
type Way struct {
	n      []int64
	joined []bool
}

// Whole reports that no number of the way was put together.
func (w Way) Whole() bool { return !slices.Contains(w.joined, true) }

// Numbers are those of the cells, nought where a cell holds none.
func (w Way) Numbers() []int64 { return w.n }

// WrappedCell is the k-th cell of a row that can be read in several ways.
func WrappedCell(v *layout.Value, ways []Way, k int) report.Cell {
	first := ways[0]
	for _, w := range ways[1:] {
		if w.n[k] != first.n[k] || w.joined[k] != first.joined[k] {
			return Unread("a piece of a figure beside the row may belong to this cell, and the sums do not say so")
		}
	}
	if !first.joined[k] {
		return CellOf(v, false)
	}
	t := v.Cell.Text()
	return report.Cell{
		State: report.Derived, Value: report.IntNumber(first.n[k]), Text: t.S, At: t.At,
		Why: "the number goes on in the next line of its cell; it is the only reading that meets the sums of the row",
	}
}

// Wraps lists the ways to read a row with the lines of pieces above and below it, as far as they
// may meet the sums, and all ways that the print allows, whatever they add up to. A blank cell or a
// dash may stand for any number, so a sum with one refuses
// only parts that are more than their total; but one way at least must meet all sums as they
// stand, with noughts in the blank cells, or nothing shows that the row is one. goesOn says which
// cells a piece may belong to.
func Wraps(vals []layout.Value, above, below [][]*layout.Value, sums []solve.Sum, goesOn func(v, piece *layout.Value) bool) (meeting, all []Way) {
	above, below = above[max(0, len(above)-mostLines):], below[:min(len(below), mostLines)]
	base := Way{n: make([]int64, len(vals)), joined: make([]bool, len(vals))}
	digits := make([]string, len(vals))
	for i := range vals {
		n, ok := vals[i].Num.Int()
		if !ok && vals[i].Kind != layout.Blank && vals[i].Kind != layout.Dash {
			return nil, nil
		}
		base.n[i] = n
		if ok && layout.AllDigits(vals[i].Cell.Fold) {
			digits[i] = vals[i].Cell.Fold
		}
	}
	w := wrapper{vals: vals, sums: sums, goesOn: goesOn, budget: maxWraps}
	w.keep(base)
	w.lines(digits, base.joined, above, below)
	whole := func(line []*layout.Value) bool { return len(line) == len(vals) } // a row of something else
	if slices.ContainsFunc(above, whole) || slices.ContainsFunc(below, whole) {
		w.lines(digits, base.joined, slices.DeleteFunc(slices.Clone(above), whole), slices.DeleteFunc(slices.Clone(below), whole))
	}
	switch {
	case w.budget < 0:
		return nil, nil
	case w.odd && !w.exact: // the piece may be the rest of any of them
		return nil, nil
	case !w.exact:
		return nil, w.all
	}
	return w.out, w.all
}

type wrapper struct {
	vals   []layout.Value
	sums   []solve.Sum
	goesOn func(v, piece *layout.Value) bool
	exact  bool // a way meets the sums with its blank cells as nought
	odd    bool // a piece may go on with a number, and cannot be put to its digits
	budget int
	out    []Way
	all    []Way
}

// pieceDigits are the digits with which a piece goes on with a number, without the unit behind them; none
// for a piece that is no whole number.
func pieceDigits(v *layout.Value) string {
	n, ok := v.Num.Int()
	if v.Kind != layout.Number || !ok || n < 0 {
		return ""
	}
	f := v.Cell.Fold
	end := strings.IndexFunc(f, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		return f
	}
	if was, err := strconv.ParseInt(f[:end], 10, 64); err != nil || was != n || strings.ContainsAny(f[end:], ".0123456789") {
		return ""
	}
	return f[:end]
}

// lines puts the pieces of the nearest lines to cells: those farther away may belong to other rows.
func (w *wrapper) lines(digits []string, joined []bool, above, below [][]*layout.Value) {
	for n := range len(above) + 1 {
		for m := range len(below) + 1 {
			w.add(digits, joined, above[len(above)-n:], below[:m])
		}
	}
}

// add puts all pieces of the lines to cells, those of one line in order to different ones.
func (w *wrapper) add(digits []string, joined []bool, above, below [][]*layout.Value) {
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
		next := Way{n: make([]int64, len(digits)), joined: slices.Clone(joined)}
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
func (w *wrapper) line(digits []string, joined []bool, pieces []*layout.Value, k int, join func(d, piece string) string, then func([]string, []bool)) {
	if w.budget--; w.budget < 0 {
		return
	}
	if len(pieces) == 0 {
		then(digits, joined)
		return
	}
	piece := pieceDigits(pieces[0])
	if piece == "" {
		w.odd = w.odd || pieces[0].Kind != layout.Dash
		return
	}
	for ; k+len(pieces) <= len(digits); k++ {
		if digits[k] == "" || !w.goesOn(&w.vals[k], pieces[0]) {
			continue
		}
		d, j := slices.Clone(digits), slices.Clone(joined)
		d[k], j[k] = join(d[k], piece), true
		w.line(d, j, pieces[1:], k+1, join, then)
	}
}

// keep notes a way, and whether it may meet the sums.
func (w *wrapper) keep(way Way) {
	w.all = append(w.all, way)
	exact := true
	for _, s := range w.sums {
		rest := way.n[s.Total]
		for _, p := range s.Parts {
			rest -= way.n[p]
		}
		exact = exact && rest == 0
		if rest != 0 && !w.blank(s.Total) && (rest < 0 || !w.anyBlank(s.Parts)) {
			return
		}
	}
	w.exact = w.exact || exact
	w.out = append(w.out, way)
}

func (w *wrapper) anyBlank(cells []int) bool { return slices.ContainsFunc(cells, w.blank) }

func (w *wrapper) blank(k int) bool {
	return w.vals[k].Kind == layout.Blank || w.vals[k].Kind == layout.Dash
}
