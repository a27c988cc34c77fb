package parse

import (
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// exactRows notes which labels stand in the region as the form has them.
func (d *disclosure) exactRows() {
	d.exact = make(map[string]bool, len(d.c.texts))
	for _, c := range d.c.texts {
		d.c.mem.step()
		d.exact[c.core()] = true
	}
}

// mostPieces is how many lines a title, a head or a label of table two goes over.
const mostPieces = 4

// inPieces puts the texts from event i on together, where they are one title, head or label
// only as a whole. It returns the text and how many pieces it has, 1 for none.
func (d *disclosure) inPieces(i int, form report.Form) (*cell, int) {
	first := d.c.events[i].text
	if !d.c.mem.off.on(wrappedLabel) || d.isWhole(first.f, form) {
		return first, 1
	}
	joined := first.f
	for n := 2; n <= mostPieces && i+n <= len(d.c.events); n++ {
		next := d.c.events[i+n-1].text
		if next == nil || d.isWhole(next.f, form) || len(joined)+len(next.f) > longText {
			break
		}
		joined += next.f
		if d.isWhole(joined, form) {
			return first.joined(joined), n
		}
	}
	return first, 1
}

// besideFigures is the label of a row of which one piece stands above and one below its
// figures, the record behind event i; nil if they are none.
func (d *disclosure) besideFigures(i int, form report.Form) *cell {
	events := d.c.events
	if !d.c.mem.off.on(wrappedLabel) || i+2 >= len(events) || events[i+1].text != nil || events[i+2].text == nil {
		return nil
	}
	above, below := events[i].text, events[i+2].text
	if r := &d.c.out[events[i+1].rec]; len(r.inside) > 0 || r.glued || d.isWhole(above.f, form) || d.isWhole(below.f, form) {
		return nil
	}
	if _, ok := d.exactRow(above.f+below.f, form); !ok {
		return nil
	}
	return above.joined(above.f + below.f)
}

// isWhole reports that a folded text is a title, a head or a label of table two by itself.
func (d *disclosure) isWhole(f string, form report.Form) bool {
	if _, ok := d.exactRow(f, form); ok {
		return true
	}
	return f == "信息内容" || d.p.book.twoHeads[core(f)] != "" || strings.HasPrefix(f, "第二十条第") && titleOf(f) != "" && strings.HasSuffix(f, "项")
}

// exactRow is the row whose label a folded text is.
func (d *disclosure) exactRow(f string, form report.Form) (report.DisclosureRow, bool) {
	if form == "" || form == report.FormUnknown {
		form = report.Form2021
	}
	s := core(f)
	for _, row := range d.p.two[form] {
		if s == row.core || row.variant != "" && s == row.variant {
			return row.row, true
		}
	}
	return report.DisclosureRow{}, false
}

// misprinted finds the row that a text differs from by one character, if its label
// stands nowhere else. 规章 is too short to be told from other words.
func (d *disclosure) misprinted(f string, form report.Form) (report.DisclosureRow, bool) {
	if form == "" || form == report.FormUnknown {
		form = report.Form2021
	}
	s := core(f)
	for _, row := range d.p.two[form] {
		if len(row.core) >= 12 && !d.exact[row.core] && !d.exact[row.variant] && len(s) >= 9 && len(s) <= len(row.core)+3 &&
			nearly(s, row.core) {
			return row.row, true
		}
	}
	return report.DisclosureRow{}, false
}

// olderHeads are the heads that only the form of 2019 has.
var olderHeads = [...]string{"本年新制作数量", "本年新公开数量", "对外公开总数量", "上一年项目数量", "采购项目数量", "采购总金额"}

// noteOlderHead notes the first head of the form of 2019.
func (d *disclosure) noteOlderHead(c *cell) {
	if d.older != nil || strings.ContainsAny(c.f, "，。；") || len(c.f) > 60 && !strings.Contains(c.f, "信息内容") {
		return
	}
	for _, h := range olderHeads {
		if strings.Contains(c.f, h) {
			q := wordsIn(c, h)
			d.older = &q
			return
		}
	}
}

// mixedForms notes that heads of the form of 2019 stand in a table of that of 2021.
func (d *disclosure) mixedForms() {
	if d.older != nil && d.form() == report.Form2021 {
		d.obs = append(d.obs, report.Observation{Kind: report.SeenOtherForm, Table: tableTwo, Quote: *d.older})
	}
}

// wordsIn is the quote of words in a cell; the whole cell where they are printed otherwise.
func wordsIn(c *cell, words string) report.Quote {
	t := c.text()
	if i := strings.Index(t.S, words); i >= 0 && c.from != nil && c.from.Plain() {
		t = c.from.Slice(int(c.off)+i, int(c.off)+i+len(words))
	}
	return report.Quote{Text: t.S, At: t.At}
}

// likeHeadInside notes a head that differs by one character from the form's and is glued to
// the heads beside it: 本年制发件数本年废止件数先行有效件数.
func (d *disclosure) likeHeadInside(c *cell) {
	if len(c.f) > longText || !strings.Contains(c.f, "信息内容") {
		return
	}
	f := []rune(c.f)
	for _, row := range d.p.two[report.Form2021] {
		cells := row.row.Cells
		for i, want := range cells {
			k := []rune(fold.String(want.Label))
			if strings.Contains(c.f, string(k)) || len(k) < 5 || len(cells) < 2 || !strings.Contains(c.f, fold.String(cells[(i+1)%len(cells)].Label)) {
				continue
			}
			for at := 0; at+len(k) <= len(f); at++ {
				if got := f[at : at+len(k)]; exchanged(got, k) == 1 {
					q := wordsIn(c, string(got))
					d.obs = append(d.obs, report.Observation{Kind: report.SeenLabel, Table: tableTwo, Key: want.Key, Want: want.Label, Quote: q})
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
func (d *disclosure) likeHead(c *cell) {
	s := c.core()
	if len(s) < 12 || len(s) > 60 || d.p.book.twoHeads[s] != "" {
		return
	}
	for _, row := range d.p.two[report.Form2021] {
		for i, want := range row.row.Cells {
			k := row.heads[i]
			if len(k) >= 15 && !d.exact[k] && nearly(s, k) {
				d.obs = append(d.obs, report.Observation{
					Kind: report.SeenLabel, Table: tableTwo, Key: want.Key, Want: want.Label, Quote: report.Quote{Text: c.s, At: c.text().At},
				})
				return
			}
		}
	}
}

// noteLabel notes a label that differs from the form's.
func (d *disclosure) noteLabel(row report.DisclosureRow, c *cell) {
	want := core(fold.String(row.Label))
	if s := c.core(); s == want || len(c.f) > 40 {
		return
	}
	d.obs = append(d.obs, report.Observation{
		Kind: report.SeenLabel, Table: tableTwo, Key: row.Cells[0].Key, Want: row.Label, Quote: report.Quote{Text: c.s, At: c.text().At},
	})
}

// observe notes the titles and rows that the table lacks.
func (d *disclosure) observe() {
	form := d.form()
	if form == report.FormUnknown {
		form = report.Form2021
	}
	titles := map[string]bool{}
	for _, row := range d.p.two[form] {
		key := row.row.Cells[0].Key
		if !d.seen[key] {
			d.obs = append(d.obs, report.Observation{Kind: report.SeenMissingRow, Table: tableTwo, Key: key, Want: row.row.Label})
		}
		if t := row.row.Title; !titles[t] {
			titles[t] = true
			if !d.title[titleOf(foldTitle(t))] {
				d.obs = append(d.obs, report.Observation{Kind: report.SeenNoTitle, Table: tableTwo, Key: key, Want: t})
			}
		}
	}
}
