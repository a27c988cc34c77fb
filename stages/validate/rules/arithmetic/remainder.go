package arithmetic

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// checkRemainders judges what is called the rest: 收到200条，答复190条，其余10条正在办理. It is right where it is a sum or a
// difference of the counts before it in the sentence; two or three of them are judged, of more it may be any.
func checkRemainders(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if !part.Has("其余", "剩余", "余下") {
			return
		}
		var last []narrative.Number // of the sentence before
		for _, s := range part.Sentences {
			var before []narrative.Number
			for _, n := range s.Numbers {
				p.Step()
				if n.Unit == "" || n.Unit == "%" || n.Unit == "年" {
					continue
				}
				lead := part.S[prose.ClauseStart(part.S, n.Start):n.Start]
				if prose.HasSuffixAny(strings.TrimSuffix(lead, "的"), "其余", "剩余", "余下") && !n.Approx {
					if !dividesLast(last, before, n) {
						judgeRemainder(p, part, before, n)
					}
				}
				before = append(before, n)
			}
			last = before
		}
	})
}

// checkProgress judges what has come in, what is done and what is under way, three counts side by side: 受理12件，办结10件，正在办理3
// 件.
func checkProgress(p *rule.Pass) {
	prose.EachPartWith(p, func(part *narrative.Part) {
		for _, s := range part.Sentences {
			progress(p, part, s)
		}
	}, "正在", "在办", "未办结", "未答复", "未整改", "未完成")
}

// progress judges one sentence. What was left of the year before may be among its counts, so that one that tells of it is
// let pass.
func progress(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	for k := 2; k < len(s.Numbers) && !p.Full(); k++ {
		in, done, open := s.Numbers[k-2], s.Numbers[k-1], s.Numbers[k]
		if in.Unit == "" || in.Unit != done.Unit || in.Unit != open.Unit || in.Approx || done.Approx || open.Approx {
			continue
		}
		lead, verb := prose.ClauseOfNumber(part.S[s.Start:in.Start]), strings.TrimPrefix(part.S[in.UnitEnd:done.Start], "，")
		state := strings.TrimPrefix(part.S[done.UnitEnd:open.Start], "，")
		if !prose.ContainsAny(lead, comesIn...) || !slices.Contains([]string{"办结", "已办结", "已办理", "答复", "已答复", "完成整改", "已整改", "已完成", "处理完毕"}, verb) ||
			!slices.Contains([]string{"正在办理", "在办", "未办结", "尚未办结", "正在办理中", "正在处理", "未答复", "未整改", "未完成", "正在整改"}, state) {
			continue
		}
		if prose.ContainsAny(part.Words(s), "结转", "上年", "去年", "往年", "以前年度", "历年", "撤回", "不予", "转送", "转办", "退回", "含", "另") {
			continue
		}
		a, ok1 := in.Int()
		b, ok2 := done.Int()
		c, ok3 := open.Int()
		if !ok1 || !ok2 || !ok3 {
			continue
		}
		p.Judged()
		if a == b+c {
			continue
		}
		d := prose.SpanDraft(part, in.Start, open.UnitEnd)
		d.Severity = report.Warning
		d.Want, d.Got = prose.Itoa(a), prose.Itoa(b+c)
		d.ZH = "已办的 " + prose.Itoa(b) + " 与未办的 " + prose.Itoa(c) + " 之和为 " + d.Got + "，前面写作 " + d.Want
		d.EN = prose.Itoa(b) + " done and " + prose.Itoa(c) + " open are " + d.Got + ", not " + d.Want
		p.Find(d)
	}
}

// dividesLast reports whether the counts before a rest may be parts of one that the sentence before has:
// 新收223件。自然人187件，商业企业26件，其余10件.
func dividesLast(last, before []narrative.Number, rest narrative.Number) bool {
	for _, whole := range last {
		w, ok := whole.Int()
		if !ok || whole.Unit != rest.Unit {
			continue
		}
		less := true
		for _, n := range before {
			v, _ := n.Int()
			less = less && (n.Unit != rest.Unit || v < w)
		}
		if less {
			return true
		}
	}
	return false
}

// judgeRemainder judges a rest by the numbers before it that have its measure word.
func judgeRemainder(p *rule.Pass, part *narrative.Part, before []narrative.Number, rest narrative.Number) {
	var counts []int64
	start := rest.Start
	for _, n := range before {
		v, ok := n.Int()
		if n.Unit != rest.Unit {
			continue
		}
		if !ok || n.Approx {
			return
		}
		counts, start = append(counts, v), min(start, n.Start)
	}
	got, ok := rest.Int()
	if !ok || len(counts) < 2 || len(counts) > 3 || p.Full() {
		return
	}
	p.Judged()
	if isSum(counts, got) {
		return
	}
	d := prose.SpanDraft(part, start, rest.UnitEnd)
	d.Severity = report.Warning
	d.Want, d.Got = prose.Itoa(counts[0]-counts[len(counts)-1]), prose.Itoa(got)
	d.ZH = "其余的件数写作 " + d.Got + "，与前面的数不符"
	d.EN = "the rest is given as " + d.Got + ", which the numbers before it do not come to"
	p.Find(d)
}

// isSum reports whether a number is a sum of some of the counts, each added or taken away.
func isSum(counts []int64, n int64) bool {
	if len(counts) == 0 {
		return n == 0
	}
	c, rest := counts[0], counts[1:]
	return isSum(rest, n) || isSum(rest, n-c) || isSum(rest, n+c)
}
