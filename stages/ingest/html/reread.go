package html

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Rereader finds places in a page again. It shares nothing with Read but the definition
// of text content in this package's documentation and the list of what is silent. It is
// not safe for concurrent use.
type Rereader struct {
	doc   *html.Node
	texts map[string]string
}

// NewRereader parses the page once for many places; its errors are those of Read.
func NewRereader(ctx context.Context, s string, lim Limits) (*Rereader, error) {
	doc, err := parse(ctx, s, lim)
	if err != nil {
		return nil, err
	}
	return &Rereader{doc: doc, texts: make(map[string]string)}, nil
}

// Text returns the bytes at the place. The error says that the path leads nowhere or the
// offsets lie outside the text.
func (r *Rereader) Text(at report.Place) (string, error) {
	s, ok := r.texts[at.Path]
	if !ok {
		var err error
		if s, err = r.content(at.Path); err != nil {
			return "", err
		}
		r.texts[at.Path] = s
	}
	if at.Start < 0 || at.Start > at.End || at.End > len(s) {
		return "", fmt.Errorf("html: the text at %s has %d bytes, not %d to %d", at.Path, len(s), at.Start, at.End)
	}
	return s[at.Start:at.End], nil
}

func (r *Rereader) content(path string) (string, error) {
	n := r.doc
	steps := strings.Split(path, "/")
	for _, step := range steps[1:] {
		if key, ok := strings.CutPrefix(step, "@"); ok {
			return attr(n, key), nil
		}
		if n = follow(n, step); n == nil {
			return "", fmt.Errorf("html: no element at step %q of %.200s", step, path)
		}
	}
	var c content
	c.add(n, insideVerbatim(n))
	return c.b.String(), nil
}

// follow takes one step of a path: name, name[3] or *[3].
func follow(n *html.Node, step string) *html.Node {
	name, number, ok := strings.Cut(strings.TrimSuffix(step, "]"), "[")
	want := 1
	if ok {
		var err error
		if want, err = strconv.Atoi(number); err != nil {
			return nil
		}
	}
	for c := range n.ChildNodes() {
		if c.Type != html.ElementNode || name != "*" && (c.Data != name || c.Namespace != "") {
			continue
		}
		if want--; want == 0 {
			return c
		}
	}
	return nil
}

func insideVerbatim(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if verbatim(n.DataAtom) {
			return true
		}
	}
	return false
}

// content builds the text content of one element.
type content struct {
	b strings.Builder
	// gap is set at a border between blocks until text follows.
	gap bool
}

func (c *content) add(n *html.Node, pre bool) {
	c.gap = c.gap || c.b.Len() == 0
	for k := range n.ChildNodes() {
		switch {
		case k.Type == html.TextNode && pre:
			c.put(k.Data)
		case k.Type == html.TextNode:
			c.put(spaces(k.Data, c.gap))
		case k.Type != html.ElementNode || k.DataAtom != atom.Br && silent(k):
		case k.DataAtom == atom.Br:
			c.put("\n")
		case block(k.DataAtom):
			c.gap = true
			c.add(k, pre || verbatim(k.DataAtom))
			c.gap = true
		default:
			c.add(k, pre || verbatim(k.DataAtom))
		}
	}
}

func (c *content) put(s string) {
	if s == "" {
		return
	}
	if have := c.b.String(); c.gap && have != "" && !strings.HasSuffix(have, "\n") {
		c.b.WriteByte('\n')
	}
	c.gap = false
	c.b.WriteString(s)
}

// spaces turns white space into spaces, and a text of nothing else at a border into nothing.
func spaces(s string, border bool) string {
	if border && strings.TrimLeft(s, " \t\n\f\r") == "" {
		return ""
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '\t', '\n', '\f', '\r':
			return ' '
		}
		return r
	}, s)
}
