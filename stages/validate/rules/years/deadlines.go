package years

import (
	"fmt"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
)

// deadlineRules compare the date of publication with the law.
func deadlineRules() []rule.Rule {
	needs := []string{"agency", "year", "published", "signed"}
	return []rule.Rule{
		{
			ID:    "D-01",
			Title: rule.Text{ZH: "部门于 1 月 31 日前公布", EN: "departments publish by 31 January"},
			Doc: rule.Text{
				ZH: "县级以上人民政府部门应当在每年 1 月 31 日前公布上一年度报告。页面的发布日期可能是网站迁移的日期，落款日期也已逾期时才断定为错误。",
				EN: "Departments from county level up publish by 31 January. A page's date may be that of a move to a new site, so it is an error only where the signature is late as well.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: form.Regulation, Clause: "第四十九条第一款", From: 2019},
			Needs:    needs,
			Trip:     "某市统计局 2025 年度报告，落款 2026-02-05，发布 2026-02-06", Pass: "2024-01-31 发布的 2023 年度报告",
			Forms: form.Tabular, Check: func(p *rule.Pass) {
				if a := p.Agency(); a.Department && !a.Town && !a.Government && !a.Institution {
					checkDeadline(p, "01-31", true)
				}
			},
		},
		{
			ID:    "D-02",
			Title: rule.Text{ZH: "县级以上政府于 3 月 31 日前公布", EN: "governments publish by 31 March"},
			Doc: rule.Text{
				ZH: "县级以上地方人民政府的报告由政府信息公开工作主管部门于 3 月 31 日前公布。判断方法同 D-01。",
				EN: "The report of a government from county level up is published by 31 March; judged as D-01.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: form.Regulation, Clause: "第四十九条第二款", From: 2019},
			Needs:    needs,
			Trip:     "某区人民政府 2023 年度报告 2024-04-20 落款并发布", Pass: "2024-02-20 发布的 2023 年度报告",
			Forms: form.Tabular, Check: func(p *rule.Pass) {
				if a := p.Agency(); a.Government && !a.Town {
					checkDeadline(p, "03-31", true)
				}
			},
		},
		{
			ID:    "D-03",
			Title: rule.Text{ZH: "乡镇街道和事业单位于 1 月 31 日前公布", EN: "townships and institutions publish by 31 January"},
			Doc: rule.Text{
				ZH: "条例第四十九条没有规定乡镇、街道和事业单位的日期，各地通行 1 月 31 日，只作提醒。",
				EN: "Article 49 names no date for townships and institutions; 31 January is local practice.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: "参考：各地通行做法", From: 2019},
			Needs:    needs,
			Trip:     "某镇人民政府 2023 年度报告 2024-03-05 发布", Pass: "某镇人民政府 2023 年度报告 2024-01-20 发布",
			Forms: form.Tabular, Check: func(p *rule.Pass) {
				if a := p.Agency(); a.Town || a.Institution {
					checkDeadline(p, "01-31", false)
				}
			},
		},
		{
			ID:    "D-04",
			Title: rule.Text{ZH: "在地方提前的期限内公布", EN: "published by the earlier local date"},
			Doc: rule.Text{
				ZH: "有的地方要求 1 月 28 日前公布。默认不检查，适用的地方可以打开。",
				EN: "Some places ask for 28 January. Off by default; to be switched on where it applies.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: "参考：怀化市2021年度通知", From: 2019},
			Needs:    needs,
			Trip:     "2023 年度报告 2024-01-30 发布", Pass: "2023 年度报告 2024-01-26 发布",
			Forms: form.Tabular, Off: true, Check: func(p *rule.Pass) { checkDeadline(p, "01-28", false) },
		},
		{
			ID:    "D-05",
			Title: rule.Text{ZH: "能找到发布日期", EN: "there is a date of publication"},
			Doc: rule.Text{
				ZH: "文件中没有发布日期，无法判断是否按时公布。",
				EN: "Without a date of publication the deadline cannot be judged.",
			},
			Severity: report.Info,
			Source:   rule.Source{Document: "常识", From: 2019},
			Needs:    []string{"published"},
			Trip:     "页面没有发布日期", Pass: "发布日期：2024-01-31",
			Forms: form.Tabular, Check: func(p *rule.Pass) {
				if p.Report().Published == nil && form.CutShort(p.Report()) {
					p.Doubt() // it may have stood at the end
					return
				}
				p.Judged()
				if p.Report().Published == nil {
					p.Find(rule.Draft{ZH: "没有找到发布日期，无法核对是否按时公布", EN: "no date of publication, so the deadline cannot be judged"})
				}
			},
		},
	}
}

// checkDeadline compares the date of publication with a day of the next year. Where
// sure is set, it is certain only if the signature is late too.
func checkDeadline(p *rule.Pass, day string, sure bool) {
	r, y := p.Report(), p.Year()
	if r.Published == nil || y == 0 {
		return
	}
	p.Judged()
	last := fmt.Sprintf("%04d-%s", y+1, day)
	if *r.Published <= last {
		return
	}
	d := rule.Say("发布日期 %s 晚于期限 %s", "published on %s, after the deadline of %s", *r.Published, last)
	d.Want, d.Got = "≤"+last, *r.Published
	d.Quotes, d.At = form.Evidence(r, "published")
	if sure && (r.Signed == nil || *r.Signed <= last) {
		d.Severity = report.Warning
		d.ZH += "（页面日期可能是迁移日期，请核对）"
		d.EN += "; the page's date may be that of a move"
	}
	p.Find(d)
}
