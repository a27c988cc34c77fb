package parse

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

func foldTitle(s string) string { return fold.String(s) }

// tornColumn reads a column that a converter tore out of the first sub-table of the
// 2021 form and left loose above or below it: both rows lack one figure, exactly two
// loose figures are left, and the note beside one of them names its column (自然失效
// belongs to 废止). Without such a note nothing tells the columns apart.
func (d *disclosure) tornColumn(spans []span) {
	if d.form() != report.Form2021 {
		return
	}
	loose, short, rows := tornParts(spans)
	var notes strings.Builder
	for _, c := range d.c.texts {
		if strings.HasPrefix(c.f, "(") {
			notes.WriteString(c.f)
		}
	}
	col := notedColumn(notes.String())
	if len(loose) != 2 || len(short) != 2 || col < 0 || rows[0].Cells[0].Key == rows[1].Cells[0].Key {
		return
	}
	for i, row := range rows {
		vals := make([]*value, 0, 3)
		for n := range short[i].vals {
			if short[i].vals[n].what != isBlank {
				vals = append(vals, &short[i].vals[n])
			}
		}
		if !d.derive(row, slices.Insert(vals, col, loose[i])) {
			return
		}
	}
	d.dropShort(rows)
}

// derive stores three figures as the cells of a row; false if one is no number.
func (d *disclosure) derive(row report.DisclosureRow, vals []*value) bool {
	for _, v := range vals {
		if v.what != isNumber {
			return false
		}
	}
	for n, c := range row.Cells {
		cell := cellOf(vals[n], false)
		cell.State = report.Derived
		cell.Why = "one column stands apart from the table; a note beside it says which, and there are exactly as many figures as rows"
		d.cells[c.Key] = cell
	}
	return true
}

// tornParts are the figures without a label, and the rows that lack one of three.
func tornParts(spans []span) (loose []*value, short []*record, rows []report.DisclosureRow) {
	for i := range spans {
		s := &spans[i]
		for k, r := range s.recs {
			o := s.owner[k]
			if o >= 0 && len(s.rows[o].Cells) == 3 && filledOf(r.vals) == 2 {
				short, rows = append(short, r), append(rows, s.rows[o])
			}
			for n := 0; o < 0 && s.titled && n < len(r.vals); n++ {
				loose = append(loose, &r.vals[n])
			}
		}
	}
	return loose, short, rows
}

func (d *disclosure) dropShort(rows []report.DisclosureRow) {
	kept := d.obs[:0]
	for _, o := range d.obs {
		if o.Kind == report.SeenMissing && (o.Key == rows[0].Cells[0].Key || o.Key == rows[1].Cells[0].Key) {
			continue
		}
		kept = append(kept, o)
	}
	d.obs = kept
}

// notedColumn is the column of the first sub-table that the words of notes belong to,
// -1 if they name none or more than one.
func notedColumn(notes string) int {
	col := -1
	for i, words := range [][]string{{"制发", "新制定", "新制发"}, {"废止", "失效"}, {"现行有效"}} {
		for _, w := range words {
			if strings.Contains(notes, w) {
				if col >= 0 && col != i {
					return -1
				}
				col = i
			}
		}
	}
	return col
}
