package docx

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/charset"
)

// Namespaces of WordprocessingML, transitional and strict, and others that matter here.
const (
	nsWord       = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	nsWordStrict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
	nsMath       = "http://schemas.openxmlformats.org/officeDocument/2006/math"
	nsMathStrict = "http://purl.oclc.org/ooxml/officeDocument/math"
	nsCompat     = "http://schemas.openxmlformats.org/markup-compatibility/2006"
)

// kind is an element's name: without prefix for WordprocessingML, with the usual prefix
// for the others that matter here, "" for the rest.
func kind(n xml.Name) string {
	switch n.Space {
	case nsWord, nsWordStrict:
		return n.Local
	case nsMath, nsMathStrict:
		return "m:" + n.Local
	case nsCompat:
		return "mc:" + n.Local
	}
	return ""
}

// value returns the attribute w:val, "" without one.
func value(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "val" {
			return a.Value
		}
	}
	return ""
}

// attribute returns an attribute by its name without prefix, "" without one.
func attribute(f *frame, name string) string {
	for i := range f.Attr {
		if f.Attr[i].Name.Local == name {
			return f.Attr[i].Value
		}
	}
	return ""
}

// on reports what a switch such as w:vanish says: it is on unless its value is off.
func on(e xml.StartElement) bool {
	switch strings.ToLower(value(e)) {
	case "0", "false", "off":
		return false
	}
	return true
}

// scanner reads the elements of a part and keeps the limits.
type scanner struct {
	ctx                         context.Context
	lim                         Limits
	dec                         *xml.Decoder
	depth, elements, attributes int
	places                      int // paragraphs and cells
	prefixes                    prefixes
}

// prefixes are the namespaces that prefixes stand for, the last declaration of each.
type prefixes map[string]string

// declare notes the prefixes that an element declares.
func (p *prefixes) declare(e *xml.StartElement) {
	for i := range e.Attr {
		if a := &e.Attr[i]; a.Name.Space == "xmlns" {
			if *p == nil {
				*p = make(prefixes)
			}
			(*p)[a.Name.Local] = a.Value
		}
	}
}

// understood reports whether a word processor of today knows all namespaces that an
// mc:Choice requires (ISO/IEC 29500-3, 9.3).
func (p prefixes) understood(requires string) bool {
	for prefix := range strings.FieldsSeq(requires) {
		ns := p[prefix]
		if ns == "" {
			switch prefix {
			case "wps", "wpg", "wpc", "wpi", "wp14", "w14", "w15", "w16", "a14", "v", "o":
				continue
			}
		}
		if !strings.HasPrefix(ns, "http://schemas.microsoft.com/office/") && !strings.HasPrefix(ns, "http://schemas.openxmlformats.org/") &&
			!strings.HasPrefix(ns, "urn:schemas-microsoft-com:") && !strings.HasPrefix(ns, "http://www.wps.cn/officeDocument/") {
			return false
		}
	}
	return true
}

// newScanner takes a part in any Unicode encoding; its declaration is not believed.
func newScanner(ctx context.Context, part []byte, lim Limits) (*scanner, error) {
	if bytes.HasPrefix(part, []byte("\xFF\xFE")) || bytes.HasPrefix(part, []byte("\xFE\xFF")) {
		s, _, err := charset.Decode(part)
		if err != nil {
			return nil, fault.Poison(fault.CharsetUnknown, err)
		}
		part = []byte(s)
	}
	dec := xml.NewDecoder(bytes.NewReader(part))
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return &scanner{ctx: ctx, lim: lim, dec: dec}, nil
}

// next returns the next token and keeps count. Document type declarations, in which
// entities would be declared, are refused.
func (s *scanner) next() (xml.Token, error) {
	t, err := s.dec.Token()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, fault.Poisonf(fault.Malformed, "a part of the document is not well-formed XML (%w); "+office, err)
	}
	switch t := t.(type) {
	case xml.Directive:
		return nil, fault.Poisonf(fault.Malformed, "a part of the document has a document type declaration; "+office)
	case xml.StartElement:
		s.depth++
		s.elements++
		s.attributes += len(t.Attr)
		s.prefixes.declare(&t)
		return t, s.check()
	case xml.EndElement:
		s.depth--
	}
	return t, nil
}

func (s *scanner) check() error {
	switch {
	case s.depth > s.lim.Depth:
		return fault.Poisonf(fault.LimitDepth, "the document nests elements deeper than %d; copy its text into a new document", s.lim.Depth)
	case s.elements > s.lim.Elements:
		return fault.Poisonf(fault.LimitCells, "the document has more than %d elements; submit one report at a time", s.lim.Elements)
	case s.attributes > s.lim.Attributes:
		return fault.Poisonf(fault.LimitAttributes, "the document has more than %d attributes; copy its text into a new document", s.lim.Attributes)
	case s.elements%4096 == 0:
		return s.ctx.Err()
	}
	return nil
}

// place returns the path of a paragraph or cell, and counts it.
func (s *scanner) place(f *frame) (string, error) {
	if s.places++; s.places > s.lim.Cells {
		return "", fault.Poisonf(fault.LimitCells, "the document has more than %d paragraphs and table cells; submit one report at a time", s.lim.Cells)
	}
	return f.path(), nil
}

// root returns the first element.
func (s *scanner) root() (xml.StartElement, error) {
	for {
		t, err := s.next()
		if errors.Is(err, io.EOF) {
			return xml.StartElement{}, fault.Poisonf(fault.Malformed, "a part of the document is empty; "+office)
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		if e, ok := t.(xml.StartElement); ok {
			return e, nil
		}
	}
}

// skip reads to the end of the element just begun.
func (s *scanner) skip() error {
	for level := s.depth; s.depth >= level; {
		if _, err := s.next(); err != nil {
			return unexpectedEnd(err)
		}
	}
	return nil
}

// text returns the character data of the element just begun and reads to its end.
func (s *scanner) text() (string, error) {
	var b strings.Builder
	for level := s.depth; s.depth >= level; {
		t, err := s.next()
		if err != nil {
			return "", unexpectedEnd(err)
		}
		if c, ok := t.(xml.CharData); ok && s.depth == level {
			b.Write(c)
		}
	}
	return b.String(), nil
}

func unexpectedEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return fault.Poisonf(fault.Malformed, "a part of the document ends early; "+office)
	}
	return err
}
