package html

import (
	"context"
	"io"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"golang.org/x/net/html"
)

// Limits bound what a page may hold. All but those from Cells on
// are checked over the tokens, before a tree is built.
type Limits struct {
	// Elements is how many elements and comments there may be, counted from above; more are
	// refused as limit_cells. A node takes about 200 bytes.
	Elements int
	// Attributes is how many attributes all elements may have together, and
	// ElementAttributes how many one may have; more are refused as limit_attributes.
	Attributes        int
	ElementAttributes int
	// Token is the longest tag, comment or script in bytes; longer ones are refused as
	// limit_token. Pictures written into a page (data: URIs) are long attributes.
	Token int
	// Work bounds what unclosed formatting elements cost: the parser opens each of them,
	// with its attributes, again in every paragraph. It is counted in nodes. Beyond it a
	// page is refused as limit_depth, as is one nested deeper than the parser's 512 elements.
	Work int
	// Cells is how many table cells and lines there may be together, Columns how wide a
	// table may be; more are refused as limit_cells.
	Cells   int
	Columns int
	// Paths is how many bytes the paths of all places may have together; more are refused as
	// limit_depth. In real pages a path has some 100 bytes, in a deep one it may have 4 KB.
	Paths int
	// Text is the longest line or cell in bytes; longer ones are refused as limit_token.
	Text int
	// Rules is how many rules the style sheets of a page may have that matter, Comparisons how
	// often an element may be held against a part of a rule; more are refused as limit_depth.
	Rules       int
	Comparisons int
}

// parse builds the tree of a page after its tokens have been counted.
func parse(ctx context.Context, s string, lim Limits) (*html.Node, error) {
	if err := checkTokens(ctx, s, lim); err != nil {
		return nil, err
	}
	doc, err := html.Parse(&contextReader{ctx: ctx, r: strings.NewReader(s)})
	switch {
	case err == nil:
		return doc, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case strings.Contains(err.Error(), "exceeds 512"):
		return nil, fault.Poisonf(fault.LimitDepth, "the page nests elements deeper than 512; save it anew from a browser")
	}
	return nil, fault.Poisonf(fault.Malformed, "the page could not be parsed as HTML: %w", err)
}

// contextReader ends the parser when the context does; a parse cannot be cancelled
// otherwise.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
