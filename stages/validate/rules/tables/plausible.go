package tables

import (
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
)

// plausibleRules ask about what is possible but unusual.
func plausibleRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "Q-01",
			Title: rule.Text{ZH: "有执法权的机关才填许可、处罚", EN: "decisions of a body that may take them"},
			Doc: rule.Text{
				ZH: "乡镇和事业单位多数没有行政许可、处罚权，经授权或委托的除外，请核对。",
				EN: "Townships and institutions mostly have no power to license or punish, unless it was conferred on them; please check.",
			},
			Severity: report.Info, Source: rule.Source{Document: "常识", From: 2021},
			Needs: []string{"agency", "disclosure.licences", "disclosure.penalties"},
			Trip:  "某镇人民政府 行政处罚 60", Pass: "某镇人民政府 行政处罚 0",
			Forms: form.NewForm, Check: checkPower,
		},
		{
			ID:    "Q-02",
			Title: rule.Text{ZH: "结转数不超过两个月的申请量", EN: "not more is carried over than two months bring"},
			Doc: rule.Text{
				ZH: "答复期限最长 40 个工作日，约两个月。结转多于全年的六分之一，可能有积压，也可能年末集中收到。",
				EN: "An answer may take 40 working days, about two months; more than a sixth of the year carried over may be a backlog.",
			},
			Severity: report.Info, Source: rule.Source{Document: form.Regulation, Clause: "第三十三条", From: 2019},
			Needs: []string{form.NewTotal, form.OutTotal},
			Trip:  "新收 60，结转下年 30", Pass: "新收 50，结转下年 3",
			Forms: form.Tabular, Check: checkBacklog,
		},
		{
			ID:    "Q-03",
			Title: rule.Text{ZH: "连续两年没有申请却有复议、诉讼", EN: "proceedings without applications for two years"},
			Doc: rule.Text{
				ZH: "复议诉讼可能来自更早的申请，连续两年没有申请时应当核对。",
				EN: "Cases may come from earlier applications; after two years without any they should be checked.",
			},
			Severity: report.Info, Source: form.Common,
			Needs: []string{"applications.*.total", "proceedings.*.total", "neighbour"},
			Trip:  "两年新收均为 0，行政复议 2", Pass: "新收 50，行政复议 5",
			Forms: form.Tabular, Check: checkCasesWithout,
		},
		{
			ID:    "Q-04",
			Title: rule.Text{ZH: "上年有数据，今年不会全是 0", EN: "not all nought after a year with figures"},
			Doc: rule.Text{
				ZH: "上年有业务数据，本年三张表却全为 0，可能没有填报。",
				EN: "A year with figures followed by three tables of noughts: perhaps nothing was filled in.",
			},
			Severity: report.Warning, Source: form.Common,
			Needs: []string{"disclosure.*", "applications.*.total", "proceedings.*.total", "neighbour"},
			Trip:  "上年处罚 402、申请 35，今年全为 0", Pass: "两年都有数据",
			Forms: form.Tabular, Check: checkAllNought,
		},
	}
}

func checkPower(p *rule.Pass) {
	if a := p.Agency(); (!a.Town && !a.Institution) || p.Report().Tables.Disclosure == nil {
		return
	}
	cells := form.NonZero(p, "licences", "penalties", "coercions")
	if len(cells) == 0 {
		return
	}
	d := rule.Draft{Section: 2, Cells: cells, Quotes: form.PrintedTexts(p.Report(), cells)}
	d.ZH = "乡镇或事业单位填有行政许可、处罚或强制，请核对是否有相应职权"
	d.EN = "a township or institution reports licences, penalties or coercions; has it the power?"
	p.Find(d)
}

func checkBacklog(p *rule.Pass) {
	received, ok := form.Sum(p, form.NewTotal)
	out, ok2 := form.Sum(p, form.OutTotal)
	if !ok || !ok2 {
		return
	}
	p.Judged()
	if out < 5 || 6*out <= received {
		return
	}
	d := rule.Say("结转下年 %d 件，超过全年新收 %d 件的六分之一，请核对是否超期", "%d carried over, more than a sixth of the %d received", out, received)
	d.Section, d.Cells = 3, []string{form.NewTotal, form.OutTotal}
	d.Quotes = form.PrintedTexts(p.Report(), d.Cells)
	p.Find(d)
}

// sumIn adds cells of a report; cells that cannot be read are doubt.
func sumIn(p *rule.Pass, r *report.Report, paths ...string) (int64, bool) {
	var total int64
	complete := true
	for _, path := range paths {
		n, ok := form.CountIn(p, r, path)
		complete = complete && ok
		total += n
	}
	return total, complete
}

func checkCasesWithout(p *rule.Pass) {
	last := p.Last(1)
	if last == nil {
		return
	}
	cases := append(form.SuitTotals[:2:2], form.ReviewTotal...)
	now, ok1 := sumIn(p, p.Report(), form.NewTotal, form.InTotal)
	was, ok2 := sumIn(p, last, form.NewTotal, form.InTotal)
	n, ok3 := sumIn(p, p.Report(), cases...)
	if !ok1 || !ok2 || !ok3 {
		return
	}
	p.Judged()
	if now+was > 0 || n == 0 {
		return
	}
	d := rule.Say("连续两年没有申请，却有复议、诉讼 %d 件，请核对", "no application for two years, yet %d proceedings", n)
	d.Section, d.Cells = 4, form.Present(p.Report(), cases)
	d.Quotes = form.PrintedTexts(p.Report(), d.Cells)
	p.Find(d)
}

// business are the cells that show whether anything happened.
var business = append(append([]string{form.NewTotal, "disclosure.licences", "disclosure.penalties", "disclosure.coercions"}, form.SuitTotals...), form.ReviewTotal...)

func checkAllNought(p *rule.Pass) {
	last := p.Last(1)
	if last == nil {
		return
	}
	was, ok := sumIn(p, last, business...)
	if !ok {
		return
	}
	zero, all := report.IntNumber(0), true
	form.AllCells(p, func(c *form.Seen) bool {
		if !c.Value.Valid() {
			p.Doubt()
			all = false
			return false
		}
		all = c.Value.Cmp(zero) == 0 || c.Path == "disclosure.normative_valid" || c.Path == "disclosure.rules_valid"
		return all
	})
	p.Judged()
	if !all || was == 0 || p.Report().Tables.Applications == nil {
		return
	}
	d := rule.Say("三张表全为 0，而上年的业务数据合计 %d，请核对是否漏填", "all three tables are nought, while last year had %d", was)
	d.Section = 3
	p.Find(d)
}
