package slip

import "strings"

// A character that stands between known words by itself is a word, or it is what is left of one. Those that
// are words there are told here, generously; any other that is half of a known word has lost the rest.

// mayEnd are characters that may stand alone behind a word at the end of a part of a sentence: they end words
// of three characters (工作量, 宣传栏, 平方米), or are verbs and qualities that say what is done or how it is.
const mayEnd = "业丝个主乐乡书事亏云井交亮人仓付代令件价任份伏伤位低住体作例依侧便信债值做停像儿光免党全共关具典养册写军冷准出函分刊列制券副力办包化区医单印卷厂厅厕去县友发取口句台史号司名听员周品商器回团园国图圈土场" +
	"块型城堂堤境士声处外夜天失头奖套女好委子字季学安完官实审客室家宽寄密封尘尺局层届屏展属岗工差市师带席幅干年广库底店度座庭式引张弱强录役德心志忙快急性情感愿慢懂成或战户房手批找抄抓折护报抽拆招挂换排推搬" +
	"操支收改放教数文断新方旁族日旧早明易景曲月服期末术机权杆材村束条来林架柜查栏树校格案桥次款止死段毒比毕民气水汇河油法洞派流浅海深港游湿源满火灯灾点热照爆片版牌物犯状率班瓶生用田电画界留疫病症痛盘目省看" +
	"真眼着短码破碳社票福种科税稳稿穿窄窗站章端笔答签管箱篇籍米类粉粮繁红级纸线组细经给缺网署美群老考者股膜舞船色节苗苦草药菜行街衡衣补表袋装见观角警计记讲论证词试话语说读课谈负贴贷费赛走起超足跑路身车轨转" +
	"轮辆边过近远退送通造遍道部酒采里重量金钱铁链键镇镜长门问间队院险难集雨零面页项预领频题额风食餐馆香高"

// mayBegin are characters that may stand alone before a word: verbs with an object, prefixes, conjunctions,
// and short names of places.
const mayBegin = "专业严串临主举乡书买予争云互交享京亮亲人仅付代令价任企优传伪位低住作供依侨便促保信倒借做停催先光免党入全共关养兼冀写军农净准减凝凭出击分划列创初删判利别刻剖副办加动助募包区医半单卖南占印危厅压厘原去县" +
	"反发取受变叙古另台右吉同含听呈告周唯商喜器团固国坏堂堵塑填增处外夜够天夯失头奖女好始委子季学宁守宗定宜实审室宽寄富寻导封尝尽局居展属屡川左巧差市布带帮常干平年广废建开引张强当录彩往待得微心志忙快思急总" +
	"患您惠想愿慎慢懂懒成或战房扎打扣扩扫扬扶批找抄抓投抗折抢护报抽担拆拍拓拔拖招拟拨择持挂指挖捐换据授掌排探接控推提搬搭携摆摘摸撤播撰操收改攻放故救教散文新方施旁旅既日旧早旱明易显晋晒智暂暖暨替月末村来析" +
	"林架查标树校核桂棉植楚横欠次欢止正段毁比毕气水求汇没沪油治津活派浅测浙海消涉涌淡深添清渐渔渝港游湘源滇漏潜澳激点炼烟热煤照熟燃爆爱牧物特独现理琼甘用电畅留略疏登白皖盐监盖盘盯直相盼省看真督瞒知短研破禁" +
	"离私种租秦积移税稳穿突立站竞笔第筑答筹签简算管粘粤粮精系纠红约纯纵练细经绘给续绿缓编缩缴缺罚置美翻老考耗联聘聚育背脑腾自致艺苏苦茶荐药获藏虚虽蜀融补表裁装见视角解触警订讨记讲论设访评诉试诚详误说读谁调" +
	"谈谋谢谨豫负购贴贵贷赋赔赛赠赣走赶起超跃跑距跟跨踏转轮软轻较辞辨边辽达迁过迎运近进远违连追退送适选透逐递通造遇避邀部鄂配采释重金针错镇长闭问闽队防附陇降限陕院除险陪随隐难集零露青非靠革顺顾预领食馆首驻" +
	"高鲁黑黔鼓齐"

// orphan tries whether text[i], which makes a word with no neighbour, is what is left of one: 开展不平，
// 医保目录调信息, 按照时间节要求.
func (c clause) orphan(i int) bool {
	if i > c.from && c.wordAt(i-1) || i+1 < c.to && c.wordAt(i) || c.placeEnds(i+1) || c.numbered(i+1) || c.inName(i) {
		return false
	}
	may := c.mayStand(i)
	if may == 0 || c.l.flag(c.text[i], may|isNumber|isUnit) {
		return false
	}
	at, whole := c.whole(i)
	if whole[0] == 0 {
		return false
	}
	c.found = append(c.found, found{start: i, end: i + 1, change: change{Lost, at}, right: whole[:], bare: true})
	return true
}

// mayStand is what text[i] would have to be to stand there by itself, 0 where that is not known.
func (c clause) mayStand(i int) uint16 {
	opens := i == c.from && i > 0 && strings.ContainsRune("，。；、", c.text[i-1])
	closes := i+1 == c.to && c.to < len(c.text) && strings.ContainsRune("，。；、：！？", c.text[c.to])
	behindWord := i-2 >= c.from && c.word2(i-2) && c.before[i] == c.before[i-2] && (i-3 < c.from || !c.word2(i-3))
	beforeWord := i+3 <= c.to && c.word2(i+1) && c.behind[i+1] == c.behind[i+3] && (i+3 >= c.to || !c.word2(i+2))
	behindParticle := i > c.from && strings.ContainsRune("的和与及对将", c.text[i-1]) && c.before[i] == c.before[i-1]+c.cost[i-1] && (i-1 == c.from || !c.wordAt(i-2))
	beforeParticle := i+1 < c.to && strings.ContainsRune("的和与及等", c.text[i+1]) && c.behind[i+1] == c.behind[i+2]+c.cost[i+1] && (i+2 == c.to || !c.wordAt(i+1))
	switch {
	case behindWord && closes:
		if c.parallelEnd(i+1) || c.shared(i+1) {
			return 0
		}
		return isEnd
	case (opens || behindParticle) && beforeWord:
		return isBegin
	case behindWord && (beforeWord || beforeParticle), behindParticle && (closes || beforeParticle):
		return isEnd | isBegin
	}
	return 0
}

// whole is the word that text[i] is most likely half of, and which half is lost: one that often stands beside
// both words beside it, or beside one of them, or else the first that the lexicon has.
func (c clause) whole(i int) (at int, whole [2]rune) {
	one := false
	for k, w := range c.l.wholes(c.text[i]) {
		switch {
		case c.halfBeside(i, w, true):
			return k, w
		case !one && c.halfBeside(i, w, false):
			at, whole, one = k, w, true
		case whole[0] == 0:
			at, whole = k, w
		}
	}
	return at, whole
}
