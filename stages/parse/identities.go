package parse

import "github.com/gouji/gouji/stages/report"

// sums are the identities of table three over the columns, with the rows by their
// place in book.rows.
type sums struct {
	results            []int // the rows between 三 and (七)
	received, carried  int
	total, carriedOver int
}

func (a *applications) sums() sums {
	b := a.p.book
	s := sums{received: b.rowAt("new_received"), carried: b.rowAt("carried_in"), total: b.rowAt("result_total"), carriedOver: b.rowAt("carried_out")}
	for j := range b.rows {
		if j != s.received && j != s.carried && j != s.total && j != s.carriedOver && !a.skip[j] {
			s.results = append(s.results, j)
		}
	}
	return s
}

// figures is a row's reading; ok is false where a cell of it is not known.
type figures struct {
	n  [columns]int64
	ok [columns]bool
}

// known gives the figures of the row at j that are read; a row that the document does
// not have counts as nought in the sums.
func (a *applications) known(j int) figures {
	var f figures
	row, ok := a.cells[a.p.book.rows[j].row.Key]
	if !ok {
		for i := range f.ok {
			f.ok[i] = true
		}
		return f
	}
	for i, c := range a.p.columns {
		f.n[i], f.ok[i] = row[c.Key].Value.Int()
	}
	return f
}

func vectorFigures(v *vector) figures {
	var f figures
	for i := range v {
		f.n[i], f.ok[i] = v[i].Int()
	}
	return f
}

// column says how the two identities of a column end.
type column struct {
	resultsJudged, resultsHold bool // (七) is the sum of the results
	balanceJudged, balanceHold bool // 一 and 二 are (七) and 四
}

// by reports that an identity of the column confirms row j: for the totals the balance,
// for the results their sum.
func (c column) by(j int, s *sums) bool {
	switch j {
	case s.received, s.carried, s.carriedOver, s.total:
		return c.balanceHold
	}
	return c.resultsHold
}

// columns judges the identities of each column for the figures of all rows.
func (s *sums) columns(get func(int) figures) (out [columns]column) {
	var sum figures
	for i := range sum.ok {
		sum.ok[i] = true
	}
	for _, j := range s.results {
		f := get(j)
		for i := range columns {
			sum.n[i] += f.n[i]
			sum.ok[i] = sum.ok[i] && f.ok[i]
		}
	}
	t, in, prev, next := get(s.total), get(s.received), get(s.carried), get(s.carriedOver)
	for i := range columns {
		c := &out[i]
		c.resultsJudged = sum.ok[i] && t.ok[i]
		c.resultsHold = c.resultsJudged && sum.n[i] == t.n[i]
		c.balanceJudged = t.ok[i] && in.ok[i] && prev.ok[i] && next.ok[i]
		c.balanceHold = c.balanceJudged && in.n[i]+prev.n[i] == t.n[i]+next.n[i]
	}
	return out
}

// allHold reports that every identity of every column can be judged and holds.
func (s *sums) allHold(get func(int) figures) bool {
	for _, c := range s.columns(get) {
		if !c.resultsHold || !c.balanceHold {
			return false
		}
	}
	return true
}

// solve reads the rows whose print does not show the borders of its cells: by the row's
// own sum, and where that allows several readings, by the columns.
func (a *applications) solve() {
	var open []int
	for j := range a.p.book.rows {
		key := a.p.book.rows[j].row.Key
		row, ok := a.cells[key]
		if !ok || row != nil {
			continue
		}
		r := a.found[j]
		filled := filledOf(r.vals)
		r.surplus, r.short = !r.glued && filled > columns, !r.glued && len(r.vals) < columns
		budget := maxSteps
		list, done := r.readings(&budget)
		r.candidates = list
		switch {
		case !done && budget < 0:
			a.overBudget(key)
		case !done:
			a.cells[key] = a.tornRow(r, "the digits allow too many readings")
		case len(list) == 0:
			a.cells[key] = a.tornRow(r, "no reading of the digits meets the row's sum")
		case len(list) == 1:
			a.cells[key] = a.derivedRow(r, &list[0], "the only seven figures the print allows whose first six sum to the last")
		default:
			open = append(open, j)
			a.cells[key] = a.tornRow(r, "several readings of the digits meet the row's sum")
		}
	}
	if len(open) > 0 {
		a.choose(open)
	}
	a.confirm()
}

// confirm looks again at the rows of glued digits. A row that was printed with a wrong
// sum, or with a blank cell, can by chance have one division whose sum holds. So where
// many rows have no reading at all, none is believed; and a row whose digits can be
// divided in several ways stays only if the identities hold in every column in which
// these ways differ.
func (a *applications) confirm() {
	glued, lost := 0, 0
	for j, r := range a.found {
		if r.row == j && r.glued {
			glued++
			if len(r.candidates) == 0 && !r.plain() {
				lost++
			}
		}
	}
	a.doubtful = lost > 1 && lost*10 > glued
	s := a.sums()
	holds := s.columns(a.known)
	var refuse []int
	for j, r := range a.found {
		row := a.cells[a.p.book.rows[j].row.Key]
		if r.row != j || !r.glued || r.plain() || row[a.p.columns[0].Key].State != report.Derived {
			continue
		}
		differ, few := r.varying()
		sure := few && !a.doubtful
		for i := range columns {
			sure = sure && (!differ[i] || holds[i].by(j, &s))
		}
		if !sure {
			refuse = append(refuse, j)
		}
	}
	for _, j := range refuse {
		a.cells[a.p.book.rows[j].row.Key] = a.unreadRow("the digits can be divided in several ways, and the sums of the columns do not confirm the one that meets the row's sum")
	}
}

func (a *applications) overBudget(key string) {
	a.cells[key] = a.unreadRow("the search for a reading was ended by its budget")
	a.obs = append(a.obs, report.Observation{Kind: report.SeenBudget, Table: tableThree, Key: key})
}

// tornRow is a row whose figures could not be told apart. Cells of a delimited row that
// are clear on their own stay printed.
func (a *applications) tornRow(r *record, why string) map[string]report.Cell {
	if len(r.vals) == columns && !r.glued && !r.joined && (r.delimited || filledOf(r.vals) == columns) {
		return a.plainRow(r)
	}
	return a.unreadRow(why)
}

// derivedRow places the figures of a reading at the digits they come from.
func (a *applications) derivedRow(r *record, v *vector, why string) map[string]report.Cell {
	row := make(map[string]report.Cell, columns)
	places := r.locate(v)
	for i, c := range a.p.columns {
		row[c.Key] = report.Cell{State: report.Derived, Value: v[i], Text: places[i].S, At: places[i].At, Why: why}
	}
	return row
}

// locate finds the print of each figure of a reading among the record's digits, in order.
func (r *record) locate(v *vector) [columns]report.Text {
	var out [columns]report.Text
	at, off := 0, 0
	for i := range v {
		want := v[i].String()
		for ; at < len(r.vals); at, off = at+1, 0 {
			c := r.vals[at].c
			if r.glued && off < len(c.f) {
				out[i] = sliceDigits(c, off, len(want))
				off += len(want)
				if off >= len(c.f) {
					at, off = at+1, 0
				}
				break
			}
			if !r.glued && r.vals[at].num.Valid() && c.f == want {
				out[i] = c.text()
				at++
				break
			}
		}
	}
	return out
}

// sliceDigits is the original of the digits c.f[off:off+n].
func sliceDigits(c *cell, off, n int) report.Text {
	if len(c.s) == len(c.f) {
		return c.text().Slice(off, off+n)
	}
	start, seen := 0, 0
	end := len(c.s)
	for i := range c.s {
		if seen == off {
			start = i
		}
		if seen == off+n {
			end = i
			break
		}
		seen++
	}
	return c.text().Slice(start, end)
}

// verifyTorn looks at the rows whose figures stand away from their label and were given
// to it by their order alone: they are kept, as derived, only if every row sum and every
// identity of the columns holds.
func (a *applications) verifyTorn() {
	s := a.sums()
	var rows []int
	for j, r := range a.found {
		if r.row == j && (r.score < alike && !a.between(r) || a.disorder && (r.single || r.joined)) {
			rows = append(rows, j)
		}
	}
	if len(rows) == 0 {
		return
	}
	good := s.allHold(a.known)
	a.disorder = a.disorder && !good
	for _, j := range rows {
		key := a.p.book.rows[j].row.Key
		f := a.known(j)
		var sum int64
		whole := true
		for i := range columns {
			whole = whole && f.ok[i]
			if i < columns-1 {
				sum += f.n[i]
			}
		}
		if !good || !whole || sum != f.n[columns-1] {
			a.cells[key] = a.unreadRow("the figures stand away from any label, and the sums do not confirm their place")
			continue
		}
		for col, c := range a.cells[key] {
			c.State = report.Derived
			c.Why = "the figures stand away from their label; their order and all sums of the table give them this row"
			a.cells[key][col] = c
		}
	}
}

// between reports that the record is a whole delimited row which lost its label and
// stands alone between the labelled rows before and behind its own.
func (a *applications) between(r *record) bool {
	if !r.delimited || r.single || len(r.vals) != columns || len(r.inside) > 0 && ownText(r) != "" && !a.p.book.groups[ownText(r)] {
		return false
	}
	for i, other := range a.recs {
		if other != r || i == 0 || i+1 == len(a.recs) {
			continue
		}
		prev, next := a.recs[i-1], a.recs[i+1]
		return prev.score >= atEnd && next.score >= atEnd && a.step(prev.row) == r.row && a.step(r.row) == next.row &&
			prev.delimited && next.delimited
	}
	return false
}

// step is the row behind j that the form has.
func (a *applications) step(j int) int {
	for j++; j < len(a.skip) && a.skip[j]; j++ {
	}
	return j
}
