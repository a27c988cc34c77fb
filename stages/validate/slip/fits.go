package slip

import "strings"

// fits reports whether the text around a changed phrase shows that it is the phrase: where
// the change is at its edge, a word must end there.
func (f *Finder) fits(p *phrase, c change, start int) bool {
	n := len(p.text)
	end := start + c.size(n)
	if p.frame && !f.fitsFrame(p, c, start, end) || p.loose && !f.fitsLoose(c, start, end) {
		return false
	}
	switch c.kind {
	case Exchanged:
		if p.formula && (c.at == 0 || c.at == n-1) {
			return false // 秘书为办公室负责人
		}
		if f.l.flag(p.text[c.at], isUnit) && f.l.flag(f.text[start+c.at], isUnit) {
			return false // 乡人民政府 is not 县人民政府
		}
		if p.text[c.at] == '他' && f.text[start+c.at] == '它' {
			return false // 其它 is a way to write 其他
		}
		if k := start + c.at; !f.l.alike(p.text[c.at], f.text[k]) && !f.l.seldom(f.text[k]) && !(n >= long && c.at > 1 && c.at < n-2) && !f.stranger(p, c.at, start, end) {
			return false
		}
		if k := start + c.at; n > 4 && !f.l.alike(p.text[c.at], f.text[k]) && (p.loose || k > 0 && f.word2(k-1) || f.word2(k)) {
			return false // another word
		}
		if (n <= 4 || p.loose) && !p.strong && f.realWord(p, c.at, f.text[start+c.at]) {
			return false
		}
		if n <= 4 && c.at == 0 && !p.strong && f.l.particle(f.text[start]) {
			return false // 以公开 is not 已公开
		}
		if n <= 4 && c.at == 0 && f.l.flag(f.text[start], isUnit) && f.wordEnds(start) {
			return false // 卫生健康委收到 is not 未收到: the character ends a name
		}
		if n == 3 && c.at == 2 && (f.alone(f.text[end-1]) || strings.ContainsRune(things, f.text[end-1])) {
			return false // 宣传车 is not 宣传册
		}
		if c.at == 1 && f.crosses(start) || c.at == n-2 && f.crosses(end) {
			return false
		}
		return (c.at > 0 || f.opens(start) || f.ofBureau(p, start)) && (c.at < n-1 || f.closes(end))
	case Lost:
		return f.lost(p, c.at, start, end) && !f.l.shorter[string(f.text[start:end])] &&
			!(p.compound && (f.l.leastCost(f.text[start:end]) < costOther || f.quoted(start)))
	case Doubled:
		if c.at == n-1 && strings.ContainsRune(between, p.text[n-1]) {
			return false // 公众参与与监督
		}
		return (c.at > 0 || f.opens(start)) && (c.at < n-1 || f.closes(end))
	case Swapped:
		if n <= 4 && !p.strong && f.wordAt(start+c.at) {
			return false // 积极展开
		}
		return (n > 3 && c.at > 0 || f.opens(start) || n == 3 && (f.behindTotal(start) || f.ofBureau(p, start))) && (n > 3 && c.at < n-2 || f.closes(end))
	case Stray:
		return !p.formula && !f.word2(start+c.at) // 未收取过信息处理费
	}
	return false
}

// behindTotal reports whether 总 stands before text[i], by itself: 网站总问访量.
func (f *Finder) behindTotal(i int) bool {
	return f.rune(i-1) == '总' && !f.word2(i-1) && f.opens(i-1)
}

// stranger reports whether the character that stands in a phrase for p.text[at] makes no word with
// its neighbours, nor can be one, where words end on both sides of the phrase: 行政处罗结果.
func (f *Finder) stranger(p *phrase, at, start, end int) bool {
	k := start + at
	if !p.core || p.compound || f.l.costOf(f.text[k]) != costOther || !f.opens(start) || !f.closes(end) {
		return false
	}
	return !(k > 0 && f.wordAt(k-1)) && !f.wordAt(k) && !f.quoted(start)
}

// What is left of a word that has lost its other half may be a word by itself: 财政预决算 and
// 新政策 have a first half that stands alone, 数字化改革 and 公开率 a last one.
const (
	firstAlone = "预仍准保新大小老好总主全各该本高低强优多少专重单双副微每真实旧快慢短长热急难共均更再最还未已可需将要求有无不报用管办审等之以其为因被向去来能屏创统网会部处委局院站科组队所县市区镇乡村街党农商企财税人事月日数首线版次端级类期项款条制性度力率量权员者化点面线业栏屏库群过"
	lastAlone  = "化性度力率量权制者员会部局处委院站科室组队所县市区镇乡村街面点线端层级型式类额费款金表书证号期项条户台栏库网人家事法学校厅办界业版次数群民心名位策短生屏件信说"
)

// Of a word that has lost its second half there is more that stands by itself, whatever the phrase:
// 受机构改革影响 is not 受理机构, and 责任追究制 not 责任追究制度.
const (
	governs = "受经由据依凭含指"
	endings = "制词率法性卡网关"
)

// resulting are characters behind a verb of one character that tell what comes of it: 信息分为三类
// is not 信息分析.
const resulting = "为成到入出给于起"

// counted reports whether text[i] stands behind a numeral, as a measure word does: 1个信息点 is not
// 个人信息.
func (f *Finder) counted(i int) bool {
	r := f.rune(i - 1)
	return r >= '0' && r <= '9' || f.l.flag(r, isNumber)
}

// things are characters that make a name of a thing or a place of any word before them.
const things = "车船机室馆亭岗牌墙箱卡册柜包袋袖门楼厂"

// fitsFrame is what a change of a frame must show more than that of a fixed phrase: what it
// makes is no word, and what lost a character stands between words.
func (f *Finder) fitsFrame(p *phrase, c change, start, end int) bool {
	switch t := f.text[start:end]; c.kind {
	case Exchanged:
		k := c.at &^ 1 // where the word begins that has the wrong character
		return !f.l.knows(t[k], t[k+1]) && !f.l.meant[[2]rune{t[k], t[k+1]}]
	case Swapped:
		return !f.l.knows(t[c.at], t[c.at+1])
	case Doubled:
		return !f.l.flag(p.text[c.at], isTwice)
	}
	return true
}

// fitsLoose is what a change of a collocation must show more than that of a fixed phrase: that
// no other word stands there, as in 召开政务公开会 and 展开专项检查.
func (f *Finder) fitsLoose(c change, start, end int) bool {
	switch {
	case c.kind == Swapped:
		return !f.l.knows(f.text[start+c.at], f.text[start+c.at+1])
	case c.kind == Lost:
		return !f.crosses(start) && !f.crosses(end)
	case c.kind == Stray:
		return false // writers put words between: 落实好信息公开, 发挥局门户网站
	}
	return true
}

// wordEnds and wordBegins report whether a known word ends before text[i], or begins there.
func (f *Finder) wordEnds(i int) bool   { return i > 1 && f.word2(i-2) }
func (f *Finder) wordBegins(i int) bool { return i+1 < len(f.text) && f.word2(i) }

// lost reports whether p without its character at may be p at text[start:end]. Of the words
// at the edges only those of two characters can lose one, and what is left of them must not
// be a word of its own: 门户网 is right, 受理渠 is not.
func (f *Finder) lost(p *phrase, at, start, end int) bool {
	n := len(p.text)
	if p.formula {
		return at > 0 && at < n-1 && han(p.text[at])
	}
	if n == 3 && at == 0 && !strings.ContainsRune(headlessEnds, p.text[2]) {
		return false
	}
	if !han(p.text[at]) || f.l.flag(p.text[at], isOptional) && !p.idiom && !p.compound {
		return false
	}
	only := p.compound && p.first == 1 && p.last == 1 // known as a compound alone
	if only && (at == 0 && start > 0 && han(f.text[start-1]) || at == n-1 && han(f.rune(end))) {
		return false // 河长名单: what the lexicon does not have may begin there
	}
	if last := f.text[end-1]; at == n-2 && (last == '关' || last == '计' && digit(f.rune(end))) {
		return false // 源头关和审核关, 公开信息计239条
	}
	if strings.ContainsRune("本该此这", p.text[at]) && n > 3 {
		return false // 如对报告有疑问
	}
	if at < 2 && strings.ContainsRune("品着城园港", f.text[start]) && start > 0 && han(f.text[start-1]) {
		return false // 印刷品公开, 秉持着公开透明的原则, 汽车城管理委员会
	}
	if at < 2 && (f.crosses(start) && !f.wordEnds(start) || f.ending[start+1] > 1) {
		return false // 现行规范性文件 is not 行政规范性文件, 负责人信息 not 人事信息
	}
	if at == n-1 && f.parallelEnd(end) || at < 2 && f.parallelStart(start) {
		return false // 集中学、分散学, 同部署、同落实
	}
	opens := f.opens(start) || p.core && (at > 1 || at > 0 && n >= longPhrase) && f.wordEnds(start) // 部分工作人: what crosses the edge is no word there
	if (p.core && (n > 3 || p.compound) || f.halved(p, at)) && opens && f.closes(end) && !f.l.particle(f.text[start]) && !f.l.particle(f.text[end-1]) {
		return true
	}
	if only {
		return false
	}
	if n > 3 && n < longPhrase && !f.halfBound(p, at) || n >= longPhrase && strings.ContainsRune(seldomMissed, p.text[at]) {
		return false
	}
	if n == 3 && at == 0 {
		return f.headless(p, start, end)
	}
	if n < 4 {
		return at == 1 && f.l.flag(p.text[2], isSuffix) && !f.l.knows(p.text[0], p.text[2]) && f.opens(start) && f.closes(end)
	}
	short := n == 4 // nothing but the other word says what it is
	switch {
	case at < max(int(p.first), 1):
		return p.first == 2 && !f.counted(start) && f.remains(p, p.text[1-at], at == 0, start, start, end) &&
			f.opens(start) && (!short || f.closes(end) || f.word2(end-2) && f.wordBegins(end))
	case at >= n-max(int(p.last), 1):
		if f.rune(end) == '、' && f.rune(end+2) == p.text[n-1] {
			return false // 部门预、决算 share it
		}
		return p.last == 2 && !strings.ContainsRune(resulting, f.rune(end)) && !f.common(end-1) && f.remains(p, p.text[2*n-3-at], at == n-2, end-2, start, end) &&
			f.closes(end) && (!short || f.opens(start) || f.word2(start) && f.wordEnds(start))
	}
	return true
}

// parallelEnd reports whether the item of a list that ends before text[end] and the next end with the
// same character.
func (f *Finder) parallelEnd(end int) bool {
	if f.rune(end) != '、' {
		return false
	}
	for k := end + 2; k <= end+longestItem && han(f.rune(k)); k++ {
		if f.text[k] == f.text[end-1] && !han(f.rune(k+1)) {
			return true
		}
	}
	return false
}

// parallelStart reports whether the item of a list that begins at text[start] and the one before it, which
// is as long, begin with the same character.
func (f *Finder) parallelStart(start int) bool {
	if f.rune(start-1) != '、' {
		return false
	}
	n := 0
	for n <= longestItem && han(f.rune(start+n)) {
		n++
	}
	return n <= longestItem && f.rune(start-1-n) == f.text[start]
}

// headlessEnds end the phrases of three characters that can lose the first, see headless.
const headlessEnds = "度率权"

// headless reports whether text[start:end] is what is left of a word such as 满意度 that lost its first
// character: no word, behind 的 or a word, where a word ends.
func (f *Finder) headless(p *phrase, start, end int) bool {
	before := f.rune(start - 1)
	switch p.text[2] {
	case '度', '率':
		if f.l.costOf(p.text[1]) != costOther {
			return false
		}
	case '权':
		if before == '、' && !f.wordAt(start) && (f.rune(start-2) == '权' || f.rune(end) == '、') && f.closes(end) {
			return true // 知情权、与权
		}
	default:
		return false
	}
	return !f.wordAt(start) && (before == '的' || f.wordEnds(start)) &&
		!f.crosses(start) && f.closes(end) && !f.quoted(start)
}

// halved reports whether p has two words, and what is left of the one that lost its character at can
// hardly be a word beside the other.
func (f *Finder) halved(p *phrase, at int) bool {
	return len(p.text) == 4 && p.first == 2 && p.last == 2 && !p.loose && f.l.costOf(p.text[at^1]) == costOther &&
		!strings.ContainsRune(firstAlone+lastAlone+governs+endings+resulting+"类共级栏助质个效", p.text[at^1])
}

// A phrase of six characters or more shows by the rest of it that one is lost, but for some without
// which it is said as well: 下年继续办理, 政府网公开, 任组长.
const (
	longPhrase   = 6
	seldomMissed = "度站副建组个"
)

// halfBound reports whether what is left of the word of p that lost its character at is no word by
// itself. Real reports print 身份证, 工作队, 政府网公开 and 未予公开 where a phrase has one character more.
func (f *Finder) halfBound(p *phrase, at int) bool {
	bound := func(rest rune) bool {
		return f.l.costOf(rest) == costOther && !strings.ContainsRune(ofNames+mayPrecede+endsSentence+"予告照网源", rest)
	}
	return at > 0 && f.l.knows(p.text[at-1], p.text[at]) && bound(p.text[at-1]) ||
		at+1 < len(p.text) && f.l.knows(p.text[at], p.text[at+1]) && bound(p.text[at+1])
}

// remains reports whether rest, which is left of a word of p at text[start:end], shows that
// its other half is lost. Of what can be a word elsewhere it does so between two words, where
// it makes no word with its neighbour: inner is where that would begin. second says that rest
// is the second half.
func (f *Finder) remains(p *phrase, rest rune, second bool, inner, start, end int) bool {
	alone := governs
	if inner != start {
		alone = endings
	}
	switch {
	case f.l.particle(rest), second && rest == '地', !second && strings.ContainsRune(alone, rest):
		return false // 更好地保障 has an adverb, and no 征地
	case !p.frame && !f.l.free(rest), len(p.text) > 5 && !second:
		return true
	}
	return !strings.ContainsRune(firstAlone, rest) && !(second && strings.ContainsRune(lastAlone, rest)) &&
		!f.word2(inner) && (f.wordEnds(start) && f.wordBegins(end) || !p.frame && f.divided(start, end) || !second && f.cut(rest, inner, start, end))
}

// cut reports whether the first half of a word, which has lost its second, stands where only a
// word can: at the beginning of a part of a sentence, 充利用媒体, or at its end, 推进融合发.
func (f *Finder) cut(rest rune, inner, start, end int) bool {
	if inner == start {
		return (start == 0 || f.pause(start-1)) && f.wordBegins(end) && !f.l.flag(rest, isNumber)
	}
	return (f.pause(end) || f.rune(end) == '、') && !f.l.flag(rest, isVerb) && !strings.ContainsRune(endsSentence, rest)
}

// divided reports whether text[start:end] stands between a known word and a pause, or 的.
func (f *Finder) divided(start, end int) bool {
	return f.wordEnds(start) && (f.pause(end) || f.rune(end) == '的') || f.wordBegins(end) && f.pause(start-1)
}

// pause reports whether text[i] is a mark that stands between parts of a sentence.
func (f *Finder) pause(i int) bool {
	r := f.rune(i)
	return r == '，' || r == '。' || r == '；' || r == '“'
}

// realWord reports whether the word that an exchange makes is one that can stand there.
func (f *Finder) realWord(p *phrase, at int, wrong rune) bool {
	n := len(p.text)
	real := func(a, b rune) bool { return f.l.knows(a, b) || f.l.meant[[2]rune{a, b}] }
	return at > 0 && real(p.text[at-1], wrong) || at+1 < n && real(wrong, p.text[at+1])
}
