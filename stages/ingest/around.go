package ingest

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// surroundings is how many bytes of a text are shown on either side of a place: about
// twenty Chinese characters.
const surroundings = 60

// wholePage is wider than any page, in points (the largest PDF page is 14,400).
const wholePage = 20_000

// Around returns what stands about the place, for a reader who wants to see it in its
// context: the neighbouring words of a text or paragraph, the table row of a cell, the
// line of a PDF page. It is "" where the place does not exist.
func (r *Rereader) Around(at report.Place) string {
	if at.In != "" {
		inner, err := r.at(at.In)
		if err != nil {
			return ""
		}
		at.In = ""
		return inner.Around(at)
	}
	switch {
	case at.OnPage():
		at.Box[0], at.Box[2] = 0, wholePage
	case at.Kind == report.PlaceText:
		at.Start, at.End = r.widen(at.Start, at.End)
	default:
		at = r.row(at)
	}
	text, err := r.Text(at)
	if err != nil {
		return ""
	}
	return text
}

// widen moves the ends of a stretch of the text outwards to whole characters.
func (r *Rereader) widen(start, end int) (int, int) {
	start, end = max(0, start-surroundings), min(len(r.text), end+surroundings)
	for start > 0 && start < len(r.text) && !utf8.RuneStart(r.text[start]) {
		start--
	}
	for end < len(r.text) && !utf8.RuneStart(r.text[end]) {
		end++
	}
	return start, end
}

// row is the whole table row that the place is in, or the whole element where it is in
// no table.
func (r *Rereader) row(at report.Place) report.Place {
	steps := strings.Split(at.Path, "/")
	for i := len(steps) - 1; i > 0; i-- {
		if strings.HasPrefix(steps[i], "tr[") || strings.HasPrefix(steps[i], "w:tr[") { // see also package flow
			at.Path = strings.Join(steps[:i+1], "/")
			break
		}
	}
	at.Start = 0
	// The text content is as long as the longest stretch that can be read of it.
	at.End = sort.Search(DefaultLimits().Bytes, func(n int) bool {
		_, err := r.Text(report.Place{Kind: at.Kind, Path: at.Path, End: n + 1})
		return err != nil
	})
	return at
}
