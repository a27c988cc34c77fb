package packed

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

// Scanner reads the elements of a part and keeps the limits. It is not safe for concurrent
// use.
type Scanner struct {
	// Begun, where it is set, is called with each element that begins.
	Begun func(*xml.StartElement)

	ctx                         context.Context
	lim                         Limits
	dec                         *xml.Decoder
	depth, elements, attributes int
}

// NewScanner takes a part in any Unicode encoding; its declaration is not believed.
func NewScanner(ctx context.Context, part []byte, lim Limits) (*Scanner, error) {
	if bytes.HasPrefix(part, []byte("\xFF\xFE")) || bytes.HasPrefix(part, []byte("\xFE\xFF")) {
		s, _, err := charset.Decode(part)
		if err != nil {
			return nil, fault.Poison(fault.CharsetUnknown, err)
		}
		part = []byte(s)
	}
	dec := xml.NewDecoder(bytes.NewReader(part))
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return &Scanner{ctx: ctx, lim: lim, dec: dec}, nil
}

// Next returns the next token and keeps count; at the end the error is io.EOF. Document type
// declarations, in which entities would be declared, are refused.
func (s *Scanner) Next() (xml.Token, error) {
	t, err := s.dec.Token()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, fault.Poisonf(fault.Malformed, "%s (a part is not well-formed XML: %w)", Damaged, err)
	}
	switch t := t.(type) {
	case xml.Directive:
		return nil, fault.Poisonf(fault.Malformed, "%s (a part has a document type declaration)", Damaged)
	case xml.StartElement:
		s.depth++
		s.elements++
		s.attributes += len(t.Attr)
		if s.Begun != nil {
			s.Begun(&t)
		}
		return t, s.check()
	case xml.EndElement:
		s.depth--
	}
	return t, nil
}

func (s *Scanner) check() error {
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

// Root returns the first element.
func (s *Scanner) Root() (xml.StartElement, error) {
	for {
		t, err := s.Next()
		if err != nil {
			return xml.StartElement{}, EndsEarly(err)
		}
		if e, ok := t.(xml.StartElement); ok {
			return e, nil
		}
	}
}

// Each calls element for every child element of the one just begun, and words for its
// character data if that is not nil. element must read its element to the end.
func (s *Scanner) Each(element func(xml.StartElement) error, words func(string)) error {
	for {
		t, err := s.Next()
		if err != nil {
			return EndsEarly(err)
		}
		switch t := t.(type) {
		case xml.EndElement:
			return nil
		case xml.CharData:
			if words != nil {
				words(string(t))
			}
		case xml.StartElement:
			if err := element(t); err != nil {
				return err
			}
		}
	}
}

// Skip reads to the end of the element just begun.
func (s *Scanner) Skip() error {
	for level := s.depth; s.depth >= level; {
		if _, err := s.Next(); err != nil {
			return EndsEarly(err)
		}
	}
	return nil
}

// Text returns the character data directly in the element just begun and reads to its end.
func (s *Scanner) Text() (string, error) {
	var b strings.Builder
	err := s.Each(func(xml.StartElement) error { return s.Skip() }, func(t string) { b.WriteString(t) })
	return b.String(), err
}

// EndsEarly is the error of a part that ends within an element: poison of class malformed instead of
// io.EOF, any other error as it is.
func EndsEarly(err error) error {
	if errors.Is(err, io.EOF) {
		return fault.Poisonf(fault.Malformed, "%s (a part ends early)", Damaged)
	}
	return err
}

// Attr returns the attribute of that name in any namespace, "" without one.
func Attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
