package arithmetic

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// checkBounds judges numbers that another number of the sentence bounds: the points between two rates, a place among
// so many, a score and the best one.
func checkBounds(p *rule.Pass) {
	prose.EachPartWith(p, func(part *narrative.Part) {
		points, best, place := part.Has("百分点"), part.Has("满分"), part.Has(placeWords...)
		for _, s := range part.Sentences {
			for k := 1; k < len(s.Numbers) && !p.Full(); k++ {
				if points && k > 1 {
					pointsBetween(p, part, s.Numbers[k-2:k+1])
				}
				if best {
					overBest(p, part, s.Numbers[k-1], s.Numbers[k])
				}
				if place {
					placeAmong(p, part, s.Numbers[k-1], s.Numbers[k])
				}
			}
		}
	}, append([]string{"百分点", "满分"}, placeWords...)...)
}

// placeWords stand right before a place among those counted before.
var placeWords = []string{"中排名第", "中位列第", "中位居第", "中排第", "中列第"}

// pointsBetween compares two rates with the points between them: 98.2%，较上年的97.5%提升1.7个百分点, 由92%提高到96%，提高5个
// 百分点.
func pointsBetween(p *rule.Pass, part *narrative.Part, of []narrative.Number) {
	a, b, n := of[0], of[1], of[2]
	if a.Unit != "%" || b.Unit != "%" || a.Approx || b.Approx || n.Approx || !strings.HasPrefix(part.S[n.End:], "个百分点") {
		return
	}
	between, verb := strings.Trim(part.S[a.UnitEnd:b.Start], "，（的"), strings.Trim(part.S[b.UnitEnd:n.Start], "，）了")
	for _, w := range [...]string{"到", "为"} {
		verb = strings.TrimSuffix(verb, w)
	}
	verb = strings.TrimPrefix(verb, "同比")
	up := slices.Contains([]string{"提升", "提高", "上升", "增长", "增加"}, verb)
	if !up && !slices.Contains([]string{"下降", "降低", "减少", "回落"}, verb) {
		return
	}
	now, was := size(a), size(b)
	switch {
	case prose.HasPrefixAny(between, "较", "比") && prose.HasSuffixAny(between, lastYear...):
	case utf8.RuneCountInString(between) <= 8 && prose.HasSuffixAny(between, "到", "至", "为") && prose.ContainsAny(between, "提", "升", "增", "降", "减"):
		now, was = was, now
	default:
		return
	}
	diff := now - was
	if !up {
		diff = -diff
	}
	p.Judged()
	slack := max(lastDigit(part.S[a.Start:a.End]), lastDigit(part.S[b.Start:b.End]), lastDigit(part.S[n.Start:n.End]))
	if got := size(n); got >= diff-slack*1.01 && got <= diff+slack*1.01 {
		return
	}
	d := prose.SpanDraft(part, a.Start, n.End+len("个百分点"))
	d.Severity = report.Warning
	d.Want, d.Got = decimal(diff), part.S[n.Start:n.End]
	d.ZH = "由 " + decimal(was) + "% 到 " + decimal(now) + "%，相差 " + decimal(max(diff, -diff)) + " 个百分点，写作“" + verb + d.Got + "个百分点”"
	d.EN = "from " + decimal(was) + " % to " + decimal(now) + " % the difference is " + d.Want + ", printed " + d.Got
	p.Find(d)
}

// placeAmong finds a place behind the last: 在全市8个县（区）中排名第9.
func placeAmong(p *rule.Pass, part *narrative.Part, all, place narrative.Number) {
	between := part.S[all.UnitEnd:place.Start]
	of, ok1 := all.Int()
	at, ok2 := place.Int()
	if !prose.HasSuffixAny(between, placeWords...) || !ok1 || !ok2 || all.Unit != "个" && all.Unit != "家" || utf8.RuneCountInString(between) > 16 || strings.ContainsAny(between, "。；") {
		return
	}
	p.Judged()
	if at <= of {
		return
	}
	d := prose.SpanDraft(part, all.Start, place.UnitEnd)
	d.Severity = report.Warning
	d.Want, d.Got = "≤"+prose.Itoa(of), prose.Itoa(at)
	d.ZH, d.EN = "共 "+prose.Itoa(of)+" 个，不会排名第 "+prose.Itoa(at), "place "+prose.Itoa(at)+" of "+prose.Itoa(of)
	p.Find(d)
}

// overBest finds a score above the best one: 得分108分（满分100分）.
func overBest(p *rule.Pass, part *narrative.Part, got, best narrative.Number) {
	if between := strings.Trim(part.S[got.UnitEnd:best.Start], "，（"); got.Unit != "分" || best.Unit != "分" || between != "满分" && between != "满分为" {
		return
	}
	p.Judged()
	if size(got) <= size(best) {
		return
	}
	d := prose.SpanDraft(part, got.Start, best.UnitEnd)
	d.Severity = report.Warning
	d.Want, d.Got = "≤"+part.S[best.Start:best.End], part.S[got.Start:got.End]
	d.ZH, d.EN = "得分高于满分："+d.Got+" 分，满分 "+part.S[best.Start:best.End]+" 分", "a score of "+d.Got+" where the best is "+part.S[best.Start:best.End]
	p.Find(d)
}
