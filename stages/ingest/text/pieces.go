package text

import (
	"strings"
	"unicode"

	"github.com/gouji/gouji/stages/report"
)

// piece is s[start:end] of the decoded text, without white space at its ends.
type piece struct{ start, end int }

// trimmed is the piece s[start:end] without white space; empty where there is nothing else.
func trimmed(s string, start, end int) piece {
	cut := s[start:end]
	left := strings.TrimLeftFunc(cut, unicode.IsSpace)
	start += len(cut) - len(left)
	return piece{start, start + len(strings.TrimRightFunc(left, unicode.IsSpace))}
}

// textOf is the text of a cell or line that stands in these pieces of s.
//
// One piece is itself. Words on several lines, or with markup between, are joined; their
// place is the stretch from the first to the last one. A figure in several pieces has no
// place of its own that reads as it, so its text is that whole stretch, with what stands
// between marked as hidden: who reads the figure sees that it is broken.
func textOf(s string, pieces []piece, empty int, join string) report.Text {
	switch len(pieces) {
	case 0:
		return report.Text{At: report.Place{Kind: report.PlaceText, Start: empty, End: empty}}
	case 1:
		return exact(s, pieces[0].start, pieces[0].end)
	}
	var b strings.Builder
	for i, p := range pieces {
		if i > 0 {
			b.WriteString(join)
		}
		b.WriteString(s[p.start:p.end])
	}
	first, last := pieces[0], pieces[len(pieces)-1]
	if isFigure(b.String()) {
		t := exact(s, first.start, last.end)
		for i, p := range pieces[1:] {
			t.Marks = append(t.Marks, report.Mark{Start: pieces[i].end - first.start, End: p.start - first.start, Look: report.Hidden})
		}
		return t
	}
	return report.Text{S: b.String(), At: report.Place{Kind: report.PlaceText, Start: first.start, End: last.end}}
}

// exact is the text s[start:end] with its place.
func exact(s string, start, end int) report.Text {
	return report.Text{S: s[start:end], At: report.Place{Kind: report.PlaceText, Start: start, End: end}}
}

// isFigure reports a text with digits and no letters but those of a unit, such as 件.
func isFigure(s string) bool {
	digits, letters := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
		}
	}
	return digits > 0 && letters <= 2
}
