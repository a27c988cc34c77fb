package slip

import (
	"math/bits"
	"slices"
	"strings"
)

// wordPair is a pair of words of two characters.
type wordPair [4]rune

// soundKey is how two characters sound.
type soundKey [2]uint16

// wordPairs is a set of pairs of words: a hash table with open addressing.
type wordPairs struct {
	size  uint // of the slots as a power of two
	slots []uint64
}

// key is a pair of words as a number that is not 0, which tells Han characters apart.
func (w wordPair) key() uint64 {
	k := uint64(1)
	for _, r := range w {
		k = k<<15 | uint64(r-hanFirst)&(1<<15-1)
	}
	return k
}

// at is where a pair stands in the table, or would.
func (t *wordPairs) at(key uint64) uint64 {
	i := key * 0x9E3779B97F4A7C15 >> (64 - t.size)
	for t.slots[i] != 0 && t.slots[i] != key {
		i = (i + 1) % (1 << t.size)
	}
	return i
}

// has reports whether two words of Han characters stand side by side.
func (t *wordPairs) has(a, b, c, d rune) bool {
	return han(a) && han(b) && han(c) && han(d) && t.slots[t.at(wordPair{a, b, c, d}.key())] != 0
}

// pairWords files the words that stand side by side: those given, and those of the phrases and frames.
func (l *Lexicon) pairWords(all map[wordPair]bool) {
	for _, p := range l.phrases {
		if p.right {
			continue
		}
		for i := 0; i+4 <= len(p.text); i++ {
			t := p.text[i : i+4]
			if a, b := [2]rune(t[:2]), [2]rune(t[2:]); l.isWord(a) && l.isWord(b) {
				all[wordPair(t)] = true
			}
		}
	}
	l.neighbours = newWordPairs(all)
}

// newWordPairs has room for one pair more, so that what is not there has an end.
func newWordPairs(all map[wordPair]bool) wordPairs {
	t := wordPairs{size: uint(bits.Len(uint(len(all))))}
	t.slots = make([]uint64, 1<<t.size)
	for w := range all {
		t.slots[t.at(w.key())] = w.key()
	}
	return t
}

// fileTwins files the words that writers of the genre mean by how they sound.
func (l *Lexicon) fileTwins() {
	l.twins = map[soundKey][][2]rune{}
	for w := range l.heard {
		for _, a := range l.readings(w[0]) {
			for _, b := range l.readings(w[1]) {
				if a != 0 && b != 0 {
					l.twins[soundKey{a, b}] = append(l.twins[soundKey{a, b}], w)
				}
			}
		}
	}
	for _, all := range l.twins {
		slices.SortFunc(all, func(a, b [2]rune) int { return slices.Compare(a[:], b[:]) })
	}
}

// isWord reports whether a word is known.
func (l *Lexicon) isWord(w [2]rune) bool { return l.words[w] || l.rights[w] }

// twin looks at text[i:i+2], which is no word of the genre: a word that sounds the same, or is the
// same with its characters swapped, should stand there if it often stands beside the word before or
// behind it.
func (f *Finder) twin(i int) {
	a, b := f.text[i], f.text[i+1]
	if a == b || !han(a) || !han(b) || f.word2(i) || f.crosses(i) || f.crosses(i+2) || f.quoted(i) || !f.opens(i) || !f.closes(i+2) {
		return
	}
	if next := f.rune(i + 2); next != 0 && strings.ContainsRune(ofPlaces+"〔【", next) || a == '时' && f.wordEnds(i) || f.compares(i) || digit(f.rune(i-1)) {
		return // 铜陵市, 龙田公路, 2020年本级
	}
	if f.id(i) == 0 || f.id(i+1) == 0 {
		f.rare(i)
		return
	}
	if f.l.words[[2]rune{b, a}] && !f.l.flag(a, isUnit) && f.evidence(i, [2]rune{b, a}) {
		f.twinSlip(i, change{Swapped, 0}, [2]rune{b, a})
		return
	}
	if f.l.flag(a, isNumber) || f.l.flag(b, isNumber) {
		return
	}
	if f.l.flag(a, isParticle) || f.l.flag(b, isParticle) {
		f.twinWithParticle(i)
		return
	}
	if f.common(i) && f.shapedBeside(i, f.besideBoth) {
		return
	}
	strange := f.l.strange[[2]rune{a, b}]
	var other [2]rune
	x, y := f.l.readings(a), f.l.readings(b)
	for _, w := range f.l.twins[soundKey{x[0], y[0]}] {
		same := f.l.typedAlike(w, a, b)
		switch {
		case w == [2]rune{a, b}, !same && f.common(i):
		case f.evidence(i, w) && (strange || f.l.isForeign(a, b, w) || !f.l.meant[[2]rune{a, b}] || f.besideBoth(i, w)):
			f.twinSlip(i, change{Exchanged, 0}, w)
			return
		case same && strange && other[0] == 0:
			other = w
		}
	}
	if other[0] != 0 {
		f.twinSlip(i, change{Exchanged, 0}, other)
	}
}

// surnames begin names of people, in which any character may follow.
const surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"

// twinSlip keeps text[i:i+2] as a slip of w.
func (f *Finder) twinSlip(i int, c change, w [2]rune) {
	f.found = append(f.found, found{start: i, end: i + 2, change: c, right: w[:], bare: true})
}

// evidence reports whether a word often stands beside the word before text[i] or behind text[i:i+2].
func (f *Finder) evidence(i int, w [2]rune) bool {
	n := &f.l.neighbours
	return i > 1 && n.has(f.text[i-2], f.text[i-1], w[0], w[1]) || i+3 < len(f.text) && n.has(w[0], w[1], f.text[i+2], f.text[i+3])
}

// typedAlike reports whether a word is typed as a and b are.
func (l *Lexicon) typedAlike(w [2]rune, a, b rune) bool {
	return l.spelt[w[0]-hanFirst] == l.spelt[a-hanFirst] && l.spelt[w[1]-hanFirst] == l.spelt[b-hanFirst]
}

// typedWord is a known word by its second character, and another that is typed as it is.
type typedWord struct {
	second rune
	other  [2]rune
}

// fileTyped files the known words that are typed as another is.
func (l *Lexicon) fileTyped() {
	l.typed = make([][]typedWord, l.next)
	for _, words := range [...]map[[2]rune]bool{l.words, l.rights} {
		for w := range words {
			x, y := l.readings(w[0]), l.readings(w[1])
			for _, other := range l.twins[soundKey{x[0], y[0]}] {
				if other != w && l.typedAlike(other, w[0], w[1]) {
					id := l.id(w[0])
					l.typed[id] = append(l.typed[id], typedWord{w[1], other})
				}
			}
		}
	}
}

// fileForeign files the words of isForeign.
func (l *Lexicon) fileForeign() {
	words, beside := map[[2]rune]bool{}, map[wordPair]bool{}
	for w := range l.foreign {
		if w[2] == 0 {
			words[[2]rune(w[:2])] = true
		} else {
			beside[w] = true
		}
	}
	l.foreignWords, l.foreignBeside = newWordTable(words), newWordPairs(beside)
}

// isForeign reports whether no report has a and b beside the neighbours of a word.
func (l *Lexicon) isForeign(a, b rune, w [2]rune) bool {
	return l.foreignWords.has(a, b) || l.foreignBeside.has(a, b, w[0], w[1])
}

// otherWord looks at the known word text[i:i+2], which is typed as another is: it is a slip if the other
// often stands beside the words on both sides, or beside one of them where this is foreign, and it never does.
func (f *Finder) otherWord(i int) {
	a, b := f.text[i], f.text[i+1]
	if a == '作' || a == '做' || !f.opens(i) || !f.closes(i+2) {
		return
	}
	for _, w := range f.l.typed[f.id(i)] {
		if w.second == b && (f.besideBoth(i, w.other) || f.l.isForeign(a, b, w.other) && f.evidence(i, w.other)) {
			if !f.crosses(i) && !f.crosses(i+2) && !f.evidence(i, [2]rune{a, b}) && !f.quoted(i) {
				f.twinSlip(i, change{Exchanged, 0}, w.other)
			}
			return
		}
	}
}

// besideBoth reports whether a word often stands beside the words on both sides of text[i:i+2].
func (f *Finder) besideBoth(i int, w [2]rune) bool {
	n := &f.l.neighbours
	return i > 1 && i+3 < len(f.text) && n.has(f.text[i-2], f.text[i-1], w[0], w[1]) && n.has(w[0], w[1], f.text[i+2], f.text[i+3])
}

// twinWithParticle is twin for two characters of which one may be a word: the words on both sides must say so.
func (f *Finder) twinWithParticle(i int) {
	x, y := f.l.readings(f.text[i]), f.l.readings(f.text[i+1])
	for _, w := range f.l.twins[soundKey{x[0], y[0]}] {
		if f.l.typedAlike(w, f.text[i], f.text[i+1]) && (f.besideBoth(i, w) || f.halfParticle(i) || f.evidence(i, w) && f.beIsNone(i)) {
			f.twinSlip(i, change{Exchanged, 0}, w)
			return
		}
	}
	if (strings.ContainsRune(lookLikeOthers, f.text[i]) || strings.ContainsRune(lookLikeOthers, f.text[i+1])) && !f.common(i) && f.framed(i) && !f.placeEnds(i+2) {
		f.shapedBeside(i, f.evidence)
	}
}

// lookLikeOthers are particles that look like a character of a word: 监督由话.
const lookLikeOthers = "由未已其内时对各向使可"

// meansWord reports whether what was found is a word of two characters that often stands beside the word
// before it or behind it.
func (f *Finder) meansWord(x *found) bool {
	return x.change.kind == Exchanged && len(x.right) == 2 && x.end-x.start == 2 && f.evidence(x.start, [2]rune(x.right))
}

// rare looks at text[i:i+2], of which one character is so rare that nobody types it: the word that the
// other is in should stand there, if it often stands beside the word before or behind it.
func (f *Finder) rare(i int) {
	a, b := f.text[i], f.text[i+1]
	if !f.framed(i) || f.placeEnds(i+2) || f.l.meant[[2]rune{a, b}] || f.l.flag(a, isUnit) || f.l.flag(b, isUnit) || strings.ContainsRune(surnames, a) {
		return
	}
	if f.id(i+1) == 0 {
		for _, x := range f.l.begins[f.l.id(a)] {
			if f.evidence(i, [2]rune{a, x}) || f.l.shaped(x, b) && f.between(i, i+2) {
				f.twinSlip(i, change{Exchanged, 1}, [2]rune{a, x})
				return
			}
		}
		return
	}
	for _, x := range f.l.ends[f.l.id(b)] {
		if f.evidence(i, [2]rune{x, b}) || f.l.shaped(x, a) && f.between(i, i+2) {
			f.twinSlip(i, change{Exchanged, 0}, [2]rune{x, b})
			return
		}
	}
}

// ofWords are particles that writers take for another character of a word: 身请, 更兴, 搜及.
const ofWords = "请更会其时因都及应被即则"

// halfParticle reports whether one of text[i:i+2] is such a particle, the other can hardly be a word, and
// nothing but words stand beside them.
func (f *Finder) halfParticle(i int) bool {
	a, b := f.text[i], f.text[i+1]
	if f.l.costOf(a) == costOther {
		a, b = b, a
	}
	return strings.ContainsRune(ofWords, a) && f.l.costOf(b) == costOther && !f.common(i) && f.framed(i) && !f.placeEnds(i+2)
}

// beIsNone reports whether text[i] is 是 before a character that is no word, with which a part of the
// sentence ends: 安全是故.
func (f *Finder) beIsNone(i int) bool {
	return f.text[i] == '是' && f.l.costOf(f.text[i+1]) == costOther && !f.common(i) && (f.pause(i+2) || f.rune(i+2) == '、')
}

// shapedBeside finds the word that looks like text[i:i+2] and often stands beside the words beside it.
func (f *Finder) shapedBeside(i int, shown func(int, [2]rune) bool) bool {
	a, b := f.text[i], f.text[i+1]
	for _, x := range f.l.begins[f.l.id(a)] {
		if f.l.shaped(x, b) && shown(i, [2]rune{a, x}) {
			f.twinSlip(i, change{Exchanged, 1}, [2]rune{a, x})
			return true
		}
	}
	for _, x := range f.l.ends[f.l.id(b)] {
		if f.l.shaped(x, a) && shown(i, [2]rune{x, b}) {
			f.twinSlip(i, change{Exchanged, 0}, [2]rune{x, b})
			return true
		}
	}
	return false
}

// readBackward are words of the language, most of them without a meaning of their own, that are read backward
// by mistake, as they are typed: 加更规范. No word ends or begins inside of one where it is a slip.
var readBackward = words2("无暂 加更 新最 确正 当应 且而 是但 管尽 据根 至截 过通 其尤 且并 为因 为作 如例 载下 求需 求要 成完 续持 步逐 乎几 于关 于属 及涉 未尚 须必 需亟")

// firstBackward are those that are a slip only where they begin a part of a sentence: 有利于对外 is right.
var firstBackward = words2("于对 于由 照对 月每 年每 外此 外另 时同 前目 后今 先首 次其 中其 后最 别特 步下 来近")

// turned looks at text[i:i+2], which is no known word.
func (f *Finder) turned(i int) {
	if a, b := f.text[i], f.text[i+1]; a < hanFirst || b < hanFirst || !f.l.mayBeWord(a, b) || !f.known(i+1, i) {
		return
	}
	first := (i == 0 || f.pause(i-1)) && f.is(firstBackward, i)
	if !first && !f.is(readBackward, i) || f.common(i) || f.crosses(i) || f.crosses(i+2) || f.quoted(i) {
		return
	}
	if !first && !f.framed(i) && !f.pause(i+2) {
		return
	}
	if first && !f.wordBegins(i+2) && !f.pause(i+2) {
		return
	}
	f.twinSlip(i, change{Swapped, 0}, [2]rune{f.text[i+1], f.text[i]})
}
