package parse

import (
	"strings"

	"github.com/gouji/gouji/stages/parse/applications"
	"github.com/gouji/gouji/stages/parse/disclosure"
	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/proceedings"
	"github.com/gouji/gouji/stages/parse/section"
	"github.com/gouji/gouji/stages/report"
)

// mergeLines reads the tables of the document's lines as well, where ingest gave both grids
// that it inferred from what is drawn and the lines they were made of. The two readings are
// merged cell by cell: what only one of them could read is read, and where they say
// different things neither counts.
func (r *reading) mergeLines() {
	if len(r.doc.Lines) == 0 {
		return
	}
	doc := report.Document{Format: r.doc.Format, Blocks: r.doc.Lines}
	l := &reading{p: r.p, doc: &doc, mem: r.mem}
	l.us = section.CutLong(layout.Units(&doc, &r.mem.UnitMemory), &r.mem.UnitMemory)
	l.heads, _ = section.Find(l.us, &r.mem.UnitMemory)
	for _, h := range l.heads {
		for i := range h.Lines {
			l.us[h.Unit+i].Head = h.Number
		}
	}
	l.readTables()
	a, b := &r.out.Tables, &l.out.Tables
	if a.Disclosure == nil && b.Disclosure != nil {
		r.two, a.Disclosure = l.two, b.Disclosure
		r.takeObservations(l, disclosure.Name)
	} else {
		mergeCells(a.Disclosure, b.Disclosure)
	}
	if a.Applications == nil && b.Applications != nil {
		r.three, a.Applications = l.three, b.Applications
		r.takeObservations(l, applications.Name)
	} else {
		mergeRows(a.Applications, b.Applications)
	}
	if a.Proceedings == nil && b.Proceedings != nil {
		a.Proceedings = b.Proceedings
		r.takeObservations(l, proceedings.Name)
	} else {
		mergeRows(a.Proceedings, b.Proceedings)
	}
	if r.out.Form == report.FormUnknown {
		r.out.Form = l.out.Form
	}
	r.dropAnswered()
}

func (r *reading) takeObservations(l *reading, table string) {
	for _, o := range l.out.Observations {
		if o.Table == table && o.Kind != report.SeenUnread {
			r.out.Observations = append(r.out.Observations, o)
		}
	}
}

func mergeRows(a, b map[string]map[string]report.Cell) {
	for key, row := range b {
		if mine, ok := a[key]; ok {
			mergeCells(mine, row)
		} else if a != nil && !otherwise(a, key) {
			a[key] = row
		}
	}
}

// otherwise reports that a table has （六）其他处理 in the other way than the row: as one
// row or as three.
func otherwise(a map[string]map[string]report.Cell, key string) bool {
	if !strings.HasPrefix(key, label.OtherRow) {
		return false
	}
	for have := range a {
		if strings.HasPrefix(have, label.OtherRow) && (have == label.OtherRow) != (key == label.OtherRow) {
			return true
		}
	}
	return false
}

func mergeCells(a, b map[string]report.Cell) {
	for key, two := range b {
		one, ok := a[key]
		switch {
		case a == nil:
		case !ok:
			a[key] = two
		case two.State == report.Unread:
		case one.Why == figure.MergedFigure:
		case one.State == report.Unread && two.State == report.Printed && holdsMore(one.Text, two.Text):
		case one.State == report.Unread && two.State == report.Derived && digits(one.Text) > digits(two.Value.String()):
		case one.State == report.Unread:
			a[key] = two
		case one.Value.Valid() != two.Value.Valid() || one.Value.Valid() && one.Value.Cmp(two.Value) != 0:
			a[key] = figure.Unread("the table's cells and its lines say different things here")
		case one.State == report.Derived && two.State == report.Printed:
			a[key] = two
		}
	}
}

// holdsMore reports that the cell of a grid holds something beside what its line says: the
// line has only a part of the cell.
func holdsMore(grid, line string) bool {
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	return grid != "" && squeeze(grid) != squeeze(line)
}

func digits(s string) (n int) {
	for _, c := range s {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}

// dropAnswered drops the observations about rows that one reading lacked and the other has.
func (r *reading) dropAnswered() {
	kept := r.out.Observations[:0]
	for _, o := range r.out.Observations {
		lacking := o.Kind == report.SeenMissing || o.Kind == report.SeenSurplus || o.Kind == report.SeenMissingRow
		if lacking && r.whole(o.Table, o.Key) {
			continue
		}
		kept = append(kept, o)
	}
	r.out.Observations = kept
}

// whole reports that every cell of a row is read, blank ones included.
func (r *reading) whole(table, key string) bool {
	rows := map[string]map[string]report.Cell{}
	switch table {
	case applications.Name:
		rows[key] = r.out.Tables.Applications[key]
	case proceedings.Name:
		rows = r.out.Tables.Proceedings
	case disclosure.Name:
		for _, row := range r.p.Two[r.two.FormOr2021()] {
			if row.Row.Cells[0].Key != key {
				continue
			}
			rows[key] = map[string]report.Cell{}
			for _, c := range row.Row.Cells {
				cell, ok := r.out.Tables.Disclosure[c.Key]
				if !ok {
					return false
				}
				rows[key][c.Key] = cell
			}
		}
	}
	for _, row := range rows {
		if n, _ := unreadIn(row); n > 0 || len(row) == 0 {
			return false
		}
	}
	return len(rows) > 0
}
