package parse

// verifyTotals looks at the rows with borders that have figures and a blank cell at their end,
// where the total belongs, while other rows have one. A row from which a figure was lost is filled up with a blank cell,
// and what stood behind it stands one column off, its total too. So where the last figure is no
// less than the sum of those before it, it must be more, and the sums of the columns hold.
func (a *applications) verifyTotals() {
	if a.sums[0].Total != columns-1 {
		return
	}
	var rows []int
	totals := 0
	for j, r := range a.found {
		if r == nil || a.rows[j] == nil {
			continue
		}
		switch n := len(r.vals); {
		case blankEnd(r):
			rows = append(rows, j)
		case n == columns && r.vals[n-1].what == isNumber:
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
		for col := range columns - 1 {
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
func blankEnd(r *record) bool {
	return r.delimited && !r.single && len(r.vals) == columns && r.vals[columns-1].what == isBlank &&
		numbersIn(r.vals) > noughts(r.vals)
}

// lostFigure is what the row lacks if its last figure is its total: the difference between
// that and the figures before it. Below 0 the last figure cannot be the total.
func lostFigure(r *record) int64 {
	sum, last := int64(0), int64(0)
	for i := range r.vals {
		if n, ok := r.vals[i].num.Int(); ok {
			sum, last = sum+last, n
		}
	}
	return last - sum
}
