package wording

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// many and few are words that contradict each other about the same ways; overcoming says
// that the one is to come of the other.
var (
	ways       = []string{"渠道", "途径", "形式", "方式", "载体", "手段"}
	many       = []string{"比较多样", "较为多样", "多样化", "丰富多样", "多种多样", "日益丰富"}
	few        = []string{"途径不多", "渠道不多", "形式不多", "方式不多", "手段不多", "渠道单一", "形式单一", "途径单一", "方式单一", "手段单一", "载体单一", "渠道较少", "形式较少", "渠道有限", "形式比较单一", "渠道比较单一", "形式较为单一", "渠道较为单一", "方式较为单一"}
	overcoming = []string{"解决", "改变", "破解", "克服", "针对", "避免", "改善", "打破", "不够多样", "下一步"}
)

// contradicts reports whether a sentence says many and then few of its ways.
func contradicts(words string) bool {
	if !prose.ContainsAny(words, ways...) || prose.ContainsAny(words, overcoming...) {
		return false
	}
	for _, m := range many {
		if _, rest, ok := strings.Cut(words, m); ok && prose.ContainsAny(rest, few...) {
			return true
		}
	}
	return false
}

// preventing are words that deny what follows, and happening what is then denied once too often.
var (
	preventing = []string{"杜绝", "防止", "避免", "严防", "谨防", "没有"}
	happening  = []string{"不发生", "不出现", "不再发生", "不再出现", "没有发生", "没有出现", "未发生", "未出现", "未收到"}
)

// deniedTwice finds what says the reverse of what is meant: 杜绝不发生泄密事件, 没有未收到申请.
func deniedTwice(p *rule.Pass, part *narrative.Part) {
	if !part.Has(happening...) {
		return
	}
	for _, w := range preventing {
		for at := 0; !p.Full(); {
			p.Step()
			i := part.IndexFrom(w, at)
			if i < 0 {
				break
			}
			at = i + len(w)
			for _, h := range happening {
				if strings.HasPrefix(part.S[at:], h) {
					start, end := prose.Around(part.S, i, at+len(h), 8)
					d := prose.SpanDraft(part, start, end)
					d.ZH, d.EN = "“"+w+h+"”多一重否定，意思相反", "denied once too often: "+w+h
					p.Find(d)
				}
			}
		}
	}
}

// fallsBelowNothing finds a fall that is given as a negative number: 同比下降-8%.
func fallsBelowNothing(p *rule.Pass, part *narrative.Part) {
	for _, w := range [...]string{"下降", "减少", "降低", "下降了", "减少了", "降低了", "下降率为", "降幅为", "降幅达"} {
		i := part.Index(w + "-")
		if i < 0 || p.Full() {
			continue
		}
		p.Step()
		end := i + len(w) + len("-")
		from := end
		for end < len(part.S) && (prose.IsDigit(part.S[end]) || part.S[end] == '.') {
			end++
		}
		if end == from || !strings.HasPrefix(part.S[end:], "%") {
			continue
		}
		d := prose.SpanDraft(part, i, end+len("%"))
		d.ZH, d.EN = "“"+w+"”后的数不应再带负号", "a fall is no negative number"
		p.Find(d)
	}
}

// pointsOfCounts finds the growth of a count that is given in points of a percentage: 发布300条，同比增长20个百分点.
func pointsOfCounts(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	words := part.Words(s)
	i := narrative.Index(words, "个百分点")
	if i < 0 || p.Full() || prose.ContainsAny(words, "率", "比重", "占比", "比例", "满意度", "度达", "%", "分值", "评分", "得分", "权重") {
		return
	}
	for k := range s.Numbers {
		n := &s.Numbers[k]
		if n.UnitEnd >= s.Start+i || !prose.ContainsAny(n.Unit, "条", "件", "篇", "次") {
			continue
		}
		start, end := prose.Around(part.S, s.Start+i, s.Start+i+len("个百分点"), 8)
		d := prose.SpanDraft(part, start, end)
		d.ZH, d.EN = "数量的增减应写百分之几，不用“百分点”", "a count grows by per cent, not by points of a percentage"
		p.Find(d)
		return
	}
}

// wrongWay finds what is shortened to more or raised to less: 由20个工作日压缩至30个工作日.
func wrongWay(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	for k := 1; k < len(s.Numbers) && !p.Full(); k++ {
		from, to := &s.Numbers[k-1], &s.Numbers[k]
		between := part.S[from.UnitEnd:to.Start]
		if from.Unit != to.Unit || !prose.HasSuffixAny(part.S[:from.Start], "由", "从", "由原来的", "从原来的", "由原先的", "从原先的") || !prose.HasSuffixAny(between, "到", "至", "为") {
			continue
		}
		for _, w := range [...]string{"工作日", "自然日"} {
			between = strings.TrimPrefix(between, w)
		}
		between = between[:len(between)-len("到")]
		down, up := prose.HasSuffixAny(between, "压缩", "缩短", "减少", "降低", "下降", "精简"), prose.HasSuffixAny(between, "增加", "提高", "提升", "增长", "上升", "扩大")
		a, okA := from.Int()
		b, okB := to.Int()
		if !okA || !okB || len(between) > 3*6 || !(down && b > a || up && b < a) {
			continue
		}
		d := prose.SpanDraft(part, from.Start, to.UnitEnd)
		d.ZH, d.EN = "增减的方向与前后两数相反", "the numbers change the other way than the words say"
		p.Find(d)
	}
}

func checkContradiction(p *rule.Pass) {
	text := p.Narrative()
	happens, negative, points := text.Pieces(happening...), text.Pieces("-"), text.Pieces("个百分点")
	change := text.Pieces("压缩", "缩短", "减少", "降低", "下降", "精简", "增加", "提高", "提升", "增长", "上升", "扩大")
	both := text.Pieces(many...) & text.Pieces(few...)
	prose.EachPart(p, func(part *narrative.Part) {
		if len(part.Sentences) > 0 {
			p.Judged()
		}
		if part.In(happens) {
			deniedTwice(p, part)
		}
		noProblems(p, part)
		if part.Section == 5 && part.Has(less...) {
			for _, s := range part.Sentences {
				contraryMeasure(p, part, s)
			}
		}
		if part.In(negative) {
			fallsBelowNothing(p, part)
		}
		if part.In(points) {
			for _, s := range part.Sentences {
				pointsOfCounts(p, part, s)
			}
		}
		if part.In(change) {
			for _, s := range part.Sentences {
				wrongWay(p, part, s)
			}
		}
		if !part.In(both) || !part.Has(many...) || !part.Has(few...) {
			return
		}
		for _, s := range part.Sentences {
			if !contradicts(part.Words(s)) {
				continue
			}
			d := prose.SpanDraft(part, s.Start, s.End)
			d.ZH, d.EN = "同一句说多样又说不多，前后矛盾", "many and few in one sentence"
			p.Find(d)
		}
	})
	sameRateTwice(p)
	checkDeniedDeeds(p)
	checkDeniedFee(p)
	none, some := form.Denials(p), form.Claims(p)
	d := slices.IndexFunc(none, func(d form.Denial) bool { return d.Kind == narrative.Received && !d.Office })
	c := slices.IndexFunc(some, func(c form.Claim) bool { return c.Kind == narrative.Received && c.N != 0 && !c.Office })
	if d < 0 || c < 0 {
		return
	}
	f, g := prose.SpanDraft(none[d].Part, none[d].Start, none[d].End), some[c].Draft()
	f.Quotes, f.At = append(f.Quotes, g.Quotes...), append(f.At, g.At...)
	f.ZH, f.EN = "一处说没有收到申请，另一处说收到 "+prose.Itoa(some[c].N)+" 件", "no application here, "+prose.Itoa(some[c].N)+" there"
	f.Severity = report.Info
	p.Find(f)
}
