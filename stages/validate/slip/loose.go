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
	if i < 3 || !han(f.text[i-1]) || !f.l.flag(f.text[i-1], isTail) || f.wordAt(i-2) || f.text[i-2] == '得' {
		return
	}
	tails := f.l.tails[f.text[i-1]]
	at := i - 3 // where the word before begins, whose suffix stands before the half: 标准化管
	made := f.text[i-2] == '化'
	if made {
		at--
	}
	if at < 0 || numeral(f.text[at]) || !f.word2(at) || !f.wordEnds(at) && (f.crosses(at) || !f.opens(at)) || f.quoted(i) || f.parallelEnd(i) || f.shared(i) {
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
	case last == '不' && (strings.ContainsRune("和与及、", before) && f.wordEnds(i-2) || f.is(lackingBefore, i-3)):
		f.mark(i-1, i, "不足")
	case last == '未' && strings.ContainsRune("年月周期", before):
		f.found = append(f.found, found{start: i - 2, end: i, change: change{Exchanged, 1}, right: []rune{before, '末'}, sure: true})
	}
}

// lackingBefore are words that stand before 不足, and before no 不.
var lackingBefore = words2("以下 一些 诸多 许多 突出 上述 不少 方面 某些")

// renewable are things that are renewed, and no qualities: before them 更 is what is left of 更新.
var renewable = words2("情况 工作 制度 机制 内容 信息 栏目 网站 频率 频次 周期 时间 数量 时限 速度 日期")

// renewed looks at 更 between words, before a thing: 栏目更情况.
func (f *Finder) renewed(i int) {
	next := f.rune(i + 3)
	if f.wordEnds(i) && !f.word2(i-1) && !f.word2(i) && f.is(renewable, i+1) && !f.word2(i+2) && next != '化' && next != '性' && !f.quoted(i) {
		f.mark(i, i+1, "更新")
	}
}

// A character that stands between known words by itself is a word, or it is what is left of one. Those that
// are words there are told here, generously; any other that is half of a known word has lost the rest, where that word
// often stands beside a neighbour.

// mayEnd are characters that may stand alone behind a word at the end of a part of a sentence: they end words
// of three characters (工作量, 宣传栏, 平方米), or are verbs and qualities that say what is done or how it is.
const mayEnd = "业丝个主乐乡书事亏云井交亮人仓付代令件价任份伏伤位低住体例依侧便信债值做停像儿光免党全共关具典养册写军冷准函分刊列制券副力办包化区医单印卷厂厅厕去县友取口句台史号司名听员周品商器回团园国图圈土场块型城" +
	"堂堤境士声处外夜天失头奖套女好委子字季学安完官实审客室家宽寄密封尘尺局层届屏展属岗工差市师带席幅干年广库底店度座庭式引张弱强录役德心志忙快急性情感愿慢懂或战户房手批找抄抓折护报抽拆招挂换排推搬操支改放" +
	"教数断新方旁族日旧早明易景曲月服期末术机权杆材村束条来林架柜查栏树校格案桥次款止死段毒比毕气水汇河油法洞派流浅海深港游湿源满火灯灾点热照爆片版牌物犯状率班瓶生用田电画界留疫病症痛盘目省看真眼着短码破碳" +
	"社票福种科税稳稿穿窄窗站章端笔答签管箱篇籍米类粉粮繁红级纸线组细经给缺网署美群老考者股膜舞船色节苗苦草药菜街衡衣补表袋装观角警计记讲论证词试话语说读课谈负贴贷费赛走起超足跑路身车轨转轮辆边过近远退送通" +
	"造遍道部酒采里重量金钱铁链键镇镜长门间队院险难集雨零面页项预领频题额风食餐馆香高账帐板休系形质素炎弹串仪候沟料核压宗松元问作之自规别白布革牢"

// mayBegin are characters that may stand alone before a word: verbs with an object, prefixes, conjunctions,
// and short names of places.
const mayBegin = "专业严串临主举乡书买予争云互交享京亮亲人仅付代令价任企优传伪位低住作供依侨便促保信倒借做停催先光免党入全共关养兼冀写军农净准减凝凭出击分划列创初删判利别刻剖副办加动助募包区医半单卖南占印危厅压厘原去县" +
	"反发取受变叙古另台右吉同含听呈告周唯商喜器团固国坏堂堵塑填增处外夜够天夯失头奖女好始委子季学宁守宗定宜实审室宽寄富寻导封尝尽局居展属屡川左巧差市布带帮常干平年广废建开引张强当录彩往待得微心志忙快思急总" +
	"患您惠想愿慎慢懂懒成或战房扎打扣扩扫扬扶批找抄抓投抗折抢护报抽担拆拍拓拔拖招拟拨择持挂指挖捐换据授掌排探接控推提搬搭携摆摘摸撤播撰操收改攻放故救教散文新方施旁旅既日旧早旱明易显晋晒智暂暖暨替月末村来析" +
	"林架查标树校核桂棉植楚横欠次欢止正段毁比毕气水求汇没沪油治津活派浅测浙海消涉涌淡深添清渐渔渝港游湘源滇漏潜澳激点炼烟热煤照熟燃爆爱牧物特独现理琼甘用电畅留略疏登白皖盐监盖盘盯直相盼省看真督瞒知短研破禁" +
	"离私种租秦积移税稳穿突立站竞笔第筑答筹签简算管粘粤粮精系纠红约纯纵练细经绘给续绿缓编缩缴缺罚置美翻老考耗联聘聚育背脑腾自致艺苏苦茶荐药获藏虚虽蜀融补表裁装见视角解触警订讨记讲论设访评诉试诚详误说读谁调" +
	"谈谋谢谨豫负购贴贵贷赋赔赛赠赣走赶起超跃跑距跟跨踏转轮软轻较辞辨边辽达迁过迎运近进远违连追退送适选透逐递通造遇避邀部鄂配采释重金针错镇长闭问闽队防附陇降限陕院除险陪随隐难集零露青非靠革顺顾预领食馆首驻" +
	"高鲁黑黔鼓齐即尚曾皆俱亟休何决终田数余输耐禽肺支手武呼洪骨陈梁蔡民之洋面"

// mayJoin are verbs and adverbs that stand alone between two words of two characters: 以公开促落实, 全年共受理.
const mayJoin = "打没特私技影教偏铁桥面客元继粉普史暴精共经同促抓进重轻增减保稳强优惠助送给让使按设占达超居列属系含赴到受作供据依凭靠随跟陪带领帮护防治抗救管看查问讲说听学读写用做办建改转交发收报入出回去来起过完成比较更最很太极渐略约近逾余仅只就才先次另全总主副新老旧大小多少高低好坏长短快慢早晚正反单双半非跨微兼即尚曾皆俱亟拟持互催愿慎指漏登禁致融距逐限预呈谁难零间相真见横尽月暨股词稿着选定季周纵晒离换补挂贴印合租买卖种养植育吃住坐走跑飞游玩唱跳演画分拆并接连通断停免缴付还借欠罚奖获享遭患摆放拿推拉提背抬扛挖填铺刷洗扫拖擦点灭破立守盯夺争抢赛拼创兴树扬展拓畅疏堵清排除消解化缓压降升扩缩添加抽存取寄邮递传捎寻找访请邀聘招考评任调派驻值巡检测验试练扶原现白黑红绿蓝金银古纯净潜倒划亲软硬活死生熟干湿冷热暖农林牧渔旅商工民企军警校医研产销每各某本该此亦乃则若如因虽但而或且"

// headNouns are nouns of one character that stand behind 的 alone, afterDe are what else stands there before
// a noun, and beforeDe are verbs that stand before 的.
const (
	headNouns = "报刊人事话字书表票证点钱款车船房楼路桥水电气地田树家店厂村县市省镇乡区街局院校课会网图稿信税费案法权责利心情病药菜粮油煤奖牌墙门窗屏灯井河山海天年月日词句题画照号码线面类级队组班国民户师生工好多少大小高低难量度率值数力价分根本源魂梁"
	beforeDe  = "发办管做说写讲学用买卖种养住领交"
	afterDe   = "话新老旧大小高低好坏多少主总副正各某每本该此原前后上下内外中左右全半单双首末近远长短快慢早晚重轻深浅硬软冷热真假非无未亚次超反微省市县区乡镇村街局厅委部院校所站国党政民企涉预再最更较很极太仅只就才先即尚可应须需能会将已曾在都也还又均共同跨融离退休待代特临暂旅牧渔林农医药"
)

// degrees are words behind which a quality has two characters, but for those of few.
var degrees = words2("更加 较为 十分 非常 尤为 极为 颇为 日益 日趋 渐趋 更为 最为 不够 有待 亟待")

// seldomEnd are those of mayEnd that end no part of a sentence behind a word beside which their own often stands.
const seldomEnd = "作用读方通接展传引推解控治补调分核告配"

// qualities are those few.
const qualities = "活牢宽窄厚薄浓淡冷好大高多强快难低少严细广深长重忙慢差小远近急早晚久热美乱弱密"

// isItem is what a character has to be to stand between marks, behind an item of a list that is a word.
const isItem = isEnd | isBegin | isTail

// orphan tries whether text[i], which makes a word with no neighbour, is what is left of one: 开展不平，
// 按照时间节要求, 轻解读的现依然突出.
func (c clause) orphan(i int) bool {
	if i > c.from && c.wordAt(i-1) || i+1 < c.to && c.wordAt(i) || c.placeEnds(i+1) || c.numbered(i+1) || c.inName(i) || c.l.flag(c.text[i], isNumber|isUnit) {
		return false
	}
	may := c.mayStand(i)
	if may == 0 || c.l.flag(c.text[i], isPlaced) && c.placed(i) && !c.is(degrees, i-2) || c.inList(i) {
		return false
	}
	w := c.whole(i)
	if w.word[0] == 0 || w.sides == 0 && !(may == isEnd && c.is(degrees, i-2)) || (w.sides < 2 || strings.ContainsRune(joins, c.text[i])) && c.stands(i, may, w.sides) {
		return false
	}
	c.left(i, w)
	return true
}

// verbAlone reports whether text[i] is a word by what stands beside it, whatever it could be left of: 用问答回应,
// 行政诉讼1件，系当事人直接起诉, 把审核严起来, 知不足而奋进, 解读不够活,
// 按时发、优先发.
func (f *Finder) verbAlone(i int) bool {
	c, next := f.text[i], f.rune(i+1)
	switch {
	case c == '用', c == '系' && !han(f.rune(i-1)), next == '起' && f.rune(i+2) == '来', next == '不' && !han(f.rune(i-1)):
		return true
	}
	return f.standsAgain(i) || i > 1 && f.is(degrees, i-2) && strings.ContainsRune(qualities, c)
}

// joins are characters that stand between words by right so often that nothing beside them tells.
const joins = "人户证书单金区线期数品物局厅院校图报刊册卡库片牌屏柜架箱位端名额值价税票款案规志生师法制权力台面点层队学社上下各总促横优同进新网件类表栏号费量率性化者员级部处科室组办会"

// stands reports whether text[i] is a word where it stands. may is what it would have to be, and sides beside
// how many of its neighbours a word that it is half of often stands.
func (c clause) stands(i int, may uint16, sides int) bool {
	r := c.text[i]
	switch {
	case may == isItem:
		return strings.ContainsRune(headNouns, r) || c.l.flag(r, isVerb)
	case !c.l.flag(r, may):
		return false
	case c.rune(i-1) == '的' && may == isBegin:
		return strings.ContainsRune(headNouns+afterDe, r)
	case c.rune(i-1) == '的':
		return strings.ContainsRune(headNouns, r)
	case c.rune(i+1) == '的':
		return c.l.flag(r, isEnd) && (r != '起' || strings.ContainsRune("年月日", c.rune(i-1))) || strings.ContainsRune(beforeDe, r)
	case may == isEnd && c.is(degrees, i-2):
		return strings.ContainsRune(qualities, r)
	case may == isEnd && sides > 0:
		return !strings.ContainsRune(seldomEnd, r)
	case may == isEnd|isBegin && i+1 < c.to && c.wordBegins(i+1):
		return c.l.flag(r, isEnd) || strings.ContainsRune(mayJoin, r)
	}
	return true
}

// mayStand is what text[i] would have to be to stand there by itself, 0 where that is not known.
func (c clause) mayStand(i int) uint16 {
	if i > c.from && (c.text[i-1] == c.text[i] || c.text[i-1] == '得') || i+1 < c.to && (c.text[i+1] == c.text[i] || strings.ContainsRune("不所无之", c.text[i+1])) {
		return 0 // 安安静静, 看得清, 必不可少
	}
	if i > c.from && strings.ContainsRune("长记任席志", c.text[i-1]) {
		return 0 // a name: 主任温发展
	}
	opens := i == c.from && i > 0 && strings.ContainsRune("，。；、", c.text[i-1])
	closes := i+1 == c.to && c.to < len(c.text) && strings.ContainsRune("，。；、：！？", c.text[c.to])
	behindWord := i-2 >= c.from && c.wordAt(i-2) && c.before[i] == c.before[i-2]+costOfWord(c.class[i-2]) && (i-3 < c.from || !c.wordAt(i-3))
	beforeWord := i+3 <= c.to && c.wordAt(i+1) && c.behind[i+1] == c.behind[i+3]+costOfWord(c.class[i+1]) && (i+3 >= c.to || !c.wordAt(i+2))
	behindParticle := i > c.from && strings.ContainsRune(joinBefore, c.text[i-1]) && c.before[i] == c.before[i-1]+c.cost[i-1] && (i-1 == c.from || !c.wordAt(i-2))
	beforeParticle := i+1 < c.to && strings.ContainsRune(joinBehind, c.text[i+1]) && c.behind[i+1] == c.behind[i+2]+c.cost[i+1] && (i+2 == c.to || !c.wordAt(i+1))
	counts := i+1 == c.to && digit(c.rune(c.to))
	switch {
	case behindWord && closes:
		if c.parallelEnd(i+1) || c.shared(i+1) {
			return 0
		}
		return isEnd
	case (opens || behindParticle) && beforeWord:
		return isBegin
	case opens && c.text[i-1] == '、' && (c.wordEnds(i-1) || c.wordEnds(i-2) && c.l.flag(c.text[i-2], isEnd)) && (closes && !c.shared(i+1) || beforeParticle):
		return isItem
	case behindWord && (beforeWord || beforeParticle || counts), behindParticle && (closes || beforeParticle):
		return isEnd | isBegin
	}
	return 0
}

// Particles that make few words with what is behind them, and with what is before them.
const (
	joinBefore = "的和与及等了"
	joinBehind = "的和与及等均都已未不须需也仍应还对由"
)

// rest is the word that a character is most likely left of: which of its halves is lost, beside how many of
// its neighbours the word often stands, and another word that it can be left of.
type rest struct {
	at    int
	word  [2]rune
	sides int
	other [2]rune
}

// whole is the word that text[i] is most likely left of: where none of its words often stands beside a
// neighbour, the first that the lexicon has.
func (c clause) whole(i int) (most rest) {
	for k, w := range c.l.wholes(c.text[i]) {
		switch {
		case c.halfBeside(i, w, true):
			return rest{k, w, 2, w}
		case most.sides == 0 && c.halfBeside(i, w, false):
			most = rest{k, w, 1, w}
		case most.word[0] == 0:
			most = rest{k, w, 0, w}
		case most.other == most.word || most.at == 1 && k == 0 && most.other[0] == c.text[i]:
			most.other = w
		}
	}
	return most
}

// left keeps text[i] as what is left of a word.
func (c clause) left(i int, w rest) {
	right := w.word[:]
	if w.sides == 0 && w.other != w.word {
		right = []rune(string(w.word[:]) + "（" + string(w.other[:]) + "等）")
	}
	c.found = append(c.found, found{start: i, end: i + 1, change: change{Lost, w.at}, right: right, bare: true})
}
