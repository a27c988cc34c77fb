package disclosure

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/report"
)

func foldTitle(s string) string { return fold.String(s) }

// tornColumn reads a column that a converter tore out of the first sub-table of the
// 2021 form and left loose above or below it: both rows lack one figure, exactly two
// loose figures are left, and the note beside one of them names its column (自然失效
// belongs to 废止). Without such a note nothing tells the columns apart.
func (d *Table) tornColumn(spans []subtable) {
	if d.Form() != report.Form2021 {
		return
	}
	loose, short, rows := tornParts(spans)
	var notes strings.Builder
	for _, c := range d.c.Texts {
		if strings.HasPrefix(c.Fold, "(") {
			notes.WriteString(c.Fold)
		}
	}
	col := notedColumn(notes.String())
	if len(loose) != 2 || len(short) != 2 || col < 0 || rows[0].Cells[0].Key == rows[1].Cells[0].Key {
		return
	}
	for i, row := range rows {
		vals := make([]*layout.Value, 0, 3)
		for n := range short[i].Values {
			if short[i].Values[n].Kind != layout.Blank {
				vals = append(vals, &short[i].Values[n])
			}
		}
		if !d.derive(row, slices.Insert(vals, col, loose[i])) {
			return
		}
	}
	d.dropShort(rows)
}

// derive stores three figures as the cells of a row; false if one is no number.
func (d *Table) derive(row report.DisclosureRow, vals []*layout.Value) bool {
	for _, v := range vals {
		if v.Kind != layout.Number {
			return false
		}
	}
	for n, c := range row.Cells {
		cell := figure.CellOf(vals[n], false)
		cell.State = report.Derived
		cell.Why = "one column stands apart from the table; a note beside it says which, and there are exactly as many figures as rows"
		d.Cells[c.Key] = cell
	}
	return true
}

// tornParts are the figures without a label, and the rows that lack one of three.
func tornParts(spans []subtable) (loose []*layout.Value, short []*record.Record, rows []report.DisclosureRow) {
	for i := range spans {
		s := &spans[i]
		for k, r := range s.recs {
			o := s.owner[k]
			if o >= 0 && len(s.rows[o].Cells) == 3 && layout.FilledOf(r.Values) == 2 {
				short, rows = append(short, r), append(rows, s.rows[o])
			}
			for n := 0; o < 0 && s.titled && n < len(r.Values); n++ {
				loose = append(loose, &r.Values[n])
			}
		}
	}
	return loose, short, rows
}

func (d *Table) dropShort(rows []report.DisclosureRow) {
	kept := d.Observations[:0]
	for _, o := range d.Observations {
		if o.Kind == report.SeenMissing && (o.Key == rows[0].Cells[0].Key || o.Key == rows[1].Cells[0].Key) {
			continue
		}
		kept = append(kept, o)
	}
	d.Observations = kept
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
