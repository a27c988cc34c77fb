package prose

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
)

// TailRunes drops the bytes of a rune cut in two at the beginning.
func TailRunes(s string) string {
	for s != "" && s[0]&0xC0 == 0x80 {
		s = s[1:]
	}
	return s
}

// FirstIndex returns where the first of the words stands in s, -1 for none.
func FirstIndex(s string, words ...string) int {
	best := -1
	for _, w := range words {
		if i := narrative.Index(s, w); i >= 0 && (best < 0 || i < best) {
			best = i
		}
	}
	return best
}

// Clip is the beginning of s, at most n bytes and whole runes.
func Clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// LastOf is where the last of the words ends in s, -1 if none stands there.
func LastOf(s string, words ...string) int {
	last := -1
	for _, w := range words {
		if i := strings.LastIndex(s, w); i >= 0 {
			last = max(last, i+len(w))
		}
	}
	return last
}

// Itoa prints n as it stands in a text.
func Itoa(n int64) string { return strconv.FormatInt(n, 10) }

// ContainsAny reports whether one of the words stands in s.
func ContainsAny(s string, words ...string) bool {
	for _, w := range words {
		if narrative.Index(s, w) >= 0 {
			return true
		}
	}
	return false
}

// ClipEnd is the last n bytes of s, or all of it.
func ClipEnd(s string, n int) string { return s[max(0, len(s)-n):] }

// HasSuffixAny reports whether s ends with one of the words.
func HasSuffixAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

// LastByte returns the last byte of s, 0 where there is none.
func LastByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[len(s)-1]
}

// HasPrefixAny reports whether s begins with one of the words.
func HasPrefixAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}
