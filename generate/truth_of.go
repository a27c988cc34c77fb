package generate

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// truth says what stands in the paper.
func (p *paper) truth(o Options, name string, violations []Violation) Truth {
	t := Truth{
		Document:     name,
		Layout:       o.Layout,
		Agency:       &p.issuer.full,
		AgencyAccept: []string{p.issuer.full},
		Year:         p.year,
		Format:       p.form,
		Published:    optional(p.published),
		Signed:       optional(p.signed),
		Sections:     []int{},
		Table2:       Disclosure{},
		Table3:       Rows{map[string][7]report.Number{}},
		Table4:       map[string][5]report.Number{},
		Violations:   []Violation{},
		Printed:      map[string]string{},
		Control:      len(o.Faults) == 0,
	}
	if p.issuer.short != p.issuer.full {
		t.AgencyAccept = append(t.AgencyAccept, p.issuer.short)
	}
	t.Violations = append(t.Violations, violations...)
	title := p.fullTitle
	t.Title = &title
	for _, s := range p.parts {
		t.Sections = append(t.Sections, s.number)
	}
	p.eachCell(func(path string, v *value) { t.put(path, *v) })
	if o.Layout == Glued {
		t.Ambiguous = p.ambiguous()
	}
	t.Notes = "made up by gouji generate: " + o.describe()
	for _, f := range o.Faults {
		t.Faults = append(t.Faults, f.Name)
	}
	return t
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (o Options) describe() string {
	s := fmt.Sprintf("seed %d, form %s, year %d, layout %s", o.Seed, o.Form, o.Year, o.Layout)
	if o.Charset != "" {
		s += ", charset " + string(o.Charset)
	}
	if o.OneRow {
		s += ", （六）其他处理 in one row"
	}
	for i, f := range o.Faults {
		s += []string{", ", ", faults "}[b2i(i == 0)] + f.Name
	}
	return s
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// eachCell visits every cell with its path, table after table, row after row.
func (m *model) eachCell(visit func(path string, v *value)) {
	for _, r := range m.disclosure {
		for i, c := range r.Cells {
			visit("disclosure."+c.Key, &r.cells[i])
		}
	}
	for i := range m.rows {
		for c, col := range report.ApplicantColumns() {
			visit("applications."+m.rows[i].Key+"."+col.Key, &m.rows[i].cells[c])
		}
	}
	for g, group := range report.ProceedingGroups() {
		for i, o := range report.ProceedingOutcomes() {
			visit("proceedings."+group.Key+"."+o.Key, &m.proceedings[g][i])
		}
	}
}

// cellAt is the cell of a path, nil if the model has none.
func (m *model) cellAt(path string) *value {
	var out *value
	m.eachCell(func(p string, v *value) {
		if p == path {
			out = v
		}
	})
	return out
}

// put writes one cell into the truth.
func (t *Truth) put(path string, v value) {
	if v.n.Valid() && v.shown != v.n.String() {
		t.Printed[path] = v.shown
	}
	part := strings.Split(path, ".")
	switch part[0] {
	case "disclosure":
		t.Table2[part[1]] = v.n
	case "applications":
		row := t.Table3.Rows[part[1]]
		row[index(report.ApplicantColumns(), part[2])] = v.n
		t.Table3.Rows[part[1]] = row
	default:
		group := t.Table4[part[1]]
		group[index(report.ProceedingOutcomes(), part[2])] = v.n
		t.Table4[part[1]] = group
	}
}

func index(columns []report.Column, key string) int {
	for i, c := range columns {
		if c.Key == key {
			return i
		}
	}
	panic("generate: no column " + key)
}
