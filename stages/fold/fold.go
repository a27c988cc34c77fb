// Package fold makes folded copies of text, in which the ways of writing the same
// words are one: width and compatibility forms (NFKC, with the Kangxi radicals that
// PDF fonts use), white space and invisible characters, brackets, quotation marks,
// dashes, the Traditional characters of the official form's labels, and 資訊 for 信息. The sound of a
// character in brackets behind it, 局(jú), is left out: sites that convert pages to Traditional
// characters print it with every seventh character.
//
// A folded copy is for comparing only. What is shown to people is always the original;
// Map leads from the copy back to it.
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Map is a folded copy of a text together with the way back.
type Map struct {
	// S is the folded text.
	S string
	// from[i] is the offset in the original of the character that S[i] comes from,
	// to[i] the offset just behind it. Both are nil where folding changed nothing.
	from, to []int32
}

// Original returns the half-open range of the original that S[start:end] was made
// from. White space that was dropped inside the range is part of it, that at its ends
// is not. 0 <= start <= end <= len(S) must hold.
func (m Map) Original(start, end int) (int, int) {
	if m.from == nil {
		return start, end
	}
	if start == end {
		if start < len(m.from) {
			return int(m.from[start]), int(m.from[start])
		}
		if len(m.to) == 0 {
			return 0, 0
		}
		last := int(m.to[len(m.to)-1])
		return last, last
	}
	return int(m.from[start]), int(m.to[end-1])
}

// Gap reports whether something was dropped from the original between S[:at] and
// S[at:], such as a space; it is false at both ends.
func (m Map) Gap(at int) bool {
	if m.from == nil || at <= 0 || at >= len(m.from) {
		return false
	}
	return m.to[at-1] < m.from[at] && m.from[at-1] != m.from[at]
}

// Fold returns the folded copy of s with the way back to s.
func Fold(s string) Map {
	at := plainEnd(s, 0)
	if at == len(s) {
		return Map{S: s}
	}
	out := make([]byte, at, len(s))
	copy(out, s)
	ends := make([]int32, 2*len(s)+16)
	from, to := ends[:0:len(s)+8], ends[len(s)+8:len(s)+8]
	for i := range at {
		n := runeStart(s, i)
		_, size := utf8.DecodeRuneInString(s[n:])
		from, to = append(from, int32(n)), append(to, int32(n+size))
	}
	for at < len(s) {
		if n := gloss(s, at); n > 0 {
			at += n
			continue
		}
		r, size := runeAt(s, at)
		before := len(out)
		if half := halfOfInformation(s, at, r); half != "" {
			out = append(out, half...)
		} else {
			out = appendFolded(out, r, s[at:at+size])
		}
		for range len(out) - before {
			from, to = append(from, int32(at)), append(to, int32(at+size))
		}
		at += size
	}
	return Map{S: string(out), from: from, to: to}
}

// String returns the folded copy of s alone. It does not allocate where folding
// changes nothing.
func String(s string) string {
	at := plainEnd(s, 0)
	if at == len(s) {
		return s
	}
	out := make([]byte, at, len(s))
	copy(out, s)
	for at < len(s) {
		if n := gloss(s, at); n > 0 {
			at += n
			continue
		}
		r, size := runeAt(s, at)
		if half := halfOfInformation(s, at, r); half != "" {
			out = append(out, half...)
		} else {
			out = appendFolded(out, r, s[at:at+size])
		}
		at += size
		end := plainEnd(s, at)
		out = append(out, s[at:end]...)
		at = end
	}
	return string(out)
}

// plainEnd is where the stretch of s ends that begins at s[at] and that folding leaves as it is.
func plainEnd(s string, at int) int {
	for at < len(s) {
		if c := s[at]; c < utf8.RuneSelf {
			if asciiTo[c] != c || c == 0 || c == '(' && gloss(s, at) > 0 {
				return at
			}
			at++
			continue
		}
		r, size := runeAt(s, at)
		if !isPlainHan(r) {
			return at
		}
		at += size
	}
	return len(s)
}

// runeAt decodes the character at s[at]. Most are Han characters of three bytes, which take a third of
// the time here.
func runeAt(s string, at int) (rune, int) {
	if at+3 <= len(s) && s[at] >= 0xE4 && s[at] <= 0xE9 && s[at+1]&0xC0 == 0x80 && s[at+2]&0xC0 == 0x80 {
		return rune(s[at]&0x0F)<<12 | rune(s[at+1]&0x3F)<<6 | rune(s[at+2]&0x3F), 3
	}
	return utf8.DecodeRuneInString(s[at:])
}

func runeStart(s string, i int) int {
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}

func isPlainHan(r rune) bool {
	return r == '、' || r == '。' || (r >= hanFirst && r <= hanLast && simplified[r-hanFirst] == 0)
}

// halfOfInformation is the half of 信息 that r, the character at s[at], is of 資訊, "" if it is none.
// Sites that convert pages to Traditional characters convert this word with them, the name of the
// regulation included. Each of the two characters stands in other words too: 資金, 通訊.
func halfOfInformation(s string, at int, r rune) string {
	switch {
	case r == '資' && strings.HasPrefix(s[at+len("資"):], "訊"):
		return "信"
	case r == '訊' && strings.HasSuffix(s[:at], "資"):
		return "息"
	}
	return ""
}

// appendFolded appends the folded form of r, whose bytes in the original are raw, to out.
func appendFolded(out []byte, r rune, raw string) []byte {
	switch {
	case r < utf8.RuneSelf:
		if c := asciiTo[r]; c != 0 {
			return append(out, c)
		}
		return out
	case r >= hanFirst && r <= hanLast:
		if to := simplified[r-hanFirst]; to != 0 {
			return utf8.AppendRune(out, rune(to))
		}
		return append(out, raw...)
	case r >= 0xFF01 && r <= 0xFF5E:
		return appendFolded(out, r-0xFF01+'!', "")
	case unicode.IsSpace(r) || invisible(r):
		return out
	}
	if to, ok := signs(r); ok {
		return utf8.AppendRune(out, to)
	}
	if !hasCompatibilityForm(r) {
		return append(out, raw...)
	}
	// The NFKC form may itself be a character that folds on: U+F98C is 歷, which is 历.
	for _, c := range norm.NFKC.String(raw) {
		if c == r {
			out = utf8.AppendRune(out, c)
			continue
		}
		out = appendFolded(out, c, string(c))
	}
	return out
}

// invisible reports zero-width and soft characters, which editors leave behind.
func invisible(r rune) bool {
	switch r {
	case '\u00ad', '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff', '\ufffc':
		return true
	}
	return r >= '\u202a' && r <= '\u202e' || r >= '\ufe00' && r <= '\ufe0f'
}

// hasCompatibilityForm reports the ranges whose NFKC form is wanted: half- and
// full-width forms, compatibility ideographs and radicals. Circled and raised digits
// are left alone, because they are marks of notes and not figures.
func hasCompatibilityForm(r rune) bool {
	return r >= 0x2F00 && r <= 0x2FDF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFE10 && r <= 0xFE6F ||
		r >= 0xFF00 && r <= 0xFFEF || r >= 0x2F800 && r <= 0x2FA1F
}
