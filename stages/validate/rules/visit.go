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

// collect lists the cells of a table that the report has, in the order of the form.
func collect(r *report.Report, table string) []seen {
	out := make([]seen, 0, len(disclosurePaths))
	rows := func(keys []keyed, m map[string]map[string]report.Cell) {
		out = make([]seen, 0, len(keys))
		last, row := "", map[string]report.Cell(nil)
		for i := range keys {
			k := &keys[i]
			if k.row != last {
				last, row = k.row, m[k.row]
			}
			if c, ok := row[k.col]; ok {
				out = append(out, glance(k.path, c))
			}
		}
	}
	switch table {
	case "disclosure":
		for _, k := range disclosurePaths {
			if c, ok := r.Tables.Disclosure[k.col]; ok {
				out = append(out, glance(k.path, c))
			}
		}
	case "applications":
		rows(applicationPaths, r.Tables.Applications)
	case "proceedings":
		rows(proceedingPaths, r.Tables.Proceedings)
	}
	return out
}

// visit calls look for each cell of a table that the report has, in the order of the
// form, until look returns false.
func visit(p *rule.Pass, table string, look func(c *seen) bool) bool {
	all := rule.Memo(p, "cells "+table, func(p *rule.Pass) []seen { return collect(p.Report(), table) })
	for i := range all {
		if !look(&all[i]) {
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
