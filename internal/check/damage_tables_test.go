package check

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// turned has the rows of table three as columns.
func turned(r *damagedReport, _ *rand.Rand) {
	t := r.three()
	columns := report.ApplicantColumns()
	out := make([][]square, 1+len(columns))
	out[0] = []square{label("申请人情况", 1, 1)}
	for i, c := range columns {
		out[i+1] = []square{label(c.Label, 1, 1)}
	}
	for _, row := range t.rows {
		k := first(row)
		if k < 1 || len(row)-k < len(columns) {
			continue
		}
		out[0] = append(out[0], label(row[k-1].text, 1, 1))
		for i := range columns {
			out[i+1] = append(out[i+1], row[k+i])
		}
	}
	t.rows, t.heads = out, 1
}

// totalsAbove has the row of totals before the results.
func totalsAbove(r *damagedReport, _ *rand.Rand) {
	t := r.three()
	if n := len(t.rows); n > 8 && first(t.rows[n-2]) == 1 {
		total := t.rows[n-2]
		t.rows = slices.Insert(slices.Delete(t.rows, n-2, n-1), n-23, total)
	}
}

// totalsFirst has the column of totals before the others, heads and figures alike.
func totalsFirst(r *damagedReport, _ *rand.Rand) {
	t := r.three()
	if slices.ContainsFunc(t.rows, func(row []square) bool { k := first(row); return k >= 0 && len(row) != k+7 }) {
		return // other columns stand behind it: only the heads would move, and say what is not so
	}
	for i, row := range t.rows {
		if k := first(row); k >= 0 && len(row) == k+7 {
			t.rows[i] = slices.Insert(row[:len(row)-1:len(row)-1], k, row[len(row)-1])
		} else if len(row) == 3 && row[2].text == "总计" {
			t.rows[i] = []square{row[2], row[0], row[1]}
		}
	}
}

// oneTable has all tables in one, their headings in rows.
func oneTable(r *damagedReport, _ *rand.Rand) {
	all := &printedTable{}
	for i, t := range r.tables {
		if t.number > 0 && i > 0 {
			all.rows = append(all.rows, []square{label(report.SectionHeadings()[t.number-1], 10, 1)})
		}
		all.rows = append(all.rows, t.rows...)
	}
	all.number, all.heads = r.tables[0].number, 0
	r.tables = []*printedTable{all}
}

// groupTables has each part of table three in a table of its own.
func groupTables(r *damagedReport, d *rand.Rand) {
	at := slices.IndexFunc(r.tables, func(t *printedTable) bool { return t.number == 3 })
	if at < 0 {
		return
	}
	t := r.tables[at]
	again := d.IntN(2) == 0
	out := []*printedTable{{number: 3, heads: t.heads}}
	for i, row := range t.rows {
		if i > t.heads && len(row) > 0 && row[0].high > 1 {
			next := &printedTable{heads: t.heads}
			if again {
				for _, h := range t.rows[:t.heads] {
					next.rows = append(next.rows, slices.Clone(h))
				}
			}
			out = append(out, next)
		}
		last := out[len(out)-1]
		last.rows = append(last.rows, row)
	}
	r.tables = slices.Replace(r.tables, at, at+1, out...)
}

// noughts reports a row of nothing but noughts.
func (r *damagedReport) noughts(row []square) bool {
	k := first(row)
	return k > 0 && !slices.ContainsFunc(row[k:], func(c square) bool { return r.cells[c.path].String() != "0" || c.text != "" })
}

// rowMerged has one cell for all figures of a row of noughts.
func rowMerged(r *damagedReport, d *rand.Rand) {
	t := r.three()
	sign := []string{"0", "无", "/", "", "均为0"}[d.IntN(5)]
	for i, row := range t.rows {
		if k := first(row); r.noughts(row) && d.IntN(2) == 0 {
			t.rows[i] = append(slices.Clone(row[:k]), label(sign, len(row)-k, 1))
		}
	}
}

// mergedDown has one cell for the noughts of a column in two rows.
func mergedDown(r *damagedReport, d *rand.Rand) {
	t := r.three()
	for i := 0; i+1 < len(t.rows); i++ {
		a, b := t.rows[i], t.rows[i+1]
		if r.noughts(a) && r.noughts(b) && len(a)-first(a) == 7 && len(b)-first(b) == 7 && d.IntN(2) == 0 {
			k := d.IntN(7)
			a[first(a)+k].high = 2
			t.rows[i+1] = slices.Delete(slices.Clone(b), first(b)+k, first(b)+k+1)
			i++
		}
	}
}

// lastYearColumn has the totals of the year before behind those of this.
func lastYearColumn(r *damagedReport, d *rand.Rand) {
	t := r.three()
	for i, row := range t.rows {
		switch {
		case first(row) >= 0:
			t.rows[i] = append(row, label(fmt.Sprint(d.IntN(300)), 1, 1))
		case i == 0 && t.heads > 0:
			t.rows[i] = append(row, label("上年总计", 1, t.heads))
		}
	}
}

// otherFigures are figures of something else for a row.
func otherFigures(d *rand.Rand) (out []square) {
	sum := 0
	for range 6 {
		n := d.IntN(9) * d.IntN(2)
		sum += n
		out = append(out, label(fmt.Sprint(n), 1, 1))
	}
	return append(out, label(fmt.Sprint(sum), 1, 1))
}

func lastYearRow(r *damagedReport, d *rand.Rand) {
	if t, i := r.rowOf(d); i > 0 {
		t.rows = slices.Insert(t.rows, i+1, append([]square{label([]string{"上年数", "去年同期", "同比增减", ""}[d.IntN(4)], 1, 1)}, otherFigures(d)...))
	}
}

func ofWhich(r *damagedReport, d *rand.Rand) {
	if t, i := r.rowOf(d); i > 0 {
		t.rows = slices.Insert(t.rows, i+1, append([]square{label([]string{"其中：网络申请", "其中:当面申请", "其中：信函申请数量"}[d.IntN(3)], 1, 1)}, otherFigures(d)...))
	}
}

// lastYearTable has the table of the year before behind or before that of this.
func lastYearTable(r *damagedReport, d *rand.Rand) {
	at := slices.IndexFunc(r.tables, func(t *printedTable) bool { return t.number == 3 })
	if at < 0 {
		return
	}
	other := &printedTable{rows: [][]square{{label("2022年收到和处理政府信息公开申请情况", 10, 1)}}}
	for _, row := range r.tables[at].rows {
		row = slices.Clone(row)
		if k := first(row); k >= 0 {
			row = append(row[:k:k], otherFigures(d)...)
		}
		other.rows = append(other.rows, row)
	}
	r.tables = slices.Insert(r.tables, at+1, other)
}

// digitCells have each digit of the first row in a cell of its own.
func digitCells(r *damagedReport, _ *rand.Rand) {
	t := r.three()
	for i, row := range t.rows {
		k := first(row)
		if k < 0 {
			continue
		}
		out := slices.Clone(row[:k])
		for _, c := range row[k:] {
			s := r.print(c)
			for _, digit := range s {
				out = append(out, label(string(digit), 1, 1))
			}
			if s == "" {
				out = append(out, label("", 1, 1))
			}
		}
		t.rows[i] = out
		return
	}
}

func spacedLabels(r *damagedReport, _ *rand.Rand) {
	for _, t := range r.tables {
		for _, row := range t.rows {
			for k := range row {
				if row[k].path == "" {
					row[k].text = strings.Join(strings.Split(row[k].text, ""), " ")
				}
			}
		}
	}
}

// rowLost leaves a row out, with its label or without.
func rowLost(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	if i < 0 {
		return
	}
	k := first(t.rows[i])
	for _, c := range t.rows[i][k:] {
		delete(r.cells, c.path)
	}
	if d.IntN(2) == 0 {
		t.rows[i] = t.rows[i][:k]
		return
	}
	t.rows = slices.Delete(t.rows, i, i+1)
}

// figureLost leaves one figure out: what stands behind it stands one cell too far to the left.
func figureLost(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	if i < 0 {
		return
	}
	row := t.rows[i]
	k := first(row) + d.IntN(len(row)-first(row))
	if n := r.cells[row[k].path]; n.String() != "0" {
		delete(r.cells, row[k].path) // else another nought is as right
	}
	t.rows[i] = slices.Delete(slices.Clone(row), k, k+1)
	if d.IntN(2) == 0 {
		t.rows[i] = append(t.rows[i], label("", 1, 1))
	}
}

func rowsSwapped(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	_, j := r.rowOf(d)
	if i >= 0 && j >= 0 {
		t.rows[i], t.rows[j] = t.rows[j], t.rows[i]
	}
}

// labelsJoined has two labels in one cell, and their figures on two lines of each.
func labelsJoined(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	if i < 0 || i+1 == len(t.rows) {
		return
	}
	a, b := slices.Clone(t.rows[i]), t.rows[i+1]
	k, m := first(a), first(b)
	if m < 1 || len(a)-k != 7 || len(b)-m != 7 {
		return
	}
	a[k-1].text += "\n" + b[m-1].text
	for n := range 7 {
		below := r.print(b[m+n])
		a[k+n] = label(r.print(a[k+n])+"\n"+below, 1, 1)
	}
	t.rows[i] = a
	t.rows = slices.Delete(t.rows, i+1, i+2)
}

// columnsApart has table three in two, the first columns and the last.
func columnsApart(r *damagedReport, d *rand.Rand) {
	at := slices.IndexFunc(r.tables, func(t *printedTable) bool { return t.number == 3 })
	if at < 0 {
		return
	}
	cut := 2 + d.IntN(4)
	right := &printedTable{}
	for i, row := range r.tables[at].rows {
		k := first(row)
		if k < 0 || len(row) != k+7 {
			continue
		}
		right.rows = append(right.rows, append(slices.Clone(row[:k]), row[k+cut:]...))
		r.tables[at].rows[i] = row[: k+cut : k+cut]
	}
	r.tables = slices.Insert(r.tables, at+1, right)
}
