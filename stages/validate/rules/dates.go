package rules

import (
	"strconv"
	"strings"
	"time"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// checkCalendar finds days that no calendar has: 2月30日, 13月.
func checkCalendar(p *rule.Pass) {
	if lostBesideFigures(p) {
		return // what stands before 月 may be a year as well
	}
	eachPartWith(p, func(part *narrative.Part) {
		for at := 0; !p.Full(); {
			p.Step()
			i := part.IndexFrom("月", at)
			if i < 0 {
				return
			}
			at = i + len("月")
			start := digitsBefore(part.S, i)
			month, err := strconv.Atoi(part.S[start:i])
			if err != nil || i-start > 2 || start > 0 && part.S[start-1] == '.' {
				continue
			}
			end, day := at, 1
			for end < len(part.S) && isDigit(part.S[end]) {
				end++
			}
			if strings.HasPrefix(part.S[end:], "日") && end > at {
				day, err = strconv.Atoi(part.S[at:end])
				end += len("日")
			} else {
				end = at
			}
			if err != nil || onCalendar(yearBefore(part.S, start), month, day) {
				continue
			}
			d := spanDraft(part, start, end)
			d.ZH, d.EN = "没有这一天："+part.S[start:end], "no such day: "+part.S[start:end]
			p.Find(d)
		}
	}, "月")
}

// onCalendar reports whether a year has a day; of year 0, which is not known, every fourth has 29 February.
func onCalendar(year, month, day int) bool {
	if year == 0 {
		year = 2024
	}
	return month >= 1 && month <= 12 && day >= 1 && time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day
}

// digitsBefore is where the digits begin that end before s[i].
func digitsBefore(s string, i int) int {
	for i > 0 && isDigit(s[i-1]) {
		i--
	}
	return i
}

// digits is how many digits s begins with.
func digits(s string) (n int) {
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// yearBefore is the year that ends before s[i], 0 if there is none.
func yearBefore(s string, i int) int {
	before, ok := strings.CutSuffix(s[:i], "年")
	if !ok {
		return 0
	}
	year, _ := strconv.Atoi(before[digitsBefore(before, len(before)):])
	return year
}
