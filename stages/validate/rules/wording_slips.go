package rules

// ends, self and build are what may stand before a word that only looks like a misprint:
// 年末收到, 自己公开, 构建全完善的体系.
var (
	ends  = []string{"年", "月", "期", "周", "季", "岁"}
	self  = []string{"自"}
	build = []string{"构", "共", "创", "新", "搭", "组", "筹", "改", "扩"}
)

// typos is the maintained list of misprints. An entry belongs here only if it is wrong
// wherever it stands, with the exceptions that it names itself.
var typos = []typo{
	{wrong: "进步加强", right: "进一步加强"}, {wrong: "进一加强", right: "进一步加强"}, {wrong: "进一步步", right: "进一步"}, {wrong: "进一歩", right: "进一步"}, {wrong: "进步完善", right: "进一步完善"},
	{wrong: "进步提升", right: "进一步提升", before: []string{"取得", "有"}}, {wrong: "进步规范", right: "进一步规范"}, {wrong: "进步提高", right: "进一步提高", before: []string{"取得", "有"}},
	{wrong: "渠。", right: "渠道", before: []string{"沟", "水", "河", "干", "支", "灌", "引"}}, {wrong: "渠，", right: "渠道", before: []string{"沟", "水", "河", "干", "支", "灌", "引"}},
	{wrong: "华人民共和国", right: "中华人民共和国", before: []string{"中"}}, {wrong: "中华人民共国", right: "中华人民共和国"}, {wrong: "中华人名共和国", right: "中华人民共和国"}, {wrong: "中华人民国和国", right: "中华人民共和国"},
	{wrong: "截止", right: "截至", only: []string{"0", "1", "2", "目前", "年底", "到"}},
	{wrong: "的的", right: "的", before: []string{"目", "有"}, behind: []string{"确"}}, {wrong: "了了", right: "了"}, {wrong: "和和", right: "和"}, {wrong: "及及", right: "及"}, {wrong: "与与", right: "与"}, {wrong: "在在", right: "在", before: []string{"实", "存", "现", "所"}},
	{wrong: "行政法复议", right: "行政复议"}, {wrong: "行政复义", right: "行政复议"}, {wrong: "行政诉颂", right: "行政诉讼"}, {wrong: "行证", right: "行政"}, {wrong: "行政诉迅", right: "行政诉讼"},
	{wrong: "信息工开", right: "信息公开"}, {wrong: "政务工开", right: "政务公开"}, {wrong: "信息公共工作", right: "信息公开工作"}, {wrong: "政府信公开", right: "政府信息公开"}, {wrong: "政府息公开", right: "政府信息公开"}, {wrong: "政府信息公工作", right: "政府信息公开工作"}, {wrong: "信息公开公工作", right: "信息公开工作"},
	{wrong: "以申请公开", right: "依申请公开"}, {wrong: "已申请公开", right: "依申请公开"}, {wrong: "依申公开", right: "依申请公开"}, {wrong: "于以公开", right: "予以公开"}, {wrong: "予于公开", right: "予以公开"}, {wrong: "给于", right: "给予"},
	{wrong: "布署", right: "部署"}, {wrong: "按排", right: "安排"}, {wrong: "贯澈", right: "贯彻"}, {wrong: "贯切落实", right: "贯彻落实"}, {wrong: "座为", right: "作为"}, {wrong: "在次", right: "再次", before: []string{"现", "存"}}, {wrong: "以经", right: "已经", before: []string{"可", "所", "予"}, behind: []string{"济", "营", "费", "常", "验", "批", "过"}},
	{wrong: "帐号", right: "账号"}, {wrong: "规范型文件", right: "规范性文件"}, {wrong: "规范性文文件", right: "规范性文件"}, {wrong: "年度报造", right: "年度报告"}, {wrong: "门户网战", right: "门户网站"}, {wrong: "政务新谋体", right: "政务新媒体"}, {wrong: "督察指导", right: "督促指导", only: []string{"力"}},
	{wrong: "条列", right: "条例", only: []string{"》", "的规定", "规定", "要求"}}, {wrong: "其它需要报告", right: "其他需要报告"}, {wrong: "不予公幵", right: "不予公开"}, {wrong: "实效性、准确性", right: "时效性、准确性"}, {wrong: "完善政府信公", right: "完善政府信息公"},
	{wrong: "既时", right: "即时"}, {wrong: "及时性和时性", right: "及时性和时效性"}, {wrong: "提高意认识", right: "提高认识"}, {wrong: "存在的不主要", right: "存在的主要"}, {wrong: "有侍", right: "有待"}, {wrong: "健全完善善", right: "健全完善"}, {wrong: "责任追纠", right: "责任追究"}, {wrong: "保密审察", right: "保密审查"}, {wrong: "规范有續", right: "规范有序"},
	// a look-alike or like-sounding character; what such a word can be a part of is let pass
	{wrong: "末收到", right: "未收到", before: ends}, {wrong: "末发生", right: "未发生", before: ends}, {wrong: "末受理", right: "未受理", before: ends}, {wrong: "末收取", right: "未收取", before: ends}, {wrong: "末涉及", right: "未涉及", before: ends}, {wrong: "末出现", right: "未出现", before: ends},
	{wrong: "己经", right: "已经", before: self}, {wrong: "己完成", right: "已完成", before: self}, {wrong: "己公开", right: "已公开", before: self}, {wrong: "己建立", right: "已建立", before: self}, {wrong: "己办结", right: "已办结", before: self}, {wrong: "己答复", right: "已答复", before: self},
	{wrong: "深人推进", right: "深入推进", before: []string{"资"}}, {wrong: "深人开展", right: "深入开展", before: []string{"资"}}, {wrong: "深人贯彻", right: "深入贯彻", before: []string{"资"}}, {wrong: "深人学习", right: "深入学习", before: []string{"资"}},
	{wrong: "予已公开", right: "予以公开"}, {wrong: "不于公开", right: "不予公开"}, {wrong: "不于处理", right: "不予处理"}, {wrong: "依申青", right: "依申请"}, {wrong: "公开申清", right: "公开申请"}, {wrong: "逾期不补证", right: "逾期不补正"}, {wrong: "上年接转", right: "上年结转"}, {wrong: "接转下年度", right: "结转下年度"},
	{wrong: "行政复仪", right: "行政复议"}, {wrong: "行政处罪", right: "行政处罚"}, {wrong: "行政强置", right: "行政强制"}, {wrong: "行政许何", right: "行政许可"}, {wrong: "事业性收废", right: "事业性收费"}, {wrong: "个人稳私", right: "个人隐私"}, {wrong: "商业秘蜜", right: "商业秘密"}, {wrong: "国家秘蜜", right: "国家秘密"},
	{wrong: "年渡", right: "年度"}, {wrong: "数椐", right: "数据"}, {wrong: "根椐", right: "根据"}, {wrong: "公开目绿", right: "公开目录"}, {wrong: "公开指楠", right: "公开指南"}, {wrong: "联系电活", right: "联系电话"}, {wrong: "政俯", right: "政府"}, {wrong: "主管部们", right: "主管部门"},
	{wrong: "新媒休", right: "新媒体"}, {wrong: "新煤体", right: "新媒体"}, {wrong: "公从号", right: "公众号"}, {wrong: "公重号", right: "公众号"}, {wrong: "门户网占", right: "门户网站"}, {wrong: "政府网占", right: "政府网站", behind: []string{"比", "据", "用", "有"}}, {wrong: "宣传报到", right: "宣传报道"}, {wrong: "新闻报到", right: "新闻报道"},
	{wrong: "时郊性", right: "时效性"}, {wrong: "透名度", right: "透明度"}, {wrong: "公开透名", right: "公开透明"}, {wrong: "满意渡", right: "满意度"}, {wrong: "评沽", right: "评估"}, {wrong: "监督保章", right: "监督保障"}, {wrong: "措旋", right: "措施"}, {wrong: "建没", right: "建设", behind: []string{"有", "落"}}, {wrong: "完普", right: "完善"}, {wrong: "规犯化", right: "规范化"}, {wrong: "规泛化", right: "规范化"},
	{wrong: "建全完善", right: "健全完善", before: build}, {wrong: "建全制度", right: "健全制度", before: build}, {wrong: "建全机制", right: "健全机制", before: build}, {wrong: "因地治宜", right: "因地制宜"}, {wrong: "一如继往", right: "一如既往"}, {wrong: "再接再励", right: "再接再厉"}, {wrong: "相辅相承", right: "相辅相成"}, {wrong: "责无旁代", right: "责无旁贷"}, {wrong: "持之以衡", right: "持之以恒"}, {wrong: "按步就班", right: "按部就班"},
}
