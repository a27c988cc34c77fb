package generate

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// fillDisclosure draws table two: rules only where a city may make them, decisions only
// where a body takes them.
func (m *model) fillDisclosure(d *dice, p plan) {
	for _, r := range report.DisclosureRows(m.form) {
		row := disclosureRow{DisclosureRow: r}
		kind, _, _ := strings.Cut(r.Cells[0].Key, "_")
		switch {
		case m.form == report.Form2021 && len(r.Cells) == 3:
			row.cells = m.documents(d, kind, p)
		case m.form == report.Form2021 && kind == "fees":
			row.cells = []value{m.fees(d)}
		case m.form == report.Form2021:
			row.cells = []value{m.decisions(d, p)}
		case kind == "rules" || kind == "normative":
			v := m.documents(d, kind, p)
			row.cells = []value{v[0], v[0], v[2]}
		case kind == "procurement":
			row.cells = procurement(d)
		default:
			row.cells = m.items(d, len(r.Cells))
		}
		m.disclosure = append(m.disclosure, row)
	}
}

// documents are those made, repealed and in force: never more made than are in force.
func (m *model) documents(d *dice, kind string, p plan) []value {
	if kind == "rules" && m.issuer.rank != rankCity || m.issuer.rank == rankInstitution && !p.normative {
		return []value{whole(0), whole(0), whole(0)}
	}
	limit := []int{60, 20, 4, 5, 2}[m.issuer.rank]
	if kind == "rules" {
		limit = 4
	}
	made := d.n(limit + 1)
	if p.normative && kind == "normative" {
		made++
	}
	return []value{whole(int64(made)), whole(int64(d.n(limit + 1))), whole(int64(made + d.n(limit*6+1)))}
}

func (m *model) decisions(d *dice, p plan) value {
	if p.big {
		return whole(int64(d.between(1200, 985000)))
	}
	if m.issuer.rank == rankInstitution || d.chance(45) {
		return whole(0)
	}
	return whole(int64(d.between(1, []int{900000, 60000, 120, 9000, 1}[m.issuer.rank])))
}

// fees are in 10,000 yuan with up to six decimals, as bodies print them.
func (m *model) fees(d *dice) value {
	if m.issuer.rank > rankCounty && d.chance(60) {
		return pick(d, whole(0), whole(0), decimal("0.00"))
	}
	n := d.between(1, 99999)
	switch d.n(4) {
	case 0:
		return whole(int64(n))
	case 1:
		return decimal(fmt.Sprintf("%d.%d", n, d.between(1, 9)))
	case 2:
		return decimal(fmt.Sprintf("%d.%02d", n, d.between(1, 99)))
	}
	return decimal(fmt.Sprintf("%d.%06d", n, d.between(1, 999999)))
}

// items are those of the 2019 form: items last year, the change with its sign, and the
// decisions, where the row has that column.
func (m *model) items(d *dice, cells int) []value {
	before, change, decided := 0, 0, 0
	if m.issuer.rank != rankInstitution && d.chance(75) {
		before = d.between(1, 600)
		change = d.between(-before/3, before/3)
		decided = d.n(3000)
	}
	v := whole(int64(change))
	if change > 0 && d.chance(40) {
		v.shown = "+" + v.shown
	}
	return []value{whole(int64(before)), v, whole(int64(decided))}[:cells]
}

// procurement is a number of items and an amount with its unit in the cell.
func procurement(d *dice) []value {
	if d.chance(30) {
		return []value{whole(0), pick(d, whole(0), value{n: report.IntNumber(0), shown: "0元"})}
	}
	yuan := d.between(20000, 99000000)
	amount := whole(int64(yuan))
	if d.chance(50) {
		amount = decimal(fmt.Sprintf("%d.%02d", yuan, d.n(100)))
	}
	amount.shown += pick(d, "元", "元", "")
	return []value{whole(int64(d.between(1, 400))), amount}
}
