package custom

import (
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// position is a 1-based line and column in the file.
type position struct{ line, column int }

// positions says where each character of a scalar's value stands in the file, and, as
// its last element, where the value ends. The reader only knows where a scalar begins.
//
// A value has the characters of its source in order, except for white space, which
// folding and indentation change, and the escapes of quoted scalars. So the two are
// walked side by side and only those are skipped.
func (s *source) positions(n *yaml.Node) []position {
	c := cursor{lines: s.lines, at: position{n.Line, n.Column}}
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		c.at = position{n.Line + 1, 1}
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		c.at.column++
	}
	out := make([]position, 0, len(n.Value)+1)
	last := c.at
	for _, r := range n.Value {
		if n.Style&yaml.DoubleQuotedStyle != 0 {
			c.continuation()
		}
		if unicode.IsSpace(r) && !c.escaped(n.Style) {
			out = append(out, last)
			if r == '\n' || c.rune() == r {
				c.step(r)
			}
			last = c.at
			continue
		}
		c.skipSpace()
		if n.Style&yaml.DoubleQuotedStyle != 0 {
			c.continuation()
		}
		out = append(out, c.at)
		c.character(n.Style)
		last = c.at
	}
	return append(out, last)
}

// cursor walks over the characters of the file.
type cursor struct {
	lines []string
	at    position
	cache []rune
	of    int
}

func (c *cursor) line() []rune {
	if c.of != c.at.line && c.at.line <= len(c.lines) {
		c.cache, c.of = []rune(c.lines[c.at.line-1]), c.at.line
	}
	return c.cache
}

// rune returns the character under the cursor, a newline at the end of a line and 0
// behind the file.
func (c *cursor) rune() rune {
	switch {
	case c.at.line > len(c.lines):
		return 0
	case c.at.column > len(c.line()):
		return '\n'
	}
	return c.line()[c.at.column-1]
}

func (c *cursor) next() {
	if c.rune() == '\n' {
		c.at = position{c.at.line + 1, 1}
		return
	}
	c.at.column++
}

// step follows one white space character of the value. A line break in the value does
// not move over characters that are none.
func (c *cursor) step(r rune) {
	if unicode.IsSpace(c.rune()) || r != '\n' {
		c.next()
	}
}

func (c *cursor) skipSpace() {
	for c.at.line <= len(c.lines) && unicode.IsSpace(c.rune()) {
		c.next()
	}
}

// continuation skips a backslash at the end of a line, and what indents the next one.
func (c *cursor) continuation() {
	for c.at.line <= len(c.lines) && c.rune() == '\\' && c.at.column == len(c.line()) {
		c.next()
		c.next()
		for c.rune() == ' ' || c.rune() == '\t' {
			c.next()
		}
	}
}

func (c *cursor) escaped(style yaml.Style) bool {
	return style&yaml.DoubleQuotedStyle != 0 && c.rune() == '\\'
}

// character moves over what stands for one character of the value.
func (c *cursor) character(style yaml.Style) {
	n := 1
	switch {
	case style&yaml.SingleQuotedStyle != 0 && c.rune() == '\'':
		n = 2
	case c.escaped(style):
		n = 2
		if c.at.column < len(c.line()) {
			n += map[rune]int{'x': 2, 'u': 4, 'U': 8}[c.line()[c.at.column]]
		}
	}
	for range n {
		if c.at.line <= len(c.lines) && c.rune() != '\n' {
			c.next()
		}
	}
}

// oneLine folds a value into one line, for places that show it as a sentence.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
