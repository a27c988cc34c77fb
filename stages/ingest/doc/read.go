package doc

import (
	"context"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/report"
)

// maxDepth is how deep tables may be nested.
const maxDepth = 16

// Read returns the lines and grids of the document. The errors are poison, and the
// context's.
func Read(ctx context.Context, data []byte, lim Limits, flowLim flow.Limits) ([]report.Block, error) {
	items, err := items(ctx, data, lim, flowLim)
	if err != nil {
		return nil, err
	}
	return flow.Blocks(report.PlaceDOC, items, flowLim)
}

// NewRereader reads the document anew to find places in it; its errors are those of Read.
func NewRereader(ctx context.Context, data []byte, lim Limits, flowLim flow.Limits) (*flow.Rereader, error) {
	items, err := items(ctx, data, lim, flowLim)
	if err != nil {
		return nil, err
	}
	return flow.NewRereader(report.PlaceDOC, items), nil
}

func items(ctx context.Context, data []byte, lim Limits, flowLim flow.Limits) ([]flow.Item, error) {
	f, err := open(data, lim)
	if err != nil {
		return nil, err
	}
	// A row's end is a paragraph, too.
	r := reader{file: f, tables: flow.Builder{Most: 2 * flowLim.Cells}}
	for n, p := range f.pieces {
		if n%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if p.from >= f.chars {
			break
		}
		p.to = min(p.to, f.chars)
		if err := r.piece(p); err != nil {
			return nil, err
		}
	}
	if err := r.endParagraph(r.last, false); err != nil {
		return nil, err
	}
	return r.tables.Items(), nil
}

// reader goes through the characters of the text.
type reader struct {
	*file
	text   flow.Text
	chars  run // the run of characters that the last one belongs to
	look   character
	last   int // where the last character stands
	fields []bool
	tables flow.Builder
}

// fieldDepth is how deep fields may be nested; deeper ones show nothing.
const fieldDepth = 64

func (r *reader) piece(p piece) error {
	if p.narrow {
		b := cut(r.word, int64(p.at), int64(p.to-p.from))
		return r.narrow(b, p.at)
	}
	b := cut(r.word, int64(p.at), 2*int64(p.to-p.from))
	for i := 0; i+1 < len(b); i += 2 {
		c, n := rune(u16(b, i)), 0
		if c >= 0xD800 && c < 0xDC00 && i+3 < len(b) {
			if low := rune(u16(b, i+2)); low >= 0xDC00 && low < 0xE000 {
				c, n = (c-0xD800)<<10+(low-0xDC00)+0x10000, 2
			}
		}
		if err := r.character(c, p.at+i); err != nil {
			return err
		}
		i += n
	}
	return nil
}

// narrow reads a piece of 8-bit text: Windows-1252 by the specification, GBK where a
// Chinese program wrote what it should not.
func (r *reader) narrow(b []byte, at int) error {
	double := r.chinese && looksGBK(b)
	for i := 0; i < len(b); i++ {
		c := windows1252(b[i])
		n := 0
		if double && b[i] >= 0x81 && i+1 < len(b) {
			if han, ok := gbk(b[i], b[i+1]); ok {
				c, n = han, 1
			}
		}
		if err := r.character(c, at+i); err != nil {
			return err
		}
		i += n
	}
	return nil
}

// The characters that mean something ([MS-DOC] 2.4.1 and 2.8.25).
const (
	picture      = 0x01
	cellMark     = 0x07
	drawn        = 0x08
	tab          = 0x09
	lineBreak    = 0x0B
	pageBreak    = 0x0C
	paragraphEnd = 0x0D
	columnBreak  = 0x0E
	fieldBegin   = 0x13
	fieldMiddle  = 0x14
	fieldEnd     = 0x15
	hyphen       = 0x1E
	softHyphen   = 0x1F
)

func (r *reader) character(c rune, at int) error {
	r.last = at
	if at < r.chars.from || at >= r.chars.to {
		r.chars = r.runAt(r.chpx, at, false)
		r.look = characterOf(r.chars.grpprl)
	}
	switch c {
	case paragraphEnd, cellMark, pageBreak:
		return r.endParagraph(at, c == cellMark)
	case fieldBegin:
		r.fields = append(r.fields, false)
	case fieldMiddle:
		if n := len(r.fields); n > 0 {
			r.fields[n-1] = true
		}
	case fieldEnd:
		r.fields = r.fields[:max(len(r.fields)-1, 0)]
	default:
		if r.shows() {
			r.write(c)
		}
	}
	return nil
}

// shows reports whether text at this point is seen: it is in the results of all fields
// around it, and neither deleted nor hidden.
func (r *reader) shows() bool {
	if r.look.gone || r.look.Hidden || len(r.fields) > fieldDepth {
		return false
	}
	for _, result := range r.fields {
		if !result {
			return false
		}
	}
	return true
}

func (r *reader) write(c rune) {
	switch {
	case c == picture && r.look.special, c == drawn:
		r.text.Object(report.Picture, "")
	case c == '(' && r.look.special:
		r.text.Object(report.Symbol, "")
	case c == tab:
		r.text.Write("\t", "")
	case c == lineBreak || c == columnBreak:
		r.text.Write("\n", "")
	case c == hyphen:
		r.text.Write("-", r.look.Look())
	case c < ' ' || c == softHyphen:
	default:
		r.text.Write(string(c), r.look.Look())
	}
}

// endParagraph takes the paragraph whose mark stands at that byte.
func (r *reader) endParagraph(at int, mark bool) error {
	p := r.paragraphOf(r.runAt(r.papx, at, true).grpprl)
	if mark && p.Depth == 0 {
		p.Depth = 1
	}
	if mark && p.Depth == 1 {
		p.CellEnd = true
	}
	if p.Depth > maxDepth {
		return fault.Poisonf(fault.LimitDepth, "the document nests tables deeper than %d; copy its text into a new document", maxDepth)
	}
	text := r.text.Take()
	if p.shaded {
		text.Marks = flow.NotPale(text.Marks)
	}
	r.tables.Paragraph(p.Standing, text)
	return r.tables.Err()
}
