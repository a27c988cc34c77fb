// Package arithmetic has the rules on the text against itself: parts and wholes, shares, changes
// against the year before, and numbers of things announced and then told.
package arithmetic

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

var arithmetic = rule.Source{Document: "常识：算术"}

// Rules judge the numbers of the text by themselves.
func Rules() []rule.Rule {
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
				ZH: "各部分之和大于总数，必有一误（按渠道分列、可能重复计算的除外）；列到“其他”为止或已接近总数而不足的，请核对。各部分的量词与总数不同的（条、件、份、篇），只看是否超过总数。写作“其余”的数应是前面几个数的差。已办与在办的之和应是收到的数。按月、按季度的次数，平均每期、每个单位的数，与总数比较；月报一年至多 12 期。",
				EN: "Parts that exceed the whole are wrong, unless they are channels that may overlap; a list that ends with the rest, or comes close, and falls short should be looked at. Parts with another measure word than the whole are only held not to exceed it. What is called the rest is a difference of the counts before it. What is done and what is under way make up what came in. So many a month or a quarter, and averages, are held against the whole; a monthly has 12 issues a year at most.",
			},
			Severity: report.Error, Source: arithmetic, Needs: []string{"sections"},
			Trip: "276条，其中216条、50条（和为266）", Pass: "444条，其中118条、294条、32条",
			Check: func(p *rule.Pass) {
				checkLists(p, false)
				checkTotals(p)
				checkRemainders(p)
				checkProgress(p)
				checkNamedParts(p)
				checkAverages(p)
			},
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
				ZH: "正文写明两年数量的，增减应与之相符；收到申请数的同比增减还应与上年报告的新收数相符，没有上年报告时只看正文。减少一倍以上、“由 a 增加了 b”而 b 大于 a 的，请核对。",
				EN: "Where the text gives the counts of both years, the change is theirs; the growth of the applications received also agrees with last year's report, where there is one. A fall by more than the whole, and an increase by what is meant as its end, should be looked at.",
			},
			Severity: report.Warning, Source: arithmetic, Needs: []string{"sections"},
			Trip: "收到申请50件，同比增长80%（上年 35 件）", Pass: "收到申请50件，同比增长42.86%（上年 35 件）",
			Check: checkGrowth,
		},
		{
			ID:    "A-06",
			Title: rule.Text{ZH: "办结率等不超过 100%，100% 即全部办结", EN: "no rate above 100, and 100 means all"},
			Doc: rule.Text{
				ZH: "办结率、答复率、满意率等不可能超过 100%；写 100% 而办结数小于受理数，或还有未办的，自相矛盾；办结、收回的也不多于收到、发出的。两个比率相差的百分点、名次与参评数、得分与满分也应相符。",
				EN: "Rates of completion cannot exceed 100 %; 100 % with fewer done than received contradicts itself, and no more is done or returned than came in or went out. The points between two rates are their difference; no place is behind the last and no score above the best.",
			},
			Severity: report.Error, Source: arithmetic, Needs: []string{"sections"},
			Trip: "受理2000件，办结1990件，办结率100%", Pass: "受理75件，办结75件，办结率100%",
			Check: func(p *rule.Pass) { checkHundred(p); checkBounds(p) },
		},
		{
			ID:    "A-07",
			Title: rule.Text{ZH: "正文自身的勾稽：收到＋上年结转＝办结＋结转下年", EN: "the balance within the text"},
			Doc: rule.Text{
				ZH: "四个数都写在正文相邻处时，应当平衡。",
				EN: "Where the text gives all four numbers close together, they balance.",
			},
			Severity: report.Error, Source: rule.Source{Document: form.BothForms, Clause: form.SumsClause, From: 2019}, Needs: []string{"section 1"},
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
				ZH: "“以下三个问题：一是……”“由六部分组成”之类，说的数目应与随后列出的项数相同，列出的日期、《》中的文件名、“五类信息：”之后用顿号分开的名称也是；不能说到没有的部分。",
				EN: "Where the words give the number of the items that follow, there are as many, also of dates, of titles and of names in a row behind 五类信息：; no part is named that the report does not have.",
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
		d := prose.SpanDraft(part, r.Start, r.End)
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
	for _, row := range [...]string{form.SumTotal, form.NewTotal} {
		n, ok := form.CellNumber(p.Report(), row)
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
		prose.EachPart(p, func(part *narrative.Part) { out = append(out, part.Rates()) })
		return out
	})
	i := 0
	prose.EachPart(p, func(part *narrative.Part) {
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

func checkShares(p *rule.Pass) {
	prose.EachPartWith(p, func(part *narrative.Part) {
		for _, s := range part.Sentences {
			p.Step()
			words := part.Words(s)
			if !strings.Contains(words, "%") || prose.ContainsAny(words, "增长", "同比", "提高", "率", "下降", "提升", "上升") {
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
			d := prose.SpanDraft(part, first, last)
			d.Want, d.Got = "100%", thousandth(sum)+"%"
			d.ZH, d.EN = "各类占比之和为 "+d.Got+"，超出舍入误差", "the shares sum to "+d.Got+", which is more than rounding"
			p.Find(d)
		}
	}, "%")
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
	s := prose.Itoa(n % 1000)
	return strings.TrimSuffix(strings.TrimRight(prose.Itoa(n/1000)+"."+strings.Repeat("0", 3-len(s))+s, "0"), ".")
}

func checkTextBalance(p *rule.Pass) {
	all := form.Claims(p)
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
		if k := slices.IndexFunc(rest, func(o form.Claim) bool {
			return o.Part != c.Part || o.Sentence > c.Sentence+2 || o.Kind == narrative.Received
		}); k >= 0 {
			rest = rest[:k]
		}
		in, done, out := form.FirstOf(rest, narrative.CarriedIn), form.FirstOf(rest, narrative.Answered), form.FirstOf(rest, narrative.CarriedOut)
		if in == nil || done == nil || out == nil {
			continue
		}
		p.Judged()
		if c.N+in.N == done.N+out.N {
			continue
		}
		d := prose.SpanDraft(c.Part, c.Start, max(in.End, done.End, out.End))
		d.Want, d.Got = prose.Itoa(c.N+in.N), prose.Itoa(done.N+out.N)
		d.ZH = "正文不平：收到 " + prose.Itoa(c.N) + "＋上年结转 " + prose.Itoa(in.N) + " ≠ 办结 " + prose.Itoa(done.N) + "＋结转 " + prose.Itoa(out.N)
		d.EN = "the text does not balance: " + prose.Itoa(c.N) + " + " + prose.Itoa(in.N) + " against " + prose.Itoa(done.N) + " + " + prose.Itoa(out.N)
		p.Find(d)
	}
}
