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
		if first, second, ok := periodOf(p.f); ok {
			r.out.Period = &report.Period{Start: first.String(), End: second.String()}
			r.out.PeriodText = p.quote(first.start, second.end)
			return
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
			continue
		}
		rest := f[first.end:]
		to := strings.IndexAny(rest[:min(len(rest), 12)], "至到-~")
		if to < 0 {
			continue
		}
		to += first.end
		_, n := utf8.DecodeRuneInString(f[to:])
		if second, ok = dateAt(f, to+n+sameYear(f[to+n:]), first.year); ok {
			return first, second, true
		}
	}
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
