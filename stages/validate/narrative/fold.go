// Package narrative reads the prose of a report sentence by sentence: which numbers
// stand there, with which unit, what they count, in whose name and for which year.
//
// It reads a folded copy, in which white space is gone and width and punctuation are
// uniform, and leads every piece back to the words of the document.
package narrative

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
)

// Folded is a copy of a text without white space, with digits, letters and percent
// signs in ASCII, and commas, colons, semicolons, brackets, question and exclamation
// marks in their Chinese form, and Traditional characters in their Simplified form. A
// thousands mark inside a number is dropped. It knows where each byte came from.
//
// Package fold makes labels comparable and maps every kind of comma or bracket to one;
// prose needs them apart: "28，390" are two numbers and "28,390" is one.
type Folded struct {
	S string
	// shifts are the places from which the distance to the source changes.
	shifts []shift
	// breaks are the offsets in S before which the source has a line break.
	breaks []int
	source string
	// Traditional is how many characters were put into their Simplified form.
	Traditional int
}

type shift struct{ folded, source int }

// unshifted are the shifts of a text that folding leaves as it is.
var unshifted = []shift{{}}

// Fold folds a text. What folding leaves as it is, nearly all of a text, is copied in
// stretches.
func Fold(s string) Folded {
	w := folder{source: s, shifts: unshifted}
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c < utf8.RuneSelf && plainASCII[c]:
			i++
		case c < utf8.RuneSelf:
			out := foldASCII(s, i)
			w.put(i, i+1, out)
			if c == '\n' {
				w.breaks = append(w.breaks, w.out.Len())
			}
			i++
		case c >= 0xE3 && c <= 0xE9 && i+3 <= len(s):
			if c == 0xE3 && s[i+1] == 0x80 && s[i+2] == 0x80 { // ideographic space
				w.put(i, i+3, "")
			} else if c >= 0xE4 && traditional(s[i:]) {
				w.simplified++
				if strings.HasPrefix(s[i:], "資訊") {
					w.simplified++
					pair := simplify(s[i : i+6]) // two characters that only together have another form
					w.put(i, i+3, pair[:3])
					w.put(i+3, i+6, pair[3:])
					i += 3
				} else {
					w.put(i, i+3, simplify(s[i:i+3]))
				}
			}
			i += 3
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if raw := s[i : i+n]; !plainRune(r) {
				w.put(i, i+n, foldRune(r, raw))
			}
			i += n
		}
	}
	return w.end()
}

// folder writes a folded copy.
type folder struct {
	source string
	copied int // how much of the source is in out
	out    strings.Builder
	shifts []shift
	breaks []int

	simplified int
}

// put writes out in the place of source[start:end], and what stands before it as it is.
func (w *folder) put(start, end int, out string) {
	if w.out.Cap() == 0 {
		w.out.Grow(len(w.source) + 16)
	}
	w.write(w.copied, w.source[w.copied:start])
	w.write(start, out)
	w.copied = end
}

func (w *folder) write(from int, words string) {
	if words == "" {
		return
	}
	at := w.out.Len()
	if last := w.shifts[len(w.shifts)-1]; from-at != last.source-last.folded {
		w.shifts = append(w.shifts, shift{at, from})
	}
	w.out.WriteString(words)
}

func (w *folder) end() Folded {
	f := Folded{S: w.source, source: w.source, shifts: w.shifts}
	if w.out.Cap() > 0 { // something changed
		w.write(w.copied, w.source[w.copied:])
		f.S, f.shifts, f.breaks, f.Traditional = w.out.String(), w.shifts, w.breaks, w.simplified
	}
	return f
}

// plainASCII are the characters that folding leaves as they are wherever they stand.
var plainASCII = func() (plain [utf8.RuneSelf]bool) {
	for c := range plain {
		plain[c] = c > ' ' && c < 0x7F && strings.IndexByte(asciiMarks, byte(c)) < 0
	}
	return plain
}()

const asciiMarks = ",:;()?!"

var chineseMarks = [...]string{"，", "：", "；", "（", "）", "？", "！"}

// foldASCII folds the ASCII byte at s[i]; "" is a byte to leave out.
func foldASCII(s string, i int) string {
	c := s[i]
	if c <= ' ' || c == 0x7f {
		return ""
	}
	if c == ',' && thousands(s, i) {
		return ""
	}
	if c >= '!' && c <= '?' {
		if k := strings.IndexByte(asciiMarks, c); k >= 0 {
			return chineseMarks[k]
		}
	}
	return s[i : i+1]
}

// thousands reports whether the comma at s[i] stands between one to three digits and
// exactly three.
func thousands(s string, i int) bool {
	before := 0
	for before < 4 && i-before > 0 && digit(s[i-before-1]) {
		before++
	}
	after := 0
	for after < 4 && i+after+1 < len(s) && digit(s[i+after+1]) {
		after++
	}
	return before >= 1 && before <= 3 && after == 3
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// plainRune reports the marks of Chinese text that stay as they are, the most common
// runes outside ASCII and the common CJK blocks.
func plainRune(r rune) bool {
	switch r {
	case '，', '：', '；', '（', '）', '？', '！', '“', '”':
		return true
	}
	return false
}

// foldRune folds a rune outside ASCII and the common CJK blocks, whose bytes are raw.
func foldRune(r rune, raw string) string {
	switch {
	case r == 0xA0 || (r >= 0x2000 && r <= 0x200F) || r == 0x202F || r == 0x2060 || r == 0xFEFF || r == utf8.RuneError:
		return ""
	case r >= 0xFF01 && r <= 0xFF5E:
		return string(r - 0xFEE0)
	case r >= 0x2E80 && r <= 0x2FDF, r >= 0xF900 && r <= 0xFAFF:
		return fold.String(raw)
	}
	return raw
}

// Source returns the words of the document that S[start:end] was made from, and
// their offsets in the source.
func (f Folded) Source(start, end int) (string, int, int) {
	if start >= end {
		at := f.offset(start)
		return "", at, at
	}
	from, last := f.offset(start), f.offset(f.character(end-1))
	_, n := utf8.DecodeRuneInString(f.source[last:])
	return f.source[from : last+n], from, last + n
}

// character returns where the character that S[i] belongs to begins; only there do
// offsets lead back exactly, for a mark of one byte is folded to one of three.
func (f Folded) character(i int) int {
	for i > 0 && !utf8.RuneStart(f.S[i]) {
		i--
	}
	return i
}

// offset returns where in the source the byte S[i] came from.
func (f Folded) offset(i int) int {
	k := sort.Search(len(f.shifts), func(k int) bool { return f.shifts[k].folded > i }) - 1
	at := f.shifts[k].source + i - f.shifts[k].folded
	// A mark of one byte is folded to one of three, so the last bytes of a stretch can
	// count past its end.
	if k+1 < len(f.shifts) {
		at = min(at, f.shifts[k+1].source-1)
	}
	return min(at, max(len(f.source)-1, 0))
}

// Gap returns the white space that the source has directly before S[i].
func (f Folded) Gap(i int) string {
	if i <= 0 || i >= len(f.S) {
		return ""
	}
	last := f.offset(f.character(i - 1))
	_, n := utf8.DecodeRuneInString(f.source[last:])
	if at := f.offset(i); at > last+n {
		return f.source[last+n : at]
	}
	return ""
}
