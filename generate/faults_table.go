package generate

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

func quiet(p *plan) { p.quiet, p.received = true, true }

// tableFaults break sums. No single number of table three can break one sum alone: the
// sums of its rows and columns depend on one another, so at least two break together,
// and the truth has them all. A row whose own sum is broken cannot be read in glued text,
// so that nobody could find the fault there.
func tableFaults() []faultKind {
	return []faultKind{
		{Fault: Fault{Name: "t3_balance", Family: "t3_balance", ZH: "表三：新收加结转不等于总计加结转下年", EN: "table 3: received and carried in are not results and carried out"},
			plan: quiet, apply: func(d *dice, p *paper) ([]Violation, bool) {
				return p.shift("carried_out", 0, int64(d.between(1, 9))), true
			}},
		{Fault: Fault{Name: "t3_result_sum", Family: "t3_result_sum", ZH: "表三：各项办理结果之和不等于总计", EN: "table 3: the results do not add up to their total"},
			plan: quiet, apply: func(d *dice, p *paper) ([]Violation, bool) {
				return p.shift(p.resultRow(d), 0, int64(d.between(1, 9))), true
			}},
		{Fault: Fault{Name: "t3_row_sum", Family: "t3_row_sum", ZH: "表三：一行的总计不等于各列之和", EN: "table 3: a row's total is not the sum of its columns"},
			plan: quiet, layout: cellsApart, apply: func(d *dice, p *paper) ([]Violation, bool) {
				return p.shift(p.resultRow(d), 6, int64(d.between(1, 9))), true
			}},
		{Fault: Fault{Name: "t3_row_zero", Family: "t3_row_sum", ZH: "表三：一行的总计写成0", EN: "table 3: a row's total is printed as 0"},
			plan: quiet, layout: cellsApart, apply: zeroRowTotal},
		{Fault: Fault{Name: "totals_zero", Family: "t3_row_sum", ZH: "表三：总计列全为0", EN: "table 3: the whole column of totals is 0"},
			plan: quiet, layout: cellsApart, apply: zeroTotals},
		{Fault: Fault{Name: "t4_total", Family: "t4_total", ZH: "表四：总计不等于四项之和", EN: "table 4: a total is not the sum of its four results"},
			plan: quiet, layout: cellsApart, apply: func(d *dice, p *paper) ([]Violation, bool) {
				return p.shiftProceedings(d.n(3), int64(d.between(1, 9))), true
			}},
		{Fault: Fault{Name: "t4_total_zero", Family: "t4_total", ZH: "表四：总计写成0", EN: "table 4: a total is printed as 0"},
			plan: func(p *plan) { quiet(p); p.proceedings = true }, layout: cellsApart, apply: func(d *dice, p *paper) ([]Violation, bool) {
				g := d.n(3)
				return p.shiftProceedings(g, -p.proceedings[g][4].int()), true
			}},
		{Fault: Fault{Name: "blank_totals", Family: "blank_totals", ZH: "表三：总计列留空", EN: "table 3: the totals of the rows are left blank"},
			plan: quiet, layout: blanksSeen, apply: blankTotals},
		{Fault: Fault{Name: "blank_cells", Family: "blank_cells", ZH: "表三：几行没有填数", EN: "table 3: rows are not filled in"},
			plan: quiet, layout: blanksSeen, apply: blankRows},
		{Fault: Fault{Name: "blank_proceedings", Family: "blank_cells", ZH: "表四：整表没有填数", EN: "table 4: no cell is filled in"},
			plan: quiet, layout: blanksSeen, apply: blankProceedings},
		{Fault: Fault{Name: "blank_noughts", Family: "blank_cells", ZH: "各表：为零的单元格全部留空", EN: "all tables: every cell that holds nought is blank"},
			plan: quiet, layout: blanksSeen, apply: blankNoughts},
	}
}

// resultRow draws one of the numbered result rows, whose figures no sentence of a quiet
// report mentions.
func (p *paper) resultRow(d *dice) string {
	for {
		if r := p.rows[2+d.n(len(p.rows)-4)]; r.Group != "" {
			return r.Key
		}
	}
}

// shift adds k to a cell of a row, and to the row's total with it unless the cell is the
// total, and tells what breaks.
func (p *paper) shift(key string, col int, k int64) []Violation {
	before := p.brokenSums()
	r := p.row(key)
	r.cells[col] = whole(r.cells[col].int() + k)
	if col != 6 {
		r.cells[6] = whole(r.cells[6].int() + k)
	}
	return p.brokenSince(before)
}

func (p *paper) shiftProceedings(g int, k int64) []Violation {
	before := p.brokenSums()
	p.proceedings[g][4] = whole(p.proceedings[g][4].int() + k)
	return p.brokenSince(before)
}

// zeroRowTotal prints 0 as the total of a result row that has something in it.
func zeroRowTotal(d *dice, p *paper) ([]Violation, bool) {
	for _, i := range shuffled(d, indexes(len(p.rows))) {
		if r := p.rows[i]; r.Group != "" && r.cells[6].int() > 0 {
			return p.shift(r.Key, 6, -r.cells[6].int()), true
		}
	}
	return nil, false
}

// zeroTotals prints 0 as the total of every row.
func zeroTotals(_ *dice, p *paper) ([]Violation, bool) {
	before := p.brokenSums()
	for i := range p.rows {
		p.rows[i].cells[6] = whole(0)
	}
	return p.brokenSince(before), true
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// broken is a sum that does not hold.
type broken struct{ rule, key, why string }

// brokenSums judges the sums of the form over the cells; a sum with a cell that holds
// no number is left out.
func (m *model) brokenSums() []broken {
	var out []broken
	for c, col := range report.ApplicantColumns() {
		at := func(key string) value { return m.row(key).cells[c] }
		in := []value{at("new_received"), at("carried_in")}
		if a, b, ok := sums(in, []value{at("result_total"), at("carried_out")}); ok && a != b {
			out = append(out, broken{"t3_balance", col.Key, fmt.Sprintf("received and carried in are %d, results and carried out %d", a, b)})
		}
		var results []value
		for _, r := range m.rows[2 : len(m.rows)-2] {
			results = append(results, r.cells[c])
		}
		if a, b, ok := sums(results, []value{at("result_total")}); ok && a != b {
			out = append(out, broken{"t3_result_sum", col.Key, fmt.Sprintf("the results sum to %d, the total says %d", a, b)})
		}
	}
	for _, r := range m.rows {
		if a, b, ok := sums(r.cells[:6], r.cells[6:]); ok && a != b {
			out = append(out, broken{"t3_row_sum", r.Key, fmt.Sprintf("the columns sum to %d, the total says %d", a, b)})
		}
	}
	for g, group := range report.ProceedingGroups() {
		if a, b, ok := sums(m.proceedings[g][:4], m.proceedings[g][4:]); ok && a != b {
			out = append(out, broken{"t4_total", group.Key, fmt.Sprintf("total %d, the four results sum to %d", b, a)})
		}
	}
	return out
}

func sums(left, right []value) (a, b int64, ok bool) {
	for _, v := range append(append([]value(nil), left...), right...) {
		if !v.n.Valid() {
			return 0, 0, false
		}
	}
	for _, v := range left {
		a += v.int()
	}
	for _, v := range right {
		b += v.int()
	}
	return a, b, true
}

// brokenSince are the violations of the sums that are broken now and were not before.
func (p *paper) brokenSince(before []broken) []Violation {
	var out []Violation
	for _, b := range p.brokenSums() {
		known := false
		for _, x := range before {
			known = known || x.rule == b.rule && x.key == b.key
		}
		if known {
			continue
		}
		v := Violation{Rule: b.rule, Why: b.why}
		switch b.rule {
		case "t3_row_sum":
			v.Where = "table 3, row " + b.key
			v.Cells = []string{"applications." + b.key + ".total"}
		case "t4_total":
			v.Where = "table 4 " + b.key
			v.Cells = []string{"proceedings." + b.key + ".total"}
		default:
			v.Where = "table 3, column " + b.key
			v.Cells = []string{"applications.result_total." + b.key}
		}
		out = append(out, v)
	}
	return out
}

// requote quotes broken sums as their cells print in the end: a trap may have changed that.
func (p *paper) requote(violations []Violation) {
	for i := range violations {
		v := &violations[i]
		switch v.Rule {
		case "t3_row_sum":
			v.Quote = quoteOf(p.row(strings.Split(v.Cells[0], ".")[1]).cells[:])
		case "t4_total":
			v.Quote = quoteOf(p.proceedings[index(report.ProceedingGroups(), strings.Split(v.Cells[0], ".")[1])][:])
		case "t3_balance", "t3_result_sum":
			v.Quote = p.cellAt(v.Cells[0]).shown
		}
	}
}

func quoteOf(cells []value) string {
	var out []string
	for _, v := range cells {
		out = append(out, v.shown)
	}
	return strings.Join(out, " ")
}

// blankTotals empties the total of every row of table three.
func blankTotals(_ *dice, p *paper) ([]Violation, bool) {
	for i := range p.rows {
		p.rows[i].cells[6] = value{}
	}
	return []Violation{{Rule: "blank_totals", Where: "table 3, column total", Why: "the totals of the rows are blank"}}, true
}

// blankRows empties two or three rows that hold nothing but noughts.
func blankRows(d *dice, p *paper) ([]Violation, bool) {
	var cells []string
	left := d.between(2, 3)
	for _, i := range shuffled(d, indexes(len(p.rows))) {
		r := &p.rows[i]
		if left == 0 || r.Group == "" || r.cells[6].int() != 0 {
			continue
		}
		left--
		for c, col := range report.ApplicantColumns() {
			r.cells[c] = value{}
			cells = append(cells, "applications."+r.Key+"."+col.Key)
		}
	}
	if cells == nil {
		return nil, false
	}
	return []Violation{{Rule: "blank_cells", Where: "table 3", Why: "rows are not filled in", Cells: cells}}, true
}

// blankProceedings empties the whole of table four, as offices do that had no case. A quiet text
// says nothing of it.
func blankProceedings(_ *dice, p *paper) ([]Violation, bool) {
	var cells []string
	for g, group := range report.ProceedingGroups() {
		for i, o := range report.ProceedingOutcomes() {
			p.proceedings[g][i] = value{}
			cells = append(cells, "proceedings."+group.Key+"."+o.Key)
		}
	}
	return []Violation{{Rule: "blank_cells", Where: "table 4", Why: "no cell is filled in", Cells: cells}}, true
}

// blankNoughts empties every cell that holds nought, as offices do that write down only what happened.
func blankNoughts(_ *dice, p *paper) ([]Violation, bool) {
	var cells []string
	p.eachCell(func(path string, v *value) {
		if v.n.Valid() && v.shown == "0" {
			*v = value{}
			cells = append(cells, path)
		}
	})
	return []Violation{{Rule: "blank_cells", Where: "all tables", Why: "noughts are not filled in", Cells: cells}}, cells != nil
}
