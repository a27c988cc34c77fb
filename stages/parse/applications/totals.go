package applications

import (
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
)

// verifyTotals looks at the rows with borders that have figures and a blank cell at their end,
// where the total belongs, while other rows have one. A row from which a figure was lost is filled up with a blank cell,
// and what stood behind it stands one column off, its total too. So where the last figure is no
// less than the sum of those before it, it must be more, and the sums of the columns hold.
func (a *Table) verifyTotals() {
	if a.sums[0].Total != label.Columns-1 {
		return
	}
	var rows []int
	totals := 0
	for j, r := range a.found {
		if r == nil || a.rows[j] == nil {
			continue
		}
		switch n := len(r.Values); {
		case blankEnd(r):
			rows = append(rows, j)
		case n == label.Columns && r.Values[n-1].Kind == layout.Number:
			totals++
		}
	}
	if len(rows) == 0 || totals <= len(rows) { // a table without totals
		return
	}
	t, verdicts := a.verdicts()
	for _, j := range rows {
		lost := lostFigure(a.found[j])
		if lost < 0 {
			continue
		}
		sure := lost > 0
		for col := range label.Columns - 1 {
			broken, held := judged(verdicts, t.Equations, j, col)
			sure = sure && (held && !broken || !a.rows[j].cells[col].Value.Valid())
		}
		if !sure {
			a.rows[j] = a.allUnread("the row has figures and no total: one may be lost, and the rest stand in other columns")
		}
	}
}

// blankEnd reports a row with borders whose seventh cell is blank, while a figure other than
// a nought stands in another.
func blankEnd(r *record.Record) bool {
	return r.Delimited && len(r.Values) == label.Columns && r.Values[label.Columns-1].Kind == layout.Blank &&
		layout.NumbersIn(r.Values) > layout.Noughts(r.Values)
}

// lostFigure is what the row lacks if its last figure is its total: the difference between
// that and the figures before it. Below 0 the last figure cannot be the total.
func lostFigure(r *record.Record) int64 {
	sum, last := int64(0), int64(0)
	for i := range r.Values {
		if n, ok := r.Values[i].Num.Int(); ok {
			sum, last = sum+last, n
		}
	}
	return last - sum
}
