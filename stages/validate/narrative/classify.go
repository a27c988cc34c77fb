package narrative

import "strings"

// caseUnits are the units in which applications and cases are counted.
func caseUnit(unit string) bool {
	switch unit {
	case "件", "条", "份", "宗", "起", "例", "个", "次", "项", "件次":
		return true
	}
	return false
}

// durations are what follows a number that tells how long something takes: 15个工作日.
var durations = []string{"工作日", "自然日", "日历天", "月", "小时", "星期", "季度"}

// classify decides what a number counts from the words of its clause.
func (r *factReader) classify(f *Fact, before, after, unit string) {
	if unit == "元" {
		if has(before, "信息处理费", "信息公开处理费") {
			f.Kind, f.Sure = Fee, true
		}
		return
	}
	if !caseUnit(unit) || unit == "个" && hasAnyPrefix(after, durations) {
		return
	}
	if r.proceedings(f, before, after) || r.disclosure(f, before, after, unit) {
		return
	}
	r.applications(f, before, after)
}

// elsewhere are things that are also received, dealt with or answered.
var elsewhere = []string{
	"许可", "举报", "投诉", "信访", "转办", "热线", "咨询", "留言", "建议", "提案", "诉求", "工单", "补正", "信箱", "来信", "来电", "案件", "舆情", "信件", "邮件",
	"有效", "事项", "权责", "答复书", "答复函", "意见", "撤回", "不予受理", "不受理", "未受理", "协查",
}

// channels and applicants divide the applications; what is said of one is a part.
var channels = []string{"网上", "网络", "在线", "线上", "线下", "邮件", "信函", "邮寄", "当面", "现场", "传真", "书面", "窗口", "平台", "渠道", "通过"}
var applicants = []string{"自然人", "法人", "企业", "组织", "个人", "公民", "律师", "商业", "科研"}

func (r *factReader) applications(f *Fact, before, after string) {
	if r.topic != Applications && !r.says(anyApplication) && !(has(before, "年度结转", "结转下") && has(before+after, "申请")) {
		return
	}
	before = r.applicationWords(f, before)
	if has(before, "复议", "诉讼", "案件") || (has(before, r.v.elsewhere...) && !has(before, "申请")) {
		r.foreign = r.foreign || has(before, r.v.incoming...)
		return
	}
	if carried(f, before, after, r.year) || r.carriedLater(f, before, after) {
		if r.partial {
			f.Kind = Unknown
		}
		return
	}
	if resultClass(f, before, after) {
		if ofApplicant(r.p.S[r.p.Sentences[r.sentence].Start:f.Start]) {
			f.Kind = Unknown
			return
		}
		f.Sure = f.Sure && !has(near(r.p.S[r.p.Sentences[r.sentence].Start:f.Start]), r.v.applicants...) && !has(before, r.v.applicants...)
		// 不予公开 67 条 of information made is no answer to an application
		if (r.topic != Applications && !r.says(application)) || r.says(documents) {
			f.Kind = Unknown
		}
		return
	}
	if has(before, r.v.elsewhere...) || has(after, "诉求", "投诉", "咨询", "举报") {
		r.foreign = r.foreign || has(before, r.v.incoming...)
		return
	}
	if has(before, bothDone...) && !r.received && !has(before, r.v.channels...) && !has(before, r.v.applicants...) || r.allOfThem(f, before, after) {
		f.Kind = Handled
		return
	}
	switch {
	case (r.received || r.topic == Applications) && hasAnySuffix(trimWords(before, "共", "计", "为"), []string{"应办理", "应办", "需办理"}):
		f.Kind = Handled
	case has(before, r.v.incoming...) && (has(before, "申请") || has(after, "申请")):
		r.partial = r.partial || has(before, r.v.channels...)
		if has(before, r.v.channels...) || has(before, r.v.applicants...) || r.received || has(before, "办结", "答复") || !r.plainApplication(before, after) {
			return
		}
		f.Kind = Received
		f.Sure = has(before, "公开申请", "依申请公开") || has(after, "公开申请", "依申请公开") || r.topic == Applications
		r.received, r.partial = true, false
	case has(before, "答复", "办结", "办理完毕") && !has(before, notAllAnswers...):
		if r.foreign || r.partial || (r.topic != Applications && !r.received) {
			return
		}
		f.Kind, f.Sure = Answered, r.received
	case strings.Contains(before, "办理") && has(before, "公开申请", "依申请公开") && !r.received && !r.foreign && r.says(anyApplication):
		if !has(before, r.v.channels...) && !has(before, r.v.applicants...) && !has(before, notAllAnswers...) && !has(r.p.S[r.p.Sentences[r.sentence].Start:f.Number.Start], othersWork...) {
			f.Kind = Handled
		}
	}
}

// allOfThem reads 9件申请全部办结 at the beginning of a sentence, and 连同上年结转的1件，共18件.
func (r *factReader) allOfThem(f *Fact, before, after string) bool {
	said := r.p.S[r.p.Sentences[r.sentence].Start:f.Number.Start]
	if said == "" {
		rest, ok := strings.CutPrefix(after, "申请")
		return ok && r.topic == Applications && hasAnyPrefix(rest, []string{"全部", "均"}) && has(rest, "办结", "答复")
	}
	lead, ok := strings.CutSuffix(said, "，共")
	return ok && before == "共" && (r.received || r.topic == Applications) && has(upTo(lead[max(0, lastIndex(lead, "连同")):], "，", "；"), "连同上年结转", "连同上年度结转") && strings.HasSuffix(lead, f.Number.Unit)
}

// carriedLater reads 另有1件在12月下旬收到，结转下年度继续办理: what is carried is told in the next clause.
func (r *factReader) carriedLater(f *Fact, before, after string) bool {
	rest := r.p.S[f.Number.UnitEnd:r.p.Sentences[r.sentence].End]
	next, ok := strings.CutPrefix(rest[min(len(rest), len(after)):], "，")
	if !ok || before != "另有" && before != "其余" && before != "尚有" || !has(after, "收到", "提出", "未到期", "期限", "办理") || !hasAnyPrefix(next, []string{"结转下年", "结转至下年", "结转下一年"}) {
		return false
	}
	f.Kind, f.Sure = CarriedOut, true
	return true
}

// bothDone are words by which a number was received and dealt with.
var bothDone = []string{"受理并办结", "受理和办结", "受理办结", "受理、办结", "收到并办结", "接收并办结", "收到并办理"}

// othersWork are words by which 办理 is not the issuer's own work, or not done yet.
var othersWork = []string{"正在", "继续", "未", "待", "指导", "协助", "帮助", "配合", "督促", "督办", "转办", "代办"}

// applicationWords are the words before a number without those that single out nothing:
// whoever may apply, 事项 of an application, and the end of a list of all channels (网站、信函、
// 当面等渠道) where the sentence counts none of one channel.
func (r *factReader) applicationWords(f *Fact, before string) string {
	before = withoutEveryone(before)
	if i := Index(before, "公开事项"); i >= 0 {
		before = before[:i] + "公开申请" + before[i+len("公开事项"):]
	}
	if !strings.HasSuffix(r.p.S[:f.Start], "、") || r.otherChannel(f) {
		return before
	}
	for _, all := range [...]string{"等渠道", "等方式", "等途径", "等形式"} {
		if i := Index(before, all); i >= 0 {
			before = before[i+len(all):]
			// 接收通过信函、当面等方式提交的申请: the verb stands before the list
			row := r.p.S[r.p.Sentences[r.sentence].Start:f.Start]
			row = row[max(0, strings.LastIndex(row, "，")):]
			for _, verb := range r.v.incoming {
				if !has(before, r.v.incoming...) && has(row, verb) {
					before = verb + before
				}
			}
			return before
		}
	}
	return before
}

// otherChannel reports whether another number of the sentence counts what came by a channel.
func (r *factReader) otherChannel(f *Fact) bool {
	s := r.p.Sentences[r.sentence]
	for i := range s.Numbers {
		n := &s.Numbers[i]
		if n.Start != f.Number.Start && counted(n.Unit) && has(clauseBefore(near(r.p.S[s.Start:n.Start])), r.v.channels...) {
			return true
		}
	}
	return false
}

// notAllAnswers are words that make an answer one of a class, or one that is still due, or tell what is done
// before it.
var notAllAnswers = []string{"率", "超期", "逾期", "延期", "延长", "未办", "中有", "其中", "协助", "准予", "同意", "予以", "部分公开", "不予", "无法提供", "留待", "下年", "次年", "结转", "顺延", "上年", "其他", "其余", "公开答复", "不属于", "不存在", "下一", "转下", "转入", "答复前", "办结前", "答复之前", "办结之前"}

// incoming are the verbs of what came in.
var incoming = []string{"收到", "受理", "新收", "接收", "接到", "共收"}

// plainApplication reports whether the words are about an application for information:
// 收到申请 50 件, 收到政府信息公开申请 50 件, not 收到低保申请 120 件.
func (r *factReader) plainApplication(before, after string) bool {
	object := before
	for _, verb := range r.v.incoming {
		if i := strings.LastIndex(object, verb); i >= 0 {
			object = object[i+len(verb):]
		}
	}
	object = trimWords(object, "共", "计", "有", "数量", "总数", "总量", "为", "的", "合计", "累计")
	if object == "" && hasAnySuffix(trimWords(before, incoming...), []string{"公开申请", "依申请公开"}) {
		return true // 政府信息公开申请新收50件
	}
	if object == "" {
		object = after
	}
	return strings.Contains(object, "公开") || hasAnyPrefix(object, []string{"申请", "各类申请", "公众申请", "群众申请", "社会公众申请", "书面申请"})
}

func carried(f *Fact, before, after string, year int) bool {
	words := before
	if !strings.Contains(words, "结转") {
		if !strings.Contains(after, "结转") && !strings.Contains(after, "顺延") && !strings.HasSuffix(before, "顺延") {
			return false
		}
		if words != "" && !hasAnySuffix(words, []string{"另有", "有", "尚有", "还有", "其余", "剩余"}) {
			return false
		}
		words = after
	}
	switch {
	case has(words, "下年", "下一年", "次年", "继续办理", "以后年度", "明年", "顺延") || (year != 0 && strings.Contains(words, itoa64(int64(year+1), 1)+"年")):
		f.Kind, f.Sure = CarriedOut, true
	case has(words, "上年", "上一年", "去年", "往年") || (year != 0 && strings.Contains(words, itoa64(int64(year-1), 1)+"年")):
		f.Kind, f.Sure = CarriedIn, true
	default:
		return false
	}
	return true
}

var classes = [...]struct {
	words string
	kind  Kind
}{
	{"部分予以公开", Partial}, {"予以公开", Granted}, {"部分公开", Partial}, {"不予公开", Denied}, {"无法提供", Unable}, {"不予处理", Rejected}, {"其他处理", Other},
}

// resultClass reads 予以公开20件 and 20件予以公开.
func resultClass(f *Fact, before, after string) bool {
	tail := trimWords(before, "合计", "总计", "的", "申请", "决定", "情形", "共", "计", "有", "答复", "为", "“", "”", "等", "数量", "信息", "政府")
	for _, c := range classes {
		head, ok := strings.CutSuffix(tail, c.words)
		if !ok {
			continue
		}
		if has(head, "因", "属于", "涉及") && !has(head, "等") {
			return true // 因涉及国家秘密不予公开1件: by a reason, and others by others
		}
		f.Kind, f.Sure = c.kind, true
		for _, d := range classes {
			for _, and := range [...]string{"及", "和", "或", "与"} {
				if strings.HasSuffix(head, d.words+and) {
					f.And = d.kind
				}
			}
		}
		return true
	}
	if before != "" {
		return false
	}
	for _, c := range classes {
		if strings.HasPrefix(after, c.words) {
			f.Kind, f.Sure = c.kind, true
			return true
		}
	}
	return false
}

// trimWords takes the words from the end of s until none is left.
func trimWords(s string, words ...string) string {
	for again := true; again; {
		again = false
		for _, w := range words {
			if t, ok := strings.CutSuffix(s, w); ok && t != "" {
				s, again = t, true
			}
		}
	}
	return s
}

// someCases are words that single out some of the cases, or those of another role.
var someCases = []string{"被申请人", "被告", "复议机关", "一审", "二审", "再审", "出庭", "败诉", "法院", "代理", "作为", "涉及", "其中因", "终审", "撤诉"}

// proceedings reads reviews and lawsuits that concern disclosure.
func (r *factReader) proceedings(f *Fact, before, after string) bool {
	if r.topic == NoTopic && !r.says(anyDisclosure) {
		return false
	}
	for _, of := range [...]string{"涉及政府信息公开", "涉及信息公开"} {
		if i := Index(before, of); i >= 0 {
			before = before[:i] + before[i+len("涉及"):]
		}
	}
	tail := trimWords(before, "合计", "总计", "案件", "案", "申请", "共", "计", "总数", "数量", "数", "有", "的", "件数", "均", "为")
	if has(before, r.v.someCases...) || f.Number.Unit == "次" {
		return has(before, "复议", "诉讼", "应诉")
	}
	switch {
	case strings.HasSuffix(tail, "行政复议"):
		f.Kind = Review
	case strings.HasSuffix(tail, "未经复议直接起诉"), strings.HasSuffix(tail, "行政诉讼") && has(before, "未经复议", "直接提起", "直接起诉"):
		f.Kind = SuitDirect
	case strings.HasSuffix(tail, "复议后起诉"), strings.HasSuffix(tail, "行政诉讼") && has(before, "复议后"):
		f.Kind = SuitAfter
	case strings.HasSuffix(tail, "行政诉讼"), strings.HasSuffix(tail, "应诉"):
		f.Kind = Suit
	case before == "" && hasAnyPrefix(after, []string{"行政复议", "行政诉讼"}) && has(upTo(r.p.S[f.Number.UnitEnd:], "，", "；", "。"), "被纠", "纠正", "败诉", "撤销", "维持"):
		f.Kind = Unknown // 3件行政复议、1件行政诉讼被纠正
		return true
	case strings.HasPrefix(after, "行政复议") && before == "":
		f.Kind = Review
	case strings.HasPrefix(after, "行政诉讼") && before == "":
		f.Kind = Suit
	case casesBehind(before, after, "行政复议"):
		f.Kind = Review
	case casesBehind(before, after, "行政诉讼"):
		f.Kind = Suit
	default:
		return r.outcome(f, before, after, tail)
	}
	if r.topic == Applications && !r.says(anyDisclosure) && has(before, "办理", "审理", "办结", "受理", "收到") {
		f.Kind = Unknown // a government's reviews of others
		return true
	}
	r.about = f.Kind
	// 行政复议和行政诉讼5件 counts both, 行政复议、行政诉讼5件 too
	joint := before != "" && strings.HasSuffix(strings.TrimSuffix(r.p.S[:f.Start], "、"), "行政复议") || has(tail, "行政复议和", "行政复议及", "行政复议与", "行政复议或")
	if f.Kind == Suit && joint {
		f.And = Review
	}
	f.Sure = (r.topic == Proceedings || r.says(disclosure)) && !r.says(otherCases)
	return true
}

// casesBehind reports whether a number counts cases about disclosure that are named behind it:
// 发生2起关于政府信息公开的行政诉讼案件.
func casesBehind(before, after, kind string) bool {
	return hasAnySuffix(trimWords(before, "共", "新", "了", "累计"), []string{"发生", "产生", "引发", "收到", "出现"}) && has(after, "信息公开") &&
		strings.HasSuffix(trimWords(after, "案件", "案", "申请"), kind) && !has(after, someCases...) && strings.Count(after, "行政") == 1
}

// outcomes are the words for how a case ended, with the kinds of reviews and of lawsuits.
var outcomes = [...]struct {
	words        string
	review, suit Kind
}{
	{"维持", ReviewUpheld, SuitUpheld}, {"纠正", ReviewCorrected, SuitCorrected}, {"纠错", ReviewCorrected, SuitCorrected},
	{"其他结果", ReviewOther, SuitOther}, {"尚未审结", ReviewPending, SuitPending},
}

// outcome reads 结果维持3件 behind the number of reviews, and 行政复议结果维持3件 without it.
func (r *factReader) outcome(f *Fact, before, after, tail string) bool {
	said := before
	if r.about == Unknown && r.topic == Proceedings {
		said = near(r.p.S[r.p.Sentences[r.sentence].Start:f.Number.Start]) // 行政复议案件中，结果维持4件
	}
	review, suit := strings.Contains(said, "行政复议"), strings.Contains(said, "行政诉讼")
	own := review != suit && strings.Contains(before, "结果") && !has(before, "申请人", "原告")
	switch {
	case own && review:
		r.about = Review
	case own:
		r.about = Suit
	}
	first := before == "" || before == "其中" // 其中3件被维持
	suits := r.about == Suit || r.about == SuitDirect || r.about == SuitAfter
	if r.about == Unknown || r.about == Suit && !own && !r.suitResults && !(first && hasAnyPrefix(after, []string{"判决", "被"})) {
		return false
	}
	for _, o := range outcomes {
		if !strings.HasSuffix(tail, o.words) && !(first && hasAnyPrefix(after, []string{o.words, "被" + o.words, "判决" + o.words, "结果" + o.words})) {
			continue
		}
		if suits {
			r.suitResults = true
			f.Kind, f.Sure = o.suit, false
			if r.about != Suit { // 复议后起诉3件（结果维持2件
				f.Group = r.about
			}
			return true
		}
		f.Kind, f.Sure = o.review, !r.says(suitsToo)
		return true
	}
	return false
}

// moreNormative reads 废止1件，现行有效23件 behind 制发规范性文件4件.
func moreNormative(f *Fact, before string) bool {
	before = trimWords(before, "共", "计", "数", "为")
	for _, w := range [...]string{"截至", "截止", "至", "本年度", "本年", "全年", "年末", "年底"} {
		before = strings.TrimPrefix(before, w)
	}
	switch before {
	case "废止", "宣布废止", "废止失效", "宣布失效":
		f.Kind = NormativeRepealed
	case "现行有效", "继续有效", "目前现行有效", "现有效":
		f.Kind = NormativeValid
	case "制发", "制定", "新制发", "新制定":
		f.Kind = NormativeMade
	default:
		return false
	}
	return true
}

// statutes reads 制发规章2件 and 制发的2件规章, of which table two has a row.
func statutes(f *Fact, before, after string) bool {
	verb, ok := strings.CutSuffix(trimWords(before, "共", "计", "数", "为"), "规章")
	if !ok {
		if !strings.HasPrefix(after, "规章") || strings.HasPrefix(after, "规章制度") {
			return false
		}
		verb = strings.TrimSuffix(before, "的")
	}
	verb = trimWords(verb, "地方", "政府", "的")
	switch {
	case has(verb, "规范性文件", "部门"):
		return false
	case hasAnySuffix(verb, []string{"制发", "制定", "出台", "颁布"}):
		f.Kind = RulesMade
	case hasAnySuffix(verb, []string{"废止", "失效"}):
		f.Kind = RulesRepealed
	case hasAnySuffix(verb, []string{"现行有效", "继续有效"}):
		f.Kind = RulesValid
	default:
		return false
	}
	return true
}

// published are words before a number of decisions by which it is that of those published.
var published = []string{"公开", "公示", "发布", "公布", "录入"}

// disclosure reads the numbers of table two and of 主动公开.
func (r *factReader) disclosure(f *Fact, before, after, unit string) bool {
	switch {
	case has(before, "规范性文件") && strings.HasSuffix(trimWords(before, "共", "计", "总数", "数量", "有"), "规范性文件"):
		f.Exact = strings.Contains(before, "行政规范性文件")
		switch {
		case has(before, "废止", "失效"):
			f.Kind = NormativeRepealed
		case has(before, "现行有效", "继续有效"):
			f.Kind = NormativeValid
		case has(before, "制发", "制定", "出台"):
			f.Kind = NormativeMade
		default:
			return true
		}
		r.normative, r.exact = true, f.Exact
		f.Sure = f.Exact && !has(before, "清理", "部门", "修改", "修订", "备案", "审查", "公开", "拟", "解读", "政府")
		return true
	case statutes(f, before, after):
		return true
	case r.normative && unit == "件" && f.Kind == Unknown && moreNormative(f, before):
		f.Exact = r.exact
		f.Sure = f.Exact
		return true
	case unit == "条" && has(before, "主动公开政府信息", "主动公开信息", "主动公开各类政府信息") && !has(before, "通过", "网站", "微信", "平台", "栏目", "其他", "其它", "其中", "其余", "平均", "每月", "每季", "日均", "月均"):
		f.Kind = Disclosed
		return true
	}
	tail := trimWords(before, "决定", "处理", "案件", "事项", "共", "计", "数量", "案")
	kind := Unknown
	switch {
	case strings.HasSuffix(tail, "行政许可"):
		kind = Licences
	case strings.HasSuffix(tail, "行政处罚"):
		kind = Penalties
	case strings.HasSuffix(tail, "行政强制"):
		kind = Coercions
	default:
		return false
	}
	// 办理行政许可20件、行政处罚3件: the verb is that of both
	r.decides = has(before, "处理决定", "作出", "办理", "办结", "实施", "下达") || r.decides && len(tail) == len("行政许可")
	if unit == "件" && r.decides && !has(near(r.p.S[r.p.Sentences[r.sentence].Start:f.Number.Start]), published...) {
		f.Kind = kind
	}
	return true
}
