package rules

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// label is what a reader calls a row or column, in both languages.
type label struct{ zh, en string }

var columnNames = func() (out [rule.Columns]string) {
	for i, c := range report.ApplicantColumns() {
		out[i] = c.Label
	}
	return out
}()

// rowNames are the labels of table three by key: the form's own words, shortened to
// what tells the rows apart.
var rowNames = func() map[string]string {
	out := map[string]string{"other": "（六）其他处理"}
	for _, r := range report.ApplicationRows(report.Form2021) {
		name, _, _ := strings.Cut(r.Label, "（区分处理")
		if r.Group != "" {
			name = r.Group + name
		}
		out[r.Key] = name
	}
	return out
}()

// disclosureNames are the labels of table two by key, row and column.
var disclosureNames = func() map[string]string {
	out := map[string]string{}
	for _, f := range []report.Form{report.Form2019, report.Form2021} {
		for _, r := range report.DisclosureRows(f) {
			for _, c := range r.Cells {
				out[c.Key] = r.Label + " " + c.Label
			}
		}
	}
	return out
}()

var groupNames = map[string]label{
	"review":       {"行政复议", "administrative review"},
	"direct":       {"未经复议直接起诉", "suit without review"},
	"after_review": {"复议后起诉", "suit after review"},
}

// cellName says in Chinese which cell a path means.
func cellName(path string) string {
	parts := strings.Split(path, ".")
	switch {
	case parts[0] == "disclosure" && len(parts) == 2:
		return disclosureNames[parts[1]]
	case parts[0] == "applications" && len(parts) == 3:
		for i, c := range report.ApplicantColumns() {
			if c.Key == parts[2] {
				return rowNames[parts[1]] + "·" + columnNames[i]
			}
		}
	case parts[0] == "proceedings" && len(parts) == 3:
		for _, c := range report.ProceedingOutcomes() {
			if c.Key == parts[2] {
				return groupNames[parts[1]].zh + "·" + c.Label
			}
		}
	}
	return path
}

// sectionOf is the section that a table stands in.
func sectionOf(path string) int {
	switch {
	case strings.HasPrefix(path, "disclosure"):
		return 2
	case strings.HasPrefix(path, "applications"):
		return 3
	case strings.HasPrefix(path, "proceedings"):
		return 4
	}
	return 0
}

// printedTexts are the texts of cells as one quote, in order.
func printedTexts(r *report.Report, paths []string) []string {
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
