package law

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
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
				n, start := prose.Hundredth(words, i)
				if n < 0 {
					continue
				}
				before, behind := words[:start], strings.TrimPrefix(words[at:], "之内")
				behind = strings.TrimPrefix(strings.TrimPrefix(behind, "内"), "，")
				if k := prose.LastOf(before, clauseMarks...); k >= 0 {
					before = before[k:]
				}
				if k := prose.FirstIndex(behind, clauseMarks...); k >= 0 {
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

// exceeded is the limit that a clause speaks of with another number than the law has, nil for none.
func exceeded(year int, unit string, n int, before, behind, sentence string) *limit {
	for k := range limits {
		l := &limits[k]
		if year < l.from || !prose.ContainsAny(before, l.before...) || prose.ContainsAny(sentence, l.not...) {
			continue
		}
		if l.behind == nil && !prose.HasSuffixAny(before, l.before...) || l.behind != nil && !prose.ContainsAny(prose.Clip(behind, 3*14), l.behind...) {
			continue
		}
		if l.about != nil && !prose.ContainsAny(before, l.about...) && !prose.ContainsAny(behind, l.about...) {
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
func checkStatements(p *rule.Pass, part *narrative.Part, said *SaidOfLaw) {
	for k := range statements {
		if !part.In(said.Statements[k]) {
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
			if start < 0 || prose.ContainsAny(words, w.not...) || p.Full() || prose.InTitle(part.S, s.Start+start) {
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
		if !strings.Contains(words, "报告") || !prose.ContainsAny(words, "政府信息公开", "《条例》") || prose.ContainsAny(words, "法治政府", "法治建设", "预算", "决算", "环境", "统计", "网站", "依法行政", "指南", "目录") {
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
			month, day, end := prose.MonthDay(words, at)
			last := last
			if ofDepartments(words[:i]) {
				last = "01-31"
			}
			behind := strings.TrimPrefix(words[end:], "底")
			if month == 0 || !prose.HasPrefixAny(behind, "前", "之前", "以前") || !prose.ContainsAny(prose.Clip(behind, 3*40), "公布", "发布", "社会公开") || prose.IsoDay(2000, month, max(day, 1))[5:] <= last {
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
