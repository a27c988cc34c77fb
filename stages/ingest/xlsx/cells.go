package xlsx

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/packed"
	"github.com/gouji/gouji/stages/ingest/sheet"
	"github.com/gouji/gouji/stages/report"
)

// square is a row and a column, 0-based.
type square struct{ row, col int }

// reading is a sheet in the making.
type reading struct {
	*book
	s       *packed.Scanner
	number  int
	at      square       // the last cell
	columns map[int]bool // hidden ones
	rows    map[int]bool
	cells   map[square]report.Text
	order   []square
	merged  []area
}

type area struct{ from, to square }

func (b *book) sheet(name string, number int) error {
	s, err := b.scan(name)
	if s == nil || err != nil {
		return err
	}
	r := reading{book: b, s: s, number: number, at: square{-1, -1},
		columns: map[int]bool{}, rows: map[int]bool{}, cells: map[square]report.Text{}}
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
	b.sheets = append(b.sheets, r.finish())
	return nil
}

func (r *reading) column(e xml.StartElement) error {
	from, _ := strconv.Atoi(packed.Attr(e, "min"))
	to, _ := strconv.Atoi(packed.Attr(e, "max"))
	if on(packed.Attr(e, "hidden")) {
		for c := max(from, 1); c <= min(to, 1<<14); c++ {
			r.columns[c-1] = true
		}
	}
	return r.s.Skip()
}

func on(v string) bool { return v == "1" || v == "true" }

func (r *reading) row(e xml.StartElement) error {
	r.at = square{r.at.row + 1, -1}
	if n, err := strconv.Atoi(packed.Attr(e, "r")); err == nil && n > 0 && n <= 1<<20 {
		r.at.row = n - 1
	}
	if on(packed.Attr(e, "hidden")) {
		r.rows[r.at.row] = true
	}
	return r.s.Each(r.cell, nil)
}

func (r *reading) cell(e xml.StartElement) error {
	if e.Name.Local != "c" {
		return r.s.Skip()
	}
	r.at.col++
	if row, col, ok := sheet.Parse(packed.Attr(e, "r")); ok {
		r.at = square{row, col}
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
	if _, twice := r.cells[r.at]; !twice {
		r.order = append(r.order, r.at)
	}
	r.cells[r.at] = t
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
		return all(r.shared[n], st.font.Look())
	case "b":
		value = map[string]string{"1": "TRUE", "0": "FALSE"}[value]
	case "str", "e", "d":
	default:
		if strings.TrimSpace(value) != "" {
			value = sheet.Number(value, orGeneral(st.format), r.date)
		}
	}
	return all(report.Text{S: value}, st.font.Look())
}

func (r *reading) merge(e xml.StartElement) error {
	first, last, _ := strings.Cut(packed.Attr(e, "ref"), ":")
	a, b, ok := sheet.Parse(first)
	c, d, ok2 := sheet.Parse(last)
	if ok && ok2 && a <= c && b <= d && (c > a || d > b) {
		r.merged = append(r.merged, area{square{a, b}, square{c, d}})
	}
	return r.s.Skip()
}

// finish gives the cells their places and spans; what a merged cell covers goes.
func (r *reading) finish() sheet.Sheet {
	begins := make(map[square]area, len(r.merged))
	covered := map[square]bool{}
	budget := 4 * r.lim.Sheet.Cells // squares of merged cells that are looked at
	for _, m := range r.merged {
		begins[m.from] = m
		for row := m.from.row; row <= m.to.row && budget > 0; row++ {
			for col := m.from.col; col <= m.to.col && budget > 0; col++ {
				budget--
				if at := (square{row, col}); at != m.from {
					covered[at] = true
				}
			}
		}
	}
	out := sheet.Sheet{Blank: func(row, col int) report.Text { return r.placed(report.Text{}, square{row, col}) }}
	for _, at := range r.order {
		if covered[at] {
			continue
		}
		c := sheet.Cell{Row: at.row, Col: at.col, RowSpan: 1, ColSpan: 1, Text: r.placed(r.cells[at], at)}
		if m, ok := begins[at]; ok {
			c.RowSpan, c.ColSpan = m.to.row-at.row+1, m.to.col-at.col+1
		}
		out.Cells = append(out.Cells, c)
	}
	return out
}

// placed is the text with its place, and as hidden where its row or column is.
func (r *reading) placed(t report.Text, at square) report.Text {
	if r.rows[at.row] || r.columns[at.col] {
		t = all(t, report.Hidden)
	}
	t.At = report.Place{Kind: report.PlaceXLSX, Path: fmt.Sprintf("sheet[%d]!%s", r.number, sheet.Name(at.row, at.col)), End: len(t.S)}
	return t
}
