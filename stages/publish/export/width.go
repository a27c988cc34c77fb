package export

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// runeWidth is the number of terminal columns of r. Characters whose width Unicode
// leaves to the font (“ ” — among them) count as one, whatever the locale is, so that
// the same input gives the same output everywhere.
func runeWidth(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

func textWidth(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// wrap breaks s into lines of at most columns columns: at spaces, and anywhere beside a
// wide character, but never before a closing mark, which may hang over by its width.
func wrap(s string, columns int) []string {
	var lines []string
	start, brk, used, afterBrk := 0, 0, 0, 0
	var prev rune
	for i, r := range s {
		w := runeWidth(r)
		if i > start && !hangs(r) && (prev == ' ' || runeWidth(prev) == 2 || w == 2) {
			brk, afterBrk = i, 0
		}
		for used+w > columns && i > start && !hangs(r) {
			if brk <= start {
				brk, afterBrk = i, 0
			}
			lines = append(lines, strings.TrimRight(s[start:brk], " "))
			start, used = brk, afterBrk
		}
		used += w
		afterBrk += w
		prev = r
	}
	return append(lines, strings.TrimRight(s[start:], " "))
}

// hangs reports whether r may stand beyond the end of a line: a space, which is not
// seen there, and a mark that must not begin a line.
func hangs(r rune) bool {
	return strings.ContainsRune(" ，。；：、）〕》”’！？,.;:)!?", r)
}

// Safe makes s fit for any reader: control characters, which could move a terminal's
// cursor and which XML cannot hold, and marks that reverse the reading direction become
// U+FFFD, as does what is not UTF-8. Line breaks and tabs stay.
func Safe(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r == '\r':
			return r
		case r == utf8.RuneError, unicode.IsControl(r), r == '\u2028', r == '\u2029',
			r == '\ufffe', r == '\uffff', unicode.Is(unicode.Bidi_Control, r):
			return utf8.RuneError
		}
		return r
	}, s)
}

// visible is Safe on one line: line breaks become ↵ and tabs a space.
func visible(s string) string {
	return strings.NewReplacer("\r\n", "↵", "\n", "↵", "\r", "↵", "\t", " ").Replace(Safe(s))
}
