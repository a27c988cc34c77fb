package slip

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// pairTable finds the seeds of a pair of ids: a hash table with open addressing.
type pairTable struct {
	size  uint // of the slots as a power of two
	slots []slot
	seeds []seed
}

// slot has the seeds[from:to] of a pair; to is 0 in an empty slot.
type slot struct {
	pair     uint32
	from, to uint16
}

// hash is where a pair is first looked for in a table of 1<<size slots.
func hash(pair uint32, size uint) uint32 { return pair * 0x9E3779B1 >> (32 - size) }

// newPairTable files seeds by their pairs, with at most half of the slots in use.
func newPairTable(by map[uint32][]seed) pairTable {
	t := pairTable{size: uint(bits.Len(uint(2 * len(by))))}
	t.slots = make([]slot, 1<<t.size)
	for pair, seeds := range by {
		i := hash(pair, t.size)
		for t.slots[i].to != 0 {
			i = (i + 1) % (1 << t.size)
		}
		// the longest first, so that what is covered by a longer phrase need not be tried
		slices.SortStableFunc(seeds, func(a, b seed) int { return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(b.size, a.size)) })
		from := uint16(len(t.seeds))
		t.seeds = append(t.seeds, seeds...)
		t.slots[i] = slot{pair, from, uint16(len(t.seeds))}
	}
	return t
}

// of returns the seeds of a pair.
func (t *pairTable) of(a, b uint16) []seed {
	pair := uint32(a)<<16 | uint32(b)
	for i := hash(pair, t.size); ; i = (i + 1) % (1 << t.size) {
		switch s := &t.slots[i]; {
		case s.to == 0:
			return nil
		case s.pair == pair:
			return t.seeds[s.from:s.to]
		}
	}
}

// The highest bits of an id say whether a pair of seeds, or of skips, can begin with it.
const (
	beginsPair uint16 = 1 << 14
	beginsSkip uint16 = 1 << 15
)

// index numbers the characters and files the seeds.
func (l *Lexicon) index() {
	l.number()
	pairs, skips := map[uint32][]seed{}, map[uint32][]seed{}
	for i, p := range l.phrases {
		t := make([]uint16, len(p.text))
		for k, r := range p.text {
			t[k] = l.id(r)
		}
		file := func(to map[uint32][]seed, a, b uint16, s seed) {
			s.phrase, s.size = uint16(i), uint8(len(t))
			to[uint32(a)<<16|uint32(b)] = append(to[uint32(a)<<16|uint32(b)], s)
		}
		l.file(t, p.right, func(a, b uint16, s seed) { file(pairs, a, b, s) }, func(a, b uint16, s seed) { file(skips, a, b, s) })
	}
	l.known = newWordTable(l.words, l.rights)
	l.mixed = newWordTable(l.shapes)
	l.markCharacters()
	l.pairs, l.skips = newPairTable(pairs), newPairTable(skips)
	l.doubtWords()
}

// file gives the seeds of a phrase to pair and skip.
func (l *Lexicon) file(t []uint16, right bool, pair, skip func(a, b uint16, s seed)) {
	n := len(t)
	at := func(i int) uint16 {
		if i < 0 || i >= n {
			return 0
		}
		return t[i]
	}
	pair(t[0], t[1], seed{near: t[1], next: t[2], after: at(3), kind: opening})
	if right {
		return
	}
	pair(t[n-2], t[n-1], seed{near: t[n-2], next: t[n-3], after: at(n - 4), kind: closing})
	switch n {
	case 4:
		pair(t[2], t[1], seed{kind: middle})
	case 3:
		skip(t[0], t[2], seed{kind: outer})
	}
}

// number gives the characters of the lexicon their ids.
func (l *Lexicon) number() {
	next := uint16(otherID + 1)
	id := func(r rune, flag uint16) {
		if !han(r) {
			return
		}
		if l.ids[r-hanFirst] == 0 {
			l.ids[r-hanFirst] = next
			next++
		}
		l.ids[r-hanFirst] |= flag
	}
	for _, words := range [...]map[[2]rune]bool{l.words, l.rights} {
		for w := range words {
			id(w[0], 0)
			id(w[1], 0)
		}
	}
	for _, p := range l.phrases {
		for _, r := range p.text {
			id(r, 0)
		}
		n := len(p.text)
		id(p.text[0], beginsPair)
		id(p.text[n-2], beginsPair)
		id(p.text[2], beginsPair)
		if n == 3 {
			id(p.text[0], beginsSkip)
		}
	}
}

// otherID is the id of a character that is no Han character, such as 、.
const otherID = 1

func (l *Lexicon) id(r rune) uint16 {
	switch {
	case han(r):
		return l.ids[r-hanFirst]
	case r == '、':
		return otherID
	}
	return 0
}

// What a character can be.
const (
	isParticle uint8 = 1 << iota
	isFree
	hasShapes
	isOptional // a phrase may be written without it
	isTwice    // may stand twice by right
)

func (l *Lexicon) markCharacters() {
	mark := func(chars string, flag uint8) {
		for _, r := range chars {
			l.flags[r-hanFirst] |= flag
		}
	}
	mark(particles, isParticle)
	mark(freely, isFree)
	mark(strings.ReplaceAll(oftenTwice, "〇", ""), isTwice)
	mark(strings.TrimPrefix(joining, "、")+denying, isOptional)
	for k := range l.shapes {
		l.flags[k[0]-hanFirst] |= hasShapes
	}
}

func (l *Lexicon) flag(r rune, flag uint8) bool { return han(r) && l.flags[r-hanFirst]&flag != 0 }

// wordTable is a set of words of two characters: a hash table with open addressing.
type wordTable struct {
	size  uint // of the slots as a power of two
	slots []uint32
}

func wordKey(a, b rune) uint32 { return uint32(a-hanFirst)<<15 | uint32(b-hanFirst) | 1<<31 }

func newWordTable(sets ...map[[2]rune]bool) wordTable {
	n := 0
	for _, s := range sets {
		n += len(s)
	}
	t := wordTable{size: uint(bits.Len(uint(n + n/2)))}
	t.slots = make([]uint32, 1<<t.size)
	for _, s := range sets {
		for w := range s {
			k := wordKey(w[0], w[1])
			i := hash(k, t.size)
			for t.slots[i] != 0 && t.slots[i] != k {
				i = (i + 1) % (1 << t.size)
			}
			t.slots[i] = k
		}
	}
	return t
}

func (t *wordTable) has(a, b rune) bool {
	if !han(a) || !han(b) {
		return false
	}
	k := wordKey(a, b)
	for i := hash(k, t.size); t.slots[i] != 0; i = (i + 1) % (1 << t.size) {
		if t.slots[i] == k {
			return true
		}
	}
	return false
}

// doubtBits is the size of the filter of the pairs that are nearly a word, as a power of two.
const doubtBits = 19

func hashDoubt(a, b rune) uint32 {
	return (uint32(a)<<16 ^ uint32(b)) * 0x9E3779B1 >> (32 - doubtBits)
}

// doubtWords fills the filter.
func (l *Lexicon) doubtWords() {
	l.doubt = make([]uint64, 1<<doubtBits/64)
	add := func(a, b rune) {
		h := hashDoubt(a, b)
		l.doubt[h/64] |= 1 << (h % 64)
	}
	like := l.likes()
	for w := range l.words {
		add(w[1], w[0])
		for _, c := range like(w[0]) {
			if c != w[0] {
				add(c, w[1])
			}
		}
		for _, c := range like(w[1]) {
			if c != w[1] {
				add(w[0], c)
			}
		}
	}
}

// likes returns a function that lists what looks like a character.
func (l *Lexicon) likes() func(rune) []rune {
	byShape := map[rune][]rune{}
	for k := range l.shapes {
		byShape[k[0]] = append(byShape[k[0]], k[1])
	}
	return func(r rune) []rune { return byShape[r] }
}

// shaped reports whether one character looks like the other.
func (l *Lexicon) shaped(right, wrong rune) bool {
	return l.flag(right, hasShapes) && l.mixed.has(right, wrong)
}

func (l *Lexicon) mayBeWord(a, b rune) bool {
	h := hashDoubt(a, b)
	return l.doubt[h/64]&(1<<(h%64)) != 0
}
