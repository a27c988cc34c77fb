package slip

// particles are characters that are mostly a word by themselves.
const particles = "的和与在了为是对将由从以并也均都未不无按向到等各我本该其所已及把被让使请需应要可能会有又再更最很就则且而但若如因于至后前中内上下时这那你他她"

func (l *Lexicon) particle(r rune) bool { return l.flag(r, isParticle) }

// freely are characters that are a word by themselves, or make one with nearly any other.
const freely = "条件报制网会类部量组处办期权文人员号点数事法性度力章项站科室图表书证票费金额业民党级岗职式线台栏箱电话规案效能信学教新老大小各该本此其依以全强优高不为解专多少好有无未已可应需将要求看用工家每省市县区镇乡村党政开推共均做抓促重严主加落严双一些内外上中下前后里间发起位年月日"

func (l *Lexicon) free(r rune) bool { return l.flag(r, isFree) }

// opens reports whether a word may begin at text[i]: behind a mark, a particle or a known
// word, unless the character before makes a word with it.
func (f *Finder) opens(i int) bool {
	if i == 0 || !han(f.text[i-1]) {
		return true
	}
	if i < len(f.text) && f.word2(i-1) {
		return false
	}
	return f.l.particle(f.text[i-1]) || i > 1 && f.word2(i-2)
}

// closes reports whether a word may end before text[i].
func (f *Finder) closes(i int) bool {
	if i == len(f.text) || !han(f.text[i]) {
		return true
	}
	if i > 0 && f.word2(i-1) {
		return false
	}
	return f.l.particle(f.text[i]) || i+1 < len(f.text) && f.word2(i)
}

// crosses reports whether a known word stands across text[i]: in 资深人学习 the phrase that
// looks like 深入学习 begins in the middle of 资深.
func (f *Finder) crosses(i int) bool { return i > 0 && i < len(f.text) && f.word2(i-1) }

// word2 reports whether text[i:i+2] is a known word.
func (f *Finder) word2(i int) bool {
	return f.l.known.has(f.text[i], f.text[i+1])
}

// word looks at text[i:i+2]: a known word with both characters swapped, or one of them
// exchanged for one that looks like it, between words that stand as they should. What only
// sounds alike makes too many other words (反映 and 反应, 权利 and 权力): only the longer
// phrases are held against it.
func (f *Finder) word(i int) {
	a, b := f.text[i], f.text[i+1]
	if !han(a) || !han(b) || f.word2(i) || f.l.particle(a) || f.l.particle(b) {
		return
	}
	if !f.opens(i) || !f.closes(i+2) {
		return
	}
	if f.l.words[[2]rune{b, a}] {
		if !(f.l.free(a) && f.l.free(b)) {
			f.found = append(f.found, found{i, i + 2, nil, change{Swapped, 0}, []rune{b, a}})
		}
		return
	}
	right, at := rune(0), 0
	for _, c := range f.l.begins[a] {
		if f.l.shaped(c, b) {
			right, at = c, 1
		}
	}
	if right == 0 {
		for _, c := range f.l.ends[b] {
			if f.l.shaped(c, a) {
				right, at = c, 0
			}
		}
	}
	if right == 0 {
		return
	}
	w := []rune{a, b}
	w[at] = right
	f.found = append(f.found, found{i, i + 2, nil, change{Exchanged, at}, w})
}

// oftenTwice are characters that stand twice by right: as words of their own (人人, 一一), or
// at the end of one name and the beginning of the next word (市市场监管局, 小组组长).
const oftenTwice = "人天月日家户个件条项层步时常渐仅刚纷往种处事样点一二三四五六七八九十〇各省市县区镇乡村街局厅部委办院所科室站州旗盟组队班团校社厂国党业会馆长场路桥江河山海湖城港园房车船商农林水牧渔矿税银行费多大小好快慢早晚明清真实高低久远深浅轻重冷新旧老少男女爸妈哥姐弟妹爷奶星谢试看听说想走跑等乐笑哈呵嗯啊哦呀吧吗呢上下中前后左右东西南北里滴全总分主同自无有可合本经"

// twice looks at a character that stands twice at text[i] and text[i+1]: it ends one known
// word or begins one, and not both.
func (f *Finder) twice(i int) {
	c := f.text[i]
	if !han(c) || f.l.flag(c, isTwice) || f.l.particle(c) || i > 0 && f.text[i-1] == c || f.rune(i+2) == c {
		return
	}
	ends, begins := f.l.known.has(f.rune(i-1), c), f.l.known.has(c, f.rune(i+2))
	switch {
	case ends && !begins && f.closes(i+2):
		f.found = append(f.found, found{i - 1, i + 2, nil, change{Doubled, 1}, []rune{f.text[i-1], c}})
	case begins && !ends && f.opens(i):
		f.found = append(f.found, found{i, i + 3, nil, change{Doubled, 0}, []rune{c, f.text[i+2]}})
	}
}

// crossed looks at the four characters that end with text[i]: two words whose inner characters
// have changed places, 政公务开 for 政务公开, between words that stand as they should.
func (f *Finder) crossed(i int) {
	a, b, c, d := f.text[i-3], f.text[i-2], f.text[i-1], f.text[i]
	if b == c || !f.l.known.has(a, c) || !f.l.known.has(b, d) || !f.l.words[[2]rune{a, c}] && !f.l.words[[2]rune{b, d}] || !f.opens(i-3) || !f.closes(i+1) {
		return
	}
	f.found = append(f.found, found{i - 3, i + 1, nil, change{Swapped, 1}, []rune{a, c, b, d}})
}
