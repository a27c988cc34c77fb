package arithmetic

import (
	"math"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// complete are rates that cannot exceed 100 %.
var complete = []string{"办结率", "答复率", "满意率", "回复率", "公开率", "合格率", "按时率", "及时率", "处置率"}

func checkHundred(p *rule.Pass) {
	eachRate(p, func(part *narrative.Part, r narrative.Rate) {
		if r.Name == "" || r.Value.String() != "100" {
			return
		}
		done, ok1 := r.Part.Int()
		all, ok2 := r.Wholes[0].Int()
		if !ok1 || !ok2 || r.Part.Approx || r.Wholes[0].Approx {
			return
		}
		if ofWhatWasDue(part.S[r.Start:r.End]) {
			return
		}
		p.Judged()
		if done >= all {
			return
		}
		d := prose.SpanDraft(part, r.Start, r.End)
		if prose.ContainsAny(part.S[r.Start:r.End], "未到期", "期限内", "结转", "顺延", "正在办理", "在办") {
			d.Severity = report.Warning // perhaps all that was due
		}
		d.ZH = r.Name + "写作 100%，而 " + prose.Itoa(all) + " 件中只有 " + prose.Itoa(done) + " 件"
		d.EN = "100 % is claimed, yet only " + prose.Itoa(done) + " of " + prose.Itoa(all)
		d.Want, d.Got = prose.Itoa(all), prose.Itoa(done)
		p.Find(d)
	})
	shares := p.Narrative().Pieces("%")
	prose.EachPart(p, func(part *narrative.Part) {
		if part.In(shares) {
			tooHigh(p, part)
		}
		moreThanCame(p, part)
		if part.In(shares) {
			hundredAndRest(p, part)
		}
	})
}

// ofWhatWasDue reports a rate of the requests whose time was up, 到期办结率, and not of all.
func ofWhatWasDue(s string) bool {
	for _, due := range []string{"到期", "按期", "按时", "及时"} {
		if prose.ContainsAny(s, due+"办结率", due+"答复率", due+"回复率") {
			return true
		}
	}
	return false
}

// tooHigh reports rates of completion above 100 %.
func tooHigh(p *rule.Pass, part *narrative.Part) {
	for _, s := range part.Sentences {
		for _, n := range s.Numbers {
			if p.Full() {
				return
			}
			p.Step()
			if n.Unit != "%" || n.Value.Cmp(report.IntNumber(100)) <= 0 {
				continue
			}
			from := max(s.Start, n.Start-3*12)
			if !prose.ContainsAny(prose.TailRunes(part.S[from:n.Start]), complete...) {
				continue
			}
			d := prose.SpanDraft(part, s.Start, n.UnitEnd)
			d.ZH, d.EN = "比率超过 100%："+n.Value.String()+"%", "a rate above 100 %: "+n.Value.String()+"%"
			d.Want, d.Got = "≤100%", n.Value.String()+"%"
			p.Find(d)
		}
	}
}

// changes are words of a change and whether it is upwards.
var changes = [...]struct {
	word string
	up   bool
}{{"增长", true}, {"增加", true}, {"上升", true}, {"减少", false}, {"下降", false}}

// lastYear are the words for what a count is compared with.
var lastYear = []string{"上年", "上年度", "上一年", "去年", "年", "年度", "年同期", "去年同期", "上年同期", "年底", "年末"}

// checkChange judges a change whose two counts stand before it: 1320条，比上年的1200条增长10%;
// 比2022年（1200条）增加120条.
func checkChange(p *rule.Pass, part *narrative.Part, told map[int]bool) {
	for _, s := range part.Sentences {
		for i := 2; i < len(s.Numbers); i++ {
			p.Step()
			change, was := s.Numbers[i], s.Numbers[i-1]
			now := s.Numbers[i-2]
			if now.Unit == "年" && i > 2 {
				now = s.Numbers[i-3]
			}
			if was.Unit == "" || was.Unit != now.Unit || change.Unit != "%" && change.Unit != was.Unit || now.Approx || was.Approx || change.Approx {
				continue
			}
			lead, verb := part.S[now.UnitEnd:was.Start], strings.Trim(part.S[was.UnitEnd:change.Start], "）了，")
			lead = strings.Trim(lead, "，（的")
			for _, w := range [...]string{"数量", "总量", "件数"} {
				lead = strings.TrimPrefix(lead, w)
			}
			if !strings.HasPrefix(lead, "比") && !strings.HasPrefix(lead, "较") || !prose.HasSuffixAny(lead, lastYear...) {
				continue
			}
			for _, c := range changes {
				if verb == c.word && !told[change.Start] && !changeOfWhole(s.Numbers[:i-1], was, change, c.up) {
					judgeChange(p, part, [...]narrative.Number{now, was, change}, c.up)
				}
			}
		}
	}
}

// changeOfWhole reports whether a change is that of an earlier number, of which those between are parts: 26个，其中
// 微信15个、微博11个，比上年的39个减少13个.
func changeOfWhole(earlier []narrative.Number, was, change narrative.Number, up bool) bool {
	before, ok1 := was.Int()
	by, ok2 := change.Int()
	if !up {
		by = -by
	}
	return ok1 && ok2 && change.Unit != "%" && slices.ContainsFunc(earlier, func(n narrative.Number) bool {
		v, ok := n.Int()
		return ok && n.Unit == was.Unit && v == before+by
	})
}

// checkIncrease judges a change that is given in both ways: 310条，较上年增加60条，增长24%.
func checkIncrease(p *rule.Pass, part *narrative.Part, told map[int]bool) {
	for _, s := range part.Sentences {
		for i := 2; i < len(s.Numbers); i++ {
			p.Step()
			share, by, now := s.Numbers[i], s.Numbers[i-1], s.Numbers[i-2]
			if share.Unit != "%" || told[share.Start] {
				continue
			}
			if now.Unit == "年" && i > 2 {
				now = s.Numbers[i-3]
			}
			if now.Unit == "" || by.Unit != now.Unit || now.Approx || by.Approx || share.Approx || prose.HasSuffixAny(part.S[:now.Start], "增加", "增长", "减少", "新增", "下降") {
				continue
			}
			lead, verb := strings.Trim(part.S[now.UnitEnd:by.Start], "，（了"), strings.Trim(part.S[by.UnitEnd:share.Start], "，（了")
			verb = strings.TrimPrefix(verb, "同比")
			for _, c := range changes {
				before, ok := strings.CutSuffix(lead, c.word)
				if !ok && c.up {
					before, ok = strings.CutSuffix(lead, "新增")
				}
				if !ok || !strings.HasPrefix(lead, "比") && !strings.HasPrefix(lead, "较") || !prose.HasSuffixAny(before, lastYear...) || !isChange(verb, c.up) {
					continue
				}
				if !increaseOfWhole(s.Numbers[:i-2], by, share, c.up) {
					judgeIncrease(p, part, [...]narrative.Number{now, by, share}, c.up)
				}
			}
		}
	}
}

// increaseOfWhole reports whether a change given in both ways is that of an earlier number, of which those between are
// parts: 48万元，其中运维26万元、培训22万元，较上年增加8万元，增长20%.
func increaseOfWhole(earlier []narrative.Number, by, share narrative.Number, up bool) bool {
	change, ok := by.Int()
	if !up {
		change = -change
	}
	return ok && slices.ContainsFunc(earlier, func(n narrative.Number) bool {
		now, ok := n.Int()
		if !ok || n.Unit != by.Unit || now <= change {
			return false
		}
		off, _, known := narrative.Rate{Number: share, Part: by}.Off(narrative.Number{Value: report.IntNumber(now - change), Scale: 1})
		return known && off <= 1
	})
}

// isChange reports whether a word says that something has grown, or has fallen.
func isChange(word string, up bool) bool {
	if word == "增幅" || word == "增幅为" || word == "增幅达" {
		return up
	}
	if word == "降幅" || word == "降幅为" || word == "降幅达" {
		return !up
	}
	for _, c := range changes {
		if c.word == word && c.up == up {
			return true
		}
	}
	return false
}

// hundredths makes counts of hundredths of numbers with decimals, 326.80万元 and 298.50万元, whose changes are then worked
// out as those of counts. It returns how many make up one. A share stays as it is.
func hundredths(of *[3]narrative.Number) (per float64) {
	whole := true
	for _, n := range of {
		whole = whole && (n.Unit == "%" || n.Value.IsInt())
	}
	if whole || of[0].Scale != of[1].Scale || of[2].Unit != "%" && of[2].Scale != of[0].Scale {
		return 1
	}
	for i := range of {
		if of[i].Unit != "%" {
			of[i].Value, of[i].Scale = report.IntNumber(int64(math.Round(size(of[i])/float64(of[i].Scale)*100))), 1
		}
	}
	return 100
}

// judgeIncrease compares a share with what there is now and by how much that has changed.
func judgeIncrease(p *rule.Pass, part *narrative.Part, of [3]narrative.Number, up bool) {
	per := hundredths(&of)
	now, ok1 := of[0].Int()
	by, ok2 := of[1].Int()
	was := now - by
	if !up {
		was = now + by
	}
	if !ok1 || !ok2 || was <= 0 {
		return
	}
	off, want, ok := narrative.Rate{Number: of[2], Part: of[1]}.Off(narrative.Number{Value: report.IntNumber(was), Scale: 1})
	if !ok {
		return
	}
	p.Judged()
	if off <= 1 {
		return
	}
	d := prose.SpanDraft(part, of[0].Start, of[2].UnitEnd)
	d.Want, d.Got = want+"%", of[2].Value.String()+"%"
	before, after := decimal(float64(was)/per), decimal(float64(now)/per)
	d.ZH = "由 " + before + " 到 " + after + "，变化应为 " + d.Want + "，写作 " + d.Got
	d.EN = "from " + before + " to " + after + " the change is " + d.Want + ", printed " + d.Got
	p.Find(d)
}

// judgeChange compares what is now, what was, and the change as printed.
func judgeChange(p *rule.Pass, part *narrative.Part, of [3]narrative.Number, up bool) {
	if of[2].Unit == "%" && of[0].Scale == of[1].Scale {
		of[0].Scale, of[1].Scale = 1, 1 // 20万次增至25万次
	}
	per := hundredths(&of)
	now, ok1 := of[0].Int()
	was, ok2 := of[1].Int()
	if !ok1 || !ok2 || was <= 0 {
		return
	}
	diff := now - was
	if !up {
		diff = -diff
	}
	got, want := of[2].Value.String(), prose.Itoa(diff)
	wrong := diff < 0 || got != want
	if of[2].Unit == "%" {
		off, should, ok := narrative.Rate{Number: of[2], Part: narrative.Number{Value: report.IntNumber(max(diff, 0)), Scale: 1}}.Off(of[1])
		if !ok {
			return
		}
		wrong, want, got = diff < 0 || off > 1, should+"%", got+"%"
	}
	p.Judged()
	if !wrong {
		return
	}
	if of[2].Unit != "%" {
		want, got = decimal(float64(diff)/per), part.S[of[2].Start:of[2].End]
	}
	before, after := decimal(float64(was)/per), decimal(float64(now)/per)
	d := prose.SpanDraft(part, of[0].Start, of[2].UnitEnd)
	if diff >= 0 {
		d.Want, d.Got = want, got
		d.ZH = "由 " + before + " 到 " + after + "，变化应为 " + want + "，写作 " + got
		d.EN = "from " + before + " to " + after + " the change is " + want + ", printed " + got
	} else {
		d.ZH = "由 " + before + " 到 " + after + "，增减方向与文字相反"
		d.EN = "from " + before + " to " + after + " is a change in the other direction"
	}
	p.Find(d)
}

func checkGrowth(p *rule.Pass) {
	text := p.Narrative()
	changes := text.Pieces("增长", "增加", "上升", "减少", "下降", "增幅", "降幅", "年多", "年少", "多了", "少了")
	times := text.Pieces("倍", "一番", "增加了", "增长了", "提高了", "上升了")
	prose.EachPart(p, func(part *narrative.Part) {
		if part.In(changes) && part.Has("增长", "增加", "上升", "减少", "下降", "增幅", "降幅", "年多", "年少", "多了", "少了") {
			told := checkTold(p, part)
			checkChange(p, part, told)
			checkIncrease(p, part, told)
			checkRise(p, part, told)
		}
		if part.In(times) && part.Has("倍", "一番", "增加了", "增长了", "提高了", "上升了") {
			for _, s := range part.Sentences {
				fallsByTimes(p, part, s)
				fromBy(p, part, s)
				twiceAsMany(p, part, s)
			}
		}
	})
	last := p.Last(1)
	if last == nil {
		return
	}
	prose.EachPartWith(p, func(part *narrative.Part) {
		if part.Has("增长", "增加", "上升", "减少", "下降") {
			checkAgainstLast(p, part, last)
		}
	}, "增长", "增加", "上升", "减少", "下降")
	for _, c := range form.Claims(p) {
		if c.Kind != narrative.Received || c.Office {
			continue
		}
		s := c.Part.Sentences[c.Sentence]
		for i := range s.Numbers {
			n := s.Numbers[i]
			if n.Start < c.Number.UnitEnd || n.Unit != "%" || n.Approx {
				continue
			}
			words := c.Part.S[c.Number.UnitEnd:n.Start]
			if len(words) > 60 || !prose.ContainsAny(words, "同比", "比上年", "较上年", "比去年", "较去年") {
				break
			}
			was, ok := form.CountIn(p, last, form.NewTotal)
			if !ok || was == 0 {
				break
			}
			p.Judged()
			c.Growth(p, n, was)
			break
		}
	}
}

// missing are words that want a number before their unit. Behind 件 stands often a
// noun (申请件), so only 条 and % are looked for.
var missing = [...]struct{ words, unit string }{
	{"公开", "条"}, {"公开信息", "条"}, {"政府信息", "条"}, {"发布信息", "条"}, {"发布", "条"}, {"共", "条"}, {"累计", "条"}, {"受理申请", "件"}, {"共收到", "件"}, {"办结", "件"}, {"共受理", "件"},
	{"达", "%"}, {"达到", "%"}, {"率", "%"}, {"率为", "%"}, {"占", "%"}, {"占比", "%"}, {"增长", "%"},
}

func checkMissingNumber(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		for _, unit := range [...]string{"条", "件", "%"} {
			for at := 0; ; {
				p.Step()
				i := part.IndexFrom(unit, at)
				if i < 0 || p.Full() {
					break
				}
				at = i + len(unit)
				if !prose.EndsClause(part.S[at:]) {
					continue
				}
				for _, m := range missing {
					if m.unit == unit && strings.HasSuffix(part.S[:i], m.words) {
						d := prose.SpanDraft(part, prose.ClauseStart(part.S, i), at)
						d.ZH, d.EN = "漏填数字：“"+d.Quotes[0]+"”", "a number is missing before its unit"
						p.Find(d)
						break
					}
				}
			}
		}
	})
}
