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
// In text and in a PDF it may go on in the next line.
func (r *reader) quotedTitle(end int) report.Text {
	for i := range end {
		if r.Lines[i].Text.S == "" {
			continue
		}
		t := *r.Lines[i].Text
		for at := 0; ; {
			r.Step()
			from := strings.Index(t.S[at:], "《")
			if from < 0 {
				break
			}
			at += from + len("《")
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
			if _, y, _ := yearIn(f); y >= 0 && IsTitle(f) {
				return whole
			}
			if to < 0 {
				break
			}
		}
	}
	return report.Text{}
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
