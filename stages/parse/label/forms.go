package label

import (
	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/report"
)

// twoRow is a row of table two as the engine looks for it.
type twoRow struct {
	Row           report.DisclosureRow
	Core, Variant string
	Heads         []string // the cores of the heads of its cells
}

// Forms are the words of the forms, made once; two is table two of each form.
type Forms struct {
	Book     *Book
	Columns  []report.Column
	Groups   []report.Column
	Outcomes []report.Column
	Two      map[report.Form][]twoRow
	Finder   *Finder
}

// NewForms makes them; off are the repairs that are not made.
func NewForms(off repair.Switches) *Forms {
	p := &Forms{
		Book: newBook(), Columns: report.ApplicantColumns(), Groups: report.ProceedingGroups(),
		Outcomes: report.ProceedingOutcomes(), Two: map[report.Form][]twoRow{},
	}
	for _, form := range []report.Form{report.Form2021, report.Form2019} {
		for _, row := range report.DisclosureRows(form) {
			r := twoRow{Row: row, Core: Core(fold.String(row.Label))}
			switch r.Core {
			case "行政规范性文件":
				r.Variant = "规范性文件"
			case "规范性文件":
				r.Variant = "行政规范性文件"
			case "其他对外管理服务事项":
				r.Variant = "其他对外服务管理事项"
			}
			for _, c := range row.Cells {
				r.Heads = append(r.Heads, Core(fold.String(c.Label)))
			}
			p.Two[form] = append(p.Two[form], r)
		}
	}
	p.Book.Off = off
	two := map[string]bool{}
	for _, rows := range p.Two {
		for _, r := range rows {
			two[r.Core] = true
			if r.Variant != "" {
				two[r.Variant] = true
			}
		}
	}
	p.Finder = newFinder(p.Book, two)
	return p
}

// Columns is the number of figures in a row of table three.
const Columns = 7
