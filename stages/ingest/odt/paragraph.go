package odt

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/packed"
	"github.com/gouji/gouji/stages/report"
)

// paragraph reads the p or h just begun. Text boxes in it follow it.
func (r *reader) paragraph(e xml.StartElement, to *[]flow.Item, base properties) error {
	if err := r.more(); err != nil {
		return err
	}
	p := inline{reader: r, space: true}
	if err := p.children(base.over(r.styles.of("paragraph", packed.Attr(e, "style-name")))); err != nil {
		return err
	}
	*to = append(*to, flow.Item{Text: p.text.Take()})
	*to = append(*to, p.boxes...)
	return nil
}

// inline reads the content of a paragraph.
type inline struct {
	*reader
	text  flow.Text
	space bool // white space at this point is collapsed
	boxes []flow.Item
}

func (p *inline) children(props properties) error {
	look, hidden := props.style().Look(), props.style().Hidden
	return p.s.Each(func(e xml.StartElement) error {
		return p.element(e, props, look, hidden)
	}, func(s string) {
		if !hidden {
			p.words(s, look)
		}
	})
}

// words writes character data, in which white space is collapsed (ODF 1.3 part 3, 6.1.2).
func (p *inline) words(s string, look report.Look) {
	var b strings.Builder
	for _, c := range s {
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			if !p.space {
				b.WriteByte(' ')
			}
			p.space = true
			continue
		}
		b.WriteRune(c)
		p.space = false
	}
	p.text.Write(b.String(), look)
}

func (p *inline) element(e xml.StartElement, props properties, look report.Look, hidden bool) error {
	write := func(s string) error {
		if !hidden {
			p.text.Write(s, look)
		}
		p.space = false
		return p.s.Skip()
	}
	switch e.Name.Local {
	case "span":
		return p.children(props.over(p.styles.of("text", packed.Attr(e, "style-name"))))
	case "s":
		n, err := strconv.Atoi(packed.Attr(e, "c"))
		if err != nil || n < 1 {
			n = 1
		}
		return write(strings.Repeat(" ", min(n, 1000)))
	case "tab":
		return write("\t")
	case "line-break":
		err := write("\n")
		p.space = true
		return err
	case "note", "annotation", "annotation-end", "hidden-text", "hidden-paragraph", "ruby-text", "tracked-changes", "event-listeners":
		return p.s.Skip()
	case "frame", "g", "custom-shape", "rect", "a":
		return p.drawing(e, props)
	case "control":
		p.text.Object(report.Control, "")
		return p.s.Skip()
	}
	return p.children(props) // fields, links, bookmarks, ruby bases: what is in them shows
}

// drawing reads a frame or shape: its text boxes, and that it holds a picture or an object.
func (p *inline) drawing(e xml.StartElement, props properties) error {
	if e.Name.Local == "a" && e.Name.Space != "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" {
		return p.children(props)
	}
	return p.s.Each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "image":
			p.text.Object(report.Picture, "")
		case "object", "object-ole", "plugin", "applet":
			p.text.Object(report.Embedded, "")
		case "text-box":
			return p.flow(&p.boxes, properties{})
		case "p":
			return p.paragraph(e, &p.boxes, properties{})
		case "frame", "g", "custom-shape", "rect":
			return p.drawing(e, props)
		}
		return p.s.Skip()
	}, nil)
}
