package about

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// organWords end the name of a body.
var organWords = [...]string{
	"政府", "局", "委员会", "委", "办公室", "办公厅", "厅", "中心", "镇", "乡", "街道", "办事处", "处", "管委会", "院", "署", "站",
	"大队", "支队", "总队", "公司", "学校", "大学", "部", "会", "所", "市", "县", "区", "省", "海关", "馆", "银行", "社", "队", "办",
	"州", "盟", "旗", "分行", "支行", "集团", "场", "库",
}

// isOrgan reports whether a folded line is the name of a body, by its last word.
func isOrgan(f string) bool {
	if len(f) < 6 || len(f) > 120 || strings.ContainsAny(f, "。,;:()0123456789|") {
		return false
	}
	return hasOrganEnd(f)
}

func hasOrganEnd(f string) bool {
	for _, w := range [...]string{"部署", "网站", "干部", "全部", "内部", "社会", "承办", "主办", "协办", "督办", "经办", "交办", "文件库", "政策库", "案例库", "数据库", "信息库", "资料库", "知识库", "问答库"} {
		if strings.HasSuffix(f, w) {
			return false // 决策部署, 门户网站, 具体承办
		}
	}
	for _, w := range organWords {
		if strings.HasSuffix(f, w) {
			return true
		}
	}
	return false
}

// isPronoun reports a name that says only "we", 我局 or 本机关, or names an office without the body
// that it is part of: 办公室.
func isPronoun(f string) bool {
	if strings.HasPrefix(f, "分局") {
		return true
	}
	for _, w := range offices { // 办公室, 局办公室
		if body, ok := strings.CutSuffix(f, w); ok && utf8.RuneCountInString(body) < 2 {
			return true
		}
	}
	for _, w := range [...]string{"我", "本", "全", "该", "各", "其", "上级", "有关", "相关"} {
		if strings.HasPrefix(f, w) {
			return !strings.HasPrefix(f, "本溪") && !strings.HasPrefix(f, "全南") && !strings.HasPrefix(f, "全椒") && !strings.HasPrefix(f, "全州")
		}
	}
	return false
}

// isBody reports a name of a body that can have issued the report.
func isBody(f string) bool {
	return isOrgan(f) && !isPronoun(f) && !strings.Contains(f, "我") && !strings.HasPrefix(f, "以及") && !spansArea(f) && !strings.HasPrefix(f, "中华人民共和国政府") && !startsWithVerb(f) && !isClause(f)
}

// isClause tells a piece of a sentence from a name: it says what somebody wants or does, when, or which
// point of a list it is.
func isClause(f string) bool {
	for _, w := range [...]string{
		"明确", "要求", "按照", "确保", "部署", "情况", "规定", "制定", "修订", "完善", "召开", "开展", "做好", "督促", "提高", "增强", "发挥", "纳入", "设立", "成立", "具体",
		"今年", "去年", "本年", "近年", "了", // 开设了某某局政务公开专区
	} {
		if strings.Contains(f, w) {
			return true
		}
	}
	return isPoint(f) || strings.HasPrefix(f, "办公室") || strings.HasPrefix(f, "年") // of 2024年
}

// isPoint reports a line or clause that begins with an ordinal in words: 一是.
func isPoint(f string) bool {
	_, n := numeral(f)
	return n >= len("一") && n <= len("十一") && strings.HasPrefix(f[n:], "是")
}

// spansArea reports words that speak of the whole of an area, 监督全县: 全 inside of a name is that of 安全.
func spansArea(f string) bool {
	for _, w := range [...]string{"全市", "全县", "全区", "全旗", "全盟", "全省", "全镇", "全乡", "全局", "全体"} {
		if i := strings.Index(f, w); i > 0 && !strings.HasSuffix(f[:i], "安") {
			return true
		}
	}
	return false
}

// startsWithVerb tells 认真落实政府 from a name. A single character may begin one: 新安县.
func startsWithVerb(f string) bool {
	for _, v := range verbs {
		if len(v) > len("以") && strings.HasPrefix(f, v) {
			return true
		}
	}
	return false
}

// hanBefore is where the run of Chinese characters that ends at f[at] begins; brackets,
// figures and punctuation end it. Names longer than 40 characters are none.
func hanBefore(f string, at int) int {
	start := at
	for start > 0 && at-start < 120 {
		r, n := utf8.DecodeLastRuneInString(f[:start])
		if !unicode.Is(unicode.Han, r) {
			break
		}
		start -= n
	}
	return start
}

// hanBehind is where the run of Chinese characters that begins at f[at] ends.
func hanBehind(f string, at int) int {
	end := at
	for end < len(f) && end-at < 120 {
		r, n := utf8.DecodeRuneInString(f[end:])
		if !unicode.Is(unicode.Han, r) {
			break
		}
		end += n
	}
	return end
}

// leads are the words that stand before a body's name in the sentences about the report.
var leads = [...]string{
	"现将", "现就", "现公布", "现发布", "现公开", "特公布", "特发布", "公布", "发布", "公开", "印发", "转发", "编制了", "编制", "编写", "形成了", "汇报", "报告",
	"关于", "根据", "按照", "结合", "请与", "请联系", "联系", "咨询", "致电", "以下是",
}

// shortLeads are leads of one character. They count only where they are the first character, no
// other lead stands there, and no area's name begins with them.
var shortLeads = [...]string{"将", "由", "对", "和", "向", "与", "是", "为", "即", "经", "于"}

// areas are names of areas that begin with a short lead.
var areas = [...]string{"和田", "和平", "和县", "和顺", "和静", "和硕", "和政", "和龙", "和林格尔", "和布克", "将乐", "即墨", "向阳", "于洪", "于都", "于田"}

// afterLead is where the name of a body begins in the run f[start:end]: behind the last
// word that cannot be part of it.
func afterLead(f string, start, end int) int {
	from := start
	for _, w := range leads {
		if at := strings.LastIndex(f[from:end], w); at >= 0 {
			from += at + len(w)
		}
	}
	if from > start {
		return from
	}
	return afterShortLead(f, start, end)
}

// afterShortLead is afterLead for the leads of one character.
func afterShortLead(f string, start, end int) int {
	begins := func(w string) bool { return strings.HasPrefix(f[start:end], w) }
	if i := slices.IndexFunc(shortLeads[:], begins); i >= 0 && !slices.ContainsFunc(areas[:], begins) {
		return start + len(shortLeads[i])
	}
	return start
}

// verbs follow the name of a body that is the subject of a sentence.
var verbs = [...]string{
	"坚持", "认真", "全面", "严格", "深入", "高度", "积极", "切实", "按照", "依法", "始终", "持续", "围绕", "紧紧", "紧扣", "主动", "继续", "以", "在", "利用",
	"共", "未", "结合", "根据", "编制", "扎实", "不断", "进一步", "大力", "着力", "政府信息公开", "政务公开", "信息公开", "政务信息", "落实", "贯彻", "通过", "把", "对",
	"将", "牢固", "充分", "强化", "加强", "组织", "汇总", "负责", "牵头", "现", "特", "新", "没有", "无", "办理", "收到", "秉持", "遵循", "聚焦",
	"推进", "严把", "按", "做好", "深化", "健全", "依托", "对照", "紧盯", "立足", "突出", "严守", "加大",
}

// isManner reports a word among the verbs that says how something is done. No name of a body has one.
func isManner(v string) bool {
	switch v {
	case "认真", "全面", "严格", "深入", "高度", "积极", "切实", "始终", "紧紧", "扎实", "不断", "进一步", "大力", "着力", "牢固", "充分":
		return true
	}
	return false
}

// bodyPrefix is the length of the longest beginning of a clause that names a body and is
// followed by a verb, 0 if there is none.
func bodyPrefix(clause string) int {
	end := hanBehind(clause, 0)
	longest := 0
	for at := range clause[:end] {
		if at < 6 || !isBody(clause[:at]) {
			continue
		}
		if strings.HasSuffix(clause[:at], "政府") && strings.HasPrefix(clause[at:], "信息") {
			continue // 认真落实政府 | 信息公开
		}
		for _, v := range verbs {
			if strings.HasPrefix(clause[at:], v) {
				longest = at
				if isManner(v) {
					return longest // what follows is what the body does: 某局认真贯彻落实市委市政府 …
				}
			}
		}
	}
	return longest
}
