package arithmetic

import (
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
