package html

import "strings"

// scan counts the tags of a page as run does, by the same rules of the HTML standard
// (13.2.5, tokenization), but without copies and buffers. It reports true if the page keeps
// the limits. Where a page breaks them or does what hardly any page does (a tag that is
// cut off, an abrupt end of a comment, svg), it reports false and says nothing about the page.
// Attributes given twice count twice.
func (c *counter) scan(s string) bool {
	t := tags{s: s}
	for {
		i := strings.IndexByte(t.s[t.i:], '<')
		if i < 0 {
			return true
		}
		t.i += i + 1
		ok := true
		switch b := t.peek(); {
		case letter(b):
			if ok = c.scanStart(&t); ok && t.plain {
				return true
			}
		case b == '/':
			t.i++
			var name []byte
			if ok = letter(t.peek()); ok {
				name, _, ok = t.tag()
			}
			ok = ok && c.end(name) == nil
		case b == '!' && strings.HasPrefix(t.s[t.i:], "!--"):
			ok = t.comment() && c.node() == nil
		case b == '!' || b == '?':
			ok = t.skipPast(">") && c.node() == nil
		}
		if !ok {
			return false
		}
	}
}

func (c *counter) scanStart(t *tags) bool {
	name, n, ok := t.tag()
	if !ok || c.start(name, n) != nil || c.foreign {
		return false
	}
	switch string(name) {
	case "iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp":
		return t.rawText(name)
	case "plaintext":
		t.plain = true
	}
	return true
}

// tags is a place in a page.
type tags struct {
	s     string
	i     int
	plain bool // all that follows is text
	name  [10]byte
}

// peek returns the next byte, 0 at the end.
func (t *tags) peek() byte {
	if t.i < len(t.s) {
		return t.s[t.i]
	}
	return 0
}

// tag reads a tag from its name to behind its end and returns the name in lower case and
// how many attributes it has; false if the page ends before. Of a name longer than any
// that matters, the beginning is returned.
func (t *tags) tag() (name []byte, attributes int, ok bool) {
	name = t.tagName()
	for t.space(); t.i < len(t.s); t.space() {
		if t.s[t.i] == '>' {
			t.i++
			return name, attributes, true
		}
		if t.key() {
			attributes++
		}
		t.value()
	}
	return nil, 0, false
}

func (t *tags) tagName() []byte {
	n := 0
	for ; t.i < len(t.s); t.i++ {
		b := t.s[t.i]
		if white(b) || b == '/' || b == '>' {
			break
		}
		if b >= 'A' && b <= 'Z' {
			b += 'a' - 'A'
		}
		if n < len(t.name) {
			t.name[n] = b
			n++
		}
	}
	return t.name[:n]
}

// key reads the name of an attribute and reports whether it has one. An equals sign at its
// beginning belongs to it.
func (t *tags) key() bool {
	start := t.i
	for ; t.i < len(t.s); t.i++ {
		b := t.s[t.i]
		if white(b) || b == '/' || b == '>' || b == '=' && t.i > start {
			break
		}
	}
	return t.i > start
}

// value reads the value of an attribute, if it has one.
func (t *tags) value() {
	t.space()
	switch t.peek() {
	case '/':
		t.i++
		return
	case '=':
		t.i++
	default:
		return
	}
	t.space()
	switch b := t.peek(); b {
	case '>':
	case '"', '\'':
		t.i++
		if n := strings.IndexByte(t.s[t.i:], b); n >= 0 {
			t.i += n + 1
		} else {
			t.i = len(t.s)
		}
	default:
		for t.i < len(t.s) && !white(t.s[t.i]) && t.s[t.i] != '>' {
			t.i++
		}
	}
}

// comment goes past a comment. It may end in other ways than with -->, which are left to
// the tokenizer.
func (t *tags) comment() bool {
	t.i += len("!--")
	rest := t.s[t.i:]
	n := strings.Index(rest, "-->")
	if n < 0 || rest[0] == '>' || strings.HasPrefix(rest, "->") || strings.Contains(rest[:n], "--!") {
		return false
	}
	t.i += n + len("-->")
	return true
}

// rawText goes to the end tag of an element whose content is text whatever it holds. A
// script with a script in a comment is left to the tokenizer: there not every end tag ends it.
func (t *tags) rawText(name []byte) bool {
	start := t.i
	for {
		n := strings.Index(t.s[t.i:], "</")
		if n < 0 {
			t.i = len(t.s)
			break
		}
		t.i += n + len("</")
		end := t.i + len(name)
		if end < len(t.s) && strings.EqualFold(t.s[t.i:end], string(name)) && (white(t.s[end]) || t.s[end] == '/' || t.s[end] == '>') {
			t.i -= len("</")
			break
		}
	}
	text := t.s[start:t.i]
	return string(name) != "script" || !strings.Contains(text, "<!--") || !strings.Contains(strings.ToLower(text), "<script")
}

func (t *tags) skipPast(mark string) bool {
	n := strings.Index(t.s[t.i:], mark)
	t.i += n + len(mark)
	return n >= 0
}

func (t *tags) space() {
	for t.i < len(t.s) && white(t.s[t.i]) {
		t.i++
	}
}

func white(b byte) bool { return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == '\f' }

func letter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }
