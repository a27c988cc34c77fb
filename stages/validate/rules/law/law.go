// Package law compares what a report says of statutes with the statutes: titles, numbers, articles,
// limits of days and what they allow. The statutes are the data of this file; the others read what a
// report says of them.
package law

// lawOf2019 is the first whole year under the regulation as it was revised in 2019.
const lawOf2019 = 2020

// articles is how many articles the regulation has since 2019.
const articles = 56

// known is a statute or document with what is fixed about it.
type known struct {
	name   string
	issuer string   // of its number, "" where none is compared
	number string   // behind the issuer
	since  []string // the days on which it and its revisions came into force; nil where none is compared
}

// knownDocuments are those whose numbers and days reports give. Laws that were often revised have
// all their days, so that none of them is called wrong.
var knownDocuments = [...]known{
	{"政府信息公开条例", "", "", []string{"2008-05-01", "2019-05-15"}},
	{"政府信息公开信息处理费管理办法", "国办函", "〔2020〕109号", []string{"2021-01-01"}},
	{"公共企事业单位信息公开规定制定办法", "国办发", "〔2020〕50号", nil},
	{"国务院办公厅关于推进政务新媒体健康有序发展的意见", "国办发", "〔2018〕123号", nil},
	{"国务院办公厅关于全面推进基层政务公开标准化规范化工作的指导意见", "国办发", "〔2019〕54号", nil},
	{"国务院办公厅关于进一步优化地方政务服务便民热线的指导意见", "国办发", "〔2020〕53号", nil},
	{"国务院办公厅关于加强行政规范性文件制定和监督管理工作的通知", "国办发", "〔2018〕37号", nil},
	{"政府网站发展指引", "国办发", "〔2017〕47号", nil},
	{"政府网站与政务新媒体检查指标", "国办秘函", "〔2019〕19号", nil},
	{"行政复议法", "", "", []string{"1999-10-01", "2009-08-27", "2018-01-01", "2024-01-01"}},
	{"行政处罚法", "", "", []string{"1996-10-01", "2009-08-27", "2018-01-01", "2021-07-15"}},
	{"保守国家秘密法", "", "", []string{"1989-05-01", "2010-10-01", "2024-05-01"}},
	{"个人信息保护法", "", "", []string{"2021-11-01"}},
	{"数据安全法", "", "", []string{"2021-09-01"}},
	{"民法典", "", "", []string{"2021-01-01"}},
	{"重大行政决策程序暂行条例", "", "", []string{"2019-09-01"}},
	{"优化营商环境条例", "", "", []string{"2020-01-01"}},
}

// subject is what one article of the regulation is about, by words that no other article has.
type subject struct {
	words []string
	in    []int // the articles that speak of it
}

// subjects are those by which reports cite the regulation most.
var subjects = [...]subject{
	{[]string{"工作人员进行培训", "定期培训", "定期进行培训", "定期开展培训", "定期组织培训"}, []int{48}},
	{[]string{"信息处理费"}, []int{42}},
	{[]string{"社会评议", "考核制度"}, []int{46}},
	{[]string{"年度报告"}, []int{49, 50}},
	{[]string{"信息查阅场所", "信息查阅点"}, []int{25}},
	{[]string{"信息公开指南", "信息公开目录"}, []int{12}},
	{[]string{"补正"}, []int{30, 31, 36}},
	{[]string{"第三方"}, []int{15, 32, 33, 36}},
	{[]string{"内部事务信息", "过程性信息", "行政执法案卷"}, []int{16, 36}},
	{[]string{"国家秘密"}, []int{14, 17, 36}},
	{[]string{"答复期限", "答复时限", "期限内答复", "期限内作出答复", "时限内答复", "时限内作出答复", "期限内予以答复", "时限内予以答复"}, []int{33, 30, 31, 32, 34, 35, 36, 42}},
}

// limit is how long the law gives for something, and by which words a clause speaks of it.
type limit struct {
	law    string
	unit   string // 个工作日, 日 or 个月
	most   int
	exact  bool     // less than it is wrong as well
	before []string // one of them stands in the clause before the number
	behind []string // and one behind it
	about  []string // one of them stands in the clause, nil where before and behind say enough
	not    []string // in a sentence with one of these another thing is spoken of
	from   int      // the first year of reports
}

// limits are the periods of the regulation and of the laws on review and suits. Offices may promise to
// be faster: less than a limit is no fault, but the right of a citizen to so many days is as it is.
var limits = [...]limit{
	{
		"《条例》第三十三条", "个工作日", 20, false,
		[]string{"收到申请", "收到政府信息公开申请", "收到信息公开申请", "收到公开申请", "收到依申请公开申请", "申请之日起"}, []string{"答复"}, nil,
		[]string{"延长", "延期", "许可", "提案", "建议", "信访", "投诉", "举报", "复议", "更正", "咨询", "留言", "压缩", "缩短"}, lawOf2019,
	},
	{
		"《条例》第三十三条", "个工作日", 20, false,
		[]string{"答复期限为", "答复期限是", "答复时限为", "答复时限是", "答复的期限为", "答复的期限是", "延长的期限最长不得超过", "延长期限最长不得超过", "延长期限不得超过", "延长的期限不得超过", "延长答复期限不得超过", "延长期限最长不超过", "延长的期限最长不超过", "延长期限不超过", "延长的期限不超过", "延长答复期限不超过", "延长答复期限最长不超过", "延长答复期限最长不得超过"}, nil, nil,
		[]string{"许可", "提案", "信访", "投诉", "举报", "复议", "咨询", "留言", "压缩", "缩短"}, lawOf2019,
	},
	{
		"《条例》第三十三条", "个工作日", 20, true,
		[]string{"《条例》规定的", "《条例》第三十三条规定的", "政府信息公开条例》规定的"}, nil, []string{"延长", "延期", "答复"},
		[]string{"许可", "提案", "信访", "投诉", "举报", "复议", "咨询", "留言", "压缩", "缩短", "补正", "征求", "第三方", "主动公开", "形成", "变更", "转送", "移送", "登记"}, lawOf2019,
	},
	{
		"《条例》第三十条", "个工作日", 7, false,
		[]string{"收到申请", "收到政府信息公开申请", "收到信息公开申请", "收到公开申请", "申请之日起"}, []string{"告知补正", "告知申请人补正", "告知申请人作出补正", "通知补正", "通知申请人补正", "指导和释明", "补正告知", "告知申请人需要补正", "告知需要补正", "告知申请人进行补正", "要求申请人补正", "通知其补正", "告知其补正", "一次性告知"}, nil,
		[]string{"许可", "压缩", "缩短"}, lawOf2019,
	},
	{
		"《条例》第三十条", "个工作日", 7, false,
		[]string{"收到申请之日起", "收到申请后"}, []string{"作出", "发出", "完成", "送达", "一次性"}, []string{"补正"},
		[]string{"许可", "压缩", "缩短", "答复"}, lawOf2019,
	},
	{
		"《条例》第三十二条", "个工作日", 15, false,
		[]string{"征求意见书之日起", "征求意见函之日起", "征求意见之日起", "第三方应当在", "第三方应在"}, []string{"提出意见", "提出书面意见", "反馈意见", "回复意见", "书面答复", "予以答复"}, nil,
		[]string{"压缩", "缩短"}, lawOf2019,
	},
	{
		"《条例》第二十六条", "个工作日", 20, false,
		[]string{"形成之日起", "变更之日起"}, []string{"公开"}, nil,
		[]string{"压缩", "缩短", "另有规定"}, lawOf2019,
	},
	{
		"《行政复议法》", "日", 60, true,
		[]string{"之日起", "收到", "知道", "可以在", "可在", "可于"}, []string{"申请行政复议", "提起行政复议", "提出行政复议", "申请复议"}, nil,
		[]string{"超过", "诉讼时效", "裁决", "撤回"}, 0,
	},
	{
		"《行政诉讼法》", "个月", 6, true,
		[]string{"之日起", "收到", "知道", "或者"}, []string{"提起行政诉讼", "提起诉讼", "起诉"}, nil,
		[]string{"超过", "不履行", "不作为"}, 2016,
	},
}

// statement is something that the law does not allow, told as what is done. Words of each group stand
// one behind the other in a sentence that has none of the words of not.
type statement struct {
	law    string
	groups [][]string
	not    []string
	zh, en string
}

// denied are words by which a sentence says that something is not done, or is done no longer.
var denied = []string{"不收", "不予收", "未收", "没有收", "未向", "没有向", "不向", "未发生", "没有发生", "免", "不得", "不能收", "不应收", "无需", "无须", "不需", "不用", "不必", "不缴", "不交", "不再", "未再", "不计收", "取0元", "费0元", "费为0元", "取消", "停止", "停征", "禁止", "严禁", "杜绝", "清退", "退还", "违规", "是否", "避免", "纠正", "防止", "修订前", "原条例", "旧条例", "原《条例》", "无收", "无任何"}

var statements = [...]statement{
	{
		"《条例》第四十二条",
		[][]string{{"没有明显超过合理范围", "未明显超过合理范围", "没有超过合理范围", "未超过合理范围", "不超过合理范围", "10件以下", "十件以下", "合理范围内", "合理范围以内"}, {"收取", "计收", "缴纳", "交纳"}, {"费", "元"}},
		append([]string{"超出", "11件", "十一件", "除外", "以外"}, denied...),
		"申请的数量、频次没有明显超过合理范围的，不收取费用", "no fee is taken where number and frequency are within a reasonable range",
	},
	{
		"《条例》第四十二条",
		[][]string{{"每件申请", "每份申请", "所有申请", "全部申请", "每位申请人", "所有申请人", "每名申请人", "每一申请人"}, {"收取", "计收", "缴纳", "交纳"}, {"处理费", "费用", "工本费"}},
		append([]string{"超过", "超出", "合理范围", "以上", "除外", "以外"}, denied...),
		"行政机关依申请提供政府信息不收取费用，数量、频次明显超过合理范围的除外", "no fee is taken of every applicant",
	},
	{
		"《条例》第四十二条",
		[][]string{{"收取", "计收", "缴纳", "交纳", "支付"}, {"检索费", "复制费", "邮寄费", "检索、复制", "复制、邮寄", "检索、邮寄"}},
		append([]string{"除", "以外"}, denied...),
		"依申请提供政府信息不再收取检索、复制、邮寄等成本费用", "search, copies and postage are no longer charged for",
	},
	{
		"《条例》第四十二条",
		[][]string{{"检索费", "复制费", "邮寄费"}, {"收取", "计收", "由申请人承担", "由申请人负担", "由申请人支付"}},
		append([]string{"除", "以外"}, denied...),
		"依申请提供政府信息不再收取检索、复制、邮寄等成本费用", "search, copies and postage are no longer charged for",
	},
	{
		"《条例》第二十七条",
		[][]string{{"要求申请人", "申请人须", "申请人必须", "申请人应当", "申请人应", "申请人需", "须证明", "须说明", "出示"}, {"特殊需要"}},
		append([]string{"不要求", "没有要求", "未要求", "删除", "删去", "去除", "去掉", "不应", "不以", "废止", "不因", "清理"}, denied...),
		"申请公开政府信息不以自身生产、生活、科研等特殊需要为条件", "an applicant need not show a need of his own",
	},
	{
		"《条例》第二十九条",
		[][]string{{"电子邮件", "数据电文", "信函", "信件", "邮寄", "互联网", "网上", "网络", "书面", "口头"}, {"提出", "提交", "形式", "方式", "渠道"}, {"申请"}, {"一律不予受理", "一律不受理", "均不予受理", "均不受理", "一律拒绝", "一律不予接收", "一律不接收", "一律不接受", "均不接受", "一律退回", "一律不予办理", "一律不予登记"}},
		append([]string{"信访", "举报", "投诉", "重复", "咨询", "匿名", "补正", "逾期", "恶意", "电话", "短信", "许可"}, denied...),
		"申请可以采用包括信件、数据电文在内的书面形式", "an application may be made in writing, by letter and electronically",
	},
	{
		"《条例》第二十九条",
		[][]string{{"只受理", "仅受理", "只接受", "仅接受"}, {"当面", "现场", "本人到"}, {"申请"}},
		append([]string{"许可"}, denied...),
		"申请可以采用包括信件、数据电文在内的书面形式", "an application may be made in writing, by letter and electronically",
	},
	{
		"《条例》第四十二条",
		[][]string{{"申请人"}, {"收取", "缴纳", "交纳"}, {"工本费", "服务费", "手续费", "查询费", "打印费"}},
		append([]string{"许可", "证", "登记"}, denied...),
		"依申请提供政府信息不收取信息处理费以外的费用", "nothing but the processing fee is taken",
	},
	{
		"《条例》第二十七条",
		[][]string{{"特殊需要"}, {"无关", "不相关", "不能证明", "无法证明", "未能证明"}, {"不予公开", "不予受理", "不予处理", "不予提供", "驳回", "拒绝"}},
		append([]string{"不以", "不因", "不应", "删除", "废止"}, denied...),
		"申请公开政府信息不以自身生产、生活、科研等特殊需要为条件", "an applicant need not show a need of his own",
	},
	{
		"《条例》第二十九条",
		[][]string{{"申请"}, {"只能", "必须", "一律须"}, {"当面提", "到现场提", "本人到场", "现场提交", "到窗口提", "窗口提交"}},
		append([]string{"许可", "不是", "并非"}, denied...),
		"申请可以采用包括信件、数据电文在内的书面形式", "an application may be made in writing, by letter and electronically",
	},
	{
		"《条例》第十五条、第三十二条",
		[][]string{{"未经第三方同意"}, {"一律"}, {"公开"}},
		[]string{"不应", "防止", "避免", "纠正", "而非", "并非", "商业秘密", "个人隐私"},
		"第三方不同意公开且有合理理由的才不予公开，由行政机关决定", "a third party's refusal needs good reason, and the agency decides",
	},
	{
		"《条例》第十五条、第三十二条",
		[][]string{{"第三方"}, {"不同意", "未同意", "未答复", "没有答复", "未回复", "不答复", "未提出意见"}, {"一律", "不论", "无论"}, {"不予公开", "不公开", "拒绝公开"}},
		append([]string{"不应", "并非", "而非", "合理理由的", "有合理理由", "公共利益", "重大影响"}, denied...),
		"第三方不同意公开且有合理理由的才不予公开，由行政机关决定", "a third party's refusal needs good reason, and the agency decides",
	},
	{
		"《条例》第十七条",
		[][]string{{"先公开后审查", "先公开、后审查", "先公开再审查", "先发布后审查", "先发布后审核", "先发布、后审核", "先公开后审核", "先公开、后审核"}},
		append([]string{"杜绝", "避免", "防止", "严禁", "禁止", "而非", "并非"}, denied...),
		"拟公开的政府信息应当先审查、后公开", "information is reviewed before it is disclosed",
	},
}

// wrongTitles are titles with 中华人民共和国 that no law has, by what stands behind it.
var wrongTitles = [...]struct{ short, full string }{
	{"保密法", "保守国家秘密法"}, {"复议法", "行政复议法"}, {"许可法", "行政许可法"}, {"处罚法", "行政处罚法"}, {"强制法", "行政强制法"}, {"招投标法", "招标投标法"}, {"信息公开条例", "政府信息公开条例"}, {"政务公开条例", "政府信息公开条例"}, {"个人信息法", "个人信息保护法"}, {"隐私保护法", "个人信息保护法"},
}
