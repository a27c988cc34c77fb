package arithmetic

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// channelWords say that the parts are channels or states of handling, whose numbers may
// overlap.
var channelWords = []string{"满意", "回访", "办结", "答复", "解决", "采纳", "按时", "重复", "同时", "负责人", "重点", "分别", "网站", "微信", "微博", "新媒体", "公众号", "客户端", "抖音", "栏", "平台", "报刊", "电视", "渠道", "媒体", "号"}

// checkLists judges the lists of parts, or those of parts of parts.
func checkLists(p *rule.Pass, nested bool) {
	prose.EachList(p, func(part *narrative.Part, l narrative.List) {
		if l.Nested == nested {
			checkList(p, part, l)
		}
	})
}

// checkList judges one list.
func checkList(p *rule.Pass, part *narrative.Part, l narrative.List) {
	parts, whole, ok := l.Sum()
	if !ok {
		return
	}
	p.Judged()
	if l.Holds(parts, whole) || isOneOf(parts, l.Others) || dividesBoth(l, parts, whole) {
		return
	}
	if l.Lost(parts, whole) != nil || !l.Mixed && len(l.Bare) > 0 {
		return // W-06 says that a measure word is missing
	}
	if ofOthers(part.S, l) || returnsTo(l, whole) || dividesPart(part.S, l) || runsOn(part.S, l, whole) {
		return
	}
	if parts > whole && (l.Apart(whole) || l.Far && ofLarger(whole, l)) {
		return
	}
	if words := part.S[l.Start:l.End]; parts < whole && (dividesAnswered(p, words, parts) || leavesClassOut(p, words)) {
		return
	}
	over, complete := parts > whole, len(l.Parts) > 1 && (l.Rest || parts*10 >= whole*9)
	if !over && (!complete || l.Mixed || strings.HasPrefix(part.S[l.End:], "等")) {
		return // what is behind 等 is not named
	}
	if !over && l.End >= form.CutFrom(p, part) && !strings.Contains(part.S[l.End:], "。") {
		return // the list may have gone on in what is cut off
	}
	d := prose.SpanDraft(part, l.Start, l.End)
	// where a table was found in the wrong place, words of the text may have been taken
	// for cells, and the list is torn
	overlap := prose.ContainsAny(part.S[l.Start:l.End], channelWords...) || form.Observed(p.Report(), report.SeenMisplaced)
	if !over || overlap || l.Far || l.Loose {
		d.Severity = report.Warning
	}
	d.Want, d.Got = prose.Itoa(whole), prose.Itoa(parts)
	d.ZH = "各部分之和为 " + d.Got + "，总数写作 " + d.Want
	d.EN = "the parts sum to " + d.Got + ", the whole is " + d.Want
	p.Find(d)
}

// dividesAnswered reports whether the parts are the result classes of all that was answered, which the list
// does not say: 收到50件。从办理结果看：…
func dividesAnswered(p *rule.Pass, list string, parts int64) bool {
	if !strings.Contains(list, "予以公开") || !strings.Contains(list, "不予") {
		return false
	}
	answered, _, ok := form.RowTotal(p, form.SumTotal)
	return ok && answered == parts
}

// leavesClassOut reports whether a list of result classes does not name one that table three has, or may have:
// 198件，其中部分公开22件、不予公开32件、其他处理11件. What is called 其他处理 is a class and not the rest.
func leavesClassOut(p *rule.Pass, list string) bool {
	named, out := 0, false
	for kind, cells := range form.ClassRows {
		if strings.Contains(list, form.ClassName[kind]) {
			named++
			continue
		}
		n, ok := form.Sum(p, cells...)
		out = out || !ok || n > 0
	}
	return named > 1 && out
}

// dividesBoth reports whether the parts are those of two numbers together: 新收317件，上年结转3件。
// 其中，…
func dividesBoth(l narrative.List, parts, whole int64) bool {
	for _, o := range l.Others {
		if v, ok := o.Int(); ok && l.Holds(parts, whole+v) {
			return true
		}
	}
	return false
}

// ofOthers reports whether a list goes on to reviews or lawsuits, which are no part of what it divides:
// 受理25件，其中20件为……；全年被申请行政复议1件。
func ofOthers(s string, l narrative.List) bool {
	before, _ := prose.Around(s, l.Start, l.Start, 16)
	return prose.ContainsAny(s[l.Start:l.End], "复议", "诉讼") && !prose.ContainsAny(s[before:l.Start], "复议", "诉讼", "案件")
}

// returnsTo reports whether the last parts go on with the list that the whole is a part of: 96条，其中网站41条，其中
// 执法类6条，部门信息55条.
func returnsTo(l narrative.List, whole int64) bool {
	if l.Outer == nil {
		return false
	}
	all, ok := l.Outer.Int()
	sum := whole
	for i := len(l.Parts) - 1; ok && i >= 0 && sum < all; i-- {
		v, _ := l.Parts[i].Int()
		sum += v
	}
	return ok && sum == all
}

// dividesPart reports whether some of the parts divide another one: 3682条，其中网站1233条，含文件2条、其他
// 1231条.
func dividesPart(s string, l narrative.List) bool {
	for i := range l.Parts {
		of, _ := l.Parts[i].Int()
		sum := int64(0)
		for k := i + 1; k < len(l.Parts); k++ {
			v, _ := l.Parts[k].Int()
			if sum += v; sum > of {
				break
			}
			if sum == of && k > i+1 && prose.ContainsAny(s[l.Parts[i].UnitEnd:l.Parts[i+1].Start], "含", "其中", "包括", "分为") {
				return true
			}
		}
	}
	return false
}

// runsOn reports whether a list runs on behind a semicolon into what is no part of it: a number there is
// larger than the whole, and parts stand before the semicolon.
func runsOn(s string, l narrative.List, whole int64) bool {
	for i, n := range l.Parts {
		if v, _ := n.Int(); v > whole {
			return i > 1 && strings.Contains(s[l.Parts[i-1].UnitEnd:n.Start], "；")
		}
	}
	return false
}

// ofLarger reports whether the sentence before counts more of the same than the whole: 其中 at the
// beginning of the next may speak of that.
func ofLarger(whole int64, l narrative.List) bool {
	for _, o := range l.Others {
		if v, ok := o.Int(); ok && v > whole && o.Unit == l.Whole.Unit {
			return true
		}
	}
	return false
}

// isOneOf reports whether a number is one of the others.
func isOneOf(n int64, others []narrative.Number) bool {
	for _, o := range others {
		if v, ok := o.Int(); ok && v == n {
			return true
		}
	}
	return false
}
