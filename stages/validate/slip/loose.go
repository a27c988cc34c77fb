package slip

import "strings"

// ofPlaces are characters that end the names of places, in which any character may stand.
const ofPlaces = "省市县区镇乡村旗州盟街路巷社屯湖河江山港桥岛湾沟坪寨堡庄园店站里"

// fewWords are characters whose words bound.txt has nearly all.
const fewWords = "彻障督渠措碍讼媒络策惩询隐私益绩咨践履息"

// loose looks at text[i], which is no word by itself and stands in none: its neighbour has a
// wrong character, or is lost.
func (f *Finder) loose(i int) {
	c := f.text[i]
	if f.quoted(i) || f.inName(i) {
		return
	}
	for _, w := range f.l.bound[c] {
		switch {
		case w[0] == c && f.wrongFor(w[1], i+1) && f.opens(i) && f.closes(i+2):
			f.slip(i, i+2, change{Exchanged, 1}, []rune{w[0], w[1]})
			return
		case w[1] == c && f.wrongFor(w[0], i-1) && f.opens(i-1) && f.closes(i+1):
			f.slip(i-1, i+1, change{Exchanged, 0}, []rune{w[0], w[1]})
			return
		}
	}
	for _, w := range f.l.bound[c] {
		if !strings.ContainsRune(fewWords, c) {
			break
		}
		if at := i - 1; w[1] == c && f.stuck(at) {
			f.slip(at, i+1, change{Exchanged, 0}, []rune{w[0], w[1]})
			return
		} else if w[0] == c && f.stuck(i) {
			f.slip(i, i+2, change{Exchanged, 1}, []rune{w[0], w[1]})
			return
		}
	}
	if f.l.shaped('的', c) && f.between(i, i+1) {
		f.slip(i, i+1, change{Exchanged, 0}, []rune{'的'})
		return
	}
	if w := f.l.bound[c][0]; f.between(i, i+1) {
		at := 0
		if w[0] == c {
			at = 1
		}
		f.slip(i, i+1, change{Lost, at}, []rune{w[0], w[1]})
	}
}

// stuck reports whether text[i:i+2] stands between words and neither of its characters is one.
func (f *Finder) stuck(i int) bool {
	return i >= 0 && i+1 < len(f.text) && han(f.text[i]) && han(f.text[i+1]) && !f.wordAt(i) && f.framed(i) &&
		f.l.costOf(f.text[i]) == costOther && f.l.costOf(f.text[i+1]) == costOther && !f.placeEnds(i+2)
}

// wrongFor reports whether text[i] stands by mistake for a character.
func (f *Finder) wrongFor(right rune, i int) bool {
	r := f.rune(i)
	return r != right && !f.l.particle(r) && f.l.alike(right, r)
}

// inName reports whether text[i] may be a part of the name of a place.
func (f *Finder) inName(i int) bool {
	for k := i + 1; k <= i+2; k++ {
		if r := f.rune(k); r != 0 && strings.ContainsRune(ofPlaces, r) && !f.l.knows(r, f.rune(k+1)) {
			return true
		}
	}
	return false
}

// tail is a word of which one half may be left at the end of a part of a sentence.
type tail struct {
	word   [2]rune
	second bool // the second half is left
	// unsure tails are also a word by themselves: the word before must say that they are none.
	unsure bool
}

// addTails takes a line of tails.txt.
func (l *Lexicon) addTails(line string) {
	line, unsure := strings.CutPrefix(line, "? ")
	for _, s := range strings.Fields(line) {
		s, second := strings.CutPrefix(s, "~")
		w := [2]rune([]rune(s))
		left := w[0]
		if second {
			left = w[1]
		}
		l.tails[left] = append(l.tails[left], tail{w, second, unsure})
	}
}

// tail looks at the single character before the mark text[i] that is left of a word: 结合工作实, and
// 加大解读力 where the word before says that it is no word by itself.
func (f *Finder) tail(i int) {
	if i < 3 || !han(f.text[i-1]) || !f.l.flag(f.text[i-1], isTail) || f.wordAt(i-2) {
		return
	}
	tails := f.l.tails[f.text[i-1]]
	at := i - 3 // where the word before begins, whose suffix stands before the half: 标准化管
	made := f.text[i-2] == '化'
	if made {
		at--
	}
	if at < 0 || !f.word2(at) || !f.wordEnds(at) && (f.crosses(at) || !f.opens(at)) || f.quoted(i) || f.parallelEnd(i) || f.shared(i) {
		return
	}
	before := [2]rune{f.text[at], f.text[at+1]}
	if f.text[i-1] == '力' {
		if f.hasBefore(enlarging, i-3, 8) {
			f.slip(i-1, i, change{Lost, 1}, []rune("力度"))
		}
		return
	}
	for _, t := range tails {
		if t.unsure && !(made && ofMade[t.word]) && !f.l.neighbours.has(before[0], before[1], t.word[0], t.word[1]) {
			continue
		}
		lost := 1
		if t.second {
			lost = 0
		}
		f.found = append(f.found, found{start: i - 1, end: i, change: change{Lost, lost}, right: t.word[:],
			bare: f.text[i] != '、' && f.l.neighbours.has(before[0], before[1], t.word[0], t.word[1])})
		return
	}
}

// ofMade are what is made into something by a word that ends with 化: 集约化管理.
var ofMade = words2("管理 建设 水平 发展 改造 改革 治理 服务 要求 工作 程度 监管 公开 培训 审核 审查")

// shared reports whether an item of one character stands behind the mark text[i], or an item that lends
// its last character to the one before: 规划建、管、护, 部门预、决算.
func (f *Finder) shared(i int) bool {
	if f.text[i] != '、' {
		return false
	}
	next := f.rune(i + 2)
	return next == '、' || f.l.knows(f.text[i-1], next)
}

// hasBefore reports whether a word of a set begins before text[i], less than reach characters away and in
// the same run of Chinese characters.
func (f *Finder) hasBefore(set map[[2]rune]bool, i, reach int) bool {
	for k := i - 2; k >= 0 && k > i-reach && han(f.text[k]) && han(f.text[k+1]); k-- {
		if f.is(set, k) {
			return true
		}
	}
	return false
}

// enlarging are the verbs whose object is a 力度.
var enlarging = words2("加大")

// nounEnds are what makes a noun of a word for a quality that is raised: 提高透明度.
var nounEnds = map[[2]rune]rune{
	{'透', '明'}: '度', {'满', '意'}: '度', {'知', '晓'}: '率', {'公', '信'}: '力', {'时', '效'}: '性', {'针', '对'}: '性', {'权', '威'}: '性',
}

// quality looks at the word before the mark text[i], which is raised and has lost what makes a noun of
// it: 提高政府工作透明.
func (f *Finder) quality(i int) {
	if i < 4 {
		return
	}
	word := [2]rune{f.text[i-2], f.text[i-1]}
	end, ok := nounEnds[word]
	if !ok || f.text[i-3] == '开' || f.quoted(i) {
		return // 公开透明
	}
	if f.hasBefore(raising, i-2, 10) {
		f.slip(i-2, i, change{Lost, 2}, []rune{word[0], word[1], end})
	}
}

// raising are the verbs whose object is a quality.
var raising = words2("提高 提升 增强")

// titles are the titles of one word that reports give to what they refer to.
var titles = words2("条例 规定 办法 通知 意见 方案 指南 目录 要点 细则")

// shortTitle looks at the title that begins at text[i], 《条》: one of a single character is none.
func (f *Finder) shortTitle(i int) {
	if before := f.rune(i - 1); (before == '根' || before == '照') && !han(f.rune(i-2)) && !f.quoted(i) {
		f.mark(i-1, i, map[rune]string{'根': "根据", '照': "按照"}[before])
		return
	}
	c := f.rune(i + 1)
	if f.rune(i+2) != '》' || !han(c) || c == '法' {
		return
	}
	for w := range titles {
		if w[0] == c || w[1] == c {
			f.mark(i+1, i+2, string(w[:]))
			return
		}
	}
}

// endOf looks at the mark text[i] behind 未, 以 or 不, which end nothing: 截至2022年未, 今年以, 问题和不.
func (f *Finder) endOf(i int) {
	if i < 2 {
		return
	}
	last, before := f.text[i-1], f.text[i-2]
	switch {
	case last != '未' && last != '以' && last != '不' || f.quoted(i):
	case last == '以' && before == '年':
		f.mark(i-1, i, "以来")
	case last == '不' && strings.ContainsRune("和与及、", before) && f.wordEnds(i-2):
		f.mark(i-1, i, "不足")
	case last == '未' && strings.ContainsRune("年月周期", before):
		f.found = append(f.found, found{start: i - 2, end: i, change: change{Exchanged, 1}, right: []rune{before, '末'}, sure: true})
	}
}

// renewable are things that are renewed, and no qualities: before them 更 is what is left of 更新.
var renewable = words2("情况 工作 制度 机制 内容 信息 栏目 网站 频率 频次 周期 时间 数量 时限 速度 日期")

// renewed looks at 更 between words, before a thing: 栏目更情况.
func (f *Finder) renewed(i int) {
	next := f.rune(i + 3)
	if f.wordEnds(i) && !f.word2(i-1) && !f.word2(i) && f.is(renewable, i+1) && !f.word2(i+2) && next != '化' && next != '性' && !f.quoted(i) {
		f.mark(i, i+1, "更新")
	}
}
