package text

import (
	"strings"
	"unicode"

	"github.com/gouji/gouji/stages/report"
)

// piece is s[start:end] of the decoded text, without white space at its ends.
type piece struct {
	start, end int
	// as is what the piece stands for where that is not what is written, such as < for &lt;.
	as string
	// look is how it looks, "" for plain print.
	look report.Look
}

// trimmed is the piece s[start:end] without white space; empty where there is nothing else.
func trimmed(s string, start, end int) piece {
	cut := s[start:end]
	left := strings.TrimLeftFunc(cut, unicode.IsSpace)
	start += len(cut) - len(left)
	return piece{start: start, end: start + len(strings.TrimRightFunc(left, unicode.IsSpace))}
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
		if p := pieces[0]; p.as == "" && p.look == "" {
			return exact(s, p.start, p.end)
		}
	}
	var b strings.Builder
	looks := false
	for i, p := range pieces {
		if i > 0 {
			b.WriteString(join)
		}
		if p.as == "" {
			p.as = s[p.start:p.end]
		}
		b.WriteString(p.as)
		looks = looks || p.look != ""
	}
	first, last := pieces[0], pieces[len(pieces)-1]
	if looks || isFigure(b.String()) {
		return marked(s, pieces)
	}
	return report.Text{S: b.String(), At: report.Place{Kind: report.PlaceText, Start: first.start, End: last.end}}
}

// marked is the stretch from the first to the last piece with their looks as marks; what
// stands between is hidden.
func marked(s string, pieces []piece) report.Text {
	first, last := pieces[0], pieces[len(pieces)-1]
	t := exact(s, first.start, last.end)
	for i, p := range pieces {
		if i > 0 && pieces[i-1].end < p.start {
			t.Marks = append(t.Marks, report.Mark{Start: pieces[i-1].end - first.start, End: p.start - first.start, Look: report.Hidden})
		}
		if p.look != "" {
			t.Marks = append(t.Marks, report.Mark{Start: p.start - first.start, End: p.end - first.start, Look: p.look})
		}
	}
	return t
}

// spaced is the stretch from the first to the last piece with blanks in the place of what stands
// between. The cells of a row are cut out of it by their offsets, which are then those of s.
func spaced(s string, pieces []piece) report.Text {
	first, last := pieces[0], pieces[len(pieces)-1]
	b := []byte(strings.Repeat(" ", last.end-first.start))
	for _, p := range pieces {
		as := p.as
		if as == "" {
			as = s[p.start:p.end]
		}
		if len(as) <= p.end-p.start {
			copy(b[p.start-first.start:], as)
		}
	}
	return report.Text{S: string(b), At: report.Place{Kind: report.PlaceText, Start: first.start, End: last.end}}
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
