package wording

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/names"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// manners tell how something is done, so that a verb follows them. The work itself is none: between
// 扎实 and 政府信息公开工作 stood 推进.
var manners = []string{"高度", "不断", "大力", "扎实", "切实", "认真", "着力", "进一步", "稳步", "积极", "全力"}

// checkLostVerbs finds a manner that stands before the work, without the verb between them: 高度政府信息公开工作.
func checkLostVerbs(p *rule.Pass) {
	for _, work := range [...]string{"政府信息公开", "政务公开"} {
		prose.EachPartWith(p, func(part *narrative.Part) {
			prose.EachPlace(p, part, work, func(i int) {
				for _, how := range manners {
					if strings.HasSuffix(part.S[:i], how) && !part.BeginsLine(i) && !prose.InTitle(part.S, i) {
						sayLostVerb(p, part, i, how, work)
					}
				}
			})
		}, work)
	}
}

// checkLostVerbsOfTitles finds a manner that stands before a title, without the verb between them: 严格《条例》.
func checkLostVerbsOfTitles(p *rule.Pass) {
	prose.EachPartWith(p, func(part *narrative.Part) {
		prose.EachPlace(p, part, "《", func(i int) {
			for _, how := range [...]string{"严格", "认真", "切实", "扎实", "坚决", "高度", "不断"} {
				if strings.HasSuffix(part.S[:i], how) && !part.BeginsLine(i) {
					start, end := prose.Around(part.S, i-len(how), i+len("《"), 6)
					d := prose.SpanDraft(part, start, end)
					d.ZH, d.EN = "“"+how+"”后漏写动词（如“执行”）", "a verb, such as 执行, is missing behind "+how
					p.Find(d)
				}
			}
		})
	}, "《")
}

// sayLostVerb reports a manner whose verb before the work at S[i:] is lost.
func sayLostVerb(p *rule.Pass, part *narrative.Part, i int, how, work string) {
	verb := "推进"
	if how == "高度" {
		verb = "重视"
	}
	start, end := prose.Around(part.S, i-len(how), i+len(work), 4)
	d := prose.SpanDraft(part, start, end)
	d.Want, d.Got = how+verb+work, how+work
	d.ZH, d.EN = "“"+how+"”后漏写动词（如“"+verb+"”）", "a verb, such as "+verb+", is missing behind "+how
	p.Find(d)
}

// checkLostPartners finds constructions of two words of which one is lost: 如有疑问，请办公室联系 without 与,
// 坚持“……”为原则 without 以, 坚持以“……”， without 为.
func checkLostPartners(p *rule.Pass) {
	text := p.Narrative()
	under, about := text.Pieces(guidances...), text.Pieces("性的认识", "意义的认识", "任组长")
	prose.EachPart(p, func(part *narrative.Part) {
		checkLostWith(p, part)
		checkLostSpirit(p, part)
		if part.In(under) {
			checkLostUnder(p, part)
		}
		if part.In(about) {
			checkLostAbout(p, part)
		}
		checkLostFrame(p, part)
	})
}

// withOthers are words by which one may ask somebody without 与.
var withOthers = []string{"与", "和", "跟", "向", "同", "致", "拨", "打", "直接", "及时", "随时", "您", "告", "咨询", "到", "按", "根据", "对"}

// checkLostWith finds 如有疑问，请区政府办公室联系 without 与.
func checkLostWith(p *rule.Pass, part *narrative.Part) {
	prose.EachPlace(p, part, "疑问，请", func(i int) {
		i += len("疑问，请")
		words := names.CutBehind(part.S[i:], "联系", longestAsked)
		if len(words) > 3*6 && !prose.ContainsAny(words, withOthers...) {
			sayLost(p, part, i, i+len(words), "与")
		}
	})
}

// checkLostSpirit finds 贯彻党的二十届四中全会，推进 without 精神.
func checkLostSpirit(p *rule.Pass, part *narrative.Part) {
	prose.EachPlace(p, part, "全会，", func(i int) {
		if clause := prose.ClauseOf(part, i); len(clause) < longestAsked && prose.ContainsAny(clause, "贯彻", "落实") && strings.Contains(clause, "党的") {
			sayLost(p, part, i, i+len("全会"), "精神")
		}
	})
}

// checkLostFrame finds 坚持“……”为原则 without 以, and 坚持以“……”， without 为.
func checkLostFrame(p *rule.Pass, part *narrative.Part) {
	prose.EachPlace(p, part, "坚持", func(i int) {
		rest, with := strings.CutPrefix(part.S[i+len("坚持"):], "以")
		words, behind, closed := strings.Cut(rest, "”")
		if !closed || !strings.HasPrefix(words, "“") || len(words) > longestAsked {
			return
		}
		end := len(part.S) - len(behind)
		switch sentence, _, _ := strings.Cut(behind, "。"); {
		case !with && strings.HasPrefix(behind, "为") && prose.ContainsAny(prose.Clip(behind, len("为基本原则")), "原则", "导向", "理念", "宗旨", "主线", "目标"):
			sayLost(p, part, i, end, "以")
		case with && prose.HasPrefixAny(behind, "，", "。", "；") && !strings.Contains(sentence, "为"):
			sayLost(p, part, i, end, "为……")
		}
	})
}

// checkLostAbout finds 提高政府信息公开重要性的认识 without 对, and 成立了局长任组长的领导小组 without 由.
func checkLostAbout(p *rule.Pass, part *narrative.Part) {
	for _, w := range [...]string{"重要性的认识", "重要意义的认识", "必要性的认识", "紧迫性的认识"} {
		i := part.Index(w)
		if i < 0 || p.Full() {
			continue
		}
		p.Step()
		clause := prose.ClauseOf(part, i)
		for _, verb := range [...]string{"提高", "增强", "提升", "加深"} {
			if _, of, ok := strings.Cut(clause, verb); ok && of != "" && len(clause) < longestAsked && !prose.ContainsAny(of, "对", "关于", "于") {
				sayLost(p, part, i-len(of), i+len(w), "对")
			}
		}
	}
	if i := part.Index("任组长"); i >= 0 && !p.Full() {
		p.Step()
		clause := prose.ClauseOf(part, i)
		if _, who, ok := strings.Cut(clause, "成立了"); ok && who != "" && len(who) <= 3*12 && prose.Han(who) && !prose.ContainsAny(who, "由", "以", "组", "会", "的") {
			sayLost(p, part, i-len(who), i+len("任组长"), "由")
		}
	}
}

// guidances are what a body works under.
var guidances = []string{"的坚强领导，", "的正确领导，", "的统一领导，", "的关心支持，", "的大力支持，", "的精心指导，", "的悉心指导，", "的有力指导，", "的关心指导，", "的大力指导，", "的统一部署，"}

// checkLostUnder finds 在区委的坚强领导，我局…… without 下.
func checkLostUnder(p *rule.Pass, part *narrative.Part) {
	for _, w := range guidances {
		i := part.Index(w)
		if i < 0 || p.Full() {
			continue
		}
		p.Step()
		before, behind := prose.ClauseOf(part, i), part.S[i+len(w):]
		clause := behind
		if k := prose.FirstIndex(behind, "，", "。", "；"); k >= 0 {
			clause = behind[:k]
		}
		if !strings.HasPrefix(before, "在") || strings.HasSuffix(clause, "下") {
			continue // 在县委的正确领导，市局的指导下
		}
		sayLost(p, part, i, i+len(w), "下")
	}
}

// longestAsked is how many bytes the two words of such a construction are apart at most.
const longestAsked = 3 * 40

// sayLost reports a word that is lost in S[start:end].
func sayLost(p *rule.Pass, part *narrative.Part, start, end int, word string) {
	start, end = prose.Around(part.S, start, end, 4)
	d := prose.SpanDraft(part, start, end)
	d.Severity = report.Info
	d.ZH, d.EN = "漏写“"+word+"”", "the word "+word+" is missing"
	p.Find(d)
}

// shares are what is said in percent.
var shares = []string{"办结率", "答复率", "公开率", "满意率", "满意度", "回复率", "知晓率", "覆盖率", "准确率", "及时率", "合格率", "解读率", "更新率", "完成率", "回应率", "办理率", "受理率"}

// checkLostPercents finds a share that has lost its %: 按期办结率为100，. A report that has no % anywhere may have
// lost them as a file.
func checkLostPercents(p *rule.Pass) {
	some := false
	prose.EachPart(p, func(part *narrative.Part) { some = some || strings.Contains(part.S, "%") })
	if !some {
		return
	}
	prose.EachPartWith(p, func(part *narrative.Part) {
		if !part.Has(shares...) {
			return
		}
		for _, s := range part.Sentences {
			for _, n := range s.Numbers {
				p.Step()
				if p.Full() {
					return
				}
				if n.Unit != "" || n.Scale != 1 || n.UnitEnd < len(part.S) && !narrative.ClauseMark(part.S, n.UnitEnd) {
					continue
				}
				if v, ok := n.Int(); ok && v < 2 || ok && v > 100 {
					continue // a part of one, or no percentage
				}
				words := part.S[:n.Start]
				for _, verb := range [...]string{"达到", "为", "达", "均", "到"} {
					words = strings.TrimSuffix(words, verb)
				}
				if !prose.HasSuffixAny(words, shares...) || strings.HasPrefix(part.S[n.UnitEnd:], "、") {
					continue
				}
				start, end := prose.Around(part.S, n.Start, n.UnitEnd, 8)
				d := prose.SpanDraft(part, start, end)
				prose.SaySlip(&d, "", part.S[n.Start:n.UnitEnd], part.S[n.Start:n.UnitEnd]+"%")
				p.Find(d)
			}
		}
	}, shares...)
}
