package docx

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/ingest/packed"
	"github.com/gouji/gouji/stages/report"
)

// Rereader finds places in a document again. It builds the tree of the whole part and
// evaluates paths on it; it shares with Read the package, the limits and the definition of
// text in this package's documentation. It is not safe for concurrent use.
type Rereader struct {
	ctx        context.Context // for the parts that are opened when a place lies in them
	archive    *archive
	links      map[string]*relationship
	main, core *node
	texts      map[string]string
	chunks     map[string]rereader
}

// NewRereader parses the document once for many places; its errors are those of Read.
func NewRereader(ctx context.Context, data []byte, lim Limits) (*Rereader, error) {
	a, err := open(data, lim)
	if err != nil {
		return nil, err
	}
	main, part, err := a.main()
	if err != nil {
		return nil, err
	}
	r := &Rereader{ctx: ctx, archive: a, links: make(map[string]*relationship), texts: make(map[string]string), chunks: make(map[string]rereader)}
	list, err := a.relationships(main)
	if err != nil {
		return nil, err
	}
	for i := range list {
		r.links[list[i].ID] = &list[i]
	}
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
	if path, inner, ok := cutChunk(at.Path); ok {
		return r.inChunk(path, inner, at)
	}
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

// cutChunk cuts a path behind the step to a w:altChunk, if it leads on from there.
func cutChunk(path string) (chunk, inner string, ok bool) {
	i := strings.Index(path, "/w:altChunk[")
	if i < 0 {
		return "", "", false
	}
	end := strings.IndexByte(path[i+1:], '/')
	if end < 0 {
		return "", "", false
	}
	end += i + 1
	return path[:end], path[end:], true
}

// inChunk returns the bytes at a place in what a w:altChunk takes in.
func (r *Rereader) inChunk(path, inner string, at report.Place) (string, error) {
	c, ok := r.chunks[path]
	if !ok {
		n := r.find(path)
		if n == nil {
			return "", fmt.Errorf("docx: no element at %.200s", path)
		}
		var err error
		if c, err = r.open(r.ctx, n.key); err != nil {
			return "", err
		}
		r.chunks[path] = c
	}
	if c == nil {
		return "", fmt.Errorf("docx: what %.200s takes in is not read", path)
	}
	at.Path = inner
	return c.Text(at)
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
		if step == "@w:val" {
			return &node{children: []*node{{text: n.val}}}
		}
		if n = n.follow(step); n == nil {
			return nil
		}
	}
	return n
}

// node is an element, or text where tag is empty.
type node struct {
	tag      xml.Name
	val      string // the attribute w:val
	key      string // r:id of a w:altChunk
	known    bool   // all is known that a mc:Choice requires
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
		t, err := s.Next()
		if errors.Is(err, io.EOF) && len(top.children) > 0 {
			return top.children[0], nil
		}
		if err != nil {
			return nil, packed.EndsEarly(err)
		}
		last := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			n := &node{tag: t.Name, val: value(t)}
			switch t.Name.Local {
			case "altChunk":
				n.key = attribute(&frame{StartElement: t}, "id")
			case "Choice":
				n.known = s.prefixes.understood(attribute(&frame{StartElement: t}, "Requires"))
			}
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
		case n.alternates() && (len(out) > 0 || c.tag.Local != "Fallback" && !(c.tag.Local == "Choice" && c.known)):
		default:
			out = append(out, c)
		}
	}
	return out
}

func (n *node) alternates() bool {
	return n.tag.Space == nsCompat && n.tag.Local == "AlternateContent"
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
