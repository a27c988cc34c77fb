package xlsx

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/packed"
	"github.com/gouji/gouji/stages/ingest/sheet"
	"github.com/gouji/gouji/stages/report"
)

// reading is a sheet in the making.
type reading struct {
	*book
	s    *packed.Scanner
	at   sheet.Square // the last cell
	made *sheet.Maker
}

func (b *book) sheet(name string, number int) error {
	s, err := b.scan(name)
	if s == nil || err != nil {
		return err
	}
	r := reading{book: b, s: s, at: sheet.Square{Row: -1, Col: -1}, made: sheet.NewMaker(report.PlaceXLSX, number, b.lim.Sheet.Cells)}
	err = s.Each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "cols":
			return s.Each(r.column, nil)
		case "sheetData":
			return s.Each(r.row, nil)
		case "mergeCells":
			return s.Each(r.merge, nil)
		}
		return s.Skip()
	}, nil)
	if err != nil {
		return err
	}
	b.sheets = append(b.sheets, r.made.Sheet())
	return nil
}

func (r *reading) column(e xml.StartElement) error {
	from, _ := strconv.Atoi(packed.Attr(e, "min"))
	to, _ := strconv.Atoi(packed.Attr(e, "max"))
	if on(packed.Attr(e, "hidden")) {
		r.made.HideColumns(from-1, to-1)
	}
	return r.s.Skip()
}

func on(v string) bool { return v == "1" || v == "true" }

func (r *reading) row(e xml.StartElement) error {
	r.at = sheet.Square{Row: r.at.Row + 1, Col: -1}
	if n, err := strconv.Atoi(packed.Attr(e, "r")); err == nil && n > 0 && n <= 1<<20 {
		r.at.Row = n - 1
	}
	if on(packed.Attr(e, "hidden")) {
		r.made.HideRow(r.at.Row)
	}
	return r.s.Each(r.cell, nil)
}

func (r *reading) cell(e xml.StartElement) error {
	if e.Name.Local != "c" {
		return r.s.Skip()
	}
	r.at.Col++
	if row, col, ok := sheet.Parse(packed.Attr(e, "r")); ok {
		r.at = sheet.Square{Row: row, Col: col}
	}
	kind, st := packed.Attr(e, "t"), r.styles.at(packed.Attr(e, "s"))
	value, inline := "", flow.Text{}
	err := r.s.Each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "v":
			v, err := r.s.Text()
			value = v
			return err
		case "is":
			return rich(r.s, &inline, st.font)
		}
		return r.s.Skip()
	}, nil)
	if err != nil {
		return err
	}
	if r.book.cells++; r.book.cells > r.lim.Sheet.Cells {
		return fault.Poisonf(fault.LimitCells, "表格过大，请只提交年度报告本身 · the workbook has more than %d cells; submit the report alone", r.lim.Sheet.Cells)
	}
	t := r.shown(kind, value, inline.Take(), st)
	if len(t.S) > r.lim.Sheet.Text {
		return fault.Poisonf(fault.LimitToken, "a cell has %d bytes, at most %d are read", len(t.S), r.lim.Sheet.Text)
	}
	r.made.Set(r.at, t)
	return nil
}

// shown is what a cell of this kind with this value shows (ISO/IEC 29500-1 18.18.11).
func (r *reading) shown(kind, value string, inline report.Text, st style) report.Text {
	switch kind {
	case "inlineStr":
		return inline
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(r.shared) {
			return report.Text{}
		}
		return sheet.Look(r.shared[n], st.font.Look())
	case "b":
		value = map[string]string{"1": "TRUE", "0": "FALSE"}[value]
	case "str", "e", "d":
	default:
		if strings.TrimSpace(value) != "" {
			value = sheet.Number(value, orGeneral(st.format), r.date)
		}
	}
	return sheet.Look(report.Text{S: value}, st.font.Look())
}

func (r *reading) merge(e xml.StartElement) error {
	first, last, _ := strings.Cut(packed.Attr(e, "ref"), ":")
	a, b, ok := sheet.Parse(first)
	c, d, ok2 := sheet.Parse(last)
	if ok && ok2 {
		r.made.Merge(sheet.Square{Row: a, Col: b}, sheet.Square{Row: c, Col: d})
	}
	return r.s.Skip()
}
