package arithmetic

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// checkSpread judges numbers that are given one by one, with the total behind them: 四个季度分别抽查12家、
// 10家、11家、9家，全年共抽查42家次; and what is done at fixed times: 每季度检查1次，全年共检查4次.
func checkSpread(p *rule.Pass) {
	prose.EachPartWith(p, func(part *narrative.Part) {
		each, apart := part.Has("每季度", "每月", "每半年", "每个月", "每个季度"), part.Has("分别")
		for _, s := range part.Sentences {
			if p.Full() {
				return
			}
			if apart {
				spreadOver(p, part, s)
			}
			if each {
				atFixedTimes(p, part, s)
			}
		}
	}, "每季度", "每月", "每半年", "每个月", "每个季度", "分别")
}

// isTotal reports whether the words between two numbers say that the second is the total of what stands
// before: ，全年共抽查. What the list of totals reads is left to it.
func isTotal(words string) bool {
	words = strings.TrimPrefix(words, "次")
	for _, w := range [...]string{"参加", "参训", "参会"} {
		words = strings.TrimPrefix(words, w)
	}
	rest, ok := strings.CutPrefix(words, "，")
	if rest == "共" {
		return ok
	}
	return ok && utf8.RuneCountInString(rest) <= 10 && prose.ContainsAny(rest, "全年共", "全年合计", "全年累计", "全年总计", "年内共", "合计", "总计", "共计", "累计") &&
		!prose.ContainsAny(rest, "，", "；", "其中", "至今", "历年") && rest != "合计" && rest != "总计" && rest != "共计"
}

// totalOfSame reports whether what the total counts is what the numbers before count: 全年累计发布原创信息 is a part.
func totalOfSame(words, lead string) bool {
	for _, w := range [...]string{"共计", "合计", "总计", "累计", "共"} {
		if _, of, ok := strings.Cut(words, w); ok {
			return strings.Contains(lead, of)
		}
	}
	return false
}

// allOfYear are words that name all parts of a year, so that no part is left out of a sum.
var allOfYear = []string{"四个季度", "各季度", "每个季度", "上半年、下半年", "上、下半年", "上下半年", "上半年和下半年"}

// spreadOver compares numbers behind 分别 that nothing but 、 or 和 divides with the total behind them.
func spreadOver(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	for j := 2; j < len(s.Numbers); j++ {
		total := s.Numbers[j]
		if total.Unit == "" || total.Approx || !isTotal(part.S[s.Numbers[j-1].UnitEnd:total.Start]) {
			continue
		}
		from := j - 1
		for from > 0 && s.Numbers[from-1].Unit == total.Unit && spreadMark(part.S[s.Numbers[from-1].UnitEnd:s.Numbers[from].Start]) {
			from--
		}
		lead := part.S[s.Start:s.Numbers[from].Start]
		i := strings.LastIndex(lead, "分别")
		if j-from < 2 || i < 0 || !totalOfSame(part.S[s.Numbers[j-1].UnitEnd:total.Start], lead) || strings.Contains(lead[i:], "，") || s.Numbers[from].Unit != total.Unit {
			continue
		}
		whole, ok := total.Int()
		sum := int64(0)
		for _, n := range s.Numbers[from:j] {
			v, exact := n.Int()
			ok = ok && exact && !n.Approx
			sum += v
		}
		if !ok {
			continue
		}
		p.Judged()
		if sum == whole || sum < whole && !prose.ContainsAny(lead, allOfYear...) && !saysHowMany(lead[:i], j-from) {
			continue
		}
		d := prose.SpanDraft(part, s.Numbers[from].Start, total.UnitEnd)
		d.Severity = report.Warning
		d.Want, d.Got = prose.Itoa(sum), prose.Itoa(whole)
		d.ZH = "各次之和为 " + d.Want + "，合计写作 " + d.Got
		d.EN = "the numbers sum to " + d.Want + ", the total is " + d.Got
		p.Find(d)
	}
}

// saysHowMany reports whether the words before 分别 say that there are so many numbers: 两次培训会，分别.
func saysHowMany(lead string, n int) bool {
	if i := strings.LastIndex(lead, "月各"); i >= 0 && len(lead)-i < 3*12 && n == 2 && strings.Contains(prose.ClauseOfNumber(lead[:i]), "月和") {
		return true // 4月和10月各办一场
	}
	for _, w := range [...]string{"次", "场", "期", "批"} {
		if i := strings.LastIndex(lead, w); i >= 3 && len(lead)-i < 3*8 && (prose.NumeralOf(lead[i-3:i]) == n || n == 2 && lead[i-3:i] == "两") {
			return true
		}
	}
	return false
}

// spreadMark reports whether nothing but a mark or 和 stands between two numbers.
func spreadMark(words string) bool {
	return words == "、" || words == "和" || words == "，" || words == "次、" || words == "次和"
}

// timesAYear are how often a year has what a word says.
var timesAYear = [...]struct {
	word  string
	times int64
}{{"每季度", 4}, {"每个季度", 4}, {"每月", 12}, {"每个月", 12}, {"每半年", 2}}

// atFixedTimes compares how often something is done each quarter with how often it is said to have been
// done in the year: 每季度开展1次检查，全年共开展5次。 The second clause names no other thing.
func atFixedTimes(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	for j := 1; j < len(s.Numbers); j++ {
		each, all := s.Numbers[j-1], s.Numbers[j]
		if each.Unit == "" || each.Unit != all.Unit || each.Approx || all.Approx || !prose.ContainsAny(each.Unit, "次", "期", "场", "份", "篇") {
			continue
		}
		between, lead := part.S[each.UnitEnd:all.Start], part.S[s.Start:each.Start]
		i := strings.LastIndex(between, "，")
		if i < 0 || strings.Count(between, "，") > 1 || !prose.EndsClause(part.S[all.UnitEnd:]) || utf8.RuneCountInString(between[i:]) > 8 || !prose.ContainsAny(between[i:], "全年共", "全年开展", "全年已", "全年累计", "全年合计", "年内共", "全年组织") {
			continue
		}
		for _, t := range timesAYear {
			k := strings.LastIndex(lead, t.word)
			if k < 0 || utf8.RuneCountInString(lead[k:]) > 12 || prose.ContainsAny(lead[k:], "，", "至少", "不少于", "以上") {
				continue
			}
			n, ok1 := each.Int()
			got, ok2 := all.Int()
			if !ok1 || !ok2 {
				break
			}
			p.Judged()
			if got == n*t.times {
				break
			}
			d := prose.SpanDraft(part, s.Start+k, all.UnitEnd)
			d.Severity = report.Warning
			d.Want, d.Got = prose.Itoa(n*t.times), prose.Itoa(got)
			d.ZH = t.word + " " + prose.Itoa(n) + " " + each.Unit + "，全年应为 " + d.Want + "，写作 " + d.Got
			d.EN = prose.Itoa(n) + " each time are " + d.Want + " a year, printed " + d.Got
			p.Find(d)
			break
		}
	}
}

// comesIn are words for what comes in or is given out, comesBack those for what is done with it or comes back.
var (
	comesIn   = []string{"收到", "受理", "接收", "接到", "转办", "交办", "承办", "发放", "发出", "下发", "接听", "征集", "咨询", "来信", "留言", "发现", "查出", "排查", "梳理", "督促整改"}
	comesBack = []string{"办结", "答复", "回复", "收回", "回收", "办理", "解决", "采纳", "回访", "处置", "完成", "整改"}
)

// moreThanCame finds what is done more often than it came in, in neighbouring clauses: 咨询50件，办结52件.
// What was left of the year before may be among what is done, so that a sentence or a report that tells of it
// is let pass.
func moreThanCame(p *rule.Pass, part *narrative.Part) {
	for _, s := range part.Sentences {
		for j := 1; j < len(s.Numbers) && !p.Full(); j++ {
			in, out := s.Numbers[j-1], s.Numbers[j]
			if in.Unit == "" || in.Unit != out.Unit || in.Approx || out.Approx || in.Unit == "年" || in.Unit == "月" {
				continue
			}
			verb, ok := strings.CutPrefix(part.S[in.UnitEnd:out.Start], "，")
			if !ok || !prose.HasPrefixAny(strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(verb, "共"), "已"), "全部"), comesBack...) || utf8.RuneCountInString(verb) > 6 || prose.ContainsAny(verb, "其他", "另", "时间", "，") {
				continue
			}
			lead := prose.ClauseOfNumber(part.S[s.Start:in.Start])
			if words := part.Words(s); !ofTheSame(verb, lead) || !prose.ContainsAny(lead, comesIn...) || prose.ContainsAny(words, "结转", "上年", "去年", "往年", "以前年度", "历年", "含", "另", "申请", "公里", "万元") {
				continue
			}
			a, ok1 := in.Int()
			b, ok2 := out.Int()
			if !ok1 || !ok2 {
				continue
			}
			p.Judged()
			if b <= a {
				continue
			}
			d := prose.SpanDraft(part, in.Start-len(lead), out.UnitEnd)
			if !prose.HasPrefixAny(verb, "收回", "回收") {
				d.Severity = report.Warning
			}
			d.Want, d.Got = "≤"+prose.Itoa(a), prose.Itoa(b)
			d.ZH = "共 " + prose.Itoa(a) + in.Unit + "，却写“" + verb + prose.Itoa(b) + out.Unit + "”"
			d.EN = prose.Itoa(b) + " are done or came back of " + prose.Itoa(a)
			p.Find(d)
		}
	}
}

// ofTheSame reports whether what stands behind the verb is nothing, or something that the clause before has: 解决问题
// says of calls nothing.
func ofTheSame(verb, lead string) bool {
	for _, w := range comesBack {
		if _, rest, ok := strings.Cut(verb, w); ok {
			verb = rest
		}
	}
	verb = strings.TrimPrefix(strings.TrimPrefix(verb, "了"), "有效")
	return verb == "问卷" || strings.Contains(lead, verb)
}

// hundredAndRest finds a rate of 100 % beside what is left: 办复率100%，还有2件未办复.
func hundredAndRest(p *rule.Pass, part *narrative.Part) {
	for _, s := range part.Sentences {
		for j := 0; j+1 < len(s.Numbers) && !p.Full(); j++ {
			rate, left := s.Numbers[j], s.Numbers[j+1]
			if rate.Unit != "%" || rate.Value.String() != "100" || rate.Approx || left.Unit == "" || left.Unit == "%" {
				continue
			}
			lead := prose.ClauseOfNumber(part.S[s.Start:rate.Start])
			lead = strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(lead, "到"), "达"), "为"), "均都")
			if !strings.HasSuffix(lead, "率") || prose.ContainsAny(lead, "按期", "按时", "及时", "到期", "限时", "覆盖", "满意", "上年", "去年") {
				continue
			}
			between, rest := part.S[rate.UnitEnd:left.Start], part.S[left.UnitEnd:s.End]
			end := left.UnitEnd + len(prose.Clip(rest, 3*4))
			own := strings.HasSuffix(between, "未"+lastWord(strings.TrimSuffix(lead, "率"))) && utf8.RuneCountInString(between) <= 6 // 采纳率100%，未采纳3条
			if k := strings.Index(between, "未"); k > 0 && utf8.RuneCountInString(between[k:]) <= 4 {
				between, rest, end = between[:k], between[k:], left.UnitEnd // 其中未办结12件
			}
			if v, ok := left.Int(); !ok || v == 0 || !own && !isRest(between) || !prose.HasPrefixAny(rest, "未", "尚未", "没有", "没", "仍未", "还未", "未能", "待", "在办", "正在") || strings.HasPrefix(rest, "未到") || prose.ContainsAny(rest, "未到期", "期限内", "结转", "下年") {
				continue
			}
			d := prose.SpanDraft(part, rate.Start-len(prose.ClauseOfNumber(part.S[s.Start:rate.Start])), min(s.End, end))
			if !prose.HasPrefixAny(rest, "未", "尚未", "没有", "仍未", "还未") {
				d.Severity = report.Warning
			}
			d.ZH, d.EN = "比率写作 100%，却还有未完成的 "+prose.Itoa(mustInt(left))+left.Unit, "100 % is claimed, and some are left"
			p.Find(d)
		}
	}
}

// lastWord is the last two characters of words: 采纳 of 意见采纳.
func lastWord(words string) string { return words[max(0, len(words)-len("采纳")):] }

// isRest reports whether the words between a rate and a number say that the number is what is left.
func isRest(words string) bool {
	rest, ok := strings.CutPrefix(words, "，")
	if !ok {
		return false
	}
	switch strings.TrimPrefix(strings.TrimPrefix(rest, "但"), "目前") {
	case "其中", "还有", "尚有", "仍有", "剩余", "还剩", "其余", "余", "尚余", "仍余":
		return true
	}
	return false
}

func mustInt(n narrative.Number) int64 {
	v, _ := n.Int()
	return v
}

// falls are verbs of a decrease.
var falls = []string{"减少", "下降", "降低", "缩减", "缩短", "压缩", "压减", "减少了", "下降了", "降低了", "缩减了", "缩短了", "压缩了", "压减了"}

// fallsByTimes finds a decrease to less than nothing: 减少1.5倍.
func fallsByTimes(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	for i := range s.Numbers {
		n := &s.Numbers[i]
		if n.Unit != "倍" || p.Full() || n.Value.Cmp(report.IntNumber(1)) < 0 || !prose.HasSuffixAny(part.S[s.Start:n.Start], falls...) {
			continue
		}
		start, end := prose.Around(part.S, n.Start, n.UnitEnd, 4)
		d := prose.SpanDraft(part, start, min(end, s.End))
		d.ZH, d.EN = "减少、下降不能用一倍以上表示，应写减少百分之几或几分之几", "nothing falls by its own size or more"
		p.Find(d)
	}
}

// twiceAsMany finds what grew to twice as many by its words and not by its numbers: 3560件，同比增长一倍（上年2890件）. A
// tenth more or less is called so as well.
func twiceAsMany(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	words := part.Words(s)
	for _, w := range [...]string{"增长一倍", "增长了一倍", "增加一倍", "增加了一倍", "翻一番", "翻了一番"} {
		i := strings.Index(words, w)
		if i < 0 || p.Full() {
			continue
		}
		start, end := s.Start+i, s.Start+i+len(w)
		k := 0 // of the first number behind the words
		for k < len(s.Numbers) && s.Numbers[k].Start < start {
			k++
		}
		if k == 0 || strings.ContainsAny(part.S[s.Numbers[k-1].UnitEnd:start], "；。") || k == len(s.Numbers) {
			continue
		}
		now, was := s.Numbers[k-1], s.Numbers[k]
		between := part.S[end:was.Start]
		if now.Unit == "" || now.Unit != was.Unit || now.Unit == "%" || now.Approx || was.Approx || len(between) > 3*10 || !prose.ContainsAny(between, "上年", "去年", "上一年") {
			continue
		}
		p.Judged()
		if ratio := size(now) / max(size(was), 1); ratio >= 1.8 && ratio <= 2.2 {
			continue
		}
		d := prose.SpanDraft(part, now.Start, was.UnitEnd)
		d.Severity = report.Warning
		d.ZH = "由 " + part.S[was.Start:was.End] + " 到 " + part.S[now.Start:now.End] + " 并非“" + w + "”"
		d.EN = "from " + part.S[was.Start:was.End] + " to " + part.S[now.Start:now.End] + " is not twice as many"
		p.Find(d)
	}
}

// fromBy finds 由35件增加了50件, where 增加到 is meant: by how much something grew does not stand behind what it
// grew from, unless what came of it follows.
func fromBy(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	for i := 1; i < len(s.Numbers) && !p.Full(); i++ {
		from, by := s.Numbers[i-1], s.Numbers[i]
		if from.Unit == "" || from.Unit != by.Unit || from.Unit == "%" || from.Approx || by.Approx || from.Unit == "年" || from.Unit == "月" {
			continue
		}
		switch part.S[from.UnitEnd:by.Start] {
		case "增加了", "增长了", "提高了", "上升了":
		default:
			continue
		}
		if from.Value.Cmp(by.Value) >= 0 {
			continue // 由35件增加了15件 is meant as it is said
		}
		lead := prose.ClauseOfNumber(part.S[s.Start:from.Start])
		k := max(strings.LastIndex(lead, "由"), strings.LastIndex(lead, "从"))
		if k < 0 || len(lead)-k > 3*10 || prose.ContainsAny(part.S[by.UnitEnd:s.End], "达", "至", "到", "为", "共") {
			continue
		}
		d := prose.SpanDraft(part, from.Start-len(lead)+k, by.UnitEnd)
		verb := strings.TrimSuffix(part.S[from.UnitEnd:by.Start], "了")
		d.ZH = "“由……" + verb + "了……”，应为“由……" + verb + "到……”"
		d.EN = "from one number by another: to is meant"
		p.Find(d)
	}
}
