package rtf

import (
	"bytes"
	"cmp"
	"context"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/report"
)

// maxGroups is how deep groups, maxTables how deep tables may be nested.
const (
	maxGroups = 256
	maxTables = 16
)

// Is reports whether the bytes begin as RTF does.
func Is(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(head, "\xEF\xBB\xBF\r\n\t "), []byte(`{\rtf`))
}

// Read returns the lines and grids of the document. The errors are poison, and the
// context's.
func Read(ctx context.Context, data []byte, lim flow.Limits) ([]report.Block, error) {
	items, err := items(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	return flow.Blocks(report.PlaceRTF, items, lim)
}

// NewRereader reads the document anew to find places in it; its errors are those of Read.
func NewRereader(ctx context.Context, data []byte, lim flow.Limits) (*flow.Rereader, error) {
	items, err := items(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	return flow.NewRereader(report.PlaceRTF, items), nil
}

func items(ctx context.Context, data []byte, lim flow.Limits) ([]flow.Item, error) {
	r := reader{ctx: ctx, b: bytes.TrimLeft(data, "\xEF\xBB\xBF\r\n\t "), page: 1252, fonts: map[int]int{}, state: state{uc: 1},
		tables: flow.Builder{Most: 2 * lim.Cells}} // a row's end is a paragraph, too
	if err := r.read(); err != nil {
		return nil, err
	}
	r.flush()
	r.end(flow.Standing{Depth: r.depth()})
	return r.tables.Items(), r.tables.Err()
}

// state is what a group inherits and gives back at its end.
type state struct {
	skip                   bool // nothing of the group shows
	fontTable, colourTable bool
	nested                 bool // the group defines the row of a nested table
	uc                     int  // how many characters follow a \u for older readers
	font                   int
	look                   flow.Style
	gone                   bool // deleted
	colour                 int
	ground                 bool // the paragraph or the characters have a ground of their own
	inTable                bool
	level                  int
}

// reader reads a document.
type reader struct {
	ctx context.Context
	b   []byte
	at  int
	state
	stack []state

	page   int         // the document's code page
	fonts  map[int]int // code page by font
	white  []bool      // by number of the colour
	red    [3]int      // of the colour being read
	shown  bool        // the colour being read has a part
	bytes  []byte      // text in a code page that is not decoded yet
	high   rune        // half of a surrogate pair
	drop   int         // characters to leave out behind a \u
	text   flow.Text
	tables flow.Builder
	row    row
	inner  row
}

func (r *reader) read() error {
	for n := 0; r.at < len(r.b); n++ {
		if n%4096 == 0 {
			if err := cmp.Or(r.ctx.Err(), r.tables.Err()); err != nil {
				return err
			}
		}
		switch c := r.b[r.at]; c {
		case '{':
			r.at++
			r.flush()
			r.drop = 0
			if len(r.stack) >= maxGroups {
				return fault.Poisonf(fault.LimitDepth, "the document nests groups deeper than %d; save it as .docx and submit that", maxGroups)
			}
			r.stack = append(r.stack, r.state)
		case '}':
			r.at++
			r.flush()
			r.drop = 0
			n := len(r.stack)
			if n <= 1 {
				return nil // what stands behind the document is none of it
			}
			r.state, r.stack = r.stack[n-1], r.stack[:n-1]
		case '\\':
			if err := r.control(); err != nil {
				return err
			}
		case '\r', '\n':
			r.at++
		default:
			r.at++
			r.byte(c)
		}
	}
	return nil
}

// control reads what begins with a backslash.
func (r *reader) control() error {
	r.at++
	if r.at >= len(r.b) {
		return nil
	}
	c := r.b[r.at]
	if c|0x20 < 'a' || c|0x20 > 'z' {
		r.at++
		r.symbol(c)
		return nil
	}
	from := r.at
	for r.at < len(r.b) && r.at-from < 32 && r.b[r.at]|0x20 >= 'a' && r.b[r.at]|0x20 <= 'z' {
		r.at++
	}
	word := string(r.b[from:r.at])
	value, given := r.number()
	if r.at < len(r.b) && r.b[r.at] == ' ' {
		r.at++
	}
	return r.word(word, value, given)
}

func (r *reader) number() (int, bool) {
	negative := r.at < len(r.b) && r.b[r.at] == '-'
	i := r.at
	if negative {
		i++
	}
	n, digits := 0, 0
	for ; i < len(r.b) && r.b[i] >= '0' && r.b[i] <= '9' && digits < 10; i++ {
		n = n*10 + int(r.b[i]-'0')
		digits++
	}
	if digits == 0 {
		return 0, false
	}
	r.at = i
	if negative {
		n = -n
	}
	return n, true
}

// symbol takes a control symbol.
func (r *reader) symbol(c byte) {
	switch c {
	case '\'':
		if r.at+2 <= len(r.b) {
			if n, ok := hex(r.b[r.at : r.at+2]); ok {
				r.at += 2
				r.byte(n)
			}
		}
	case '*':
		// The word behind it decides, if it is known; see word.
		r.flush()
		r.skip = r.skip || !r.known()
	case '~':
		r.print('\u00A0')
	case '_':
		r.print('-')
	case '\\', '{', '}':
		r.byte(c)
	case '\r', '\n':
		r.paragraph()
	}
}

// known reports whether the word behind \* is one whose group is read.
func (r *reader) known() bool {
	for _, w := range []string{`\nesttableprops`, `\shppict`, `\ud`, `\listtext`} {
		rest := r.b[r.at:]
		if bytes.HasPrefix(rest, []byte(w)) && (len(rest) == len(w) || rest[len(w)] < 'a' || rest[len(w)] > 'z') {
			return true
		}
	}
	return false
}

func hex(b []byte) (byte, bool) {
	n := byte(0)
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			n = n<<4 + c - '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			n = n<<4 + (c | 0x20) - 'a' + 10
		default:
			return 0, false
		}
	}
	return n, true
}
