package slip

import "strings"

// particles are characters that are mostly a word by themselves.
const particles = "还的和与在了为是对将由从以并也均都未不无按向到等各我本该其所已及把被让使请需须应要可能会有又再更最很就则且而但若如因于至后前中内上下时这那你他她"

func (l *Lexicon) particle(r rune) bool { return l.flag(r, isParticle) }

// freely are characters that are a word by themselves, or make one with nearly any other.
const freely = "条件报制网会类部量组处办期权文人员号点数事法性度力章项站科室图表书证票费金额业民党级岗职式线台栏箱电话规案效能信学教新老大小各该本此其依以全强优高不为解专多少好有无未已可应需将要求看用工家每省市县区镇乡村党政开推共均做抓促重严主加落严双一些内外上中下前后里间发起位年月日"

func (l *Lexicon) free(r rune) bool { return l.flag(r, isFree) }

// suffixes are characters that a word of two characters has behind it, and does not become
// another: 重要性, 知情权, 工作人员们.
const suffixes = "性权度率者们化力级类感"

// numbers are numerals and what stands in their place: 两大 is not 量大.
const numbers = "一二三四五六七八九十百千万亿两几双多少某每各此它大小"

// counts are numerals that begin a count behind a word: 公开栏十六处. 一 ends too many words.
const counts = "二三四五六七八九十百千万两"

// units are characters for the issuer and its neighbours, which stand before a word or behind
// a character for one: 省政府, 我局.
const units = "省市县区镇乡街局委厅院站所校"

// verbs are characters that are a verb or what comes of it by themselves: two of them beside
// each other are no slip of a word that they resemble, such as 建强 of 坚强.
const verbs = "建强抓促保推提增扩减补查审核督考评谈访问答听说讲学练训编写印发送寄交接收取用管办理治改换设置立定订签盖贴挂晒比测验检巡防控救扶帮带联通连融合并分拆选派配备供给让使达到至过来去进出做作当任成变转调引入列投放开关起落升降存留退付缴罚奖惠利便快慢优良美稳准深宽广严细实真新好差纳领承报告请求看见记录传播载判懂"

// alone reports whether a character is easily a word by itself.
func (f *Finder) alone(r rune) bool { return f.l.flag(r, isFree|isVerb) }

// opens reports whether a word may begin at text[i]: behind a mark, a particle or a known
// word, unless the character before makes a word with it.
func (f *Finder) opens(i int) bool {
	if i == 0 || !han(f.text[i-1]) {
		return true
	}
	if i < len(f.text) && f.word2(i-1) {
		return false
	}
	return f.l.particle(f.text[i-1]) || f.text[i-1] == '人' && i > 2 && f.word2(i-3) || i > 1 && (f.wordAt(i-2) || digit(f.text[i-2]) && f.text[i-1] == '年')
}

// closes reports whether a word may end before text[i].
func (f *Finder) closes(i int) bool {
	if i == len(f.text) || !han(f.text[i]) {
		return true
	}
	if i > 0 && f.word2(i-1) {
		return false
	}
	return f.l.particle(f.text[i]) || f.text[i] == '自' && digit(f.rune(i+1)) || strings.ContainsRune(counts, f.text[i]) || i+1 < len(f.text) && f.wordAt(i)
}

// apart reports whether text[i:i+2] stands between words, where a suffix may end the one
// before, and a suffix or a unit stand before the next.
func (f *Finder) apart(i int) bool {
	if !f.opens(i) && !f.behindUnit(i) && !(i > 2 && (f.text[i-1] == '共' || f.l.flag(f.text[i-1], isSuffix)) && f.word2(i-3) && !f.word2(i-1) && !f.word2(i-2)) {
		return false
	}
	if f.closes(i + 2) {
		return true
	}
	if f.word2(i + 1) {
		return false
	}
	switch next := f.rune(i + 3); {
	case f.l.flag(f.text[i+2], isSuffix):
		return !han(next) || f.l.particle(next) || f.wordBegins(i+3)
	case f.l.flag(f.text[i+2], isUnit):
		return f.wordBegins(i + 3)
	case strings.ContainsRune(things, f.text[i+2]):
		return !han(next) || f.l.particle(next) // 漫画墙
	}
	return false
}

// behindUnit reports whether text[i] stands behind a character for a unit that is a word there: 县改府.
func (f *Finder) behindUnit(i int) bool {
	return i > 0 && f.l.flag(f.text[i-1], isUnit) && !f.word2(i-1) && f.opens(i-1) && !f.l.free(f.text[i])
}

// crosses reports whether a known word stands across text[i]: in 资深人学习 the phrase that
// looks like 深入学习 begins in the middle of 资深.
func (f *Finder) crosses(i int) bool { return i > 0 && i < len(f.text) && f.word2(i-1) }

// word2 reports whether text[i:i+2] is a known word.
func (f *Finder) word2(i int) bool {
	return f.class[i]&isKnown != 0
}

// wordAt reports whether text[i:i+2] is a known word or a common one.
func (f *Finder) wordAt(i int) bool { return f.class[i]&(isKnown|isCommon) != 0 }

// common reports whether text[i:i+2] is a common word.
func (f *Finder) common(i int) bool { return i+1 < len(f.text) && f.class[i]&isCommon != 0 }

// word looks at text[i:i+2]: a known word with both characters swapped, or one of them
// exchanged for one that looks like it, between words that stand as they should. What only
// sounds alike makes too many other words (反映 and 反应, 权利 and 权力): only the longer
// phrases are held against it.
func (f *Finder) word(i int) {
	a, b := f.text[i], f.text[i+1]
	if f.id(i) == 0 || f.id(i+1) == 0 {
		return // see rare
	}
	if !han(a) || !han(b) || f.wordAt(i) || !f.apart(i) || f.l.particle(a) && !f.l.words[[2]rune{b, a}] && (f.alone(b) || f.l.particle(b) || f.l.costOf(b) != costOther || !f.framed(i)) {
		return
	}
	if f.placeEnds(i+2) || f.ofPlace(i) || f.twoParties(i) {
		return
	}
	if a == '时' && f.wordEnds(i) || f.compares(i) {
		return // 分工时即明确
	}
	if next := f.rune(i + 2); strings.ContainsRune("达为超近约共自于至从", b) && (digit(next) || next == '到') {
		return // 满意度达96%: b is the verb of a number
	}
	if f.bare(i) {
		return
	}
	if f.l.words[[2]rune{b, a}] {
		if !(f.l.free(a) && f.l.free(b)) && !f.l.particle(b) && !f.l.flag(a, isUnit) { // 区社 is a co-operative
			f.slip(i, i+2, change{Swapped, 0}, []rune{b, a})
		}
		return
	}
	if f.alone(a) && f.alone(b) && !f.framed(i) {
		return
	}
	right, at := rune(0), 0
	for _, c := range f.l.begins[f.l.id(a)] {
		if f.l.shaped(c, b) && !f.l.particle(b) {
			right, at = c, 1
		}
	}
	if right == 0 {
		for _, c := range f.l.ends[f.l.id(b)] {
			if f.l.shaped(c, a) {
				right, at = c, 0
			}
		}
	}
	if right == 0 {
		if right, at = f.heardAs(i); right == 0 {
			return
		}
	}
	w := []rune{a, b}
	w[at] = right
	f.slip(i, i+2, change{Exchanged, at}, w)
}

// compares reports whether text[i+1] begins a comparison or a count behind a word that text[i] ends:
// 公开率比上年提高, 区政府办共受理.
func (f *Finder) compares(i int) bool {
	next := f.rune(i + 2)
	return f.text[i+1] == '比' && next != 0 && strings.ContainsRune("上去往前", next) || f.text[i+1] == '共' && f.wordBegins(i+2) && f.wordEnds(i)
}

// ofPlace reports whether text[i:i+2] may be a part of the name of a place: 高平市人民政府, 思明区长青路,
// 前进街.
func (f *Finder) ofPlace(i int) bool {
	a, b := f.text[i], f.text[i+1]
	if f.l.flag(b, isUnit) && !f.l.words[[2]rune{b, a}] {
		return true
	}
	next := f.rune(i + 2)
	return next == '〔' || next == '【' || next != 0 && strings.ContainsRune("省市县区镇乡", next) && han(f.rune(i+3))
}

// placeEnds reports whether text[i] ends the name of a place, in which any two characters may
// stand: 句容市, 长通街道.
func (f *Finder) placeEnds(i int) bool {
	r, next := f.rune(i), f.rune(i+1)
	return r == '街' && next == '道' || r != 0 && strings.ContainsRune("省市县区镇乡村旗州盟", r) && !f.l.knows(r, next)
}

// joinsWords are particles that begin no word behind a single character.
const joinsWords = "向及与和把被对将为的"

// heardAs finds the word that text[i:i+2] only sounds like. Both sides must show that a word
// stands there, and more so where the wrong character can be a word by itself.
func (f *Finder) heardAs(i int) (right rune, at int) {
	a, b := f.text[i], f.text[i+1]
	if i > 1 && f.common(i-2) && !f.word2(i-2) || f.common(i+2) && !f.word2(i+2) {
		return 0, 0 // 部门主官直面: too many words sound like one of the genre
	}
	if before := f.rune(i - 1); before >= '0' && before <= '9' {
		return 0, 0 // 60余人: what a number counts begins there, and no word
	}
	if f.id(i) == 0 || f.id(i+1) == 0 || !(f.wordEnds(i) || f.wordBegins(i+2) || f.unitBegins(i+2) || f.slot(i)) || f.quoted(i) { // nobody types rare characters
		return 0, 0
	}
	if strings.ContainsRune(joinsWords, b) {
		return 0, 0 // 全年共向社会发布, 查阅点及其他渠道
	}
	both := f.framed(i)
	wrong := func(r rune) bool { return !f.l.flag(r, isNumber) && (both || !f.l.flag(r, isParticle) && !f.l.free(r)) }
	for _, c := range f.l.begins[f.l.id(a)] {
		if f.l.soundAlike(c, b) && wrong(b) && f.l.heard[[2]rune{a, c}] && !strings.ContainsRune(things, b) {
			return c, 1
		}
	}
	for _, c := range f.l.ends[f.l.id(b)] {
		if f.l.soundAlike(c, a) && wrong(a) && f.l.heard[[2]rune{c, b}] {
			return c, 0
		}
	}
	return 0, 0
}

// framed reports whether nothing but known words, marks and particles that make no word with a
// neighbour stand beside text[i:i+2].
func (f *Finder) framed(i int) bool {
	if i > 0 && han(f.text[i-1]) && !f.wordEnds(i) && !f.l.particle(f.text[i-1]) {
		return false
	}
	end := i + 2
	if f.l.flag(f.rune(end), isSuffix) {
		end++
	}
	return !han(f.rune(end)) || f.wordBegins(end) || f.unitBegins(end) || strings.ContainsRune(between, f.text[end])
}

// unitBegins reports whether a character for a unit stands at text[i] before a known word: 省政府.
func (f *Finder) unitBegins(i int) bool {
	return i+2 < len(f.text) && f.l.flag(f.text[i], isUnit) && f.wordBegins(i+1)
}

// bare judges two characters that are no particles and no numerals, are no word and make none with
// a neighbour, between words: a word that is like them should stand there. In 600,000 characters
// of right texts eight such pairs were none.
func (f *Finder) bare(i int) bool {
	a, b := f.text[i], f.text[i+1]
	if f.l.flag(a, isParticle|isNumber) || f.l.flag(b, isParticle|isNumber) || f.crosses(i) || f.crosses(i+2) || digit(f.rune(i-1)) || !f.framed(i) || f.quoted(i) || f.wordAt(i) {
		return false
	}
	if strings.ContainsRune(joinsWords, b) {
		return false
	}
	for _, c := range f.l.begins[f.l.id(a)] {
		if strings.ContainsRune(things, b) {
			break // 自来水厂
		}
		if c != b && f.l.nearWord([2]rune{a, c}, c, b) {
			f.stranded(i, change{Exchanged, 1}, []rune{a, c})
			return true
		}
	}
	for _, c := range f.l.ends[f.l.id(b)] {
		if c != a && f.l.nearWord([2]rune{c, b}, c, a) {
			f.stranded(i, change{Exchanged, 0}, []rune{c, b})
			return true
		}
	}
	return false
}

// nearWord reports whether a word is meant where one of its characters stands as another, as mayBeWord asks:
// what sounds like it counts of the words that are known by their sound. 致用 is a half of 学以致用 and no word.
func (l *Lexicon) nearWord(w [2]rune, right, wrong rune) bool {
	return l.heard[w] && l.soundAlike(right, wrong) || l.words[w] && l.shaped(right, wrong)
}

// stranded keeps text[i:i+2] as a change of right that is of no usual kind.
func (f *Finder) stranded(i int, c change, right []rune) {
	f.found = append(f.found, found{start: i, end: i + 2, change: c, right: right, bare: true})
}

// slot reports whether text[i:i+2] stands between 的 or 被 and a mark, where nothing but a word
// of two characters can, and neither of them is a word by itself.
func (f *Finder) slot(i int) bool {
	before := f.rune(i - 1)
	return (before == '的' || before == '被' || before == '有' || before == '予') && (f.pause(i+2) || strings.ContainsRune("、和与及", f.rune(i+2))) && !(f.l.free(f.text[i]) && f.l.free(f.text[i+1]))
}

// between reports whether a known word of two characters stands directly before or behind
// text[i:end], and nothing but such a word, a mark or a particle on the other side.
func (f *Finder) between(i, end int) bool {
	return (f.wordEnds(i) || f.wordBegins(end)) && f.opens(i) && f.closes(end) && !f.quoted(i)
}

// oftenTwice are characters that stand twice by right: as words of their own (人人, 一一), or
// at the end of one name and the beginning of the next word (市市场监管局, 小组组长).
const oftenTwice = "网人天月日家户个件条项层步时常渐仅刚纷往种处事样点一二三四五六七八九十〇各省市县区镇乡村街局厅部委办院所科室站州旗盟组队班团校社厂国党业会馆长场路桥江河山海湖城港园房车船商农林水牧渔矿税银行费多大小好快慢早晚明清真实高低久远深浅轻重冷新旧老少男女爸妈哥姐弟妹爷奶星谢试看听说想走跑等乐笑哈呵嗯啊哦呀吧吗呢上下中前后左右东西南北里滴全总分主同自无有可合本经"

// onceOnly are particles and adverbs that stand once, unless one of the two is half of a word.
const onceOnly = "自再共均已未将应须对由按从被使并也都仍还就与或于至促不要是但尚却虽既且若"

// beginsOnce are prepositions that stand once where a part of a sentence begins.
const beginsOnce = "为对从以按由在将与请如现自"

// wordOrMeasure are those of oftenTwice that are no name's end: between two known words the
// second is one too many, 各项项工作.
const wordOrMeasure = "项步点条件处事样时行业费"

// wordBeginner are those that end no word behind a known one: 收取费费用.
const wordBeginner = "费项时样步听看试说想谈"

// onceBeforeWord are those of oftenTwice that end no name of a body and stand twice only before
// another word than one that begins with them: 好好学习, and not 主主动.
const onceBeforeWord = "社国多大小好快慢早晚明清真实高低久深浅轻重新老全总分主同自无有可合本经"

// onceAtFirst are those of them before which a name or a count stands where they do so by right: at the
// beginning of a part of a sentence 部部门 is none, and 商务部部门预算 one.
const onceAtFirst = "部办街网处内家户项步样事时"

// onceBehindWord are those of oftenTwice that begin no word behind one that ends with them, unless
// it is a known one.
const onceBehindWord = "大实高多新明清真低深好站行业会组队项处件样到办"

// twoWords are characters that end one word and begin the next by themselves: 对对口部门, 以及及时.
const twoWords = "对及在和与从为以将等把被由向自上下中后前内外网"

// counting are measure words that a number has before it.
const counting = "件条次个项份期篇场起宗封人年月日"

// ofUnits are characters that make a word of a unit before them: 我县县委, 我局局长.
const ofUnits = "委政长级内属直里域城区机领主党班外办志情务境村"

// unitTwice reports whether the character that stands twice at text[i] is a measure word behind a
// number, 12件件，, or a character for a unit: 我局局认真, 县县人民政府, 商务委委，.
func (f *Finder) unitTwice(i int, begins bool) bool {
	c, before, next := f.text[i], f.rune(i-1), f.rune(i+2)
	switch {
	case digit(before) && strings.ContainsRune(counting, c):
		return !han(next) || !begins && c != '年' && c != '月' && c != '日' && f.wordBegins(i+2)
	case begins || !f.l.flag(c, isUnit):
		return false
	case before == '我':
		return !strings.ContainsRune(ofUnits, next) && f.closes(i+2)
	case i == 0 || f.pause(i-1):
		return next == '人' && f.rune(i+3) == '民'
	}
	return han(before) && next != 0 && strings.ContainsRune("委局厅院", c) && (!han(next) || next == '的' || f.is(countingVerbs, i+2))
}

// twice looks at a character that stands twice at text[i] and text[i+1]: it ends one known
// word or begins one, and not both. Where it does both, as in 完善善政府, the word that would
// begin with it is none if another begins in its middle.
func (f *Finder) twice(i int) {
	c := f.text[i]
	if !han(c) || c == '国' && f.rune(i-1) == '和' || i > 0 && f.text[i-1] == c || f.rune(i+2) == c || han(f.rune(i+2)) && f.rune(i+2) == f.rune(i+3) || i > 1 && han(f.text[i-1]) && f.text[i-1] == f.text[i-2] {
		return // 普普通通
	}
	if before := f.rune(i - 1); (digit(before) || before == '万' || before == '余') && strings.ContainsRune(measures+"号楼室日月届", c) && f.rune(i+2) != 0 && !han(f.rune(i+2)) {
		f.mark(i, i+2, string(c)) // 发布信息120条条，
		return
	}
	if c == '任' && f.rune(i-1) == '主' || f.l.flag(f.rune(i-1), isNumber) && strings.ContainsRune(measures, c) && f.l.knows(c, f.rune(i+2)) {
		return // 办事处主任任组长, 第一批批复的项目
	}
	if c == '了' && f.l.knows(c, f.rune(i+2)) && f.wordEnds(i) {
		return // 印发了了解社情民意的问卷
	}
	if c == '起' && f.rune(i-1) == '日' {
		f.mark(i, i+2, "起") // 2022年1月1日起起
		return
	}
	if strings.ContainsRune(beginsOnce, c) && (i == 0 || f.pause(i-1)) && !f.l.knows(c, f.rune(i+2)) {
		f.mark(i, i+2, string(c)) // 为为进一步
		return
	}
	ends, begins := f.l.knows(f.rune(i-1), c), f.l.knows(c, f.rune(i+2))
	if ends && !begins && f.endTwice(i) {
		return
	}
	if !ends && !begins && strings.ContainsRune(beginsOnce, c) {
		f.mark(i, i+2, string(c)) // 以问题为为导向
		return
	}
	if f.unitTwice(i, begins) {
		f.mark(i, i+2, string(c))
		return
	}
	if begins && !ends && f.l.words[[2]rune{c, f.text[i+2]}] && (f.opens(i) || f.rune(i-1) == '共') && !strings.ContainsRune(ofNames+twoWords, c) && (c == '各' || !f.l.flag(c, isNumber)) {
		f.slip(i, i+3, change{Doubled, 0}, []rune{c, f.text[i+2]}) // 更更新, 其其中
		return
	}
	if strings.ContainsRune(onceOnly, c) || c == '更' && begins && f.wordEnds(i) {
		if strings.ContainsRune("更不仍均", c) {
			begins = false // 更更加, 不不断
		}
		if !begins && (!ends || digit(f.rune(i+2))) {
			f.mark(i, i+2, string(c)) // 截至至2024年
		}
		return
	}
	if ends && !begins && strings.ContainsRune(wordOrMeasure, c) && f.wordBegins(i+2) && f.word2(i-1) {
		f.slip(i-1, i+2, change{Doubled, 1}, []rune{f.text[i-1], c})
		return
	}
	if begins && !ends && strings.ContainsRune(wordBeginner, c) && f.wordEnds(i) {
		f.slip(i, i+3, change{Doubled, 0}, []rune{c, f.text[i+2]})
		return
	}
	switch known := func(a, b rune) bool { return f.l.words[[2]rune{a, b}] }; {
	case ends && !begins && i > 0 && known(f.text[i-1], c) && f.opens(i-1) && f.rune(i+2) != 0 && !han(f.rune(i+2)):
		// 播报功能能。
		f.slip(i-1, i+2, change{Doubled, 1}, []rune{f.text[i-1], c})
		return
	case ends && !begins && strings.ContainsRune(onceBehindWord, c) && known(f.text[i-1], c) && f.opens(i-1) && !f.common(i+1) && (f.wordBegins(i+2) || f.rune(i+2) == '了'):
		// 加大大公开力度
		f.slip(i-1, i+2, change{Doubled, 1}, []rune{f.text[i-1], c})
		return
	case begins && !ends && known(c, f.text[i+2]) && (strings.ContainsRune(onceBeforeWord, c) && f.opens(i) || strings.ContainsRune(onceAtFirst, c) && (i == 0 || f.pause(i-1) || f.text[i-1] == '、')):
		// 主主动公开
		f.slip(i, i+3, change{Doubled, 0}, []rune{c, f.text[i+2]})
		return
	}
	if c == '到' && ends && !begins {
		f.slip(i-1, i+2, change{Doubled, 1}, []rune{f.text[i-1], c}) // 收到到申请
		return
	}
	if f.l.flag(c, isTwice) || f.l.particle(c) {
		return
	}
	if ends && begins && !f.l.words[[2]rune{c, f.text[i+2]}] && f.wordBegins(i+2) && !f.word2(i+3) {
		begins = false
	}
	if ends && begins && f.is(f.l.words, i+2) && f.is(f.l.words, i+4) && !f.word2(i+3) && f.opens(i-1) {
		begins = false // 履行行政府信息: the word behind c is 政府, not 行政
	}
	if ends && begins && f.wordEnds(i) && !f.opens(i-1) && f.l.words[[2]rune{c, f.text[i+2]}] && f.opens(i) {
		ends = false // 瞒报信信息: the word before c is 瞒报, not 报信
	}
	if !ends && !begins && f.common(i+1) && f.opens(i) && !f.l.flag(c, isNumber|isUnit) {
		f.slip(i, i+3, change{Doubled, 0}, []rune{c, f.text[i+2]}) // 水库蓄蓄水
		return
	}
	switch {
	case ends && !begins && (f.closes(i+2) || f.wordBegins(i+2) || f.l.words[[2]rune{f.text[i-1], c}] && f.opens(i-1) && !f.common(i+1)):
		f.slip(i-1, i+2, change{Doubled, 1}, []rune{f.text[i-1], c})
	case begins && !ends && (f.opens(i) || i > 0 && f.l.flag(f.text[i-1], isUnit) && f.l.words[[2]rune{c, f.text[i+2]}]):
		f.slip(i, i+3, change{Doubled, 0}, []rune{c, f.text[i+2]})
	}
}

// wordTwice looks at the word text[i-1:i+1], which may stand twice before a number or a mark:
// 政府信息信息260条.
func (f *Finder) wordTwice(i int) {
	a, b := f.text[i-1], f.text[i]
	if f.text[i-3] != a || f.text[i-2] != b || a == b || !han(a) || !f.l.words[[2]rune{a, b}] || f.rune(i-5) == a && f.rune(i-4) == b {
		return
	}
	if next := f.rune(i + 1); digit(next) || next == '的' || next == '了' || f.pause(i+1) || f.neverTwice(i-3) {
		f.found = append(f.found, found{start: i - 3, end: i + 1, change: change{Doubled, 0}, right: []rune{a, b}, sure: true})
	}
}

// crossed looks at the four characters that end with text[i]: two words whose inner characters
// have changed places, 政公务开 for 政务公开, between words that stand as they should.
func (f *Finder) crossed(i int) {
	a, b, c, d := f.text[i-3], f.text[i-2], f.text[i-1], f.text[i]
	if b == c || b == d || a == c || !f.known(i-3, i-1) || !f.known(i-2, i) || !f.l.words[[2]rune{a, c}] && !f.l.words[[2]rune{b, d}] {
		return
	}
	if opens, closes := f.opens(i-3), f.closes(i+1); !(opens && closes) && !((opens || closes) && f.l.words[[2]rune{a, c}] && f.l.words[[2]rune{b, d}] && !f.crosses(i-3) && !f.crosses(i+1)) {
		return
	}
	f.slip(i-3, i+1, change{Swapped, 1}, []rune{a, c, b, d})
}
