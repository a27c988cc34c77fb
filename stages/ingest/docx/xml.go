package docx

import (
	"context"
	"encoding/xml"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/packed"
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
	*packed.Scanner
	ctx      context.Context
	lim      Limits
	places   int // paragraphs and cells
	prefixes prefixes
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
	p, err := packed.NewScanner(ctx, part, packed.Limits{Depth: lim.Depth, Elements: lim.Elements, Attributes: lim.Attributes})
	if err != nil {
		return nil, err
	}
	s := &scanner{Scanner: p, ctx: ctx, lim: lim}
	p.Begun = s.prefixes.declare
	return s, nil
}

// place returns the path of a paragraph or cell, and counts it.
func (s *scanner) place(f *frame) (string, error) {
	if s.places++; s.places > s.lim.Cells {
		return "", fault.Poisonf(fault.LimitCells, "the document has more than %d paragraphs and table cells; submit one report at a time", s.lim.Cells)
	}
	return f.path(), nil
}
