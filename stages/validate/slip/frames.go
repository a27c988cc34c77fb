package slip

import (
	"cmp"
	"math/bits"
	"slices"
)

// frames tries the frames of which text[i-1:i+1] is a word, where the word beside it is none.
func (f *Finder) frames(i int, class uint8) {
	if class&isFirst != 0 && i+2 < len(f.text) && !f.word2(i+1) && han(f.text[i+1]) {
		f.tryNear(f.l.first.of(f.id(i-1), f.id(i)), i, f.id(i+1), f.id(i+2))
	}
	if class&isLast != 0 && i > 1 && (i == 2 || !f.word2(i-3)) && han(f.text[i-2]) {
		f.tryNear(f.l.last.of(f.id(i-1), f.id(i)), i, f.id(i-2), f.id(i-3))
	}
}

// crossedFrames tries the frames whose words have crossed around text[i-1:i+1], which is no
// word and stands in none.
func (f *Finder) crossedFrames(i int) {
	if i < 2 || i+1 >= len(f.text) || f.word2(i-2) || f.word2(i) {
		return
	}
	a, b := f.id(i-2), f.id(i)
	if f.l.classes.of(a, b)&isFirst == 0 {
		return
	}
	list := f.l.first.of(a, b)
	right := [...]rune{f.text[i-2], f.text[i], f.text[i-1], f.text[i+1]}
	for _, s := range list.with(f.id(i - 1)) {
		if p := &f.l.phrases[list.seeds[s.seed].phrase]; slices.Equal(p.text, right[:]) {
			f.take(p, change{Swapped, 1}, i-2)
		}
	}
}

// tryNear tries the seeds that the two characters inwards may belong to, in their order.
func (f *Finder) tryNear(list *frameList, i int, a, b uint16) {
	if a == list.near {
		for k := range list.seeds {
			f.try(&list.seeds[k], i)
		}
		return
	}
	if !list.inner.has(a) && !list.inner.has(b) {
		return
	}
	x, y := list.with(a), list.with(b)
	for last := -1; len(x)+len(y) > 0; {
		var s int
		if len(y) == 0 || len(x) > 0 && x[0].seed <= y[0].seed {
			s, x = int(x[0].seed), x[1:]
		} else {
			s, y = int(y[0].seed), y[1:]
		}
		if s > last { // it may have both characters
			if x := &list.seeds[s]; x.next == a || x.after == a || x.after == b {
				f.try(x, i)
			}
			last = s
		}
	}
}

// frameList are the frames of one word. Most of the time inner shows that none can stand
// beside it.
type frameList struct {
	pair  uint32 // the word, 0 of a list that is none
	near  uint16 // the word's inner character
	inner idSet  // the characters of the other words
	seeds []seed
	// found has the seeds by the characters of the other words, then in their order.
	found []innerSeed
}

// innerSeed says that the character id is in the other word of a frame.
type innerSeed struct{ id, seed uint16 }

// with are the seeds whose other word has a character.
func (l *frameList) with(id uint16) []innerSeed {
	if !l.inner.has(id) {
		return nil
	}
	from, _ := slices.BinarySearchFunc(l.found, id, func(s innerSeed, id uint16) int { return cmp.Compare(s.id, id) })
	to := from
	for to < len(l.found) && l.found[to].id == id {
		to++
	}
	return l.found[from:to]
}

// idSet is a set of ids that may say yes of an id that is not in it.
type idSet [8]uint64

func (s *idSet) add(id uint16)      { s[id/64%8] |= 1 << (id % 64) }
func (s *idSet) has(id uint16) bool { return s[id/64%8]&(1<<(id%64)) != 0 }

// frameTable has the frames of a pair of ids that is the first word of them, or the last: a
// hash table with open addressing. The lists lie side by side: what is scattered takes longest to reach.
type frameTable struct {
	size  uint // of the lists as a power of two
	lists []frameList
}

func newFrameTable(by map[uint32][]seed) frameTable {
	t := frameTable{size: uint(bits.Len(uint(2 * len(by))))}
	t.lists = make([]frameList, 1<<t.size)
	for pair, seeds := range by {
		i := hash(pair, t.size)
		for t.lists[i].pair != 0 {
			i = (i + 1) % (1 << t.size)
		}
		l := &t.lists[i]
		*l = frameList{pair: pair, seeds: seeds, near: seeds[0].near}
		for i, s := range seeds {
			l.inner.add(s.next)
			l.inner.add(s.after)
			l.found = append(l.found, innerSeed{s.next, uint16(i)}, innerSeed{s.after, uint16(i)})
		}
		slices.SortFunc(l.found, func(a, b innerSeed) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.seed, b.seed)) })
	}
	return t
}

// of returns the frames of a pair whose class says that it has some.
func (t *frameTable) of(a, b uint16) *frameList {
	pair := pairKey(a, b)
	i := hash(pair, t.size)
	for t.lists[i].pair != pair {
		i = (i + 1) % (1 << t.size)
	}
	return &t.lists[i]
}
