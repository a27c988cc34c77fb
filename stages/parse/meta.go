package parse

import (
	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/about"
	"github.com/gouji/gouji/stages/report"
)

// lines are the units as package about sees them. Rows of the report's own tables have no
// folded text: nothing is looked for in them.
func (r *reading) lines(from, to int) []about.Line {
	out := r.mem.lines.take(to - from)[:to-from]
	clear(out)
	for i := range out {
		r.mem.step()
		u := &r.us[from+i]
		l := &out[i]
		l.Text, l.Cells = &u.line, len(u.cells)
		l.Plain, l.Placed = u.kind == asLine || u.kind == asPlaced || u.kind == asTabs && u.sole() != nil, u.kind == asPlaced
		l.Table, l.Head = r.table[from+i], u.head != 0
		if !l.Table || len(u.cells) == 1 {
			l.Fold = lineFold(u)
		}
	}
	return out
}

// cellsOf gives package about the cells of units.
type cellsOf []unit

func (c cellsOf) CellFold(i, k int) string { return c[i].cells[k].f }

func (c cellsOf) CellText(i, k int) report.Text { return c[i].cells[k].text() }

// input is the units from up to to as package about reads them; heads are the headings
// among them.
func (r *reading) input(from, to int, heads []heading) about.Input {
	in := about.Input{
		Lines: r.lines(from, to), Rows: cellsOf(r.us[from:to]), Body: to - from, Next: to - from,
		Fields: r.doc.Head, Step: r.mem.step,
	}
	if len(heads) > 0 {
		in.Body = heads[0].unit - from
	}
	if len(heads) > 1 {
		in.Next = heads[1].unit - from
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

// lineFold is the folded text of a unit.
func lineFold(u *unit) string {
	if c := u.sole(); c != nil {
		return c.f
	}
	return fold.String(u.line.S)
}
