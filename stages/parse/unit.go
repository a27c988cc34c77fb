package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// kind says how the cells of a unit are delimited.
type kind uint8

const (
	asLine   kind = iota // one cell, or words with spaces between
	asPipes              // cells between | signs
	asTabs               // cells between tabs
	asGrid               // cells of the format's own table
	asPlaced             // cells by their position on a page
	asGlued              // cells cut from a run of text without any delimiter
)

// unit is one line, or one row of a table.
type unit struct {
	kind  kind
	page  int
	gap   int // blank lines before
	grid  int // which grid, -1 for none
	line  report.Text
	cells []cell
	// ends is set where the print itself marks the end of a table row (| ||).
	ends bool
	// blank is set for a blank cell on a line of its own.
	blank bool
	// glued is set for a line in which the cells of a table stand without borders.
	glued bool
	// head is the section whose heading this is, 0 for none.
	head int
	// cut is set for a piece of a line that was cut wherever it had so many characters: its
	// figures may be pieces, and belong to other cells than they seem to.
	cut bool
}

// cell is one delimited piece of a unit. f is its folded text.
// The cell is s, the part of from that begins at byte off; its place is found when asked for.
type cell struct {
	s, f   string
	known  string // the core of f, once it was asked for
	from   *report.Text
	off    int32
	col    int32
	x0, x1 float64
	// loose is set for digits without a certain boundary to their neighbours.
	loose bool
	// thing is set where something that is no text stands in the cell; broken where what
	// is shown of it does not stand in one piece.
	thing, broken bool
	// span is how many columns of a grid the cell covers, rows how many rows.
	span, rows int32
	// merged is set for a figure that reaches over rows which have figures of their own.
	merged bool
}

// core is the core of the cell's folded text, made once: each table, each head and each label
// asks for it.
func (c *cell) core() string {
	if c.known == "" && c.f != "" {
		c.known = core(c.f)
	}
	return c.known
}

// joined is the cell c with another folded text.
func (c *cell) joined(f string) *cell {
	out := *c
	out.f, out.known = f, ""
	return &out
}

// text is the cell's text with its place.
func (c *cell) text() report.Text {
	if c.from == nil {
		return report.Text{S: c.s}
	}
	return c.from.Slice(int(c.off), int(c.off)+len(c.s))
}

// cellAt is the cell that holds from.S[start:end] without the white space at its ends.
func cellAt(from *report.Text, start, end int) cell {
	if !from.Plain() {
		return shownCell(from, start, end)
	}
	start, end = trimmed(from.S, start, end)
	s := from.S[start:end]
	return cell{s: s, f: fold.String(s), from: from, off: int32(start)}
}

// cellOn is the cell that holds the whole of t.
func cellOn(t report.Text) cell { return cellAt(&t, 0, len(t.S)) }

// delimited reports that the cells of u are certain, blank ones included.
func (u *unit) delimited() bool { return u.kind >= asPipes && u.kind <= asGrid }

// longCell is the size in bytes from which a grid's cell is no table cell but an
// article inside a table that only makes the layout of a page. The longest label of
// the form has 108 bytes.
const longCell = 700

// units splits the document into units.
func units(doc *report.Document, mem *scratch) []unit {
	out := mem.units.take(len(doc.Blocks) + 16)
	if placed(doc) {
		return placedUnits(doc, out, mem)
	}
	if doc.Format == report.FormatText && pasted(doc) {
		return pastedUnits(doc, out, mem)
	}
	grids, gap := 0, 0
	cut := cutLength(doc, mem)
	for i := range doc.Blocks {
		mem.step()
		b := &doc.Blocks[i]
		if b.Grid == nil {
			before := len(out)
			if out = appendLine(out, &b.Line, gap+b.Gap, b.Page, mem); len(out) == before {
				gap += b.Gap + 1 // a line of one no-break space is a blank line here
				continue
			}
			if cut.length > 0 && (cut.goesOn(doc, i) || cut.goesOn(doc, i-1)) {
				for k := before; k < len(out); k++ {
					out[k].cut = true
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

// sole is the only cell of the unit with text, where it is no row: the only one, or that
// which a spreadsheet has filled up with tabs. It is nil for a row.
func (u *unit) sole() *cell {
	if len(u.cells) == 1 {
		return &u.cells[0]
	}
	if u.kind != asTabs || filledCells(u.cells) != 1 {
		return nil
	}
	for i := range u.cells {
		if u.cells[i].f != "" {
			return &u.cells[i]
		}
	}
	return nil
}

// appendLine adds the units of a line or paragraph; inner newlines end a unit.
func appendLine(out []unit, t *report.Text, gap, page int, mem *scratch) []unit {
	if len(t.Objects) > 0 && strings.TrimSpace(t.S) == "" {
		c := cellAt(t, 0, len(t.S))
		return append(out, unit{page: page, gap: gap, grid: -1, line: *t, cells: append(mem.cells.take(1), c)})
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
		mem.spend(1)
		if piece := t.Slice(start, end); strings.TrimSpace(piece.S) != "" {
			out = append(out, lineUnit(&piece, gap, page, mem))
			gap = 0
		}
		start = end + 1
	}
	return out
}

func lineUnit(t *report.Text, gap, page int, mem *scratch) unit {
	from, end := trimmed(t.S, 0, len(t.S))
	u := unit{page: page, gap: gap, grid: -1, line: *t}
	if from > 0 || end < len(t.S) {
		u.line = t.Slice(from, end)
	}
	switch {
	case strings.IndexByte(u.line.S, '|') >= 0 || strings.Contains(u.line.S, "｜"):
		u.kind = asPipes
		u.split(mem, t, from, end, "|", "｜")
	case strings.IndexByte(strings.TrimRight(t.S, " \r\n"), '\t') >= 0:
		u.kind = asTabs
		u.split(mem, t, 0, len(t.S), "\t", "")
		if filledCells(u.cells) <= 1 && strings.IndexByte(t.S, '\t') == 0 && !strings.Contains(strings.TrimLeft(t.S, "\t "), "\t") {
			u.kind, u.cells = asLine, nil // an indented paragraph
		} else if strings.IndexByte(t.S, '\t') >= end && holdsCells(u.line.S) {
			u.kind, u.cells = asLine, nil // a paragraph, or a row, with the tabs of blank cells behind it
		}
	}
	if u.kind == asLine {
		c := cellAt(t, 0, len(t.S))
		c.x0 = float64(width(t.S[:len(t.S)-len(strings.TrimLeft(t.S, " "))]))
		u.glued = mem.glued.isGlued(c.f)
		u.cells = append(mem.cells.take(1), c)
	}
	return u
}

// holdsCells reports a line that is more than one cell: a paragraph, words with wide gaps
// between, or several figures.
func holdsCells(s string) bool {
	if len(s) > longText || strings.Contains(s, "  ") {
		return true
	}
	figures := 0
	for f := range strings.FieldsSeq(s) {
		if strings.Trim(f, "0123456789.") == "" {
			figures++
		}
	}
	return figures > 1
}

// split cuts t at the separators. For pipes a border at the line's start and the
// terminator at its end make no cell, and a second pipe at the end marks the row's end.
func (u *unit) split(mem *scratch, t *report.Text, from, end int, sep, wide string) {
	s, start, col := t.S[:end], from, int32(0)
	n := strings.Count(s, sep) + 1
	if wide != "" {
		n += strings.Count(s, wide)
	}
	if n > 1 && u.kind == asPipes && strings.HasSuffix(s, sep) {
		n--
	}
	mem.spend(n)
	u.cells = mem.cells.take(n)
	signs := signs{s: s, sep: sep, wide: wide, nextSep: -1, nextWide: -1}
	for last := false; !last; {
		at, size := signs.behind(start)
		last = size == 0
		if !(u.kind == asPipes && (last || at == from) && strings.TrimSpace(s[start:at]) == "") {
			u.cells = append(u.cells, cellAt(t, start, at))
			u.cells[len(u.cells)-1].col = col
			col++
		}
		start = at + size
	}
	u.ends = u.kind == asPipes && len(u.cells) > 1 && u.cells[len(u.cells)-1].f == ""
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

func appendGrid(out []unit, b *report.Block, grid int, mem *scratch) []unit {
	row, first := -1, len(out)
	for i := range b.Grid.Cells {
		mem.step()
		c := &b.Grid.Cells[i]
		if len(c.Text.S) > longCell && strings.Count(c.Text.S, "\n") > 3 {
			out = appendLine(out, &c.Text, 0, b.Page, mem)
			row = -1
			continue
		}
		if c.Row != row || row < 0 {
			row = c.Row
			out = append(out, unit{kind: asGrid, page: b.Page, gap: b.Gap, grid: grid})
		}
		u := &out[len(out)-1]
		if u.cells == nil {
			u.cells = mem.cells.take(b.Grid.Cols)
		}
		k := cellAt(&c.Text, 0, len(c.Text.S))
		k.col, k.span, k.rows = int32(c.Col), int32(c.ColSpan), int32(c.RowSpan)
		u.cells = append(u.cells, k)
	}
	for i := range out[first:] {
		if u := &out[first+i]; u.kind == asGrid {
			u.markMerged()
		}
	}
	return out
}

// markMerged marks the figures of a row that reach over more rows than others of its figures.
// Where all of them reach as far, the rows below are further lines of the label.
func (u *unit) markMerged() {
	least, most := int32(0), int32(0)
	for i := range u.cells {
		c := &u.cells[i]
		if !isFigure(c) {
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
	for i := range u.cells {
		if c := &u.cells[i]; c.rows > least && isFigure(c) {
			c.merged = true
		}
	}
}

// trim cuts white space and invisible characters off both ends.
func trim(t report.Text) report.Text {
	start, end := trimmed(t.S, 0, len(t.S))
	if start == 0 && end == len(t.S) {
		return t
	}
	return t.Slice(start, end)
}

// trimmed is s[start:end] without white space and invisible characters at its ends.
func trimmed(s string, start, end int) (int, int) {
	for start < end {
		r, n := rune(s[start]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[start:end])
		}
		if !isCut(r) {
			break
		}
		start += n
	}
	for start < end {
		r, n := rune(s[end-1]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeLastRuneInString(s[start:end])
		}
		if !isCut(r) {
			break
		}
		end -= n
	}
	return start, end
}

func isCut(r rune) bool {
	switch r {
	case ' ', '\t', '\r', '\n', '\f', '\v', '\u00a0', '\u3000', '\u200b', '\u200c', '\u200d', '\ufeff', '\u2002', '\u2003', '\u2009':
		return true
	}
	return r >= '\u200e' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// width is the number of columns s takes in a monospaced print; Han characters take two.
func width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return n
}
