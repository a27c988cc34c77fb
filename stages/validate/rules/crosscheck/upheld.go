package crosscheck

import (
	"strings"
	"unicode"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// allUpheld are the ways to say that every case ended for the issuer, beside 均…维持.
var allUpheld = []string{"均未被纠错", "均未被纠正", "均无纠错", "均未发生纠错", "没有被纠错", "无一被纠错", "无一被纠正", "均胜诉", "全部胜诉"}

// upheldWords are words of which one stands where all cases are said to have ended so.
var upheldWords = append([]string{"维持"}, allUpheld...)

// longestUpheld is how many bytes may stand between 均 and 维持: 均获上级行政机关依法予以.
const longestUpheld = 3 * 12

// saysAllUpheld returns where words say that every case ended for the issuer, -1 where they do
// not: 均获维持, 全部予以维持, 均被复议机关维持. 均维持在三日内 says something else.
func saysAllUpheld(words string) (start, end int) {
	if i := prose.FirstIndex(words, allUpheld...); i >= 0 {
		return i, min(len(words), i+len("均未被纠错"))
	}
	for at := 0; ; {
		k := strings.Index(words[at:], "维持")
		if k < 0 {
			return -1, -1
		}
		k += at
		at = k + len("维持")
		clause := words[:k]
		if comma := strings.LastIndex(clause, "，"); comma >= 0 {
			clause = clause[comma+len("，"):]
		}
		all := max(strings.LastIndex(clause, "均"), strings.LastIndex(clause, "全部"), strings.LastIndex(clause, "都"))
		if all < 0 || prose.HasPrefixAny(words[at:], "在", "、", "或", "和", "良好", "正常", "稳定", "秩序") {
			continue
		}
		if gap := clause[all:]; len(gap) <= longestUpheld && !prose.ContainsAny(gap, "未", "不", "或", "和", "、", "纠正", "撤销", "；", "：") && strings.IndexFunc(gap, unicode.IsDigit) < 0 {
			return k - len(gap), at
		}
	}
}

// checkUpheld holds 均被维持 against the outcomes of table four.
func checkUpheld(p *rule.Pass, name, word string, groups ...string) {
	prose.EachPartWith(p, func(part *narrative.Part) {
		if !part.Has(upheldWords...) {
			return
		}
		before := "" // the sentence before, if it can have the subject
		for _, s := range part.Sentences {
			words := part.Words(s)
			i, end := saysAllUpheld(words)
			subject := words[:max(i, 0)]
			if i >= 0 && len(strings.Trim(subject, "，结果")) == 0 {
				subject = before // 发生行政复议5件。均获维持。
			}
			before = words
			if i < 0 || prose.ContainsAny(subject, "上年", "去年") {
				continue
			}
			cases, of := casesOf(subject, groups)
			if !strings.Contains(cases, word) {
				continue
			}
			if agreesUpheld(p, name, cases, part, s, end, of) {
				continue
			}
			return
		}
	}, upheldWords...)
}

// casesOf are the words of a subject that name the cases which ended, and the groups of table four that they
// are of: behind a semicolon the last that names any, 行政复议6件，其中维持4件；经复议后提起行政诉讼2件, without
// the reviews that lawsuits follow.
func casesOf(subject string, groups []string) (cases string, of []string) {
	if i := strings.LastIndex(subject, "；"); i >= 0 && prose.ContainsAny(subject[i:], "复议", "诉讼", "起诉") {
		subject = subject[i:]
	}
	direct, after := strings.Contains(subject, "未经复议"), strings.Contains(subject, "复议后")
	switch {
	case len(groups) != 2:
	case direct && !after:
		groups = groups[:1]
	case after && !direct:
		groups = groups[1:]
	}
	return strings.NewReplacer("未经复议", "", "经复议后", "", "复议后", "").Replace(subject), groups
}

// checkEnded holds 行政诉讼案件均已审结 against the cells of those that are pending.
func checkEnded(p *rule.Pass, word string, cells ...string) {
	prose.EachPartWith(p, func(part *narrative.Part) {
		if !part.Has("均已审结", "全部审结", "均审结", "均已结案") {
			return
		}
		for _, s := range part.Sentences {
			words := part.Words(s)
			at := prose.FirstIndex(words, "均已审结", "全部审结", "均审结", "均已结案")
			if at < 0 || !strings.Contains(words[:at], word) || prose.ContainsAny(words, "上年", "去年", "除", "其他", "其余") || strings.Count(words[:at], "行政复议")+strings.Count(words[:at], "行政诉讼") > 1 ||
				part.Section != 4 && !strings.Contains(words, "信息公开") {
				continue
			}
			n, ok := form.Sum(p, cells...)
			if !ok {
				continue
			}
			p.Judged()
			if n == 0 || p.Full() {
				continue
			}
			d := prose.SpanDraft(part, s.Start, s.End)
			d.Severity, d.Cells, d.Want, d.Got = report.Warning, cells, prose.Itoa(n), "0"
			d.ZH, d.EN = "正文说"+word+"均已审结，表格尚未审结 "+d.Want+" 件", "the text says that all have ended, the table has "+d.Want+" pending"
			p.Find(d)
		}
	}, "均已审结", "全部审结", "均审结", "均已结案")
}

// agreesUpheld is false where it reports that the rows of table four have other outcomes than
// upheld. That none of them was upheld is a contradiction; a part of them may belong to another
// year. Rows without a case say nothing of a sentence about both kinds or about none.
func agreesUpheld(p *rule.Pass, name, subject string, part *narrative.Part, s narrative.Sentence, end int, groups []string) bool {
	var total, upheld int64
	var cells []string
	for _, g := range groups {
		n, ok1 := form.Sum(p, g+".total")
		m, ok2 := form.Sum(p, g+".upheld")
		if !ok1 || !ok2 {
			return true
		}
		total, upheld, cells = total+n, upheld+m, append(cells, g+".upheld", g+".total")
	}
	p.Judged()
	if total == upheld && (total > 0 || prose.ContainsAny(subject, "未", "无", "没有", "0") || strings.Contains(subject, "复议") && strings.Contains(subject, "诉讼")) {
		return true
	}
	d := prose.SpanDraft(part, s.Start, min(s.End, s.Start+end))
	if d.Severity = report.Warning; total > 0 && upheld == 0 {
		d.Severity = report.Error
	}
	d.Cells = append(d.Cells, cells...)
	d.ZH = "正文说" + name + "全部维持，表格 " + prose.Itoa(total) + " 件中结果维持 " + prose.Itoa(upheld) + " 件"
	d.EN = "the text says that all were upheld, the table has " + prose.Itoa(upheld) + " of " + prose.Itoa(total)
	d.Want, d.Got = prose.Itoa(upheld), prose.Itoa(total)
	p.Find(d)
	return false
}
