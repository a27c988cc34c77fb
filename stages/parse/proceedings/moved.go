package proceedings

import (
	"slices"

	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/solve"
)

// moved marks the figures that may belong to a cell beside their own. A row from which a figure was
// lost is filled up with a blank cell at its end, and the word before a row may be taken for its
// first cell. Where the three sums hold with a figure put in elsewhere, what would then be another
// number is not certain.
func (q *Table) moved(vals []layout.Value) (doubt [outcomes]bool) {
	filling := 0
	if vals[0].Kind == layout.Number {
		filling = outcomes - 1
	}
	if k := vals[filling].Kind; k != layout.Blank && k != layout.Text {
		return doubt
	}
	var n [outcomes]int64
	for i := range vals {
		v, ok := vals[i].Num.Int()
		if !ok && i != filling {
			return doubt // more than one cell has no number: it is no filling
		}
		n[i] = v
	}
	figures := slices.Delete(slices.Clone(n[:]), filling, filling+1)
	for lost := range outcomes {
		var other [outcomes]int64
		copy(other[:], slices.Insert(slices.Clone(figures), lost, 0))
		if lost == filling || !fillGap(&other, lost, q.sums) {
			continue
		}
		for k := range outcomes {
			doubt[k] = doubt[k] || k != filling && other[k] != n[k]
		}
	}
	return doubt
}

// fillGap puts the figure into the lost cell that its sum asks for; false if there is none, or
// another sum does not hold.
func fillGap(n *[outcomes]int64, lost int, sums []solve.Sum) bool {
	n[lost] = 0
	for _, s := range sums {
		rest := n[s.Total]
		for _, p := range s.Parts {
			rest -= n[p]
		}
		switch {
		case lost == s.Total:
			n[lost] = -rest
		case rest < 0, rest > 0 && !slices.Contains(s.Parts, lost):
			return false
		case rest > 0:
			n[lost] = rest
		}
	}
	return true
}
