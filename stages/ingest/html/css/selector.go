package css

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// compound is what one element must be: a tag, an id, classes and attributes.
type compound struct {
	tag, id string // "" for any
	classes []string
	tests   []test
	child   bool // the element must be a child of what stands before, not any descendant
}

// test is a condition on an attribute, or on the place among the siblings where name is "".
type test struct {
	name, op, value string
	nth             int // the place counted from 1, from the end where negative
}

// selector is compounds from the outermost element to the one that the rule is for.
type selector struct {
	compounds []compound
	weight    int  // specificity: ids, classes, tags in a thousand each
	generated bool // for ::before or ::after of the element
}

// maxCompounds is how many compounds a selector may have; real ones have up to six.
const maxCompounds = 16

// pieces is the memory of the selectors of a page: the sheet of a page from Word has hundreds.
type pieces struct {
	compounds []compound
	classes   []string
}

// parseSelector reads one selector; false if it has a part that is not known.
func (p *pieces) parseSelector(s string) (selector, bool) {
	var out selector
	first := len(p.compounds)
	child := false
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimLeft(s, " \t\r\n\f") {
		if s[0] == '>' {
			child, s = true, s[1:]
			continue
		}
		if s[0] == '+' || s[0] == '~' || len(p.compounds)-first == maxCompounds || out.generated {
			return out, false
		}
		c := compound{child: child}
		child = false
		n, ok := p.parse(&out, &c, s)
		if !ok {
			return out, false
		}
		p.compounds = append(p.compounds, c)
		s = s[n:]
	}
	out.compounds = p.compounds[first:len(p.compounds):len(p.compounds)]
	return out, len(out.compounds) > 0 && !child
}

// parse reads one compound of a selector at the beginning of s and returns its length.
func (p *pieces) parse(out *selector, c *compound, s string) (int, bool) {
	first := len(p.classes)
	i := 0
	for i < len(s) {
		switch s[i] {
		case ' ', '\t', '\r', '\n', '\f', '>', '+', '~':
			return i, i > 0
		case '*':
			i++
		case '#':
			n := ident(s[i+1:])
			c.id = s[i+1 : i+1+n]
			out.weight += 1_000_000
			if i += 1 + n; n == 0 {
				return 0, false
			}
		case '.':
			n := ident(s[i+1:])
			p.classes = append(p.classes, s[i+1:i+1+n])
			c.classes = p.classes[first:len(p.classes):len(p.classes)]
			out.weight += 1_000
			if i += 1 + n; n == 0 || len(c.classes) > maxCompounds {
				return 0, false
			}
		case '[':
			end := strings.IndexByte(s[i:], ']')
			if end < 0 || len(c.tests) == maxCompounds {
				return 0, false
			}
			c.tests = append(c.tests, attribute(s[i+1:i+end]))
			out.weight += 1_000
			i += end + 1
		case ':':
			n, ok := out.pseudo(c, s[i:])
			if !ok {
				return 0, false
			}
			i += n
		default:
			n := ident(s[i:])
			if n == 0 || i > 0 {
				return 0, false
			}
			c.tag = strings.ToLower(s[:n])
			out.weight++
			i += n
		}
	}
	return i, i > 0
}

// pseudo reads a pseudo-class or pseudo-element at the beginning of s.
func (out *selector) pseudo(c *compound, s string) (int, bool) {
	i := 1
	if strings.HasPrefix(s, "::") {
		i = 2
	}
	n := ident(s[i:])
	name := strings.ToLower(s[i : i+n])
	i += n
	switch name {
	case "before", "after":
		out.generated = true
		return i, true
	case "first-child":
		c.tests = append(c.tests, test{nth: 1})
	case "last-child":
		c.tests = append(c.tests, test{nth: -1})
	case "nth-child", "nth-last-child":
		end := strings.IndexByte(s, ')')
		if end <= i || s[i] != '(' {
			return 0, false
		}
		k, err := strconv.Atoi(strings.TrimSpace(s[i+1 : end]))
		if err != nil || k < 1 {
			return 0, false
		}
		if name == "nth-last-child" {
			k = -k
		}
		c.tests = append(c.tests, test{nth: k})
		i = end + 1
	case "root":
		c.tag = "html"
	default:
		return 0, false
	}
	out.weight += 1_000
	return i, true
}

// ident is the length of the identifier at the beginning of s.
func ident(s string) int {
	i := 0
	for i < len(s) {
		b := s[i]
		if b != '-' && b != '_' && (b < '0' || b > '9') && (b|0x20 < 'a' || b|0x20 > 'z') && b < 0x80 {
			break
		}
		i++
	}
	return i
}

func attribute(s string) test {
	i := strings.IndexByte(s, '=')
	if i < 0 {
		return test{name: strings.ToLower(strings.TrimSpace(s))}
	}
	t := test{op: "=", value: strings.Trim(strings.TrimSpace(s[i+1:]), `"'`)}
	if i > 0 && strings.IndexByte("~|^$*", s[i-1]) >= 0 {
		i--
		t.op = s[i : i+1]
	}
	t.name = strings.ToLower(strings.TrimSpace(s[:i]))
	return t
}

// matches reports whether the element is what compound i says, inside of what those before
// it say. Each look at an element is a step.
func (r *Resolver) matches(s *selector, i int, n *html.Node) bool {
	r.steps++
	if r.steps > r.most || !s.compounds[i].is(r, n) {
		return false
	}
	if i == 0 {
		return true
	}
	for p := n.Parent; p != nil && p.Type == html.ElementNode; p = p.Parent {
		if r.matches(s, i-1, p) {
			return true
		}
		if s.compounds[i].child {
			return false
		}
	}
	return false
}

func (c *compound) is(r *Resolver, n *html.Node) bool {
	if c.tag != "" && c.tag != n.Data {
		return false
	}
	if c.id == "" && len(c.classes) == 0 && len(c.tests) == 0 {
		return true
	}
	if c.id != "" && attr(n, "id") != c.id {
		return false
	}
	if len(c.classes) > 0 {
		have := attr(n, "class")
		r.steps += len(have) / 64
		for _, k := range c.classes {
			if !listed(have, k) {
				return false
			}
		}
	}
	for i := range c.tests {
		if !c.tests[i].holds(r, n) {
			return false
		}
	}
	return true
}

func (t *test) holds(r *Resolver, n *html.Node) bool {
	if t.name == "" {
		return r.nth(n, t.nth)
	}
	for _, a := range n.Attr {
		if a.Key != t.name {
			continue
		}
		r.steps += len(a.Val) / 64
		switch t.op {
		case "":
			return true
		case "=":
			return a.Val == t.value
		case "~":
			return listed(a.Val, t.value)
		case "|":
			return a.Val == t.value || strings.HasPrefix(a.Val, t.value+"-")
		case "^":
			return t.value != "" && strings.HasPrefix(a.Val, t.value)
		case "$":
			return t.value != "" && strings.HasSuffix(a.Val, t.value)
		case "*":
			return t.value != "" && strings.Contains(a.Val, t.value)
		}
	}
	return false
}

// nth reports whether the element is the k-th child, counted from the end where negative.
func (r *Resolver) nth(n *html.Node, k int) bool {
	left := max(k, -k)
	for s := n; s != nil && r.steps <= r.most; {
		r.steps++
		if s.Type == html.ElementNode {
			left--
		}
		if left < 0 {
			return false
		}
		if k > 0 {
			s = s.PrevSibling
		} else {
			s = s.NextSibling
		}
	}
	return left == 0
}

// listed reports whether the word is in a list with white space between. No word is in none.
func listed(list, word string) bool {
	for at := 0; word != ""; {
		i := strings.Index(list[at:], word)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(word)
		if (start == 0 || list[start-1] <= ' ') && (end == len(list) || list[end] <= ' ') {
			return true
		}
		at = end
	}
	return false
}

func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}
