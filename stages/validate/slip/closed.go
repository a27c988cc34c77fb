package slip

import "strings"

// A closed class is a set of words so small that what is not in it is a slip: what follows
// 我 for the issuer, what stands before 一步, what a doubled particle can mean.

// weAct are what follows 我局, 我县 and never 我 alone in a report.
const weAct = "将也已在按通严积认共主未收及坚加切仍还均始依围充持深印制定高"

// notWe are the characters before 我 that make another word of it.
const notWe = "自忘大小你敌无本和向跟"

// furtherVerbs follow 进一步.
var furtherVerbs = words2("加强 完善 提高 提升 规范 优化 推进 推动 健全 强化 拓展 拓宽 加大 明确 深化 做好 落实 增强 细化 扩大 丰富 畅通 改进 理顺 压实 夯实 抓好 创新 改善 严格 梳理")

// lackings are what 仍存在 has behind it.
var lackings = words2("一些 不足 问题 差距 短板 薄弱 一定 着一 着不 以下 较大 诸多 部分 个别 欠缺 困难")

// listingVerbs want what is listed between them and 等.
var listingVerbs = words2("推送 通过 利用 运用 转发 刊登 制作 涉及")

// onlyAdverbs are adverbs that take 地 before a verb, and workVerbs verbs that are seldom a noun.
var onlyAdverbs = words2("不断 切实 逐步 大力 尽快")

// manners tell how something was done, where 了 stands behind the verb: 有力地保障了.
var manners = words2("不断 切实 逐步 大力 尽快 有力 较好 很好 更好 有效 极大 全面 深入 扎实 充分 明显 及时 准确 严格 主动 认真 积极 广泛 大幅 圆满 顺利 稳步 系统 客观 完整 真实 如实 直观 集中")

func words2(s string) map[[2]rune]bool {
	out := map[[2]rune]bool{}
	for _, w := range strings.Fields(s) {
		out[[2]rune([]rune(w))] = true
	}
	return out
}

// closedCharacters are those around which closed looks.
const closedCharacters = "我等步进在的了和与及截要不请其年月日己侍色届得更《”、，。；"

// closed looks for a slip of a closed class around text[i].
func (f *Finder) closed(i int) {
	switch r := f.text[i]; r {
	case '、':
		f.parallel(i)
		f.cutShort(i)
		f.tail(i)
		f.half(i + 1)
		f.endOf(i)
	case '”':
		f.quotedTwice(i)
	case '更':
		f.renewed(i)
	case '《':
		f.shortTitle(i)
	case '我':
		if f.yearBefore(i) && strings.ContainsRune("局县市区镇乡街办委厅", f.rune(i+1)) {
			f.mark(i-4, i, string(f.text[i-4:i])+"年")
			return
		}
		if f.ours(i) {
			return
		}
		if n := f.rune(i + 1); strings.ContainsRune(weAct, n) && !strings.ContainsRune(notWe, f.rune(i-1)) && !f.quoted(i) {
			f.mark(i, i+1, "我局（县、镇等）")
		}
	case '步':
		f.step(i)
	case '进':
		if f.rune(i+1) == '一' && f.is(furtherVerbs, i+2) {
			f.mark(i, i+2, "进一步")
		}
	case '在':
		f.existing(i)
	case '得':
		// 极大得保障了; 有效得到 and 有效得以 are verbs
		if f.is(manners, i-2) && i+3 < len(f.text) && f.text[i+3] == '了' && f.word2(i+1) && !strings.ContainsRune("到以出益", f.text[i+1]) {
			f.mark(i-2, i+1, string(f.text[i-2:i])+"地")
		}
	case '的':
		f.particleSlip(i)
		f.cutShort(i)
		f.half(i + 1)
	case '不':
		f.lackOf(i)
	case '要':
		if !han(f.rune(i+1)) && f.rune(i+1) != 0 && strings.ContainsRune("，。；、", f.rune(i+1)) && (f.wordEnds(i) || strings.ContainsRune("》”", f.rune(i-1))) && !f.word2(i-1) && !f.quoted(i) {
			f.mark(i, i+1, "要求")
		}
	case '请':
		// 收到公开请12件
		if next := f.rune(i + 1); next >= '0' && next <= '9' && f.wordEnds(i) && !f.word2(i-1) && !f.quoted(i) {
			f.mark(i, i+1, "申请")
		}
	case '，', '。', '；':
		f.cutShort(i)
		f.tail(i)
		f.quality(i)
		f.unmeasured(i)
		f.endOf(i)
		f.beheaded(i + 1)
	case '年', '月', '日':
		f.date(i)
	case '色':
		f.socialism(i)
	case '届':
		f.plenum(i)
	case '己':
		if before := f.rune(i - 1); (before == 0 || !strings.ContainsRune("自知异利克律为舍一损百贴修于", before)) && f.rune(i+1) != '任' {
			f.mark(i, i+1, "已")
		}
	case '侍':
		if !strings.ContainsRune("服女近内随陪", f.rune(i-1)) && !strings.ContainsRune("候奉女者从郎卫应弄养", f.rune(i+1)) {
			f.mark(i, i+1, "待")
		}
	case '其':
		// 公民、法人其他组织: what joins the two is lost
		if f.rune(i-1) == '人' && f.rune(i-2) == '法' && f.rune(i+1) == '他' && !f.quoted(i) {
			f.mark(i-2, i+2, "法人和其他")
		}
	case '了', '和', '与', '及':
		if r == '了' && f.rune(i-1) == '取' && f.rune(i+1) != '消' && !f.wordEnds(i) {
			f.mark(i-1, i+1, "取得了")
		}
		if r == '了' && f.rune(i-1) == '得' && f.rune(i-2) == '取' && f.rune(i+1) == '的' {
			f.mark(i-2, i+2, "取得了一定的（明显的等）") // what the result was like is lost
		}
		if f.rune(i+1) == r && !f.joins(i) {
			f.mark(i, i+2, string(r))
		} else if r == '及' && (i == 0 || f.rune(i-1) == '。') && f.wordBegins(i+1) && !f.word2(i) {
			f.mark(i, i+1, "及时") // no sentence begins with a conjunction
		}
	case '等':
		// 推送等文章: what is listed before 等 is lost
		if i >= 2 && f.is(listingVerbs, i-2) && han(f.rune(i+1)) && !strings.ContainsRune("待级于同额效", f.rune(i+1)) && !f.listed(i) && !f.quoted(i) {
			f.mark(i-2, i+1, string(f.text[i-2:i]))
		}
	case '截':
		if next := f.rune(i + 1); next != '至' && f.until(i+2) && (next == '止' || f.l.alike('至', next)) {
			f.mark(i, i+2, "截至")
		}
	}
}

// socialism judges 中国特色社会主义思想, whose 主义 or 社会 is lost or another word of that sound: the phrase is
// of sixteen characters, and no slip of one.
func (f *Finder) socialism(i int) {
	if f.rune(i-1) != '特' || f.rune(i-2) != '国' || f.quoted(i) {
		return
	}
	follows := func(at int, word string) bool { return hasPrefix(f.text[min(at, len(f.text)):], []rune(word)) }
	switch {
	case follows(i+1, "社会思想"), follows(i+1, "主义思想"):
		f.mark(i+1, i+5, "社会主义思想")
	case follows(i+1, "社会") && follows(i+5, "思想") && !follows(i+3, "主义") && f.l.soundAlike('主', f.text[i+3]) && f.l.soundAlike('义', f.text[i+4]):
		f.mark(i+1, i+7, "社会主义思想")
	}
}

// plenum judges a plenary session of the Central Committee: 二十届三种全会, 二十届三全会.
func (f *Finder) plenum(i int) {
	if !strings.ContainsRune(counts+"一", f.rune(i+1)) || f.rune(i+1) == 0 {
		return
	}
	switch {
	case f.rune(i+3) == '全' && f.rune(i+4) == '会' && f.rune(i+2) != '中' && f.l.soundAlike('中', f.rune(i+2)):
		f.mark(i+1, i+5, string(f.text[i+1])+"中全会")
	case f.rune(i+2) == '全' && f.rune(i+3) == '会':
		f.mark(i+1, i+4, string(f.text[i+1])+"中全会")
	}
}

// listed reports whether a list stands before text[i] in its part of the sentence: 网站、媒体、微信推送等.
func (f *Finder) listed(i int) bool {
	for i--; i >= 0 && !strings.ContainsRune("，。；：", f.text[i]); i-- {
		if f.text[i] == '、' {
			return true
		}
	}
	return false
}

// half judges a single character behind 的 or 、 that is the first half of a word: the second
// is lost where nothing follows that it could belong to.
func (f *Finder) half(i int) {
	c := f.rune(i)
	if !han(c) || !f.wordEnds(i-1) || f.word2(i) || f.quoted(i) {
		return
	}
	w, ok := f.l.halves[c]
	if !ok {
		f.lostFirst(i)
		return
	}
	next := f.rune(i + 1)
	ends := next != 0 && strings.ContainsRune("，。；、和及与", next)
	if ends || f.text[i-1] == '的' && (next == '工' && f.rune(i+2) == '作' || next == '还' || next == '仍') {
		f.mark(i, i+1, string(w[:]))
	}
}

// takesTwo are the words behind which a single character is no word: a verb that means
// nothing by itself and an adverb of two characters want a verb of two.
var takesTwo = words2("限期 加以 予以 得以 有待 亟待 进行 开展 不断 逐步 切实 持续 大力 着力 一步 工作 融合 深化 推动 推进 加强 强化 提升 提高 业务 组织 信息 政务 服务")

// wantTwo are those of takesTwo behind which no other character stands alone before a mark than endsTime.
var wantTwo = words2("进行 予以 加以 得以 有待 亟待")

const endsTime = "中时后前了的过得着等间下内外上起止"

// beheaded judges the single character that begins a part of a sentence and is what is left of a verb: 强对,
// 大督查力度, 组全体干部. Slogans have verbs of one character (强基础、优服务), so that few are certain.
func (f *Finder) beheaded(i int) {
	c := f.rune(i)
	if !han(c) || i+3 >= len(f.text) || f.wordAt(i) || f.quoted(i) {
		return
	}
	switch {
	case c == '强' && f.rune(i+1) == '对' && f.wordBegins(i+2):
		f.mark(i, i+1, "加强")
	case c == '大' && f.wordBegins(i+1) && f.rune(i+3) == '力' && f.rune(i+4) == '度':
		f.mark(i, i+1, "加大")
	case c == '组' && f.wordBegins(i+1):
		f.mark(i, i+1, "组织")
	case c == '完' && f.wordBegins(i+1):
		f.mark(i, i+1, "完善")
	}
}

// promptly are what is done in time, or not.
var promptly = words2("发布 更新 公开 答复 回应 报送 办理 解读 反馈 上传 维护 处理 公布")

// adverbs are the words behind which a verb of one character may stand: 及时改.
var adverbs = words2("应当 可以 主动 及时 依法 认真 积极")

// endsSentence are characters that may stand alone at the end of a part of a sentence.
const endsSentence = "的了着中时后前等内外上下间里处者性化度力率量类级员会部局科室站组队网群号表单库点线面图栏案法制权责项条件份篇次场期年月日人名家村镇乡县市区省街户元个多少大小好新高强全快优低难办"

// cutShort looks at the single character before the mark text[i] that is the first half of a
// word and has lost the second: 推进融合发。
func (f *Finder) cutShort(i int) {
	if i < 3 || !han(f.text[i-1]) || !han(f.text[i-2]) || f.word2(i-2) {
		return
	}
	c := f.text[i-1]
	if !f.is(takesTwo, i-3) && (!f.is(adverbs, i-3) || f.l.flag(c, isVerb)) || f.quoted(i) {
		return
	}
	if w, ok := f.l.halves[c]; ok && !strings.ContainsRune(endsSentence, c) {
		f.mark(i-1, i, string(w[:]))
	} else if all := f.l.ends[f.l.id(c)]; f.is(wantTwo, i-3) && !strings.ContainsRune(endsTime, c) && !f.wordAt(i-2) && len(all) > 0 {
		f.mark(i-1, i, string([]rune{all[0], c})) // 对目录进行新。
	} else if f.rune(i-3) == '有' && f.rune(i-2) == '待' || f.rune(i-3) == '亟' {
		if before := f.l.ends[f.l.id(c)]; len(before) > 0 {
			f.mark(i-1, i, string([]rune{before[0], c}))
		}
	}
}

// lostFirst judges an item of one character in a list of words, which is the second half of one:
// 审核、复、归档.
func (f *Finder) lostFirst(i int) {
	c := f.text[i]
	if f.text[i-1] != '、' || f.rune(i+1) != '、' || !f.wordBegins(i+2) || f.l.flag(c, isParticle|isFree|isVerb|isUnit|isNumber) {
		return
	}
	if before := f.l.ends[f.l.id(c)]; len(before) > 0 {
		f.mark(i, i+1, string([]rune{before[0], c}))
	}
}

// improving are what is done all the time: a sentence that begins with 不提升 lacks the 断.
var improving = words2("提升 推进 推动 优化 拓展 拓宽 创新 深化 强化 增强 丰富 加大 加强 健全 完善")

// lackOf judges 公开内不够 and 业务能不强: what is not enough has lost its second half.
func (f *Finder) lackOf(i int) {
	if (i == 0 || f.pause(i-1)) && f.is(improving, i+1) && f.wordBegins(i+3) && !f.twiceNot(i) {
		f.mark(i, i+1, "不断")
		return
	}
	if f.rune(i+1) == '及' && f.wordEnds(i) && (f.pause(i+2) || f.rune(i+2) == '、' || f.rune(i+2) == '的' && f.is(promptly, i-2)) {
		f.mark(i, i+2, "不及时") // 更新不及，
		return
	}
	if next := f.rune(i + 1); next == 0 || !strings.ContainsRune("够强高深", next) || i < 3 {
		return
	}
	if w, ok := f.l.halves[f.text[i-1]]; ok && f.wordEnds(i-1) && !f.word2(i-2) && !f.quoted(i) {
		f.mark(i-1, i, string(w[:]))
	}
}

// twiceNot reports whether the part of the sentence that begins at text[i] goes on as a condition does:
// 不强化责任不行, 不创新就没有出路.
func (f *Finder) twiceNot(i int) bool {
	for k := i + 1; han(f.rune(k)); k++ {
		if f.text[k] == '不' || f.text[k] == '就' {
			return true
		}
	}
	return false
}

// yearBefore reports whether the four digits of a year stand directly before text[i]: 2021我局.
func (f *Finder) yearBefore(i int) bool {
	if f.rune(i-4) != '2' || f.rune(i-3) != '0' || f.rune(i-5) >= '0' && f.rune(i-5) <= '9' {
		return false
	}
	d := func(r rune) bool { return r >= '0' && r <= '9' }
	return d(f.rune(i-2)) && d(f.rune(i-1))
}

// steps are characters that make a step of what follows, of which the first may be: 下一步, 迈一步.
const steps = "下每第逐更同这那走快先稳大小了跨迈万退头步几"

// step judges 一步 and 进步 before a verb that takes 进一步.
func (f *Finder) step(i int) {
	if f.rune(i-1) == '进' && f.rune(i+1) == '一' && f.is(furtherVerbs, i+2) {
		f.mark(i-1, i+2, "进一步") // 进步一拓展
		return
	}
	if f.rune(i-1) == '一' && f.rune(i+1) == '进' && f.is(furtherVerbs, i+2) && !strings.ContainsRune(steps, f.rune(i-2)) {
		f.mark(i-1, i+2, "进一步") // 一步进加大
		return
	}
	if !f.is(furtherVerbs, i+1) {
		return
	}
	before, first := f.rune(i-2), f.rune(i-1)
	switch {
	case first == '一' && before == '进', first == '一' && strings.ContainsRune(steps, before):
	case first == '一' && (before == 0 || f.opens(i-1) || strings.ContainsRune("要待需将须应", before)):
		f.mark(i-1, i+1, "进一步")
	case first == '进' && !strings.ContainsRune("得大新有显足断点续的续稳", before):
		f.mark(i-1, i+1, "进一步")
	}
}

// existing judges 在: 存在在, and 仍在 before what is lacking.
func (f *Finder) existing(i int) {
	next, before := f.rune(i+1), f.rune(i-1)
	switch {
	case next == '在' && before == '存':
		f.mark(i-1, i+2, "存在")
	case next == '在' && !strings.ContainsRune("实现所正内外旨", before) && !f.l.knows(next, f.rune(i+2)):
		f.mark(i, i+2, "在")
	case strings.ContainsRune("仍还", before) && before != 0 && f.is(lackings, i+1), before == '然' && f.is(lackings, i+1):
		f.mark(i-1, i+1, string(before)+"存在")
	}
}

// particleSlip judges 的: doubled, behind 一些, and behind an adverb before a verb.
func (f *Finder) particleSlip(i int) {
	next := f.rune(i + 1)
	switch {
	case next == '的' && f.rune(i-1) != '目' && f.rune(i+2) != '确':
		f.mark(i, i+2, "的")
	case f.rune(i-1) == '些' && f.rune(i-2) == '一' && han(next) && next != '士':
		f.mark(i-2, i+1, "一些")
	case i >= 2 && (f.is(onlyAdverbs, i-2) && f.is(furtherVerbs, i+1) || f.is(manners, i-2) && i+3 < len(f.text) && f.text[i+3] == '了' && f.word2(i+1)):
		f.mark(i-2, i+1, string(f.text[i-2:i])+"地")
	}
}

// until reports whether a date follows, or a word for one.
func (f *Finder) until(i int) bool {
	r := f.rune(i)
	return r >= '0' && r <= '9' || r == '目' && f.rune(i+1) == '前' || r == '年' && f.rune(i+1) == '底' || r == '到'
}

// joins reports whether text[i] ends one word and text[i+1] begins the next.
func (f *Finder) joins(i int) bool {
	return i > 0 && f.l.knows(f.rune(i-1), f.text[i]) || f.l.knows(f.text[i+1], f.rune(i+2))
}

// rune is text[i], 0 outside of the text.
func (f *Finder) rune(i int) rune {
	if uint(i) >= uint(len(f.text)) {
		return 0
	}
	return f.text[i]
}

func (f *Finder) is(set map[[2]rune]bool, i int) bool {
	return i >= 0 && i+1 < len(f.text) && set[[2]rune{f.text[i], f.text[i+1]}]
}

// quoted reports whether text[i] stands in a title or in quotation marks of one line.
func (f *Finder) quoted(i int) bool {
	for k := i - 1; k >= 0 && k > i-40; k-- {
		switch f.text[k] {
		case '《', '“':
			return true
		case '》', '”', '。':
			return false
		}
	}
	return false
}

// mark keeps text[start:end] as a slip for right.
func (f *Finder) mark(start, end int, right string) {
	f.slip(start, end, change{Exchanged, 0}, []rune(right))
}
