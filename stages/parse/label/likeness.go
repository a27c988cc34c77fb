package label

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/parse/repair"
)

// LongText is the size in bytes of a text that holds more than one label: the heads of a
// table and the label of its first row, where its cells stand together.
const LongText = 160

// groupLabel is the most bytes that labels of groups before a row's own take: those of
// 三、本年度办理结果 and （三）不予公开 have 33.
const groupLabel = 45

// Only is the one row whose label s is a piece of, begins or ends with, or -1.
func (b *Book) Only(s string) int {
	if len(s) < 12 {
		return -1
	}
	hit := -1
	for i := range b.Rows {
		l := &b.Rows[i]
		if strings.Contains(l.Core, s) || len(l.Short) >= 12 && len(s) <= len(l.Core)+groupLabel && strings.Contains(s, l.Short) && (l.Row.Key != OtherRow || strings.HasSuffix(s, l.Short)) { // words behind （六）其他处理 are of one of its three rows
			if hit >= 0 {
				return -1
			}
			hit = i
		}
	}
	return hit
}

// The weights of a label's likeness to a row. A record without any label fits every
// row a little.
const (
	Exact     = 1000
	AtEnd     = 900 // the text ends with the label
	beginning = 600 // the label is cut off behind
	Fragment  = 500 // a piece out of the label
	Alike     = 100 // misprinted: 100 to 300
	Hinted    = 20  // like the labels of several rows
	Unlabeled = 3
	Never     = -1000
)

// Fits reports that a text whose core is that of a row may be its label: 总计 and 其他 need
// the ordinal of the row where it is asked for, and never have another one.
func (b *Book) Fits(row int, joined, f string, strict bool) bool {
	if len(joined) > len("总计") {
		return true
	}
	printed := PrintedOrdinal(f)
	return printed == 0 && !strict || printed != 0 && printed == b.Rows[row].Ordinal
}

// Suffix is the row whose label s ends with, the longest if several do, or -1. 总计 and
// 其他 end other texts too.
func (b *Book) Suffix(s string) int {
	best, size := -1, len("总计")
	for i := range b.Rows {
		for _, l := range [...]string{b.Rows[i].Core, b.Rows[i].Short} {
			if len(l) > size && len(s) > len(l) && strings.HasSuffix(s, l) {
				best, size = i, len(l)
			}
		}
	}
	for l, i := range b.ByCore {
		if len(l) > size && len(s) > len(l) && strings.HasSuffix(s, l) {
			best, size = i, len(l)
		}
	}
	return best
}

// Weigh weighs a text, whose characters are runes, against the label of row i.
func (b *Book) Weigh(i int, own string, runes []rune) int {
	l := &b.Rows[i]
	n := len(runes)
	switch {
	case n >= 4 && strings.HasPrefix(l.Core, own):
		return beginning
	case n >= 3 && strings.Contains(l.Core, own):
		return Fragment
	}
	if len(l.Short) >= 12 && strings.Contains(own, l.Short) { // a group's label or a fragment before the row's own
		return Fragment
	}
	if n < 3 || n > 2*len(l.runes)+4 || len(l.runes) < 4 {
		return Unlabeled
	}
	if !b.Off.On(repair.Misprinted) {
		return Unlabeled
	}
	longest := max(n, len(l.runes))
	if (longest-l.chars.among(runes))*10 > longest*4 { // so many characters at least differ
		return Unlabeled
	}
	d := distance(runes, l.runes)
	if d*10 <= longest*4 {
		return Alike + 200 - 500*d/longest
	}
	return Unlabeled
}

// Nearly reports that two texts differ by one character: one is another, lost or too many.
func Nearly(a, b string) bool {
	for a != "" && b != "" { // what both begin with
		r, n := utf8.DecodeRuneInString(a)
		if q, m := utf8.DecodeRuneInString(b); r != q || n != m {
			break
		}
		a, b = a[n:], b[n:]
	}
	_, n := utf8.DecodeRuneInString(a)
	_, m := utf8.DecodeRuneInString(b)
	return a[n:] == b[m:] && n+m > 0 || n > 0 && a[n:] == b || m > 0 && a == b[m:]
}

// charSet is a set of characters that may say yes of one that is not in it.
type charSet [4]uint64

func charsOf(runes []rune) (s charSet) {
	for _, r := range runes {
		s[r>>6&3] |= 1 << (r & 63)
	}
	return s
}

// among counts the runes that are in the set. No fewer differ from a text of the set's
// characters, however the two are put beside each other, than are left.
func (s *charSet) among(runes []rune) int {
	n := 0
	for _, r := range runes {
		if s[r>>6&3]&(1<<(r&63)) != 0 {
			n++
		}
	}
	return n
}

// distance is the edit distance of two short texts.
func distance(a, b []rune) int {
	var few [64]int
	row := few[:]
	if len(b) >= len(few) {
		row = make([]int, len(b)+1)
	}
	row = row[:len(b)+1]
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}

// OnlyAlike reports that s is like no row's label but that of row j.
func (b *Book) OnlyAlike(j int, s string) bool {
	for i := range b.Rows {
		if i != j && b.Weigh(i, s, []rune(s)) > Unlabeled {
			return false
		}
	}
	return true
}

// NoRow reports that a folded text is the label of a group or a column and of no row.
func (b *Book) NoRow(f string) bool {
	s := Core(f)
	if _, ok := b.ByCore[s]; ok && s != "其他处理" {
		return false
	}
	return b.Groups[s] || b.Heads[s] || s == "其他处理"
}
