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
		if i > c.from && c.text[i] == c.text[i-1] && c.doubled(i) {
			continue
		}
		if c.cost[i] >= costFree && c.single(i) && !c.quoted(i) {
			_ = i+1 < c.to && c.pair(i) || i > c.from && c.pair(i-1) || c.moved(i) || c.split(i) || c.halved(i) || c.orphan(i)
		}
		if c.single(i) {
			c.misplaced(i)
		}
	}
}

// pair tries what text[i:i+2] can be a slip of: a word swapped, or one with a wrong character.
func (c clause) pair(i int) bool {
	if c.endsBefore(i) == notSure || c.beginsAt(i+2) == notSure {
		return false
	}
	a, b := c.text[i], c.text[i+1]
	if a == b || c.twoParties(i) {
		return false
	}
	if c.l.words[[2]rune{b, a}] && c.take(edit{i, i + 2, change{Swapped, 0}, []rune{b, a}}) {
		return true
	}
	for _, x := range c.l.begins[c.l.id(a)] {
		if strings.ContainsRune(things, b) {
			break // 自来水厂
		}
		if x != b && c.l.alike(x, b) && c.take(edit{i, i + 2, change{Exchanged, 1}, []rune{a, x}}) {
			return true
		}
	}
	for _, x := range c.l.ends[c.l.id(b)] {
		if x != a && c.l.alike(x, a) && c.take(edit{i, i + 2, change{Exchanged, 0}, []rune{x, b}}) {
			return true
		}
	}
	return false
}

// moved tries whether text[i] has changed places with a neighbour across the end of a word:
// 针对工中作存在 for 针对工作中存在.
func (c clause) moved(i int) bool {
	for at := max(i-2, c.from); at <= i+1 && at+1 < c.to; at++ {
		if c.l.flag(c.text[at], isUnit|isNumber) || c.l.flag(c.text[at+1], isUnit|isNumber) {
			continue // 市科委 has no 市委
		}
		from, to := at-1, at+3
		if from < c.from || to > c.to {
			continue
		}
		first, second := [2]rune{c.text[from], c.text[at+1]}, [2]rune{c.text[at], c.text[at+2]}
		if !c.l.knows(second[0], second[1]) || !c.l.words[first] {
			continue
		}
		if c.take(edit{from, to, change{Swapped, 1}, slices.Concat(first[:], second[:])}) {
			return true
		}
	}
	return false
}

// split tries whether another word stands inside of the word that text[i] begins: 新发布闻 for 新闻发布.
func (c clause) split(i int) bool {
	if i+4 > c.to || !c.word2(i+1) || !c.single(i+3) || c.cost[i]+c.cost[i+3] < costOther+costFree || c.word2(i) || c.word2(i+2) {
		return false
	}
	w := [2]rune{c.text[i], c.text[i+3]}
	if strings.ContainsRune(mayPrecede, w[0]) || c.l.flag(w[1], isSuffix) || strings.ContainsRune("量数额员", w[1]) {
		return false // 总关注量
	}
	if !c.l.heard[w] || c.endsBefore(i) == notSure || c.beginsAt(i+4) == notSure || c.placeEnds(i+4) {
		return false
	}
	c.slip(i, i+4, change{Swapped, 1}, []rune{w[0], w[1], c.text[i+1], c.text[i+2]})
	return true
}

// doubled tries whether text[i-1] stands twice: the clause has a word without one of the two, and a
// character that is none with both.
func (c clause) doubled(i int) bool {
	a, before, next := c.text[i], c.rune(i-2), c.rune(i+1)
	if before == a || next == a || before != 0 && before == c.rune(i-3) || next != 0 && next == c.rune(i+2) ||
		c.l.flag(a, isNumber) || strings.ContainsRune(between, a) || c.quoted(i) || c.placeEnds(i+1) {
		return false
	}
	if strings.ContainsRune(ofNames+"网", a) && !c.is(adverbs, i-3) && !c.is(takesTwo, i-3) {
		return false // 政府办办公室, 饮用水水质
	}
	if c.all()-c.with(i-1, i+1, []rune{a}) < costFree {
		return false
	}
	switch {
	case i-2 >= c.from && c.l.words[[2]rune{before, a}] && (c.endsBefore(i-2) == surely || c.crosses(i-2)) && (c.beginsAt(i+1) != notSure || c.wordBegins(i+1)):
		c.slip(i-2, i+1, change{Doubled, 1}, []rune{before, a})
	case i+1 < c.to && c.l.words[[2]rune{a, next}] && (c.endsBefore(i-1) != notSure || c.l.flag(before, isNumber)) && c.beginsAt(i+2) == surely:
		c.slip(i-1, i+2, change{Doubled, 0}, []rune{a, next})
	default:
		return false
	}
	return true
}

// neverAlone are characters that are no word by themselves, though they begin or end more words than
// bound.txt could list.
const neverAlone = "参阵仪伍充兑凝凸匮劣势厉响困围坚基塑奠弃弘彰思恒惑惯托扬披掌整析框梳模歧汇沟泛洁浏浓涵混清渗澄激焦熟状监盼矩研础确符积突竞筑累纪统继绪续维缓聆肃营衔覆触认议讯识诉误质赋趋辅透针链颁馈鼓申务织善丰健绩升存修准领职责机服复导习协示环显归举错压济样疗消历然术疫察际击危介违兴博销绍离迹装占胜候航独闭须驳贸毕弹糊闲技义意目布容步限持切序执征逐态护系常形律源境注估视料富观威席康担努延影典召固振慧终遗志择损纽巩始紊仲恢勤虑貌慈描敦息府动众策范情门况督格程结媒断知障极运密训检施贯彻果构宣综根予绕措舆互讼育询神闻频购功阅挥具材究益络象革截筹索扎履疑泄握隐晓括觉映氛遵捷政信理规专效合核答取验置利联纳印播融良测载访放巡承告许素释染"

// mostlyAlone are characters that stand by themselves between words of the genre: 党政办主任, 新要求,
// 采购网, 责任制考核. oftenAlone do so too, and are half of a word where both words beside them say so:
// 以公开促落实.
const mostlyAlone = "优类价季周件栏箱馆表号点册卡屏科网制主人办处新表关量待虽或间同设品员预式面年全仅第会期数法章站室证票费额业话岗线台案家条事例型库群层端段版课班团队店场馆厂任依据按占现做源观部国微机发建管用着作行使令予供视"
const oftenAlone = "处办全主人报促新好网制日保件量文预共开部待民关表高助重抓送词受集组进培优强惠防稳看给除早跨讲难尽型箱库馆零非经长书金村版观物云户号点栏科图外服委评方多少财企校商农林水电车船房路门窗墙屏卡册码证票税银警军医老旧原子总副首末双单专项条期次篇份名位周天夜晚快慢真实细严准深广宽足够低差过"

// seldomAlone are those of them that are half of a word where it often stands beside both words.
const seldomAlone = "间同设品预面额业话岗例任依据现源观机作视供行工开项"

// neverFirst are characters that begin no part of a sentence by themselves: 化组织领导.
const neverFirst = "化升率权性度织续布施格极断善绕络彻过策题式根坚圆况务域面照确"

// seldomFirst are those that begin one where no word that they are half of often stands there: 加监督检查.
const seldomFirst = "加依回通"

// markBefore is the mark before text[i], a full stop at the beginning of the text.
func (f *Finder) markBefore(i int) rune {
	if i == 0 {
		return '。'
	}
	return f.text[i-1]
}

// halved tries whether text[i] is what is left of a word: 及时清过期信息 for 及时清理过期信息.
func (c clause) halved(i int) bool {
	r := c.text[i]
	if i > c.from && c.text[i-1] == '得' {
		return false // 看得清
	}
	if c.l.flag(r, isPlaced) && c.placed(i) || c.inList(i) {
		return false
	}
	half := c.l.flag(r, isHalf)
	begins := i == c.from && i+1 < c.to && strings.ContainsRune(neverFirst, r) && strings.ContainsRune("，。；、：“", c.markBefore(i))
	half = half || begins
	if !begins && !half && c.betweenBoth(i, r) {
		return true
	}
	if !begins && strings.ContainsRune(mostlyAlone, r) {
		return false
	}
	if !half && (c.l.flag(r, isUnit|isNumber|isSuffix)) || c.endsBefore(i) != surely || c.beginsAt(i+1) != surely || c.placeEnds(i+1) || c.numbered(i+1) ||
		c.partOfWord(i) || strings.ContainsRune(resulting, c.rune(i+1)) && c.rune(i+1) != 0 {
		return false
	}
	first := i == c.from && i+1 < c.to && strings.ContainsRune(seldomFirst, r)
	if i == c.from && c.cost[i] != costOther && !begins && !first || i+1 == c.to && c.rune(c.to) == '（' || i == c.from && i > 0 && c.text[i-1] == '）' {
		return false // 强基础、建平台; 专（兼）职
	}
	at, whole := 0, [2]rune{}
	for k, w := range c.l.wholes(r) {
		if first && k == 0 {
			break
		}
		beside := c.halfBeside(i, w, strings.ContainsRune(oftenAlone, r))
		if beside || half && whole[0] == 0 {
			at, whole = k, w
		}
		if beside {
			break
		}
	}
	if whole[0] == 0 {
		return false
	}
	c.slip(i, i+1, change{Lost, at}, whole[:])
	return true
}

// betweenBoth tries whether text[i] is what is left of a word that often stands beside both words beside it.
func (c clause) betweenBoth(i int, r rune) bool {
	if !c.wordEnds(i) || !c.wordBegins(i+1) || c.l.flag(r, isNumber|isUnit) || strings.ContainsRune(oftenAlone, r) && !strings.ContainsRune(seldomAlone, r) ||
		strings.ContainsRune(mostlyAlone, r) && !strings.ContainsRune(seldomAlone, r) {
		return false
	}
	if i > c.from && c.word2(i-1) || c.word2(i) {
		return false
	}
	for k, w := range c.l.wholes(r) {
		if c.halfBeside(i, w, true) {
			c.slip(i, i+1, change{Lost, k}, w[:])
			return true
		}
	}
	return false
}

// partOfWord reports whether text[i] makes a word with a character of a neighbour: 依规定公开.
func (c clause) partOfWord(i int) bool {
	return i > c.from && c.wordAt(i-1) || i+1 < c.to && c.wordAt(i)
}

// wholes yields the words of which a character is half.
func (l *Lexicon) wholes(r rune) func(func(int, [2]rune) bool) {
	return func(yield func(int, [2]rune) bool) {
		for _, x := range l.begins[l.id(r)] {
			if !yield(1, [2]rune{r, x}) {
				return
			}
		}
		for _, x := range l.ends[l.id(r)] {
			if !yield(0, [2]rune{x, r}) {
				return
			}
		}
	}
}

// halfBeside reports whether a word that text[i] is half of often stands beside the word before it, or
// behind it.
func (f *Finder) halfBeside(i int, w [2]rune, both bool) bool {
	n := &f.l.neighbours
	before := i > 1 && n.has(f.text[i-2], f.text[i-1], w[0], w[1])
	behind := i+2 < len(f.text) && n.has(w[0], w[1], f.text[i+1], f.text[i+2])
	return before && behind || !both && (before || behind)
}

// mayPrecede are characters that make a new word of any behind them: 主渠道.
const mayPrecede = "主大新多小总副单双预待"

// ofNames are characters that end a name and begin the next word, or that are counted: 市市场监管局.
const ofNames = "省市县区镇乡村街局厅部委办院所科处室站州旗盟组队班团校社厂国党业会馆长场路桥江河山海湖城港园房车船商农林水牧渔矿税银行费天人日月户家件条项层步时"

// take keeps an edit that makes the clause cheap enough and shows itself, and reports whether it does.
func (c clause) take(e edit) bool {
	before, behind := c.endsBefore(e.from), c.beginsAt(e.to)
	if before == notSure || behind == notSure {
		return false
	}
	if c.all()-c.with(e.from, e.to, e.right) < c.needs(e, before+behind) {
		return false
	}
	if !c.shows(e) {
		return false
	}
	c.slip(e.from, e.to, e.change, e.right)
	return true
}

// needs is how much cheaper an edit must make the clause, the more the less sure the words on its
// sides are.
func (c clause) needs(e edit, sides int) int32 {
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
	if c.placeEnds(e.to) || e.to-e.from == 2 && c.ofPlace(e.from) || e.change.kind == Exchanged && e.change.at == 1 && c.l.flag(e.right[0], isUnit) {
		return false
	}
	if len(e.right) == 2 && strings.ContainsRune("得了着过没", c.text[e.from+1]) {
		return false // 用得上, 建没建
	}
	for n, r := range e.right {
		was := c.text[e.from+n]
		if r != was && (c.cost[e.from+n] == 0 || c.numeral(r) || c.numeral(was)) {
			return false
		}
	}
	return len(e.right) > 2 || c.cost[e.from] > 0 && c.cost[e.from+1] > 0
}

// numeral reports whether a character is a numeral; 大 and 小, which stand in the place of one, are none.
func (c clause) numeral(r rune) bool {
	return c.l.flag(r, isNumber) && !strings.ContainsRune("大小此它各", r)
}

// shows reports whether an edit is one that real texts do not have where nothing is wrong. A word of one
// character beside another is usual in them, as in 不搞, 即对, 年出 and 问我答; in 82,000 characters of
// reports 37 right words were taken for slips, half of them by such changes.
func (c clause) shows(e edit) bool {
	if c.numbered(e.to) || e.from > 1 && c.text[e.from] == c.text[e.from-2] {
		return false // 随查随发
	}
	a, b := c.cost[e.from], c.cost[e.from+1]
	return len(e.right) == 4 || min(a, b) >= costFree && (e.change.kind == Swapped || max(a, b) > costFree)
}

// numbered reports whether text[i] stands in the name before the number of a document, 通政传发〔2020〕87号.
func (c clause) numbered(i int) bool {
	return c.to-i < 3 && (c.rune(c.to) == '〔' || c.rune(c.to) == '【')
}
