package crosscheck

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// otherNarrativeRules compare the text with tables two and four, and with itself.
func otherNarrativeRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "N-07",
			Title: rule.Text{ZH: "正文的行政复议数与表格一致", EN: "the text's reviews are the table's"},
			Doc: rule.Text{
				ZH: "正文写的政府信息公开行政复议件数及其结果应等于表四的行政复议各栏。只比较明确说到政府信息公开的句子。写“均获维持”而表中无一维持，自相矛盾；只有部分维持的，请核对。",
				EN: "The number of reviews that concern disclosure, and their outcomes, are those of table four. Only sentences that say so are compared. That all were upheld contradicts a table where none was; where some were, it should be looked at.",
			},
			Severity: report.Error, Source: sense,
			Needs: []string{"proceedings.review.*", "section 1", "section 4"},
			Trip:  "因政府信息公开引发的行政复议36件，表中总计 30", Pass: "行政复议案件5件，表中总计 5",
			Forms: form.Tabular, Check: checkReviews,
		},
		{
			ID:    "N-08",
			Title: rule.Text{ZH: "正文的行政诉讼数与表格一致", EN: "the text's lawsuits are the table's"},
			Doc: rule.Text{
				ZH: "正文的行政诉讼件数应等于表四未经复议直接起诉与复议后起诉的总计之和。“均获维持”之类如上条。",
				EN: "The number of lawsuits is the sum of both groups of suits in table four. That all were upheld is judged as in N-07.",
			},
			Severity: report.Error, Source: sense,
			Needs: []string{"proceedings.direct.*", "proceedings.after_review.*", "section 1", "section 4"},
			Trip:  "行政诉讼9件，表中 6＋2", Pass: "行政诉讼46件，表中 26＋20",
			Forms: form.Tabular, Check: checkSuits,
		},
		{
			ID:    "N-09",
			Title: rule.Text{ZH: "正文说未发生复议、诉讼，表格也为 0", EN: "no proceedings in the text, none in the table"},
			Doc: rule.Text{
				ZH: "正文写未发生行政复议或行政诉讼，表四相应各栏就应全是 0。“未发生被复议纠错”等不算。",
				EN: "Where the text says that there was no review or suit, the cells are nought. 未发生被纠错 does not say that.",
			},
			Severity: report.Error, Source: sense,
			Needs: []string{"proceedings.*.*", "section 1", "section 4"},
			Trip:  "未发生行政复议、行政诉讼，表中行政复议总计 3", Pass: "全年未发生被行政复议纠错的情形，表中行政复议总计 55",
			Forms: form.Tabular, Check: checkNoProceedings,
		},
		{
			ID:    "N-10",
			Title: rule.Text{ZH: "正文的规范性文件数与表格一致", EN: "the text's normative documents are the table's"},
			Doc: rule.Text{
				ZH: "正文以“规章”“行政规范性文件”一词给出的制发、废止、现行有效件数应等于表二；只说规范性文件或政策性文件时口径可能不同，仅供参考。上年末、本年制发、废止、年末现行有效四个数在一句里的，还要加减相符。",
				EN: "Numbers given under the exact terms are those of table two; under a wider term they may differ, which is only an info. A sentence that tells of the year before, of what was made and repealed and of what is in force adds up.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: "参考：武威市2025年通知", From: 2021},
			Needs:    []string{"disclosure.normative_*", "section 1"},
			Trip:     "制发行政规范性文件2件，表中 3", Pass: "现行有效行政规范性文件12件（表中 12）",
			Forms: form.NewForm, Check: func(p *rule.Pass) { checkNormative(p); checkNormativeYear(p) },
		},
		{
			ID:    "N-11",
			Title: rule.Text{ZH: "正文的许可、处罚、强制数与表格一致", EN: "the text's decisions are the table's"},
			Doc: rule.Text{
				ZH: "正文写作出行政许可、行政处罚、行政强制决定的件数应等于表二，行政事业性收费的金额也是。说的是公开条数的不比较。",
				EN: "Decisions made are those of table two, and so is the amount charged. Numbers of items published are not compared.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: "参考：武威市2025年通知", From: 2021},
			Needs:    []string{"disclosure.licences", "disclosure.penalties", "disclosure.coercions", chargedCell, "section 1"},
			Trip:     "作出行政处罚决定420件，表中 415", Pass: "发布行政处罚信息23件，不比较",
			Forms: form.NewForm, Check: func(p *rule.Pass) { checkDecisions(p); checkCharged(p) },
		},
		{
			ID:    "N-12",
			Title: rule.Text{ZH: "同一数量前后一致", EN: "the same quantity is the same everywhere"},
			Doc: rule.Text{
				ZH: "同一数量在正文中出现两次而数字不同，至少有一处是错的，或者口径不同而没有写明。",
				EN: "A quantity given twice with two numbers is wrong once, or the difference is not explained.",
			},
			Severity: report.Warning, Source: sense,
			Needs: []string{"sections"},
			Trip:  "主动公开政府信息280条……主动公开政府信息268条", Pass: "主动公开政府信息121条，两处相同",
			Forms: form.Tabular, Check: checkTwice,
		},
		{
			ID:    "N-13",
			Title: rule.Text{ZH: "收取信息处理费的，有申请可收", EN: "a processing fee needs an application"},
			Doc: rule.Text{
				ZH: "信息处理费只能向申请人收取。没有申请却收了费，两处必有一误。“未收取信息处理费”与逾期未缴费用件数并不矛盾。",
				EN: "The fee is charged to applicants; without applications there is none. No fee taken and row (六)2 above nought do not contradict each other.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: form.Regulation, Clause: "第四十二条", From: 2019},
			Needs:    []string{form.NewTotal, form.InTotal, "section 6"},
			Trip:     "收取信息处理费500元，表中没有申请", Pass: "收取信息处理费400元，表中新收 14069",
			Forms: form.Tabular, Check: checkFeeWithoutApplications,
		},
	}
}

// reviewCells and suitCells are the cells of table four about reviews and about lawsuits.
var (
	reviewCells = form.GroupCells("review")
	suitCells   = append(form.GroupCells("direct"), form.GroupCells("after_review")...)
)

func checkReviews(p *rule.Pass) {
	for _, c := range form.Claims(p) {
		cell, name := form.ReviewTotal[0], "行政复议"
		switch c.Kind {
		case narrative.Review:
		case narrative.ReviewUpheld:
			cell, name = "proceedings.review.upheld", "行政复议结果维持"
		case narrative.ReviewCorrected:
			cell, name = "proceedings.review.corrected", "行政复议结果纠正"
		case narrative.ReviewOther:
			cell, name = "proceedings.review.other", "行政复议其他结果"
		case narrative.ReviewPending:
			cell, name = "proceedings.review.pending", "行政复议尚未审结"
		default:
			continue
		}
		if n, ok := form.Sum(p, cell); ok {
			c.Against(p, n, report.Warning, name, cell)
		}
	}
	checkUpheld(p, "行政复议", "复议", "proceedings.review")
	checkEnded(p, "行政复议", "proceedings.review.pending")
}

// suitOutcome are the cells of an outcome for both kinds of lawsuits.
func suitOutcome(key string) []string {
	return []string{"proceedings.direct." + key, "proceedings.after_review." + key}
}

func checkSuits(p *rule.Pass) {
	for _, c := range form.Claims(p) {
		cells, name := form.SuitTotals, "行政诉讼"
		switch c.Kind {
		case narrative.Suit:
			if c.And == narrative.Review {
				cells, name = append(form.SuitTotals[:2:2], form.ReviewTotal...), "行政复议、行政诉讼"
				c.Sure = false
			}
		case narrative.SuitDirect:
			cells, name = form.SuitTotals[:1], "未经复议直接起诉"
		case narrative.SuitAfter:
			cells, name = form.SuitTotals[1:], "复议后起诉"
		case narrative.SuitUpheld:
			cells, name = suitOutcome("upheld"), "行政诉讼结果维持"
		case narrative.SuitCorrected:
			cells, name = suitOutcome("corrected"), "行政诉讼结果纠正"
		case narrative.SuitOther:
			cells, name = suitOutcome("other"), "行政诉讼其他结果"
		case narrative.SuitPending:
			cells, name = suitOutcome("pending"), "行政诉讼尚未审结"
		default:
			continue
		}
		switch c.Group {
		case narrative.SuitDirect:
			cells, name = cells[:1], "未经复议直接起诉"+strings.TrimPrefix(name, "行政诉讼")
		case narrative.SuitAfter:
			cells, name = cells[1:], "复议后起诉"+strings.TrimPrefix(name, "行政诉讼")
		}
		if n, ok := form.Sum(p, cells...); ok {
			c.Against(p, n, report.Warning, name, cells...)
		}
	}
	checkUpheld(p, "行政诉讼", "诉讼", "proceedings.direct", "proceedings.after_review")
	checkEnded(p, "行政诉讼", suitOutcome("pending")...)
}

func checkNoProceedings(p *rule.Pass) {
	for _, d := range form.Denials(p) {
		var cells []string
		name := "行政复议"
		switch d.Kind {
		case narrative.Review:
			cells = reviewCells
		case narrative.Suit:
			cells, name = suitCells, "行政诉讼"
		default:
			continue
		}
		n, ok := form.Sum(p, cells...)
		if !ok {
			continue
		}
		p.Judged()
		if n == 0 {
			continue
		}
		f := prose.SpanDraft(d.Part, d.Start, d.End)
		if d.Office {
			f.Severity = report.Warning
		}
		for _, c := range cells {
			if v, _ := rule.Cell(p.Report(), c); v.Value.Valid() && v.Value.Cmp(report.IntNumber(0)) != 0 {
				f.Cells = append(f.Cells, c)
			}
		}
		f.Want = "0"
		f.ZH = "正文说没有" + name + "，表格却不为 0"
		f.EN = "the text denies what the table counts (" + f.Cells[0] + ")"
		p.Find(f)
	}
}

func checkNormative(p *rule.Pass) {
	for _, c := range form.Claims(p) {
		var cell, name string
		switch c.Kind {
		case narrative.RulesMade:
			cell, name = "disclosure.rules_made", "制发规章"
		case narrative.RulesRepealed:
			cell, name = "disclosure.rules_repealed", "废止规章"
		case narrative.RulesValid:
			cell, name = "disclosure.rules_valid", "现行有效规章"
		case narrative.NormativeMade:
			cell, name = "disclosure.normative_made", "制发规范性文件"
		case narrative.NormativeRepealed:
			cell, name = "disclosure.normative_repealed", "废止规范性文件"
		case narrative.NormativeValid:
			cell, name = "disclosure.normative_valid", "现行有效规范性文件"
		default:
			continue
		}
		less := report.Info
		if strings.HasPrefix(cell, "disclosure.rules_") {
			less = report.Warning
		}
		if n, ok := form.Sum(p, cell); ok {
			c.Against(p, n, less, name, cell)
		}
	}
}

func checkDecisions(p *rule.Pass) {
	for _, c := range form.Claims(p) {
		var cell, name string
		switch c.Kind {
		case narrative.Licences:
			cell, name = "disclosure.licences", "行政许可"
		case narrative.Penalties:
			cell, name = "disclosure.penalties", "行政处罚"
		case narrative.Coercions:
			cell, name = "disclosure.coercions", "行政强制"
		default:
			continue
		}
		if n, ok := form.Sum(p, cell); ok {
			c.Against(p, n, report.Warning, name, cell)
		}
	}
}

// repeated are the kinds that the whole text gives one number of.
var repeated = map[narrative.Kind]string{
	narrative.Received: "收到申请", narrative.Answered: "办结（答复）申请", narrative.CarriedIn: "上年结转", narrative.CarriedOut: "结转下年",
	narrative.Review: "行政复议", narrative.Disclosed: "主动公开政府信息", narrative.Fee: "信息处理费",
}

func checkTwice(p *rule.Pass) {
	var first []*form.Claim // one of each quantity, which are few
	all := form.Claims(p)
	for i := range all {
		c := &all[i]
		name, ok := repeated[c.Kind]
		if !ok || c.Office || c.And != narrative.Unknown {
			continue
		}
		k := slices.IndexFunc(first, func(f *form.Claim) bool { return f.Kind == c.Kind && f.WithCarried == c.WithCarried })
		if k < 0 {
			first = append(first, c)
			continue
		}
		f := first[k]
		p.Judged()
		if f.N == c.N {
			continue
		}
		d := c.Draft()
		q := f.Draft()
		d.Quotes, d.At = append(q.Quotes, d.Quotes...), append(q.At, d.At...)
		d.Want, d.Got = prose.Itoa(f.N), prose.Itoa(c.N)
		d.ZH = "正文两处写的" + name + "不一致：" + d.Want + " 与 " + d.Got
		d.EN = "the text gives two numbers for one quantity: " + d.Want + " and " + d.Got
		p.Find(d)
	}
}

func checkFeeWithoutApplications(p *rule.Pass) {
	for _, c := range form.Claims(p) {
		if c.Kind != narrative.Fee || c.N == 0 {
			continue
		}
		n, ok := form.Sum(p, form.NewTotal, form.InTotal)
		if !ok {
			return
		}
		p.Judged()
		if n > 0 {
			continue
		}
		d := c.Draft()
		d.Cells = []string{form.NewTotal, form.InTotal}
		d.ZH = "收取了信息处理费 " + prose.Itoa(c.N) + " 元，而表格没有任何申请"
		d.EN = "a fee of " + prose.Itoa(c.N) + " yuan was taken, but there was no application"
		p.Find(d)
	}
}
