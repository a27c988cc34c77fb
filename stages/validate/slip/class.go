package slip

import (
	"cmp"
	"slices"
)

// What two characters that stand side by side can be.
const (
	isKnown    uint8 = 1 << iota // a known word
	hasSeeds                     // the beginning or the end of a phrase, or the middle of one swapped
	isFirst                      // the first word of a frame
	isLast                       // the last word of a frame
	isCommon                     // a word of common written Chinese
	isConfused                   // the beginning of a confusion
	hasTwin                      // a known word that sounds like another
	hasLong                      // the beginning or the end of a phrase that is longer than most
)

// classTable says what pairs of ids are. It is a hash table in which no two pairs want one slot: each small
// group of them has a hash of its own, which was chosen for that. So a look at it needs no decision, which
// a processor could foresee in no text.
type classTable struct {
	chosen [1 << groupBits]uint16 // which hash each group has
	// slots have the pair in their upper bits and its class in the lowest eight, 0 where they are empty.
	slots [1 << slotBits]uint32
}

// The numbers of groups and slots of a classTable as powers of two.
const (
	groupBits = 13
	slotBits  = 15
)

// slotOf is the slot of a pair by one of the hashes.
func slotOf(pair uint32, chosen uint16) uint32 {
	return pair * (0x85EBCA6B + 2*uint32(chosen)) >> (32 - slotBits)
}

// pairKey is a pair of ids.
func pairKey(a, b uint16) uint32 { return uint32(a)<<idBits | uint32(b) }

// of is the class of a pair.
func (t *classTable) of(a, b uint16) uint8 {
	pair := pairKey(a, b)
	s := t.slots[slotOf(pair, t.chosen[hash(pair, groupBits)])]
	class := uint8(s)
	if s>>8 != pair {
		class = 0
	}
	return class
}

// knows reports whether two characters are a known word.
func (l *Lexicon) knows(a, b rune) bool {
	return l.classes.of(l.id(a), l.id(b))&isKnown != 0
}

// known reports whether text[i] and text[k] are a known word where they stand side by side.
func (f *Finder) known(i, k int) bool {
	return f.l.classes.of(f.id(i), f.id(k))&isKnown != 0
}

func newClassTable(by map[uint32]uint8) *classTable {
	t := new(classTable)
	groups := make([][]uint32, 1<<groupBits)
	for pair := range by {
		if pair>>idBits != 0 && pair&uint32(idMask) != 0 {
			g := hash(pair, groupBits)
			groups[g] = append(groups[g], pair)
		}
	}
	order := make([]int, len(groups)) // the largest first, while there is room
	for g := range groups {
		order[g] = g
		slices.Sort(groups[g])
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(groups[b]), len(groups[a])) })
	for _, g := range order {
		chosen := uint16(0)
		for !t.fill(groups[g], by, chosen) {
			if chosen++; chosen == 0 {
				panic("slip: the lexicon has more pairs than there is room for")
			}
		}
		t.chosen[g] = chosen
	}
	return t
}

// fill gives the pairs of a group their slots by one of the hashes, and reports whether each has one.
func (t *classTable) fill(group []uint32, by map[uint32]uint8, chosen uint16) bool {
	for n, pair := range group {
		s := &t.slots[slotOf(pair, chosen)]
		if *s != 0 {
			for _, pair := range group[:n] {
				t.slots[slotOf(pair, chosen)] = 0
			}
			return false
		}
		*s = pair<<8 | uint32(by[pair])
	}
	return true
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
	l.fileTyped()
	for a, all := range l.typed {
		for _, w := range all {
			by[pairKey(uint16(a), l.id(w.second))] |= hasTwin
		}
	}
	for pair, seeds := range pairs {
		by[pair] |= hasSeeds
		if slices.ContainsFunc(seeds, func(s seed) bool { return s.size > longest }) {
			by[pair] |= hasLong
		}
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

// How far from a doubt phrases are looked for, and words.
const (
	farOff  = 32 // no phrase is longer
	longest = 8  // and few are as long as that, see hasLong
	closeBy = 4
)

// within is how far from a doubt the phrases of a pair are looked for.
func within(class uint8) int {
	if class&hasLong != 0 {
		return farOff
	}
	return longest + 1
}

// doubts reads the text as words of the genre. Nearly all of a right text is known words, and
// particles between them: no phrase need be looked for there, however large the lexicon is. A
// character that is none of these, that stands beside a particle, or twice, may be wrong: f.doubt has
// the next such character for each.
func (f *Finder) doubts() {
	n := len(f.text)
	f.before, f.doubt = grown(f.before, n+1), grown(f.doubt, n+1)
	last, now := int32(noWord), int32(0) // what text[:i] costs, and what it costs without text[i-1]
	for i, id := range f.ids {
		one, word, length := now+costOther, last+noWord, int32(1)
		if id&alone != 0 {
			one = now + costParticle
		}
		if !han(f.text[i]) {
			one = now
		}
		class := f.class[max(i-1, 0)]
		if class&isCommon != 0 {
			word = last + costCommon
		}
		if class&isKnown != 0 {
			word = last
		}
		last, now = now, one
		if word <= one {
			now, length = word, 2
		}
		f.before[i+1] = length
	}
	next, single := int32(n+farOff), false // whether a character by itself is behind text[i]
	f.doubt[n] = next
	for i := n; i > 0; {
		if f.before[i] == 2 {
			i -= 2
			if f.class[i]&isKnown == 0 || f.text[i] == f.text[i+1] || f.text[i] == f.rune(i-1) {
				next = int32(i)
			}
			f.doubt[i+1] = max(next, int32(i+1))
			f.doubt[i] = next
			single = false
			continue
		}
		i--
		if r := f.text[i]; han(r) {
			if f.ids[i]&alone == 0 || single || r == f.rune(i-1) || f.rune(i+1) == '”' {
				next = int32(i)
			}
			single = true
		} else {
			single = false
		}
		f.doubt[i] = next
	}
}
