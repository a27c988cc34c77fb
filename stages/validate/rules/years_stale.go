package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
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
	var titles opened
	eachYear(p, func(v yearSeen) {
		p.Judged()
		if v.year >= y {
			return
		}
		s := v.part.S
		var d rule.Draft
		switch rest := s[v.end:v.s.End]; {
		case inTitle(s, v.start):
			i, title := titles.around(v.part, v.start)
			if !containsAny(title, "年度报告") || !containsAny(title, "通知", "编制") || v.part.Section > 1 {
				return
			}
			d = spanDraft(v.part, i, i+len(title))
		case !clauseBegins(s[v.s.Start:v.start]) && !behindTitle(s[v.s.Start:v.start]) || looksBack(rest) || v.year < y-3:
			return
		case !hasPrefixAny(rest, "，", "我", "全", "度", "共", "政府信息公开工作", "政务公开工作") && !tellsOfWork(rest):
			return
		case strings.Contains(v.part.Words(v.s), strconv.Itoa(y)+"年"):
			return // two years side by side are compared
		case beginsThen(v.part.S, strconv.Itoa(v.year)+"年"):
			return // the work began in that year: what was done then is its history
		default:
			d = spanDraft(v.part, v.start, v.end+len(clip(firstClauses(rest), 60)))
		}
		d.ZH = fmt.Sprintf("%d 年度报告里出现 %d 年的叙述，可能沿用了旧文字", y, v.year)
		d.EN = fmt.Sprintf("text of %d in a report on %d, perhaps taken over", v.year, y)
		d.Want, d.Got = strconv.Itoa(y), strconv.Itoa(v.year)
		p.Find(d)
	})
}

// upToLastYear finds counts up to the end of the year before: 截至2022年12月31日，我局共公开300条
// in the report on 2023.
func upToLastYear(p *rule.Pass, y int) {
	day := strconv.Itoa(y-1) + "年12月31日"
	eachPart(p, func(part *narrative.Part) {
		if part.Section > 4 || part.Index(day) < 0 {
			return
		}
		for _, s := range part.Sentences {
			p.Step()
			words := part.Words(s)
			i := narrative.Index(words, day)
			if i < 0 || !hasSuffixAny(words[:i], "截至", "截止", "截止到", "截止至") || strings.Contains(words, strconv.Itoa(y)+"年") {
				continue
			}
			rest := strings.TrimPrefix(words[i+len(day):], "，")
			if inTitle(part.S, s.Start+i) || !strings.ContainsAny(clip(rest, 60), "0123456789") || !containsAny(clip(rest, 60), "共", "累计", "主动公开", "收到", "受理", "发布") {
				continue
			}
			d := spanDraft(part, s.Start+i, s.Start+i+len(day)+len(clip(firstClauses(words[i+len(day):]), 60)))
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
	eachPart(p, func(part *narrative.Part) {
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
			if !hasPrefixAny(rest, plans...) || inTitle(part.S, i) {
				continue
			}
			d := spanDraft(part, i, at+len(clip(firstClauses(part.S[at:]), 60)))
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
		if containsAny(clip(text[at:], 24), "起我", "起开始", "起，我", "以来") {
			return true
		}
	}
}

// tellsOfWork reports whether the words behind a year count what was done in it, whatever
// the verb: 2023年印制宣传册300份. 2022年制定的办法 names a thing and tells of no work.
func tellsOfWork(rest string) bool {
	clause := rest
	if i := firstIndex(rest, "，", "。", "；"); i >= 0 {
		clause = rest[:i]
	}
	if hasPrefixAny(rest, "、", "）", "-", "—", "至", "和", "版", "第", "底", "末", "初", "前", "后", "上半年", "下半年") || narrative.Index(clip(clause, 18), "的") >= 0 {
		return false
	}
	i := strings.IndexAny(clause, "0123456789")
	if i < 0 {
		i = firstIndex(clause, "XX", "××") // a number that was not filled in
	}
	return i > 0 && !containsAny(clause, "《", "〔", "号", "月")
}

// looksBack reports whether the words behind an earlier year give it its place. What the
// issuer itself did then (2022年，我局对照《条例》……) is told by 比 and its kind alone.
func looksBack(rest string) bool {
	if hasPrefixAny(rest, "，我局", "，我县", "，我市", "，我区", "，我镇", "，我街", "，我乡", "，我办", "，我委") {
		return containsAny(clip(rest, 90), "同比", "相比", "上年", "去年", "同期", "至今", "以来")
	}
	return containsAny(clip(rest, 60), lookingBack...) || containsAny(rest, "被评为", "获评", "评估中", "测评中")
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
	return n > 0 && len(title) <= 2*longestTitle && hasSuffixAny(title, "情况", "方面", "工作", "公开", "建设", "保障", "管理", "数量", "概况", "内容", "总数")
}

// clauseBegins reports whether the words before a year leave it at the beginning of a
// clause.
func clauseBegins(before string) bool {
	if n := narrative.Ordinal(before); n > 0 && n == len(before) {
		return true
	}
	for _, m := range [...]string{"。", "；", "，", "：", "在", "）", "现将"} {
		if strings.HasSuffix(before, m) {
			return true
		}
	}
	return before == ""
}

// firstClauses is s up to its second comma.
func firstClauses(s string) string {
	i := strings.Index(s, "，")
	if i < 0 {
		return s
	}
	if k := strings.Index(s[i+3:], "，"); k >= 0 {
		return s[:i+3+k]
	}
	return s
}
