package label

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/report"
)

// TwoRow is a row of table two as the engine looks for it.
type TwoRow struct {
	Row           report.DisclosureRow
	Core, Variant string
	Heads         []string // the cores of the heads of its cells
}

// Forms are the words of the forms, made once and never changed. Columns are those of table
// three, Groups and Outcomes those of table four, and Two is table two of each form.
type Forms struct {
	Book     *Book
	Columns  []report.Column
	Groups   []report.Column
	Outcomes []report.Column
	Two      map[report.Form][]TwoRow
	Finder   *Finder
	// OnlyOlder are the heads of table two that the form of 2019 has and that of 2021 has not,
	// whole or as a part of one, folded and in the order of the form.
	OnlyOlder []string
}

// NewForms makes the words of the forms; off are the repairs that are not made.
func NewForms(off repair.Switches) *Forms {
	p := &Forms{
		Book: newBook(), Columns: report.ApplicantColumns(), Groups: report.ProceedingGroups(),
		Outcomes: report.ProceedingOutcomes(), Two: map[report.Form][]TwoRow{},
	}
	variants := disclosureVariants()
	for _, form := range []report.Form{report.Form2021, report.Form2019} {
		for _, row := range report.DisclosureRows(form) {
			r := TwoRow{Row: row, Core: Core(fold.String(row.Label))}
			r.Variant = variants[r.Core]
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
	p.OnlyOlder = onlyOlder()
	return p
}

// onlyOlder are the heads that tell the form of 2019 from that of 2021.
func onlyOlder() (out []string) {
	newer := headsOf(report.Form2021)
	for _, h := range headsOf(report.Form2019) {
		if !slices.Contains(out, h) && !slices.ContainsFunc(newer, func(n string) bool { return strings.Contains(n, h) }) {
			out = append(out, h)
		}
	}
	return out
}

// headsOf are the folded heads of table two from left to right, row by row.
func headsOf(form report.Form) (out []string) {
	for _, row := range report.DisclosureRows(form) {
		for _, c := range row.Cells {
			out = append(out, fold.String(c.Label))
		}
	}
	return out
}

// Columns is the number of figures in a row of table three.
const Columns = 7
