package yamlfile

import (
	"unicode"

	"go.yaml.in/yaml/v3"
)

// Position is a line and a column in the file, both from 1; the column counts characters.
type Position struct{ Line, Column int }

// Positions says where each character of a scalar's value stands in the file, and, as
// its last element, where the value ends. The reader only knows where a scalar begins.
//
// A value has the characters of its source in order, except for white space, which
// folding and indentation change, and the escapes of quoted scalars. So the two are
// walked side by side and only those are skipped.
func (s *Source) Positions(n *yaml.Node) []Position {
	c := cursor{lines: s.lines, at: Position{n.Line, n.Column}}
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		c.at = Position{n.Line + 1, 1}
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		c.at.Column++
	}
	out := make([]Position, 0, len(n.Value)+1)
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
	at    Position
	cache []rune
	of    int
}

func (c *cursor) line() []rune {
	if c.of != c.at.Line && c.at.Line <= len(c.lines) {
		c.cache, c.of = []rune(c.lines[c.at.Line-1]), c.at.Line
	}
	return c.cache
}

// rune returns the character under the cursor, a newline at the end of a line and 0
// behind the file.
func (c *cursor) rune() rune {
	switch {
	case c.at.Line > len(c.lines):
		return 0
	case c.at.Column > len(c.line()):
		return '\n'
	}
	return c.line()[c.at.Column-1]
}

func (c *cursor) next() {
	if c.rune() == '\n' {
		c.at = Position{c.at.Line + 1, 1}
		return
	}
	c.at.Column++
}

// step follows one white space character of the value. A line break in the value does
// not move over characters that are none.
func (c *cursor) step(r rune) {
	if unicode.IsSpace(c.rune()) || r != '\n' {
		c.next()
	}
}

func (c *cursor) skipSpace() {
	for c.at.Line <= len(c.lines) && unicode.IsSpace(c.rune()) {
		c.next()
	}
}

// continuation skips a backslash at the end of a line, and what indents the next one.
func (c *cursor) continuation() {
	for c.at.Line <= len(c.lines) && c.rune() == '\\' && c.at.Column == len(c.line()) {
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
		if c.at.Column < len(c.line()) {
			n += map[rune]int{'x': 2, 'u': 4, 'U': 8}[c.line()[c.at.Column]]
		}
	}
	for range n {
		if c.at.Line <= len(c.lines) && c.rune() != '\n' {
			c.next()
		}
	}
}
