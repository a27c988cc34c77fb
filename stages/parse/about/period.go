package about

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// findPeriod reads the statistical period from the text above the first section or from
// that section.
func (r *reader) findPeriod() {
	intro := r.passage(0, r.Body)
	for _, p := range []*passage{intro, r.sectionOne()} {
		for _, find := range []func(string) (day, day, bool){periodOf, wholeYear} {
			if first, second, ok := find(p.f); ok {
				r.out.Period = &report.Period{Start: first.String(), End: second.String()}
				r.out.PeriodText = p.quote(first.start, second.end)
				return
			}
		}
	}
}

// periodOf finds the first two dates behind 统计 in a folded text with 至 or a dash between.
func periodOf(f string) (first, second day, ok bool) {
	for at := 0; ; {
		i := strings.Index(f[at:], "统计")
		if i < 0 {
			return first, second, false
		}
		at += i + len("统计")
		if first, ok = findDate(f, at, min(len(f), at+60)); !ok {
			if first, ok = bareDate(f, at, min(len(f), at+60)); !ok {
				continue
			}
		}
		if second, ok = untilDate(f, first); ok && (!first.bare && !second.bare || isWholeYear(first, second)) {
			return first, second, true
		}
	}
}

// untilDate reads the date until which a period lasts that begins with the first date.
func untilDate(f string, first day) (second day, ok bool) {
	first.end += inForce(f[first.end:])
	rest := f[first.end:]
	to := strings.IndexAny(rest[:min(len(rest), 12)], "至到-~")
	if to < 0 { // 自2023年1月1日起2023年12月31日止
		if rest, ok = strings.CutPrefix(rest, "起"); !ok {
			return second, false
		}
		to = len(f) - len(strings.TrimLeft(rest, ","))
	} else {
		to += first.end
		_, n := utf8.DecodeRuneInString(f[to:])
		to += n
		to += len(f[to:]) - len(strings.TrimLeft(f[to:], "-"))
	}
	if second, ok = dateAt(f, to+sameYear(f[to:]), first.year); ok {
		return second, true
	}
	return bareDate(f, to, min(to+1, len(f)))
}

// wholeYear finds a whole year that the text says the report is on without the word 统计:
// 内容涵盖某某局在2021年1月1日至2021年12月31日期间的政府信息公开工作情况.
func wholeYear(f string) (first, second day, ok bool) {
	i := strings.Index(f, "年1月1日")
	if i < 4 {
		return first, second, false
	}
	if first, ok = dateAt(f, i-4, 0); !ok {
		return first, second, false
	}
	second, ok = untilDate(f, first)
	return first, second, ok && isWholeYear(first, second) && strings.HasPrefix(f[second.end:], "期间")
}

// inForce is the length of the words that tell of the first day what came into force on it: 《条例》实施之日.
func inForce(f string) int {
	rest, ok := strings.CutPrefix(f, "《")
	_, rest, closed := strings.Cut(rest, "》")
	if !ok || !closed {
		return 0
	}
	rest = strings.TrimPrefix(rest, "正式")
	for _, w := range [...]string{"实施之日", "施行之日"} {
		if after, ok := strings.CutPrefix(rest, w); ok {
			return len(f) - len(after)
		}
	}
	return 0
}

func isWholeYear(first, second day) bool {
	return first.month == 1 && first.day == 1 && second.year == first.year && second.month == 12 && second.day == 31
}

// bareDate finds a date in f[from:to] whose words 年 and 月 are lost: 20231231日. Where its figures
// are those of two days, as in 2023111日, it is none. Two of them are a period only where they are a
// whole year: what is lost may be more than the words.
func bareDate(f string, from, to int) (day, bool) {
	for at := from; at < to; at++ {
		if f[at] < '0' || f[at] > '9' || at > 0 && isDigit(f[at-1]) {
			continue
		}
		end := at
		for end < len(f) && isDigit(f[end]) {
			end++
		}
		if end-at < 6 || end-at > 8 || !strings.HasPrefix(f[end:], "日") {
			continue
		}
		var found []day
		for month := 1; month <= 2; month++ {
			d := day{start: at, end: end + len("日"), bare: true}
			d.year, _ = numeral(f[at : at+4])
			d.month, _ = numeral(f[at+4 : at+4+month])
			if d.day, _ = numeral(f[at+4+month : end]); d.valid() && end-at-4-month <= 2 && end > at+4+month {
				found = append(found, d)
			}
		}
		if len(found) == 1 {
			return found[0], true
		}
	}
	return day{}, false
}

// sameYear is the length of the words for the year that was named before: 至本年12月31日.
func sameYear(f string) int {
	for _, w := range [...]string{"本年", "同年", "当年", "该年"} {
		if strings.HasPrefix(f, w) {
			return len(w)
		}
	}
	return 0
}
