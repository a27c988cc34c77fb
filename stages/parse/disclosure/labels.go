package disclosure

import (
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/report"
)

// exactRows notes which labels stand in the region as the form has them.
func (d *Table) exactRows() {
	d.exact = make(map[string]bool, len(d.c.Texts))
	for _, c := range d.c.Texts {
		d.c.Mem.Step()
		d.exact[c.Core()] = true
	}
}

// mostPieces is how many lines a title, a head or a label of table two goes over.
const mostPieces = 4

// inPieces puts the texts from event i on together, where they are one title, head or label
// only as a whole. It returns the text and how many pieces it has, 1 for none.
func (d *Table) inPieces(i int, form report.Form) (*layout.Cell, int) {
	first := d.c.Events[i].Text
	if !d.c.Mem.Off.On(repair.WrappedLabel) || d.isWhole(first.Fold, form) {
		return first, 1
	}
	joined := first.Fold
	for n := 2; n <= mostPieces && i+n <= len(d.c.Events); n++ {
		next := d.c.Events[i+n-1].Text
		if next == nil || d.isWhole(next.Fold, form) || len(joined)+len(next.Fold) > label.LongText {
			break
		}
		joined += next.Fold
		if d.isWhole(joined, form) {
			return first.WithFold(joined), n
		}
	}
	return first, 1
}

// besideFigures is the label of a row of which one piece stands above and one below its
// figures, the record behind event i; nil if they are none.
func (d *Table) besideFigures(i int, form report.Form) *layout.Cell {
	events := d.c.Events
	if !d.c.Mem.Off.On(repair.WrappedLabel) || i+2 >= len(events) || events[i+1].Text != nil || events[i+2].Text == nil {
		return nil
	}
	above, below := events[i].Text, events[i+2].Text
	if r := &d.c.Records[events[i+1].Rec]; len(r.Inside) > 0 || r.Glued || d.isWhole(above.Fold, form) || d.isWhole(below.Fold, form) {
		return nil
	}
	if _, ok := d.exactRow(above.Fold+below.Fold, form); !ok {
		return nil
	}
	return above.WithFold(above.Fold + below.Fold)
}

// isWhole reports that a folded text is a title, a head or a label of table two by itself.
func (d *Table) isWhole(f string, form report.Form) bool {
	if _, ok := d.exactRow(f, form); ok {
		return true
	}
	return f == "信息内容" || d.p.Book.TwoHeads[label.Core(f)] != "" || strings.HasPrefix(f, "第二十条第") && TitleNumeral(f) != "" && strings.HasSuffix(f, "项")
}

// exactRow is the row whose label a folded text is.
func (d *Table) exactRow(f string, form report.Form) (report.DisclosureRow, bool) {
	if form == "" || form == report.FormUnknown {
		form = report.Form2021
	}
	s := label.Core(f)
	for _, row := range d.p.Two[form] {
		if s == row.Core || row.Variant != "" && s == row.Variant {
			return row.Row, true
		}
	}
	return report.DisclosureRow{}, false
}

// misprinted finds the row that a text differs from by one character, if its label
// stands nowhere else. 规章 is too short to be told from other words.
func (d *Table) misprinted(f string, form report.Form) (report.DisclosureRow, bool) {
	if form == "" || form == report.FormUnknown {
		form = report.Form2021
	}
	s := label.Core(f)
	for _, row := range d.p.Two[form] {
		if len(row.Core) >= 12 && !d.exact[row.Core] && !d.exact[row.Variant] && len(s) >= 9 && len(s) <= len(row.Core)+3 &&
			label.Nearly(s, row.Core) {
			return row.Row, true
		}
	}
	return report.DisclosureRow{}, false
}

// noteOlderHead notes the first head of the form of 2019.
func (d *Table) noteOlderHead(c *layout.Cell) {
	if d.older != nil || strings.ContainsAny(c.Fold, ",。;") || len(c.Fold) > 60 && !strings.Contains(c.Fold, "信息内容") {
		return
	}
	for _, h := range d.p.OnlyOlder {
		if strings.Contains(c.Fold, h) {
			q := wordsIn(c, h)
			d.older = &q
			return
		}
	}
}

// mixedForms notes that heads of the form of 2019 stand in a table of that of 2021.
func (d *Table) mixedForms() {
	if d.older != nil && d.Form() == report.Form2021 {
		d.Observations = append(d.Observations, report.Observation{Kind: report.SeenOtherForm, Table: Name, Quote: *d.older})
	}
}

// wordsIn is the quote of words in a cell; the whole cell where they are printed otherwise.
func wordsIn(c *layout.Cell, words string) report.Quote {
	t := c.Text()
	if i := strings.Index(t.S, words); i >= 0 && c.From != nil && c.From.Plain() {
		t = c.From.Slice(int(c.Off)+i, int(c.Off)+i+len(words))
	}
	return report.Quote{Text: t.S, At: t.At}
}

// likeHeadInside notes a head that differs by one character from the form's and is glued to
// the heads beside it: 本年制发件数本年废止件数先行有效件数.
func (d *Table) likeHeadInside(c *layout.Cell) {
	if len(c.Fold) > label.LongText || !strings.Contains(c.Fold, "信息内容") {
		return
	}
	f := []rune(c.Fold)
	for _, row := range d.p.Two[report.Form2021] {
		cells := row.Row.Cells
		for i, want := range cells {
			k := []rune(fold.String(want.Label))
			if strings.Contains(c.Fold, string(k)) || len(k) < 5 || len(cells) < 2 || !strings.Contains(c.Fold, fold.String(cells[(i+1)%len(cells)].Label)) {
				continue
			}
			for at := 0; at+len(k) <= len(f); at++ {
				if got := f[at : at+len(k)]; exchanged(got, k) == 1 {
					q := wordsIn(c, string(got))
					d.Observations = append(d.Observations, report.Observation{Kind: report.SeenLabel, Table: Name, Key: want.Key, Want: want.Label, Quote: q})
					return
				}
			}
		}
		break // the rows below have the same heads, or one alone
	}
}

// exchanged is in how many characters two texts of one length differ.
func exchanged(a, b []rune) (n int) {
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// likeHead notes a head that differs from the form's by one character.
func (d *Table) likeHead(c *layout.Cell) {
	s := c.Core()
	if len(s) < 12 || len(s) > 60 || d.p.Book.TwoHeads[s] != "" {
		return
	}
	for _, row := range d.p.Two[report.Form2021] {
		for i, want := range row.Row.Cells {
			k := row.Heads[i]
			if len(k) >= 15 && !d.exact[k] && label.Nearly(s, k) {
				d.Observations = append(d.Observations, report.Observation{
					Kind: report.SeenLabel, Table: Name, Key: want.Key, Want: want.Label, Quote: report.Quote{Text: c.S, At: c.Text().At},
				})
				return
			}
		}
	}
}

// noteLabel notes a label that differs from the form's.
func (d *Table) noteLabel(row report.DisclosureRow, c *layout.Cell) {
	want := label.Core(fold.String(row.Label))
	if s := c.Core(); s == want || len(c.Fold) > 40 {
		return
	}
	d.Observations = append(d.Observations, report.Observation{
		Kind: report.SeenLabel, Table: Name, Key: row.Cells[0].Key, Want: row.Label, Quote: report.Quote{Text: c.S, At: c.Text().At},
	})
}

// observe notes the titles and rows that the table lacks.
func (d *Table) observe() {
	form := d.Form()
	if form == report.FormUnknown {
		form = report.Form2021
	}
	titles := map[string]bool{}
	for _, row := range d.p.Two[form] {
		key := row.Row.Cells[0].Key
		if !d.seen[key] {
			d.Observations = append(d.Observations, report.Observation{Kind: report.SeenMissingRow, Table: Name, Key: key, Want: row.Row.Label})
		}
		if t := row.Row.Title; !titles[t] {
			titles[t] = true
			if !d.title[TitleNumeral(foldTitle(t))] {
				d.Observations = append(d.Observations, report.Observation{Kind: report.SeenNoTitle, Table: Name, Key: key, Want: t})
			}
		}
	}
}
