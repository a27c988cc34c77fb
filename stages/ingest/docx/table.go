package docx

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/report"
)

// table is a table as its rows come.
type table struct {
	rows []row
}

type row struct {
	before int // columns left out before the first cell
	cells  []cell
	hidden bool
}

type cell struct {
	path    string
	span    int
	down    merge // vMerge
	right   merge // hMerge, from older programs
	deleted bool
	items   []item
}

// text returns the text of the cell.
func (c *cell) text() string {
	var b strings.Builder
	each(c.items, func(p *paragraph) {
		if b.Len() > 0 && p.text.S != "" {
			b.WriteByte('\n')
		}
		b.WriteString(p.text.S)
	})
	return b.String()
}

// merge says whether a cell begins or continues a merged one.
type merge int

const (
	single merge = iota
	restart
	proceed
)

func (d *document) table(f *frame) (*table, error) {
	t := new(table)
	outer, styled := d.ground, d.styled
	err := d.rows(f, t)
	d.ground, d.styled = outer, styled
	return t, err
}

func (d *document) rows(f *frame, t *table) error {
	return d.each(f, func(c *frame) error {
		switch c.kind {
		case "tr":
			var r row
			if err := d.row(c, &r); err != nil {
				return err
			}
			if !r.hidden {
				t.rows = append(t.rows, r)
			}
			return nil
		case "tblPr":
			return d.tableProperties(c)
		}
		return d.wrapped(c, func(c *frame) error { return d.rows(c, t) })
	})
}

func (d *document) tableProperties(f *frame) error {
	return d.each(f, func(c *frame) error {
		switch c.kind {
		case "tblStyle":
			d.styled = true
		case "shd":
			d.ground = or(shading(c), d.ground)
		}
		return d.Skip()
	})
}

func (d *document) row(f *frame, r *row) error {
	return d.each(f, func(c *frame) error {
		switch c.kind {
		case "trPr":
			return d.rowProperties(c, r)
		case "tc":
			k, err := d.cell(c)
			if !k.deleted {
				r.cells = append(r.cells, k)
			}
			return err
		}
		return d.wrapped(c, func(c *frame) error { return d.row(c, r) })
	})
}

func (s *scanner) rowProperties(f *frame, r *row) error {
	return s.each(f, func(c *frame) error {
		switch c.kind {
		case "gridBefore":
			r.before = span(value(c.StartElement), 0)
		case "del":
			r.hidden = true
		case "hidden":
			r.hidden = r.hidden || on(c.StartElement)
		}
		return s.Skip()
	})
}

func (d *document) cell(f *frame) (cell, error) {
	path, err := d.place(f)
	if err != nil {
		return cell{}, err
	}
	k := cell{path: path, span: 1}
	ground := d.ground
	err = d.each(f, func(c *frame) error {
		if c.kind == "tcPr" {
			return d.cellProperties(c, &k)
		}
		return d.flowElement(c, &k.items)
	})
	d.ground = ground
	return k, err
}

func (d *document) cellProperties(f *frame, k *cell) error {
	return d.each(f, func(c *frame) error {
		switch c.kind {
		case "gridSpan":
			k.span = span(value(c.StartElement), 1)
		case "vMerge":
			k.down = merged(value(c.StartElement))
		case "hMerge":
			k.right = merged(value(c.StartElement))
		case "cellDel":
			k.deleted = true
		case "shd":
			d.ground = or(shading(c), d.ground)
		}
		return d.Skip()
	})
}

func merged(val string) merge {
	if val == "restart" {
		return restart
	}
	return proceed
}

// span reads a number of columns; nonsense is the least value, and no more than a
// thousand are believed.
func span(s string, least int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return least
	}
	return min(max(n, least), 1000)
}

// each calls do for all paragraphs of the items, an outer one before those of its text boxes.
func each(items []item, do func(*paragraph)) {
	for _, i := range items {
		if i.table != nil {
			for _, r := range i.table.rows {
				for _, c := range r.cells {
					each(c.items, do)
				}
			}
		}
		if i.para != nil {
			do(i.para)
			each(i.para.boxes, do)
		}
	}
}

// layoutCell is how many bytes of text in one cell make a table layout and no data: some
// 700 ideographs are an article (the form's longest label has 130 bytes).
const layoutCell = 2000

// data reports whether the table is read as a grid. A table around others, around long
// text or a single cell lays out the page, and its cells are read as lines.
func (t *table) data() bool {
	filled := 0
	for _, r := range t.rows {
		for _, c := range r.cells {
			t := c.text()
			if len(t) > layoutCell || c.nests() {
				return false
			}
			if strings.TrimSpace(t) != "" {
				filled++
			}
		}
	}
	return filled >= 2
}

// nests reports whether a table with text stands in the cell.
func (c *cell) nests() bool {
	for _, i := range c.items {
		if i.blocks != nil {
			return true
		}
		if i.table == nil {
			continue
		}
		for _, r := range i.table.rows {
			for _, k := range r.cells {
				if strings.TrimSpace(k.text()) != "" {
					return true
				}
			}
		}
	}
	return false
}

// grid resolves the merged cells. It is false if the table is wider than most columns. A
// cell that goes on from above without one that begins there is a cell of its own.
func (t *table) grid(most int) (*report.Grid, bool) {
	g := &report.Grid{Rows: len(t.rows)}
	above := map[int]int{} // by column: the cell that begins there and may go on below
	for y, r := range t.rows {
		next := map[int]int{}
		col := r.before
		for _, c := range r.cells {
			last := len(g.Cells) - 1
			switch i, ok := above[col]; {
			case col >= most:
				return nil, false
			case c.right == proceed && last >= 0 && g.Cells[last].Row == y && g.Cells[last].Col+g.Cells[last].ColSpan == col:
				g.Cells[last].ColSpan += c.span
			case c.down == proceed && ok && g.Cells[i].ColSpan == c.span:
				g.Cells[i].RowSpan++
				next[col] = i
			default:
				g.Cells = append(g.Cells, report.GridCell{Row: y, Col: col, RowSpan: 1, ColSpan: c.span, Text: c.place()})
				if c.down != single {
					next[col] = len(g.Cells) - 1
				}
			}
			col += c.span
		}
		above = next
	}
	trim(g)
	return g, true
}

// trim cuts columns at the right in which no cell begins; they come from a gridSpan wider
// than the table.
func trim(g *report.Grid) {
	for _, c := range g.Cells {
		g.Cols = max(g.Cols, c.Col+1)
	}
	for i := range g.Cells {
		c := &g.Cells[i]
		c.ColSpan = min(c.ColSpan, g.Cols-c.Col)
	}
}

// place is the text of the cell with its place. A cell with nothing but a drop-down field has
// what that shows. A number that a list prints before figures is not known to be none of them.
func (c *cell) place() report.Text {
	var texts []report.Text
	var choice report.Text
	each(c.items, func(p *paragraph) {
		t := p.text
		if t.S == "" && len(t.Objects) == 0 && t.Auto == "" {
			return
		}
		if t.Auto != "" && (t.S == "" || t.S[0] >= '0' && t.S[0] <= '9') {
			t.Objects = append([]report.Object{{Thing: report.Symbol}}, t.Objects...)
		}
		if p.choice.S != "" {
			choice = p.choice
		}
		texts = append(texts, t)
	})
	t := join(texts)
	if len(t.Objects) == 1 && choice.S != "" && text.Blank(t.S) {
		return choice
	}
	text.Puzzle(&t)
	if len(texts) > 0 {
		t.Auto = texts[0].Auto
	}
	t.At = report.Place{Kind: report.PlaceDOCX, Path: c.path, End: len(t.S)}
	return t
}
