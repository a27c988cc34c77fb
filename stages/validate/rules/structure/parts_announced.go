package structure

import (
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// partsWords follow the number of parts that a sentence announces.
var partsWords = []string{"部分组成", "个部分", "六部分", "方面组成", "六个方面", "6个方面", "六项内容", "6项内容"}

func checkAnnounced(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.Section > 1 || !part.Has(partsWords...) {
			return
		}
		for _, s := range part.Sentences {
			words := part.Words(s)
			end := prose.FirstIndex(words, partsWords...)
			if end < 0 || !prose.ContainsAny(words, "总体情况", "概述") {
				continue
			}
			p.Judged()
			start, stop := form.Announced(words, end)
			absent, extra := form.PartsNamed(words[start:stop])
			other := prose.ContainsAny(words[max(0, end-len("五个")):end+len("部分")], "五", "七", "八", "5", "7", "8")
			if strings.HasSuffix(words[:end], "等") && strings.HasPrefix(words[end:], "部分") {
				absent = nil // 由总体情况、主动公开政府信息情况等部分组成 counts none
			}
			if len(absent) == 0 && len(extra) == 0 && !other || !other && len(extra) == 0 && cutByEtc(words[start:stop], absent) {
				continue
			}
			if after := strings.Index(words[end:], "部分"); after >= 0 {
				stop = max(stop, end+after+len("部分"))
			}
			d := prose.SpanDraft(part, s.Start+start, s.Start+stop)
			d.ZH, d.EN = "引言列出的组成部分不是六部分", "the parts announced are not the six"
			if len(absent) > 0 {
				d.ZH += "，缺：" + strings.Join(absent, "、")
			}
			if len(extra) > 0 {
				d.ZH += "，多出：" + strings.Join(extra, "、")
				d.EN += "; more than these: " + strings.Join(extra, ", ")
			}
			p.Find(d)
		}
	})
}

// cutByEtc reports whether a list names the first of the parts and leaves several others to 等: 由总体
// 情况、主动公开政府信息情况等六个部分组成, 内容包括总体情况等六个部分. Who names all but one has forgotten it.
func cutByEtc(list string, absent []string) bool {
	if !strings.Contains(list, "等") || len(absent) < 2 || len(absent) > len(form.PartNames)-1 {
		return false
	}
	for i, name := range absent {
		if form.PartNames[len(form.PartNames)-len(absent)+i][0] != name {
			return false
		}
	}
	return true
}
