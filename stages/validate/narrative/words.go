package narrative

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// bloomBits is the number of bytes of a Bloom as a power of two: 16 KiB, of which the text
// of a long report fills a third.
const bloomBits = 14

// bloomWidth is how many bytes a Bloom looks at: two Chinese characters.
const bloomWidth = 6

// Bloom knows which characters and pairs of characters occur in a text, and in which of its
// pieces. A rule that looks for hundreds of misprints asks it first, because nearly all of
// them occur nowhere.
type Bloom struct {
	pieces [1 << bloomBits]Pieces
}

// Pieces are pieces of a report, each a bit: each part up to the sixth, those behind it
// together, all headings together.
type Pieces uint8

const (
	lastPart = 6
	headings = Pieces(1 << 7)
	anywhere = Pieces(0xFF)
)

// partPiece is the piece of part i.
func partPiece(i int) Pieces { return 1 << min(i, lastPart) }

// add takes up every place of a piece where a character begins.
func (b *Bloom) add(s string, piece Pieces) {
	for i := 0; i < len(s); i = next(s, i) {
		if i+bloomWidth <= len(s) {
			b.pieces[pairHash(s[i:])] |= piece
		}
		if h, ok := shortHash(s[i:]); ok {
			b.pieces[h] |= piece
		}
	}
}

// of are those of the pieces in which a word can occur; none is certain. A misprint mostly
// begins like the right word, so every pair of it is looked up; of what is too short to have
// a pair every character.
func (b *Bloom) of(word string, pieces Pieces) Pieces {
	if len(word) < bloomWidth {
		for i := 0; i < len(word); i = next(word, i) {
			if h, ok := shortHash(word[i:]); ok {
				pieces &= b.pieces[h]
			}
		}
		return pieces
	}
	for i := 0; i+bloomWidth <= len(word); i = next(word, i) {
		if pieces &= b.pieces[pairHash(word[i:])]; pieces == 0 {
			break
		}
	}
	return pieces
}

// any are the pieces in which one of the words can occur.
func (b *Bloom) any(words []string) (pieces Pieces) {
	for _, w := range words {
		pieces |= b.of(w, anywhere)
	}
	return pieces
}

// may reports whether a word can occur in one of the pieces; false is certain.
func (b *Bloom) may(word string, pieces Pieces) bool { return b.of(word, pieces) != 0 }

// next is where the character behind that at s[i] begins.
func next(s string, i int) int {
	if s[i] < utf8.RuneSelf {
		return i + 1
	}
	if i += 2; i < len(s) && s[i]&0xC0 == 0x80 { // of three bytes, or more
		i++
	}
	for i < len(s) && s[i]&0xC0 == 0x80 {
		i++
	}
	return i
}

// pairHash hashes the first bytes of s.
func pairHash(s string) uint64 {
	_ = s[bloomWidth-1]
	k := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40
	return k * 0x9E3779B97F4A7C15 >> (64 - bloomBits)
}

// shortHash hashes the character that s begins with. It is false for one of two bytes, and
// for one that s has the beginning of only.
func shortHash(s string) (uint64, bool) {
	k := uint64(s[0])
	if k >= utf8.RuneSelf {
		if k < 0xE0 || len(s) < 3 {
			return 0, false
		}
		k |= uint64(s[1])<<8 | uint64(s[2])<<16
	}
	return k * 0x9E3779B97F4A7C15 >> (64 - bloomBits), true
}

// Index is strings.Index for Chinese words. The first byte of a character, which
// strings.Index looks for, begins one character in four; the third tells it from 63 of 64,
// and the second those that are left from nearly all.
func Index(s, word string) int {
	if len(word) < 3 || word[0] < 0xE0 {
		return strings.Index(s, word)
	}
	for at := 2; at < len(s); {
		i := strings.IndexByte(s[at:], word[2])
		if i < 0 {
			return -1
		}
		if at += i; s[at-1] == word[1] && strings.HasPrefix(s[at-2:], word) {
			return at - 2
		}
		at++
	}
	return -1
}

// lastIndex is strings.LastIndex for a word that mostly does not stand there.
func lastIndex(s, word string) int {
	if Index(s, word) < 0 {
		return -1
	}
	return strings.LastIndex(s, word)
}

// vocabulary are the words of a report: which pairs of characters occur in it, and of the
// lists that are asked about every number those that can stand in it, which are few.
type vocabulary struct {
	bloom    Bloom
	kept     []string
	brackets []frame // memory of Lists
	step     func()  // see Reading.Step

	elsewhere, channels, applicants, incoming, someCases, comparing, offices, partOfYear, since, spoilt, received, denied []string
	// applied and reasoned are where the words for applicants and for reasons can stand.
	applied, reasoned Pieces
}

// stepOn is called for each sentence.
func (v *vocabulary) stepOn() {
	if v.step != nil {
		v.step()
	}
}

// open forgets all words and keeps the memory of the lists, which close makes anew.
func (v *vocabulary) open() {
	clear(v.bloom.pieces[:])
	clear(v.brackets[:cap(v.brackets)]) // they point into the report before
}

// close makes the lists when all words have been added.
func (v *vocabulary) close() {
	v.kept = slices.Grow(v.kept[:0], 48)
	v.elsewhere, v.channels, v.applicants = v.those(elsewhere), v.those(channels), v.those(applicants)
	v.incoming, v.someCases, v.comparing = v.those(incoming), v.those(someCases), v.those(comparing)
	v.offices, v.partOfYear, v.since, v.spoilt, v.received = v.those(offices), v.those(partOfYear), v.those(since), v.those(spoilt), v.those(receiving)
	v.denied = v.those(denied)
	v.applied, v.reasoned = v.bloom.any(applicantCues), v.bloom.any(reasonCues)
}

// those are the words of a list that can stand in the report, in their order.
func (v *vocabulary) those(list []string) []string {
	first := len(v.kept)
	for _, w := range list {
		if v.bloom.may(w, anywhere) {
			v.kept = append(v.kept, w)
		}
	}
	return v.kept[first:len(v.kept):len(v.kept)]
}

// Index is strings.Index over the part, quick for words that do not occur in it.
func (p *Part) Index(word string) int { return p.IndexFrom(word, 0) }

// IndexFrom returns where the word stands at or behind S[from], -1 if it does not.
func (p *Part) IndexFrom(word string, from int) int {
	if !p.words.bloom.may(word, p.piece) {
		return -1
	}
	i := Index(p.S[from:], word)
	if i < 0 {
		return -1
	}
	return from + i
}

// May reports whether the word can stand somewhere in the report, its headings
// included; false is certain.
func (p *Part) May(word string) bool { return p.words.bloom.may(word, anywhere) }

// DoubtAll has each word be looked for wherever it is asked for, as if any word could stand in any part.
// What is found is the same: tests show that no look hides a word.
func (w *Reading) DoubtAll() {
	for i := range w.words.bloom.pieces {
		w.words.bloom.pieces[i] = anywhere
	}
	w.words.close()
}

// Pieces are those in which one of the words can stand, told by a look for each word: what is
// in none of them has none.
func (w *Reading) Pieces(words ...string) Pieces {
	return w.words.bloom.any(words)
}

// In reports whether the part is in one of the pieces.
func (p *Part) In(pieces Pieces) bool { return p.piece&pieces != 0 }

// HasIn reports whether one of the words stands in s, which is a stretch of the part. It is
// quick for words that do not occur in the part.
func (p *Part) HasIn(s string, words ...string) bool {
	for _, w := range words {
		if p.words.bloom.may(w, p.piece) && Index(s, w) >= 0 {
			return true
		}
	}
	return false
}

// Has reports whether one of the words stands in the part.
func (p *Part) Has(words ...string) bool {
	for _, w := range words {
		if p.Index(w) >= 0 {
			return true
		}
	}
	return false
}
