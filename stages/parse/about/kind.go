package about

import (
	"strings"

	"github.com/gouji/gouji/stages/fold"
)

// Neighbour is a kind of document that stands beside annual reports on the same pages, has
// their words, and is none.
type Neighbour struct {
	// Chinese and English name the kind.
	Chinese, English string
	// words are those that a title of this kind has behind the name of the issuer.
	words []string
}

// neighbours are the kinds, the most telling first.
func neighbours() []Neighbour {
	return []Neighbour{
		{"学校的学年信息公开报告", "a school's report for a school year", []string{"学年"}},
		{"半年、季度或月度统计", "statistics of half a year, a quarter or a month", []string{"上半年", "下半年", "半年", "季度", "月份", "月度", "1-6月", "1-9月"}},
		{"评估、考核或检查结果", "an evaluation", []string{"评估", "评议", "评价", "测评", "考核", "抽查", "检查", "督查", "通报", "发布情况", "排名", "评分", "满意度"}},
		{"年度报告的格式或模板", "the form of the report", []string{"格式", "模板", "范本", "样式", "样表", "填报说明", "填写说明"}},
		{"要求编报年度报告的通知", "a notice that asks for reports", []string{"的通知", "工作通知", "工作提示", "的提醒", "培训", "会议"}},
		{"信息公开指南或目录", "a guide or catalogue", []string{"指南", "目录", "清单", "须知", "流程", "办事", "申请表"}},
		{"制度、办法或方案", "a rule or plan", []string{"制度", "办法", "规定", "细则", "条例", "方案", "要点", "计划", "意见", "任务分解", "规范", "标准"}},
		{"预算、决算或绩效报告", "a budget", []string{"预算", "决算", "三公", "绩效", "财政信息公开", "审计报告"}},
		{"政府网站报表", "a report on a website", []string{"网站年度报表", "网站工作年度报表", "网站监管", "新媒体"}},
		{"其他领域的信息公开报告", "a report on another kind of disclosure", []string{"环境信息公开", "企业信息公开", "党务公开", "村务公开", "厂务公开", "校务公开", "院务公开", "社会责任", "法治政府建设"}},
		{"对建议、提案或来信的答复", "a reply to a proposal or a letter", []string{"的答复", "复函"}},
		{"关于年度报告的解读或消息", "news on a report", []string{"解读", "一图", "图解", "新闻", "答记者问", "综述", "座谈", "动态"}},
	}
}

// The places in neighbours of the kinds that other evidence than a title tells.
const (
	schoolKind = 0
	halfKind   = 1
	formKind   = 3
	noticeKind = 4
	guideKind  = 5
	otherKind  = 9
	replyKind  = 10
)

// Findings are what the reading of tables and headings found, for Judge.
type Findings struct {
	// Figures is how many cells of the three tables hold a number or a dash, Unread how many
	// could not be read, Stats how many rows the statistics before 2019 have; Tables is set if
	// one of the three is there at all.
	Figures, Unread, Stats int
	Tables                 bool
	// Headings is how many of the six sections have a heading, Prose how many bytes of text
	// the sections have.
	Headings, Prose int
}

// shortProse is the most bytes of text in the sections of a form that nobody filled in.
const shortProse = 120

// needed is the weight of evidence from which a document is a report. Two headings of the
// form, or its title with a year, are enough where nothing speaks against it.
const needed = 2

// Judge decides whether a document is an annual report. If it is none and reads as a
// neighbour, the Neighbour is not nil.
func Judge(in Input, facts *Facts, found Findings) (isReport bool, looks *Neighbour) {
	r := reader{Input: in, out: *facts}
	if found.Figures > 0 {
		return true, nil
	}
	weight := r.weightOfForm(found) + r.weightOfTitle(found) + r.weightOfWords(found)
	if found.Headings == 0 && !found.Tables && found.Stats == 0 && !r.hasSentence() {
		weight = 0 // a title, or several on a page that lists them
	}
	looks, against := r.neighbour()
	if found.Prose <= shortProse && found.Unread == 0 && (found.Tables || found.Headings >= 5) && r.unsigned() {
		looks, against = blankForm(), 12
	}
	if weight-against >= needed {
		return true, nil
	}
	return false, looks
}

// hasSentence reports that a line of the document has a sentence.
func (r *reader) hasSentence() bool {
	for i := range r.Lines {
		if !r.Lines[i].Table && strings.Contains(r.Lines[i].Fold, "。") {
			return true
		}
	}
	return false
}

// unsigned reports that nothing says whose report it is, or on which year.
func (r *reader) unsigned() bool {
	return r.out.Agency.S == "" || r.out.Year == 0 || hasPlaceholder(fold.String(r.out.Title.S))
}

// hasPlaceholder reports signs that stand for a name or year to be filled in: ××, 20XX, ___.
func hasPlaceholder(f string) bool {
	for _, w := range [...]string{"××", "XX", "xx", "**", "__", "(单位名称)", "(单位)", "□□", "○○"} {
		if strings.Contains(f, w) {
			return true
		}
	}
	return false
}

func blankForm() *Neighbour {
	kinds := neighbours()
	return &kinds[formKind]
}

// weightOfForm is what tables and headings say for a report.
func (r *reader) weightOfForm(found Findings) int {
	w := min(found.Headings, 2) + min(max(found.Headings-3, 0), 2)
	if found.Tables {
		w += 2
	}
	if found.Stats > 0 {
		w += 6
	}
	return w
}

// weightOfTitle is what the title says for a report: one without a year may be the name of
// a column.
func (r *reader) weightOfTitle(found Findings) int {
	switch f := fold.String(r.out.Title.S); {
	case f == "" || !isPlainTitle(f) || r.out.Quoted && !found.Tables && found.Headings == 0 && found.Stats == 0:
		return 0 // news on a report quote its title as well
	case TitleYear(r.out.Title) != 0:
		return 4
	case agencyOf(r.out.Title).S != "":
		return 2
	}
	return 1
}

// neighbour says which kind of neighbour the document's own heading and first sentences
// read as, and how much that weighs; nil and 0 for none.
func (r *reader) neighbour() (*Neighbour, int) {
	kinds := neighbours()
	if t := fold.String(r.out.Title.S); t != "" {
		if k := kindOf(kinds, t); k != nil {
			return k, 8
		}
		if isEnterprise(t) {
			return &kinds[otherKind], 8
		}
	}
	intro := r.preamble().f
	switch {
	case r.underHalf():
		return &kinds[halfKind], 12
	case strings.Contains(intro, "您提出的") || strings.Contains(intro, "收悉"):
		return &kinds[replyKind], 8
	case strings.Contains(intro, "学年") || strings.Contains(intro, "高等学校信息公开办法"):
		return &kinds[schoolKind], 8
	case halfYear(intro) || halfYear(r.sectionOne().f):
		return &kinds[halfKind], 6
	case strings.Contains(intro, "本指南"):
		return &kinds[guideKind], 6
	}
	if t := r.headline(); t != "" && TitleYear(r.out.Title) == 0 {
		if k := kindOf(kinds, t); k != nil {
			if agencyLike(t) {
				return k, 6
			}
			return k, 3
		}
	}
	if asksFor(intro) {
		return &kinds[noticeKind], 4
	}
	return nil, 0
}

// isEnterprise reports the title of a hospital's, school's or company's report on its own information:
// it does not speak of the government's.
func isEnterprise(title string) bool {
	at := strings.Index(title, "信息公开")
	if at < 0 || strings.HasSuffix(title[:at], "政府") || strings.HasSuffix(title[:at], "政务") {
		return false
	}
	name := title[:at]
	if _, start, _ := titleYear(name); start > 0 {
		name = name[:start]
	}
	for _, w := range [...]string{"医院", "学校", "中学", "小学", "大学", "学院", "幼儿园", "公司", "集团"} {
		if strings.HasSuffix(name, w) {
			return true
		}
	}
	return false
}

// underHalf reports a line above the first section that says nothing but a time of less than a year:
// (2022年第三季度).
func (r *reader) underHalf() bool {
	for i := range min(len(r.Lines), top, r.Body) {
		if f := strings.Trim(r.Lines[i].Fold, "()"); len(f) <= len("2022年第三季度") && halfYear(f) {
			return true
		}
	}
	return false
}

// halfYear reports a text that begins with less than a year: 2022年上半年,
func halfYear(f string) bool {
	_, at, end := yearIn(f)
	if at != 0 {
		return false
	}
	for _, w := range [...]string{"上半年", "下半年", "第一季度", "第二季度", "第三季度", "第四季度", "前三季度"} {
		if strings.HasPrefix(f[end:], w) {
			return true
		}
	}
	return false
}

// agencyLike reports a heading that names an issuer or a year, as the name of a column does
// not.
func agencyLike(f string) bool {
	_, at, _ := titleYear(f)
	return at >= 0 || !startsBare(f)
}

// kindOf is the kind that a folded title reads as, nil for a report's own. Words in the
// name of the issuer do not count: 绩效评估中心2023年政府信息公开工作年度报告.
func kindOf(kinds []Neighbour, f string) *Neighbour {
	if isPlainTitle(f) {
		return nil
	}
	tail := f
	if _, _, end := titleYear(f); end > 0 {
		tail = f[end:]
	}
	for i := range kinds {
		for _, w := range kinds[i].words {
			if strings.Contains(tail, w) {
				return &kinds[i]
			}
		}
	}
	return nil
}

// isPlainTitle reports a title of the very kind: behind 信息公开 there are only words that
// titles of annual reports have, and the time is a whole year.
func isPlainTitle(f string) bool {
	for _, w := range [...]string{"学年", "半年", "季度", "月份", "预算信息", "决算信息", "预决算信息", "财政信息", "环境信息", "企业信息"} {
		if strings.Contains(f, w) {
			return false
		}
	}
	at := strings.LastIndex(f, "信息公开")
	if at < 0 && isYearly(f) {
		at = strings.LastIndex(f, "政务公开")
	}
	if at < 0 || asks(f) && !strings.HasSuffix(f, "报告") && !strings.HasSuffix(f, "函") {
		return false
	}
	if hasPlaceholder(f) || strings.Contains(f, "模板)") || strings.Contains(f, "样本)") || strings.Contains(f, "格式)") {
		return false
	}
	rest := withoutNote(f[at+len("信息公开"):])
	for changed := true; changed && rest != ""; {
		changed = false
		for _, w := range [...]string{
			"工作", "年度", "情况", "报告", "年报", "的", "和", "与", "政务公开", "总结", "年", "度", "公告", "公示", "函", "通知", "公开", "说明",
			"》", "#", "*", ":", "全文", "执行", "主要", "关于", "依法行政",
		} {
			if s, ok := strings.CutPrefix(rest, w); ok {
				rest, changed = s, true
			}
		}
		if y, start, end := titleYear(rest); y != 0 && start == 0 {
			rest, changed = rest[end:], true
		}
	}
	return rest == ""
}

// headline is the folded line above the first section that reads most as a document's own
// heading: the last one that names a kind of document, one with an issuer or a year before
// the names of columns; "" if there is none.
func (r *reader) headline() string {
	last := ""
	for i := range min(len(r.Lines), top, r.Body) {
		for k := range r.Lines[i].Cells {
			f := strings.Trim(r.Rows.CellFold(i, k), "#*")
			if label, value, ok := strings.Cut(f, ":"); ok && len(label) <= len("信息名称") {
				f = value
			}
			if len(f) < 12 || len(f) > longestTitle || strings.Contains(f, "。") || isItem(f) || !namesDocument(f) {
				continue
			}
			if last == "" || agencyLike(f) || !agencyLike(last) {
				last = f
			}
		}
	}
	return last
}

// isItem reports a line that begins with an ordinal: 一、 or (一).
func isItem(f string) bool {
	f = strings.TrimPrefix(f, "(")
	_, n := numeral(f)
	return n > 0 && (strings.HasPrefix(f[n:], "、") || strings.HasPrefix(f[n:], ")") || strings.HasPrefix(f[n:], "."))
}

// namesDocument reports a line that ends as the heading of a document on disclosure does.
func namesDocument(f string) bool {
	if !strings.Contains(f, "公开") && !strings.Contains(f, "年度报告") && !strings.Contains(f, "年报") {
		return false
	}
	f = withoutNote(f)
	for _, w := range [...]string{
		"报告", "年报", "通知", "指南", "办法", "制度", "规定", "方案", "要点", "意见", "函", "通报", "公告", "公示", "细则", "目录", "清单",
		"统计", "报表", "情况", "统计表", "总结", "计划", "说明", "解读", "格式", "模板", "范本", "结果", "须知", "预算", "决算", "条例", "规范", "标准", "提示",
	} {
		if strings.HasSuffix(f, w) {
			return true
		}
	}
	return false
}
