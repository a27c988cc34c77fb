package parse

import (
	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// exactRows notes which labels stand in the region as the form has them.
func (d *disclosure) exactRows() {
	d.exact = map[string]bool{}
	for _, c := range d.c.texts {
		d.c.mem.step()
		d.exact[core(c.f)] = true
	}
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
			distance([]rune(s), []rune(row.core)) == 1 {
			return row.row, true
		}
	}
	return report.DisclosureRow{}, false
}

// likeHead notes a head that differs from the form's by one character.
func (d *disclosure) likeHead(c *cell) {
	s := core(c.f)
	if len(s) < 12 || len(s) > 60 || d.p.book.twoHeads[s] != "" {
		return
	}
	for _, row := range d.p.two[report.Form2021] {
		for _, want := range row.row.Cells {
			k := core(fold.String(want.Label))
			if len(k) >= 15 && !d.exact[k] && distance([]rune(s), []rune(k)) == 1 {
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
	if s := core(c.f); s == want || len(c.f) > 40 {
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
