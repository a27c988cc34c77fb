package rules

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// checkLaw compares what a part says of the law with what the law says.
func checkLaw(p *rule.Pass, part *narrative.Part) {
	checkWrongTitles(p, part)
	if p.Year() == 0 {
		return
	}
	checkKnown(p, part)
	checkArticles(p, part)
	if part.Has("工作日", "日内", "天内", "个月内") {
		checkLimits(p, part)
	}
	if p.Year() >= lawOf2019 {
		checkOldDecree(p, part)
		checkStatements(p, part)
		checkDayOfReports(p, part)
	}
}

// lawDraft begins a warning about S[start:end], where a report says something else than the law.
func lawDraft(part *narrative.Part, start, end int, want, got string) rule.Draft {
	d := spanDraft(part, start, end)
	d.Severity = report.Warning
	d.Want, d.Got = want, got
	return d
}

// checkWrongTitles finds titles that no law has: 《中华人民共和国保密法》.
func checkWrongTitles(p *rule.Pass, part *narrative.Part) {
	const state = "《中华人民共和国"
	for at := 0; !p.Full(); {
		p.Step()
		i := part.IndexFrom(state, at)
		if i < 0 {
			return
		}
		at = i + len(state)
		for _, w := range wrongTitles {
			if strings.HasPrefix(part.S[at:], w.short+"》") {
				d := lawDraft(part, i, at+len(w.short+"》"), "中华人民共和国"+w.full, "中华人民共和国"+w.short)
				d.ZH, d.EN = "名称不准确，应为《"+d.Want+"》", "an inexact title: "+d.Want
				p.Find(d)
			}
		}
	}
}

// behindName is what stands behind a title and the marks and words that shut it: 》的通知》. A title that is not shut has
// more words.
func behindName(s string) (rest string, shut bool) {
	for rest = s; ; shut = true {
		switch {
		case hasPrefixAny(rest, "》", "〉"):
			rest = rest[len("》"):]
		case shut && strings.HasPrefix(rest, "的通知"):
			rest = rest[len("的通知"):]
		default:
			return rest, shut
		}
	}
}

// checkKnown compares the number and the day of a known document with those that stand behind its title.
func checkKnown(p *rule.Pass, part *narrative.Part) {
	for k := range knownDocuments {
		w := &knownDocuments[k]
		for at := 0; !p.Full(); {
			p.Step()
			i := part.IndexFrom(w.name, at)
			if i < 0 {
				break
			}
			at = i + len(w.name)
			rest, shut := behindName(part.S[at:])
			if !shut {
				continue
			}
			knownNumber(p, part, w, len(part.S)-len(rest))
			if opened := inTitle(part.S, i); opened && hasSuffixAny(part.S[:i], "《", "中华人民共和国") {
				knownDay(p, part, w, len(part.S)-len(rest))
			}
		}
	}
}

// numberIn is the number of a document that s begins with, in the marks that belong to it, and its
// length: [2020]第53号 is 〔2020〕53号.
func numberIn(s string) (number string, length int) {
	_, open := utf8.DecodeRuneInString(s)
	if !hasPrefixAny(s, "〔", "[", "（", "【") {
		return "", 0
	}
	rest := s[open:]
	year := digits(rest)
	if year != 4 || !hasPrefixAny(rest, "19", "20") {
		return "", 0
	}
	y := rest[:year]
	rest = strings.TrimPrefix(rest[year:], "年")
	if !hasPrefixAny(rest, "〕", "]", "）", "】") {
		return "", 0
	}
	_, shut := utf8.DecodeRuneInString(rest)
	rest = strings.TrimPrefix(rest[shut:], "第")
	n := digits(rest)
	if n == 0 || n > 5 || !strings.HasPrefix(rest[n:], "号") {
		return "", 0
	}
	return "〔" + y + "〕" + rest[:n] + "号", len(s) - len(rest) + n + len("号")
}

// knownNumber judges the number at S[at:] of a known document: （国办函〔2020〕190号）. One with another
// issuer is that of a document of its own.
func knownNumber(p *rule.Pass, part *narrative.Part, w *known, at int) {
	head := "（" + w.issuer
	if w.number == "" || !strings.HasPrefix(part.S[at:], head) {
		return
	}
	start := at + len("（")
	got, n := numberIn(part.S[at+len(head):])
	if got == "" || got == w.number {
		return
	}
	d := lawDraft(part, start, at+len(head)+n, w.issuer+w.number, w.issuer+got)
	d.Severity = report.Error
	d.ZH, d.EN = "文号有误，《"+w.name+"》的文号是"+d.Want, "the document's number is "+d.Want
	p.Find(d)
}

// knownDay judges the day of coming into force that stands behind a title: 自2020年1月1日起施行.
func knownDay(p *rule.Pass, part *narrative.Part, w *known, at int) {
	if w.since == nil {
		return
	}
	s := part.S[at:min(len(part.S), at+150)]
	if strings.HasPrefix(s, "（") {
		if _, rest, ok := strings.Cut(s, "）"); ok {
			s = rest
		}
	}
	for _, m := range [...]string{"，", "已经", "已", "将", "正式", "自", "于", "从"} {
		s = strings.TrimPrefix(s, m)
	}
	day, n := dayIn(s)
	if n == 0 {
		return
	}
	behind := s[n:]
	for _, m := range [...]string{"起", "开始", "正式"} {
		behind = strings.TrimPrefix(behind, m)
	}
	if !hasPrefixAny(behind, "施行", "实施", "生效") {
		return
	}
	last := w.since[len(w.since)-1]
	for _, d := range w.since {
		if d == day {
			return
		}
	}
	start := at + strings.Index(part.S[at:], s[:n])
	d := lawDraft(part, start, start+n, last, day)
	if day < last {
		d.Severity = report.Error // no later revision can be meant
	}
	d.ZH, d.EN = "施行日期有误，《"+w.name+"》自"+last+"起施行", "it came into force on "+last
	p.Find(d)
}

// dayIn is the full date that s begins with, as 2024-01-31, and its length.
func dayIn(s string) (day string, n int) {
	var v [3]int
	for i, u := range [...]string{"年", "月", "日"} {
		k := digits(s[n:])
		if k == 0 || k > 4 || !strings.HasPrefix(s[n+k:], u) {
			return "", 0
		}
		v[i], _ = strconv.Atoi(s[n : n+k])
		n += k + len(u)
	}
	if v[0] < 1900 || !onCalendar(v[0], v[1], v[2]) {
		return "", 0
	}
	return isoDay(v[0], v[1], v[2]), n
}

func isoDay(year, month, day int) string {
	two := func(n int) string {
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	return strconv.Itoa(year) + "-" + two(month) + "-" + two(day)
}

// hundredth is the value of the number up to 99 in digits or Chinese numerals that ends before s[i], and where it
// begins; -1 for none.
func hundredth(s string, i int) (value, start int) {
	if start = digitsBefore(s, i); start < i {
		if i-start > 3 {
			return -1, i
		}
		value, _ = strconv.Atoi(s[start:i])
		return value, start
	}
	for start = i; start >= 3 && i-start < 9 && numeralOf(s[start-3:start]) > 0; start -= 3 {
	}
	tens, ones, ten := 0, 0, false
	for k := start; k < i; k += 3 {
		switch v := numeralOf(s[k : k+3]); {
		case v == 10 && !ten:
			tens, ones, ten = max(ones, 1), 0, true
		case v == 10 || ones > 0:
			return -1, i
		default:
			ones = v
		}
	}
	if start == i {
		return -1, i
	}
	return 10*tens + ones, start
}

// checkArticles finds articles that the regulation does not have, and such that are about something else than what is
// done by them. 《条例》 is the regulation unless one with another name was spoken of last.
func checkArticles(p *rule.Pass, part *narrative.Part) {
	const title = "条例》"
	own := true
	for at := 0; p.Year() >= lawOf2019 && !p.Full(); {
		p.Step()
		i := part.IndexFrom(title, at)
		if i < 0 {
			return
		}
		at = i + len(title)
		full := !strings.HasSuffix(part.S[:i], "《")
		if full {
			own = hasSuffixAny(part.S[:i], "《政府信息公开", "《中华人民共和国政府信息公开", "《信息公开")
		}
		if own && !full {
			knownDay(p, part, &knownDocuments[0], at)
		}
		if own && strings.HasPrefix(part.S[at:], "第") {
			checkArticle(p, part, i, at+len("第"), full)
		}
	}
}

// checkArticle judges the article of the regulation whose number begins with S[start:]; its title ends behind S[i:].
func checkArticle(p *rule.Pass, part *narrative.Part, i, start int, full bool) {
	end := strings.Index(clip(part.S[start:], 3*6), "条")
	if end <= 0 {
		return
	}
	end += start
	n, from := hundredth(part.S, end)
	if from != start || n < 0 {
		return
	}
	behind := part.S[end+len("条"):]
	got := "第" + part.S[start:end] + "条"
	if n > articles {
		d := lawDraft(part, i, end+len("条"), "≤"+itoa(articles), got)
		if full {
			d.Severity = report.Error
		}
		d.ZH, d.EN = "《政府信息公开条例》共"+itoa(articles)+"条，没有"+got, "the regulation has "+itoa(articles)+" articles"
		p.Find(d)
		return
	}
	lead := part.S[max(0, i-longestTitleBytes):i]
	lead = lead[:max(0, strings.LastIndex(lead, "《"))]
	if lead != "" && !hasSuffixAny(lead, "依照", "依据", "根据", "按照", "。", "，", "\n") {
		return
	}
	if words, want := otherTopic(n, behind); words != "" {
		d := lawDraft(part, i, end+len("条")+len(clip(firstClauses(behind), 90)), "第"+itoa(int64(want))+"条", got)
		d.ZH, d.EN = "《条例》"+got+"说的不是"+words+"，那是第"+itoa(int64(want))+"条", "another article is about "+words
		p.Find(d)
	}
}

// otherTopic is what the clause behind an article is about where that is a topic of others, and their first.
func otherTopic(n int, behind string) (words string, want int) {
	behind, _, _ = strings.Cut(clip(behind, 180), "。")
	if i := strings.Index(behind, "条"); i >= 0 {
		if containsAny(behind[:i], "第", "、", "和", "至") {
			return "", 0 // several articles
		}
	}
	i := firstIndex(behind, "规定", "要求")
	if i < 0 || i > 3*12 {
		return "", 0
	}
	behind = strings.TrimPrefix(behind[i+len("规定"):], "，")
	clause, _, _ := strings.Cut(behind, "，")
	if containsAny(clause, "《") {
		return "", 0
	}
	for _, t := range subjects {
		for _, w := range t.words {
			if !strings.Contains(clause, w) {
				continue
			}
			for _, k := range t.in {
				if k == n {
					return "", 0
				}
			}
			if words == "" {
				words, want = w, t.in[0]
			}
		}
	}
	return words, want
}

// checkOldDecree finds the decree of 2007 as the one in force, where it does not stand behind the title.
func checkOldDecree(p *rule.Pass, part *narrative.Part) {
	const decree = "令第492号"
	i := part.Index(decree)
	if i < 0 || p.Full() {
		return
	}
	for _, s := range part.Sentences {
		if i < s.Start || i >= s.End {
			continue
		}
		words := part.Words(s)
		if !strings.Contains(words, "条例》") || strings.Contains(words, "711") || containsAny(words, "修订前", "原", "旧", "2007", "2008", "废止", "曾", "首次", "历史", "信息公开条例》（") {
			return
		}
		start, end := around(part.S, i, i+len(decree), 3)
		d := lawDraft(part, start, end, "711", "492")
		d.ZH, d.EN = "现行条例由国务院令第711号公布，写作492号", "the regulation in force is that of decree 711, not 492"
		p.Find(d)
	}
}

// clauseMarks end the clause in which the words of a limit stand.
var clauseMarks = []string{"，", "。", "；", "：", "\n"}

// checkLimits reads 之日起30个工作日内予以答复 and compares the number with what the law says of it.
func checkLimits(p *rule.Pass, part *narrative.Part) {
	for _, s := range part.Sentences {
		words := part.Words(s)
		for _, u := range [...]struct{ words, unit string }{{"个工作日", "个工作日"}, {"日内", "日"}, {"天内", "日"}, {"个月内", "个月"}} {
			for at := 0; !p.Full(); {
				p.Step()
				i := narrative.Index(words[at:], u.words)
				if i < 0 {
					break
				}
				i += at
				at = i + len(u.words)
				n, start := hundredth(words, i)
				if n < 0 {
					continue
				}
				before, behind := words[:start], strings.TrimPrefix(words[at:], "之内")
				behind = strings.TrimPrefix(strings.TrimPrefix(behind, "内"), "，")
				if k := lastOf(before, clauseMarks...); k >= 0 {
					before = before[k:]
				}
				if k := firstIndex(behind, clauseMarks...); k >= 0 {
					behind = behind[:k]
				}
				if l := exceeded(p.Year(), u.unit, n, before, behind, words); l != nil {
					want := strconv.Itoa(l.most) + l.unit
					d := lawDraft(part, s.Start+start, s.Start+min(len(words), at+len(behind)+len("内")), want, words[start:i]+u.words)
					d.ZH, d.EN = l.law+"规定的期限是"+want+"，写作"+strconv.Itoa(n)+u.unit, "the law's limit is "+strconv.Itoa(l.most)+", not "+strconv.Itoa(n)
					p.Find(d)
				}
			}
		}
	}
}

// lastOf is where the last of the words ends in s, -1 if none stands there.
func lastOf(s string, words ...string) int {
	last := -1
	for _, w := range words {
		if i := strings.LastIndex(s, w); i >= 0 {
			last = max(last, i+len(w))
		}
	}
	return last
}

// exceeded is the limit that a clause speaks of with another number than the law has, nil for none.
func exceeded(year int, unit string, n int, before, behind, sentence string) *limit {
	for k := range limits {
		l := &limits[k]
		if year < l.from || !containsAny(before, l.before...) || containsAny(sentence, l.not...) {
			continue
		}
		if l.behind == nil && !hasSuffixAny(before, l.before...) || l.behind != nil && !containsAny(clip(behind, 3*14), l.behind...) {
			continue
		}
		switch {
		case unit == l.unit && (n > l.most || l.exact && n != l.most):
			return l
		case unit == "个工作日" && l.unit == "日" && l.exact:
			return l
		}
	}
	return nil
}

// checkStatements finds what the law does not allow told as what is done.
func checkStatements(p *rule.Pass, part *narrative.Part) {
	for k := range statements {
		w := &statements[k]
		if last := w.groups[len(w.groups)-1]; !part.Has(w.groups[0]...) || !part.Has(last...) {
			continue
		}
		for _, s := range part.Sentences {
			p.Step()
			words := part.Words(s)
			start, end := inOrder(words, w.groups)
			if start < 0 || containsAny(words, w.not...) || p.Full() || inTitle(part.S, s.Start+start) {
				continue
			}
			d := lawDraft(part, s.Start+start, s.Start+end, "", "")
			d.ZH, d.EN = "与"+w.law+"不符："+w.zh, "against the regulation: "+w.en
			p.Find(d)
		}
	}
}

// inOrder is from where to where words of each group stand one behind the other in s; -1 if they do not.
func inOrder(s string, groups [][]string) (start, end int) {
	start = -1
	for _, g := range groups {
		first, n := -1, 0
		for _, w := range g {
			if i := strings.Index(s[end:], w); i >= 0 && (first < 0 || i < first) {
				first, n = i, len(w)
			}
		}
		if first < 0 {
			return -1, 0
		}
		if start < 0 {
			start = first
		}
		end += first + n
	}
	return start, end
}

// checkDayOfReports finds another last day for annual reports than 31 March: 应当在每年4月30日前公布. Reports on other
// matters have days of their own.
func checkDayOfReports(p *rule.Pass, part *narrative.Part) {
	const each, last = "每年", "03-31" // of governments
	if part.Index(each) < 0 {
		return
	}
	for _, s := range part.Sentences {
		words := part.Words(s)
		if !strings.Contains(words, "报告") || !containsAny(words, "政府信息公开", "《条例》") || containsAny(words, "法治政府", "法治建设", "预算", "决算", "环境", "统计", "网站", "依法行政", "指南", "目录") {
			continue
		}
		for at := 0; !p.Full(); {
			p.Step()
			i := narrative.Index(words[at:], each)
			if i < 0 {
				break
			}
			i += at
			at = i + len(each)
			month, day, end := monthDay(words, at)
			last := last
			if ofDepartments(words[:i]) {
				last = "01-31"
			}
			behind := strings.TrimPrefix(words[end:], "底")
			if month == 0 || !hasPrefixAny(behind, "前", "之前", "以前") || !containsAny(clip(behind, 3*40), "公布", "发布", "社会公开") || isoDay(2000, month, max(day, 1))[5:] <= last {
				continue
			}
			d := lawDraft(part, s.Start+i, s.Start+end, "每年3月31日前", words[i:end])
			d.ZH, d.EN = "《条例》第四十九条规定的期限是每年1月31日前（部门）、3月31日前（政府）", "annual reports are published by 31 January or 31 March"
			p.Find(d)
		}
	}
}

// ofDepartments reports whether words end by saying that departments should do something: 各部门应当在. The one in charge
// of disclosure publishes for its government.
func ofDepartments(before string) bool {
	for _, w := range [...]string{"在", "于", "应当", "应", "须", "要"} {
		before = strings.TrimSuffix(before, w)
	}
	return strings.HasSuffix(before, "部门") && !strings.HasSuffix(before, "主管部门")
}

// monthDay is the month at s[i:] with its day, 0 where none is given, and where it ends.
func monthDay(s string, i int) (month, day, end int) {
	m := digits(s[i:])
	if m == 0 || m > 2 || !strings.HasPrefix(s[i+m:], "月") {
		return 0, 0, i
	}
	month, _ = strconv.Atoi(s[i : i+m])
	end = i + m + len("月")
	if n := digits(s[end:]); n > 0 && n <= 2 && strings.HasPrefix(s[end+n:], "日") {
		day, _ = strconv.Atoi(s[end : end+n])
		end += n + len("日")
	}
	return month, day, end
}

// numbered are the last characters of what stands before the year of a document number: 国办发, 清政办函. Notices to
// the public and court files are numbered in other ways.
var numbered = []string{"发", "函", "办", "政", "府", "秘", "电", "规"}

// checkFormOfNumber finds document numbers that are written in another way than the norm for official documents has it:
// the year in 〔〕 and no 第 before the number.
func checkFormOfNumber(p *rule.Pass, part *narrative.Part) {
	for at := 0; !p.Full(); {
		p.Step()
		i := part.IndexFrom("号", at)
		if i < 0 {
			return
		}
		at = i + len("号")
		k := digitsBefore(part.S, i)
		before, ordinal := strings.CutSuffix(part.S[:k], "第")
		shut, _ := utf8.DecodeLastRuneInString(before)
		back := max(0, len(before)-len("【2021年】"))
		open := back + strings.LastIndexAny(before[back:], "〔[（【")
		if k == i || open < back || !strings.ContainsRune("〕]）】", shut) {
			continue
		}
		number, n := numberIn(part.S[open:])
		if number == "" || open+n != at || !hasSuffixAny(part.S[:open], numbered...) || hasPrefixAny(part.S[at:], "令", "公告", "通告") {
			continue
		}
		right := strings.HasPrefix(part.S[open:], "〔") && shut == '〕'
		if right && !ordinal {
			continue
		}
		start, _ := around(part.S, open, open, 6)
		d := spanDraft(part, start, at)
		d.Want, d.Got = number, part.S[open:at]
		d.ZH, d.EN = "文号的年份应用六角括号：“"+number+"”", "the year of a document number stands in 〔〕: "+number
		if right {
			d.Severity = report.Info
			d.ZH, d.EN = "文号的序号前不加“第”：“"+number+"”", "no 第 stands in a document number: "+number
		}
		p.Find(d)
	}
}
