package rules

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

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
		if l.about != nil && !containsAny(before, l.about...) && !containsAny(behind, l.about...) {
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
func checkStatements(p *rule.Pass, part *narrative.Part, said *saidOfLaw) {
	for k := range statements {
		if !part.In(said.statements[k]) {
			continue
		}
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
