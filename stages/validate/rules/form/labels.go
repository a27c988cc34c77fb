package form

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// RowLabel returns the label of the row of table two whose cells begin with prefix, as the form prints it.
func RowLabel(prefix string) string {
	if prefix == "rules" {
		return "规章"
	}
	return "行政规范性文件"
}

// ColumnNames are the columns of table three from left to right, as the form prints them.
var ColumnNames = func() (out [rule.Columns]string) {
	for i, c := range report.ApplicantColumns() {
		out[i] = c.Label
	}
	return out
}()

// RowNames are the labels of table three by key: the form's own words, shortened to
// what tells the rows apart.
var RowNames = func() map[string]string {
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

// GroupNames are the three groups of table four by the first part of a cell's path.
var GroupNames = map[string]rule.Text{
	"review":       {ZH: "行政复议", EN: "administrative review"},
	"direct":       {ZH: "未经复议直接起诉", EN: "suit without review"},
	"after_review": {ZH: "复议后起诉", EN: "suit after review"},
}

// CellName says in Chinese which cell a path means.
func CellName(path string) string {
	parts := strings.Split(path, ".")
	switch {
	case parts[0] == "disclosure" && len(parts) == 2:
		return disclosureNames[parts[1]]
	case parts[0] == "applications" && len(parts) == 3:
		for i, c := range report.ApplicantColumns() {
			if c.Key == parts[2] {
				return RowNames[parts[1]] + "·" + ColumnNames[i]
			}
		}
	case parts[0] == "proceedings" && len(parts) == 3:
		for _, c := range report.ProceedingOutcomes() {
			if c.Key == parts[2] {
				return GroupNames[parts[1]].ZH + "·" + c.Label
			}
		}
	}
	return path
}

// SectionOf is the section that a table stands in.
func SectionOf(path string) int {
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
