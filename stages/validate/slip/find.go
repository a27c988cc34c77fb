package slip

import (
	"slices"
	"unicode/utf8"
)

// Hit is a slip at text[Start:End], bytes: Wrong stands there and Right should.
type Hit struct {
	Start, End   int
	Wrong, Right string
	Kind         Kind
}

// Finder looks through texts with a lexicon. It keeps its memory for the next text and is
// used by one goroutine.
type Finder struct {
	// Step, unless nil, is called every few hundred characters and hits: it may end the
	// search by a panic, after which the Finder can be used again.
	Step func()

	l    *Lexicon
	text []rune
	ids  []uint16
	// ending has, for each end of a phrase that stands as it should, its length.
	ending []uint8
	at     []int32 // where text[i] stands in the source, and its end
	found  []found
	kept   [][2]int // what stands as it should: spans of text
}

// found is a phrase that stands at text[start:] with a change.
type found struct {
	start, end int
	phrase     *phrase
	change     change
	right      []rune
}

// NewFinder returns a Finder that uses the lexicon.
func NewFinder(l *Lexicon) *Finder { return &Finder{l: l} }

// Find appends the slips of a text to hits, in order. The text is folded: it has no blanks.
func (f *Finder) Find(s string, hits []Hit) []Hit {
	f.read(s)
	f.found, f.kept = f.found[:0], f.kept[:0]
	apart := 0 // how many pairs before text[i] are no known word
	for i, r := range f.text {
		f.heard(i)
		var last uint16
		now := f.ids[i]
		if i > 0 {
			last = f.ids[i-1]
		}
		if now != 0 {
			if last&beginsPair != 0 {
				f.look(f.l.pairs.of(last, now), i)
			}
			if i > 1 && f.ids[i-2]&beginsSkip != 0 {
				f.look(f.l.skips.of(f.ids[i-2], now), i)
			}
		}
		if i > 0 {
			apart = f.pair(i, apart)
		}
		switch r {
		case '我', '等', '步', '进', '在', '的', '了', '和', '与', '及', '截':
			f.closed(i)
		case '、':
			f.parallel(i)
		}
	}
	return f.report(s, hits)
}

// heard calls Step now and then.
func (f *Finder) heard(i int) {
	if i%256 == 255 && f.Step != nil {
		f.Step()
	}
}

// pair looks at text[i-1:i+1] as a word. apart is how many pairs before it are no known word;
// pair returns that of the next.
func (f *Finder) pair(i, apart int) int {
	a, b := f.text[i-1], f.text[i]
	switch {
	case a == b:
		f.twice(i - 1)
	case f.l.known.has(a, b):
		return 0
	case f.l.mayBeWord(a, b):
		f.word(i - 1)
	}
	if apart++; apart >= 3 && i >= 3 {
		f.crossed(i)
	}
	return apart
}

// read takes a text apart.
func (f *Finder) read(s string) {
	f.text, f.ids, f.at = slices.Grow(f.text[:0], len(s)/2+1), slices.Grow(f.ids[:0], len(s)/2+1), slices.Grow(f.at[:0], len(s)/2+2)
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		f.text, f.ids, f.at = append(f.text, r), append(f.ids, f.l.id(r)), append(f.at, int32(i))
		i += n
	}
	f.at = append(f.at, int32(len(s)))
	f.ending = append(f.ending[:0], make([]uint8, len(f.text)+1)...)
}

// look tries the phrases of a pair of characters whose second is text[i]. Most are told by
// the two characters that follow inwards: they are the phrase's, or one change makes them so.
func (f *Finder) look(seeds []seed, i int) {
	id := func(i int) uint16 {
		if i < 0 || i >= len(f.ids) {
			return 0
		}
		return f.ids[i]
	}
	a1, b1, a2, b2 := id(i+1), id(i+2), id(i-2), id(i-3)
	known := int(f.ending[i+1]) // a phrase of so many characters ends here as it should
	for k := range seeds {
		switch s := &seeds[k]; s.kind {
		case opening:
			if a1 == s.next || s.after == 0 || b1 == s.after || b1 == s.next || a1 == s.after || a1 == s.near {
				if exact := f.try(s, i); exact {
					for k+1 < len(seeds) && seeds[k+1].kind == opening {
						k++ // a shorter phrase that differs does so inside of this one
					}
					f.lookBack(seeds[k+1:], i, a2, b2, known)
					return
				}
			}
		default:
			f.lookBack(seeds[k:], i, a2, b2, known)
			return
		}
	}
}

// lookBack tries the phrases that end with the pair, those longer than the phrase that is
// known to stand there.
func (f *Finder) lookBack(seeds []seed, i int, a, b uint16, known int) {
	for k := range seeds {
		s := &seeds[k]
		if s.kind == closing && (int(s.size) <= known || a != s.next && s.after != 0 && b != s.after && b != s.next && a != s.after && a != s.near) {
			continue
		}
		f.try(s, i)
	}
}

// try compares a phrase with the text, and reports whether it stands there as it should.
func (f *Finder) try(s *seed, i int) (exact bool) {
	p := &f.l.phrases[s.phrase]
	n := len(p.text)
	switch s.kind {
	case opening:
		if c, ok := f.l.forward(p.text, f.text, i-1); ok {
			f.take(p, c, i-1)
			return c.kind == None
		}
	case closing:
		if c, ok := f.l.backward(p.text, f.text, i+1); ok {
			f.take(p, c, i+1-c.size(n))
		}
	case middle:
		if start := i - 2; start >= 0 && start+4 <= len(f.text) && f.text[start] == p.text[0] && f.text[start+3] == p.text[3] {
			f.take(p, change{Swapped, 1}, start)
		}
	case outer:
		if f.text[i-1] != p.text[1] && f.l.alike(p.text[1], f.text[i-1]) {
			f.take(p, change{Exchanged, 1}, i-2)
		}
	}
	return false
}

// take keeps a phrase that stands at text[start:], changed or as it should.
func (f *Finder) take(p *phrase, c change, start int) {
	n := len(p.text)
	if c.kind == None {
		f.kept = append(f.kept, [2]int{start, start + n})
		f.ending[start+n] = max(f.ending[start+n], uint8(n))
		switch {
		case p.right:
		case start+n < len(f.text) && f.text[start+n] == p.text[n-1]:
			f.keep(p, change{Doubled, n - 1}, start)
		case start > 0 && f.text[start-1] == p.text[0]:
			f.keep(p, change{Doubled, 0}, start-1)
		}
		return
	}
	if !p.right {
		f.keep(p, c, start)
	}
}

func (f *Finder) keep(p *phrase, c change, start int) {
	if f.fits(p, c, start) {
		f.found = append(f.found, found{start, start + c.size(len(p.text)), p, c, p.text})
	}
}

// fits reports whether the text around a changed phrase shows that it is the phrase: where
// the change is at its edge, a word must end there.
func (f *Finder) fits(p *phrase, c change, start int) bool {
	n := len(p.text)
	end := start + c.size(n)
	switch c.kind {
	case Exchanged:
		if n <= 4 && !p.strong && f.realWord(p, c.at, f.text[start+c.at]) {
			return false
		}
		if n <= 4 && c.at == 0 && f.l.particle(f.text[start]) {
			return false // 以公开 is not 已公开
		}
		if c.at == 1 && f.crosses(start) || c.at == n-2 && f.crosses(end) {
			return false
		}
		return (c.at > 0 || f.opens(start)) && (c.at < n-1 || f.closes(end))
	case Lost:
		return f.lost(p, c.at, start, end)
	case Doubled:
		return (c.at > 0 || f.opens(start)) && (c.at < n-1 || f.closes(end))
	case Swapped:
		return n > 3 && (c.at > 0 || f.opens(start)) && (c.at < n-2 || f.closes(end))
	case Stray:
		return true
	}
	return false
}

// lost reports whether p without its character at may be p at text[start:end]. Of the words
// at the edges only those of two characters can lose one, and what is left of them must not
// be a word of its own: 门户网 is right, 受理渠 is not.
func (f *Finder) lost(p *phrase, at, start, end int) bool {
	n := len(p.text)
	if n < 4 || f.l.flag(p.text[at], isOptional) {
		return false
	}
	short := n == 4 // nothing but the other word says what it is
	switch {
	case at < max(p.first, 1):
		return p.first == 2 && !f.l.free(p.text[1-at]) && !f.l.particle(p.text[1-at]) && f.opens(start) && (!short || f.closes(end))
	case at >= n-max(p.last, 1):
		return p.last == 2 && !f.l.free(p.text[2*n-3-at]) && f.closes(end) && (!short || f.opens(start))
	}
	return true
}

// realWord reports whether the word that an exchange makes is one that can stand there.
func (f *Finder) realWord(p *phrase, at int, wrong rune) bool {
	n := len(p.text)
	if at > 0 && f.l.rights[[2]rune{p.text[at-1], wrong}] {
		return true
	}
	return at+1 < n && f.l.rights[[2]rune{wrong, p.text[at+1]}]
}

// report turns what was found into hits: what overlaps something that stands as it should
// is none, and of two at one place the longer phrase speaks.
func (f *Finder) report(s string, hits []Hit) []Hit {
	slices.SortStableFunc(f.found, func(a, b found) int { return (b.end - b.start) - (a.end - a.start) })
	var done spans
	first := len(hits)
	for i, x := range f.found {
		f.heard(i)
		from, to := x.edited()
		if f.covered(from, to, x.change.kind) || f.covered(x.start, x.end, None) || !done.add(x.start, x.end) {
			continue
		}
		start, end := int(f.at[x.start]), int(f.at[x.end])
		hits = append(hits, Hit{start, end, s[start:end], string(x.right), x.change.kind})
	}
	slices.SortFunc(hits[first:], func(a, b Hit) int { return a.Start - b.Start })
	return hits
}

// edited is the span of the text that the change has touched.
func (x *found) edited() (from, to int) {
	at := x.start + x.change.at
	switch x.change.kind {
	case Lost:
		return at, at
	case Doubled, Swapped:
		return at, at + 2
	case Stray:
		return at, at + 1
	}
	return at, at + 1
}

// covered reports whether a phrase that stands as it should covers the span. A doubled
// character at the edge of a phrase is not covered by that phrase.
func (f *Finder) covered(from, to int, k Kind) bool {
	for _, c := range f.kept {
		if k == Lost && c[0] < from && from < c[1] || k != Lost && c[0] <= from && to <= c[1] {
			return true
		}
	}
	return false
}

// spans are stretches that do not overlap, in order. A hostile text has thousands.
type spans [][2]int

// add adds a stretch and reports whether it overlapped none.
func (l *spans) add(start, end int) bool {
	i, _ := slices.BinarySearchFunc(*l, start, func(d [2]int, start int) int { return d[1] - start - 1 })
	if i < len(*l) && (*l)[i][0] < end {
		return false
	}
	*l = slices.Insert(*l, i, [2]int{start, end})
	return true
}
