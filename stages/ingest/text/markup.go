package text

import (
	"context"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/grid"
	"github.com/gouji/gouji/stages/report"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// HasMarkup reports whether a text has HTML tables, line breaks or the end tags of blocks and spans,
// as Markdown made from PDF or web pages has. A lone < or an address in <> is no markup.
func HasMarkup(s string) bool {
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '<')
		if i < 0 {
			return false
		}
		at += i + 1
		rest := strings.ToLower(s[at:min(len(s), at+7)])
		for _, w := range [...]string{"table>", "table ", "table\n", "/table", "/span>", "/div>", "/p>", "/td>", "br>", "br/>", "br />"} {
			if strings.HasPrefix(rest, w) {
				return true
			}
		}
	}
}

// markup is Blocks for Markdown with HTML in it. Tags make no text; those of blocks end a
// line; the cells of tables become a grid. Every place is a stretch of s.
func markup(ctx context.Context, s string, lim Limits) ([]report.Block, error) {
	m := marker{lines: lines{lim: lim}, s: s, z: html.NewTokenizer(strings.NewReader(s))}
	for n := 0; m.err == nil; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		kind := m.z.Next()
		start := m.at
		m.at += len(m.z.Raw())
		switch kind {
		case html.ErrorToken:
			m.at = len(s)
			m.text(start, len(s)) // what the tokenizer holds back at the end
			m.endTable()
			m.endLine()
			return drawn(s, m.blocks), m.err
		case html.TextToken:
			m.text(start, m.at)
		case html.CommentToken:
			if !strings.HasSuffix(s[start:m.at], "-->") {
				m.text(start, m.at)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			m.start(start)
		case html.EndTagToken:
			m.end(start)
		}
	}
	return nil, m.err
}

// marker reads the tokens of a text with markup.
type marker struct {
	lines
	s   string
	z   *html.Tokenizer
	at  int // behind the current token
	err error

	line []piece           // of the current line
	skip int               // the depth of script and style
	last map[atom.Atom]int // where the last end tag of script or style stands
	look []report.Look

	table *grid.Builder
	depth int // of nested tables
	cell  *markedCell
	cells int
}

// markedCell is the cell that is being read.
type markedCell struct {
	rowspan, colspan int
	start            int
	pieces           []piece
	objects          []report.Thing
}

// start takes a start tag that begins at s[at].
func (m *marker) start(at int) {
	name, more := m.z.TagName()
	tag := atom.Lookup(name)
	var rowspan, colspan string
	for more {
		var key, value []byte
		key, value, more = m.z.TagAttr()
		switch string(key) {
		case "rowspan":
			rowspan = string(value)
		case "colspan":
			colspan = string(value)
		}
	}
	switch tag {
	case 0:
		m.text(at, m.at) // <http://…> or a name that is no tag
	case atom.Script, atom.Style:
		if m.closes(tag) {
			m.skip++
		} else {
			m.z.NextIsNotRawText()
		}
	case atom.Table:
		m.startTable()
	case atom.Tr:
		if m.depth == 1 {
			m.endCell()
			m.table.BeginRow()
		}
	case atom.Td, atom.Th:
		if m.depth == 1 {
			m.endCell()
			m.cell = &markedCell{rowspan: grid.Span(rowspan, 65534, 0), colspan: grid.Span(colspan, 1000, 1), start: m.at}
		}
	default:
		m.z.NextIsNotRawText()
		m.inline(tag, true)
	}
}

// closes reports that an end tag follows: else what stands behind a script is text.
func (m *marker) closes(tag atom.Atom) bool {
	at, ok := m.last[tag]
	if !ok {
		if m.last == nil {
			m.last = map[atom.Atom]int{}
		}
		at = max(strings.LastIndex(m.s, "</"+tag.String()), strings.LastIndex(m.s, "</"+strings.ToUpper(tag.String())))
		m.last[tag] = at
	}
	return at >= m.at
}

// end takes an end tag that begins at s[at].
func (m *marker) end(at int) {
	name, _ := m.z.TagName()
	switch tag := atom.Lookup(name); tag {
	case 0:
		m.text(at, m.at)
	case atom.Script, atom.Style:
		m.skip = max(m.skip-1, 0)
	case atom.Table:
		m.endTable()
	case atom.Tr, atom.Td, atom.Th:
		if m.depth == 1 {
			m.endCell()
		}
	case atom.Thead, atom.Tbody, atom.Tfoot:
		if m.depth == 1 {
			m.endCell()
			m.table.EndGroup()
		}
	default:
		m.inline(tag, false)
	}
}

// inline takes a tag that is none of a table's: it changes the look of what follows, stands
// for something without text, or ends a line.
func (m *marker) inline(tag atom.Atom, begins bool) {
	look := report.Look("")
	switch tag {
	case atom.Del, atom.S, atom.Strike:
		look = report.Struck
	case atom.Sup:
		look = report.Raised
	case atom.Sub:
		look = report.Lowered
	case atom.Img:
		m.object(report.Picture)
	case atom.Input, atom.Select:
		m.object(report.Control)
	case atom.Br:
		if m.table == nil && !m.inRow() {
			m.endLine()
		}
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li, atom.Ul, atom.Ol, atom.Hr,
		atom.Section, atom.Article, atom.Center, atom.Blockquote, atom.Caption, atom.Pre:
		if m.table == nil {
			m.endLine()
		}
	}
	switch {
	case look == "":
	case begins:
		m.look = append(m.look, look)
	case len(m.look) > 0:
		m.look = m.look[:len(m.look)-1]
	}
}

// inRow reports that the current token stands in a row of a Markdown table, in whose cells <br> is the
// only way to break a line.
func (m *marker) inRow() bool {
	from := strings.LastIndexByte(m.s[:m.at], '\n') + 1
	return strings.HasPrefix(strings.TrimLeft(m.s[from:min(len(m.s), from+16)], " "), "|")
}

func (m *marker) object(t report.Thing) {
	if m.cell != nil && len(m.cell.objects) == 0 {
		m.cell.objects = append(m.cell.objects, t)
	}
}

// text takes s[start:end], in which no tag stands.
func (m *marker) text(start, end int) {
	if m.skip > 0 {
		return
	}
	for start < end && m.err == nil {
		stop := strings.IndexAny(m.s[start:end], "&\n\r\f\v\u2028\u2029")
		if stop < 0 {
			m.add(piece{start: start, end: end})
			return
		}
		stop += start
		m.add(piece{start: start, end: stop})
		if m.s[stop] == '&' {
			start = m.entity(stop, end)
			continue
		}
		n, _ := lineEnd(m.s[stop:])
		start = stop + max(n, 1)
		if m.table == nil {
			if len(m.line) == 0 {
				m.gap++
			}
			m.endLine()
		}
	}
}

// entity takes the character reference that begins at s[at], or the & alone.
func (m *marker) entity(at, end int) int {
	stop := strings.IndexByte(m.s[at:min(end, at+40)], ';')
	if stop < 0 {
		m.add(piece{start: at, end: at + 1})
		return at + 1
	}
	stop += at + 1
	as := html.UnescapeString(m.s[at:stop])
	switch {
	case as == m.s[at:stop]:
		m.add(piece{start: at, end: at + 1})
		return at + 1
	case !Blank(as):
		m.add(piece{start: at, end: stop, as: as})
	case m.table == nil && len(m.line) > 0:
		m.add(piece{start: at, end: stop, as: " "})
	}
	return stop
}

// add puts a piece in the current cell or line.
func (m *marker) add(p piece) {
	if p.start == p.end {
		return
	}
	if len(m.look) > 0 {
		p.look = m.look[len(m.look)-1]
	}
	switch {
	case m.cell != nil:
		if p.as == "" {
			q := trimmed(m.s, p.start, p.end)
			p.start, p.end = q.start, q.end
		}
		if p.start < p.end {
			m.cell.pieces = merged(m.cell.pieces, p)
		}
	case m.table == nil:
		m.line = merged(m.line, p)
	}
}

// merged adds a piece, to the last one if it goes on right behind it.
func merged(list []piece, p piece) []piece {
	if n := len(list); n > 0 {
		if q := &list[n-1]; q.end == p.start && q.look == p.look && q.as == "" && p.as == "" {
			q.end = p.end
			return list
		}
	}
	return append(list, p)
}

// endLine makes a block of the current line.
func (m *marker) endLine() {
	pieces := m.line
	m.line = nil
	if len(pieces) == 0 || m.err != nil {
		return
	}
	t := textOf(m.s, pieces, pieces[0].start, "")
	if len(pieces) > 1 && t.Plain() && strings.ContainsRune(t.S, '|') {
		t = spaced(m.s, pieces)
	}
	if Blank(t.S) {
		m.gap++
		return
	}
	if m.err = m.room(t.At.Start, len(t.S)); m.err == nil {
		m.blocks = append(m.blocks, report.Block{Line: t, Gap: m.gap})
		m.gap = 0
	}
}

// room reports as an error that there are too many lines and cells, or that one is too long.
func (m *marker) room(at, size int) error {
	m.cells++
	switch {
	case size > m.lim.Line:
		return fault.Poisonf(fault.LimitToken,
			"the line or cell at byte %d is %d bytes long, at most %d are read; break the text into lines", at, size, m.lim.Line)
	case m.cells > m.lim.Lines:
		return fault.Poisonf(fault.LimitCells, "the text has more than %d lines and cells; submit one report at a time", m.lim.Lines)
	}
	return nil
}

func (m *marker) startTable() {
	m.depth++
	if m.depth == 1 {
		m.endLine()
		m.table = grid.New(m.lim.Columns, 64)
	}
}

func (m *marker) endTable() {
	if m.depth--; m.depth > 0 {
		return
	}
	m.depth = 0
	if m.table == nil {
		return
	}
	m.endCell()
	m.table.EndGroup()
	if g := m.table.Grid(); g != nil && m.err == nil {
		m.blocks = append(m.blocks, report.Block{Grid: g, Gap: m.gap})
		m.gap = 0
	}
	m.table = nil
}

func (m *marker) endCell() {
	c := m.cell
	m.cell = nil
	if c == nil || m.err != nil {
		return
	}
	t := textOf(m.s, c.pieces, c.start, "")
	for _, o := range c.objects {
		t.Objects = append(t.Objects, report.Object{Thing: o})
	}
	if m.err = m.room(c.start, len(t.S)); m.err != nil {
		return
	}
	if !m.table.HasRow() {
		m.table.BeginRow()
	}
	if !m.table.Add(c.rowspan, c.colspan, t) {
		m.err = fault.Poisonf(fault.LimitCells, "a table of the text is wider than %d columns; submit one report at a time", m.lim.Columns)
	}
}
