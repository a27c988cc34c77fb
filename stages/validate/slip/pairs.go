package slip

import (
	"cmp"
	"math/bits"
	"slices"
)

// pairTable finds the seeds of a pair of ids: a hash table with open addressing.
type pairTable struct {
	size  uint // of the slots as a power of two
	slots []slot
	seeds []seed
	// keys are what nearly all seeds are told by, side by side: a seed is looked at only where its
	// phrase stands, or nearly.
	keys []seedKey
	// inwards are the characters of the phrases inwards of their pairs, those of one pair
	// side by side, because the phrases themselves lie all over the memory.
	inwards []uint16
}

// seedKey is next and after of a seed, its size, whether it is told, and where the table has its inwards.
type seedKey uint64

// Where the pieces of a seedKey begin.
const (
	keySize    = 2 * idBits
	keyTold    = keySize + 7
	keyInwards = keyTold + 1
)

func (s *seed) key(inwards int) seedKey {
	k := seedKey(s.after) | seedKey(s.next)<<idBits | seedKey(s.size)<<keySize | seedKey(inwards)<<keyInwards
	if s.told {
		k |= 1 << keyTold
	}
	return k
}

func (k seedKey) size() int    { return int(k >> keySize & 0x7F) }
func (k seedKey) told() bool   { return k>>keyTold&1 != 0 }
func (k seedKey) next() uint16 { return uint16(k>>idBits) & idMask }

// inwardsOf are the ids of the characters of the phrase inwards of its pair.
func (t *pairTable) inwardsOf(k seedKey) []uint16 { return t.inwards[k>>keyInwards:][:k.size()-2] }

// may reports whether the phrase of a seed may stand, with one change at most, where its pair
// is followed inwards by the characters a and b, unless the pair's inner one stands twice: one of them is
// next or after, or there is no after. ab and ba are the two as pairs. Nearly all keys are told by this, so
// that it compares without a decision: a field of 12 bits that is 0 borrows from its upper bit.
func (k seedKey) may(ab, ba uint32) bool {
	const ones, tops = 1<<idBits | 1, 1<<(2*idBits-1) | 1<<(idBits-1)
	both := uint32(k) & (1<<keySize - 1)
	same, crossed, none := both^ab, both^ba, both|uint32(idMask)<<idBits
	return ((same-ones)&^same|(crossed-ones)&^crossed|(none-ones)&^none)&tops != 0
}

// bit is the bit of a character in a mask.
func bit(id uint16) uint64 { return 1 << (id % 64) }

// mask has the bits of the inner characters, all where a phrase may stand whatever they are.
func (s *seed) mask() uint64 {
	if s.after == 0 {
		return ^uint64(0)
	}
	return bit(s.next) | bit(s.after)
}

// slot has the seeds of a pair: seeds[from:closing] open phrases, seeds[closing:others] close
// them, seeds[others:to] are of other kinds. to is 0 in an empty slot.
type slot struct {
	pair                      uint32
	from, closing, others, to uint16
	// opens and closes are the longest phrases that open and close with the pair, openings and
	// closings all their masks: of most pairs they show that no seed need be looked at.
	opens, closes      uint8
	openings, closings uint64
}

// hash is where a pair is first looked for in a table of 1<<size slots.
func hash(pair uint32, size uint) uint32 { return pair * 0x9E3779B1 >> (32 - size) }

// newPairTable files seeds by their pairs, with at most half of the slots in use.
func (l *Lexicon) newPairTable(by map[uint32][]seed) pairTable {
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
		s := slot{pair: pair, from: from, closing: from, others: from, to: from + uint16(len(seeds))}
		for _, x := range seeds {
			t.seeds, t.keys = append(t.seeds, x), append(t.keys, x.key(len(t.inwards)))
			t.inwards = l.appendInwards(t.inwards, &x)
			switch x.kind {
			case opening:
				s.closing++
				s.others++
				s.opens, s.openings = max(s.opens, x.size), s.openings|x.mask()
			case closing:
				s.others++
				s.closes, s.closings = max(s.closes, x.size), s.closings|x.mask()
			}
		}
		t.slots[i] = s
	}
	return t
}

// appendInwards appends the ids of the characters of a seed's phrase inwards of its pair.
func (l *Lexicon) appendInwards(to []uint16, s *seed) []uint16 {
	text := l.phrases[s.phrase].text
	switch s.kind {
	case opening:
		for _, r := range text[2:] {
			to = append(to, l.id(r))
		}
	case closing:
		for _, r := range slices.Backward(text[:len(text)-2]) {
			to = append(to, l.id(r))
		}
	}
	return to
}

// of returns the slot of a pair, nil if it has no seeds.
func (t *pairTable) of(a, b uint16) *slot {
	pair := pairKey(a, b)
	for i := hash(pair, t.size); ; i = (i + 1) % (1 << t.size) {
		switch s := &t.slots[i]; {
		case s.to == 0:
			return nil
		case s.pair == pair:
			return s
		}
	}
}

// besides has the bits of two characters beside a pair, all where each phrase may stand.
func besides(a, b uint16, all bool) uint64 {
	if all {
		return ^uint64(0)
	}
	return bit(a) | bit(b)
}

// goesOn reports whether the phrase of a seed may stand, with one change at most, where text[at]
// follows its pair inwards, and step leads on, and whether it does so as it should. Different characters can
// have one id, so that what else it lets pass is compared with the phrase itself.
func (f *Finder) goesOn(t *pairTable, k seedKey, at, step int) (may, stands bool) {
	rest, ids := t.inwardsOf(k), f.ids
	for len(rest) > 0 && uint(at) < uint(len(ids)) && rest[0] == ids[at]&idMask {
		rest, at = rest[1:], at+step
	}
	if len(rest) < 2 {
		return true, len(rest) == 0 && k.told()
	}
	a, b := f.id(at), f.id(at+step)
	switch {
	case b == rest[1] && f.equal(rest[2:], at+2*step, step), // one is exchanged
		b == rest[0] && f.equal(rest[1:], at+2*step, step): // one is doubled, or too many
		return true, false
	case a != rest[1]:
		return false, false
	}
	return f.equal(rest[2:], at+step, step) || // one is lost
		b == rest[0] && f.equal(rest[2:], at+2*step, step), false // two are swapped
}

// equal reports whether the text that begins at text[at] and goes on by step has these ids.
func (f *Finder) equal(ids []uint16, at, step int) bool {
	for _, id := range ids {
		if id != f.id(at) {
			return false
		}
		at += step
	}
	return true
}
