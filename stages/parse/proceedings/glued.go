package proceedings

import (
	"slices"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/report"
)

// gluedFour is the record with all figures of a table whose cells stand together: behind the heads, or
// on a line below them, where no other record has any.
func gluedFour(recs []*record.Record) *record.Record {
	var only *record.Record
	figures := 0
	for _, r := range recs {
		if r.Glued && len(r.Inside) > 0 && fourHead(r.Inside[len(r.Inside)-1].Fold) {
			return r
		}
		if layout.FilledOf(r.Values) > 0 {
			figures++
			only = r
		}
	}
	if figures == 1 && (only.Glued || !slices.ContainsFunc(only.Values, func(v layout.Value) bool { return !v.Cell.Loose })) {
		return only
	}
	return nil
}

// readGlued divides digits without borders into fifteen figures by the three sums.
func (q *Table) readGlued(r *record.Record) {
	if len(r.Values) == outcomes && figure.AllClear(r.Values) {
		q.set(r.Values)
		return
	}
	figs, ok := figure.DigitsOf(figure.Pointers(r.Values), true, false, outcomes, q.sums)
	switch {
	case !ok:
		q.unread("something else than figures stands among the digits")
	case figure.CountDigits(r.Values) == outcomes && (q.disorder || len(r.Values) > 1) && !q.oneEach(r.Values):
		q.unread("as many digits as cells stand together, where cells may be blank, and the sums do not hold")
	case figure.CountDigits(r.Values) == outcomes:
		cells := make([]report.Cell, outcomes)
		figure.OneDigitEach(r.Values, cells)
		q.each(func(k int) report.Cell { return cells[k] })
	default:
		q.derive(figs, "the digits of the cells stand together, and the sums allow no reading or several",
			"the only division of the digits that meets the three sums of the table")
	}
}

// oneEach reports that the sums hold with one digit in each cell.
func (q *Table) oneEach(vals []layout.Value) bool {
	var n []int64
	for i := range vals {
		for _, d := range []byte(vals[i].Cell.Fold) {
			n = append(n, int64(d-'0'))
		}
	}
	return len(n) == outcomes && q.broken(n) == 0
}
