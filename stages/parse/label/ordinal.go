package label

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
)

// OrdinalLen is the length of the ordinals a folded text begins with: 三、 (三) 3. 3、 (3)
func OrdinalLen(f string) int {
	at := 0
	for range 3 {
		n := OneOrdinal(f[at:])
		if n == 0 {
			break
		}
		at += n
	}
	return at
}

// OneOrdinal is the length of the one ordinal that a folded text begins with, 0 for none.
func OneOrdinal(f string) int {
	open := strings.HasPrefix(f, "(")
	at := 0
	if open {
		at = 1
	}
	n := 0
	for at < len(f) && n < 3 {
		if f[at] >= '0' && f[at] <= '9' {
			at++
		} else if r, size := utf8.DecodeRuneInString(f[at:]); fold.HanDigit(r) > 0 {
			at += size
		} else {
			break
		}
		n++
	}
	if n == 0 {
		return 0
	}
	rest := f[at:]
	if strings.HasPrefix(rest, `\.`) || strings.HasPrefix(rest, `\)`) { // as Markdown escapes it
		at, rest = at+1, rest[1:]
	}
	switch {
	case open && strings.HasPrefix(rest, ")"):
		at++
		if strings.HasPrefix(f[at:], "、") {
			at += len("、")
		}
		return at
	case open:
		return 0
	case strings.HasPrefix(rest, "、"):
		return at + len("、")
	case strings.HasPrefix(rest, "."), strings.HasPrefix(rest, ","), strings.HasPrefix(rest, ")"):
		if len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9' {
			return 0
		}
		return at + 1
	case strings.HasPrefix(rest, "．"):
		return at + len("．")
	}
	return 0
}

// PrintedOrdinal is the number of the first ordinal of a folded text, 0 if it has none.
func PrintedOrdinal(f string) int {
	if OneOrdinal(f) == 0 {
		return 0
	}
	f = strings.TrimPrefix(f, "(")
	// A figure that stands before a Chinese ordinal is no part of it: the last cell of a table runs
	// into the heading below it, 4五、.
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(f, "0123456789"))
	if fold.HanDigit(r) == 0 && f[0] >= '0' && f[0] <= '9' {
		return int(f[0] - '0')
	}
	return fold.HanDigit(r)
}
