package arithmetic

import (
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// checkTotals judges the numbers that sum up those before them: 网上7件、信函3件，共计10件.
func checkTotals(p *rule.Pass) {
	checkSpread(p)
	prose.EachPart(p, func(part *narrative.Part) {
		for _, t := range part.Totals() {
			p.Step()
			parts, whole, ok := t.Sum()
			if !ok {
				continue
			}
			p.Judged()
			if parts == whole || p.Full() {
				continue
			}
			d := prose.SpanDraft(part, t.Parts[0].Start, t.UnitEnd)
			d.Severity = report.Warning
			d.Want, d.Got = prose.Itoa(parts), prose.Itoa(whole)
			d.ZH = "各部分之和为 " + d.Want + "，合计写作 " + d.Got
			d.EN = "the parts sum to " + d.Want + ", their total is given as " + d.Got
			p.Find(d)
		}
	})
}
