package parse

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// observe notes what is out of the ordinary in the rows of table three.
func (a *applications) observe() {
	b := a.p.book
	for j := range b.rows {
		a.mem.look()
		if a.skip[j] {
			continue
		}
		l := &b.rows[j]
		r := a.found[j]
		switch {
		case r == nil && !a.seen[j] && !a.unsure[j]:
			a.obs = append(a.obs, report.Observation{Kind: report.SeenMissingRow, Table: tableThree, Key: l.row.Key, Want: l.row.Label})
		case r == nil:
		case r.surplus:
			a.note(report.SeenSurplus, r, l.row.Key)
		case r.short:
			a.note(report.SeenMissing, r, l.row.Key)
		}
		a.observeLabel(j, r)
	}
}

func (a *applications) note(kind string, r *record, key string) {
	a.obs = append(a.obs, report.Observation{Kind: kind, Table: tableThree, Key: key, Want: fmt.Sprint(columns), Quote: a.quote(r, key)})
}

// quote is the print of a record. Figures that stand away from their label are quoted
// with the label of their row, and not with the words that happen to stand before them.
func (a *applications) quote(r *record, key string) report.Quote {
	if r.score >= alike {
		return r.quote()
	}
	if c := a.labelCell(a.p.book.rowAt(key)); c != nil {
		return report.Quote{Text: c.s, At: c.text().At}
	}
	return r.figures()
}

// quoteRow is the print of the row with a key, for an observation about it.
func (a *applications) quoteRow(key string) report.Quote {
	j := a.p.book.rowAt(key)
	if r := a.found[j]; r != nil {
		return a.quote(r, key)
	}
	if c := a.labelCell(j); c != nil {
		return report.Quote{Text: c.s, At: c.text().At}
	}
	return report.Quote{}
}

// labelCell is the text that is exactly the label of row j, nil if there is none.
func (a *applications) labelCell(j int) *cell {
	l := &a.p.book.rows[j]
	for i, c := range a.texts {
		if s := a.cores[i]; (s == l.core || s == l.short) && (len(s) > len("总计") || ordinalLen(c.f) > 0) {
			return c
		}
	}
	return nil
}

// observeLabel notes a label that differs from the form's, where it stands whole.
func (a *applications) observeLabel(j int, r *record) {
	b := a.p.book
	l := &b.rows[j]
	if a.labelCell(j) != nil {
		return
	}
	c := a.variantCell(j)
	if c == nil && r != nil && r.score >= alike && r.score < fragment {
		list := r.inside
		if len(list) == 0 {
			list = r.before
		}
		if len(list) > 0 {
			c = list[len(list)-1]
		}
	}
	if c == nil || b.groups[c.core()] {
		return
	}
	a.obs = append(a.obs, report.Observation{
		Kind: report.SeenLabel, Table: tableThree, Key: l.row.Key, Want: l.row.Label, Quote: report.Quote{Text: c.s, At: c.text().At},
	})
}

// variantCell is a text that is another wording or a misprint of row j's label, and of
// no other row's.
func (a *applications) variantCell(j int) *cell {
	b := a.p.book
	for i, c := range a.texts {
		a.mem.step()
		s := a.cores[i]
		if row, ok := b.byCore[s]; ok {
			if row == j && s != b.rows[j].core && s != b.rows[j].short {
				return c
			}
			continue
		}
		if len(c.f) > 160 || printedOrdinal(c.f) == 0 || printedOrdinal(c.f) != printedOrdinal(fold.String(b.rows[j].row.Label)) {
			continue
		}
		if w := b.weigh(j, s, []rune(s)); w >= alike && w < fragment && b.onlyAlike(j, s) {
			return c
		}
	}
	return nil
}

// onlyAlike reports that s is like no row's label but that of row j.
func (b *book) onlyAlike(j int, s string) bool {
	for i := range b.rows {
		if i != j && b.weigh(i, s, []rune(s)) > unlabeled {
			return false
		}
	}
	return true
}

// quote is the print of the row: its label and figures, or the figures alone.
func (r *record) quote() report.Quote {
	var label *cell
	if n := len(r.inside); n > 0 {
		label = r.inside[n-1]
	} else if n := len(r.before); n > 0 {
		label = r.before[n-1]
	}
	return r.print(label)
}

// figures is the print of the record's figures alone.
func (r *record) figures() report.Quote { return r.print(nil) }

func (r *record) print(label *cell) report.Quote {
	q := report.Quote{}
	var words strings.Builder // a row may have 300,000 figures
	add := func(c *cell) {
		if c.s == "" {
			return
		}
		if words.Len() == 0 {
			words.WriteString(c.s)
			q.At = c.text().At
			return
		}
		words.WriteString(" " + c.s)
		if q.At.Kind == report.PlaceText {
			q.At.End = max(q.At.End, c.text().At.End)
		}
	}
	if label != nil {
		add(label)
	}
	for i := range r.vals {
		add(r.vals[i].c)
	}
	q.Text = words.String()
	return q
}
