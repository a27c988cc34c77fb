package export

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// htmlTable is one of the three tables for the page's template.
type htmlTable struct {
	Caption string
	Columns []string // "" heads the column of the labels
	Rows    []htmlRow
}

type htmlRow struct {
	Label string
	Cells []htmlCell
}

// htmlCell is a cell; Note says in words what its Text does not show: that it is blank,
// derived, or the reason why it could not be read.
type htmlCell struct {
	Text, Note, Class string
	Missing           bool // the document has no such cell
	Marks             []htmlMark
}

// htmlMark leads from a cell to a finding about it.
type htmlMark struct{ ID, Rule string }

// tableBuilder makes the tables of one document.
type tableBuilder struct {
	words    Words
	document string
	findings []report.Finding
}

// tablesOf returns the tables by the number of the section they belong to; a table that
// the document does not have is nil. Forms without the tables have no entry.
func tablesOf(r *report.Report, findings []report.Finding, w Words, id string) map[int]*htmlTable {
	if r == nil || r.Form == report.FormPre2019 {
		return nil
	}
	b := tableBuilder{w, id, findings}
	l := formLabels()
	t := r.Tables
	return map[int]*htmlTable{
		2: b.disclosure(t.Disclosure, l),
		3: b.grid(tableThree, t.Applications, l.rows, report.ApplicantColumns()),
		4: b.grid(tableFour, t.Proceedings, report.ProceedingGroups(), report.ProceedingOutcomes()),
	}
}

func (b tableBuilder) disclosure(m map[string]report.Cell, l labels) *htmlTable {
	if m == nil {
		return nil
	}
	t := &htmlTable{Caption: b.words.TableName(tableTwo), Columns: []string{b.words.Row, b.words.Value}}
	for _, c := range present(m, l.disclosure) {
		cell := m[c.Key]
		t.Rows = append(t.Rows, htmlRow{visible(b.words.label(c.Key, c.Label)), []htmlCell{b.cell(tableTwo+"."+c.Key, &cell)}})
	}
	return t
}

func (b tableBuilder) grid(table string, m map[string]map[string]report.Cell, rows, columns []report.Column) *htmlTable {
	if m == nil {
		return nil
	}
	t := &htmlTable{Caption: b.words.TableName(table), Columns: []string{b.words.Row}}
	all := make(map[string]bool)
	for _, row := range m {
		for key := range row {
			all[key] = true
		}
	}
	columns = present(all, columns)
	for _, c := range columns {
		t.Columns = append(t.Columns, visible(b.words.label(c.Key, c.Label)))
	}
	for _, r := range present(m, rows) {
		row := htmlRow{Label: visible(b.words.label(r.Key, r.Label))}
		for _, c := range columns {
			var cell *report.Cell
			if v, ok := m[r.Key][c.Key]; ok {
				cell = &v
			}
			row.Cells = append(row.Cells, b.cell(table+"."+r.Key+"."+c.Key, cell))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (b tableBuilder) cell(path string, c *report.Cell) htmlCell {
	if c == nil {
		return htmlCell{Missing: true}
	}
	out := htmlCell{Class: "state-" + stateClass(c.State), Text: c.Value.String()}
	if c.State != report.Printed {
		out.Note = visible(b.words.StateName(c.State))
	}
	if c.State == report.Dash {
		out.Text = visible(c.Text)
	}
	grave := len(severities())
	for i, f := range b.findings {
		if !concerns(f, path) {
			continue
		}
		out.Marks = append(out.Marks, htmlMark{findingID(b.document, i), visible(f.Rule)})
		if r := rank(f.Severity); r < grave {
			grave = r
		}
	}
	if len(out.Marks) > 0 {
		out.Class += " bad " + severityClass(severities()[min(grave, len(severities())-1)])
	}
	return out
}

// concerns reports whether the finding is about the cell, or about a row or table that
// the cell is in.
func concerns(f report.Finding, path string) bool {
	for _, c := range f.Cells {
		if path == c || strings.HasPrefix(path, c+".") {
			return true
		}
	}
	return false
}

// stateClass is the CSS class of a state, from a closed set.
func stateClass(s report.State) string {
	for _, known := range cellStates() {
		if s == known {
			return string(s)
		}
	}
	return string(report.Unread)
}
