package years

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// lookingBack are words that give an earlier year its place.
var lookingBack = []string{"比", "较", "同期", "上年", "去年", "决算", "以来", "截至", "截止", "自", "底", "末", "规划", "印发", "出台", "施行", "历年", "结转", "针对", "延续", "往年", "修订", "至", "要点", "考核结果", "考核中", "评估中", "测评中", "评比中", "被评为", "获评", "存在", "建成", "起", "报告提", "报告中", "报告指出", "报告列", "查找", "查摆", "指出的", "提出的", "反映的", "遗留"}

func checkStale(p *rule.Pass) {
	y := p.Year()
	if y == 0 {
		return
	}
	upToLastYear(p, y)
	plannedForThen(p, y)
	plannedTooEarly(p, y)
	dataOfYear(p, y)
	comparedYear(p, y)
	var titles prose.Opened
	prose.EachYear(p, func(v prose.YearSeen) {
		p.Judged()
		if v.Year >= y {
			return
		}
		s := v.Part.S
		var d rule.Draft
		switch rest := s[v.End:v.S.End]; {
		case prose.InTitle(s, v.Start):
			i, title := titles.Around(v.Part, v.Start)
			if !prose.ContainsAny(title, "年度报告") || !prose.ContainsAny(title, "通知", "编制") || v.Part.Section > 1 {
				return
			}
			d = prose.SpanDraft(v.Part, i, i+len(title))
		case !prose.ClauseBegins(s[v.S.Start:v.Start]) && !behindTitle(s[v.S.Start:v.Start]) || looksBack(rest) || v.Year < y-3:
			return
		case !prose.HasPrefixAny(rest, "，", "我", "全", "度", "共", "政府信息公开工作", "政务公开工作") && !tellsOfWork(rest):
			return
		case strings.Contains(v.Part.Words(v.S), strconv.Itoa(y)+"年"):
			return // two years side by side are compared
		case beginsThen(v.Part.S, strconv.Itoa(v.Year)+"年"):
			return // the work began in that year: what was done then is its history
		default:
			d = prose.SpanDraft(v.Part, v.Start, v.End+len(prose.Clip(prose.FirstClauses(rest), 60)))
		}
		d.ZH = fmt.Sprintf("%d 年度报告里出现 %d 年的叙述，可能沿用了旧文字", y, v.Year)
		d.EN = fmt.Sprintf("text of %d in a report on %d, perhaps taken over", v.Year, y)
		d.Want, d.Got = strconv.Itoa(y), strconv.Itoa(v.Year)
		p.Find(d)
	})
}

// upToLastYear finds counts up to the end of the year before: 截至2022年12月31日，我局共公开300条
// in the report on 2023.
func upToLastYear(p *rule.Pass, y int) {
	day := strconv.Itoa(y-1) + "年12月31日"
	prose.EachPart(p, func(part *narrative.Part) {
		if part.Section > 4 || part.Index(day) < 0 {
			return
		}
		for _, s := range part.Sentences {
			p.Step()
			words := part.Words(s)
			i := narrative.Index(words, day)
			if i < 0 || !prose.HasSuffixAny(words[:i], "截至", "截止", "截止到", "截止至") || strings.Contains(words, strconv.Itoa(y)+"年") {
				continue
			}
			rest := strings.TrimPrefix(words[i+len(day):], "，")
			if prose.InTitle(part.S, s.Start+i) || !strings.ContainsAny(prose.Clip(rest, 60), "0123456789") || !prose.ContainsAny(prose.Clip(rest, 60), "共", "累计", "主动公开", "收到", "受理", "发布") {
				continue
			}
			d := prose.SpanDraft(part, s.Start+i, s.Start+i+len(day)+len(prose.Clip(prose.FirstClauses(words[i+len(day):]), 60)))
			d.ZH = fmt.Sprintf("%d 年度报告里的数据截至 %d 年底，可能沿用了旧文字", y, y-1)
			d.EN = fmt.Sprintf("numbers up to the end of %d in a report on %d, perhaps taken over", y-1, y)
			d.Want, d.Got = strconv.Itoa(y), strconv.Itoa(y-1)
			p.Find(d)
		}
	})
}

// plans begin what is still to be done. 将 alone may also stand before an object.
var plans = []string{"将从以下", "将从", "将进一步", "将继续", "将着力", "将采取", "将着重", "我局将进一步", "我局将从", "我局将继续", "我镇将进一步", "我镇将从", "我镇将继续", "我街道将进一步", "我街道将从", "我街道将继续"}

// plannedForThen finds plans of section five for the year that the report is on, which has ended: 2021年将从
// 以下方面改进 in the report on 2021.
func plannedForThen(p *rule.Pass, y int) {
	year := strconv.Itoa(y) + "年"
	prose.EachPart(p, func(part *narrative.Part) {
		if part.Section != 5 {
			return
		}
		for at := 0; ; {
			i := part.IndexFrom(year, at)
			if i < 0 || p.Full() {
				return
			}
			p.Step()
			at = i + len(year)
			rest := strings.TrimPrefix(strings.TrimPrefix(part.S[at:], "度"), "，")
			if !prose.HasPrefixAny(rest, plans...) || prose.InTitle(part.S, i) {
				continue
			}
			d := prose.SpanDraft(part, i, at+len(prose.Clip(prose.FirstClauses(part.S[at:]), 60)))
			d.ZH = fmt.Sprintf("%d 年度报告的改进打算写的还是 %d 年，应为 %d 年", y, y, y+1)
			d.EN = fmt.Sprintf("a plan for %d in the report on %d, it should be for %d", y, y, y+1)
			d.Want, d.Got = strconv.Itoa(y+1), strconv.Itoa(y)
			p.Find(d)
		}
	})
}

// beginsThen reports whether a text says that something began in a year: 2008年5月1日起我局开始公开.
// A period, 起至, is none.
func beginsThen(text, year string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], year)
		if i < 0 {
			return false
		}
		at += i + len(year)
		if prose.ContainsAny(prose.Clip(text[at:], 24), "起我", "起开始", "起，我", "以来") {
			return true
		}
	}
}

// tellsOfWork reports whether the words behind a year count what was done in it, whatever
// the verb: 2023年印制宣传册300份. 2022年制定的办法 names a thing and tells of no work.
func tellsOfWork(rest string) bool {
	clause := rest
	if i := prose.FirstIndex(rest, "，", "。", "；"); i >= 0 {
		clause = rest[:i]
	}
	if prose.HasPrefixAny(rest, "、", "）", "-", "—", "至", "和", "版", "第", "底", "末", "初", "前", "后", "上半年", "下半年") || narrative.Index(prose.Clip(clause, 18), "的") >= 0 {
		return false
	}
	i := strings.IndexAny(clause, "0123456789")
	if i < 0 {
		i = prose.FirstIndex(clause, "XX", "××") // a number that was not filled in
	}
	return i > 0 && !prose.ContainsAny(clause, "《", "〔", "号", "月")
}

// looksBack reports whether the words behind an earlier year give it its place. What the
// issuer itself did then (2022年，我局对照《条例》……) is told by 比 and its kind alone.
func looksBack(rest string) bool {
	if strings.HasPrefix(rest, "，将") {
		return false // a plan for a year that is over
	}
	if prose.HasPrefixAny(rest, "，我局", "，我县", "，我市", "，我区", "，我镇", "，我街", "，我乡", "，我办", "，我委") {
		return prose.ContainsAny(prose.Clip(rest, 90), "同比", "相比", "上年", "去年", "同期", "至今", "以来")
	}
	return prose.ContainsAny(prose.Clip(rest, 60), lookingBack...) || prose.ContainsAny(rest, "被评为", "获评", "评估中", "测评中")
}

// behindTitle reports whether the words before a year are the title of an item that has no
// mark behind it: （一）主动公开情况2023年整理文件88件.
func behindTitle(before string) bool {
	n := narrative.Ordinal(before)
	if i := strings.LastIndex(before, "（"); n == 0 && i >= 0 {
		before = before[i:]
		n = narrative.Ordinal(before)
	}
	title := before[n:]
	return n > 0 && len(title) <= 2*prose.LongestTitle && prose.HasSuffixAny(title, "情况", "方面", "工作", "公开", "建设", "保障", "管理", "数量", "概况", "内容", "总数")
}
