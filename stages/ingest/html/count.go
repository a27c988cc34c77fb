package html

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"golang.org/x/net/html"
)

// checkTokens goes over the tags and refuses what would cost too much as a tree. Nearly
// every page is passed by scan, which takes a tenth of the time of a tokenizer; the
// tokenizer decides about the rest, and only it refuses.
func checkTokens(ctx context.Context, s string, lim Limits) error {
	if len(s) < lim.Token {
		if c := (counter{lim: lim}); c.scan(s) {
			return nil
		}
	}
	c := counter{lim: lim}
	err := c.run(ctx, s)
	if errors.Is(err, io.EOF) && c.foreign {
		// Inside svg and math the parser reads what is in script, style and title as elements.
		c = counter{lim: lim, raw: true}
		err = c.run(ctx, s)
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// counter adds up what a page's tags will cost.
type counter struct {
	lim Limits
	raw bool // read tags inside script and the like, too

	elements, attributes, work int
	open                       []int // cost of each formatting element that is not closed yet
	cost                       int   // sum of open
	foreign                    bool  // svg or math was seen
}

// run returns io.EOF at the end of a page that keeps the limits.
func (c *counter) run(ctx context.Context, s string) error {
	z := html.NewTokenizer(&contextReader{ctx: ctx, r: strings.NewReader(s)})
	z.SetMaxBuf(c.lim.Token)
	for {
		if c.raw {
			z.NextIsNotRawText()
		}
		var err error
		switch z.Next() {
		case html.ErrorToken:
			return c.tokenError(z.Err())
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			n := 0
			for ; more; n++ {
				_, _, more = z.TagAttr()
			}
			err = c.start(name, n)
		case html.EndTagToken:
			name, _ := z.TagName()
			err = c.end(name)
		case html.CommentToken, html.DoctypeToken:
			err = c.node()
		}
		if err != nil {
			return err
		}
	}
}

func (c *counter) tokenError(err error) error {
	if errors.Is(err, html.ErrBufferExceeded) {
		return fault.Poisonf(fault.LimitToken, "a tag, comment or script of the page is longer than %d bytes; remove it", c.lim.Token)
	}
	return err
}

// start counts an element with n attributes; its name is in lower case.
func (c *counter) start(name []byte, n int) error {
	c.attributes += n
	c.foreign = c.foreign || string(name) == "svg" || string(name) == "math"
	c.work += c.cost
	if formatting(name) {
		// Every formatting element is compared, attribute by attribute, with the open ones.
		c.work += len(c.open) * n * n / 16
		c.open = append(c.open, 1+n)
		c.cost += 1 + n
	}
	if err := c.node(); err != nil {
		return err
	}
	if n > c.lim.ElementAttributes || c.attributes > c.lim.Attributes {
		return fault.Poisonf(fault.LimitAttributes,
			"the page has more than %d attributes, or an element has more than %d; save it anew without them",
			c.lim.Attributes, c.lim.ElementAttributes)
	}
	return c.checkWork()
}

// node counts what becomes a node of the tree. Text nodes stand between others, so there
// are no more of them.
func (c *counter) node() error {
	if c.elements++; c.elements > c.lim.Elements {
		return fault.Poisonf(fault.LimitCells, "the page has more than %d elements and comments; submit one report at a time", c.lim.Elements)
	}
	return nil
}

// end counts as well: every end tag of a block may have the open formatting elements
// opened again behind it, and those of p and br make an element where none is open.
func (c *counter) end(name []byte) error {
	c.work += c.cost
	if string(name) == "p" || string(name) == "br" {
		if err := c.node(); err != nil {
			return err
		}
	}
	if last := len(c.open) - 1; last >= 0 && formatting(name) {
		c.cost -= c.open[last]
		c.open = c.open[:last]
	}
	return c.checkWork()
}

func (c *counter) checkWork() error {
	if c.work <= c.lim.Work {
		return nil
	}
	return fault.Poisonf(fault.LimitDepth, "the page has too many formatting elements that are never closed; save it anew from a browser")
}

// formatting are the elements that the HTML standard opens again after they were closed
// by implication (13.2.4.3, the list of active formatting elements).
func formatting(name []byte) bool {
	switch string(name) {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}
