package html

import (
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/grid"
	"github.com/gouji/gouji/stages/ingest/html/css"
	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/report"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// table is what decides whether a table holds data or lays out the page.
type table struct {
	nested  bool // a table with text stands inside it
	cells   int  // its cells, to reserve their memory at once
	filled  int  // cells with text
	longest int  // bytes of text in its longest cell
}

// layoutCell is how many bytes of text in one cell make a table layout: some 700 ideographs
// are an article and not a figure or a label (the form's longest label has 130 bytes).
const layoutCell = 2000

// data reports whether the table is read as a grid. A table around others, around the
// article, or around a single cell lays out the page, and its cells are read as lines.
func (t *table) data() bool { return !t.nested && t.filled >= 2 && t.longest <= layoutCell }

// survey looks at all tables of the page, so that each is known when the walk meets it, and
// collects the style sheets and the ids of what scripts may fill in.
func survey(doc *html.Node, styles *css.Resolver, ids map[string]bool) map[*html.Node]*table {
	tables := make(map[*html.Node]*table)
	var visit func(n *html.Node, in *table) int
	visit = func(n *html.Node, in *table) (size int) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				size += len(strings.TrimSpace(c.Data))
			case c.Type != html.ElementNode:
			case c.DataAtom == atom.Style || c.DataAtom == atom.Link:
				sheets(styles, c)
			case c.DataAtom == atom.Script:
				if c.FirstChild != nil {
					targets(ids, c.FirstChild.Data)
				}
			case c.DataAtom == atom.Head:
				visit(c, nil)
			case silent(c):
			case c.DataAtom == atom.Table:
				t := new(table)
				tables[c] = t
				n := visit(c, t)
				if in != nil && n > 0 {
					in.nested = true
				}
				size += n
			default:
				n := visit(c, in)
				if in != nil && isCell(c.DataAtom) {
					in.cell(n)
				}
				size += n
			}
		}
		return size
	}
	visit(doc, nil)
	return tables
}

// cell counts a cell with so many bytes of text.
func (t *table) cell(size int) {
	t.cells++
	if size > 0 {
		t.filled++
		t.longest = max(t.longest, size)
	}
}

func isCell(a atom.Atom) bool { return a == atom.Td || a == atom.Th }

// grid reads a data table. Captions become lines before it, rows of tfoot come last, as
// browsers show them.
func (r *reader) grid(n *html.Node, f *frame) {
	g := grid.New(r.lim.Columns, r.tables[n].cells)
	type group struct {
		n *html.Node
		f *frame
	}
	var feet []group
	for c := n.FirstChild; c != nil && r.err == nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		cf := r.child(f, c)
		switch c.DataAtom {
		case atom.Tfoot:
			feet = append(feet, group{c, cf})
			continue
		case atom.Thead, atom.Tbody:
			r.part(g, c, cf, r.rows)
		default:
			r.element(c, cf, false)
		}
		r.done(cf)
	}
	for _, foot := range feet {
		r.part(g, foot.n, foot.f, r.rows)
		r.done(foot.f)
	}
	if out := g.Grid(); out != nil && r.err == nil && displayed(out) {
		r.blocks = append(r.blocks, report.Block{Grid: out})
	}
}

// displayed reports whether anything in the table is.
func displayed(g *report.Grid) bool {
	for i := range g.Cells {
		if t := &g.Cells[i].Text; t.S != "" && !text.Unseen(t) {
			return true
		}
	}
	return false
}

// part reads a group of rows, a row or a cell. What is not displayed has no place in the
// grid, but its text is part of the text content.
func (r *reader) part(g *grid.Builder, n *html.Node, f *frame, read func(*grid.Builder, *html.Node, *frame)) {
	if hiddenAlone(n) {
		return
	}
	outer := r.enter(n)
	if r.style.Gone {
		r.open(f)
		r.walk(n, f, false)
		r.close(f)
	} else {
		read(g, n, f)
	}
	r.leave(outer)
}

// rows reads a row group; cells cannot span beyond it.
func (r *reader) rows(g *grid.Builder, n *html.Node, f *frame) {
	r.open(f)
	for c := n.FirstChild; c != nil && r.err == nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		cf := r.child(f, c)
		if c.DataAtom == atom.Tr {
			r.part(g, c, cf, r.row)
		}
		r.done(cf)
	}
	g.EndGroup()
	r.close(f)
}

func (r *reader) row(g *grid.Builder, n *html.Node, f *frame) {
	r.open(f)
	g.BeginRow()
	for c := n.FirstChild; c != nil && r.err == nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		cf := r.child(f, c)
		if isCell(c.DataAtom) {
			r.part(g, c, cf, r.cell)
		}
		r.done(cf)
	}
	r.close(f)
}

func (r *reader) cell(g *grid.Builder, n *html.Node, f *frame) {
	if !r.more() {
		return
	}
	first := r.first
	r.inCell = true
	r.open(f)
	if r.awaits(n) {
		r.note(report.Script, "")
	}
	r.walk(n, f, false)
	r.border()
	r.inCell = false
	start, end := f.start, r.stream.Len()
	if start < 0 {
		f.start, start, end = 0, 0, 0
	}
	t := r.piece(f, start, end, first)
	if objects := r.objects[first:]; len(objects) == 1 && objects[0].value != nil && text.Blank(t.S) {
		t = *objects[0].value
	}
	text.Puzzle(&t)
	r.first = len(r.objects)
	r.close(f)
	if !g.Add(grid.Span(attr(n, "rowspan"), 65534, 0), grid.Span(attr(n, "colspan"), 1000, 1), t) && r.err == nil {
		r.err = fault.Poisonf(fault.LimitCells, "a table of the page is wider than %d columns; submit one report at a time", r.lim.Columns)
	}
}
