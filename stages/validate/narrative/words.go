package narrative

import "strings"

// bloomBits is the size of a Bloom as a power of two: 4 KiB, of which the text of a
// long report fills a tenth.
const bloomBits = 15

// bloomWidth is how many bytes a Bloom looks at: two Chinese characters.
const bloomWidth = 6

// Bloom knows which pairs of characters occur in a text. A rule that looks for hundreds
// of misprints asks it first, because nearly all of them occur nowhere.
type Bloom struct {
	bits [1 << (bloomBits - 6)]uint64
}

// add takes up every place of a text where a character begins.
func (b *Bloom) add(s string) {
	for i := 0; i+bloomWidth <= len(s); i++ {
		if s[i]&0xC0 == 0x80 {
			continue
		}
		h := pairHash(s[i:])
		b.bits[h>>6] |= 1 << (h & 63)
	}
}

// may reports whether a word can occur in the text; false is certain. A misprint mostly
// begins like the right word, so every pair of it is looked up.
func (b *Bloom) may(word string) bool {
	if b == nil {
		return true
	}
	for i := 0; i+bloomWidth <= len(word); i++ {
		if word[i]&0xC0 == 0x80 {
			continue
		}
		if h := pairHash(word[i:]); b.bits[h>>6]&(1<<(h&63)) == 0 {
			return false
		}
	}
	return true
}

// pairHash hashes the first bytes of s.
func pairHash(s string) uint64 {
	_ = s[bloomWidth-1]
	k := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40
	return k * 0x9E3779B97F4A7C15 >> (64 - bloomBits)
}

// Index is strings.Index over the part, quick for words that occur nowhere in the
// report.
func (p *Part) Index(word string) int { return p.IndexFrom(word, 0) }

// IndexFrom returns where the word stands at or behind S[from], -1 if it does not.
func (p *Part) IndexFrom(word string, from int) int {
	if !p.bloom.may(word) {
		return -1
	}
	i := strings.Index(p.S[from:], word)
	if i < 0 {
		return -1
	}
	return from + i
}

// May reports whether the word can stand somewhere in the report, its headings
// included; false is certain.
func (p *Part) May(word string) bool { return p.bloom.may(word) }

// Has reports whether one of the words stands in the part.
func (p *Part) Has(words ...string) bool {
	for _, w := range words {
		if p.Index(w) >= 0 {
			return true
		}
	}
	return false
}
