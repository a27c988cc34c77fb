package parse

import (
	"github.com/gouji/gouji/stages/parse/about"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/section"
	"github.com/gouji/gouji/stages/report"
)

// lines are the units as package about sees them. Rows of the report's own tables have no
// folded text: nothing is looked for in them.
func (r *reading) lines(from, to int) []about.Line {
	out := r.mem.lines.Take(to - from)[:to-from]
	clear(out)
	for i := range out {
		r.mem.Step()
		u := &r.us[from+i]
		l := &out[i]
		l.Text, l.Cells = &u.Line, len(u.Cells)
		l.Plain, l.Placed = u.Kind == layout.Line || u.Kind == layout.Placed || u.Kind == layout.Tabs && u.Sole() != nil, u.Kind == layout.Placed
		if c := u.Sole(); u.Kind == layout.Pipes && c != nil && c == &u.Cells[0] {
			t := c.Text() // without the pipes that fill the row up
			l.Text, l.Cells, l.Plain = &t, 1, true
		}
		l.Table, l.Head = r.table[from+i], u.Head != 0
		if !l.Table || len(u.Cells) == 1 {
			l.Fold = layout.LineFold(u)
		}
	}
	return out
}

// cellsOf gives package about the cells of units.
type cellsOf []layout.Unit

func (c cellsOf) CellFold(i, k int) string { return c[i].Cells[k].Fold }

func (c cellsOf) CellText(i, k int) report.Text { return c[i].Cells[k].Text() }

// input is the units from up to to as package about reads them; heads are the headings
// among them.
func (r *reading) input(from, to int, heads []section.Heading) about.Input {
	in := about.Input{
		Lines: r.lines(from, to), Rows: cellsOf(r.us[from:to]), Body: to - from, Next: to - from,
		Fields: r.doc.Head, Step: r.mem.Step,
	}
	if len(heads) > 0 {
		in.Body = heads[0].Unit - from
	}
	if len(heads) > 1 {
		in.Next = heads[1].Unit - from
	}
	return in
}

// setFacts fills in what the report says about itself.
func (r *reading) setFacts(f *about.Facts) {
	o := &r.out
	o.Schema, o.ID, o.Parser, o.Source, o.Head, o.Notes = report.Schema, r.doc.ID, Version, r.doc.Source, r.doc.Head, r.doc.Notes
	o.Title, o.Agency = r.stated("title", f.Title), r.stated("agency", f.Agency)
	o.Published, o.Signed = r.dated("published", f.Published, f.PublishedText), r.dated("signed", f.Signed, f.SignedText)
	if o.Period = f.Period; o.Period != nil {
		r.evidence("period", f.PeriodText)
	}
	switch {
	case f.Year != 0:
		o.Year = &f.Year
		r.evidence("year", f.YearText)
	case r.doc.Source.Year != 0:
		o.Year = &r.doc.Source.Year
	}
	for i, t := range f.Signature {
		r.prose[i] = t
	}
	r.titleEnd = f.TitleEnd
	if t := f.OtherYear; t.S != "" {
		o.Observations = append(o.Observations, report.Observation{Kind: report.SeenTitleYear, Quote: report.Quote{Text: t.S, At: t.At}})
	}
}

// stated is the words of a fact, nil if there are none; their place becomes evidence.
func (r *reading) stated(field string, t report.Text) *string {
	if t.S == "" {
		return nil
	}
	r.evidence(field, t)
	s := t.S // by itself: the pointer keeps what it points into
	return &s
}

// dated is stated for a date.
func (r *reading) dated(field, date string, t report.Text) *string {
	if date == "" {
		return nil
	}
	r.evidence(field, t)
	return &date
}

func (r *reading) evidence(field string, t report.Text) {
	r.out.Evidence[field] = report.Quote{Text: t.S, At: t.At}
}
