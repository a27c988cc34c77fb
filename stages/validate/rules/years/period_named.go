package years

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// namedPeriods are parts of a year with their first and last month.
var namedPeriods = [...]struct {
	name     string
	from, to int
}{
	{"上半年", 1, 6}, {"下半年", 7, 12}, {"第一季度", 1, 3}, {"第二季度", 4, 6}, {"第三季度", 7, 9}, {"第四季度", 10, 12},
	{"一季度", 1, 3}, {"二季度", 4, 6}, {"三季度", 7, 9}, {"四季度", 10, 12},
}

// checkPeriodsNamed finds periods that a year does not have: 第五季度, 上半年（1月至7月）, 自2023年6月起至2023年4月止.
func checkPeriodsNamed(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		fifthQuarter(p, part)
		monthsOfPeriod(p, part)
		clockTimes(p, part)
		if part.Index("月") < 0 {
			return
		}
		for _, s := range part.Sentences {
			if len(s.Numbers) >= 3 && !p.Full() {
				p.Step()
				reversedPeriod(p, part, s)
				spanOfMonths(p, part, s)
			}
		}
	})
}

// fifthQuarter finds a quarter behind the fourth.
func fifthQuarter(p *rule.Pass, part *narrative.Part) {
	for at := 0; !p.Full(); {
		p.Step()
		i := part.IndexFrom("季度", at)
		if i < 0 {
			return
		}
		at = i + len("季度")
		n, start := prose.Hundredth(part.S, i)
		if n < 5 && n != 0 || !prose.HasSuffixAny(part.S[:start], "第", "年", "年第", "年度第") || prose.HasSuffixAny(part.S[:start], "次第", "连续第", "累计第") {
			continue
		}
		d := prose.SpanDraft(part, start, at)
		d.ZH, d.EN = "一年只有四个季度，没有“"+part.S[start:at]+"”", "a year has four quarters"
		p.Find(d)
	}
}

// monthsOfPeriod finds months in brackets behind the name of a period that they do not belong to.
func monthsOfPeriod(p *rule.Pass, part *narrative.Part) {
	for _, w := range namedPeriods {
		for at := 0; !p.Full(); {
			p.Step()
			i := part.IndexFrom(w.name, at)
			if i < 0 {
				break
			}
			at = i + len(w.name)
			rest := part.S[at:]
			if strings.HasSuffix(part.S[:i], "第") {
				continue
			}
			if month, _, end := prose.MonthDay(part.S, at); month != 0 && len(w.name) == len("上半年") && strings.HasSuffix(w.name, "半年") {
				if (month < w.from || month > w.to) && !prose.HasPrefixAny(part.S[end:], "前", "底前", "之前", "以前", "至", "-", "—") {
					p.Find(wrongMonth(part, i, end, w.name, w.from, w.to))
				}
				continue
			}
			if !prose.HasPrefixAny(rest, "（", "即") {
				continue
			}
			rest = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(rest, "（"), "即"), "自")
			from, k := monthIn(rest)
			if k == 0 {
				continue
			}
			behind := rest[k:]
			joined := ""
			for _, j := range [...]string{"至", "到", "—", "-", "－", "～", "~", "、", "起至"} {
				if strings.HasPrefix(behind, j) {
					joined = j
				}
			}
			to, m := monthIn(behind[len(joined):])
			if joined == "" || m == 0 {
				to, m, joined = from, 0, ""
				if !strings.HasPrefix(behind, "）") {
					continue // 上半年（7月开展）
				}
			}
			end := len(part.S) - len(behind) + len(joined) + m
			if strings.HasSuffix(rest[:k], "月") || strings.HasSuffix(part.S[:end], "月") {
				if from < w.from || to > w.to || from > w.to || to < w.from {
					p.Find(wrongMonth(part, i, end, w.name, w.from, w.to))
				}
			}
		}
	}
}

func wrongMonth(part *narrative.Part, start, end int, name string, from, to int) rule.Draft {
	d := prose.SpanDraft(part, start, end)
	d.ZH, d.EN = fmt.Sprintf("%s是%d月至%d月，与所写月份不符", name, from, to), fmt.Sprintf("that period is months %d to %d", from, to)
	return d
}

// monthIn is the month that s begins with, with or without 月, and its length.
func monthIn(s string) (month, n int) {
	n = prose.Digits(s)
	if n == 0 || n > 2 {
		return 0, 0
	}
	month, _ = strconv.Atoi(s[:n])
	if month < 1 || month > 12 {
		return 0, 0
	}
	if strings.HasPrefix(s[n:], "月") {
		n += len("月")
	}
	return month, n
}

// joins are the words between the two dates of a period.
var joins = []string{"止", "起，", "起", "开始", "持续", "延续", "至", "到", "—", "-", "－", "～", "~"}

// reversedPeriod finds a period that ends before it begins. The second date may lack the year; one of the winter and of
// a school year then ends in the next. The period that the report covers is judged by itself.
func reversedPeriod(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	for _, a := range prose.MonthsIn(part, s) {
		rest, joined := part.S[a.End:s.End], false
		for again := true; again; {
			again = false
			for _, w := range joins {
				if strings.HasPrefix(rest, w) {
					rest, again = rest[len(w):], true
					joined = joined || w != "止" && w != "起，" && w != "起" && w != "开始"
				}
			}
		}
		if !joined {
			continue
		}
		b := prose.DatedAt{Year: a.Year, Start: s.End - len(rest)}
		sameYear := true
		if n := prose.Digits(rest); n == 4 && strings.HasPrefix(rest[n:], "年") {
			b.Year, _ = strconv.Atoi(rest[:n])
			sameYear = false
			rest = rest[n+len("年"):]
		}
		b.Month, b.Day, b.End = prose.MonthDay(part.S, s.End-len(rest))
		if b.Month == 0 || a.From() <= b.To() || sameYear && a.Month >= 9 || prose.InTitle(part.S, a.Start) || prose.ContainsAny(prose.TailRunes(part.S[max(s.Start, a.Start-90):a.Start]), "期限", "统计") {
			continue
		}
		d := prose.SpanDraft(part, a.Start, b.End)
		d.ZH, d.EN = "所写时段的起始在截止之后", "a period that ends before it begins"
		p.Find(d)
	}
}

// spanOfMonths compares two months with the number of months behind them: 7月至12月共4个月. From the end of one to the
// end of the other it is one less.
func spanOfMonths(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	for k := 0; k+2 < len(s.Numbers) && !p.Full(); k++ {
		from, to, n := s.Numbers[k], s.Numbers[k+1], s.Numbers[k+2]
		if from.Unit != "月" || to.Unit != "月" || n.Unit != "个月" && !strings.HasPrefix(part.S[n.End:], "个月") {
			continue
		}
		if w := part.S[from.UnitEnd:to.Start]; w != "至" && w != "到" && w != "—" && w != "-" {
			continue
		}
		words := strings.TrimSuffix(strings.TrimPrefix(part.S[to.UnitEnd:n.Start], "，"), "计")
		a, ok1 := from.Int()
		b, ok2 := to.Int()
		got, ok3 := n.Int()
		if !ok1 || !ok2 || !ok3 || b <= a || n.Approx || words != "共" && words != "历时" && words != "为期" {
			continue
		}
		p.Judged()
		if want := b - a + 1; got != want && (words == "共" || got != want-1) {
			d := prose.SpanDraft(part, from.Start, n.UnitEnd)
			d.Want, d.Got = prose.Itoa(want), prose.Itoa(got)
			d.ZH = prose.Itoa(a) + " 月至 " + prose.Itoa(b) + " 月是 " + d.Want + " 个月，写作 " + d.Got + " 个月"
			d.EN = "from month " + prose.Itoa(a) + " to " + prose.Itoa(b) + " are " + d.Want + " months, printed " + d.Got
			p.Find(d)
		}
	}
}

// clockTimes finds hours of the day that end before they begin: 下午14:30—13:00.
func clockTimes(p *rule.Pass, part *narrative.Part) {
	for at := 0; !p.Full(); {
		i := part.IndexFrom("：", at) // which a colon of digits is folded to
		if i < 0 {
			return
		}
		at = i + len("：")
		from, begins, n := clock(part.S, i)
		if from < 0 {
			continue
		}
		rest := part.S[n:]
		for _, w := range [...]string{"—", "——", "-", "－", "～", "~", "至", "到"} {
			behind, ok := strings.CutPrefix(rest, w)
			k := prose.Digits(behind)
			if !ok || k == 0 || k > 2 || !strings.HasPrefix(behind[k:], "：") {
				continue
			}
			at = len(part.S) - len(behind) + k
			start, ends, end := clock(part.S, at)
			at += len("：")
			if start < 0 || ends > begins || ends < 6*60 {
				break // 14:30—5:30 counts from noon again
			}
			d := prose.SpanDraft(part, from, end)
			d.ZH, d.EN = "所写时段的起始在截止之后", "a period that ends before it begins"
			p.Find(d)
			break
		}
	}
}

// clock reads the time of the day around the colon at s[i]: where it begins, its minutes since midnight, and where it
// ends; -1 where there is none.
func clock(s string, i int) (from, minutes, end int) {
	behind := i + len("：")
	from, end = prose.DigitsBefore(s, i), behind+prose.Digits(s[behind:])
	if n := i - from; n < 1 || n > 2 || end-behind != 2 || strings.HasSuffix(s[:from], "：") || strings.HasPrefix(s[end:], "：") {
		return -1, 0, 0
	}
	hours, _ := strconv.Atoi(s[from:i])
	minutes, _ = strconv.Atoi(s[behind:end])
	return from, hours*60 + minutes, end
}

// plansOfYears are the five-year plans with their years.
var plansOfYears = [...]struct {
	name     string
	from, to int
}{
	{"十一五", 2006, 2010}, {"十二五", 2011, 2015}, {"十三五", 2016, 2020}, {"十四五", 2021, 2025}, {"十五五", 2026, 2030},
}

// checkPlanYears finds a year's tasks of a five-year plan that does not cover the year: “十三五”规划2023年度任务. A plan is
// written before its years and looked back on after them, so only its tasks count.
func checkPlanYears(p *rule.Pass) {
	y := p.Year()
	prose.EachPartWith(p, func(part *narrative.Part) {
		for _, w := range plansOfYears {
			for at := 0; !p.Full(); {
				p.Step()
				i := part.IndexFrom(w.name, at)
				if i < 0 {
					break
				}
				at = i + len(w.name)
				rest := part.S[at:]
				for _, m := range [...]string{"”", "规划纲要", "规划", "期间", "时期", "的", "》"} {
					rest = strings.TrimPrefix(rest, m)
				}
				start, year := len(part.S)-len(rest), 0
				if n := prose.Digits(rest); n == 4 && strings.HasPrefix(rest[n:], "年") {
					year, _ = strconv.Atoi(rest[:n])
					rest = rest[n+len("年"):]
				} else if prose.HasPrefixAny(rest, "本年度", "今年", "当年", "年度任务", "年度目标", "年度重点") {
					year = y
					rest = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(rest, "本年度"), "今年"), "当年")
				}
				rest = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(rest, "年度"), "度"), "的")
				if year == 0 || year >= w.from && year <= w.to || !prose.HasPrefixAny(rest, "任务", "目标", "重点", "工作任务", "主要任务", "主要目标", "指标", "实施计划", "年度计划", "工作要点", "建设任务") {
					continue
				}
				d := prose.SpanDraft(part, i, start+min(len(part.S)-start, len("2023年")))
				d.ZH = fmt.Sprintf("“%s”是 %d 至 %d 年，不含 %d 年", w.name, w.from, w.to, year)
				d.EN = fmt.Sprintf("that plan covers %d to %d and not %d", w.from, w.to, year)
				p.Find(d)
			}
		}
	}, "五")
}
