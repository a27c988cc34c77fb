package flow

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// Item is a paragraph, or a table if that is set.
type Item struct {
	Text  report.Text
	Table *Table
}

// Table is a table as a file has it, its merged cells not yet resolved.
type Table struct{ Rows []Row }

// Row is a row of a table.
type Row struct{ Cells []Cell }

// Merge says whether a cell begins or continues a merged one.
type Merge uint8

// The states of a cell in one direction.
const (
	Single   Merge = iota
	Begin          // the first cell of a merged one
	Continue       // belongs to the cell before it, or above
)

// Cell is one cell of a row. Its columns are known by its edges, by Span, or not at all.
type Cell struct {
	Items []Item
	// Left and Right are the edges in twips where the file has them (Left < Right). They
	// count only if all cells of the table have them.
	Left, Right int
	// Before is how many columns stand between the cell before it and this, for files that
	// count columns. Span and Rows are how many columns and rows it covers, at least 1.
	Before, Span, Rows int
	// Down and Across are for files that mark each cell of a merged one.
	Down, Across Merge
}

// texts collects the paragraphs with text or objects in the items.
func texts(items []Item, to []report.Text) []report.Text {
	for _, i := range items {
		if i.Table == nil {
			if i.Text.S != "" || len(i.Text.Objects) > 0 {
				to = append(to, i.Text)
			}
			continue
		}
		for _, r := range i.Table.Rows {
			for _, c := range r.Cells {
				to = texts(c.Items, to)
			}
		}
	}
	return to
}

func (c *Cell) text() report.Text {
	all := texts(c.Items, nil)
	if len(all) == 0 {
		return report.Text{}
	}
	return join(all)
}

// layoutCell is how many bytes of text in one cell make a table layout and no data, as in
// DOCX and HTML.
const layoutCell = 2000

// data reports whether the table is read as a grid. A table around others, around long
// text or a single cell lays out the page, and its cells are read as lines.
func (t *Table) data() bool {
	filled := 0
	for _, r := range t.Rows {
		for i := range r.Cells {
			s := r.Cells[i].text().S
			if len(s) > layoutCell || nests(r.Cells[i].Items) {
				return false
			}
			if strings.TrimSpace(s) != "" {
				filled++
			}
		}
	}
	return filled >= 2
}

func nests(items []Item) bool {
	return slices.ContainsFunc(items, func(i Item) bool { return i.Table != nil && len(texts([]Item{i}, nil)) > 0 })
}

// sameEdge is how many twips two edges may lie apart and be one: a millimetre. Writers
// round them row by row.
const sameEdge = 57

// edges returns the different edges of the table from left to right, nil if not all cells
// have them.
func (t *Table) edges() []int {
	var all []int
	for _, r := range t.Rows {
		for _, c := range r.Cells {
			if c.Left >= c.Right {
				return nil
			}
			all = append(all, c.Left, c.Right)
		}
	}
	slices.Sort(all)
	out := all[:0]
	for _, e := range all {
		if len(out) == 0 || e-out[len(out)-1] > sameEdge {
			out = append(out, e)
		}
	}
	return out
}

// columnOf is the number of the last edge that is not right of x by more than sameEdge.
func columnOf(edges []int, x int) int {
	i, _ := slices.BinarySearch(edges, x+1)
	return max(i-1, 0)
}

// placed is a cell in the making of a grid.
type placed struct {
	report.GridCell
	down   Merge
	across Merge
}

// row places the cells of a row in columns.
func (r *Row) placed(edges []int) []placed {
	out := make([]placed, 0, len(r.Cells))
	col := 0
	for i := range r.Cells {
		c := &r.Cells[i]
		span := max(c.Span, 1)
		col += c.Before
		if edges != nil {
			from, to := columnOf(edges, c.Left), columnOf(edges, c.Right)
			col, span = max(col, from), max(to-max(col, from), 1)
		}
		p := placed{down: c.Down, across: c.Across}
		p.Col, p.ColSpan, p.RowSpan = col, span, max(c.Rows, 1)
		out = append(out, p)
		col += span
	}
	return out
}

// grid resolves the merged cells. It is false if the table is wider than most columns. A
// cell that goes on from above without one that begins there is a cell of its own. at gives
// the text of the cell i of row y.
func (t *Table) grid(most int, at func(y, i int) report.Text) (*report.Grid, bool) {
	g := &report.Grid{Rows: len(t.Rows)}
	edges := t.edges()
	above := map[int]int{} // by column: the cell that begins there and may go on below
	for y := range t.Rows {
		next := map[int]int{}
		for i, p := range t.Rows[y].placed(edges) {
			if p.Col+p.ColSpan > most {
				return nil, false
			}
			last := len(g.Cells) - 1
			up, ok := above[p.Col]
			switch {
			case p.across == Continue && last >= 0 && g.Cells[last].Row == y && g.Cells[last].Col+g.Cells[last].ColSpan == p.Col:
				g.Cells[last].ColSpan += p.ColSpan
			case p.down == Continue && ok && g.Cells[up].ColSpan == p.ColSpan:
				g.Cells[up].RowSpan++
				next[p.Col] = up
			default:
				p.Row = y
				p.RowSpan = min(p.RowSpan, len(t.Rows)-y)
				p.Text = at(y, i)
				g.Cells = append(g.Cells, p.GridCell)
				if p.down != Single {
					next[p.Col] = len(g.Cells) - 1
				}
			}
		}
		above = next
	}
	disjoint(g)
	return g, true
}

// disjoint cuts columns at the right in which no cell begins, and ends each cell above the
// next that begins in one of its columns, so that no two cover the same square. Cells of one
// row never do.
func disjoint(g *report.Grid) {
	for _, c := range g.Cells {
		g.Cols = max(g.Cols, c.Col+1)
	}
	for i := range g.Cells {
		c := &g.Cells[i]
		c.ColSpan = min(c.ColSpan, g.Cols-c.Col)
		c.RowSpan = min(c.RowSpan, g.Rows-c.Row)
	}
	begins := make(map[int]int, g.Cols) // by column: the next row in which a cell begins
	for i := len(g.Cells) - 1; i >= 0; i-- {
		c := &g.Cells[i]
		for n := range c.ColSpan {
			if row, ok := begins[c.Col+n]; ok {
				c.RowSpan = max(min(c.RowSpan, row-c.Row), 1)
			}
		}
		for n := range c.ColSpan {
			begins[c.Col+n] = c.Row
		}
	}
}
