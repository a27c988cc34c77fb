package crosscheck

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// feeWords are the ways to speak of the fee.
var feeWords = []string{form.Fee, "信息公开处理费", "处理费", "收取费用", "收取任何费用", "没有收费", "未收费", "不收费", "发生收费", "未收取", "没有收取", "免费", "收费情况", "费用收取"}

// feeRules judge what is said of the processing fee.
func feeRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "F-01",
			Title: rule.Text{ZH: "第六部分写明信息处理费", EN: "section six states the processing fee"},
			Doc: rule.Text{
				ZH: "实践中收取信息处理费的情况写在第六部分，没有收取也写明。所以只作提醒。",
				EN: "In practice section six says what fee was taken, also when none was. This is therefore a warning.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: "国办函〔2020〕109号", From: 2021},
			Needs:    []string{"section 6"},
			Trip:     "六、其他需要报告的事项：无。", Pass: "2023年，收取信息处理费0元",
			Forms: form.NewForm, Check: func(p *rule.Pass) {
				if form.SectionNumbered(p.Report(), 6) == nil {
					return
				}
				p.Judged()
				if form.WordsStand(p, feeWords) {
					return
				}
				d := sectionDraft(p, 6)
				d.ZH, d.EN = "第六部分没有写明收取信息处理费的情况", "section six does not state the processing fee"
				p.Find(d)
			},
		},
		{
			ID:    "F-02",
			Title: rule.Text{ZH: "信息处理费以元为单位", EN: "the processing fee is in yuan"},
			Doc: rule.Text{
				ZH: "信息处理费按件按月计收，数额以元计；写成万元或没有单位，可能与表二的行政事业性收费混淆。",
				EN: "The fee is charged by piece and month and given in yuan; given in units of 10,000 or none, it may be mixed up with the fee of table two.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: "国办函〔2020〕109号", From: 2021},
			Needs:    []string{"section 6"},
			Trip:     "收取信息处理费 7730.28 万元", Pass: "收取信息处理费 400 元",
			Forms: form.NewForm, Check: checkFeeInYuan,
		},
		{
			ID:    "F-03",
			Title: rule.Text{ZH: "信息处理费前后一致", EN: "the processing fee is the same everywhere"},
			Doc: rule.Text{
				ZH: "正文两处写出收取信息处理费的数额而不相同，至少一处有误。",
				EN: "Where the amount is given twice and differs, one is wrong.",
			},
			Severity: report.Error, Source: sense,
			Needs: []string{"sections"},
			Trip:  "收取信息处理费380元……收取信息处理费300元", Pass: "两处都是 380 元",
			Forms: form.Tabular, Check: checkFeeTwice,
		},
		{
			ID:    "F-04",
			Title: rule.Text{ZH: "有逾期未缴费件数的，写明信息处理费", EN: "overdue fees are explained"},
			Doc: rule.Text{
				ZH: "表三填有申请人逾期未缴纳费用的件数，说明发出过收费通知，报告却没有一处说到信息处理费。",
				EN: "Row (六)2 above nought means that a notice of payment was sent, yet the report never speaks of the fee.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: form.Regulation, Clause: "第四十二条", From: 2021},
			Needs:    []string{"applications.other_overdue_fee.total", "section 6"},
			Trip:     "逾期未缴纳费用 2 件，第六部分写“无”", Pass: "逾期未缴纳费用 2 件，无收取信息处理费情况",
			Forms: form.NewForm, Check: checkOverdueFee,
		},
	}
}

// sectionDraft begins a finding about a whole section: its heading and, where it is
// short, its words.
func sectionDraft(p *rule.Pass, n int) rule.Draft {
	d := rule.Draft{Section: n}
	prose.EachPart(p, func(part *narrative.Part) {
		if part.Section != n || d.Quotes != nil {
			return
		}
		s := part.Printed()
		d.Quotes, d.At = []string{s.Heading}, form.Places(s.At)
		if len(part.S) > 0 && len(part.S) < 90 {
			q, at := part.Quote(0, len(part.S))
			d.Quotes, d.At = append(d.Quotes, q), append(d.At, at...)
		}
	})
	return d
}

func checkFeeInYuan(p *rule.Pass) {
	prose.EachPartWith(p, func(part *narrative.Part) {
		if !part.Has(form.Fee) {
			return
		}
		for _, s := range part.Sentences {
			for _, n := range s.Numbers {
				p.Step()
				from := max(s.Start, n.Start-48)
				lead := prose.TailRunes(part.S[from:n.Start])
				i := strings.LastIndex(lead, form.Fee)
				if i < 0 || prose.ContainsAny(lead[i+len(form.Fee):], "，", "。", "；", "》", "管理") {
					continue
				}
				p.Judged()
				if n.Unit == "元" || n.Unit != "" && !strings.HasSuffix(n.Unit, "元") || strings.Contains(part.Words(s), "行政事业性收费") {
					continue // 按量收取信息处理费：复制件125页; what was charged is told in 万元, as table two has it
				}
				d := prose.SpanDraft(part, from+len(part.S[from:n.Start])-len(lead)+i, n.UnitEnd)
				d.ZH, d.EN = "信息处理费应以元为单位写明", "the processing fee should be given in yuan"
				p.Find(d)
			}
		}
	}, form.Fee)
}

func checkFeeTwice(p *rule.Pass) {
	var first *form.Claim
	all := form.Claims(p)
	for i := range all {
		c := &all[i]
		if c.Kind != narrative.Fee {
			continue
		}
		if first == nil {
			first = c
			continue
		}
		p.Judged()
		if first.N == c.N {
			continue
		}
		d := c.Draft()
		q := first.Draft()
		d.Quotes, d.At = append(q.Quotes, d.Quotes...), append(q.At, d.At...)
		d.Want, d.Got = prose.Itoa(first.N), prose.Itoa(c.N)
		d.ZH, d.EN = "信息处理费前后不一致："+d.Want+" 元与 "+d.Got+" 元", "two amounts of the fee: "+d.Want+" and "+d.Got
		p.Find(d)
	}
}

func checkOverdueFee(p *rule.Pass) {
	const path = "applications.other_overdue_fee.total"
	n, ok := p.Count(path)
	if !ok {
		return
	}
	if n > 0 && form.CutShort(p.Report()) {
		p.Doubt() // the fee may be told in what was cut off
		return
	}
	p.Judged()
	if n == 0 || form.WordsStand(p, append(feeWords[:len(feeWords):len(feeWords)], "收费")) {
		return
	}
	d := sectionDraft(p, 6)
	d.Cells = []string{path}
	d.ZH = "有 " + prose.Itoa(n) + " 件因逾期未缴费不再处理，报告却没有说到信息处理费"
	d.EN = prose.Itoa(n) + " applications lapsed for unpaid fees, yet the fee is never mentioned"
	p.Find(d)
}
