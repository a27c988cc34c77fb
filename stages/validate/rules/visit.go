package rules

import (
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// keyed is a cell's path cut into the keys that lead to it, built once.
type keyed struct{ path, row, col string }

// disclosurePaths, applicationPaths and proceedingPaths are all cells of both forms in
// the order of the form.
var disclosurePaths, applicationPaths, proceedingPaths = func() (d, a, p []keyed) {
	for _, f := range tabular {
		for _, r := range report.DisclosureRows(f) {
			for _, c := range r.Cells {
				d = append(d, keyed{"disclosure." + c.Key, "", c.Key})
			}
		}
	}
	rows := report.ApplicationRows(report.Form2021)
	rows = append(rows[:len(rows):len(rows)], report.Row{Key: "other"})
	for _, r := range rows {
		for _, c := range report.ApplicantColumns() {
			a = append(a, keyed{"applications." + r.Key + "." + c.Key, r.Key, c.Key})
		}
	}
	for _, g := range report.ProceedingGroups() {
		for _, c := range report.ProceedingOutcomes() {
			p = append(p, keyed{"proceedings." + g.Key + "." + c.Key, g.Key, c.Key})
		}
	}
	return d, a, p
}()

// seen is what the rules need of a cell, with its path.
type seen struct {
	path  string
	state report.State
	value report.Number
	text  string
}

func glance(path string, c report.Cell) seen { return seen{path, c.State, c.Value, c.Text} }

// visit calls look for each cell of a table that the report has, in the order of the
// form, until look returns false. What it shows look is overwritten for the next cell.
func visit(p *rule.Pass, table string, look func(c *seen) bool) bool {
	t := &p.Report().Tables
	keys, rows := disclosurePaths, t.Applications
	switch table {
	case "applications":
		keys = applicationPaths
	case "proceedings":
		keys, rows = proceedingPaths, t.Proceedings
	}
	var s seen
	last, row := "", t.Disclosure
	for i := range keys {
		k := &keys[i]
		if k.row != last {
			last, row = k.row, rows[k.row]
		}
		c, ok := row[k.col]
		if !ok {
			continue
		}
		if s = glance(k.path, c); !look(&s) {
			return false
		}
	}
	return true
}

// allCells is visit over the three tables.
func allCells(p *rule.Pass, look func(c *seen) bool) {
	for _, t := range tableForms {
		if !visit(p, t.key, look) {
			return
		}
	}
}

// oddCellsOf lists the cells of a table that are not plain, in the order of the form, and
// counts the plain ones, which no rule has anything to say about by themselves.
func oddCellsOf(p *rule.Pass, table string) (odd []seen, plain int) {
	key := "odd disclosure"
	switch table {
	case "applications":
		key = "odd applications"
	case "proceedings":
		key = "odd proceedings"
	}
	t := rule.Memo(p, key, func(p *rule.Pass) (t oddTable) {
		if table == "applications" {
			t.fromGrid(p)
			return t
		}
		visit(p, table, func(c *seen) bool {
			if rule.Plain(c.state, c.value, c.text) {
				t.plain++
			} else {
				t.odd = append(t.odd, *c)
			}
			return true
		})
		return t
	})
	return t.odd, t.plain
}

// oddTable is what oddCellsOf returns.
type oddTable struct {
	odd   []seen
	plain int
}

// fromGrid takes table three from the grid, which has looked at every cell already.
func (t *oddTable) fromGrid(p *rule.Pass) {
	g := p.Grid()
	if g == nil {
		return
	}
	last, row, next := "", (*rule.GridRow)(nil), 0
	for i := range applicationPaths {
		k := &applicationPaths[i]
		if k.row != last {
			last = k.row
			if next < len(g.Rows) && g.Rows[next].Key == last { // as a rule, both are in the order of the form
				row = &g.Rows[next]
				next++
			} else {
				row = g.Row(last)
			}
		}
		if row == nil {
			continue
		}
		switch e := &row.Cells[i%rule.Columns]; {
		case e.Plain:
			t.plain++
		case e.State != "":
			t.odd = append(t.odd, glance(k.path, p.Report().Tables.Applications[k.row][k.col]))
		}
	}
}
