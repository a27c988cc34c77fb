package parse

import (
	"strconv"

	"github.com/gouji/gouji/stages/parse/applications"
	"github.com/gouji/gouji/stages/parse/disclosure"
	"github.com/gouji/gouji/stages/parse/proceedings"
	"github.com/gouji/gouji/stages/report"
)

// tableNames are the names of tables two to four in observations.
func tableNames() map[int]string {
	return map[int]string{2: disclosure.Name, 3: applications.Name, 4: proceedings.Name}
}

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
		r.sayRows(applications.Name, t.Applications, r.three.QuoteRow)
	}
	if t.Proceedings != nil {
		r.sayRows(proceedings.Name, t.Proceedings, func(string) report.Quote { return report.Quote{} })
	}
	if n, _ := unreadIn(t.Disclosure); n > 0 {
		rows := map[string]map[string]report.Cell{}
		for _, row := range r.p.Two[r.two.FormOr2021()] {
			for _, c := range row.Row.Cells {
				if cell, ok := t.Disclosure[c.Key]; ok {
					key := row.Row.Cells[0].Key
					if rows[key] == nil {
						rows[key] = map[string]report.Cell{}
					}
					rows[key][c.Key] = cell
				}
			}
		}
		r.sayRows(disclosure.Name, rows, r.two.QuoteRow)
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
		case disclosure.Name:
			for _, row := range report.DisclosureRows(form) {
				add(row.Cells[0].Key)
			}
		case applications.Name:
			for _, row := range report.ApplicationRows(form) {
				add(row.Key)
			}
		case proceedings.Name:
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
		if tableNames()[h.Number] == table {
			t := r.us[h.Unit].Line
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
		table, ok := tableNames()[h.Number]
		if !ok || have[h.Number] {
			continue
		}
		end := len(r.us)
		if i+1 < len(r.heads) {
			end = r.heads[i+1].Unit
		}
		for k := h.Unit; k < end; k++ {
			if thing := r.us[k].Thing(); thing != "" {
				t := r.us[h.Unit].Line
				r.out.Observations = append(r.out.Observations, report.Observation{
					Kind: report.SeenUnread, Table: table, Why: "in the place of the table stands something that is no text: " + string(thing),
					Quote: report.Quote{Text: t.S, At: t.At},
				})
				break
			}
		}
	}
}
