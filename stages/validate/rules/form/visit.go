package form

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// Sum adds the cells; it is false where one is not known or none is in the report. Cells
// that the form does not have count as nothing.
func Sum(p *rule.Pass, paths ...string) (int64, bool) {
	var total int64
	found, complete := false, true
	for _, path := range paths {
		c, there := rule.Cell(p.Report(), path)
		if !there {
			continue
		}
		found = true
		n, ok := c.Value.Int()
		if !ok {
			p.Doubt()
		}
		complete = complete && ok
		total += n
	}
	return total, found && complete
}

// Present returns those of the paths that the report has a cell for.
func Present(r *report.Report, paths []string) []string {
	var out []string
	for _, path := range paths {
		if _, ok := rule.Cell(r, path); ok {
			out = append(out, path)
		}
	}
	return out
}

// Totals are the paths of the total column of rows of table three.
func Totals(rows ...string) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = "applications." + r + ".total"
	}
	return out
}

// NonZero returns the paths of those cells of table two that hold a number other than
// nought. The rule counts as having judged those it could read.
func NonZero(p *rule.Pass, keys ...string) []string {
	var out []string
	for _, k := range keys {
		n, ok := p.Num("disclosure." + k)
		if !ok {
			continue
		}
		p.Judged()
		if n.Cmp(report.IntNumber(0)) != 0 {
			out = append(out, "disclosure."+k)
		}
	}
	return out
}

// CountIn reads a count of a neighbour; what cannot be read there is doubt here.
func CountIn(p *rule.Pass, r *report.Report, path string) (int64, bool) {
	c, ok := rule.Cell(r, path)
	if !ok {
		return 0, false
	}
	n, ok := c.Value.Int()
	if !ok {
		p.Doubt()
	}
	return n, ok
}

// PrintedTexts are the texts of cells as one quote, in order.
func PrintedTexts(r *report.Report, paths []string) []string {
	var words []string
	for _, p := range paths {
		if c, ok := rule.Cell(r, p); ok && c.Text != "" {
			words = append(words, c.Text)
		}
	}
	if len(words) == 0 {
		return nil
	}
	return []string{strings.Join(words, " ")}
}

// MostNamed is how many cells or names a message has; the finding has all cells.
const MostNamed = 8

// EachText are the texts of the cells one by one, for cells that do not stand side by side.
func EachText(r *report.Report, cells []string) []string {
	out := make([]string, 0, len(cells))
	for _, path := range cells {
		if c, ok := rule.Cell(r, path); ok && c.Text != "" {
			out = append(out, c.Text)
		}
	}
	return out
}

// keyed is a cell's path cut into the keys that lead to it, built once.
type keyed struct{ path, row, col string }

// disclosurePaths, applicationPaths and proceedingPaths are all cells of both forms in
// the order of the form.
var disclosurePaths, applicationPaths, proceedingPaths = func() (d, a, p []keyed) {
	for _, f := range Tabular {
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

// Seen is what the rules need of a cell, with its path.
type Seen struct {
	Path  string
	State report.State
	Value report.Number
	Text  string
}

func glance(path string, c report.Cell) Seen { return Seen{path, c.State, c.Value, c.Text} }

// visit calls look for each cell of a table that the report has, in the order of the
// form, until look returns false. What it shows look is overwritten for the next cell.
func visit(p *rule.Pass, table string, look func(c *Seen) bool) bool {
	t := &p.Report().Tables
	keys, rows := disclosurePaths, t.Applications
	switch table {
	case "applications":
		keys = applicationPaths
	case "proceedings":
		keys, rows = proceedingPaths, t.Proceedings
	}
	var s Seen
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

// AllCells is visit over the three tables.
func AllCells(p *rule.Pass, look func(c *Seen) bool) {
	for _, t := range TableForms {
		if !visit(p, t.Key, look) {
			return
		}
	}
}

// OddCellsOf lists the cells of a table that are not plain, in the order of the form, and
// counts the plain ones, which no rule has anything to say about by themselves.
func OddCellsOf(p *rule.Pass, table string) (odd []Seen, plain int) {
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
		visit(p, table, func(c *Seen) bool {
			if rule.Plain(c.State, c.Value, c.Text) {
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

// oddTable is what OddCellsOf returns.
type oddTable struct {
	odd   []Seen
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
