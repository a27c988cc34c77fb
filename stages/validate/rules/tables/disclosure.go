package tables

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// disclosureRules judge table two by itself.
func disclosureRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "T2-01",
			Title: rule.Text{ZH: "现行有效件数不少于本年制发减废止", EN: "at least what was made and not repealed is in force"},
			Doc: rule.Text{
				ZH: "上年末的现行有效件数不会小于 0，所以本年末的不会小于本年制发减本年废止。年内自行失效的文件可能造成例外，须人工核对。",
				EN: "The number in force a year ago cannot be negative, so this year's is at least made less repealed. Documents that lapse within the year may be an exception.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: "表格列名的含义", Clause: "本年制发件数、本年废止件数、现行有效件数", From: 2021},
			Needs:    []string{"disclosure.rules_*", "disclosure.normative_*"},
			Trip:     "制发 5，废止 0，现行有效 3", Pass: "制发 3，废止 0，现行有效 8",
			Forms: form.NewForm, Check: checkInForce,
		},
		{
			ID:    "T2-02",
			Title: rule.Text{ZH: "有权制定规章的机关才填规章", EN: "only an organ that may make rules reports rules"},
			Doc: rule.Text{
				ZH: "规章由国务院部门和省、设区的市、自治州人民政府制定；县级、乡镇机关和地方部门填写规章数，多半是填错了行。立法法条文未逐字核对。",
				EN: "Rules (规章) are made by ministries and by governments from prefecture level up; a county, town or local department that reports some has probably filled the wrong row. The text of the Legislation Law was not read.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: "立法法", Clause: "规章的制定主体", From: 2019},
			Needs:    []string{"agency", "disclosure.rules_*"},
			Trip:     "某镇人民政府 规章 本年制发 2", Pass: "某市人民政府 规章 本年制发 3",
			Forms: form.Tabular, Check: checkMayMakeRules,
		},
		{
			ID:    "T2-03",
			Title: rule.Text{ZH: "事业单位填有规范性文件", EN: "an institution reports normative documents"},
			Doc: rule.Text{
				ZH: "事业单位一般不是行政规范性文件的制定主体，填有现行有效件数时请核对是否把普通文件计入。",
				EN: "An institution does not usually issue administrative normative documents; ordinary papers may have been counted.",
			},
			Severity: report.Info,
			Source:   rule.Source{Document: "常识", From: 2019},
			Needs:    []string{"agency", "disclosure.normative_*"},
			Trip:     "某区融媒体中心 行政规范性文件 现行有效 34", Pass: "某区融媒体中心 行政规范性文件 现行有效 0",
			Forms: form.Tabular, Check: checkInstitution,
		},
		{
			ID:    "T2-04",
			Title: rule.Text{ZH: "上一年项目数量与上年报告相符（2019 年格式）", EN: "items of last year agree with last year's report (2019 form)"},
			Doc: rule.Text{
				ZH: "2019 年格式里，本年的“上一年项目数量”应等于上年报告的上一年项目数量加本年增减。",
				EN: "In the 2019 form this year's 上一年项目数量 is last year's plus last year's change.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: "国办公开办函〔2019〕60号附表", Clause: "上一年项目数量、本年增/减", From: 2020, To: 2020},
			Needs:    []string{"disclosure.*_prev_items", "disclosure.*_change", "neighbour"},
			Trip:     "上年 396 增 442，今年填上一年项目 800", Pass: "上年 10 增 7，今年填上一年项目 17",
			Forms: []report.Form{report.Form2019}, Check: checkItems,
		},
	}
}

func checkInForce(p *rule.Pass) {
	for _, k := range [...]string{"rules", "normative"} {
		cells := []string{"disclosure." + k + "_made", "disclosure." + k + "_repealed", "disclosure." + k + "_valid"}
		made, ok1 := p.Count(cells[0])
		repealed, ok2 := p.Count(cells[1])
		valid, ok3 := p.Count(cells[2])
		if !ok1 || !ok2 || !ok3 {
			continue
		}
		p.Judged()
		if valid >= made-repealed {
			continue
		}
		name := form.RowLabel(k)
		d := rule.Say("%s：本年制发 %d、废止 %d，现行有效却只有 %d", "%s: %d made, %d repealed, yet only %d in force", name, made, repealed, valid)
		d.Section, d.Cells, d.Quotes = 2, cells, form.PrintedTexts(p.Report(), cells)
		d.Want, d.Got = "≥"+strconv.FormatInt(made-repealed, 10), strconv.FormatInt(valid, 10)
		p.Find(d)
	}
}

func checkMayMakeRules(p *rule.Pass) {
	checkRulesSaid(p)
	if p.Report().Agency == nil || p.Report().Tables.Disclosure == nil {
		return
	}
	if a := p.Agency(); !a.Town && !a.County && !a.Department && !a.Institution {
		return
	}
	cells := form.NonZero(p, "rules_made", "rules_repealed", "rules_valid", "rules_new_made", "rules_new_published")
	if len(cells) == 0 {
		return
	}
	d := rule.Say("%s 填有规章数，而规章由设区的市以上人民政府和国务院部门制定，请核对是否应填在行政规范性文件一行",
		"%s reports rules (规章), which only governments from prefecture level up and ministries make; perhaps the wrong row", *p.Report().Agency)
	d.Section, d.Cells, d.Quotes = 2, cells, form.PrintedTexts(p.Report(), cells)
	p.Find(d)
}

func checkInstitution(p *rule.Pass) {
	if p.Report().Agency == nil || p.Report().Tables.Disclosure == nil || !p.Agency().Institution {
		return
	}
	cells := form.NonZero(p, "normative_made", "normative_valid", "normative_new_made", "normative_total_published")
	if len(cells) == 0 {
		return
	}
	d := rule.Say("%s 是事业单位，却填有行政规范性文件，请核对口径", "%s is an institution and yet reports normative documents", *p.Report().Agency)
	d.Section, d.Cells, d.Quotes = 2, cells, form.PrintedTexts(p.Report(), cells)
	p.Find(d)
}

func checkItems(p *rule.Pass) {
	last := p.Last(1)
	if last == nil {
		return
	}
	for _, k := range [...]string{"licences", "other_services", "penalties", "coercions", "fees"} {
		path := "disclosure." + k + "_prev_items"
		now, ok := p.Count(path)
		was, ok1 := form.CountIn(p, last, path)
		change, ok2 := form.CountIn(p, last, "disclosure."+k+"_change")
		if !ok || !ok1 || !ok2 {
			continue
		}
		p.Judged()
		if now == was+change {
			continue
		}
		d := rule.Say("%s 填 %d；上年报告为 %d，增减 %d，应为 %d", "%s is %d; last year's report has %d with a change of %d, which makes %d",
			form.CellName(path), now, was, change, was+change)
		d.Section, d.Cells, d.Quotes = 2, []string{path}, form.PrintedTexts(p.Report(), []string{path})
		d.Want, d.Got = strconv.FormatInt(was+change, 10), strconv.FormatInt(now, 10)
		p.Find(d)
	}
}

// checkRulesSaid finds a county or town that tells of the rules (规章) it has made: 制发的3件规章.
func checkRulesSaid(p *rule.Pass) {
	if a := p.Agency(); p.Report().Agency == nil || !a.Town && !a.County {
		return
	}
	prose.EachPartWith(p, func(part *narrative.Part) {
		prose.EachPlace(p, part, "规章", func(i int) {
			end := i + len("规章")
			clause := prose.ClauseOf(part, i)
			number, rest := countBeside(part.S[:i], part.S[end:])
			if number == "" || number == "0" || prose.HasPrefixAny(rest, "制度", "草案", "、", "和", "及", "或") || !prose.ContainsAny(clause, "制发", "制定", "出台", "印发", "废止") || prose.ContainsAny(clause, "国家", "上级", "省", "市", "执行", "学习") {
				return
			}
			start, stop := prose.Around(part.S, i, end, 6)
			d := prose.SpanDraft(part, start, stop)
			d.ZH, d.EN = "县级、乡镇机关不制定规章，可能应为行政规范性文件", "a county or town makes no rules (规章); perhaps normative documents are meant"
			p.Find(d)
		})
	}, "规章")
}

// countBeside is the number of 件 that stands before a word or behind it, "" for none, and what follows.
func countBeside(before, behind string) (number, rest string) {
	if head, ok := strings.CutSuffix(before, "件"); ok {
		return head[prose.DigitsBefore(head, len(head)):], behind
	}
	n := prose.Digits(behind)
	if !prose.HasSuffixAny(before, "制发", "制定", "出台", "印发", "废止") {
		return "", behind
	}
	if rest, ok := strings.CutPrefix(behind[n:], "件"); ok && n > 0 {
		return behind[:n], rest
	}
	return "", behind
}
