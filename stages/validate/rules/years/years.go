package years

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// yearRules look for text of another year.
func yearRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "Y-01",
			Title: rule.Text{ZH: "标题、统计期限、来源的年度一致", EN: "one report year everywhere"},
			Doc: rule.Text{
				ZH: "标题与统计期限说的不是同一年，至少一处是旧文字；网页标题与正文标题不同年的也是。文件名或报送信息与正文不一致时只作提醒。",
				EN: "Where title and period name different years, one is old text; so it is where the page's title and the heading do. A difference to the file's name or metadata is only a warning.",
			},
			Severity: report.Error, Source: form.Common,
			Needs: []string{"title", "year", "period", "source"},
			Trip:  "标题 2024 年，统计期限为 2023 年", Pass: "标题与统计期限都是 2023 年",
			Check: checkOneYear,
		},
		{
			ID:    "Y-03",
			Title: rule.Text{ZH: "正文没有往年的旧文字", EN: "no text left from an earlier year"},
			Doc: rule.Text{
				ZH: "以往年开头叙述本年工作，或依据往年的编制通知，多半是沿用上年文字；称数据是往年的、同比对照的不是上一年、第五部分的改进打算写的还是报告年度或已经过去的日期，也是旧文字。与上年比较、文件编号、决算、规划名称等不算。",
				EN: "A sentence that begins with an earlier year, or a basis that is the notice for another year's report, was probably taken over; so was what calls the numbers those of an earlier year, a comparison with last year that names another, and a plan of section five for the report year itself or for a day that has passed. Comparisons, document numbers, accounts and plans are let pass.",
			},
			Severity: report.Warning, Source: rule.Source{Document: "参考：社科院政府透明度评估 2017（与上年雷同）"},
			Needs: []string{"year", "sections"},
			Trip:  "2022年，我局组织培训3次。", Pass: "较2022年增加 5 件",
			Check: checkStale,
		},
		{
			ID:    "Y-04",
			Title: rule.Text{ZH: "没有超出报告年度的年份和没有的日期、时段", EN: "no year of the future, no day or period that there is not"},
			Doc: rule.Text{
				ZH: "报告年度之后的年份只应出现在下一步安排、日期和规划中；2月30日、13月、第五季度一类是写错了，起始在截止之后的时段、上半年（1月至7月）也是；已做的工作和报告的公布日期不会在报告公布之后，公布日期也不会在年度结束之前。",
				EN: "Years after the report's belong to plans, dates and next steps. There is no 30 February, no month 13 and no fifth quarter; no period ends before it begins, and the first half of a year ends in June. What was done was done before the report appeared, and that was after its year had ended.",
			},
			Severity: report.Warning, Source: form.Common,
			Needs: []string{"year", "sections"},
			Trip:  "2024年共收到申请3件（2023 年度报告）", Pass: "2024年，将继续加强培训",
			Check: func(p *rule.Pass) {
				checkFuture(p)
				checkCalendar(p)
				checkPeriodsNamed(p)
				checkPastDates(p)
			},
		},
		{
			ID:    "Y-05",
			Title: rule.Text{ZH: "“今年”所指明确", EN: "今年 means the report year"},
			Doc: rule.Text{
				ZH: "报告在次年签发，“今年”会被读成签发的那一年。",
				EN: "A report is signed in the next year, so 今年 is read as that one.",
			},
			Severity: report.Info, Source: form.Common,
			Needs: []string{"year", "signed", "published", "sections"},
			Trip:  "今年以来，我局……（2024 年签发的 2023 年度报告）", Pass: "2023年，我局……",
			Check: checkThisYear,
		},
		{
			ID:    "Y-07",
			Title: rule.Text{ZH: "落款日期不晚于发布日期", EN: "signed no later than published"},
			Doc: rule.Text{
				ZH: "先签发后公布。落款晚于发布日期，说明有一个日期不对，或发布后又改过。",
				EN: "A report is signed and then published; the other order means that one date is wrong or the text was changed later.",
			},
			Severity: report.Info, Source: form.Common,
			Needs: []string{"signed", "published"},
			Trip:  "落款 2024-02-20，发布 2024-01-31", Pass: "落款 2024-01-20，发布 2024-01-31",
			Check: checkSignedPublished,
		},
		{
			ID:    "Y-08",
			Title: rule.Text{ZH: "会议、规划名称与年度相称", EN: "meetings and plans fit the year"},
			Doc: rule.Text{
				ZH: "报告年度结束时尚未召开的会议不会出现在工作回顾里，仅作提示；五年规划的年度任务应在规划期之内。名单随年度增补。",
				EN: "A review of the year cannot name a meeting that had not been held, which is a hint; the tasks of a five-year plan belong to its years. The list is extended from year to year.",
			},
			Severity: report.Warning, Source: form.Common,
			Needs: []string{"year", "sections"},
			Trip:  "深入学习二十届三中全会精神（2023 年度报告）", Pass: "深入学习党的二十大精神（2023 年度报告）",
			Check: checkTerms,
		},
	}
}

// yearIn returns the first year of the form 20xx年 in s, 0 if there is none.
func yearIn(s string) int {
	for i := 0; i+4 <= len(s); i++ {
		if s[i] != '2' || s[i+1] != '0' {
			continue
		}
		y, err := strconv.Atoi(s[i : i+4])
		if err == nil && (strings.HasPrefix(s[i+4:], "年") || i+4 == len(s)) {
			return y
		}
	}
	return 0
}

func checkOneYear(p *rule.Pass) {
	r := p.Report()
	titled, covered := 0, 0
	if r.Title != nil {
		titled = yearIn(narrative.Fold(*r.Title).S)
	}
	if r.Period != nil && len(r.Period.Start) >= 4 && r.Period.Start[:4] == prose.Clip(r.Period.End, 4) {
		covered, _ = strconv.Atoi(r.Period.Start[:4])
	}
	if titled != 0 && covered != 0 {
		p.Judged()
		if titled != covered {
			d := rule.Say("标题是 %d 年，统计期限是 %d 年", "the title says %d, the period is %d", titled, covered)
			q1, a1 := form.Evidence(r, "title")
			q2, a2 := form.Evidence(r, "period")
			d.Quotes, d.At = append(q1, q2...), append(a1, a2...)
			d.Want, d.Got = strconv.Itoa(titled), strconv.Itoa(covered)
			if foreignTitle(r) {
				d.Severity = report.Warning
			}
			p.Find(d)
		}
	}
	y := p.Year()
	if y != 0 {
		checkHeading(p, y)
		checkCalled(p, y)
	}
	if y == 0 || r.Source.Year == 0 {
		return
	}
	p.Judged()
	if r.Source.Year != y {
		d := rule.Say("报送信息说是 %d 年度，文件是 %d 年度", "the producer says %d, the document %d", r.Source.Year, y)
		d.Severity = report.Warning
		d.Quotes, d.At = form.Evidence(r, "year")
		p.Find(d)
	}
}

// checkHeading reports a heading that has the title with another year, which the page's own title and the text do not.
func checkHeading(p *rule.Pass, y int) {
	for _, o := range p.Report().Observations {
		if o.Kind != report.SeenTitleYear {
			continue
		}
		got := yearIn(narrative.Fold(o.Quote.Text).S)
		p.Judged()
		if got == 0 || got == y {
			continue
		}
		d := rule.Say("标题写作 %d 年，正文和统计期限是 %d 年", "the heading says %d, the report is that of %d", got, y)
		d.Severity = report.Warning
		d.Quotes, d.At = form.Quoted(o.Quote), form.Places(o.Quote.At)
		d.Want, d.Got = strconv.Itoa(y), strconv.Itoa(got)
		p.Find(d)
	}
}

// calling are words by which a report speaks of itself.
var calling = []string{"现将", "公布如下", "公告如下", "报告如下", "现向社会", "特向社会", "现公布", "予以公布"}

// longestName is how many characters the issuer and the words for the report have at most.
const longestName = 40

// compiled reports whether a clause says that this report was made: 编制清源县水务局2022年度政府信息公开年度报告。
func compiled(v prose.YearSeen) bool {
	before, rest := v.Part.S[v.S.Start:v.Start], v.Part.S[v.End:v.S.End]
	i := strings.Index(rest, "报告")
	if k := strings.Index(rest, "年报"); i < 0 || k >= 0 && k < i {
		i = k
	}
	if i < 0 || i > 3*longestName || !strings.Contains(rest[:i], "信息公开") || prose.ContainsAny(rest[:i], "，", "。", "；", "、", "《") || !prose.HasPrefixAny(rest[i+len("报告"):], "，", "。", "；", "》") {
		return false
	}
	at := strings.LastIndex(before, "编制")
	return at >= 0 && !prose.ContainsAny(strings.TrimSuffix(before[at:], "《"), "，", "。", "；", "：", "《")
}

// checkCalled looks for a preamble that calls the report that of another year.
func checkCalled(p *rule.Pass, y int) {
	prose.EachYear(p, func(v prose.YearSeen) {
		if v.Part.Section > 1 || v.Year == y || prose.InTitle(v.Part.S, v.Start) && !strings.HasSuffix(v.Part.S[:v.Start], "编制《") {
			return
		}
		rest := strings.TrimPrefix(v.Part.S[v.End:v.S.End], "度")
		called := prose.HasPrefixAny(rest, "政府信息公开年度报告", "政府信息公开工作年度报告", "政府信息公开年报", "政府信息公开情况报告") && prose.ContainsAny(v.Part.Words(v.S), calling...)
		if !called && !compiled(v) {
			return
		}
		d := prose.SpanDraft(v.Part, v.Start, v.End+len(prose.Clip(prose.FirstClauses(rest), 60)))
		d.Severity = report.Warning
		d.Want, d.Got = strconv.Itoa(y), strconv.Itoa(v.Year)
		d.ZH = fmt.Sprintf("引言称本报告为 %d 年度报告，标题和统计期限是 %d 年", v.Year, y)
		d.EN = fmt.Sprintf("the preamble calls the report that of %d, it is that of %d", v.Year, y)
		p.Find(d)
	})
}

// foreignTitle reports whether the title may be that of another page: a list of links
// names the reports of every year, and none of them says whose.
func foreignTitle(r *report.Report) bool {
	if r.Title == nil || r.Agency == nil {
		return true
	}
	return !strings.Contains(narrative.Plain(*r.Title), narrative.Plain(*r.Agency)) && !strings.Contains(narrative.Plain(*r.Title), tailName(narrative.Plain(*r.Agency)))
}

// tailName is the end of an agency's name, by which a title may call it.
func tailName(agency string) string {
	if n := len("人民政府"); len(agency) > n {
		return agency[len(agency)-n:]
	}
	return agency
}

// lookingAhead are words that give a later year its place.
var lookingAhead = []string{"将", "下一步", "拟", "计划", "要", "力争", "继续", "打算", "今后", "规划", "远景", "目标", "到20", "结转", "转入", "顺延", "进一步", "至", "前"}

// carriedOver takes what is still to be dealt with out of a sentence.
var carriedOver = strings.NewReplacer("结转下年度继续办理", "", "结转下一年度继续办理", "", "结转下年继续办理", "", "结转下年度", "", "结转下一年度", "")

// published are words of a document that came out after the report's year, but not of a count:
// 2025年，我局共发布政策解读12篇.
var published = []string{"印发", "发布", "公布"}

func checkFuture(p *rule.Pass) {
	y := p.Year()
	if y == 0 {
		return
	}
	var last prose.YearSeen // of the sentence that was looked at last, which may have a thousand years
	ahead := false
	prose.EachYear(p, func(v prose.YearSeen) {
		p.Judged()
		if v.Year <= y || prose.InTitle(v.Part.S, v.Start) || v.Part.Section == 5 {
			return
		}
		if last.Part != v.Part || last.S.Start != v.S.Start {
			words := v.Part.Words(v.S)
			if strings.Contains(words, "结转下") { // what is carried over is counted in the report's year
				words = carriedOver.Replace(words)
			}
			last, ahead = v, prose.ContainsAny(words, lookingAhead...)
			if !ahead && prose.ContainsAny(words, published...) {
				ahead = !prose.ContainsAny(words, "共", "累计")
			}
		}
		if ahead {
			return
		}
		d := prose.SpanDraft(v.Part, v.Start, v.End+len(prose.Clip(prose.FirstClauses(v.Part.S[v.End:v.S.End]), 60)))
		d.ZH = fmt.Sprintf("%d 年度报告里出现了 %d 年", y, v.Year)
		d.EN = fmt.Sprintf("the year %d in a report on %d", v.Year, y)
		p.Find(d)
	})
}

func checkThisYear(p *rule.Pass) {
	y := p.Year()
	if y == 0 {
		return
	}
	signed := p.Report().Signed
	if signed == nil {
		signed = p.Report().Published
	}
	if signed == nil {
		return
	}
	p.Judged()
	if strings.HasPrefix(*signed, strconv.Itoa(y)) {
		return
	}
	prose.EachPartWith(p, func(part *narrative.Part) {
		i := part.Index("今年")
		if i < 0 || prose.InTitle(part.S, i) || part.Section == 5 {
			return
		}
		d := prose.SpanDraft(part, i, i+len(prose.Clip(part.S[i:], 36)))
		d.ZH, d.EN = fmt.Sprintf("“今年”在 %s 签发的报告里会被读成另一年", (*signed)[:4]), "今年 will be read as the year of signature"
		p.Find(d)
	}, "今年")
}

func checkSignedPublished(p *rule.Pass) {
	r := p.Report()
	if r.Signed == nil || r.Published == nil {
		return
	}
	p.Judged()
	if *r.Signed <= *r.Published {
		return
	}
	d := rule.Say("落款日期 %s 晚于发布日期 %s", "signed on %s, after it was published on %s", *r.Signed, *r.Published)
	q1, a1 := form.Evidence(r, "signed")
	q2, a2 := form.Evidence(r, "published")
	d.Quotes, d.At = append(q1, q2...), append(a1, a2...)
	p.Find(d)
}

// terms are meetings and plans with the first year whose review can name them.
var terms = [...]struct {
	words string
	year  int
}{
	{"十九届五中全会", 2020}, {"十九届六中全会", 2021}, {"党的二十大", 2022}, {"二十届二中全会", 2023}, {"二十届三中全会", 2024}, {"二十届四中全会", 2025},
	{"“十四五”", 2020}, {"“十五五”", 2025},
}

func checkTerms(p *rule.Pass) {
	y := p.Year()
	if y == 0 {
		return
	}
	checkPlanYears(p)
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		for _, t := range terms {
			i := -1
			if y < t.year {
				i = part.Index(t.words)
			}
			if i < 0 {
				continue
			}
			d := prose.SpanDraft(part, i, i+len(t.words))
			d.Severity = report.Info
			d.ZH = fmt.Sprintf("%s 在 %d 年度尚未出现，请核对", t.words, y)
			d.EN = fmt.Sprintf("%s did not exist in %d", t.words, y)
			p.Find(d)
		}
	})
}
