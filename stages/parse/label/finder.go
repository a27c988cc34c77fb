package label

import (
	"slices"
	"unicode/utf8"

	ahocorasick "github.com/BobuSumisu/aho-corasick"
)

// Finder finds the labels of the rows of tables two and three in running text, all in one
// pass by an Aho-Corasick automaton over the cores of the labels.
type Finder struct {
	trie *ahocorasick.Trie
	// short marks the labels that are heads of columns too, and count only behind their ordinal.
	short []bool
}

// LabelAt is a label that stands in f[start:end] of a folded text.
type LabelAt struct{ Start, End int }

func newFinder(b *Book, two map[string]bool) *Finder {
	var words []string
	for label := range b.ByCore {
		words = append(words, label)
	}
	for label := range two {
		words = append(words, label)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	f := &Finder{trie: ahocorasick.NewTrieBuilder().AddStrings(words).Build()}
	for _, w := range words {
		f.short = append(f.short, len(w) <= len("总计") && !two[w])
	}
	return f
}

// Rows are the labels in a folded text from left to right. Of labels that overlap the one
// that begins first counts, and of these the longest.
func (x *Finder) Rows(f string, buf *CoreBuffer) []LabelAt {
	s, from := buf.coreBytes(f)
	var all []LabelAt
	x.trie.Walk(s, func(end, n, pattern int64) bool {
		at := LabelAt{int(from[end-n+1]), int(from[end]) + 1}
		if !x.short[pattern] || hasOrdinal(f[:at.Start]) {
			all = append(all, at)
		}
		return true
	})
	slices.SortFunc(all, func(a, b LabelAt) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	out, last := all[:0], 0
	for _, l := range all {
		if l.Start >= last {
			out = append(out, l)
			last = l.End
		}
	}
	return out
}

// CoreBuffer is memory for the core of a text and the places of its bytes.
type CoreBuffer struct {
	core []byte
	from []int32
}

// coreBytes is the core of a whole text, ordinals included, with the place of each byte.
// Both are valid until the next call.
func (m *CoreBuffer) coreBytes(f string) (s []byte, from []int32) {
	s, from = m.core[:0], m.from[:0]
	for i := 0; i < len(f); {
		r, size := utf8.DecodeRuneInString(f[i:])
		if inCore(r) {
			for k := range size {
				s, from = append(s, f[i+k]), append(from, int32(i+k))
			}
		}
		i += size
	}
	m.core, m.from = s, from
	return s, from
}

// hasOrdinal reports that a text ends with an ordinal: 3. or （七）.
func hasOrdinal(f string) bool {
	for n := 2; n <= 8 && n <= len(f); n++ {
		if OrdinalLen(f[len(f)-n:]) == n {
			return true
		}
	}
	return false
}
