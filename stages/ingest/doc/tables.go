package doc

import (
	"slices"

	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/report"
)

// tables puts paragraphs into the cells of the tables they stand in. level 0 is the
// document itself, level n what the open cell of the n-th nested table holds.
type tables struct{ levels []level }

type level struct {
	items []flow.Item // of the document, or of the open cell
	cells []flow.Cell // of the open row
	rows  []flow.Row
}

func (t *tables) begin() { t.levels = []level{{}} }

// paragraph adds a paragraph, and ends the cell or row that it is the end of.
func (t *tables) paragraph(p paragraph, text report.Text) {
	for len(t.levels) <= p.depth {
		t.levels = append(t.levels, level{})
	}
	for len(t.levels) > p.depth+1 {
		t.close()
	}
	l := &t.levels[p.depth]
	if p.depth > 0 && p.rowEnd {
		l.endRow(p.row)
		return
	}
	l.items = append(l.items, flow.Item{Text: text})
	if p.depth > 0 && p.cellEnd {
		l.endCell()
	}
}

func (l *level) endCell() {
	l.cells = append(l.cells, flow.Cell{Items: l.items})
	l.items = nil
}

// endRow gives the cells of the row what its definition says of them.
func (l *level) endRow(d rowDef) {
	if len(l.items) > 0 {
		l.endCell()
	}
	for i := range l.cells {
		if len(d.edges) != len(l.cells)+1 {
			break // the definition is of another row: cells are counted
		}
		c := &l.cells[i]
		c.Left, c.Right, c.Down, c.Across = d.edges[i], d.edges[i+1], d.down[i], d.across[i]
	}
	if d.shaded {
		for i := range l.cells {
			for n := range l.cells[i].Items {
				x := &l.cells[i].Items[n].Text
				x.Marks = notPale(x.Marks)
			}
		}
	}
	if len(l.cells) > 0 {
		l.rows = append(l.rows, flow.Row{Cells: l.cells})
		l.cells = nil
	}
}

// close ends the innermost table.
func (t *tables) close() {
	last := len(t.levels) - 1
	l := &t.levels[last]
	l.endRow(rowDef{})
	up := &t.levels[last-1]
	if len(l.rows) > 0 {
		up.items = append(up.items, flow.Item{Table: &flow.Table{Rows: l.rows}})
	}
	t.levels = t.levels[:last]
}

// end returns the items of the document.
func (t *tables) end() []flow.Item {
	for len(t.levels) > 1 {
		t.close()
	}
	return t.levels[0].items
}

// notPale are the marks without those of white print: its ground has a colour.
func notPale(marks []report.Mark) []report.Mark {
	return slices.DeleteFunc(marks, func(m report.Mark) bool { return m.Look == report.Pale })
}
