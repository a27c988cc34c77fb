package prose

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/validate/narrative"
)

// ClauseOfNumber is the clause that s ends in.
func ClauseOfNumber(s string) string {
	for _, mark := range [...]string{"，", "；", "：", "。"} {
		if i := strings.LastIndex(s, mark); i >= 0 {
			s = s[i+len(mark):]
		}
	}
	return s
}

// EndsClause reports whether s begins with a mark that ends a clause, or is empty.
func EndsClause(s string) bool {
	for _, m := range [...]string{"，", "。", "；", "、", "（", "）"} {
		if strings.HasPrefix(s, m) {
			return true
		}
	}
	return s == ""
}

// ClauseStart is where the clause before S[i] begins, or a character within longestQuote.
func ClauseStart(s string, i int) int {
	for k := i; k >= 3 && i-k < longestQuote; k-- {
		switch s[k-3 : k] {
		case "，", "。", "；", "：", "）":
			return k
		}
	}
	if i < longestQuote {
		return 0
	}
	return i - len(TailRunes(s[i-longestQuote:i]))
}

// ClauseOf is what stands before S[i] in its clause and its line; 、 ends no clause.
func ClauseOf(part *narrative.Part, i int) string {
	k := strings.LastIndexAny(part.S[:i], "，。；：\n")
	if k < 0 {
		return part.S[:i]
	}
	_, n := utf8.DecodeRuneInString(part.S[k:])
	return part.S[k+n : i]
}

// Han reports whether s is made of common Han characters only.
func Han(s string) bool {
	for i := 0; i < len(s); i += 3 {
		if s[i] < 0xE4 || s[i] > 0xE9 {
			return false
		}
	}
	return true
}

// MostClauses is how many clauses of a sentence are compared with one another.
const MostClauses = 64

// Span is a stretch of a text.
type Span struct{ From, To int }

// ClauseEnd is where the clause that begins at s[i] ends; 、 does not end it.
func ClauseEnd(s string, i int) int {
	for i < len(s) {
		switch c := s[i]; {
		case c >= 0xE4 && c <= 0xE9: // a Han character
			i += 3
		case narrative.ClauseMark(s, i) && !strings.HasPrefix(s[i:], "、"):
			return i
		default:
			i++
		}
	}
	return len(s)
}

// ClauseBegins reports whether the words before a year leave it at the beginning of a
// clause.
func ClauseBegins(before string) bool {
	if n := narrative.Ordinal(before); n > 0 && n == len(before) {
		return true
	}
	for _, m := range [...]string{"。", "；", "，", "：", "在", "）", "现将"} {
		if strings.HasSuffix(before, m) {
			return true
		}
	}
	return before == ""
}

// FirstClauses is s up to its second comma.
func FirstClauses(s string) string {
	i := strings.Index(s, "，")
	if i < 0 {
		return s
	}
	if k := strings.Index(s[i+3:], "，"); k >= 0 {
		return s[:i+3+k]
	}
	return s
}
