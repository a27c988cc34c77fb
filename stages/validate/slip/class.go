package slip

import "math/bits"

// What two characters that stand side by side can be.
const (
	isKnown    uint8 = 1 << iota // a known word
	hasSeeds                     // the beginning or the end of a phrase, or the middle of one swapped
	isFirst                      // the first word of a frame
	isLast                       // the last word of a frame
	isCommon                     // a word of common written Chinese
	isConfused                   // the beginning of a confusion
	hasTwin                      // a known word that sounds like another
)

// classTable says what pairs of ids are: a hash table with open addressing. A slot has the
// pair in its upper bits and its class in the lowest eight, and is 0 where it is empty.
type classTable struct {
	size  uint // of the slots as a power of two
	slots []uint32
}

// pairKey is a pair of ids.
func pairKey(a, b uint16) uint32 { return uint32(a)<<idBits | uint32(b) }

// of is the class of a pair.
func (t *classTable) of(a, b uint16) uint8 {
	pair := pairKey(a, b)
	for i := hash(pair, t.size); ; i = (i + 1) % (1 << t.size) {
		switch s := t.slots[i]; {
		case s>>8 == pair:
			return uint8(s)
		case s == 0:
			return 0
		}
	}
}

// knows reports whether two characters are a known word.
func (l *Lexicon) knows(a, b rune) bool {
	x, y := l.id(a), l.id(b)
	return x != 0 && y != 0 && l.classes.of(x, y)&isKnown != 0
}

// known reports whether text[i] and text[k] are a known word where they stand side by side.
func (f *Finder) known(i, k int) bool {
	x, y := f.id(i), f.id(k)
	return x != 0 && y != 0 && f.l.classes.of(x, y)&isKnown != 0
}

func newClassTable(by map[uint32]uint8) classTable {
	t := classTable{size: uint(bits.Len(uint(3 * len(by))))}
	t.slots = make([]uint32, 1<<t.size)
	for pair, class := range by {
		i := hash(pair, t.size)
		for t.slots[i] != 0 {
			i = (i + 1) % (1 << t.size)
		}
		t.slots[i] = pair<<8 | uint32(class)
	}
	return t
}

// classify makes the table of the classes.
func (l *Lexicon) classify(pairs, first, last map[uint32][]seed) {
	by := map[uint32]uint8{}
	add := func(a, b rune, class uint8) { by[pairKey(l.id(a), l.id(b))] |= class }
	for _, words := range [...]map[[2]rune]bool{l.words, l.rights} {
		for w := range words {
			add(w[0], w[1], isKnown)
		}
	}
	for w := range l.meant {
		if l.id(w[0]) != 0 && l.id(w[1]) != 0 {
			add(w[0], w[1], isCommon)
		}
	}
	for w := range l.confusions {
		add(w[0], w[1], isConfused)
	}
	l.fileTwins()
	for w := range l.heardAlike() {
		add(w[0], w[1], hasTwin)
	}
	for pair := range pairs {
		by[pair] |= hasSeeds
	}
	for pair := range first {
		by[pair] |= isFirst
	}
	for pair := range last {
		by[pair] |= isLast
	}
	l.classes = newClassTable(by)
	l.doubt = make([]uint64, 1<<doubtBits/64)
	l.nearWords(func(a, b rune) {
		h := hashDoubt(a, b)
		l.doubt[h/64] |= 1 << (h % 64)
	})
}
