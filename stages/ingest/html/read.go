package html

import (
	"context"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/html/css"
	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/report"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// space is the white space that HTML collapses; the no-break space is not part of it.
const space = " \t\n\f\r"

// maxFields is how many meta elements are kept; pages have some ten.
const maxFields = 256

// Read returns what the page says about itself (title and named meta elements) and its
// lines and grids in document order. s is valid UTF-8.
// The errors are poison of the limit classes and malformed, and the context's.
func Read(ctx context.Context, s string, lim Limits) ([]report.Field, []report.Block, error) {
	doc, err := parse(ctx, s, lim)
	if err != nil {
		return nil, nil, err
	}
	r := reader{ctx: ctx, lim: lim, css: css.NewResolver(lim.Rules, lim.Comparisons), style: css.Root(), pending: true, line: -1}
	r.targets = make(map[string]bool)
	r.tables = survey(doc, r.css, r.targets)
	r.stream.Grow(len(s) / 4)
	root := frame{start: -1}
	r.walk(doc, &root, false)
	r.border()
	if r.err == nil {
		r.err = ctx.Err()
	}
	return r.head, r.blocks, r.err
}

// reader walks the tree once and writes the text content of the whole page into stream;
// the text content of any block is a piece of it.
type reader struct {
	ctx    context.Context
	lim    Limits
	tables map[*html.Node]*table
	// targets are the ids of the elements that scripts may fill in.
	targets map[string]bool
	head    []report.Field
	blocks  []report.Block
	err     error
	pool

	stream  strings.Builder
	pending bool   // a line feed is due before the next text
	block   *frame // the innermost open block
	line    int    // where the current line begins in stream, -1 if it has no text yet
	inCell  bool   // lines are not blocks of their own

	css       *css.Resolver
	style     css.Style // of the element that the walk is in
	stretches []stretch // of the stream, in order
	objects   []object
	first     int // the first object of the current line

	cells int
	paths int // bytes
}

func (r *reader) walk(n *html.Node, f *frame, pre bool) {
	for c := n.FirstChild; c != nil && r.err == nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			r.text(c.Data, pre)
		case html.ElementNode:
			cf := r.child(f, c)
			r.element(c, cf, pre)
			r.done(cf)
		}
	}
}

func (r *reader) element(n *html.Node, f *frame, pre bool) {
	switch n.DataAtom {
	case atom.Br:
		r.lineFeed()
		return
	case atom.Head:
		r.readHead(n, f)
		return
	case atom.Meta:
		r.meta(n, f)
		return
	case atom.Title:
		r.title(n, f)
		return
	}
	if hiddenAlone(n) {
		return
	}
	outer := r.enter(n)
	r.notice(n, f)
	if !silentTag(n.DataAtom) {
		r.inside(n, f, pre || verbatim(n.DataAtom))
	}
	r.leave(outer)
}

// inside reads what is in an element.
func (r *reader) inside(n *html.Node, f *frame, pre bool) {
	if !block(n.DataAtom) {
		r.walk(n, f, pre)
		return
	}
	r.open(f)
	if t := r.tables[n]; t != nil && t.data() && !r.inCell && r.style.Look != report.Hidden {
		r.grid(n, f)
	} else {
		r.walk(n, f, pre)
	}
	r.close(f)
}

// open begins a block.
func (r *reader) open(f *frame) {
	r.border()
	f.outer, r.block = r.block, f
}

func (r *reader) close(f *frame) {
	r.border()
	r.block = f.outer
}

// border ends the current line: the next text begins on a new one.
func (r *reader) border() {
	r.flush()
	r.pending = true
}

// text writes a text node.
func (r *reader) text(s string, pre bool) {
	if r.pending && !pre && strings.Trim(s, space) == "" {
		return
	}
	for pre {
		line, rest, more := strings.Cut(s, "\n")
		r.write(line, true)
		if !more {
			return
		}
		r.lineFeed()
		s = rest
	}
	r.write(s, false)
}

func (r *reader) write(s string, pre bool) {
	if s == "" {
		return
	}
	r.begin()
	start := r.stream.Len()
	if r.line < 0 {
		r.line = start
	}
	for i := 0; !pre; s = s[i+1:] {
		if i = strings.IndexAny(s, "\t\n\f\r"); i < 0 {
			break
		}
		r.stream.WriteString(s[:i])
		r.stream.WriteByte(' ')
	}
	r.stream.WriteString(s)
	r.mark(start)
}

// lineFeed writes a line feed that is part of the text content.
func (r *reader) lineFeed() {
	r.begin()
	r.flush()
	r.stream.WriteByte('\n')
}

// begin writes the line feed that is due and notes where the open blocks begin.
func (r *reader) begin() {
	if s := r.stream.String(); r.pending && s != "" && s[len(s)-1] != '\n' {
		r.stream.WriteByte('\n')
	}
	r.pending = false
	for f := r.block; f != nil && f.start < 0; f = f.outer {
		f.start = r.stream.Len()
	}
}

// flush makes a block of the current line.
func (r *reader) flush() {
	start, first := r.line, r.first
	r.line = -1
	if r.inCell || r.block == nil {
		return
	}
	r.first = len(r.objects)
	if start < 0 && first == r.first {
		return
	}
	end := r.stream.Len()
	if start < 0 {
		start = end
	}
	t := r.piece(r.block, start, end, first)
	if (len(t.Objects) > 0 || !text.Blank(t.S)) && !text.Unseen(&t) && r.more() {
		r.blocks = append(r.blocks, report.Block{Line: t})
	}
}

// more counts a line or cell and reports whether the limits and the context allow it.
func (r *reader) more() bool {
	r.cells++
	switch {
	case r.err != nil:
	case r.cells > r.lim.Cells:
		r.err = fault.Poisonf(fault.LimitCells, "the page has more than %d lines and table cells; submit one report at a time", r.lim.Cells)
	case r.cells%1024 == 0:
		r.err = r.ctx.Err()
	}
	return r.err == nil
}

// piece returns stream[start:end], without white space around it, as text of the block f,
// with the objects from the first on.
func (r *reader) piece(f *frame, start, end, first int) report.Text {
	if end-start > r.lim.Text {
		r.err = fault.Poisonf(fault.LimitToken, "a line or cell at %s is %d bytes long, at most %d are read", f.xpath(), end-start, r.lim.Text)
		return report.Text{}
	}
	s := r.stream.String()[start:end]
	cut := strings.TrimLeft(s, space)
	start += len(s) - len(cut)
	cut = strings.TrimRight(cut, space)
	from := max(start-f.start, 0)
	if f.start < 0 {
		from = 0
	}
	return report.Text{S: cut, At: report.Place{Kind: report.PlaceHTML, Path: r.path(f), Start: from, End: from + len(cut)},
		Marks: r.marks(start, start+len(cut)), Objects: r.things(first, start, start+len(cut))}
}

// path returns the path of a block. All places in it share its bytes.
func (r *reader) path(f *frame) string {
	if f.path != "" {
		return f.path
	}
	path := f.xpath()
	if r.paths += len(path); r.paths > r.lim.Paths && r.err == nil {
		r.err = fault.Poisonf(fault.LimitDepth, "the page nests its lines and cells too deep: their paths have more than %d bytes; save it anew from a browser", r.lim.Paths)
	}
	return path
}

func (r *reader) readHead(n *html.Node, f *frame) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		cf := r.child(f, c)
		switch c.DataAtom {
		case atom.Meta:
			r.meta(c, cf)
		case atom.Title:
			r.title(c, cf)
		}
		r.done(cf)
	}
}

// title keeps the title element, whose content is a single text node.
func (r *reader) title(n *html.Node, f *frame) {
	if n.FirstChild == nil || n.Namespace != "" {
		return
	}
	s := strings.NewReplacer("\t", " ", "\n", " ", "\f", " ", "\r", " ").Replace(n.FirstChild.Data)
	whole := strings.TrimLeft(s, " ")
	start := len(s) - len(whole)
	whole = strings.TrimRight(whole, " ")
	r.field("title", report.Text{S: whole, At: report.Place{
		Kind: report.PlaceHTML, Path: f.xpath(), Start: start, End: start + len(whole)}})
}

func (r *reader) meta(n *html.Node, f *frame) {
	name, content := attr(n, "name"), attr(n, "content")
	if name == "" {
		name = attr(n, "property")
	}
	r.field(strings.ToLower(strings.TrimSpace(name)), report.Text{S: content, At: report.Place{
		Kind: report.PlaceHTML, Path: f.xpath() + "/@content", End: len(content)}})
}

func (r *reader) field(name string, t report.Text) {
	if name == report.HeadOCR || name == report.HeadGarbled {
		return // these are ingest's own, and no page says them of itself
	}
	if name == "" || t.S == "" || len(t.S) > r.lim.Text || len(r.head) == maxFields {
		return
	}
	r.head = append(r.head, report.Field{Name: name, Text: t})
}
