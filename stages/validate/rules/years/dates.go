package years

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// checkCalendar finds days that no calendar has: 2月30日, 13月.
func checkCalendar(p *rule.Pass) {
	if form.LostBesideFigures(p) {
		return // what stands before 月 may be a year as well
	}
	prose.EachPartWith(p, func(part *narrative.Part) {
		for at := 0; !p.Full(); {
			p.Step()
			i := part.IndexFrom("月", at)
			if i < 0 {
				return
			}
			at = i + len("月")
			start := prose.DigitsBefore(part.S, i)
			month, err := strconv.Atoi(part.S[start:i])
			if err != nil || i-start > 2 || start > 0 && part.S[start-1] == '.' {
				continue
			}
			end, day := at, 1
			for end < len(part.S) && prose.IsDigit(part.S[end]) {
				end++
			}
			if strings.HasPrefix(part.S[end:], "日") && end > at {
				day, err = strconv.Atoi(part.S[at:end])
				end += len("日")
			} else {
				end = at
			}
			if err != nil || prose.OnCalendar(yearBefore(part.S, start), month, day) {
				continue
			}
			d := prose.SpanDraft(part, start, end)
			d.ZH, d.EN = "没有这一天："+part.S[start:end], "no such day: "+part.S[start:end]
			p.Find(d)
		}
	}, "月")
}

// yearBefore is the year that ends before s[i], 0 if there is none.
func yearBefore(s string, i int) int {
	before, ok := strings.CutSuffix(s[:i], "年")
	if !ok {
		return 0
	}
	year, _ := strconv.Atoi(before[prose.DigitsBefore(before, len(before)):])
	return year
}
