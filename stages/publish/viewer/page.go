package viewer

import (
	"cmp"
	"html/template"
	"path"
	"slices"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

// page is what the template shows of one document.
type page struct {
	W *words
	// ID is of the document on the page, such as d1; every id in it begins with it.
	ID, File string
	// Rejection and Message are of a document that was refused, "" otherwise.
	Rejection, Message string
	Facts              []fact
	Sums               []string
	Findings           []group
	Counts             []count
	Tables             []table
	Original           template.HTML
	Note               string

	words  *words
	prefix string
	spots  *spots
	refs   map[string][]ref
}

// fact is a statement about the report with the place it was read from.
type fact struct{ ID, Name, Value, Link string }

// count is how many findings have a severity.
type count struct {
	Class, Name string
	N           int
}

// document makes the page of one document. The original comes first: the right side links
// only to what the original really shows.
func (v *Writer) document(in Input) page {
	c := in.Check
	p := page{W: v.words, words: v.words, ID: "d" + itoa(v.total), File: export.Safe(fileName(c.File))}
	p.prefix = p.ID + "-"
	if c.Outcome != report.Checked || c.Report == nil {
		p.refuse(c)
		return p
	}
	findings := ByWeight(c.Findings)
	p.spots = collect(p.prefix, &c, findings)
	p.refs = refsOf(p.prefix, findings)
	p.Original, p.Note = p.original(in)
	p.Facts = p.facts(c.Report)
	p.Sums = v.words.Words.Sums(c)
	p.Findings = p.groups(findings, v.o.About)
	p.Counts = p.counts(findings)
	t := &tables{p: &p, form: c.Report.Form, seen: map[string]bool{}}
	p.Tables = t.all(c.Report)
	return p
}

// fileName is the last part of a path: where a writer keeps his drafts is nobody's business.
func fileName(file string) string {
	return path.Base(strings.ReplaceAll(file, `\`, "/"))
}

func (p *page) refuse(c report.Check) {
	r := report.Rejection{}
	if c.Rejection != nil {
		r = *c.Rejection
	}
	p.Rejection = p.words.Rejected + "：" + p.words.ClassName(fault.Class(r.Class)) + "（" + r.Class + "）"
	p.Message = export.Safe(r.Message)
}

func (p *page) original(in Input) (template.HTML, string) {
	if in.Document == nil {
		return "", p.words.NoOriginal
	}
	f := &flow{spots: p.spots, words: p.words, heads: map[report.Place]bool{}}
	for _, s := range in.Check.Report.Sections {
		f.heads[s.At] = true
	}
	note := ""
	if onPages(in.Document.Blocks) {
		note = p.words.Boxes
		if slices.ContainsFunc(in.Images, func(p Page) bool { return p.PNG != nil }) {
			note = p.words.Images
		}
		f.pages(in.Document.Blocks, in.Images)
	} else {
		f.blocks(in.Document.Blocks)
	}
	return template.HTML(f.b.String()), note // every character went through flow.text or attr
}

// onPages reports that the words of the original stand at places on pages, as in PDF and OFD.
func onPages(list []report.Block) bool {
	for i := range list {
		b := &list[i]
		if b.Grid == nil && !b.Line.IsZero() {
			return b.Line.At.OnPage()
		}
		if b.Grid != nil && len(b.Grid.Cells) > 0 {
			return b.Grid.Cells[0].Text.At.OnPage()
		}
	}
	return false
}

// ByWeight orders findings: errors before warnings before hints, those of one cause
// together behind the one that speaks for them.
func ByWeight(list []report.Finding) []report.Finding {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b report.Finding) int {
		return cmp.Or(cmp.Compare(rank(a.Severity), rank(b.Severity)), cmp.Compare(a.Section, b.Section))
	})
	return out
}

func (p *page) counts(list []report.Finding) []count {
	var out []count
	for _, s := range []report.Severity{report.Error, report.Warning, report.Info} {
		n := 0
		for _, f := range list {
			if f.Severity == s {
				n++
			}
		}
		out = append(out, count{Class: string(s), Name: p.words.SeverityName(s), N: n})
	}
	return out
}

func (p *page) facts(r *report.Report) []fact {
	var out []fact
	list := p.words.Words.Facts(r)
	if r.Signed != nil {
		list = append(list, export.Fact{Key: "signed", Name: p.words.Signed, Value: *r.Signed})
	}
	if r.Period != nil {
		list = append(list, export.Fact{Key: "period", Name: p.words.Period, Value: r.Period.Start + " – " + r.Period.End})
	}
	for _, f := range list {
		v := fact{Name: f.Name, Value: export.Safe(f.Value), ID: p.prefix + "fact-" + f.Key}
		if q, ok := r.Evidence[f.Key]; ok {
			v.Link = p.spots.link(q.At)
		}
		out = append(out, v)
	}
	for _, n := range r.Notes {
		out = append(out, fact{Name: p.words.Note, Value: export.Safe(n)})
	}
	return out
}
