package layout

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/report"
)

func FiguresIn(u *Unit) int {
	n := 0
	for i := range u.Cells {
		if IsFigure(&u.Cells[i]) {
			n++
		}
	}
	return n
}

// LineFold is the folded text of a unit.
func LineFold(u *Unit) string {
	if c := u.Sole(); c != nil {
		return c.Fold
	}
	return fold.String(u.Line.S)
}

// IsRule recognises the line between head and body of a Markdown table.
func IsRule(u *Unit) bool {
	if u.Kind != Pipes || len(u.Cells) == 0 {
		return false
	}
	for i := range u.Cells {
		f := u.Cells[i].Fold
		if len(f) < 2 {
			return false
		}
		for j := range len(f) {
			if f[j] != '-' && f[j] != ':' {
				return false
			}
		}
	}
	return true
}

// UnitKind says how the cells of a unit are delimited.
type UnitKind uint8

const (
	Line   UnitKind = iota // one cell, or words with spaces between
	Pipes                  // cells between | signs
	Tabs                   // cells between tabs
	Grid                   // cells of the format's own table
	Placed                 // cells by their position on a page
	Glued                  // cells cut from a run of text without any delimiter
)

// Unit is one line, or one row of a table.
type Unit struct {
	Kind  UnitKind
	Page  int
	Gap   int // blank lines before
	Grid  int // which grid, -1 for none
	Line  report.Text
	Cells []Cell
	// Ends is set where the print itself marks the end of a table row (| ||).
	Ends bool
	// Blank is set for a blank cell on a line of its own.
	Blank bool
	// Glued is set for a line in which the cells of a table stand without borders.
	Glued bool
	// Head is the section whose heading this is, 0 for none.
	Head int
	// Cut is set for a piece of a line that was cut wherever it had so many characters: its
	// figures may be pieces, and belong to other cells than they seem to.
	Cut bool
}

// Cell is one delimited piece of a unit. f is its folded text.
// The cell is s, the part of from that begins at byte off; its place is found when asked for.
type Cell struct {
	S, Fold string
	known   string // the core of f, once it was asked for
	From    *report.Text
	Off     int32
	Col     int32
	X0, X1  float64
	// Loose is set for digits without a certain boundary to their neighbours.
	Loose bool
	// thing is set where something that is no text stands in the cell; broken where what
	// is shown of it does not stand in one piece.
	thing, broken bool
	// Span is how many columns of a grid the cell covers, rows how many rows.
	Span, rows int32
	// merged is set for a figure that reaches over rows which have figures of their own.
	merged bool
}

// Core is the core of the cell's folded text, made once: each table, each head and each label
// asks for it.
func (c *Cell) Core() string {
	if c.known == "" && c.Fold != "" {
		c.known = label.Core(c.Fold)
	}
	return c.known
}

// WithFold is the cell c with another folded text.
func (c *Cell) WithFold(f string) *Cell {
	out := *c
	out.Fold, out.known = f, ""
	return &out
}

// Text is the cell's text with its place.
func (c *Cell) Text() report.Text {
	if c.From == nil {
		return report.Text{S: c.S}
	}
	return c.From.Slice(int(c.Off), int(c.Off)+len(c.S))
}

// CellAt is the cell that holds from.S[start:end] without the white space at its ends.
func CellAt(from *report.Text, start, end int) Cell {
	if !from.Plain() {
		return shownCell(from, start, end)
	}
	start, end = trimmed(from.S, start, end)
	s := from.S[start:end]
	return Cell{S: s, Fold: fold.String(s), From: from, Off: int32(start)}
}

// WholeCell is the cell that holds the whole of t.
func WholeCell(t report.Text) Cell { return CellAt(&t, 0, len(t.S)) }

// Delimited reports that the cells of u are certain, blank ones included.
func (u *Unit) Delimited() bool { return u.Kind >= Pipes && u.Kind <= Grid }

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
	length := cutLength(doc, mem)
	for i := range doc.Blocks {
		mem.Step()
		b := &doc.Blocks[i]
		if b.Grid == nil {
			before := len(out)
			if out = appendLine(out, &b.Line, gap+b.Gap, b.Page, mem); len(out) == before {
				gap += b.Gap + 1 // a line of one no-break space is a blank line here
				continue
			}
			if length > 0 && (goesOn(doc, i, length) || goesOn(doc, i-1, length)) {
				for k := before; k < len(out); k++ {
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

// Sole is the only cell of the unit with text, where it is no row: the only one, or that
// which a spreadsheet has filled up with tabs. It is nil for a row.
func (u *Unit) Sole() *Cell {
	if len(u.Cells) == 1 {
		return &u.Cells[0]
	}
	if u.Kind != Tabs || FilledCells(u.Cells) != 1 {
		return nil
	}
	for i := range u.Cells {
		if u.Cells[i].Fold != "" {
			return &u.Cells[i]
		}
	}
	return nil
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
	u := Unit{Page: page, Gap: gap, Grid: -1, Line: *t}
	if from > 0 || end < len(t.S) {
		u.Line = t.Slice(from, end)
	}
	switch {
	case strings.IndexByte(u.Line.S, '|') >= 0 || strings.Contains(u.Line.S, "｜"):
		u.Kind = Pipes
		u.split(mem, t, from, end, "|", "｜")
	case strings.IndexByte(strings.TrimRight(t.S, " \r\n"), '\t') >= 0:
		u.Kind = Tabs
		u.split(mem, t, 0, len(t.S), "\t", "")
		if FilledCells(u.Cells) <= 1 && strings.IndexByte(t.S, '\t') == 0 && !strings.Contains(strings.TrimLeft(t.S, "\t "), "\t") {
			u.Kind, u.Cells = Line, nil // an indented paragraph
		} else if strings.IndexByte(t.S, '\t') >= end && holdsCells(u.Line.S) {
			u.Kind, u.Cells = Line, nil // a paragraph, or a row, with the tabs of blank cells behind it
		}
	}
	if u.Kind == Line {
		c := CellAt(t, 0, len(t.S))
		c.X0 = float64(Width(t.S[:len(t.S)-len(strings.TrimLeft(t.S, " "))]))
		u.Glued = mem.Glued.IsGlued(c.Fold)
		u.Cells = append(mem.cells.Take(1), c)
	}
	return u
}

// holdsCells reports a line that is more than one cell: a paragraph, words with wide gaps
// between, or several figures.
func holdsCells(s string) bool {
	if len(s) > label.LongText || strings.Contains(s, "  ") {
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

// Trim cuts white space and invisible characters off both ends.
func Trim(t report.Text) report.Text {
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

// Width is the number of columns s takes in a monospaced print; Han characters take two.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return n
}

// Thing is what stands in a unit and is no text, "" for nothing. A link to a file counts.
func (u *Unit) Thing() report.Thing {
	for _, o := range u.Line.Objects {
		return o.Thing
	}
	for i := range u.Cells {
		if c := &u.Cells[i]; c.From != nil && len(c.From.Objects) > 0 {
			return c.From.Objects[0].Thing
		}
	}
	return ""
}
