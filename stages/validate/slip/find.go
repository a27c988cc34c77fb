package slip

import (
	"slices"
	"strings"
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
	ids  []uint16 // of the characters, with their flags
	// class says of each pair of characters what it can be.
	class []uint8
	// doubt has for each character the next that may be wrong, see doubts.
	doubt []int32
	// ending has, for each end of a phrase that stands as it should, its length.
	ending []uint8
	at     []int32 // where text[i] stands in the source, and its end
	found  []found
	kept   [][2]int // what stands as it should: spans of text
	// standing is the span of kept that reaches furthest.
	standing [2]int

	// cost is what text[i] costs that stands in no word, before what its clause costs up to
	// text[i] at least, and behind what it costs from there.
	cost, before, behind []int32
	// rooted are the particles of the text that alone.txt has.
	rooted []int32
}

// found is a phrase that stands at text[start:] with a change.
type found struct {
	start, end int
	phrase     *phrase
	change     change
	right      []rune
	sure       bool // whatever stands there as it should
	bare       bool // of no usual kind
}

// NewFinder returns a Finder that uses the lexicon.
func NewFinder(l *Lexicon) *Finder { return &Finder{l: l} }

// Find appends the slips of a text to hits, in order. The text is folded: it has no blanks.
//
// It is one pass over the pairs of characters. The class of a pair, one look into a table,
// says of nearly all of them that there is nothing to look for.
func (f *Finder) Find(s string, hits []Hit) []Hit {
	f.read(s)
	f.found, f.kept, f.standing = f.found[:0], f.kept[:0], [2]int{}
	if len(f.text) > 0 && f.ids[0]&closed != 0 {
		f.closed(0)
	}
	f.beheaded(0)
	f.doubts()
	apart, doubt := 0, -farOff // how many pairs before text[i] are no known word, and the doubt before it
	for i := 1; i < len(f.text); i++ {
		f.heard(i)
		now, class := f.ids[i], f.class[i-1]
		if f.doubt[i-1] == int32(i-1) {
			doubt = i - 1
		}
		if f.doubt[i] == int32(i) {
			doubt = i
		}
		next := int(f.doubt[i-1])
		if class&hasSeeds != 0 && min(next-i, i-doubt) < within(class) {
			f.look(&f.l.pairs, f.l.pairs.of(f.id(i-1), now&idMask), i, next, doubt)
		}
		if class&isConfused != 0 {
			f.confused(i - 1)
		}
		if class&hasTwin != 0 {
			f.otherWord(i - 1)
		}
		if i > 2 && f.text[i-2] == f.text[i] && class&isKnown != 0 {
			f.wordTwice(i)
		}
		if next-i < closeBy || i-doubt < closeBy {
			if i > 1 && f.ids[i-2]&beginsSkip != 0 && now&idMask != 0 {
				f.look(&f.l.skips, f.l.skips.of(f.id(i-2), now&idMask), i, next, doubt)
			}
			switch {
			case !han(f.text[i-1]):
				apart++
			case class&isKnown == 0:
				f.crossedFrames(i)
				apart = f.pair(i, class, apart)
				f.twin(i - 1)
				f.turned(i - 1)
			default:
				if class&(isFirst|isLast) != 0 {
					f.frames(i, class)
				}
				apart = f.pair(i, class, apart)
			}
		} else {
			apart = 0
		}
		if now&closed != 0 {
			f.closed(i)
		}
	}
	f.clauses()
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
func (f *Finder) pair(i int, class uint8, apart int) int {
	a, b := f.text[i-1], f.text[i]
	switch {
	case a == b:
		f.twice(i - 1)
	case class&isKnown != 0:
		return 0
	case f.alongside(i):
		// 政府信息: a word ends with a, or begins with b
	case a >= hanFirst && b >= hanFirst && f.l.mayBeWord(a, b):
		f.word(i - 1)
	}
	if f.ids[i-1]&bound != 0 && (apart > 0 || i == 1) && a != b {
		f.loose(i - 1)
	}
	if apart++; apart >= 3 && i >= 3 {
		f.crossed(i)
	}
	return apart
}

// alongside reports whether a word of Han characters ends with text[i-1] or begins with
// text[i], so that text[i-1:i+1] cannot stand between words.
func (f *Finder) alongside(i int) bool {
	return i > 1 && f.word2(i-2) && han(f.text[i-2]) || f.word2(i) && han(f.text[i+1])
}

// read takes a text apart.
func (f *Finder) read(s string) {
	most := len(s) + 1 // characters; slices.Grow asks for no more than it has had
	f.text, f.ids, f.at = slices.Grow(f.text[:0], most)[:most], slices.Grow(f.ids[:0], most)[:most], slices.Grow(f.at[:0], most)[:most]
	f.class = slices.Grow(f.class[:0], most)[:most]
	n, last := 0, uint16(0)
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = decode(s[i:])
		}
		now := f.l.of(r)
		f.text[n], f.ids[n], f.at[n] = r, now, int32(i)
		f.class[max(n-1, 0)] = f.l.classes.of(last, now&idMask)
		last = now & idMask
		n++
		i += size
	}
	f.at[n], f.class[max(n-1, 0)] = int32(len(s)), 0
	f.text, f.ids, f.at, f.class = f.text[:n], f.ids[:n], f.at[:n+1], f.class[:n]
	f.ending = slices.Grow(f.ending[:0], n+1)[:n+1]
	clear(f.ending)
}

// decode is utf8.DecodeRuneInString for what is mostly a Han character.
func decode(s string) (rune, int) {
	if len(s) > 2 && s[0] >= 0xE4 && s[0] <= 0xE9 && s[1]&0xC0 == 0x80 && s[2]&0xC0 == 0x80 {
		return rune(s[0]&0xF)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	return utf8.DecodeRuneInString(s)
}

// id is the id of text[i], 0 outside of the text.
func (f *Finder) id(i int) uint16 {
	if uint(i) >= uint(len(f.ids)) {
		return 0
	}
	return f.ids[i] & idMask
}

// look tries the phrases of a pair of characters whose second is text[i]. Most are told by
// the characters that follow inwards: they are the phrase's, or one change makes them so. next and
// before are the doubts beside text[i]: where no phrase reaches them what stands there is right.
func (f *Finder) look(t *pairTable, s *slot, i, next, before int) {
	if s == nil {
		return
	}
	known := int(f.ending[i+1]) // a phrase of so many characters ends here as it should
	// What lies inside of a phrase that stands as it should is none: so many characters of it
	// are still to come, and so many have been.
	toCome, gone := 0, 0
	if f.standing[0] < i && f.standing[1] > i {
		toCome, gone = f.standing[1]-(i-1), i+1-f.standing[0]
	}
	a, b := f.id(i+1), f.id(i+2)
	twice := a == f.id(i)
	beside := besides(a, b, twice)
	ab, ba := pairKey(a, b), pairKey(b, a)
	all := t.keys[s.from:s.closing]
	if int(s.opens) < toCome || next-i > int(s.opens) || s.openings&beside == 0 {
		all = nil
	}
	for n, k := range all {
		if !twice && !k.may(ab, ba) {
			continue
		}
		if k.size() < toCome {
			break // the longest come first
		}
		may, stands := f.goesOn(t, k, i+1, 1)
		if !may {
			continue
		}
		x := &t.seeds[int(s.from)+n]
		if stands {
			f.settle(x, i-1)
		}
		if stands || f.try(x, i) {
			break // a shorter phrase that differs does so inside of this one
		}
	}
	a, b = f.id(i-2), f.id(i-3)
	twice = a == f.id(i-1)
	beside = besides(a, b, twice)
	ab, ba = pairKey(a, b), pairKey(b, a)
	all = t.keys[s.closing:s.others]
	if size := int(s.closes); size <= known || size < gone || i-before > size || s.closings&beside == 0 {
		all = nil
	}
	for n, k := range all {
		if !twice && !k.may(ab, ba) {
			continue
		}
		if size := k.size(); size <= known || size < gone {
			break
		}
		x := &t.seeds[int(s.closing)+n]
		if k.size() == 3 && a != k.next() && !twice && !f.headOf(x, i) {
			continue
		}
		if may, stands := f.goesOn(t, k, i-2, -1); stands {
			f.settle(x, i+1-k.size())
		} else if may {
			f.try(x, i)
		}
	}
	if next-i >= closeBy && i-before >= closeBy {
		return
	}
	for k := s.others; k < s.to; k++ {
		f.try(&t.seeds[k], i)
	}
}

// try compares a phrase with the text, and reports whether it stands there as it should.
func (f *Finder) try(s *seed, i int) (exact bool) {
	p := &f.l.phrases[s.phrase]
	n := len(p.text)
	switch s.kind {
	case opening:
		if c, ok := f.l.forward(p, f.text, i-1); ok && c.kind == None {
			f.settle(s, i-1)
			return true
		} else if ok {
			f.take(p, c, i-1)
		}
	case closing:
		if c, ok := f.l.backward(p, f.text, i+1); ok && c.kind == None {
			f.settle(s, i+1-n)
		} else if ok {
			f.take(p, c, i+1-c.size(n))
		}
	case middle:
		if start := i - 2; start >= 0 && start+4 <= len(f.text) && f.text[start] == p.text[0] && f.text[start+3] == p.text[3] {
			f.take(p, change{Swapped, 1}, start)
		}
	case beside:
		if f.rune(i-2) == p.text[1] {
			f.take(p, change{Swapped, 0}, i-2)
		} else if f.rune(i+1) == p.text[1] {
			f.take(p, change{Swapped, 1}, i-1)
		} else {
			f.take(p, change{Lost, 1}, i-1) // 时性 for 时效性
		}
	case outer:
		if f.text[i-1] != p.text[1] && f.l.alike(p.text[1], f.text[i-1]) {
			f.take(p, change{Exchanged, 1}, i-2)
		}
	}
	return false
}

// headOf reports whether the character before the pair that ends with text[i] can stand by mistake for the
// first of the phrase, of three characters, or that can be lost: as most that only share the pair cannot.
func (f *Finder) headOf(s *seed, i int) bool {
	return strings.ContainsRune(headlessEnds, f.text[i]) || f.l.alike(f.l.phrases[s.phrase].text[0], f.rune(i-2))
}

// settle keeps the phrase of a seed that stands at text[start:] as it should.
func (f *Finder) settle(s *seed, start int) {
	n := int(s.size)
	end := start + n
	f.kept = append(f.kept, [2]int{start, end})
	f.ending[end] = max(f.ending[end], s.size)
	if s.right {
		return
	}
	if end > f.standing[1] {
		f.standing = [2]int{start, end}
	}
	switch {
	case end < len(f.text) && f.text[end] == f.text[end-1]:
		f.keep(&f.l.phrases[s.phrase], change{Doubled, n - 1}, start)
	case start > 0 && f.text[start-1] == f.text[start]:
		f.keep(&f.l.phrases[s.phrase], change{Doubled, 0}, start-1)
	}
}

// take keeps a phrase that stands at text[start:], changed.
func (f *Finder) take(p *phrase, c change, start int) {
	if !p.right {
		f.keep(p, c, start)
	}
}

func (f *Finder) keep(p *phrase, c change, start int) {
	if f.fits(p, c, start) {
		f.found = append(f.found, found{start: start, end: start + c.size(len(p.text)), phrase: p, change: c, right: p.text})
	}
}

// slip keeps text[start:end] as a change of right, which is no phrase.
func (f *Finder) slip(start, end int, c change, right []rune) {
	f.found = append(f.found, found{start: start, end: end, change: c, right: right})
}

// beforeFigures are characters that stand by themselves between a word and a figure.
const beforeFigures = "自占约达超逾"

// report turns what was found into hits: what overlaps something that stands as it should
// is none, and of two at one place the longer phrase speaks.
func (f *Finder) report(s string, hits []Hit) []Hit {
	slices.SortStableFunc(f.found, func(a, b found) int { return (b.end - b.start) - (a.end - a.start) })
	var done spans
	first := len(hits)
	for i, x := range f.found {
		f.heard(i)
		from, to := x.edited()
		if strings.ContainsRune(beforeFigures, f.text[x.end-1]) && f.text[x.start] != '自' && digit(f.rune(x.end)) {
			continue // 行政复议法自2024年1月1日, 运输服务占27.5%
		}
		if x.change.kind == Lost && x.end == x.start+1 && f.verbAlone(x.start) {
			continue
		}
		if before := f.rune(x.start - 1); x.change.kind == Lost && x.change.at == 0 && (digit(before) || before == '）') {
			continue // 3步办理, 3级审核: what stands behind a figure is its measure word; 村（居）务公开
		}
		if !x.sure && len(x.right) > 1 && digit(f.rune(x.start-1)) && strings.ContainsRune(measures, f.text[x.start]) && from <= x.start+1 {
			continue // 13场政策宣讲, 22个子栏目
		}
		if !x.sure && (!x.bare && f.usual(&f.found[i]) && !f.meansWord(&f.found[i]) || f.covered(from, to, x.change.kind) || f.covered(x.start, x.end, None)) || !done.add(x.start, x.end) {
			continue
		}
		start, end := int(f.at[x.start]), int(f.at[x.end])
		hits = append(hits, Hit{start, end, s[start:end], string(x.right), x.change.kind})
	}
	slices.SortFunc(hits[first:], func(a, b Hit) int { return a.Start - b.Start })
	return hits
}

// measures are what a number has behind it, which begins no word there.
const measures = "元件条次个项份期篇场起宗封人种处类家户名位批款部册"

// usual reports a change of a kind that real texts have where nothing is wrong: a word of one character
// beside another (现对, 值一, 屏等), a character that ends a name or a year and begins the phrase as well
// (市市场监管局, 2021年年度报告), a verb behind the word that ends with it (办公室主任任组长), and a noun of
// one character inside of a long phrase (行政复议案和行政诉讼案). A village has any name (金弄村), and what a
// phrase ends with is no half of a word (知情权放在首位 is not 放权), nor is an organ's name (区社).
func (f *Finder) usual(x *found) bool {
	if x.end == x.start+1 && f.rune(x.end) == '、' && (f.rune(x.end+2) == '、' || f.rune(x.end+4) == '、' || f.pause(x.end+4)) {
		return true // 信息采、编、审、签; 底数清、情况明
	}
	switch x.change.kind {
	case Lost:
		if at := x.change.at; x.right[at] == '为' && at > 0 && strings.ContainsRune("较更极最尤", x.right[at-1]) {
			return true // 较单一 says what 较为单一 does
		}
		return !f.halfLeft(x)
	case Exchanged:
		if x.change.at == 0 && (f.text[x.end-1] == '村' || string(f.text[x.start:x.end]) == "一公开") {
			return true // 双随机一公开
		}
		return len(x.right) == 2 && x.end-x.start == 2 && string(x.right) != "截至" && f.rune(x.end) != '性' && f.beside(f.text[x.end-1-x.change.at])
	case Doubled:
		return f.text[x.end-1] == '地' || f.text[x.end-1] == '任' && strings.ContainsRune("组副主委成总第办书常", f.rune(x.end)) || x.change.at == 0 && (x.phrase != nil && strings.ContainsRune(ofNames, f.text[x.start]) || f.text[x.start] == '年')
	case Swapped:
		return len(x.right) == 2 && (f.compares(x.start) || f.ending[x.start+1] > 1 || f.l.flag(f.text[x.start], isUnit))
	case Stray:
		return strings.ContainsRune(ofNames+"案网", f.text[x.start+x.change.at])
	}
	return false
}

// halfLeft reports whether what is left beside a lost character is hardly a word by itself.
func (f *Finder) halfLeft(x *found) bool {
	at, core, fixed := x.change.at, x.phrase != nil && x.phrase.core, x.phrase != nil && !x.phrase.loose
	if core && (x.phrase.formula || len(x.right) > 4 || x.phrase.idiom || x.phrase.compound) || fixed && len(x.right) >= longPhrase {
		return true
	}
	half := func(r rune) bool {
		return strings.ContainsRune(neverAlone, r) ||
			len(x.right) > 2 && !strings.ContainsRune(wordsAlone, r) && (core || !strings.ContainsRune(mostlyAlone+oftenAlone, r))
	}
	return at > 0 && f.l.knows(x.right[at-1], x.right[at]) && half(x.right[at-1]) ||
		at+1 < len(x.right) && f.l.knows(x.right[at], x.right[at+1]) && half(x.right[at+1])
}

// wordsAlone are other characters that are words by themselves, or make one with what follows.
const wordsAlone = "负属组社员推行享采读算决效直纵横取得有无"

// beside reports a character that stands beside words of one character as well.
func (f *Finder) beside(r rune) bool { return f.l.costOf(r) < costFree || r == '等' }

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
