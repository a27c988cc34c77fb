package html

import (
	"strconv"

	"golang.org/x/net/html"
)

// frame is an open element of the walk. Its path is worked out only when a block needs it.
type frame struct {
	parent *frame
	name   string
	index  int
	path   string // "" until asked for
	// what its children counted so far: all of them, and by name
	children int
	names    []nameCount
	// outer is the nearest block around it and start the offset in the stream of its first
	// byte, -1 before that; kept for blocks only.
	outer *frame
	start int
}

// xpath returns the path of the element.
func (f *frame) xpath() string {
	if f.parent == nil {
		return ""
	}
	if f.path == "" {
		switch {
		case f.index == 1 && (f.name == "html" || f.name == "head" || f.name == "body"):
			f.path = f.parent.xpath() + "/" + f.name
		default:
			f.path = f.parent.xpath() + "/" + f.name + "[" + strconv.Itoa(f.index) + "]"
		}
	}
	return f.path
}

type nameCount struct {
	name string
	n    int
}

// maxNames bounds the search for a name among siblings; an element of a further name is
// counted among all its siblings instead.
const maxNames = 64

// pool keeps frames for reuse: a page has thousands of elements, but few open at once.
type pool struct {
	free []*frame
}

// child returns the frame of the next child element of f.
func (p *pool) child(f *frame, n *html.Node) *frame {
	var c *frame
	if last := len(p.free) - 1; last >= 0 {
		c, p.free = p.free[last], p.free[:last]
	} else {
		c = new(frame)
	}
	name, index := f.count(n)
	*c = frame{parent: f, name: name, index: index, start: -1, names: c.names[:0]}
	return c
}

// done takes back the frame of an element that was read to its end.
func (p *pool) done(f *frame) { p.free = append(p.free, f) }

// count returns the name and number that lead from f to its next child element.
func (f *frame) count(n *html.Node) (name string, index int) {
	f.children++
	if n.Namespace != "" || !plainName(n.Data) {
		return "*", f.children
	}
	for i := range f.names {
		if f.names[i].name == n.Data {
			f.names[i].n++
			return n.Data, f.names[i].n
		}
	}
	if len(f.names) == maxNames {
		return "*", f.children
	}
	f.names = append(f.names, nameCount{n.Data, 1})
	return n.Data, 1
}

func plainName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9' || i == 0) {
			return false
		}
	}
	return s != ""
}
