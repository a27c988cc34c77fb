package wording

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// doers are verbs of what an office does so and so often, each with what denies it.
var doers = []string{"组织开展", "组织召开", "组织", "开展", "召开", "举办", "举行"}

// negations stand before a verb and deny it.
var negations = []string{"没有", "未能", "未曾", "未"}

// beforeDone are the words between the beginning of a clause and the verb, by which it tells of the office as a whole
// and of the whole year.
var beforeDone = []string{"全年", "本年度", "本年", "年内", "全年度", "我局", "我委", "我办", "我镇", "我乡", "我区", "我县", "我市", "我街道", "管委会", "本机关", "本局", "本单位", "共", "累计", "先后", "还", "均", "也", "一直", "始终", "年", "度", "但", "由于"}

// deed is what was done, or not done, by its object, and where that is said.
type deed struct {
	part       *narrative.Part
	object     string
	start, end int
}

// checkDeniedDeeds finds what one place says was not done and another that it was done so often: 全年未组织政务公开
// 专题培训 and 组织政务公开专题培训4期. The object has the same words in both.
func checkDeniedDeeds(p *rule.Pass) {
	var denied []deed
	cues := make([]string, 0, len(negations)*len(doers))
	for _, no := range negations {
		for _, verb := range doers {
			cues = append(cues, no+verb)
		}
	}
	prose.EachPartWith(p, func(part *narrative.Part) {
		for _, w := range cues {
			prose.EachPlace(p, part, w, func(i int) {
				if object := objectBehind(p, part, i, i+len(w)); object != "" && len(denied) < prose.MostClauses {
					denied = append(denied, deed{part, object, i, i + len(w) + len(object)})
				}
			})
		}
	}, cues...)
	if len(denied) == 0 {
		return
	}
	prose.EachPart(p, func(part *narrative.Part) {
		for _, s := range part.Sentences {
			for _, n := range s.Numbers {
				if !slices.Contains([]string{"次", "期", "场", "个", "轮"}, n.Unit) || p.Full() || n.Value.Cmp(report.IntNumber(0)) == 0 {
					continue
				}
				done := deedCounted(p, part, s, n)
				for _, d := range denied {
					if done.object != d.object {
						continue
					}
					f, g := prose.SpanDraft(d.part, d.start, d.end), prose.SpanDraft(part, done.start, done.end)
					f.Quotes, f.At = append(f.Quotes, g.Quotes...), append(f.At, g.At...)
					f.ZH, f.EN = "一处说没有做，另一处说做了 "+part.S[n.Start:n.UnitEnd]+"："+d.object, "not done here, and so often there"
					p.Find(f)
					return
				}
			}
		}
	})
}

// objectBehind is what a denial at S[i:at] denies, "" where the clause tells of a part of the year or of others, or goes
// on.
func objectBehind(p *rule.Pass, part *narrative.Part, i, at int) string {
	if !ofWholeYear(p, part, prose.ClauseOf(part, i), i) {
		return ""
	}
	rest := part.S[at:]
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "过"), "任何")
	end := strings.IndexFunc(rest, func(r rune) bool { return strings.ContainsRune("，。；", r) })
	if end < 0 {
		return ""
	}
	return deedObject(rest[:end])
}

// ofWholeYear reports whether a clause that ends at S[i] tells of the office as a whole and of the report's year.
func ofWholeYear(p *rule.Pass, part *narrative.Part, clause string, i int) bool {
	year := prose.Itoa(int64(p.Year()))
	if narrative.CutSuffixes(strings.TrimPrefix(clause, year), beforeDone) != "" {
		return false
	}
	k := slices.IndexFunc(part.Sentences, func(s narrative.Sentence) bool { return i >= s.Start && i < s.End })
	if k < 0 {
		return false
	}
	before := part.S[part.Sentences[k].Start:i]
	return !prose.ContainsAny(before, "上年", "去年", "此前", "以往", "往年", "如", "除") && !strings.Contains(strings.ReplaceAll(before, year+"年", ""), "20")
}

// deedObject is the object as it is compared, "" where it is too short or long to be the same by its words.
func deedObject(words string) string {
	words = strings.TrimSuffix(strings.TrimSuffix(words, "活动"), "工作")
	if n := utf8.RuneCountInString(words); n < 4 || n > 16 || !prose.Han(words) || strings.Contains(words, "的") {
		return ""
	}
	return words
}

// deedCounted is what a number counts: 全年组织政务公开专题培训4期, or 组织4期政务公开专题培训.
func deedCounted(p *rule.Pass, part *narrative.Part, s narrative.Sentence, n narrative.Number) deed {
	lead := prose.ClauseOf(part, n.Start)
	if len(lead) > n.Start-s.Start {
		return deed{}
	}
	start := n.Start - len(lead)
	for _, verb := range doers {
		i := strings.Index(lead, verb)
		if i < 0 || !ofWholeYear(p, part, lead[:i], start+i) {
			continue
		}
		object := strings.TrimPrefix(lead[i+len(verb):], "了")
		if object != "" {
			return deed{part, deedObject(object), start + i, n.UnitEnd}
		}
		rest := part.S[n.UnitEnd:s.End]
		if end := strings.IndexFunc(rest, func(r rune) bool { return strings.ContainsRune("，。；、", r) }); end > 0 {
			return deed{part, deedObject(rest[:end]), start + i, n.UnitEnd + end}
		}
	}
	return deed{}
}

// notCharged are words by which no fee was taken.
var notCharged = []string{
	"未收取", "没有收取", "无收取", "未计收", "没有计收", "未收过", "没有收过", "未曾收取", "未向申请人收取", "没有向申请人收取", "未向任何申请人收取",
	"没有向任何申请人收取", "未向公民", "未发生", "没有发生", "未产生", "没有产生",
}

// checkDeniedFee finds a processing fee that was taken by one place and was not by another.
func checkDeniedFee(p *rule.Pass) {
	all := form.Claims(p)
	k := slices.IndexFunc(all, func(c form.Claim) bool {
		clause := c.Part.S[prose.ClauseStart(c.Part.S, c.Start):c.End]
		return c.Kind == narrative.Fee && c.N != 0 && !prose.ContainsAny(clause, "上年", "去年", "应", "拟", "未", "没有", "不", "每", "退")
	})
	if k < 0 {
		return
	}
	taken := &all[k]
	prose.EachPartWith(p, func(part *narrative.Part) {
		prose.EachPlace(p, part, form.Fee, func(i int) {
			start := prose.ClauseStart(part.S, i)
			clause := part.S[start:i]
			said := part.S[max(0, strings.LastIndex(part.S[:start], "。")):i]
			if prose.ContainsAny(said, "除", "此外", "另外", "对", "其余", "其他", "其它") || !prose.EndsClause(strings.TrimPrefix(part.S[i+len(form.Fee):], "的情况")) || prose.ContainsAny(clause, "另", "上年", "去年", "超", "再", "、", "应", "逾期") {
				return
			}
			no := prose.FirstIndex(clause, notCharged...)
			if no < 0 || strings.Contains(strings.ReplaceAll(clause, prose.Itoa(int64(p.Year()))+"年", ""), "20") {
				return
			}
			f, g := prose.SpanDraft(part, start+no, i+len(form.Fee)), taken.Draft()
			f.Quotes, f.At = append(f.Quotes, g.Quotes...), append(f.At, g.At...)
			f.ZH, f.EN = "一处说没有收取信息处理费，另一处说收取 "+prose.Itoa(taken.N)+" 元", "no fee here, "+prose.Itoa(taken.N)+" yuan there"
			p.Find(f)
		})
	}, form.Fee)
}
