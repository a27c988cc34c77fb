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
	inner []inner // of the seeds
	// masks are inner as bits, side by side because nearly all seeds are told by them: one
	// without a bit of the text's two characters cannot stand there.
	masks []uint64
}

// bit is the bit of a character in a mask.
func bit(id uint16) uint64 { return 1 << (id % 64) }

// mask has the bits of the inner characters, all where a phrase may stand whatever they are.
func (k inner) mask() uint64 {
	if k.after == 0 {
		return ^uint64(0)
	}
	return bit(k.next) | bit(k.after)
}

// slot has the seeds of a pair: seeds[from:closing] open phrases, seeds[closing:others] close
// them, seeds[others:to] are of other kinds. to is 0 in an empty slot.
type slot struct {
	pair                      uint32
	from, closing, others, to uint16
}

// inner are the characters next and after of a seed.
type inner struct{ next, after uint16 }

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
		s := slot{pair: pair, from: from, closing: from, others: from, to: from + uint16(len(seeds))}
		for _, x := range seeds {
			key := inner{x.next, x.after}
			t.inner, t.masks = append(t.inner, key), append(t.masks, key.mask())
			if x.kind == opening {
				s.closing++
			}
			if x.kind <= closing {
				s.others++
			}
		}
		t.seeds = append(t.seeds, seeds...)
		t.slots[i] = s
	}
	return t
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
