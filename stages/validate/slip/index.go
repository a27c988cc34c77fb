package slip

import (
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// idBits is how many bits of a character's number are its id. The others say what the
// character can do: begin a pair of skips, be no word by itself, belong to a closed class, or be a
// particle or a numeral.
const (
	idBits            = 12
	idMask     uint16 = 1<<idBits - 1
	beginsSkip uint16 = 1 << idBits
	bound      uint16 = 2 << idBits
	closed     uint16 = 4 << idBits
	alone      uint16 = 8 << idBits
)

// index numbers the characters and files the seeds.
func (l *Lexicon) index() {
	l.number()
	l.arrange()
	pairs, skips := map[uint32][]seed{}, map[uint32][]seed{}
	first, last := map[uint32][]seed{}, map[uint32][]seed{}
	for i, p := range l.phrases {
		t := make([]uint16, len(p.text))
		for k, r := range p.text {
			t[k] = l.id(r)
		}
		file := func(to map[uint32][]seed, a, b uint16, s seed) {
			s.phrase, s.size, s.right, s.told = uint16(i), uint8(len(t)), p.right, !slices.Contains(t, otherID)
			to[pairKey(a, b)] = append(to[pairKey(a, b)], s)
		}
		if p.frame {
			file(first, t[0], t[1], seed{near: t[1], next: t[2], after: t[3], kind: opening})
			file(last, t[2], t[3], seed{near: t[2], next: t[1], after: t[0], kind: closing})
			continue
		}
		l.file(t, p.right, func(a, b uint16, s seed) { file(pairs, a, b, s) }, func(a, b uint16, s seed) { file(skips, a, b, s) })
	}
	l.begins, l.ends = make([][]rune, l.next), make([][]rune, l.next)
	for _, w := range l.inOrder {
		a, b := l.id(w[0]), l.id(w[1])
		l.begins[a], l.ends[b] = append(l.begins[a], w[1]), append(l.ends[b], w[0])
	}
	l.byID = make([]readings, l.next)
	for r := rune(hanFirst); r <= hanLast; r++ {
		if id := l.id(r); id != 0 {
			l.byID[id] = l.sounds[r-hanFirst]
		}
	}
	l.mixed = newWordTable(l.shapes)
	l.fileForeign()
	l.markCharacters()
	l.costs = make([]uint8, l.next)
	for r, id := range l.ids {
		cost := uint8(l.costOf(rune(r)))
		if cost == costParticle && l.flag(rune(r), isPlaced) {
			cost |= hasPlace
		}
		l.costs[id&idMask] = cost
	}
	l.pairs, l.skips = l.newPairTable(pairs), l.newPairTable(skips)
	l.first, l.last = newFrameTable(first), newFrameTable(last)
	l.classify(pairs, first, last)
}

// arrange puts the characters of all phrases into one piece of memory, those of one
// beginning side by side.
func (l *Lexicon) arrange() {
	slices.SortStableFunc(l.phrases, func(a, b phrase) int { return slices.Compare(a.text[:2], b.text[:2]) })
	n := 0
	for _, p := range l.phrases {
		n += len(p.text)
	}
	all := make([]rune, 0, n)
	for i := range l.phrases {
		p := &l.phrases[i]
		at := len(all)
		all = append(all, p.text...)
		p.text = all[at:len(all):len(all)]
	}
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
		pair(t[0], t[2], seed{kind: beside})
	}
}

// number gives the characters of the lexicon their ids.
func (l *Lexicon) number() {
	next := uint16(otherID + 1)
	id := func(r rune, flag uint16) {
		if !han(r) && r >= utf8.RuneSelf {
			l.ids[r] = otherID | flag
			return
		}
		if l.id(r) == 0 {
			l.ids[r] |= next
			next++
		}
		l.ids[r] |= flag
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
		if len(p.text) == 3 {
			id(p.text[0], beginsSkip)
		}
	}
	for w := range l.confusions {
		id(w[0], 0)
		id(w[1], 0)
	}
	for r := range l.bound {
		id(r, bound)
	}
	for r := range typed {
		id(r, 0)
	}
	for _, r := range closedCharacters {
		id(r, closed)
	}
	for _, r := range particles + numbers {
		if r != '请' && r != '他' { // mostly left of 申请 and 其他
			id(r, alone)
		}
	}
	if l.next = next; next > idMask {
		panic("slip: the lexicon has more characters than an id can number")
	}
}

// typed yields the characters that people type: those of the first level of GB 2312. A wrong
// character is one of them, whether the lexicon has it in a word or not.
func typed(yield func(rune) bool) {
	decoder := simplifiedchinese.GBK.NewDecoder()
	for row := byte(0xB0); row <= 0xD7; row++ {
		for cell := byte(0xA1); cell <= 0xFE; cell++ {
			out, err := decoder.Bytes([]byte{row, cell})
			if r, _ := utf8.DecodeRune(out); err == nil && han(r) && !yield(r) {
				return
			}
		}
	}
}

// otherID is the id of the marks around which closed looks: no Han characters.
const otherID = 1

// id is the id of a character, 0 of one that the lexicon does not have.
func (l *Lexicon) id(r rune) uint16 { return l.of(r) & idMask }

// of is the id of a character and what the character can do.
func (l *Lexicon) of(r rune) uint16 {
	if uint(r) >= uint(len(l.ids)) {
		return 0
	}
	return l.ids[r]
}

// What a character can be.
const (
	isParticle uint16 = 1 << iota
	isFree
	hasShapes
	isOptional // a phrase may be written without it
	isTwice    // may stand twice by right
	isBound    // is no word by itself
	isSuffix
	isNumber
	isVerb
	isUnit
	isHalf   // only ever half of a word
	isTail   // see tail
	isEnd    // may stand alone at the end of a part of a sentence
	isBegin  // may stand alone before a word
	isPlaced // may stand alone where alone.txt says
)

func (l *Lexicon) markCharacters() {
	mark := func(chars string, flag uint16) {
		for _, r := range chars {
			l.flags[r-hanFirst] |= flag
		}
	}
	mark(particles, isParticle)
	mark(freely, isFree)
	mark(suffixes, isSuffix)
	mark(units, isUnit)
	mark(verbs, isVerb)
	mark(numbers, isNumber)
	mark(neverAlone, isHalf)
	mark(mayEnd, isEnd)
	mark(mayBegin, isBegin)
	for r := range l.places {
		l.flags[r-hanFirst] |= isPlaced
	}
	for r := range l.tails {
		l.flags[r-hanFirst] |= isTail
	}
	mark(strings.ReplaceAll(oftenTwice, "〇", ""), isTwice)
	mark(strings.TrimPrefix(joining, "、")+denying, isOptional)
	for k := range l.shapes {
		l.flags[k[0]-hanFirst] |= hasShapes
	}
	for c := range l.bound {
		l.flags[c-hanFirst] |= isBound
	}
}

func (l *Lexicon) flag(r rune, flag uint16) bool { return han(r) && l.flags[r-hanFirst]&flag != 0 }

// hanSet is a set of Han characters.
type hanSet [(hanLast-hanFirst)/64 + 1]uint64

func setOf(characters string) *hanSet {
	s := new(hanSet)
	for _, r := range characters {
		s[(r-hanFirst)/64] |= 1 << ((r - hanFirst) % 64)
	}
	return s
}

func (s *hanSet) has(r rune) bool {
	return han(r) && s[(r-hanFirst)/64]&(1<<((r-hanFirst)%64)) != 0
}

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

// doubtBits is the size of the filter of the pairs that are nearly a word, as a power of two:
// of other pairs one in fifteen passes it.
const doubtBits = 20

func hashDoubt(a, b rune) uint32 {
	return (uint32(a)<<16 ^ uint32(b)) * 0x9E3779B1 >> (32 - doubtBits)
}

// mayBeWord reports whether two characters may be nearly a word; false is certain.
func (l *Lexicon) mayBeWord(a, b rune) bool {
	h := hashDoubt(a, b)
	return l.doubt[h/64]&(1<<(h%64)) != 0
}

// nearWords gives add what is nearly a known word.
func (l *Lexicon) nearWords(add func(a, b rune)) {
	like, sounding := l.likes(), l.sounding()
	for w := range l.heard {
		for _, c := range sounding(w[0]) {
			if c != w[0] {
				add(c, w[1])
			}
		}
		for _, c := range sounding(w[1]) {
			if c != w[1] {
				add(w[0], c)
			}
		}
	}
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
	for k, near := range l.near {
		if near {
			byShape[k[0]] = append(byShape[k[0]], k[1])
		}
	}
	return func(r rune) []rune { return byShape[r] }
}

// soundAlike reports whether two characters sound alike.
func (l *Lexicon) soundAlike(a, b rune) bool {
	return han(a) && han(b) && l.readings(a).alike(l.readings(b))
}

// readings are how a Han character sounds; those of the lexicon are close together.
func (l *Lexicon) readings(r rune) readings {
	if id := l.id(r); id != 0 {
		return l.byID[id]
	}
	return l.sounds[r-hanFirst]
}

// sounding returns a function that lists the characters of the lexicon that sound like one;
// writers type no others.
func (l *Lexicon) sounding() func(rune) []rune {
	by := map[uint16][]rune{}
	for c := rune(hanFirst); c <= hanLast; c++ {
		if l.id(c) == 0 {
			continue
		}
		for _, sound := range l.sounds[c-hanFirst] {
			if sound != 0 {
				by[sound] = append(by[sound], c)
			}
		}
	}
	return func(r rune) (out []rune) {
		for _, sound := range l.readings(r) {
			if sound != 0 {
				out = append(out, by[sound]...)
			}
		}
		return out
	}
}

// shaped reports whether one character looks like the other, in a word of two as well.
func (l *Lexicon) shaped(right, wrong rune) bool {
	return l.flag(right, hasShapes) && l.mixed.has(right, wrong) && l.near[[2]rune{right, wrong}]
}
