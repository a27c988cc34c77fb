package generate

import (
	"strconv"

	"github.com/gouji/gouji/stages/report"
)

// value is one cell: its number, none where the cell holds none, and what is printed.
type value struct {
	n     report.Number
	shown string
	// drawn, where set, is what the cell prints instead of shown: with looks, see dress.go.
	drawn string
}

// print is what the cell prints.
func (v value) print() string {
	if v.drawn != "" {
		return v.drawn
	}
	return v.shown
}

func num[T int | int64](n T) string { return strconv.FormatInt(int64(n), 10) }

func whole(n int64) value { return value{n: report.IntNumber(n), shown: num(n)} }

// decimal is the value that s prints; s is one of our own and always parses.
func decimal(s string) value {
	n, err := report.ParseNumber(s)
	if err != nil {
		panic("generate: " + err.Error())
	}
	return value{n: n, shown: s}
}

// int is the whole number of a cell, 0 where it has none.
func (v value) int() int64 {
	n, _ := v.n.Int()
	return n
}

// model is the content of a report before it is laid out. The sums of the form hold in
// what newModel returns; only a fault breaks them.
type model struct {
	form   report.Form
	year   int
	issuer issuer
	// disclosure has the cells of table two, row by row as in report.DisclosureRows.
	disclosure []disclosureRow
	// rows are those of table three; one-row 其他处理 is also met in the 2021 form.
	rows []applicationRow
	// proceedings are the groups of table four.
	proceedings [3][5]value
}

type disclosureRow struct {
	report.DisclosureRow
	cells []value
}

type applicationRow struct {
	report.Row
	cells [7]value
}

func (m *model) row(key string) *applicationRow {
	for i := range m.rows {
		if m.rows[i].Key == key {
			return &m.rows[i]
		}
	}
	return nil
}

// total is the last column of a row, 0 if the form has no such row.
func (m *model) total(keys ...string) int64 {
	sum := int64(0)
	for _, k := range keys {
		if r := m.row(k); r != nil {
			sum += r.cells[6].int()
		}
	}
	return sum
}

// disclosed is the whole number in a cell of table two.
func (m *model) disclosed(key string) int64 {
	if v := m.disclosedCell(key); v != nil {
		return v.int()
	}
	return 0
}

func (m *model) disclosedCell(key string) *value {
	for _, r := range m.disclosure {
		for i, c := range r.Cells {
			if c.Key == key {
				return &r.cells[i]
			}
		}
	}
	return nil
}

// plan says what a report must have so that the faults asked for have something to
// work on.
type plan struct {
	received    bool // at least ten new applications
	proceedings bool // at least one review and one lawsuit
	big         bool // a number above 999 in table two and in table three
	normative   bool // normative documents that the text speaks of (2021 form)
	quiet       bool // the text names no figure of tables three and four but the new applications
}

func newModel(who issuer, seed uint64, form report.Form, year int, oneRow bool, p plan) *model {
	m := &model{form: form, year: year, issuer: who}
	d := newDice(seed, streamFigures)
	m.fillDisclosure(d, p)
	rows := report.ApplicationRows(form)
	if oneRow {
		rows = report.ApplicationRows(report.Form2019)
	}
	for _, r := range rows {
		m.rows = append(m.rows, applicationRow{Row: r})
	}
	m.fillApplications(d, p)
	m.fillProceedings(d, p)
	return m
}

// magnitude draws how many new applications there are: 40 of 100 bodies have none.
func magnitude(d *dice, p plan) int {
	x := d.n(100)
	switch {
	case p.big:
		return d.between(4000, 26000)
	case x < 40 && !p.received:
		return 0
	case x < 75:
		return d.between(12, 60)
	case x < 94:
		return d.between(60, 900)
	}
	return d.between(1000, 16000)
}

// fillApplications draws column by column, so that the balance and the sum of results
// hold in each, and then adds up the rows.
func (m *model) fillApplications(d *dice, p plan) {
	received := magnitude(d, p)
	left := received
	for c := range 6 {
		part := 0
		switch {
		case c == 0:
			part = received - received*d.n(20)/100
		case c == 5 || left == 0:
			part = left
		case d.chance(40):
			part = d.n(left + 1)
		}
		left -= part
		carried := 0
		if part > 0 && d.chance(45) {
			carried = d.n(part/12 + 2)
		}
		m.fillColumn(d, c, part, carried)
	}
	for i := range m.rows {
		sum := int64(0)
		for _, v := range m.rows[i].cells[:6] {
			sum += v.int()
		}
		m.rows[i].cells[6] = whole(sum)
	}
}

// fillColumn spreads received + carried over the results; at most an eighth is left
// for the next year, which the legal time limits make plausible.
func (m *model) fillColumn(d *dice, c, received, carried int) {
	all := received + carried
	out := 0
	if all > 8 && d.chance(60) {
		out = d.n(all/8 + 1)
	}
	results := m.rows[2 : len(m.rows)-2]
	counts := make([]int, len(results))
	left := all - out
	for _, w := range []struct {
		key     string
		percent int
	}{{"granted", 45}, {"unable_not_held", 50}, {"partial", 30}} {
		for i, r := range results {
			if r.Key == w.key && left > 0 {
				counts[i] = left * d.between(w.percent/2, w.percent) / 100
				left -= counts[i]
			}
		}
	}
	for left > 0 {
		i := d.n(len(results))
		part := d.between(1, left/2+1)
		counts[i] += part
		left -= part
	}
	for i := range results {
		results[i].cells[c] = whole(int64(counts[i]))
	}
	m.rows[0].cells[c], m.rows[1].cells[c] = whole(int64(received)), whole(int64(carried))
	m.rows[len(m.rows)-2].cells[c], m.rows[len(m.rows)-1].cells[c] = whole(int64(all-out)), whole(int64(out))
}

func (m *model) fillProceedings(d *dice, p plan) {
	received := m.total("new_received")
	busy := p.proceedings || (received > 20 && d.chance(60))
	most := 4
	if received > 400 {
		most = pick(d, 9, 40, 120)
	}
	for g := range m.proceedings {
		sum := int64(0)
		for i := range 4 {
			n := 0
			if busy && (d.chance(45) || (p.proceedings && i == 0)) {
				n = d.between(1, most)
			}
			m.proceedings[g][i] = whole(int64(n))
			sum += int64(n)
		}
		m.proceedings[g][4] = whole(sum)
	}
}
