package about

import (
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// longestQuote is the most bytes of the words in book-title marks that are looked at, with
// the white space that folding leaves out. A line of 1 MiB may have 350,000 opening marks.
const longestQuote = 4 << 10

// quotedTitle finds a title in book-title marks: 现发布《某局2022年政府信息公开工作年度报告》.
// In text and in a PDF it may go on in the next line. What stands before the marks in the line
// must be as fits says, if it is not nil.
func (r *reader) quotedTitle(first, last int, fits func(before string) bool) report.Text {
	for i := first; i < last; i++ {
		if r.Lines[i].Table || r.Lines[i].Text.S == "" {
			continue
		}
		t := *r.Lines[i].Text
		for at := 0; ; {
			r.Step()
			open := strings.Index(t.S[at:], "《")
			if open < 0 {
				break
			}
			at += open + len("《")
			rest := t.S[at:min(len(t.S), at+longestQuote)]
			to := strings.Index(rest, "》")
			var whole report.Text
			switch {
			case to >= 0:
				whole = t.Slice(at, at+to)
			case at+len(rest) < len(t.S):
				continue
			default:
				whole = r.brokenQuote(i, t.Slice(at, len(t.S)))
			}
			f := fold.String(whole.S)
			if to >= 0 && isExplained(rest[to+len("》"):]) {
				continue
			}
			if _, y, _ := yearIn(f); y >= 0 && IsTitle(f) && (fits == nil || fits(t.S[:at-len("《")])) {
				return whole
			}
			if to < 0 {
				break
			}
		}
	}
	return report.Text{}
}

// isAnnounced reports a clause that announces the report itself, 现编制 or 特向社会公布, and not one
// that tells which report was published in the year.
func isAnnounced(before string) bool {
	f := fold.String(before)
	clause := strings.TrimPrefix(f[max(strings.LastIndexAny(f, ",;"), strings.LastIndex(f, "。"), 0):], "。")
	clause = strings.TrimLeft(clause, ",;")
	return strings.HasPrefix(clause, "现") || strings.HasPrefix(clause, "特")
}

// isExplained reports what stands behind the title of a report in the heading of an explanation of it.
func isExplained(behind string) bool {
	if len(behind) > longestTitle {
		return false
	}
	f := fold.String(behind)
	return strings.HasSuffix(f, "解读") || strings.HasSuffix(f, "图解") || strings.HasSuffix(f, "图读懂")
}

// brokenQuote joins the words behind an opening mark with the next lines, two at most, up
// to the closing one.
func (r *reader) brokenQuote(i int, t report.Text) report.Text {
	if t.At.Kind != report.PlaceText && !t.At.OnPage() {
		return report.Text{}
	}
	for k := i + 1; k < len(r.Lines) && k <= i+2; k++ {
		next := *r.Lines[k].Text
		at := strings.IndexAny(next.S, "《》")
		switch {
		case at < 0:
			t = joined(t, next)
		case strings.HasPrefix(next.S[at:], "》"):
			return joined(t, next.Slice(0, at))
		default:
			return report.Text{}
		}
	}
	return report.Text{}
}
