package viewer

import (
	"maps"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// table is one of the three tables in the shape of the form: rows of heads and cells with
// their spans.
type table struct {
	ID, Caption string
	Wide        bool // more columns than fit beside the original
	Head, Body  []row
}

type row []cell

// cell is a head or a figure. Scope is "col", "row", "colgroup" or "rowgroup" for a head.
type cell struct {
	Scope            string
	RowSpan, ColSpan int
	// Class is "wide" for heads that a narrow screen leaves out, "narrow" for those that it
	// alone shows, and the state of a figure.
	Class string
	Text  string
	// ID, Link, Note and Refs are of figures: the cell's id, its spot in the original, what
	// its text does not say, and the findings about it.
	ID, Link, Note string
	Refs           []ref
}

// ref leads to a finding.
type ref struct {
	ID, Label, Class string
	Number           int
}

// tables are the tables of a report by the number of their section.
type tables struct {
	p    *page
	form report.Form
	seen map[string]bool // the paths of the cells that a table shows
}

// all returns the tables of a report; what the shape of its form has no place for stands in
// a last table of its own, so that no cell that was read is left out.
func (t *tables) all(r *report.Report) []table {
	var out []table
	if m := r.Tables.Disclosure; m != nil {
		out = append(out, t.disclosure(m))
	}
	if m := r.Tables.Applications; m != nil {
		out = append(out, t.applications(m))
	}
	if m := r.Tables.Proceedings; m != nil {
		out = append(out, t.proceedings(m))
	}
	if rest := t.rest(r); len(rest.Body) > 0 {
		out = append(out, rest)
	}
	if len(r.Stats) > 0 {
		out = append(out, t.stats(r.Stats))
	}
	return out
}

// disclosure is table two: a title row, a row of heads and rows of figures for each item.
func (t *tables) disclosure(m map[string]report.Cell) table {
	form := t.form
	if report.DisclosureRows(form) == nil {
		form = report.Form2021
		if _, old := m["rules_new_made"]; old {
			form = report.Form2019
		}
	}
	out := table{ID: "disclosure", Caption: t.p.words.TableName("disclosure")}
	title := ""
	var heads string
	for _, r := range report.DisclosureRows(form) {
		if !slices.ContainsFunc(r.Cells, func(c report.Column) bool { _, ok := m[c.Key]; return ok }) {
			continue
		}
		if r.Title != title {
			title, heads = r.Title, ""
			out.Body = append(out.Body, row{{Scope: "colgroup", ColSpan: 4, Class: "title", Text: title}})
		}
		if h := headsOf(r); h != heads {
			heads = h
			out.Body = append(out.Body, t.disclosureHeads(r))
		}
		line := row{{Scope: "row", Text: r.Label}}
		for i, c := range r.Cells {
			v := t.figure("disclosure."+c.Key, lookup(m, c.Key))
			v.ColSpan = spanOf(i, len(r.Cells))
			line = append(line, v)
		}
		out.Body = append(out.Body, line)
	}
	return out
}

func headsOf(r report.DisclosureRow) string {
	var b strings.Builder
	for _, c := range r.Cells {
		b.WriteString(c.Label + "|")
	}
	return b.String()
}

func (t *tables) disclosureHeads(r report.DisclosureRow) row {
	line := row{{Scope: "col", Text: "信息内容"}}
	for i, c := range r.Cells {
		line = append(line, cell{Scope: "col", Text: c.Label, ColSpan: spanOf(i, len(r.Cells))})
	}
	return line
}

// spanOf spreads one or two cells over the three columns of figures.
func spanOf(i, n int) int {
	if i == n-1 && n < 3 {
		return 4 - n
	}
	return 1
}

// applications is table three. The heads of its rows take three columns, merged as in the
// form; a narrow screen has one head a row instead.
func (t *tables) applications(m map[string]map[string]report.Cell) table {
	rows := applicationRows(t.form, m)
	out := table{ID: "applications", Caption: t.p.words.TableName("applications"), Wide: true}
	corner := "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
	first := row{{Scope: "col", ColSpan: 3, RowSpan: 3, Class: "wide corner", Text: corner}, {Scope: "col", RowSpan: 3, Class: "narrow", Text: t.p.words.Row},
		{Scope: "colgroup", ColSpan: 7, Text: "申请人情况"}}
	second := row{{Scope: "col", RowSpan: 2, Text: "自然人"}, {Scope: "colgroup", ColSpan: 5, Text: "法人或其他组织"}, {Scope: "col", RowSpan: 2, Class: "total", Text: "总计"}}
	var third row
	columns := report.ApplicantColumns()
	for _, c := range columns[1 : len(columns)-1] {
		third = append(third, cell{Scope: "col", Text: c.Label})
	}
	out.Head = []row{first, second, third}
	results := 0
	for _, r := range rows {
		if isResult(r.Key) {
			results++
		}
	}
	for i, r := range rows {
		line := t.heads(rows, i, results)
		for _, c := range columns {
			v := t.figure("applications."+r.Key+"."+c.Key, lookup(m[r.Key], c.Key))
			if c.Key == "total" {
				v.Class += " total"
			}
			line = append(line, v)
		}
		out.Body = append(out.Body, line)
	}
	return out
}

// heads are the heads of the i-th row: those of the form, merged, and one for a narrow screen.
func (t *tables) heads(rows []report.Row, i, results int) row {
	r := rows[i]
	var line row
	first := i == 0 || !isResult(rows[i-1].Key)
	if isResult(r.Key) && first {
		line = append(line, cell{Scope: "rowgroup", RowSpan: results, Class: "wide stage", Text: "三、本年度办理结果"})
	}
	switch {
	case !isResult(r.Key):
		line = append(line, cell{Scope: "row", ColSpan: 3, Class: "wide", Text: r.Label})
	case r.Group == "":
		line = append(line, cell{Scope: "row", ColSpan: 2, Class: "wide", Text: r.Label})
	default:
		if i == 0 || rows[i-1].Group != r.Group {
			n := 0
			for n+i < len(rows) && rows[i+n].Group == r.Group {
				n++
			}
			line = append(line, cell{Scope: "rowgroup", RowSpan: n, Class: "wide", Text: r.Group})
		}
		line = append(line, cell{Scope: "row", Class: "wide", Text: r.Label})
	}
	return append(line, cell{Scope: "row", Class: "narrow", Text: strings.TrimSpace(r.Group + " " + r.Label)})
}

func isResult(key string) bool {
	return key != "new_received" && key != "carried_in" && key != "carried_out"
}

// applicationRows are the rows of table three that the report has, with the one row
// (六)其他处理 where it stands in place of three, as it often does in the 2021 form.
func applicationRows(form report.Form, m map[string]map[string]report.Cell) []report.Row {
	if report.ApplicationRows(form) == nil {
		form = report.Form2021
	}
	if _, one := m["other"]; one {
		form = report.Form2019
	}
	var out []report.Row
	for _, r := range report.ApplicationRows(form) {
		if _, ok := m[r.Key]; ok {
			out = append(out, r)
		}
	}
	return out
}

// proceedings is table four: three groups of five columns, one row of figures.
func (t *tables) proceedings(m map[string]map[string]report.Cell) table {
	out := table{ID: "proceedings", Caption: t.p.words.TableName("proceedings"), Wide: true}
	groups, outcomes := report.ProceedingGroups(), report.ProceedingOutcomes()
	first := row{{Scope: "colgroup", ColSpan: 5, RowSpan: 2, Text: "行政复议"}, {Scope: "colgroup", ColSpan: 10, Text: "行政诉讼"}}
	second := row{{Scope: "colgroup", ColSpan: 5, Text: groups[1].Label}, {Scope: "colgroup", ColSpan: 5, Text: groups[2].Label}}
	var third, line row
	for _, g := range groups {
		for _, o := range outcomes {
			third = append(third, cell{Scope: "col", Text: o.Label})
			v := t.figure("proceedings."+g.Key+"."+o.Key, lookup(m[g.Key], o.Key))
			if o.Key == "total" {
				v.Class += " total"
			}
			line = append(line, v)
		}
	}
	out.Head, out.Body = []row{first, second, third}, []row{line}
	return out
}

// rest are the cells that the form has no place for.
func (t *tables) rest(r *report.Report) table {
	out := table{ID: "rest", Caption: t.p.words.Rest, Head: []row{{{Scope: "col", Text: t.p.words.Row}, {Scope: "col", Text: t.p.words.Value}}}}
	eachCell(r.Tables, func(path string, c report.Cell) {
		if !t.seen[path] {
			out.Body = append(out.Body, row{{Scope: "row", Text: t.p.words.CellName(path)}, t.figure(path, &c)})
		}
	})
	return out
}

// stats is the statistics table of the forms before 2019.
func (t *tables) stats(list []report.Stat) table {
	out := table{ID: "stats", Caption: t.p.words.Stats, Head: []row{{{Scope: "col", Text: t.p.words.Row}, {Scope: "col", Text: t.p.words.Unit}, {Scope: "col", Text: t.p.words.Value}}}}
	for i, s := range list {
		v := t.figure("stats."+itoa(i), &s.Value)
		out.Body = append(out.Body, row{{Scope: "row", Text: s.Name}, {Text: s.Unit}, v})
	}
	return out
}

func lookup(m map[string]report.Cell, key string) *report.Cell {
	if c, ok := m[key]; ok {
		return &c
	}
	return nil
}

// figure is a cell of the tables, nil for one that the document does not have.
func (t *tables) figure(path string, c *report.Cell) cell {
	if c == nil {
		return cell{Class: "absent", Note: t.p.words.Absent}
	}
	t.seen[path] = true
	out := cell{ID: t.p.prefix + "c-" + path, Class: "state-" + string(c.State), Text: c.Text, Link: t.p.spots.link(c.At), Refs: t.p.refs[path]}
	if c.State != report.Printed {
		out.Note = t.p.words.StateName(c.State)
		if c.Why != "" && t.p.words.Lang == "en" {
			out.Note += ": " + c.Why
		}
	}
	if c.Text == "" && c.State == report.Unread {
		out.Text = "?"
	}
	if len(out.Refs) > 0 {
		out.Class += " bad " + slices.MinFunc(out.Refs, func(a, b ref) int { return rankClass(a.Class) - rankClass(b.Class) }).Class
	}
	return out
}

func rankClass(class string) int { return rank(report.Severity(class)) }

// refsOf are the findings about each cell, by its path.
func refsOf(prefix string, findings []report.Finding) map[string][]ref {
	out := map[string][]ref{}
	for i, f := range findings {
		for _, c := range slices.Sorted(maps.Keys(setOf(f.Cells))) {
			out[c] = append(out[c], ref{ID: prefix + "f" + itoa(i+1), Label: f.Rule, Class: severityClass(f.Severity), Number: i + 1})
		}
	}
	return out
}

func setOf(list []string) map[string]bool {
	out := make(map[string]bool, len(list))
	for _, s := range list {
		out[s] = true
	}
	return out
}
