package generate

import (
	"fmt"
	"math"

	"github.com/gouji/gouji/stages/report"
)

// Pair is two reports of one issuer on consecutive years.
type Pair struct{ Old, New Sample }

// PairOf makes a pair of clean reports in the 2021 form and the layout on year and year+1.
// What is carried over and in force agrees between them, unless carry or valid asks for a
// break: carry makes the second report take over another number of applications, valid
// makes it state another number of normative documents in force. Each report alone is
// without fault.
func PairOf(seed uint64, year int, l Layout, carry, valid bool) (Pair, error) {
	o, kind, err := Options{Seed: seed, Year: year, Layout: l, Form: report.Form2021}.complete()
	if err != nil {
		return Pair{}, err
	}
	if year < 2021 || year > math.MaxInt16 {
		return Pair{}, fmt.Errorf("generate: the 2021 form has no reports on %d", year)
	}
	pl := plan{received: true, normative: true}
	s := newStyle(newDice(seed, streamStyle))
	who := newIssuer(newDice(seed, streamIssuer), 0)
	old := newModel(who, seed, o.Form, year, false, pl)
	next := newModel(who, seed+1, o.Form, year+1, false, pl)
	next.takeOver(old)
	if carry {
		next.carryIn(func(c int, n int64) int64 { return n + int64(b2i(c == 0)*3) })
	}
	if valid {
		v := next.disclosedCell("normative_valid")
		*v = whole(v.int() + 2)
	}
	var out [2]Sample
	for i, m := range []*model{old, next} {
		o := o
		o.Year += i
		p := newPaper(seed, m, s, pl)
		data, err := encode(kind.render(newDice(seed+uint64(i), streamLayout), p), o.Charset, kind)
		if err != nil {
			return Pair{}, err
		}
		out[i] = Sample{Name: o.name(kind), Data: data, Layout: l}
		out[i].Truth = p.truth(o, out[i].Name, nil)
		out[i].Truth.Notes += fmt.Sprintf("; one of a pair, carry %t, valid %t", carry, valid)
	}
	return Pair{out[0], out[1]}, nil
}

// takeOver makes the report agree with that of the year before: what was carried out is
// carried in, and what is in force follows from what was made and repealed.
func (m *model) takeOver(old *model) {
	out := old.row("carried_out")
	m.carryIn(func(c int, _ int64) int64 { return out.cells[c].int() })
	for _, kind := range []string{"rules", "normative"} {
		was := old.disclosed(kind + "_valid")
		made, repealed := m.disclosedCell(kind+"_made"), m.disclosedCell(kind+"_repealed")
		*repealed = whole(min(repealed.int(), was))
		*m.disclosedCell(kind + "_valid") = whole(was + made.int() - repealed.int())
	}
}

// carryIn changes what is carried in and answers the difference with 予以公开, so that
// every sum holds.
func (m *model) carryIn(to func(c int, n int64) int64) {
	in, granted, total, out := m.row("carried_in"), m.row("granted"), m.row("result_total"), m.row("carried_out")
	for c := range 6 {
		n := to(c, in.cells[c].int())
		change := n - in.cells[c].int()
		in.cells[c] = whole(n)
		if g := granted.cells[c].int(); g+change < 0 { // too few were granted: more are received
			short := g + change
			r := m.row("new_received")
			r.cells[c] = whole(r.cells[c].int() - short)
			change -= short
		}
		granted.cells[c] = whole(granted.cells[c].int() + change)
		total.cells[c] = whole(total.cells[c].int() + change)
	}
	for _, r := range []*applicationRow{m.row("new_received"), in, granted, total, out} {
		sum := int64(0)
		for _, v := range r.cells[:6] {
			sum += v.int()
		}
		r.cells[6] = whole(sum)
	}
}
