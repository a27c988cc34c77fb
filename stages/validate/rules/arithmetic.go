package rules

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

var arithmetic = rule.Source{Document: "常识：算术"}

// arithmeticRules judge the numbers of the text by themselves.
func arithmeticRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "A-01",
			Title: rule.Text{ZH: "百分比与所依据的数相符", EN: "a percentage is that of its numbers"},
			Doc: rule.Text{
				ZH: "按显示的小数位四舍五入，允许末位相差一个单位。只计算部分与总数都写明的百分比；总数可能是哪一个不确定时只作提醒。",
				EN: "Rounded half up to the digits shown, one unit of the last digit is allowed. Only percentages whose part and whole are both given are worked out.",
			},
			Severity: report.Error, Source: arithmetic, Needs: []string{"sections"},
			Trip: "受理82292件，办结81944件，办结率99.66%（应为99.58%）", Pass: "予以公开及部分公开208件（17.46%），办结1191件",
			Check: checkRates,
		},
		{
			ID:    "A-02",
			Title: rule.Text{ZH: "“其中”各部分之和与总数相符", EN: "the parts behind 其中 make up the whole"},
			Doc: rule.Text{
				ZH: "各部分之和大于总数，必有一误（按渠道分列、可能重复计算的除外）；列到“其他”为止或已接近总数而不足的，请核对。各部分的量词与总数不同的（条、件、份、篇），只看是否超过总数。写作“其余”的数应是前面几个数的差。",
				EN: "Parts that exceed the whole are wrong, unless they are channels that may overlap; a list that ends with the rest, or comes close, and falls short should be looked at. Parts with another measure word than the whole are only held not to exceed it. What is called the rest is a difference of the counts before it.",
			},
			Severity: report.Error, Source: arithmetic, Needs: []string{"sections"},
			Trip: "276条，其中216条、50条（和为266）", Pass: "444条，其中118条、294条、32条",
			Check: func(p *rule.Pass) { checkLists(p, false); checkTotals(p); checkRemainders(p) },
		},
		{
			ID:    "A-03",
			Title: rule.Text{ZH: "部分之下再分的部分与之相符", EN: "parts of parts make up the part"},
			Doc: rule.Text{
				ZH: "列表中的一项又分列时，分列之和应等于该项。",
				EN: "Where an item of a list is itself divided, its parts make it up.",
			},
			Severity: report.Warning, Source: arithmetic, Needs: []string{"sections"},
			Trip: "公开信息200条，其中网站118条（图文70条、视频58条）、其他82条。", Pass: "公开信息200条，其中网站118条（图文70条、视频48条）、其他82条。",
			Check: func(p *rule.Pass) { checkLists(p, true) },
		},
		{
			ID:    "A-04",
			Title: rule.Text{ZH: "各类占比之和约为 100%", EN: "the shares sum to 100"},
			Doc: rule.Text{
				ZH: "同一句内的占比合计与 100 之差不应超过舍入误差；相差 5 个百分点以上的视为没有列全，不作判断。",
				EN: "The shares of one sentence sum to 100 within rounding; a sum more than 5 away is no complete list and not judged.",
			},
			Severity: report.Warning, Source: arithmetic, Needs: []string{"sections"},
			Trip: "20件（41%）、9件（18%）、20件（44%）", Pass: "58.5%、7.3%、28.9%、5.2%",
			Check: checkShares,
		},
		{
			ID:    "A-05",
			Title: rule.Text{ZH: "同比增长率与上年报告相符", EN: "growth agrees with last year's report"},
			Doc: rule.Text{
				ZH: "正文写明两年数量的，增减应与之相符；收到申请数的同比增减还应与上年报告的新收数相符，没有上年报告时只看正文。",
				EN: "Where the text gives the counts of both years, the change is theirs; the growth of the applications received also agrees with last year's report, where there is one.",
			},
			Severity: report.Warning, Source: arithmetic, Needs: []string{"sections"},
			Trip: "收到申请50件，同比增长80%（上年 35 件）", Pass: "收到申请50件，同比增长42.86%（上年 35 件）",
			Check: checkGrowth,
		},
		{
			ID:    "A-06",
			Title: rule.Text{ZH: "办结率等不超过 100%，100% 即全部办结", EN: "no rate above 100, and 100 means all"},
			Doc: rule.Text{
				ZH: "办结率、答复率、满意率等不可能超过 100%；写 100% 而办结数小于受理数，自相矛盾。",
				EN: "Rates of completion cannot exceed 100 %; 100 % with fewer done than received contradicts itself.",
			},
			Severity: report.Error, Source: arithmetic, Needs: []string{"sections"},
			Trip: "受理2000件，办结1990件，办结率100%", Pass: "受理75件，办结75件，办结率100%",
			Check: checkHundred,
		},
		{
			ID:    "A-07",
			Title: rule.Text{ZH: "正文自身的勾稽：收到＋上年结转＝办结＋结转下年", EN: "the balance within the text"},
			Doc: rule.Text{
				ZH: "四个数都写在正文相邻处时，应当平衡。",
				EN: "Where the text gives all four numbers close together, they balance.",
			},
			Severity: report.Error, Source: rule.Source{Document: formNotice, Clause: formClause, From: 2019}, Needs: []string{"section 1"},
			Trip: "收到政府信息公开申请927件，上年结转34件，办结930件，结转下年度继续办理41件。", Pass: "收到政府信息公开申请927件，上年结转34件，办结930件，结转下年度继续办理31件。",
			Check: checkTextBalance,
		},
		{
			ID:      "A-09",
			Letters: true,
			Title:   rule.Text{ZH: "没有漏填的数字", EN: "no number is missing"},
			Doc: rule.Text{
				ZH: "“共主动公开条”“达%”之类，单位在而数字不在，是漏填或从模板复制后没有填写。",
				EN: "A unit without its number: a template that was not filled in.",
			},
			Severity: report.Error, Source: arithmetic, Needs: []string{"sections"},
			Trip: "共主动公开条，其中……", Pass: "《条例》、受理的申请件",
			Check: checkMissingNumber,
		},
		{
			ID:    "A-10",
			Title: rule.Text{ZH: "说的项数与列出的相符", EN: "as many items as are announced"},
			Doc: rule.Text{
				ZH: "“以下三个问题：一是……”“由六部分组成”之类，说的数目应与随后列出的项数相同。",
				EN: "Where the words give the number of the items that follow, there are as many.",
			},
			Severity: report.Warning, Source: arithmetic, Needs: []string{"preamble", "sections"},
			Trip: "主要存在以下三个问题：一是更新慢。二是解读少。下一步：一是加快更新。二是增加解读。", Pass: "主要存在以下两个问题：一是更新慢。二是解读少。",
			Check: checkItemCount,
		},
	}
}

func checkRates(p *rule.Pass) {
	eachRate(p, func(part *narrative.Part, r narrative.Rate) {
		best, want := int64(-1), ""
		for _, w := range r.Wholes {
			if off, should, ok := r.Off(w); ok && (best < 0 || off < best) {
				best, want = off, should
			}
		}
		if best < 0 {
			return
		}
		p.Judged()
		if best > 1 && r.Name == "" && shareOfTable(p, r) {
			return // of what was answered, which the text does not count
		}
		if best <= 1 || (r.Name != "" && r.Value.String() == "100") {
			return // A-06 judges the hundred
		}
		d := spanDraft(part, r.Start, r.End)
		d.Want, d.Got = want+"%", r.Value.String()+"%"
		if r.Name == "" {
			d.Severity = report.Warning
		}
		d.ZH = "百分比有误：" + r.Part.Value.String() + "÷" + r.Wholes[0].Value.String() + " 应为 " + d.Want + "，写作 " + d.Got
		d.EN = "wrong percentage: " + r.Part.Value.String() + "/" + r.Wholes[0].Value.String() + " is " + d.Want + ", printed " + d.Got
		p.Find(d)
	})
}

// shareOfTable reports whether a share is that of all applications, or of all answers, by table three.
func shareOfTable(p *rule.Pass, r narrative.Rate) bool {
	for _, row := range [...]string{sumTotal, newTotal} {
		n, ok := cellNumber(p.Report(), row)
		off, _, known := r.Off(narrative.Number{Value: report.IntNumber(n), Scale: 1})
		if ok && known && off <= 1 {
			return true
		}
	}
	return false
}

// eachRate calls see for each percentage of the text.
func eachRate(p *rule.Pass, see func(part *narrative.Part, r narrative.Rate)) {
	rates := rule.Memo(p, "rates", func(p *rule.Pass) (out [][]narrative.Rate) {
		out = make([][]narrative.Rate, 0, len(p.Narrative().Parts))
		eachPart(p, func(part *narrative.Part) { out = append(out, part.Rates()) })
		return out
	})
	i := 0
	eachPart(p, func(part *narrative.Part) {
		for _, r := range rates[i] {
			if p.Full() {
				return
			}
			p.Step()
			see(part, r)
		}
		i++
	})
}

// eachPart calls see for the preamble and each section.
func eachPart(p *rule.Pass, see func(part *narrative.Part)) {
	parts := p.Narrative().Parts
	for i := range parts {
		p.Step()
		see(&parts[i])
	}
}

// eachPlace calls see with where a word stands in a part, until the report has findings enough.
func eachPlace(p *rule.Pass, part *narrative.Part, word string, see func(i int)) {
	for at := 0; !p.Full(); {
		i := part.IndexFrom(word, at)
		if i < 0 {
			return
		}
		p.Step()
		see(i)
		at = i + len(word)
	}
}

// channelWords say that the parts are channels or states of handling, whose numbers may
// overlap.
var channelWords = []string{"满意", "回访", "办结", "答复", "解决", "采纳", "按时", "重复", "同时", "负责人", "重点", "分别", "网站", "微信", "微博", "新媒体", "公众号", "客户端", "抖音", "栏", "平台", "报刊", "电视", "渠道", "媒体", "号"}

func checkLists(p *rule.Pass, nested bool) {
	eachList(p, func(part *narrative.Part, l narrative.List) {
		if l.Nested == nested {
			checkList(p, part, l)
		}
	})
}

// eachList calls see for each list of numbers in the text.
func eachList(p *rule.Pass, see func(*narrative.Part, narrative.List)) {
	lists := rule.Memo(p, "lists", func(p *rule.Pass) (out [][]narrative.List) {
		out = make([][]narrative.List, 0, len(p.Narrative().Parts))
		eachPart(p, func(part *narrative.Part) { out = append(out, part.Lists()) })
		return out
	})
	i := 0
	eachPart(p, func(part *narrative.Part) {
		for _, l := range lists[i] {
			if p.Full() {
				return
			}
			p.Step()
			see(part, l)
		}
		i++
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
	if parts < whole && dividesAnswered(p, part.S[l.Start:l.End], parts) {
		return
	}
	over, complete := parts > whole, len(l.Parts) > 1 && (l.Rest || parts*10 >= whole*9)
	if !over && (!complete || l.Mixed || strings.HasPrefix(part.S[l.End:], "等")) {
		return // what is behind 等 is not named
	}
	if !over && l.End >= cutFrom(p, part) && !strings.Contains(part.S[l.End:], "。") {
		return // the list may have gone on in what is cut off
	}
	d := spanDraft(part, l.Start, l.End)
	// where a table was found in the wrong place, words of the text may have been taken
	// for cells, and the list is torn
	overlap := containsAny(part.S[l.Start:l.End], channelWords...) || observed(p.Report(), report.SeenMisplaced)
	if !over || overlap || l.Far || l.Loose {
		d.Severity = report.Warning
	}
	d.Want, d.Got = itoa(whole), itoa(parts)
	d.ZH = "各部分之和为 " + d.Got + "，总数写作 " + d.Want
	d.EN = "the parts sum to " + d.Got + ", the whole is " + d.Want
	p.Find(d)
}

func observed(r *report.Report, kind string) bool {
	for i := range r.Observations {
		if r.Observations[i].Kind == kind {
			return true
		}
	}
	return false
}

// dividesAnswered reports whether the parts are the result classes of all that was answered, which the list
// does not say: 收到50件。从办理结果看：…
func dividesAnswered(p *rule.Pass, list string, parts int64) bool {
	if !strings.Contains(list, "予以公开") || !strings.Contains(list, "不予") {
		return false
	}
	answered, _, ok := rowTotal(p, sumTotal)
	return ok && answered == parts
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
	before, _ := around(s, l.Start, l.Start, 16)
	return containsAny(s[l.Start:l.End], "复议", "诉讼") && !containsAny(s[before:l.Start], "复议", "诉讼", "案件")
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
			if sum == of && k > i+1 && containsAny(s[l.Parts[i].UnitEnd:l.Parts[i+1].Start], "含", "其中", "包括", "分为") {
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

func isOneOf(n int64, others []narrative.Number) bool {
	for _, o := range others {
		if v, ok := o.Int(); ok && v == n {
			return true
		}
	}
	return false
}

func checkShares(p *rule.Pass) {
	eachPart(p, func(part *narrative.Part) {
		for _, s := range part.Sentences {
			p.Step()
			words := part.Words(s)
			if !strings.Contains(words, "%") || containsAny(words, "增长", "同比", "提高", "率", "下降", "提升", "上升") {
				continue
			}
			var sum, slack int64 // in 1/1000 %
			n, first, last := 0, 0, 0
			for _, x := range s.Numbers {
				v, unit, ok := perMille(x)
				if x.Unit != "%" || !ok || x.Approx {
					continue
				}
				if n++; n == 1 {
					first = x.Start
				}
				sum, slack, last = sum+v, slack+unit/2, x.UnitEnd
			}
			off := sum - 100_000
			if off < 0 {
				off = -off
			}
			if n < 3 || off > 5_000 {
				continue
			}
			p.Judged()
			if off <= slack {
				continue
			}
			d := spanDraft(part, first, last)
			d.Want, d.Got = "100%", thousandth(sum)+"%"
			d.ZH, d.EN = "各类占比之和为 "+d.Got+"，超出舍入误差", "the shares sum to "+d.Got+", which is more than rounding"
			p.Find(d)
		}
	})
}

// perMille returns a percentage in 1/1000 % and one unit of its last shown digit.
func perMille(n narrative.Number) (value, unit int64, ok bool) {
	whole, frac, _ := strings.Cut(n.Value.String(), ".")
	if len(frac) > 3 || len(whole) > 6 {
		return 0, 0, false
	}
	unit = 1000
	for range frac {
		unit /= 10
	}
	for _, c := range whole + frac {
		value = value*10 + int64(c-'0')
	}
	return value * unit, unit, true
}

func thousandth(n int64) string {
	s := itoa(n % 1000)
	return strings.TrimSuffix(strings.TrimRight(itoa(n/1000)+"."+strings.Repeat("0", 3-len(s))+s, "0"), ".")
}

func checkTextBalance(p *rule.Pass) {
	all := claims(p)
	for i := range all {
		if p.Full() {
			return
		}
		p.Step()
		c := &all[i]
		if c.Kind != narrative.Received || c.WithCarried {
			continue
		}
		rest := all[i+1:]
		if k := slices.IndexFunc(rest, func(o claim) bool {
			return o.part != c.part || o.Sentence > c.Sentence+2 || o.Kind == narrative.Received
		}); k >= 0 {
			rest = rest[:k]
		}
		in, done, out := firstOf(rest, narrative.CarriedIn), firstOf(rest, narrative.Answered), firstOf(rest, narrative.CarriedOut)
		if in == nil || done == nil || out == nil {
			continue
		}
		p.Judged()
		if c.N+in.N == done.N+out.N {
			continue
		}
		d := spanDraft(c.part, c.Start, max(in.End, done.End, out.End))
		d.Want, d.Got = itoa(c.N+in.N), itoa(done.N+out.N)
		d.ZH = "正文不平：收到 " + itoa(c.N) + "＋上年结转 " + itoa(in.N) + " ≠ 办结 " + itoa(done.N) + "＋结转 " + itoa(out.N)
		d.EN = "the text does not balance: " + itoa(c.N) + " + " + itoa(in.N) + " against " + itoa(done.N) + " + " + itoa(out.N)
		p.Find(d)
	}
}

// firstOf is the first claim of a kind, nil if there is none.
func firstOf(all []claim, k narrative.Kind) *claim {
	for i := range all {
		if all[i].Kind == k {
			return &all[i]
		}
	}
	return nil
}
