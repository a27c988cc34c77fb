package applications

import (
	"fmt"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/report"
)

// observe notes what is out of the ordinary in the rows of table three.
func (a *Table) observe() {
	b := a.p.Book
	for j := range b.Rows {
		a.mem.Look()
		if a.skip[j] {
			continue
		}
		l := &b.Rows[j]
		r := a.found[j]
		switch {
		case r == nil && !a.seen[j] && !a.unsure[j]:
			a.Observations = append(a.Observations, report.Observation{Kind: report.SeenMissingRow, Table: Name, Key: l.Row.Key, Want: l.Row.Label})
		case r == nil:
		case r.Surplus:
			a.note(report.SeenSurplus, r, l.Row.Key)
		case r.Short:
			a.note(report.SeenMissing, r, l.Row.Key)
		}
		a.observeLabel(j, r)
	}
}

func (a *Table) note(kind string, r *record.Record, key string) {
	a.Observations = append(a.Observations, report.Observation{Kind: kind, Table: Name, Key: key, Want: fmt.Sprint(label.Columns), Quote: a.quote(r, key)})
}

// quote is the print of a record. Figures that stand away from their label are quoted
// with the label of their row, and not with the words that happen to stand before them.
func (a *Table) quote(r *record.Record, key string) report.Quote {
	if r.Score >= label.Alike {
		return r.Quote()
	}
	if c := a.labelCell(a.p.Book.RowAt(key)); c != nil {
		return report.Quote{Text: c.S, At: c.Text().At}
	}
	return r.Figures()
}

// QuoteRow is the print of the row with a key, for an observation about it.
func (a *Table) QuoteRow(key string) report.Quote {
	j := a.p.Book.RowAt(key)
	if r := a.found[j]; r != nil {
		return a.quote(r, key)
	}
	if c := a.labelCell(j); c != nil {
		return report.Quote{Text: c.S, At: c.Text().At}
	}
	return report.Quote{}
}

// labelCell is the text that is exactly the label of row j, nil if there is none.
func (a *Table) labelCell(j int) *layout.Cell {
	l := &a.p.Book.Rows[j]
	for i, c := range a.texts {
		if s := a.cores[i]; (s == l.Core || s == l.Short) && (len(s) > len("总计") || label.OrdinalLen(c.Fold) > 0) {
			return c
		}
	}
	return nil
}

// observeLabel notes a label that differs from the form's, where it stands whole.
func (a *Table) observeLabel(j int, r *record.Record) {
	b := a.p.Book
	l := &b.Rows[j]
	if a.labelCell(j) != nil {
		return
	}
	c := a.variantCell(j)
	if c == nil && r != nil && r.Score >= label.Alike && r.Score < label.Fragment {
		list := r.Inside
		if len(list) == 0 {
			list = r.Before
		}
		if len(list) > 0 {
			c = list[len(list)-1]
		}
	}
	if c == nil || b.Groups[c.Core()] {
		return
	}
	a.Observations = append(a.Observations, report.Observation{
		Kind: report.SeenLabel, Table: Name, Key: l.Row.Key, Want: l.Row.Label, Quote: report.Quote{Text: c.S, At: c.Text().At},
	})
}

// variantCell is a text that is another wording or a misprint of row j's label, and of
// no other row's.
func (a *Table) variantCell(j int) *layout.Cell {
	b := a.p.Book
	for i, c := range a.texts {
		a.mem.Step()
		s := a.cores[i]
		if row, ok := b.ByCore[s]; ok {
			if row == j && s != b.Rows[j].Core && s != b.Rows[j].Short {
				return c
			}
			continue
		}
		if len(c.Fold) > 160 || label.PrintedOrdinal(c.Fold) == 0 || label.PrintedOrdinal(c.Fold) != label.PrintedOrdinal(fold.String(b.Rows[j].Row.Label)) {
			continue
		}
		if w := b.Weigh(j, s, []rune(s)); w >= label.Alike && w < label.Fragment && b.OnlyAlike(j, s) {
			return c
		}
	}
	return nil
}

// ObserveOneRow notes that (六)其他处理 is one row although the rest is the 2021 form.
func (a *Table) ObserveOneRow(obs *[]report.Observation) {
	j := a.p.Book.RowAt(label.OtherRow)
	if r := a.found[j]; r != nil && !a.skip[j] {
		*obs = append(*obs, report.Observation{
			Kind: report.SeenOneRow, Table: Name, Key: label.OtherRow, Want: "3", Quote: a.quote(r, label.OtherRow),
		})
	}
}
