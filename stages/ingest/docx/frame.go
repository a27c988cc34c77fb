package docx

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/ingest/packed"
)

// frame is an open element. Its path is worked out only when a place needs it.
type frame struct {
	xml.StartElement
	kind   string // see kind
	parent *frame
	index  int
	named  bool // index counts elements of the same name, not all

	children int
	names    []nameCount
}

type nameCount struct {
	name string
	n    int
}

// maxNames bounds the search for a name among siblings; an element of a further name is
// counted among all its siblings instead.
const maxNames = 64

// child returns the frame of the next child element.
func (f *frame) child(e xml.StartElement) frame {
	c := frame{StartElement: e, kind: kind(e.Name), parent: f}
	f.children++
	c.index = f.children
	if c.kind == "" || strings.Contains(c.kind, ":") {
		return c
	}
	for i := range f.names {
		if f.names[i].name == c.kind {
			f.names[i].n++
			c.index, c.named = f.names[i].n, true
			return c
		}
	}
	if len(f.names) < maxNames {
		f.names = append(f.names, nameCount{c.kind, 1})
		c.index, c.named = 1, true
	}
	return c
}

// path returns the path of the element.
func (f *frame) path() string {
	if f.parent == nil {
		return ""
	}
	switch {
	case !f.named:
		return f.parent.path() + "/*[" + strconv.Itoa(f.index) + "]"
	case f.index == 1 && (f.kind == "document" || f.kind == "body"):
		return f.parent.path() + "/w:" + f.kind
	}
	return f.parent.path() + "/w:" + f.kind + "[" + strconv.Itoa(f.index) + "]"
}

// each calls do for every child element of f, which was just begun, and reads to its
// end. do must read its element to the end.
func (s *scanner) each(f *frame, do func(*frame) error) error {
	for {
		t, err := s.Next()
		if err != nil {
			return packed.EndsEarly(err)
		}
		switch t := t.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			c := f.child(t)
			if err := do(&c); err != nil {
				return err
			}
		}
	}
}
