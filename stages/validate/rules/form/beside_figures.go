package form

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// fewLosses is from how many dates and document numbers without their marks it is the file that lost
// them: who types a report leaves out one.
const fewLosses = 2

// besideFigures are the losses beside figures: what programs drop that take a page apart and do not know
// the elements in which Word keeps 年, 月, 〕 and 件 between figures of another font. 自202411日至20241231日
// and 〔202130号 are then no fault of the report.
type besideFigures struct {
	part       *narrative.Part // that of the first loss
	start, end int             // where that stands
	count      int
}

// LostBesideFigures reports whether the file has lost what stood beside figures.
func LostBesideFigures(p *rule.Pass) bool {
	return lossesOf(p).count >= fewLosses
}

func lossesOf(p *rule.Pass) besideFigures {
	return rule.Memo(p, "beside figures", func(p *rule.Pass) (l besideFigures) {
		prose.EachPartWith(p, func(part *narrative.Part) {
			for i, at := 0, 0; at < len(part.S); i = at {
				for i < len(part.S) && !prose.IsDigit(part.S[i]) {
					if part.S[i] >= 0xE4 { // a Han character
						i += 2
					}
					i++
				}
				i = min(i, len(part.S))
				p.Step()
				for at = i; at < len(part.S) && prose.IsDigit(part.S[at]); {
					at++
				}
				if lostMarks(part.S[:i], part.S[i:at], part.S[at:]) {
					if l.count++; l.count == 1 {
						l.part, l.start, l.end = part, i, at
					}
				}
			}
		}, "号", "月", "日")
		return l
	})
}

// lostMarks reports whether figures are those of a date or a document's number whose marks between them
// are gone: 202411日, 1231日, 20241月, 〔202130号.
func lostMarks(before, figures, behind string) bool {
	year := strings.HasPrefix(figures, "20")
	switch n := len(figures); {
	case strings.HasPrefix(behind, "号"):
		return year && n > 4 && n <= 8 && strings.HasSuffix(before, "〔")
	case strings.HasPrefix(behind, "月"):
		return year && (n == 5 || n == 6)
	case strings.HasPrefix(behind, "日"):
		return year && n >= 6 && n <= 8 || !year && n == 4 && figures <= "1231" && figures[2:] <= "31"
	}
	return false
}

// SaySomeLost says once that the file lost words beside figures.
func SaySomeLost(p *rule.Pass) {
	if !LostBesideFigures(p) {
		return
	}
	l := lossesOf(p)
	start, end := prose.Around(l.part.S, l.start, l.end, 8)
	d := prose.SpanDraft(l.part, start, end)
	d.File, d.Severity = true, report.Info
	d.ZH = "数字旁的年、月、〕、件等字有丢失，日期和文号的写法未作判断，请核对原件"
	d.EN = "words beside figures were lost (年, 月, 〕, 件); how dates and document numbers are written is not judged, check the original"
	p.Find(d)
}
