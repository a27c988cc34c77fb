package crosscheck

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// applicantRows are the rows of table three whose columns a number by applicants may be, by what the
// text says that it counts. What came in may be told with what was carried in, or as what was answered.
var applicantRows = map[narrative.Kind][][]string{
	narrative.Received: {{"new_received"}, {"new_received", "carried_in"}, {"result_total"}},
	narrative.Answered: {{"result_total"}, {"new_received"}, {"new_received", "carried_in"}},
	narrative.Granted:  {{"granted"}},
	narrative.Partial:  {{"partial"}},
}

// checkApplicants compares the numbers that the text gives by kinds of applicants with their columns.
func checkApplicants(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		for _, a := range part.Applicants() {
			if of, sure := form.ScopeIs(p, a.Scope); !of || !sure || a.Office && !form.IsOffice(p.Report()) || p.Full() {
				continue
			}
			p.Step()
			checkApplicant(p, part, a)
		}
	})
}

func checkApplicant(p *rule.Pass, part *narrative.Part, a narrative.Applicants) {
	of := a.Of
	if of == narrative.Unknown {
		of = narrative.Received
	}
	rows := applicantRows[of]
	if a.Denied || a.New && of == narrative.Received {
		rows = rows[:1]
	}
	d := prose.SpanDraft(part, a.Start, a.End)
	for i, row := range rows {
		var cells, whole []string
		for _, r := range row {
			whole = append(whole, "applications."+r+".total")
			for _, c := range a.Columns {
				cells = append(cells, "applications."+r+"."+c)
			}
		}
		n, ok1 := form.Sum(p, cells...)
		all, ok2 := form.Sum(p, whole...)
		if !ok1 || !ok2 {
			return // a blank column may be a nought or not
		}
		want, right := applicantsAre(a, n, all)
		if right {
			p.Judged()
			return
		}
		if i == 0 {
			d.Cells, d.Want = form.Present(p.Report(), cells), want
		}
	}
	if len(rows) == 0 {
		return
	}
	p.Judged()
	d.Severity = report.Warning
	d.Got = a.Number.Value.String()
	switch {
	case a.Denied:
		d.Got = "0"
		d.ZH, d.EN = "正文说没有这类申请人的申请，表格为 "+d.Want, "the text denies applications that the table counts: "+d.Want
	case a.Number.Unit == "%":
		d.Got += "%"
		d.ZH, d.EN = "正文说这类申请人占 "+d.Got+"，按表格应为 "+d.Want, "the text says "+d.Got+" of the applications, by the table it is "+d.Want
	default:
		d.ZH, d.EN = "正文说这类申请人的申请 "+d.Got+" 件，表格为 "+d.Want, "the text says "+d.Got+" of these applicants, the table "+d.Want
	}
	p.Find(d)
}

// applicantsAre reports whether the columns, which sum up to n of all, are what the text says, and what
// they are.
func applicantsAre(a narrative.Applicants, n, all int64) (want string, right bool) {
	if a.Denied {
		return prose.Itoa(n), n == 0
	}
	if a.Number.Unit != "%" {
		got, ok := a.Number.Int()
		return prose.Itoa(n), !ok || got == n
	}
	if all == 0 {
		return "0%", true
	}
	r := narrative.Rate{Number: a.Number, Part: narrative.Number{Value: report.IntNumber(n), Scale: 1}}
	off, want, ok := r.Off(narrative.Number{Value: report.IntNumber(all), Scale: 1})
	return strings.TrimSuffix(want, "%") + "%", !ok || off <= 1
}

// checkReasons compares the numbers that the text gives by reasons of the form with their rows.
func checkReasons(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		for _, a := range part.Reasons() {
			if of, sure := form.ScopeIs(p, a.Scope); !of || !sure || a.Office && !form.IsOffice(p.Report()) || p.Full() {
				continue
			}
			p.Step()
			got, ok1 := a.Number.Int()
			cells := form.Totals(a.Row)
			want, ok2 := form.Sum(p, cells...)
			if !ok1 || !ok2 {
				continue
			}
			p.Judged()
			if got == want {
				continue
			}
			d := prose.SpanDraft(part, a.Start, a.End)
			d.Severity, d.Cells, d.Want, d.Got = report.Warning, cells, prose.Itoa(want), prose.Itoa(got)
			d.ZH, d.EN = "正文所列理由的件数为 "+d.Got+"，表格为 "+d.Want, "the text has "+d.Got+" for this reason, the table "+d.Want
			p.Find(d)
		}
	})
}
