package years

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// longestPeriod is how many bytes the words of a period have at most.
const longestPeriod = 120

// checkPeriodWords looks at how the two dates of the period are written: 统计期限自2023年1月1日起至
// 2023年11月31日止 names a day that is none, 12月31止 has lost a word.
func checkPeriodWords(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.Section > 1 {
			return
		}
		for at := 0; ; {
			i := part.IndexFrom("期限", at)
			if i < 0 || p.Full() {
				return
			}
			p.Step()
			at = i + len("期限")
			words := periodClause(part.S[at:])
			fault := periodFault(words)
			if fault == "" {
				continue
			}
			d := prose.SpanDraft(part, i, at+len(words))
			d.Severity = report.Warning
			d.ZH, d.EN = "统计期限的日期写法有误："+fault, "a malformed date of the period: "+fault
			p.Find(d)
			return
		}
	})
}

// periodClause is the clause behind 统计期限, "" if it does not give two dates.
func periodClause(s string) string {
	whole := len(s) <= longestPeriod
	s = s[:min(len(s), longestPeriod)]
	if i := prose.FirstIndex(s, "。", "，", "；", "（", "\n"); i >= 0 {
		s, whole = s[:i], true
	}
	if !whole {
		return "" // no clause is so long
	}
	if !prose.HasPrefixAny(s, "自", "为", "是", "从", "：") || !prose.ContainsAny(s, "至", "到", "—", "-", "－", "～", "~", "日止") || !strings.Contains(s, "年") || !strings.Contains(s, "月") {
		return ""
	}
	return s
}

// periodFault is the piece of the words of a period that is written wrongly, "" for none.
func periodFault(s string) string {
	if prose.HasSuffixAny(s, "止止", "日至", "日起", "日到") {
		return s[max(0, len(s)-len("日至")):]
	}
	if !prose.ContainsAny(s, "至", "到", "—", "-", "－", "～", "~") {
		before, rest, _ := strings.Cut(s, "起")
		if strings.HasSuffix(before, "日") && rest != "" && prose.IsDigit(rest[0]) && strings.HasSuffix(rest, "日止") {
			return "起" + rest // 自2023年1月1日起12月31日止 has lost 至
		}
		return ""
	}
	var last string // the word behind the number before
	month, days, months := 0, 0, 0
	for i := 0; i < len(s); {
		if !prose.IsDigit(s[i]) {
			i++
			continue
		}
		k := i
		for k < len(s) && prose.IsDigit(s[k]) {
			k++
		}
		n, _ := strconv.Atoi(s[i:min(k, i+9)])
		unit := ""
		for _, u := range [...]string{"年", "月", "日"} {
			if strings.HasPrefix(s[k:], u) {
				unit = u
			}
		}
		piece := s[i:min(len(s), k+len("年"))]
		switch {
		case unit == "" && last == "月" && strings.HasSuffix(s[:i], "月"):
			return piece // 12月31止
		case unit == "" && last == "年" && strings.HasSuffix(s[:i], "年"):
			return piece // 2023年12至
		case unit == "日" && strings.HasSuffix(s[:i], "年"):
			return piece // 2023年31日
		case unit == "月" && (n < 1 || n > 12), unit == "日" && month > 0 && !prose.OnCalendar(0, month, n):
			if unit == "日" {
				return strconv.Itoa(month) + "月" + piece
			}
			return piece
		}
		if unit == "月" {
			month, months = n, months+1
		}
		if unit == "日" {
			days++
		}
		if unit != "" {
			last = unit
		}
		i = k
	}
	if months == 2 && days == 1 {
		return strings.TrimLeft(s, "自为是从：") // 2023年1月至2023年12月31日
	}
	return ""
}
