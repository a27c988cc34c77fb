package slip

import "strings"

// A clause is a run of Han characters. It is read as words of two characters, and what stands in
// none of them costs: little if it is often a word by itself, much if it seldom is. Where one
// change makes the clause much cheaper, and what is beside the change stands as it should, the
// change was a slip: 不断省入推行 has two characters that are no words, and 不断深入推行 none.

// What the pieces of a clause cost. A known word costs nothing, nor does what stands inside of a
// phrase that stands as it should.
const (
	costCommon   = 1 // a word of common written Chinese
	costParticle = 1
	costFree     = 3 // a character that is a word by itself, or makes one with nearly any other
	costOther    = 6
	noWord       = 1 << 20
)

// hasPlace marks what a particle costs of which alone.txt says where it may stand alone.
const hasPlace = 1 << 7

// clause is text[from:to].
type clause struct {
	*Finder
	from, to int
}

// clauses looks for slips in every clause in which a character costs enough to be one.
func (f *Finder) clauses() {
	n := len(f.text) + 1
	f.cost, f.before, f.behind = grown(f.cost, n), grown(f.before, n), grown(f.behind, n)
	f.rooted = f.rooted[:0]
	for i, id := range f.ids {
		c := f.l.costs[id&idMask]
		if f.cost[i] = int32(c &^ hasPlace); c&hasPlace != 0 && !f.word2(i) && (i == 0 || !f.word2(i-1)) {
			f.rooted = append(f.rooted, int32(i))
		}
		if id == 0 && han(f.text[i]) {
			f.cost[i] = f.l.costOf(f.text[i])
		}
	}
	for _, k := range f.kept {
		clear(f.cost[k[0]:k[1]])
	}
	for _, i := range f.rooted {
		f.misplaced(int(i))
	}
	for from := 0; from < len(f.text); {
		if !han(f.text[from]) {
			from++
			continue
		}
		to := from
		for to < len(f.text) && han(f.text[to]) {
			to++
		}
		if c := (clause{f, from, to}); to-from > 1 && c.weigh() >= costFree {
			c.mend()
		}
		from = to
	}
}

// grown is s with n elements, whatever is in them.
func grown(s []int32, n int) []int32 {
	if cap(s) < n {
		return make([]int32, n)
	}
	return s[:n]
}

// costOf is what a character costs that stands in no word.
func (l *Lexicon) costOf(r rune) int32 {
	switch {
	case l.flag(r, isParticle|isNumber), r == '地':
		return costParticle
	case l.flag(r, isBound):
		return costOther
	case l.flag(r, isFree|isUnit|isVerb|isSuffix|isOptional):
		return costFree
	}
	return costOther
}

// costOfWord is what two characters of a class cost as a word.
func costOfWord(class uint8) int32 {
	switch {
	case class&isKnown != 0:
		return 0
	case class&isCommon != 0:
		return costCommon
	}
	return noWord
}

// word is what a and b would cost side by side.
func (l *Lexicon) word(a, b rune) int32 {
	return costOfWord(l.classes.of(l.id(a), l.id(b)))
}

// maybeAlone are the characters that can stand by themselves.
var maybeAlone = setOf(mostlyAlone + oftenAlone + wordsAlone)

// leastCost is what text costs as words at least.
func (l *Lexicon) leastCost(text []rune) int32 {
	last, now := int32(noWord), int32(0)
	for i, r := range text {
		least := now + l.costOf(r)
		if maybeAlone.has(r) {
			least = min(least, now+costFree)
		}
		if i > 0 {
			least = min(least, last+l.word(text[i-1], r))
		}
		last, now = now, least
	}
	return now
}

// weigh finds what the clause costs at least, up to each character and, unless that is less than a
// character in no word does, from there. It returns what it costs as a whole.
func (c clause) weigh() int32 {
	c.before[c.from], c.behind[c.to] = 0, 0
	for i := c.from; i < c.to; i++ {
		least := c.before[i] + c.cost[i]
		if i > c.from {
			least = min(least, c.before[i-1]+costOfWord(c.class[i-1]))
		}
		c.before[i+1] = least
	}
	all := c.before[c.to]
	if all < costFree {
		return all
	}
	for i := c.to - 1; i >= c.from; i-- {
		least := c.behind[i+1] + c.cost[i]
		if i+2 <= c.to {
			least = min(least, c.behind[i+2]+costOfWord(c.class[i]))
		}
		c.behind[i] = least
	}
	return all
}

// all is what the clause costs.
func (c clause) all() int32 { return c.before[c.to] }

// with is what the clause costs with other characters in the place of text[from:to].
func (c clause) with(from, to int, other []rune) int32 {
	// now is the cost up to here, last that up to one character before, which is before.
	last, now, before := int32(noWord), c.before[from], rune(0)
	if from > c.from {
		last, before = c.before[from-1], c.text[from-1]
	}
	for _, r := range other {
		last, now = now, min(now+c.l.costOf(r), last+c.l.word(before, r))
		before = r
	}
	all := now + c.behind[to]
	if to < c.to {
		all = min(all, last+c.l.word(before, c.text[to])+c.behind[to+1])
	}
	return all
}

// single reports whether text[i] stands in no word where the clause costs least.
func (c clause) single(i int) bool {
	return c.cost[i] > 0 && c.before[i]+c.cost[i]+c.behind[i+1] == c.all()
}

// How surely a word ends at a place, or begins there.
const (
	notSure  = 0
	hardly   = 1 // a common word, or a character that can be one
	surely   = 2 // a known word, or the end of the clause
	allClear = 2 * surely
)

// between are particles that stand between words and make none with a neighbour.
const between = "的和与及等"

// endsBefore says how surely a word ends before text[i].
func (c clause) endsBefore(i int) int {
	switch {
	case i == c.from:
		if before := c.rune(i - 1); before >= '0' && before <= '9' {
			return notSure // what a number counts begins there: 60余人
		}
		return surely
	case i-2 >= c.from && c.word2(i-2) && c.before[i] == c.before[i-2],
		strings.ContainsRune(between, c.text[i-1]) && c.before[i] == c.before[i-1]+c.cost[i-1]:
		return surely
	case i-2 >= c.from && c.common(i-2) && c.before[i] == c.before[i-2]+costCommon,
		!c.l.flag(c.text[i-1], isNumber) && c.cost[i-1] <= costFree && c.before[i] == c.before[i-1]+c.cost[i-1]:
		return hardly
	}
	return notSure
}

// beginsAt says how surely a word begins at text[i].
func (c clause) beginsAt(i int) int {
	switch {
	case i == c.to:
		if next := c.rune(i); next >= '0' && next <= '9' {
			return hardly
		}
		return surely
	case i+2 <= c.to && c.word2(i) && c.behind[i] == c.behind[i+2],
		strings.ContainsRune(between, c.text[i]) && c.behind[i] == c.behind[i+1]+c.cost[i]:
		return surely
	case i+2 <= c.to && c.common(i) && c.behind[i] == c.behind[i+2]+costCommon,
		c.cost[i] <= costFree && c.behind[i] == c.behind[i+1]+c.cost[i]:
		return hardly
	}
	return notSure
}
