package pdf

import (
	"slices"

	"github.com/gouji/gouji/stages/ingest/pdf/content"
	"github.com/gouji/gouji/stages/ingest/pdf/syntax"
)

// tagKey is a piece of marked content: its number on a page, or in a form XObject.
type tagKey struct {
	page, stream, id int
}

// tagged are the tables of the structure tree (ISO 32000-1, 14.8.4.3.4): where their cells'
// marked content is.
type tagged struct {
	tables []tagTable
	cells  map[tagKey]tagCell
}

// tagTable is a table with its spans resolved.
type tagTable struct {
	rows, cols int
	cells      []cell
}

// tagCell is a cell of a table of the structure tree.
type tagCell struct{ table, cell int }

// Bounds of the structure tree: real ones have some ten thousand elements, twenty deep.
const (
	maxElements  = 300_000
	maxStructure = 60
)

// tagReader walks the structure tree, each element once.
type tagReader struct {
	file  *syntax.File
	pages map[syntax.Ref]int
	roles syntax.Dict
	seen  map[syntax.Ref]bool
	left  int
	out   *tagged
}

// readTags reads the tables of the structure tree, if the file has one.
func readTags(f *syntax.File, pages []content.Leaf) *tagged {
	r := tagReader{file: f, pages: make(map[syntax.Ref]int), seen: make(map[syntax.Ref]bool), left: maxElements, out: &tagged{cells: make(map[tagKey]tagCell)}}
	for i, p := range pages {
		r.pages[p.Ref] = i + 1
	}
	root := f.Dict(f.Dict(f.Trailer["Root"])["StructTreeRoot"])
	r.roles = f.Dict(root["RoleMap"])
	if root != nil {
		r.find(root["K"], 0, 0)
	}
	return r.out
}

// kids calls do with each kid of an element that is an element not met before, and its page;
// pieces of content go to piece.
func (r *tagReader) kids(k syntax.Object, page, depth int, do func(d syntax.Dict, page int), piece func(tagKey)) {
	if depth > maxStructure || r.left <= 0 {
		return
	}
	list := r.file.Array(k)
	if list == nil && k != nil {
		list = syntax.Array{k}
	}
	for _, o := range list {
		if r.left--; r.left <= 0 {
			return
		}
		if ref, ok := o.(syntax.Ref); ok {
			if r.seen[ref] {
				continue
			}
			r.seen[ref] = true
		}
		switch x := r.file.Resolve(o).(type) {
		case float64:
			piece(tagKey{page, 0, int(x)})
		case syntax.Dict:
			here := page
			if ref, ok := x["Pg"].(syntax.Ref); ok {
				here = r.pages[ref]
			}
			switch r.file.Name(x["Type"]) {
			case "MCR":
				stream, _ := x["Stm"].(syntax.Ref)
				piece(tagKey{here, stream.ID, r.file.Int(x["MCID"], -1)})
			case "OBJR":
			default:
				do(x, here)
			}
		}
	}
}

// role is the standard type of an element.
func (r *tagReader) role(d syntax.Dict) syntax.Name {
	name := r.file.Name(d["S"])
	for range 8 {
		next := r.file.Name(r.roles[name])
		if next == "" || next == name {
			break
		}
		name = next
	}
	return name
}

func nothing(tagKey) {}

// find looks for tables.
func (r *tagReader) find(k syntax.Object, page, depth int) {
	r.kids(k, page, depth, func(d syntax.Dict, page int) {
		if r.role(d) != "Table" {
			r.find(d["K"], page, depth+1)
			return
		}
		t := &tagRows{reader: r, table: len(r.out.tables)}
		t.read(d["K"], page, depth+1)
		r.out.tables = append(r.out.tables, t.done())
	}, nothing)
}

// tagRows puts cells into rows as HTML does: each at the first square that is free.
type tagRows struct {
	reader *tagReader
	table  int
	row    int
	taken  map[[2]int]bool
	out    tagTable
}

func (t *tagRows) read(k syntax.Object, page, depth int) {
	t.reader.kids(k, page, depth, func(d syntax.Dict, page int) {
		switch t.reader.role(d) {
		case "TR":
			t.readRow(d["K"], page, depth+1)
			t.row++
		case "THead", "TBody", "TFoot":
			t.read(d["K"], page, depth+1)
		}
	}, nothing)
}

func (t *tagRows) readRow(k syntax.Object, page, depth int) {
	col := 0
	t.reader.kids(k, page, depth, func(d syntax.Dict, page int) {
		if role := t.reader.role(d); role != "TD" && role != "TH" || t.row >= mostRows || col >= mostCols {
			return
		}
		for t.taken[[2]int{t.row, col}] {
			col++
		}
		c := cell{row: t.row, col: col, rows: t.reader.span(d, "RowSpan", mostRows), cols: t.reader.span(d, "ColSpan", mostCols)}
		if t.taken == nil {
			t.taken = make(map[[2]int]bool)
		}
		for i := range c.rows {
			for j := range c.cols {
				t.taken[[2]int{c.row + i, c.col + j}] = true
			}
		}
		here := tagCell{t.table, len(t.out.cells)}
		t.out.cells = append(t.out.cells, c)
		t.out.cols = max(t.out.cols, c.col+c.cols)
		t.reader.collect(d["K"], page, depth+1, here)
		col += c.cols
	}, nothing)
}

// collect notes all content below a cell.
func (r *tagReader) collect(k syntax.Object, page, depth int, c tagCell) {
	r.kids(k, page, depth, func(d syntax.Dict, page int) { r.collect(d["K"], page, depth+1, c) },
		func(key tagKey) { r.out.cells[key] = c })
}

// span is an attribute of a cell, 1 if it has none or one without sense.
func (r *tagReader) span(d syntax.Dict, name syntax.Name, most int) int {
	list := r.file.Array(d["A"])
	if list == nil {
		list = syntax.Array{d["A"]}
	}
	for _, o := range list {
		if n := r.file.Int(r.file.Dict(o)[name], 0); n >= 1 && n <= most {
			return n
		}
	}
	return 1
}

// done ends the rows: spans end with the table, and a table whose cells lie on each other is
// none.
func (t *tagRows) done() tagTable {
	t.out.rows = t.row
	squares := 0
	for i := range t.out.cells {
		c := &t.out.cells[i]
		c.rows = min(c.rows, t.row-c.row)
		squares += c.rows * c.cols
	}
	if squares > t.out.rows*t.out.cols || t.out.rows < 2 || t.out.cols < 2 {
		return tagTable{}
	}
	return t.out
}

// place puts the words of tagged tables into their cells, on all sheets, and takes them out of
// the words that stand free. A table that is found by its lines stays as it is: what is drawn
// counts more than what is said. So it is where hardly a word of the table is left.
func (g *tagged) place(sheets []*sheet) {
	if len(g.cells) == 0 {
		return
	}
	free, all := make([]int, len(g.tables)), make([]int, len(g.tables))
	for _, s := range sheets {
		for i := range s.words {
			if c, ok := g.of(s, &s.words[i]); ok {
				all[c.table]++
			}
		}
		for i := range s.free {
			if c, ok := g.of(s, &s.free[i]); ok {
				free[c.table]++
			}
		}
	}
	for n := range g.tables {
		if t := &g.tables[n]; t.rows > 0 && free[n] > 0 && 10*free[n] >= 9*all[n] {
			t.fill(g, n, sheets)
		}
	}
}

// of is the cell that a word's marked content belongs to.
func (g *tagged) of(s *sheet, w *word) (tagCell, bool) {
	d := s.drawn(w)
	if d.Mark < 0 {
		return tagCell{}, false
	}
	c, ok := g.cells[tagKey{s.page, d.Stream, d.Mark}]
	if !ok && d.Stream != 0 {
		c, ok = g.cells[tagKey{s.page, 0, d.Mark}]
	}
	return c, ok
}

// fill makes a table of the words on the sheets; it stands on the first of them.
func (t *tagTable) fill(g *tagged, n int, sheets []*sheet) {
	words := make([][]word, len(t.cells))
	page := make([]*sheet, len(t.cells))
	var first *sheet
	top := 0.0
	for _, s := range sheets {
		var rest []word
		for i := range s.free {
			w := &s.free[i]
			for _, p := range g.pieces(s, w) {
				c, ok := g.of(s, &p)
				if !ok || c.table != n || page[c.cell] != nil && page[c.cell] != s {
					rest = append(rest, p)
					continue
				}
				if first == nil {
					first, top = s, p.box[1]
				}
				if first == s {
					top = min(top, p.box[1])
				}
				words[c.cell], page[c.cell] = append(words[c.cell], p), s
			}
		}
		s.free = rest
	}
	out := &table{xs: make([]float64, t.cols+1), ys: make([]float64, t.rows+1), cells: slices.Clone(t.cells), page: first.page}
	for i := range out.ys {
		out.ys[i] = top
	}
	for i := range out.cells {
		c := &out.cells[i]
		s := page[i]
		if s == nil {
			s = first
		}
		c.text = cellText(words[i], s.page)
		if c.text.S == "" {
			c.text.At.Kind, c.text.At.Page = "pdf", s.page
		}
	}
	first.tables = append(first.tables, out)
}

// pieces takes a word apart where it reaches from one cell into another.
func (g *tagged) pieces(s *sheet, w *word) []word {
	var out []word
	start := 0
	at := func(i int) tagKey {
		d := &s.glyphs[w.glyphs[i]]
		return tagKey{s.page, d.Stream, d.Mark}
	}
	for i := 1; i < len(w.glyphs); i++ {
		a, b := at(i-1), at(i)
		if a == b || g.cells[a] == g.cells[b] {
			continue
		}
		out = append(out, s.part(w, start, i))
		start = i
	}
	if start == 0 {
		return []word{*w}
	}
	return append(out, s.part(w, start, len(w.glyphs)))
}
