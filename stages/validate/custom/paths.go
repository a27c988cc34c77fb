package custom

import (
	"path"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// catalogue is every cell that one of the two current forms has, in the order of the
// form; a path outside it is a mistake of the file and not an absent cell.
type catalogue struct {
	all []string
	// forms are the cells of each form, table three apart: reports in the 2021 form are
	// seen with the 2019 form's one row (六)其他处理.
	rest, rows map[report.Form][]string
}

func newCatalogue() catalogue {
	c := catalogue{rest: map[report.Form][]string{}, rows: map[report.Form][]string{}}
	for _, f := range []report.Form{report.Form2021, report.Form2019} {
		c.rest[f] = slices.Concat(disclosurePaths(f), proceedingPaths())
		c.rows[f] = applicationPaths(f)
		for _, p := range slices.Concat(c.rest[f], c.rows[f]) {
			if !slices.Contains(c.all, p) {
				c.all = append(c.all, p)
			}
		}
	}
	return c
}

func disclosurePaths(f report.Form) (out []string) {
	for _, r := range report.DisclosureRows(f) {
		for _, c := range r.Cells {
			out = append(out, "disclosure."+c.Key)
		}
	}
	return out
}

func applicationPaths(f report.Form) (out []string) {
	for _, r := range report.ApplicationRows(f) {
		for _, c := range report.ApplicantColumns() {
			out = append(out, "applications."+r.Key+"."+c.Key)
		}
	}
	return out
}

func proceedingPaths() (out []string) {
	for _, g := range report.ProceedingGroups() {
		for _, o := range report.ProceedingOutcomes() {
			out = append(out, "proceedings."+g.Key+"."+o.Key)
		}
	}
	return out
}

func (c catalogue) has(p string) bool { return slices.Contains(c.all, p) }

// selection is a path or pattern with the cells it stands for in each form. Table
// three's form is that of its rows.
type selection struct {
	pattern string
	cells   map[report.Form][]string
}

// find expands a pattern: * stands for any part of one segment, except for a total,
// which would count everything twice. It is nil where the pattern fits no cell.
func (c catalogue) find(pattern string) *selection {
	out := &selection{pattern: pattern, cells: map[report.Form][]string{}}
	found := false
	for f := range c.rest {
		for _, p := range slices.Concat(c.rest[f], c.rows[f]) {
			if fits(pattern, p) {
				out.cells[f] = append(out.cells[f], p)
				found = true
			}
		}
	}
	if !found {
		return nil
	}
	return out
}

func fits(pattern, p string) bool {
	want, got := strings.Split(pattern, "."), strings.Split(p, ".")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		switch {
		case want[i] == got[i]:
		case !strings.Contains(want[i], "*") || got[i] == "total" || got[i] == "result_total":
			return false
		default:
			if ok, err := path.Match(want[i], got[i]); err != nil || !ok {
				return false
			}
		}
	}
	return true
}

// in returns the cells of the selection in a report's own form, nil where it has none.
func (s *selection) in(r *report.Report) []string {
	f := r.Form
	if strings.HasPrefix(s.pattern, "applications.") && r.Tables.Applications != nil {
		f = report.Form2021
		if _, ok := r.Tables.Applications["other"]; ok {
			f = report.Form2019
		}
	}
	if !strings.Contains(s.pattern, "*") {
		return []string{s.pattern}
	}
	return s.cells[f]
}

// list returns the cells of all forms, in the order of the catalogue.
func (s *selection) list() (out []string) {
	for _, f := range []report.Form{report.Form2021, report.Form2019} {
		for _, p := range s.cells[f] {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}
