package parse

import (
	"context"
	"sync"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// Version names the behaviour of this parser. It changes whenever the same document
// may give another report, and stands in the subjects of what parse publishes.
const Version = "2"

// twoRow is a row of table two as the engine looks for it.
type twoRow struct {
	row           report.DisclosureRow
	core, variant string
}

// labels are the words of the forms, made once; two is table two of each form.
type labels struct {
	book     *book
	columns  []report.Column
	groups   []report.Column
	outcomes []report.Column
	two      map[report.Form][]twoRow
}

// Parser reads documents. It has no state but the labels of the forms and memory to use again, so one Parser
// serves any number of goroutines. Make it with New.
type Parser struct {
	labels
	free *sync.Pool // of *scratch
}

// New returns a Parser.
func New() *Parser {
	p := &Parser{free: newScratch(), labels: labels{
		book: newBook(), columns: report.ApplicantColumns(), groups: report.ProceedingGroups(),
		outcomes: report.ProceedingOutcomes(), two: map[report.Form][]twoRow{},
	}}
	for _, form := range []report.Form{report.Form2021, report.Form2019} {
		for _, row := range report.DisclosureRows(form) {
			r := twoRow{row: row, core: core(fold.String(row.Label))}
			switch r.core {
			case "行政规范性文件":
				r.variant = "规范性文件"
			case "规范性文件":
				r.variant = "行政规范性文件"
			case "其他对外管理服务事项":
				r.variant = "其他对外服务管理事项"
			}
			p.two[form] = append(p.two[form], r)
		}
	}
	return p
}

// Parse turns a document into a report. It is a pure function of the document, safe
// for concurrent use. It returns soon after ctx ends, with its error. The only others are
// poison: of class not_a_report for a document that holds neither a table of the forms nor
// two headings of an annual report nor its title, of class limit_cells for one whose lines
// have more than mostCut cells or whose sections more than mostProse bytes.
func (p *Parser) Parse(ctx context.Context, doc report.Document) (rep report.Report, err error) {
	if err := ctx.Err(); err != nil {
		return report.Report{}, err
	}
	mem := p.free.Get().(*scratch)
	mem.ctx = ctx
	defer func() {
		mem.reset()
		p.free.Put(mem)
		switch v := recover().(type) {
		case nil:
		case halt:
			rep, err = report.Report{}, v.err
		default:
			panic(v)
		}
	}()
	r := &reading{p: p, doc: &doc, mem: mem}
	r.out.Evidence = map[string]report.Quote{}
	r.us = cutLongLines(units(&doc, mem), mem)
	r.heads = findHeadings(r.us, mem)
	for _, h := range r.heads {
		for i := range h.lines {
			r.us[h.unit+i].head = h.number
		}
	}
	r.readTables()
	r.findSigned()
	title := r.findTitle()
	r.readSections()
	r.readMeta(title)
	if !r.isReport() {
		return report.Report{}, fault.Poisonf(fault.NotAReport,
			"the document has no table, heading or title of a 政府信息公开工作年度报告; send the report itself, with its text")
	}
	noteInstead(&doc, &r.out)
	return r.out, nil
}

// reading is the state of reading one document.
type reading struct {
	p     *Parser
	doc   *report.Document
	mem   *scratch
	us    []unit
	heads []heading
	// table marks the units that belong to tables and not to the narrative; prose holds
	// the narrative part of a unit that is both.
	table []bool
	prose map[int]report.Text
	out   report.Report
	three *applications
	// signer is the body named beside the date of signature.
	signer report.Text
	// titleEnd is the unit behind the title's line, 0 if it stands on none.
	titleEnd int
}

func (r *reading) isReport() bool {
	o := &r.out
	return o.Tables.Disclosure != nil || o.Tables.Applications != nil || o.Tables.Proceedings != nil ||
		len(o.Stats) > 0 || len(r.heads) >= 2 || o.Title != nil
}
