package flow

import (
	"slices"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Builder puts paragraphs into the cells of the tables they stand in, for formats that say
// of each paragraph how deep it stands and whether it ends a cell or row. The zero Builder
// is empty and takes nothing.
type Builder struct {
	// Most is how many paragraphs are taken; see Err.
	Most int

	taken int
	// levels[0] is the document itself, levels[n] what the open cell of the n-th nested table
	// holds.
	levels []level
}

// Standing is where a paragraph stands.
type Standing struct {
	// Depth is the number of tables around it.
	Depth int
	// CellEnd and RowEnd say that the paragraph is the last of its cell, or only marks the
	// end of its row.
	CellEnd, RowEnd bool
	// Row is the definition that stands at a row's end.
	Row RowDef
}

// RowDef says of the cells of a row where they stand: one edge more than cells, in twips,
// and how each is merged. A definition with another number of cells is not used.
type RowDef struct {
	Edges        []int
	Down, Across []Merge
	// Shaded says that cells have a ground of their own: white print is seen there.
	Shaded bool
}

type level struct {
	items []Item // of the document, or of the open cell
	cells []Cell // of the open row
	rows  []Row
}

// Paragraph adds a paragraph, and ends the cell or row that it is the end of.
func (t *Builder) Paragraph(p Standing, text report.Text) {
	if t.taken++; t.taken > t.Most {
		return
	}
	for len(t.levels) <= p.Depth {
		t.levels = append(t.levels, level{})
	}
	for len(t.levels) > p.Depth+1 {
		t.close()
	}
	l := &t.levels[p.Depth]
	if p.Depth > 0 && p.RowEnd {
		l.endRow(p.Row)
		return
	}
	l.items = append(l.items, Item{Text: text})
	if p.Depth > 0 && p.CellEnd {
		l.endCell()
	}
}

func (l *level) endCell() {
	l.cells = append(l.cells, Cell{Items: l.items})
	l.items = nil
}

// endRow gives the cells of the row what its definition says of them.
func (l *level) endRow(d RowDef) {
	if len(l.items) > 0 {
		l.endCell()
	}
	for i := range l.cells {
		if len(d.Edges) != len(l.cells)+1 || len(d.Down) != len(l.cells) || len(d.Across) != len(l.cells) {
			break // the definition is of another row: cells are counted
		}
		c := &l.cells[i]
		c.Left, c.Right, c.Down, c.Across = d.Edges[i], d.Edges[i+1], d.Down[i], d.Across[i]
	}
	if d.Shaded {
		for i := range l.cells {
			for n := range l.cells[i].Items {
				x := &l.cells[i].Items[n].Text
				x.Marks = NotPale(x.Marks)
			}
		}
	}
	if len(l.cells) > 0 {
		l.rows = append(l.rows, Row{Cells: l.cells})
		l.cells = nil
	}
}

// close ends the innermost table.
func (t *Builder) close() {
	last := len(t.levels) - 1
	l := &t.levels[last]
	if len(l.cells) > 0 || len(texts(l.items, nil)) > 0 { // not a blank paragraph behind the last row
		l.endRow(RowDef{})
	}
	up := &t.levels[last-1]
	if len(l.rows) > 0 {
		up.items = append(up.items, Item{Table: &Table{Rows: l.rows}})
	}
	t.levels = t.levels[:last]
}

// Err is poison of class limit_cells where there were more paragraphs than Most; those are
// not kept, so that a document cannot take more memory while it is read.
func (t *Builder) Err() error {
	if t.taken > t.Most {
		return fault.Poisonf(fault.LimitCells, "the document has more than %d paragraphs and table cells; submit one report at a time", t.Most)
	}
	return nil
}

// Items ends all tables and returns the items of the document.
func (t *Builder) Items() []Item {
	if len(t.levels) == 0 {
		return nil
	}
	for len(t.levels) > 1 {
		t.close()
	}
	return t.levels[0].items
}

// NotPale are the marks without those of white print: its ground has a colour.
func NotPale(marks []report.Mark) []report.Mark {
	return slices.DeleteFunc(marks, func(m report.Mark) bool { return m.Look == report.Pale })
}
