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
	l     *Lexicon
	text  []rune
	ids   []uint16
	at    []int32 // where text[i] stands in the source, and its end
	found []found
	kept  [][2]int // what stands as it should: spans of text
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
		if i > 0 && f.l.known.has(f.text[i-1], r) {
			apart = 0
		} else if apart++; apart >= 3 && i >= 3 && now != 0 && last != 0 {
			f.crossed(i)
		}
		if i > 0 && r == f.text[i-1] {
			f.twice(i - 1)
		}
		if i > 0 && f.l.mayBeWord(f.text[i-1], r) {
			f.word(i - 1)
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
	inner := [2][2]uint16{opening: {id(i + 1), id(i + 2)}, closing: {id(i - 2), id(i - 3)}}
	for k := range seeds {
		s := &seeds[k]
		if s.kind > closing {
			f.try(s, i)
			continue
		}
		a, b := inner[s.kind][0], inner[s.kind][1]
		if s.kind == closing && s.size == 4 && a == s.next && b == s.after {
			continue // it stands as it should: its beginning has told so
		}
		if a == s.next || s.after == 0 || b == s.after || b == s.next || a == s.after || a == s.near {
			f.try(s, i)
		}
	}
}

// try compares a phrase with the text.
func (f *Finder) try(s *seed, i int) {
	p := &f.l.phrases[s.phrase]
	n := len(p.text)
	switch s.kind {
	case opening:
		if c, ok := f.l.forward(p.text, f.text, i-1); ok {
			f.take(p, c, i-1)
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
}

// take keeps a phrase that stands at text[start:], changed or as it should.
func (f *Finder) take(p *phrase, c change, start int) {
	n := len(p.text)
	if c.kind == None {
		f.kept = append(f.kept, [2]int{start, start + n})
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
	var done [][2]int
	first := len(hits)
	for _, x := range f.found {
		from, to := x.edited()
		if f.covered(from, to, x.change.kind) || f.covered(x.start, x.end, None) || overlaps(done, x.start, x.end) {
			continue
		}
		done = append(done, [2]int{x.start, x.end})
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

func overlaps(spans [][2]int, start, end int) bool {
	for _, d := range spans {
		if start < d[1] && d[0] < end {
			return true
		}
	}
	return false
}
