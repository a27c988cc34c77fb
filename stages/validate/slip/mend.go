package slip

import (
	"slices"
	"strings"
)

// edit is a change of text[from:to] into right.
type edit struct {
	from, to int
	change   change
	right    []rune
}

// mend tries the changes that make a word of each character that stands in none.
func (c clause) mend() {
	for i := c.from; i < c.to; i++ {
		switch {
		case !c.single(i) || c.quoted(i):
		case c.cost[i] < costFree:
			c.half(i)
		default:
			_ = i+1 < c.to && c.pair(i) || i > c.from && c.pair(i-1) || c.moved(i) || c.half(i)
		}
	}
}

// pair tries what text[i:i+2] can be a slip of: a word swapped, one with a wrong character, or
// a character that stands twice.
func (c clause) pair(i int) bool {
	if c.endsBefore(i) == notSure || c.beginsAt(i+2) == notSure {
		return false
	}
	a, b := c.text[i], c.text[i+1]
	if a == b {
		return c.take(edit{i, i + 2, change{Doubled, 0}, []rune{a}})
	}
	if c.l.words[[2]rune{b, a}] && c.take(edit{i, i + 2, change{Swapped, 0}, []rune{b, a}}) {
		return true
	}
	for _, x := range c.l.begins[a] {
		if x != b && c.l.alike(x, b) && c.take(edit{i, i + 2, change{Exchanged, 1}, []rune{a, x}}) {
			return true
		}
	}
	for _, x := range c.l.ends[b] {
		if x != a && c.l.alike(x, a) && c.take(edit{i, i + 2, change{Exchanged, 0}, []rune{x, b}}) {
			return true
		}
	}
	return false
}

// moved tries whether text[i] has changed places with a neighbour across the end of a word:
// 针对工中作存在 for 针对工作中存在.
func (c clause) moved(i int) bool {
	meant := func(t []rune, i int) bool { return i >= 0 && i+1 < len(t) && c.l.words[[2]rune{t[i], t[i+1]}] }
	for at := max(i-1, c.from); at <= i && at+1 < c.to; at++ {
		if c.l.flag(c.text[at], isUnit|isNumber) || c.l.flag(c.text[at+1], isUnit|isNumber) {
			continue // 市科委 has no 市委
		}
		from, to := max(at-1, c.from), min(at+3, c.to)
		right, k := slices.Clone(c.text[from:to]), at-from
		right[k], right[k+1] = right[k+1], right[k]
		before, behind := meant(right, k-1), meant(right, k+1)
		if !before && !behind {
			continue
		}
		if !behind {
			to, right = from+k+2, right[:k+2]
		}
		if !before {
			from, right, k = from+k, right[k:], 0
		}
		if c.take(edit{from, to, change{Swapped, k}, right}) {
			return true
		}
	}
	return false
}

// half tries whether text[i] is what is left of a word.
func (c clause) half(i int) bool {
	r := c.text[i]
	if c.endsBefore(i)+c.beginsAt(i+1) < allClear || c.inName(i) {
		return false
	}
	lonely, joins := c.cost[i] >= costFree && c.lonely(i), !strings.ContainsRune(lastAlone+governs+mayPrecede, r)
	fits := func(a, b rune) bool { return lonely || joins && c.joined(i, a, b) }
	for _, x := range c.l.ends[r] {
		if fits(x, r) && c.take(edit{i, i + 1, change{Lost, 0}, []rune{x, r}}) {
			return true
		}
	}
	for _, x := range c.l.begins[r] {
		if fits(r, x) && c.take(edit{i, i + 1, change{Lost, 1}, []rune{r, x}}) {
			return true
		}
	}
	return false
}

// mayPrecede are characters that make a new word of any behind them: 主渠道.
const mayPrecede = "主大新多小总副单双预待"

// ofNames are characters that end a name and begin the next word, or that are counted: 市市场监管局.
const ofNames = "省市县区镇乡村街局厅部委办院所科处室站州旗盟组队班团校社厂国党业会馆长场路桥江河山海湖城港园房车船商农林水牧渔矿税银行费天人日月户家件条项层步时"

// joined reports whether the word ab, in the place of text[i], is known to stand between the words
// on both sides.
func (c clause) joined(i int, a, b rune) bool {
	return i-2 >= c.from && i+3 <= c.to && c.l.together[[4]rune{c.text[i-2], c.text[i-1], a, b}] &&
		c.l.together[[4]rune{a, b, c.text[i+1], c.text[i+2]}]
}

// lonely reports whether text[i] is no word where it stands, between words or marks.
func (c clause) lonely(i int) bool {
	flag := lostBetween
	switch {
	case i == c.from:
		if flag = lostAtBeginning; !c.pause(i-1) && i > 0 && c.text[i-1] != '、' {
			return false // 12条
		}
	case i+1 == c.to:
		if flag = lostAtEnd; !c.pause(i+1) && i+1 < len(c.text) && c.text[i+1] != '、' {
			return false
		}
	}
	if i > 0 && c.l.flag(c.text[i-1], isNumber) {
		return false // 一事一议
	}
	return c.l.flag(c.text[i], flag|isBound) && !c.either(i)
}

// goOn are particles and the like that end no part of a sentence.
const goOn = "与和以从被由按将及并且而应需均也都仍能可"

// cutOff looks at the last character of the clause: a particle that wants another word behind it
// is half of a word, 读，扩大公众与。
func (c clause) cutOff() {
	i := c.to - 1
	r := c.text[i]
	if !strings.ContainsRune(goOn, r) || !c.pause(c.to) || c.rune(c.to) == '“' || c.cost[i] == 0 || c.either(i) ||
		c.endsBefore(i) < surely || c.quoted(i) {
		return
	}
	if before := c.l.ends[r]; len(before) > 0 {
		c.keepEdit(edit{i, i + 1, change{Lost, 0}, []rune{before[0], r}})
	} else if behind := c.l.begins[r]; len(behind) > 0 {
		c.keepEdit(edit{i, i + 1, change{Lost, 1}, []rune{r, behind[0]}})
	}
}

// take keeps an edit that makes the clause cheap enough, and reports whether it does.
func (c clause) take(e edit) bool {
	sides := c.endsBefore(e.from) + c.beginsAt(e.to)
	if c.endsBefore(e.from) == notSure || c.beginsAt(e.to) == notSure {
		return false
	}
	if c.all()-c.with(e.from, e.to, e.right) < c.needs(e, sides) {
		return false
	}
	c.keepEdit(e)
	return true
}

// needs is how much cheaper an edit must make the clause, the more the less sure the words on its
// sides are.
func (c clause) needs(e edit, sides int) int32 {
	switch e.change.kind {
	case Doubled:
		if sides == allClear && !strings.ContainsRune(ofNames+mayPrecede+"高好老全分各", e.right[0]) {
			return costFree
		}
		return noWord
	case Lost:
		if sides == allClear {
			return costFree
		}
		return noWord
	}
	if !c.mayChange(e) {
		return noWord
	}
	pair := e.to-e.from == 2
	need := int32(costOther + 2)
	switch {
	case sides == allClear && pair && !c.l.flag(c.text[e.from], isUnit) && !c.l.flag(c.text[e.from+1], isUnit):
		need = costFree + costParticle
	case sides >= surely+hardly:
		need = costOther
	}
	if pair && c.before[e.from]+c.cost[e.from]+c.cost[e.from+1]+c.behind[e.to] != c.all() {
		need += costFree // one of the two may be of another word
	}
	if pair && strings.ContainsRune(prepositions, c.text[e.from]) {
		need += costFree // 按件、以文
	}
	return need
}

// prepositions stand before nouns of one character as well.
const prepositions = "按以对向由从为在将把被经与和同因"

// mayChange reports whether the characters that an exchange or a swap changes can be wrong: numbers
// are not, nor what stands in a phrase, in the name of a place, or behind a character for a unit.
func (c clause) mayChange(e edit) bool {
	if c.placeEnds(e.to) || e.change.kind == Exchanged && e.change.at == 1 && c.l.flag(e.right[0], isUnit) {
		return false
	}
	if len(e.right) == 2 && strings.ContainsRune("得了着过没", c.text[e.from+1]) {
		return false // 用得上, 建没建
	}
	for n, r := range e.right {
		was := c.text[e.from+n]
		if r != was && (c.cost[e.from+n] == 0 || c.l.flag(r, isNumber) || c.l.flag(was, isNumber)) {
			return false
		}
	}
	return len(e.right) > 2 || c.cost[e.from] > 0 && c.cost[e.from+1] > 0
}

func (c clause) keepEdit(e edit) {
	c.found = append(c.found, found{e.from, e.to, nil, e.change, e.right})
}
