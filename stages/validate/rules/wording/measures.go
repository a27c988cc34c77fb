package wording

import (
	"slices"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// measured are things with the verbs that have them as their object and the measure words that never count them.
var measured = [...]struct{ verbs, things, never []string }{
	{
		[]string{"召开", "举行", "举办", "组织召开"},
		[]string{"会议", "座谈会", "发布会", "推进会", "联席会", "听证会", "部署会", "例会", "工作会", "通气会", "调度会", "见面会", "培训会", "讲座", "培训班"},
		[]string{"条", "件", "家", "篇", "份", "宗", "户", "元", "部", "册", "套", "例"},
	},
	{
		[]string{"举办", "组织", "开展"},
		[]string{"业务培训", "专题培训", "集中培训", "政务公开培训", "信息公开培训"},
		[]string{"条", "件", "篇", "份", "宗", "元", "部", "册", "套", "例"},
	},
	{
		[]string{"举办"},
		[]string{"业务培训", "专题培训", "集中培训", "培训"},
		[]string{"家", "户", "条", "件", "篇"},
	},
	{
		[]string{"发布", "公布", "张贴"},
		[]string{"公告", "通知公告", "公示公告", "公示", "政策文件", "政策解读"},
		[]string{"家", "户", "人", "名", "人次", "场", "元", "宗"},
	},
	{
		[]string{"编发", "印发", "刊发"},
		[]string{"简报", "月报", "季报", "周报", "快报"},
		[]string{"家", "户", "人", "名", "人次", "场", "元"},
	},
}

// checkWrongMeasures finds a measure word that cannot count what stands before it: 召开专题会议3条.
func checkWrongMeasures(p *rule.Pass) {
	var verbs []string
	for _, m := range measured {
		verbs = append(verbs, m.verbs...)
	}
	prose.EachPartWith(p, func(part *narrative.Part) {
		for _, s := range part.Sentences {
			for _, n := range s.Numbers {
				if p.Full() || n.Unit == "" || n.End != n.UnitEnd-len(n.Unit) || !prose.EndsClause(part.S[n.UnitEnd:]) {
					continue
				}
				lead := prose.ClauseOfNumber(part.S[s.Start:n.Start])
				for _, m := range measured {
					if !slices.Contains(m.never, n.Unit) || !prose.HasSuffixAny(lead, m.things...) || !prose.ContainsAny(lead, m.verbs...) || prose.ContainsAny(lead, "、", "参加", "印发会议", "的") || len(lead) > 3*18 {
						continue
					}
					d := prose.SpanDraft(part, n.Start-len(lead), n.UnitEnd)
					d.Got = n.Unit
					d.ZH, d.EN = "量词“"+n.Unit+"”不能与前面的词搭配："+part.S[n.Start-len(lead):n.UnitEnd], "a measure word that cannot count this: "+n.Unit
					p.Find(d)
					break
				}
			}
		}
	}, verbs...)
}
