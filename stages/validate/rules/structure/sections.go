package structure

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

var sectionNumerals = [...]string{"", "一", "二", "三", "四", "五", "六"}

// sectionRules judge whether the sections are there, in order, and say something.
func sectionRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "S-01",
			Title: rule.Text{ZH: "六个部分齐全", EN: "all six sections are there"},
			Doc: rule.Text{
				ZH: "条例第五十条列明年度报告应当包括的内容，统一格式分为六部分，不得遗漏。标题没有找到、而其内容似在别处时，只作提醒。",
				EN: "Article 50 lists what a report contains and the uniform format puts it into six sections. Where a heading is not found but its words stand elsewhere, it is only a warning.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: form.Regulation, Clause: "第五十条", From: 2019},
			Needs:    []string{"sections"},
			Trip:     "报告到“五、存在的主要问题及改进情况”为止", Pass: "一至六部分俱全，第四部分标题为“因政府信息公开工作被申请行政复议和提起行政诉讼情况”",
			Forms: form.Modern, Check: checkSixSections,
		},
		{
			ID:    "S-02",
			Title: rule.Text{ZH: "部分顺序正确，各出现一次", EN: "sections in order, each once"},
			Doc: rule.Text{
				ZH: "统一格式规定了六个部分的顺序；序号重复、跳号或颠倒会使读者和系统找错内容。",
				EN: "The format fixes the order; a repeated, skipped or swapped ordinal leads readers and programs astray.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: form.Notice30, Clause: "附：年度报告格式", From: 2019},
			Needs:    []string{"sections"},
			Trip:     "四在三之前；两个“五”", Pass: "一、二、三、四、五、六",
			Forms: form.Modern, Check: checkOrder,
		},
		{
			ID:    "S-04",
			Title: rule.Text{ZH: "各部分有内容", EN: "no section is empty"},
			Doc: rule.Text{
				ZH: "第一、第五部分是评述，写“无”或不足二十字即属敷衍塞责；第五部分要写存在的问题和改进措施。第六部分由 F-01 判断。",
				EN: "Sections one and five are prose; 无 or less than twenty characters there is what the notice calls perfunctory; section five names shortcomings and improvements. Section six is judged by F-01.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: form.Notice30, Clause: "（四）明确责任：敷衍塞责", From: 2019},
			Needs:    []string{"section 1", "section 5"},
			Trip:     "五、存在的主要问题及改进情况：无。", Pass: "五、……短板：一是主动公开工作还需进一步规范。",
			Forms: form.Modern, Check: checkNotEmpty,
		},
	}
}

// spoken are words that show that a section's content is there although its heading
// is not: one of each list must be found.
var spoken = [...][][]string{
	1: {{"主动公开"}, {"依申请公开", "平台建设", "监督保障"}},
	2: {{"现行有效件数", "本年制发件数", "处理决定数量"}},
	3: {{"本年新收", "勾稽关系", "上年结转"}},
	4: {{"结果维持", "尚未审结", "复议后起诉"}},
	5: {{"存在", "不足", "问题", "薄弱"}, {"改进", "下一步", "提升", "加强"}, {"主要问题", "存在问题", "存在的问题", "短板", "不足"}},
	6: {{"信息处理费", "其他需要报告的事项"}},
}

func checkSixSections(p *rule.Pass) {
	r := p.Report()
	p.Judged()
	var seen [7]bool
	for _, s := range r.Sections {
		if s.Number >= 1 && s.Number <= 6 {
			seen[s.Number] = true
		}
	}
	cut := form.Observed(r, report.SeenCutOff)
	instead := form.Observed(r, report.SeenInstead) && len(r.Sections) < 2 // the report is in what the page shows or links
	var missing, elsewhere []string
	gap := false // a section is missing before the last one
	for n := 1; n <= 6; n++ {
		if seen[n] {
			continue
		}
		if cut && n > form.LastSection(r) || instead && n >= 2 || form.HeadingInside(p, n) {
			p.Doubt()
			continue
		}
		gap = gap || n < form.LastSection(r)
		if contentElsewhere(p, n) {
			elsewhere = append(elsewhere, report.SectionHeadings()[n-1])
		} else {
			missing = append(missing, report.SectionHeadings()[n-1])
		}
	}
	early := endsEarly(r, len(missing))
	if early { // of what follows the end nothing stands elsewhere: part one speaks of it
		missing, elsewhere = nil, nil
		for n := 1; n <= 6; n++ {
			if !seen[n] {
				missing = append(missing, report.SectionHeadings()[n-1])
			}
		}
	}
	if len(missing) > 0 {
		d := rule.Say("缺少部分：%s", "missing: %s", strings.Join(missing, "；"))
		d.Quotes = lastHeading(r)
		switch {
		case early:
			d.Severity, d.File = report.Warning, true
			d.ZH += "。文本到第" + sectionNumerals[form.LastSection(r)] + "部分为止，可能没有收全，请核对原件"
			d.EN += "; the text ends early and may not be complete, check the original"
		case headLost(r):
			d.Severity, d.File = report.Warning, true
			d.ZH += "。文本没有标题和引言，从第" + sectionNumerals[r.Sections[0].Number] + "部分开始，可能没有收全，请核对原件"
			d.EN += "; the text has no title and begins with a later section, so it may not be complete, check the original"
		case form.EndsUnsigned(r) && !gap:
			d.Severity, d.File = report.Warning, true
			d.ZH += "。文末没有落款，可能没有收全，请核对原件"
			d.EN += "; nobody has signed at the end, so the text may not be complete, check the original"
		}
		p.Find(d)
	}
	if len(elsewhere) > 0 {
		d := rule.Draft{Severity: report.Warning, Quotes: lastHeading(r),
			ZH: "没有找到标题：" + strings.Join(elsewhere, "；") + "（内容似在别处）",
			EN: "heading not found, though its content seems to stand elsewhere: " + strings.Join(elsewhere, "；")}
		p.Find(d)
	}
}

// endsEarly reports whether a text lacks so many sections, and all that follow the last one
// it has, that the file is likelier to be cut than the report to be without them.
func endsEarly(r *report.Report, missing int) bool {
	const half = 3
	last := form.LastSection(r)
	return missing >= half && last > 0 && last <= half && !form.Delimited(r.Sections[0].At)
}

// headLost reports whether the beginning of a text was lost on the way to here: it has no title, neither
// a preamble nor an issuer, and begins with a later section.
func headLost(r *report.Report) bool {
	return r.Title == nil && (r.Agency == nil || r.Preamble == nil) && len(r.Sections) > 0 && r.Sections[0].Number > 1
}

func contentElsewhere(p *rule.Pass, n int) bool {
	switch t := p.Report().Tables; {
	case n == 2 && t.Disclosure != nil, n == 3 && t.Applications != nil, n == 4 && t.Proceedings != nil:
		return true
	}
	if n > form.LastSection(p.Report()) && form.EndsUnsigned(p.Report()) {
		return false // what was not received stands nowhere: the parts are announced at the beginning
	}
	parts := p.Narrative().Parts
	for i := range parts {
		all := parts[i].Section != 0
		for _, alternatives := range spoken[n] {
			all = all && parts[i].Has(alternatives...)
		}
		if all {
			return true
		}
	}
	return false
}

// lastHeading quotes the last heading, to show how far the report goes.
func lastHeading(r *report.Report) []string {
	if len(r.Sections) == 0 {
		return nil
	}
	return []string{r.Sections[len(r.Sections)-1].Heading}
}

func checkOrder(p *rule.Pass) {
	sections := p.Report().Sections
	if len(sections) == 0 {
		return
	}
	if headLost(p.Report()) {
		p.Doubt() // S-01 says that the beginning is lost, and with it whatever the ordinals count
		return
	}
	p.Judged()
	last := 0
	for _, s := range sections {
		var d rule.Draft
		switch {
		case s.Heading == "":
			continue // the heading was lost, its section is told by the words
		case s.Printed != nil && *s.Printed == 0:
			d = rule.Draft{ZH: "第" + sectionNumerals[s.Number] + "部分的标题没有序号", EN: "the heading of a section has no ordinal", Severity: report.Warning}
		case s.Printed != nil && *s.Printed != s.Number && *s.Printed <= 10:
			d = rule.Draft{ZH: "标题序号应为“" + sectionNumerals[s.Number] + "”", EN: "the heading has a wrong ordinal", Want: sectionNumerals[s.Number]}
		case s.Number == last:
			d = rule.Draft{ZH: "第" + sectionNumerals[s.Number] + "部分出现两次", EN: "the section appears twice", Severity: report.Warning}
		case s.Number < last:
			d = rule.Draft{ZH: "第" + sectionNumerals[s.Number] + "部分排在第" + sectionNumerals[last] + "部分之后", EN: "the section stands out of order"}
		}
		last = max(last, s.Number)
		if d.ZH == "" {
			continue
		}
		d.ZH += "：" + s.Heading
		d.EN += ": " + s.Heading
		d.Section, d.Quotes, d.At = s.Number, []string{s.Heading}, form.Places(s.At)
		p.Find(d)
	}
}

var nothing = [...]string{"无", "无。", "暂无", "暂无。", "没有", "没有。", "/", "略", "略。", "无其他需要报告的事项。", "无需要说明的事项。", "无其他需要报告的事项", "无其他需报告事项。"}

func checkNotEmpty(p *rule.Pass) {
	parts := p.Narrative().Parts
	for i := range parts {
		part := &parts[i]
		if part.Section != 1 && part.Section != 5 {
			continue // an empty section six is judged by F-01
		}
		if part.Section == form.LastSection(p.Report()) && form.CutShort(p.Report()) {
			p.Doubt()
			continue
		}
		p.Judged()
		words := bodyOf(part)
		none := words == ""
		for _, n := range nothing {
			none = none || words == n
		}
		var d rule.Draft
		switch {
		case none || len(words) < utf8.UTFMax*form.MinimumWords && utf8.RuneCountInString(words) < form.MinimumWords:
			d.ZH = "第" + sectionNumerals[part.Section] + "部分没有实质内容（不足 20 字）"
			d.EN = "the section says nothing of substance (less than 20 characters)"
		case part.Section == 5 && !prose.ContainsAny(words, shortcomings...):
			d.Severity = report.Info
			d.ZH, d.EN = "第五部分没有写明存在的问题", "section five names no shortcoming"
		case part.Section == 5 && !prose.ContainsAny(words, improvements...):
			d.Severity = report.Info
			d.ZH, d.EN = "第五部分没有写明改进措施", "section five names no improvement"
		default:
			continue
		}
		s := part.Printed()
		d.Section, d.At, d.Quotes = part.Section, form.Places(s.At), []string{s.Heading}
		if words != "" {
			q, at := part.Quote(0, len(part.S))
			d.Quotes, d.At = append(d.Quotes, q), append(d.At, at...)
		}
		p.Find(d)
	}
}

// shortcomings and improvements are words of which section five has one of each.
var (
	shortcomings = []string{"问题", "不足", "差距", "薄弱", "短板", "弱项", "不够", "有待", "欠缺", "仍需", "还需", "需要", "亟待", "亟需", "单一", "滞后", "缺乏", "偏", "不高", "不强", "不到位", "不及时", "不完善", "不健全", "不全面", "困难", "较少", "不多", "不平衡"}
	improvements = []string{"下一步", "下步", "将", "改进", "加强", "进一步", "措施", "打算", "计划", "今后", "提升", "提高", "完善", "整改", "强化", "健全", "加大", "推进", "优化", "规范", "针对", "采取", "抓好", "解决", "力争", "增至"}
)

// bodyOf is the text of a section; what a heading line carries behind a colon counts
// as text.
func bodyOf(part *narrative.Part) string {
	if part.S != "" {
		return part.S
	}
	if _, tail, ok := strings.Cut(part.Heading.S, "："); ok {
		return tail
	}
	return ""
}
