package export

import (
	"maps"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// The keys of the tables in report.Tables, which begin the path of a cell.
const (
	tableTwo   = "disclosure"
	tableThree = "applications"
	tableFour  = "proceedings"
)

// placedCell is a cell with its path, such as proceedings.review.total, and its labels.
type placedCell struct {
	Path, Table, Row, Column string
	report.Cell
}

// labels has the printed label of every row and column of both forms, in the order of
// the forms, so that a report that mixes them (the one row (六)其他处理 in a form of 2021
// is common) loses no cell.
type labels struct {
	disclosure []report.Column // key and "row column"
	rows       []report.Column // of table three, Label with its group
}

func formLabels() labels {
	var l labels
	for _, f := range []report.Form{report.Form2021, report.Form2019} {
		for _, r := range report.DisclosureRows(f) {
			for _, c := range r.Cells {
				l.disclosure = append(l.disclosure, report.Column{Key: c.Key, Label: r.Label + " " + c.Label})
			}
		}
	}
	other := report.Column{Key: "other", Label: "（六）其他处理"}
	for _, r := range report.ApplicationRows(report.Form2021) {
		if r.Key == "other_overdue_correction" {
			l.rows = append(l.rows, other)
		}
		l.rows = append(l.rows, report.Column{Key: r.Key, Label: strings.TrimSpace(r.Group + " " + r.Label)})
	}
	return l
}

// present returns the columns whose key is in m, in their order, and then the keys of m
// that are in none of them, sorted, so that nothing that was read is left out.
func present[V any](m map[string]V, columns []report.Column) []report.Column {
	out := make([]report.Column, 0, len(m))
	seen := make(map[string]bool, len(m))
	for _, c := range columns {
		if _, ok := m[c.Key]; ok && !seen[c.Key] {
			out = append(out, c)
			seen[c.Key] = true
		}
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if !seen[k] {
			out = append(out, report.Column{Key: k, Label: k})
		}
	}
	return out
}

// cellsOf returns every cell of the report's tables, from left to right and top to bottom.
func cellsOf(t report.Tables, w Words) []placedCell {
	l := formLabels()
	out := make([]placedCell, 0, 200)
	for _, c := range present(t.Disclosure, l.disclosure) {
		row, column, _ := strings.Cut(c.Label, " ")
		if w.english {
			row, column, _ = strings.Cut(w.label(c.Key, c.Label), ": ")
		}
		out = append(out, placedCell{tableTwo + "." + c.Key, tableTwo, row, column, t.Disclosure[c.Key]})
	}
	out = append(out, gridCells(tableThree, t.Applications, l.rows, report.ApplicantColumns(), w)...)
	return append(out, gridCells(tableFour, t.Proceedings, report.ProceedingGroups(), report.ProceedingOutcomes(), w)...)
}

func gridCells(table string, m map[string]map[string]report.Cell, rows, columns []report.Column, w Words) []placedCell {
	var out []placedCell
	for _, r := range present(m, rows) {
		for _, c := range present(m[r.Key], columns) {
			out = append(out, placedCell{
				table + "." + r.Key + "." + c.Key, table, w.label(r.Key, r.Label), w.label(c.Key, c.Label), m[r.Key][c.Key],
			})
		}
	}
	return out
}

// CellName puts the path of a cell, such as applications.carried_in.total, into words,
// such as 表三 二、上年结转政府信息公开申请数量 总计. Parts it does not know stay as they are.
func (w Words) CellName(path string) string {
	parts := strings.Split(path, ".")
	table := parts[0]
	if _, ok := w.tables[table]; !ok {
		return path
	}
	l := formLabels()
	ways := map[string][][]report.Column{
		tableTwo:   {l.disclosure},
		tableThree: {l.rows, report.ApplicantColumns()},
		tableFour:  {report.ProceedingGroups(), report.ProceedingOutcomes()},
	}[table]
	out := []string{w.TableName(table)}
	for i, key := range parts[1:] {
		printed := key
		if i < len(ways) {
			printed = labelOf(ways[i], key)
		}
		out = append(out, w.label(key, printed))
	}
	return strings.Join(out, " ")
}

func labelOf(columns []report.Column, key string) string {
	for _, c := range columns {
		if c.Key == key {
			return c.Label
		}
	}
	return key
}

// countStates counts the cells of a report by state, in the order of cellStates; those
// that do not occur are left out.
func countStates(cells []placedCell) (order []report.State, n map[report.State]int) {
	n = make(map[report.State]int)
	for _, c := range cells {
		n[c.State]++
	}
	for _, s := range cellStates() {
		if n[s] > 0 {
			order = append(order, s)
		}
	}
	return order, n
}
