package docx

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// Rereader finds places in a document again. It builds the tree of the whole part and
// evaluates paths on it; it shares with Read the package, the limits and the definition of
// text in this package's documentation. It is not safe for concurrent use.
type Rereader struct {
	main, core *node
	texts      map[string]string
}

// NewRereader parses the document once for many places; its errors are those of Read.
func NewRereader(ctx context.Context, data []byte, lim Limits) (*Rereader, error) {
	a, err := open(data, lim)
	if err != nil {
		return nil, err
	}
	part, err := a.main()
	if err != nil {
		return nil, err
	}
	r := &Rereader{texts: make(map[string]string)}
	if r.main, err = tree(ctx, part, lim); err != nil {
		return nil, err
	}
	name, err := a.target("core-properties", "docProps/core.xml")
	if err != nil {
		return nil, err
	}
	if part, ok, err := a.part(name); err == nil && ok {
		if r.core, err = tree(ctx, part, lim); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Text returns the bytes at the place. The error says that the path leads nowhere or the
// offsets lie outside the text.
func (r *Rereader) Text(at report.Place) (string, error) {
	s, ok := r.texts[at.Path]
	if !ok {
		n := r.find(at.Path)
		if n == nil {
			return "", fmt.Errorf("docx: no element at %.200s", at.Path)
		}
		s = n.content()
		r.texts[at.Path] = s
	}
	if at.Start < 0 || at.Start > at.End || at.End > len(s) {
		return "", fmt.Errorf("docx: the text at %s has %d bytes, not %d to %d", at.Path, len(s), at.Start, at.End)
	}
	return s[at.Start:at.End], nil
}

func (r *Rereader) find(path string) *node {
	n := r.main
	if rest, ok := strings.CutPrefix(path, "/cp:coreProperties/"); ok {
		_, name, _ := strings.Cut(rest, ":")
		if r.core == nil {
			return nil
		}
		for _, c := range r.core.children {
			if c.tag.Local == name {
				return c
			}
		}
		return nil
	}
	steps := strings.Split(path, "/")
	if len(steps) < 2 || steps[1] != "w:document" {
		return nil
	}
	for _, step := range steps[2:] {
		if n = n.follow(step); n == nil {
			return nil
		}
	}
	return n
}

// node is an element, or text where tag is empty.
type node struct {
	tag      xml.Name
	val      string
	text     string
	children []*node
}

func tree(ctx context.Context, part []byte, lim Limits) (*node, error) {
	s, err := newScanner(ctx, part, lim)
	if err != nil {
		return nil, err
	}
	top := &node{}
	open := []*node{top}
	for {
		t, err := s.next()
		if errors.Is(err, io.EOF) && len(top.children) > 0 {
			return top.children[0], nil
		}
		if err != nil {
			return nil, unexpectedEnd(err)
		}
		last := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			n := &node{tag: t.Name, val: value(t)}
			last.children = append(last.children, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if last != top {
				last.children = append(last.children, &node{text: string(t)})
			}
		}
	}
}

func (n *node) word(local string) bool {
	return n.tag.Local == local && (n.tag.Space == nsWord || n.tag.Space == nsWordStrict)
}

func (n *node) follow(step string) *node {
	name, number, _ := strings.Cut(strings.TrimSuffix(step, "]"), "[")
	want := 1
	if number != "" {
		var err error
		if want, err = strconv.Atoi(number); err != nil {
			return nil
		}
	}
	local, _ := strings.CutPrefix(name, "w:")
	for _, c := range n.children {
		if c.tag.Local == "" || name != "*" && !c.word(local) {
			continue
		}
		if want--; want == 0 {
			return c
		}
	}
	return nil
}

// content is the text of a paragraph, a cell or a plain element.
func (n *node) content() string {
	switch {
	case n.word("p"):
		return n.paragraph()
	case n.word("tc"):
		var texts []string
		for _, p := range n.paragraphs(nil) {
			if t := p.paragraph(); t != "" {
				texts = append(texts, t)
			}
		}
		return strings.Join(texts, "\n")
	}
	return n.characters()
}

func (n *node) characters() string {
	var b strings.Builder
	for _, c := range n.children {
		b.WriteString(c.text)
	}
	return b.String()
}

// paragraphs lists all paragraphs below n that show, an outer one before those of its text
// boxes.
func (n *node) paragraphs(list []*node) []*node {
	for _, c := range n.shown() {
		if c.word("p") {
			list = append(list, c)
		}
		list = c.paragraphs(list)
	}
	return list
}

// shown are the child elements whose content shows.
func (n *node) shown() []*node {
	var out []*node
	for _, c := range n.children {
		switch {
		case c.tag.Local == "":
		case c.word("del"), c.word("moveFrom"), c.word("pPr"), c.word("sdtPr"), c.word("tcPr"), c.word("tblPr"):
		case c.word("tr") && c.marked("trPr", "del", "hidden"), c.word("tc") && c.marked("tcPr", "cellDel"):
		case c.word("r") && c.marked("rPr", "vanish"):
		case n.tag.Space == nsCompat && n.tag.Local == "AlternateContent" && len(out) > 0:
		default:
			out = append(out, c)
		}
	}
	return out
}

// marked reports whether the element's properties have one of the switches.
func (n *node) marked(properties string, switches ...string) bool {
	for _, p := range n.children {
		if !p.word(properties) {
			continue
		}
		for _, c := range p.children {
			for _, s := range switches {
				if c.word(s) && c.val != "0" && c.val != "false" && c.val != "off" {
					return true
				}
			}
		}
	}
	return false
}

// paragraph is the text of a paragraph, without its text boxes.
func (n *node) paragraph() string {
	var b strings.Builder
	var walk func(*node)
	walk = func(n *node) {
		for _, c := range n.shown() {
			switch {
			case c.word("t"), c.tag.Local == "t" && (c.tag.Space == nsMath || c.tag.Space == nsMathStrict):
				b.WriteString(c.characters())
			case c.word("tab"), c.word("ptab"):
				b.WriteByte('\t')
			case c.word("br"), c.word("cr"):
				b.WriteByte('\n')
			case c.word("noBreakHyphen"):
				b.WriteByte('-')
			case c.word("txbxContent"), c.word("rPr"), c.word("delText"), c.word("instrText"), c.word("delInstrText"),
				c.word("sdtEndPr"), c.word("rt"):
			default:
				walk(c)
			}
		}
	}
	walk(n)
	return b.String()
}
