package text

import (
	"unicode"

	"golang.org/x/text/width"
)

// metric is a way to count the columns of a print. Programs differ in how wide they take
// the characters that Unicode calls ambiguous (“ ” — ×), and some count characters.
type metric uint8

const (
	wideHan     metric = iota // Han characters two columns, ambiguous ones one
	wideQuotes                // ambiguous ones two as well
	eachOne                   // every character one
	metricCount = int(eachOne) + 1
)

func (m metric) width(r rune) int {
	if unicode.Is(unicode.Mn, r) || r == '\u200b' || r == '\ufeff' {
		return 0
	}
	if m == eachOne || r < 0x80 || isBox(r) {
		return 1
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	case width.EastAsianAmbiguous:
		if m == wideQuotes {
			return 2
		}
	}
	return 1
}

// printed is a line of print: which character stands in which column.
type printed struct {
	s    string  // the line
	base int     // where it begins in the text
	at   []int32 // by column: the byte offset of the character that begins there, -1 for none
}

// print lays out a line.
func print(s string, base int, m metric) printed {
	p := printed{s: s, base: base, at: make([]int32, 0, len(s))}
	for i, r := range s {
		for k := range m.width(r) {
			if k == 0 {
				p.at = append(p.at, int32(i))
			} else {
				p.at = append(p.at, -1)
			}
		}
	}
	return p
}

// rune is the character that begins in a column, 0 if none does.
func (p *printed) rune(col int) rune {
	if col < 0 || col >= len(p.at) || p.at[col] < 0 {
		return 0
	}
	for _, r := range p.s[p.at[col]:] {
		return r
	}
	return 0
}

// offset is where the characters from a column on begin, the line's length behind its end.
func (p *printed) offset(col int) int {
	for ; col < len(p.at); col++ {
		if p.at[col] >= 0 {
			return int(p.at[col])
		}
	}
	return len(p.s)
}

// piece is what stands in the columns from up to to, without white space.
func (p *printed) piece(text string, from, to int) piece {
	a, b := p.offset(from), p.offset(to)
	return trimmed(text, p.base+a, p.base+max(a, b))
}

func isBox(r rune) bool { return r >= 0x2500 && r <= 0x257F }

func isHorizontal(r rune) bool {
	switch r {
	case '-', '=', '─', '━', '═', '┄', '┅', '╌', '╍':
		return true
	}
	return false
}

// isVertical reports a vertical rule or a crossing.
func isVertical(r rune) bool { return r == '|' || r == '+' || isBox(r) && !isHorizontal(r) }
