package rule

import (
	"slices"

	"github.com/gouji/gouji/stages/report"
)

// unsureText are pages whose words may be wrong through no fault of the report, and why, as a
// finding says it.
type unsureText struct {
	pages  []int
	whole  bool
	zh, en string
}

// unsureOf reads what ingest has said in the head of a document; nil for most.
func unsureOf(head []report.Field) (out []unsureText) {
	for _, u := range [...]struct{ name, zh, en string }{
		{report.HeadOCR, "（文字为识别所得，请先对照原件）", " (the text comes from recognition: look at the original first)"},
		{report.HeadGarbled, "（文件的文字编码有损坏，请先对照原件）", " (characters of the file are damaged: look at the original first)"},
	} {
		if pages, whole := report.PagesOf(head, u.name); whole || len(pages) > 0 {
			out = append(out, unsureText{pages, whole, u.zh, u.en})
		}
	}
	return out
}

// holds reports whether the places may be of such text. Where there are none it is the whole
// document that is meant.
func (u *unsureText) holds(at []report.Place) bool {
	if u.whole || len(at) == 0 {
		return true
	}
	return slices.ContainsFunc(at, func(p report.Place) bool { return !p.OnPage() || slices.Contains(u.pages, p.Page) })
}

// unsureAt is the text that the places may be of, nil if it is sure.
func (s *Subject) unsureAt(at []report.Place) *unsureText {
	for i := range s.unsure {
		if s.unsure[i].holds(at) {
			return &s.unsure[i]
		}
	}
	return nil
}

// weaken has a finding be a warning at most and say why: it may not be the report that is at
// fault.
func (u *unsureText) weaken(f *report.Finding) {
	if Rank(f.Severity) > Rank(report.Warning) {
		f.Severity = report.Warning
	}
	f.Message += u.zh
	f.MessageEN += u.en
}
