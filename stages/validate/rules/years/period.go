package years

import (
	"fmt"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// periodRules judge the statistical period and the date of signature.
func periodRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "Y-02",
			Title: rule.Text{ZH: "统计期限是报告年度的 1 月 1 日至 12 月 31 日", EN: "the period is the whole of the report year"},
			Doc: rule.Text{
				ZH: "年度报告统计整年，起始日期不能晚于截止日期。沿用上年文字时最容易只改一处年份。",
				EN: "A report covers the whole year and its period begins before it ends. Text taken over from last year often has only one of the two years changed.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: "参考：DB51/T 2660—2019；武威市2025年通知", Clause: "2.1 统计期限"},
			Needs:    []string{"year", "period"},
			Trip:     "自2010年1月1日起至2009年12月31日止", Pass: "自2023年1月1日起至2023年12月31日止",
			Check: checkPeriod,
		},
		{
			ID:    "Y-06",
			Title: rule.Text{ZH: "落款日期在统计年度结束之后", EN: "signed after the year has ended"},
			Doc: rule.Text{
				ZH: "条例第四十九条说的是上一年度的报告；年度没有结束就落款，数据不可能完整。没有落款的，看页面的发布日期。",
				EN: "Article 49 speaks of the report on the year before; a report signed within its own year cannot have complete figures. Without a signature, the page's date of publication counts.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: form.Regulation, Clause: "第四十九条"},
			Needs:    []string{"year", "signed", "published"},
			Trip:     "2022年度报告，落款2022年12月23日", Pass: "2022年度报告，落款2023年1月5日",
			Check: checkSigned,
		},
	}
}

// malformedPeriod finds dates of the period with digits that are no year and month:
// 自2020年1月1日起至202020年12月31日止, 20251月1日.
func malformedPeriod(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.Section > 1 || !part.Has("统计期限", "12月31日", "1月1日") {
			return
		}
		for _, s := range part.Sentences {
			if words := part.Words(s); !prose.ContainsAny(words, "期限", "起至", "日止", "月31日") {
				continue
			}
			for _, n := range s.Numbers {
				if (n.Unit != "年" && n.Unit != "月") || n.End-n.Start < len("20201") || n.End-n.Start > len("202012") {
					continue
				}
				start, end := prose.Around(part.S, n.Start, n.UnitEnd, 8)
				d := prose.SpanDraft(part, start, end)
				d.Severity = report.Warning
				d.ZH, d.EN = "统计期限的日期写法有误："+part.S[n.Start:n.UnitEnd], "a malformed date of the period: "+part.S[n.Start:n.UnitEnd]
				p.Find(d)
				return
			}
		}
	})
}

func checkPeriod(p *rule.Pass) {
	if !form.LostBesideFigures(p) {
		malformedPeriod(p)
		checkPeriodWords(p)
	}
	r := p.Report()
	if r.Period == nil {
		return
	}
	p.Judged()
	start, end := r.Period.Start, r.Period.End
	d := rule.Draft{Got: start + "/" + end}
	d.Quotes, d.At = form.Evidence(r, "period")
	switch y := p.Year(); {
	case start > end:
		d.ZH = fmt.Sprintf("统计期限的起始日期 %s 晚于截止日期 %s", start, end)
		d.EN = fmt.Sprintf("the period begins on %s, after its end on %s", start, end)
	case y != 0 && (start != fmt.Sprintf("%04d-01-01", y) || end != fmt.Sprintf("%04d-12-31", y)):
		d.ZH = fmt.Sprintf("统计期限 %s 至 %s 不是 %d 年全年", start, end, y)
		d.EN = fmt.Sprintf("the period %s to %s is not the whole of %d", start, end, y)
		d.Want = fmt.Sprintf("%d-01-01/%d-12-31", y, y)
		if wholeYear(start, end) && foreignTitle(r) {
			d.Severity = report.Warning // the year itself may have been read from another page
		}
	default:
		return
	}
	p.Find(d)
}

// wholeYear reports whether a period is that of some year.
func wholeYear(start, end string) bool {
	return len(start) == 10 && len(end) == 10 && start[:4] == end[:4] && start[4:] == "-01-01" && end[4:] == "-12-31"
}

func checkSigned(p *rule.Pass) {
	r := p.Report()
	y := p.Year()
	if y == 0 {
		return
	}
	if r.Signed == nil && r.Published != nil {
		publishedEarly(p, y)
		return
	}
	if r.Signed == nil {
		return
	}
	p.Judged()
	if *r.Signed > fmt.Sprintf("%04d-12-31", y) {
		return
	}
	d := rule.Say("落款日期 %s 在 %d 年度结束之前，全年数据尚不可能完整", "signed on %s, before the year %d ended", *r.Signed, y)
	d.Want, d.Got = fmt.Sprintf("≥%d-01-01", y+1), *r.Signed
	d.Quotes, d.At = form.Evidence(r, "signed")
	d.Section = 6
	p.Find(d)
}

// publishedEarly finds a page that says that it was published before the year ended. It may be the date of something
// else on the page, so that this is a hint.
func publishedEarly(p *rule.Pass, y int) {
	r := p.Report()
	p.Judged()
	if *r.Published > fmt.Sprintf("%04d-12-31", y) {
		return
	}
	d := rule.Say("发布日期 %s 在 %d 年度结束之前，请核对", "published on %s, before the year %d ended", *r.Published, y)
	d.Severity = report.Info
	d.Want, d.Got = fmt.Sprintf("≥%d-01-01", y+1), *r.Published
	d.Quotes, d.At = form.Evidence(r, "published")
	p.Find(d)
}
