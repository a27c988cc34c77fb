package layout

import (
	"strings"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/report"
)

// LongCell is the size in bytes from which a grid's cell is no table cell but an
// article inside a table that only makes the layout of a page. The longest label of
// the form has 108 bytes.
const LongCell = 700

// Units splits the document into units.
func Units(doc *report.Document, mem *UnitMemory) []Unit {
	out := mem.Units.Take(len(doc.Blocks) + 16)
	if placed(doc) {
		return placedUnits(doc, out, mem)
	}
	if doc.Format == report.FormatText && pasted(doc) {
		return pastedUnits(doc, out, mem)
	}
	grids, gap := 0, 0
	mem.wiki = false
	cut := cutLength(doc, mem)
	before, goesOn := false, false // whether the line before goes on in this one, and this one in the next
	for i := range doc.Blocks {
		mem.Step()
		before, goesOn = goesOn, cut.goesOn(doc, i)
		b := &doc.Blocks[i]
		if b.Grid == nil {
			if mem.wiki = wikiTable(b.Line.S, mem.wiki); mem.wiki && wikiRule(b.Line.S) {
				gap += b.Gap
				continue
			}
			first := len(out)
			if out = appendLine(out, &b.Line, gap+b.Gap, b.Page, mem); len(out) == first {
				gap += b.Gap + 1 // a line of one no-break space is a blank line here
				continue
			}
			if before || goesOn {
				for k := first; k < len(out); k++ {
					out[k].Cut = true
				}
			}
		} else {
			out = appendGrid(out, b, grids, mem)
			grids++
		}
		gap = 0
	}
	return out
}

// appendLine adds the units of a line or paragraph; inner newlines end a unit.
func appendLine(out []Unit, t *report.Text, gap, page int, mem *UnitMemory) []Unit {
	if len(t.Objects) > 0 && strings.TrimSpace(t.S) == "" {
		c := CellAt(t, 0, len(t.S))
		return append(out, Unit{Page: page, Gap: gap, Grid: -1, Line: *t, Cells: append(mem.cells.Take(1), c)})
	}
	if strings.IndexByte(t.S, '\n') < 0 {
		if strings.TrimSpace(t.S) != "" {
			out = append(out, lineUnit(t, gap, page, mem))
		}
		return out
	}
	for start := 0; start <= len(t.S); {
		end := strings.IndexByte(t.S[start:], '\n')
		if end < 0 {
			end = len(t.S)
		} else {
			end += start
		}
		mem.Spend(1)
		if piece := t.Slice(start, end); strings.TrimSpace(piece.S) != "" {
			out = append(out, lineUnit(&piece, gap, page, mem))
			gap = 0
		}
		start = end + 1
	}
	return out
}

func lineUnit(t *report.Text, gap, page int, mem *UnitMemory) Unit {
	from, end := trimmed(t.S, 0, len(t.S))
	if mem.wiki {
		from = wikiCell(t.S, from, end)
	}
	u := Unit{Page: page, Gap: gap, Grid: -1, Line: *t}
	if from > 0 || end < len(t.S) {
		u.Line = t.Slice(from, end)
	}
	switch {
	case strings.IndexByte(u.Line.S, '|') >= 0 || strings.Contains(u.Line.S, "｜"):
		u.Kind = Pipes
		u.split(mem, t, from, end, "|", "｜")
		if c := u.Sole(); c != nil && len(u.Cells) > 1 && strings.Contains(c.Fold, "。") {
			u.Kind, u.Line, u.Ends = Line, c.Text(), false // a paragraph in a table that lays out the page
			u.Cells = append(mem.cells.Take(1), *c)
			u.Cells[0].Col = 0
		}
	case strings.IndexByte(strings.TrimRight(t.S, " \r\n"), '\t') >= 0:
		u.Kind = Tabs
		u.split(mem, t, 0, len(t.S), "\t", "")
		if FilledCells(u.Cells) <= 1 && strings.IndexByte(t.S, '\t') == 0 && !strings.Contains(strings.TrimLeft(t.S, "\t "), "\t") {
			u.Kind, u.Cells = Line, nil // an indented paragraph
		} else if strings.IndexByte(t.S, '\t') >= end && holdsCells(u.Line.S) {
			u.Kind, u.Cells = Line, nil // a paragraph, or a row, with the tabs of blank cells behind it
		}
	}
	if u.Kind == Line && u.Cells == nil {
		c := CellAt(t, 0, len(t.S))
		c.X0 = float64(Width(t.S[:len(t.S)-len(strings.TrimLeft(t.S, " "))]))
		u.Glued = mem.Glued.IsGlued(c.Fold)
		u.Cells = append(mem.cells.Take(1), c)
	}
	return u
}

// holdsCells reports a line that is more than one cell: a paragraph, words with wide gaps
// between, three words or more, or several figures.
func holdsCells(s string) bool {
	if len(s) > label.LongText || strings.Contains(s, "  ") {
		return true
	}
	figures, words := 0, 0
	for f := range strings.FieldsSeq(s) {
		words++
		if strings.Trim(f, "0123456789.") == "" {
			figures++
		}
	}
	return figures > 1 || words >= 3
}

// split cuts t at the separators. For pipes a border at the line's start and the
// terminator at its end make no cell, and a second pipe at the end marks the row's end.
func (u *Unit) split(mem *UnitMemory, t *report.Text, from, end int, sep, wide string) {
	s, start, col := t.S[:end], from, int32(0)
	n := strings.Count(s, sep) + 1
	if wide != "" {
		n += strings.Count(s, wide)
	}
	if n > 1 && u.Kind == Pipes && strings.HasSuffix(s, sep) {
		n--
	}
	mem.Spend(n)
	u.Cells = mem.cells.Take(n)
	signs := signs{s: s, sep: sep, wide: wide, nextSep: -1, nextWide: -1}
	for last := false; !last; {
		at, size := signs.behind(start)
		last = size == 0
		if !(u.Kind == Pipes && (last || at == from) && strings.TrimSpace(s[start:at]) == "") {
			u.Cells = append(u.Cells, CellAt(t, start, at))
			u.Cells[len(u.Cells)-1].Col = col
			col++
		}
		start = at + size
	}
	u.Ends = u.Kind == Pipes && len(u.Cells) > 1 && u.Cells[len(u.Cells)-1].Fold == ""
}

// signs finds separators in a text. It remembers where the next one of each kind stands:
// a line of 1 MiB with 350,000 of one kind was searched as often for the other.
type signs struct {
	s, sep, wide      string
	nextSep, nextWide int // where they stand, len(s) for nowhere
}

// behind is where the first separator at or behind s[from] stands, and its size; at the end
// it is 0.
func (g *signs) behind(from int) (at, size int) {
	if g.nextSep < from {
		g.nextSep = indexFrom(g.s, g.sep, from)
	}
	if g.nextWide < from {
		g.nextWide = len(g.s)
		if g.wide != "" {
			g.nextWide = indexFrom(g.s, g.wide, from)
		}
	}
	switch {
	case g.nextWide < g.nextSep:
		return g.nextWide, len(g.wide)
	case g.nextSep < len(g.s):
		return g.nextSep, len(g.sep)
	}
	return len(g.s), 0
}

// indexFrom is where sep stands at or behind s[from], len(s) if nowhere.
func indexFrom(s, sep string, from int) int {
	if i := strings.Index(s[from:], sep); i >= 0 {
		return from + i
	}
	return len(s)
}

func appendGrid(out []Unit, b *report.Block, grid int, mem *UnitMemory) []Unit {
	row, first := -1, len(out)
	for i := range b.Grid.Cells {
		mem.Step()
		c := &b.Grid.Cells[i]
		if len(c.Text.S) > LongCell && strings.Count(c.Text.S, "\n") > 3 {
			out = appendLine(out, &c.Text, 0, b.Page, mem)
			row = -1
			continue
		}
		if c.Row != row || row < 0 {
			row = c.Row
			out = append(out, Unit{Kind: Grid, Page: b.Page, Gap: b.Gap, Grid: grid})
		}
		u := &out[len(out)-1]
		if u.Cells == nil {
			u.Cells = mem.cells.Take(b.Grid.Cols)
		}
		k := CellAt(&c.Text, 0, len(c.Text.S))
		k.Col, k.Span, k.rows = int32(c.Col), int32(c.ColSpan), int32(c.RowSpan)
		u.Cells = append(u.Cells, k)
	}
	for i := range out[first:] {
		if u := &out[first+i]; u.Kind == Grid {
			u.markMerged()
		}
	}
	return out
}

// markMerged marks the figures of a row that reach over more rows than others of its figures.
// Where all of them reach as far, the rows below are further lines of the label.
func (u *Unit) markMerged() {
	least, most := int32(0), int32(0)
	for i := range u.Cells {
		c := &u.Cells[i]
		if !IsFigure(c) {
			continue
		}
		rows := max(c.rows, 1)
		if least == 0 || rows < least {
			least = rows
		}
		most = max(most, rows)
	}
	if most <= least {
		return
	}
	for i := range u.Cells {
		if c := &u.Cells[i]; c.rows > least && IsFigure(c) {
			c.merged = true
		}
	}
}
