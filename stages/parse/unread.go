package parse

import (
	"strconv"

	"github.com/gouji/gouji/stages/report"
)

// tableNames are the names of tables two to four in observations.
func tableNames() map[int]string { return map[int]string{2: tableTwo, 3: tableThree, 4: tableFour} }

// unreadIn counts the unread cells of a row and gives the reason of the first.
func unreadIn[K comparable](cells map[K]report.Cell) (n int, why string) {
	for _, c := range cells {
		if c.State == report.Unread {
			n++
			if why == "" || c.Why < why {
				why = c.Why // the same one whatever the order of a map is
			}
		}
	}
	return n, why
}

// sayUnread notes what of the tables is there and was not read: a whole table once, and
// else each row of it.
func (r *reading) sayUnread() {
	t := &r.out.Tables
	if t.Applications != nil && r.three != nil {
		r.sayRows(tableThree, t.Applications, r.three.quoteRow)
	}
	if t.Proceedings != nil {
		r.sayRows(tableFour, t.Proceedings, func(string) report.Quote { return report.Quote{} })
	}
	if n, _ := unreadIn(t.Disclosure); n > 0 {
		rows := map[string]map[string]report.Cell{}
		for _, row := range r.p.two[r.two.formOr2021()] {
			for _, c := range row.row.Cells {
				if cell, ok := t.Disclosure[c.Key]; ok {
					key := row.row.Cells[0].Key
					if rows[key] == nil {
						rows[key] = map[string]report.Cell{}
					}
					rows[key][c.Key] = cell
				}
			}
		}
		r.sayRows(tableTwo, rows, r.two.quoteRow)
	}
}

func (r *reading) sayRows(table string, rows map[string]map[string]report.Cell, quote func(key string) report.Quote) {
	any := false
	for _, row := range rows {
		n, _ := unreadIn(row)
		any = any || n > 0
	}
	if !any {
		return
	}
	all, unread, reason := 0, 0, ""
	for _, key := range r.p.rowOrder[table] {
		n, why := unreadIn(rows[key])
		all, unread = all+len(rows[key]), unread+n
		if n > 0 && reason == "" {
			reason = why
		}
	}
	say := func(key string, n int, why string, q report.Quote) {
		r.out.Observations = append(r.out.Observations, report.Observation{
			Kind: report.SeenUnread, Table: table, Key: key, Want: strconv.Itoa(n), Why: why, Quote: q,
		})
	}
	if unread == all {
		say("", unread, reason, r.tableQuote(table))
		return
	}
	for _, key := range r.p.rowOrder[table] {
		if n, why := unreadIn(rows[key]); n > 0 {
			q := quote(key)
			if q.Text == "" {
				q = r.tableQuote(table)
			}
			say(key, n, why, q)
		}
	}
}

// rowOrder are the keys of the rows of a table in the order of print, of both forms.
func rowOrder(table string) []string {
	var out []string
	seen := map[string]bool{}
	add := func(key string) {
		if !seen[key] {
			seen[key] = true
			out = append(out, key)
		}
	}
	for _, form := range []report.Form{report.Form2021, report.Form2019} {
		switch table {
		case tableTwo:
			for _, row := range report.DisclosureRows(form) {
				add(row.Cells[0].Key)
			}
		case tableThree:
			for _, row := range report.ApplicationRows(form) {
				add(row.Key)
			}
		case tableFour:
			for _, g := range report.ProceedingGroups() {
				add(g.Key)
			}
		}
	}
	return out
}

// tableQuote is the heading above a table.
func (r *reading) tableQuote(table string) report.Quote {
	for _, h := range r.heads {
		if tableNames()[h.number] == table {
			t := r.us[h.unit].line
			return report.Quote{Text: t.S, At: t.At}
		}
	}
	return report.Quote{}
}

// sayThings notes the tables in whose place something stands that is no text: nothing is
// known of their cells, but it cannot be said that they are missing.
func (r *reading) sayThings() {
	have := map[int]bool{2: r.out.Tables.Disclosure != nil, 3: r.out.Tables.Applications != nil, 4: r.out.Tables.Proceedings != nil}
	for i, h := range r.heads {
		table, ok := tableNames()[h.number]
		if !ok || have[h.number] {
			continue
		}
		end := len(r.us)
		if i+1 < len(r.heads) {
			end = r.heads[i+1].unit
		}
		for k := h.unit; k < end; k++ {
			if thing := r.us[k].thing(); thing != "" {
				t := r.us[h.unit].line
				r.out.Observations = append(r.out.Observations, report.Observation{
					Kind: report.SeenUnread, Table: table, Why: "in the place of the table stands something that is no text: " + string(thing),
					Quote: report.Quote{Text: t.S, At: t.At},
				})
				break
			}
		}
	}
}

// thing is what stands in a unit and is no text, "" for nothing. A link to a file counts.
func (u *unit) thing() report.Thing {
	for _, o := range u.line.Objects {
		return o.Thing
	}
	for i := range u.cells {
		if c := &u.cells[i]; c.from != nil && len(c.from.Objects) > 0 {
			return c.from.Objects[0].Thing
		}
	}
	return ""
}
