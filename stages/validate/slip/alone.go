package slip

import "strings"

// place is where a character may stand alone: before what may follow it, and behind what it may follow.
type place struct {
	before, behind sides
	never          map[[2]rune]bool // the words that it never follows
}

// sides are what may stand beside a character: other characters, and words of two.
type sides struct {
	one map[rune]bool
	two map[[2]rune]bool
}

func (s *sides) add(token string) {
	r := []rune(token)
	if len(r) == 2 {
		s.two[[2]rune(r)] = true
		return
	}
	for _, c := range r {
		s.one[c] = true
	}
}

// addPlace takes a line of alone.txt.
func (l *Lexicon) addPlace(line string) {
	tokens := strings.Fields(line)
	if tokens[0] == "!" {
		for _, w := range tokens[1:] {
			l.unfit[[2]rune([]rune(w))] = true
		}
		return
	}
	for _, c := range tokens[0] {
		p := l.places[c]
		if p == nil {
			none := func() sides { return sides{one: map[rune]bool{}, two: map[[2]rune]bool{}} }
			p = &place{none(), none(), map[[2]rune]bool{}}
			l.places[c] = p
		}
		to := &p.before
		for _, s := range tokens[1:] {
			switch s {
			case ">":
				to = &p.before
			case "<":
				to = &p.behind
			case "-":
				to = &sides{two: p.never}
			default:
				to.add(s)
			}
		}
	}
}

// misplaced tries whether text[i], of which alone.txt says where it may stand alone, is what is left of a word:
// 及时更机构设置.
func (f *Finder) misplaced(i int) bool {
	c := f.text[i]
	if !f.l.flag(c, isPlaced) || f.cost[i] == 0 || !f.wordBehind(i) || !f.wordBefore(i) || f.placed(i) || f.joined(i) {
		return false
	}
	if f.quoted(i) || f.inName(i) || f.placeEnds(i+1) || f.l.flag(c, isNumber) {
		return false
	}
	if i < 2 || !f.wordAt(i-2) || f.rune(i+1) != '的' && !f.wordAt(i+1) {
		return false // where a part of a sentence begins or ends nearly any verb may stand: 用大白话讲给林农听
	}
	if !f.neverBehind(i) && (f.l.flag(c, isUnit) || f.inSlogan(i) || f.standsAgain(i) ||
		i > 0 && f.text[i-1] == '得' || strings.ContainsRune("不没所无之", f.rune(i+1))) {
		return false
	}
	w := clause{f, 0, len(f.text)}
	whole := w.whole(i)
	if whole.word[0] == 0 {
		return false
	}
	w.left(i, whole)
	return true
}

// joined reports whether text[i] makes a word with a neighbour, whose other neighbour makes one by itself then,
// or can stand alone: 网下载 has no 网下, as 载 is none behind it.
func (f *Finder) joined(i int) bool {
	alone := func(k int) bool { return !f.l.flag(f.rune(k), isPlaced) || f.placed(k) }
	if i > 0 && f.wordAt(i-1) && (i > 2 && f.wordAt(i-3) || alone(i-2)) {
		return true
	}
	k := i + 2 // what the word of text[i] leaves
	if !f.wordAt(i) {
		return false
	}
	// 年报告 has a word across its end
	return !han(f.rune(k)) || f.wordAt(k) || !f.wordAt(i+1) || alone(k) && !f.l.behindInWord(f.text[k-1], f.text[k])
}

// behindInWord reports whether alone.txt has b behind a as they stand in a word: 报告.
func (l *Lexicon) behindInWord(a, b rune) bool {
	p := l.places[b]
	return p != nil && p.behind.one[a] && l.knows(a, b)
}

// leads are particles behind which a word begins.
const leads = "的和与及等为对将把在从向由是了无"

// wordBehind reports whether text[i] stands behind a word, or where a part of a sentence begins.
func (f *Finder) wordBehind(i int) bool {
	switch {
	case i == 0 || strings.ContainsRune("，。；：、\n", f.text[i-1]):
		return f.rune(i+1) == '的' || i+1 < len(f.text) && f.wordAt(i+1)
	case !han(f.text[i-1]) || f.text[i-1] == f.text[i] || numeral(f.text[i-1]):
		return false
	case i > 1 && f.wordAt(i-2):
		return i == 2 || f.word2(i-2) || !f.wordAt(i-3)
	}
	return strings.ContainsRune(leads, f.text[i-1]) && (i == 1 || !f.wordAt(i-2) && (!han(f.text[i-2]) || i > 2 && f.wordAt(i-3)))
}

// wordBefore reports whether text[i] stands before a word, or where a part of a sentence ends.
func (f *Finder) wordBefore(i int) bool {
	next := f.rune(i + 1)
	switch {
	case next == 0:
		return false
	case strings.ContainsRune("，。；：！", next):
		return i > 1 && f.wordAt(i-2) && !f.parallelEnd(i+1)
	case next == '、':
		return i > 1 && f.wordAt(i-2) && !f.parallelEnd(i+1) && !f.shared(i+1)
	case next == '《':
		return true
	case !han(next) || next == f.text[i] || numeral(next):
		return false
	case i+3 <= len(f.text) && f.wordAt(i+1):
		return f.word2(i+1) || !f.wordAt(i+2)
	}
	return strings.ContainsRune(joinBehind, next) && !f.wordAt(i+1)
}

// numeral reports whether a character counts what stands behind it, or is counted: 立一本台账, 第三条.
func numeral(r rune) bool { return strings.ContainsRune(counts+"一亿几每某", r) }

// neverBehind reports whether text[i] stands behind a word behind which alone.txt says that it never does.
func (f *Finder) neverBehind(i int) bool {
	return i > 1 && f.l.places[f.text[i]].never[[2]rune{f.text[i-2], f.text[i-1]}]
}

// placed reports whether text[i] stands alone where alone.txt says that it may.
func (f *Finder) placed(i int) bool {
	p := f.l.places[f.text[i]]
	next, last := f.rune(i+1), f.rune(i-1)
	if !han(next) && next != '《' {
		next = '，'
	}
	if !han(last) {
		last = '，'
	}
	if f.neverBehind(i) {
		return false
	}
	if c := f.rune(i + 3); f.text[i] == '更' && (c == '化' || c == '性') {
		return true
	}
	if p.before.one['*'] || p.before.one[next] || p.before.two[[2]rune{next, f.rune(i + 2)}] || p.behind.one[last] {
		return true
	}
	if i < 2 {
		return false
	}
	w := [2]rune{f.text[i-2], last}
	switch {
	case p.behind.two[w]:
		return true
	case !f.wordAt(i - 2):
		return false
	case p.behind.one['~'] && (next == '，' || strings.ContainsRune(joinBehind, next)):
		return true
	}
	return p.behind.one['*'] && !f.l.unfit[w]
}

// standsAgain reports whether text[i] stands alone nearby as well: 查错字、查附件.
func (f *Finder) standsAgain(i int) bool {
	for k := max(i-12, 0); k <= i+12 && k < len(f.text); k++ {
		if k != i && f.text[k] == f.text[i] && !(k > 0 && f.word2(k-1)) && !f.word2(k) {
			return true
		}
	}
	return false
}

// inList reports whether text[i] is the verb of an item of a list that begins as another does, or ends as the
// one before it: 查错字、查附件, 慎公开、缓公开.
func (f *Finder) inList(i int) bool {
	return f.inSlogan(i) && (f.standsAgain(i) || i > 2 && f.text[i-3] == f.rune(i+1) && f.text[i-2] == f.rune(i+2))
}

// inSlogan reports whether text[i] stands before a word as another character does before the word beside it:
// 抓管理重日常.
func (f *Finder) inSlogan(i int) bool {
	verb := func(k int) bool {
		return k >= 0 && k+2 < len(f.text) && f.l.flag(f.text[k], isVerb|isBegin) && f.wordAt(k+1) && !f.wordAt(k) && (k == 0 || !f.wordAt(k-1))
	}
	if !verb(i) {
		return false
	}
	return verb(i-3) || verb(i+3) || !han(f.rune(i-1)) && !han(f.rune(i+3))
}
