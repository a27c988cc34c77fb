package tables

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
)

// proceedingRules are the sums of table four, one a group.
func proceedingRules() []rule.Rule {
	var out []rule.Rule
	for i, g := range report.ProceedingGroups() {
		cells := form.GroupCells(g.Key)
		out = append(out, rule.Rule{
			ID:    fmt.Sprintf("T4-%02d", i+1),
			Title: rule.Text{ZH: g.Label + "：总计＝维持＋纠正＋其他＋尚未审结", EN: form.GroupNames[g.Key].EN + ": total = upheld + corrected + other + pending"},
			Doc: rule.Text{
				ZH: "四种结果互不重叠，合起来就是总计。表三与表四之间没有勾稽关系：案件可能来自以前年度的申请。",
				EN: "The four outcomes exclude each other and make up the total. There is no arithmetic link to table three: a case may concern an application of an earlier year.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: form.BothForms, Clause: "政府信息公开行政复议、行政诉讼情况表·" + g.Label, From: 2019},
			Needs:    []string{"proceedings." + g.Key + ".*"},
			Trip:     "结果维持 10，结果纠正 1，其他结果 0，尚未审结 0，总计 0", Pass: "结果维持 376，结果纠正 97，其他结果 196，尚未审结 121，总计 790",
			Forms: form.Tabular,
			Check: func(p *rule.Pass) { checkGroup(p, g.Key, cells) },
		})
	}
	return out
}

// checkGroup judges one group, whose cells are in the order of outcomeKeys.
func checkGroup(p *rule.Pass, group string, cells []string) {
	var sum, total int64
	complete := true
	for i, path := range cells {
		n, ok := p.Count(path)
		complete = complete && ok
		if i < len(cells)-1 {
			sum += n
		} else {
			total = n
		}
	}
	if !complete {
		return
	}
	p.Judged()
	if sum == total {
		return
	}
	name := form.GroupNames[group]
	var d rule.Draft
	d.ZH = fmt.Sprintf("%s：四种结果之和为 %d，总计填 %d", name.ZH, sum, total)
	d.EN = fmt.Sprintf("%s: the four outcomes sum to %d, the total says %d", name.EN, sum, total)
	for _, c := range cells {
		if v, _ := rule.Cell(p.Report(), c); v.State == report.Derived {
			d.ZH += "；其中有由勾稽关系推算出的数，请核对原文"
			d.EN += "; a number in it was worked out from the sums, check the original"
			break
		}
	}
	d.Section, d.Cells, d.Quotes = 4, slices.Clone(cells), form.PrintedTexts(p.Report(), cells)
	d.Want, d.Got = strconv.FormatInt(sum, 10), strconv.FormatInt(total, 10)
	p.Find(d)
}
