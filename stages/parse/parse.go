package parse

import (
	"context"
	"sync"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/about"
	"github.com/gouji/gouji/stages/report"
)

// Version names the behaviour of this parser. It changes whenever the same document
// may give another report, and stands in the subjects of what parse publishes.
const Version = "3"

// twoRow is a row of table two as the engine looks for it.
type twoRow struct {
	row           report.DisclosureRow
	core, variant string
	heads         []string // the cores of the heads of its cells
}

// labels are the words of the forms, made once; two is table two of each form.
type labels struct {
	book     *book
	columns  []report.Column
	groups   []report.Column
	outcomes []report.Column
	two      map[report.Form][]twoRow
	finder   *finder
	glued    *gluedWords
	rowOrder map[string][]string // keys of the rows of each table in the order of print
}

// Parser reads documents. It has no state but the labels of the forms and memory to use again, so one Parser
// serves any number of goroutines. Make it with New.
type Parser struct {
	labels
	free *sync.Pool // of *scratch
}

// New returns a Parser.
func New() *Parser { return newParser(nil) }

func newParser(off switches) *Parser {
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
			for _, c := range row.Cells {
				r.heads = append(r.heads, core(fold.String(c.Label)))
			}
			p.two[form] = append(p.two[form], r)
		}
	}
	p.book.off = off
	two := map[string]bool{}
	for _, rows := range p.two {
		for _, r := range rows {
			two[r.core] = true
			if r.variant != "" {
				two[r.variant] = true
			}
		}
	}
	p.finder = newFinder(p.book, two)
	p.glued = newGluedWords()
	p.rowOrder = map[string][]string{}
	for _, table := range tableNames() {
		p.rowOrder[table] = rowOrder(table)
	}
	return p
}

// Parse turns a document into a report. It is a pure function of the document, safe
// for concurrent use. It returns soon after ctx ends, with its error. The only others are
// poison: of class not_a_report for a document that is no annual report, of class
// several_reports for one that holds those of two years or two bodies, of class links_only
// for a page that only links its report, of class limit_cells for one whose lines
// have more than mostCut cells or whose sections more than mostProse bytes.
func (p *Parser) Parse(ctx context.Context, doc report.Document) (rep report.Report, err error) {
	if err := ctx.Err(); err != nil {
		return report.Report{}, err
	}
	mem := p.free.Get().(*scratch)
	mem.ctx, mem.off, mem.glued = ctx, p.book.off, p.glued
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
	heads, printed := findHeadings(r.us, mem)
	r.setHeads(heads)
	r.readTables()
	in := r.input(0, len(r.us), r.heads)
	facts := about.Read(in)
	r.setFacts(&facts)
	r.setForm()
	r.readSections()
	if err := r.judge(in, &facts, printed); err != nil {
		return report.Report{}, err
	}
	r.observeCut()
	r.observeHeadings()
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
	two   *disclosure
	three *applications
	// titleEnd is the unit behind the title's line, 0 if it stands on none.
	titleEnd int
}
