package parse

import (
	"context"
	"sync"

	"github.com/gouji/gouji/stages/parse/about"
	"github.com/gouji/gouji/stages/parse/applications"
	"github.com/gouji/gouji/stages/parse/disclosure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/limit"
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/parse/section"
	"github.com/gouji/gouji/stages/report"
)

// Version names the behaviour of this parser. It changes whenever the same document
// may give another report, and stands in the subjects of what parse publishes.
const Version = "3"

// Parser reads documents. It has no state but the labels of the forms and memory to use again, so one Parser
// serves any number of goroutines. Make it with New.
type Parser struct {
	*label.Forms
	off      repair.Switches
	glued    *layout.GluedWords
	rowOrder map[string][]string // keys of the rows of each table in the order of print
	free     *sync.Pool          // of *scratch
}

// New returns a Parser.
func New() *Parser { return newParser(nil) }

func newParser(off repair.Switches) *Parser {
	p := &Parser{free: newScratch(), Forms: label.NewForms(off), off: off, glued: layout.NewGluedWords(), rowOrder: map[string][]string{}}
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
	mem.Start(ctx)
	mem.Off, mem.Glued = p.off, p.glued
	defer func() {
		mem.reset()
		p.free.Put(mem)
		switch v := recover().(type) {
		case nil:
		case limit.Halt:
			rep, err = report.Report{}, v.Err
		default:
			panic(v)
		}
	}()
	r := &reading{p: p, doc: &doc, mem: mem}
	r.out.Evidence = map[string]report.Quote{}
	r.us = section.CutLong(layout.Units(&doc, &mem.UnitMemory), &mem.UnitMemory)
	r.glueRows()
	heads, printed := section.Find(r.us, &mem.UnitMemory)
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
	us    []layout.Unit
	heads []section.Heading
	// table marks the units that belong to tables and not to the narrative; prose holds
	// the narrative part of a unit that is both.
	table []bool
	prose map[int]report.Text
	out   report.Report
	two   *disclosure.Table
	three *applications.Table
	// titleEnd is the unit behind the title's line, 0 if it stands on none.
	titleEnd int
}
