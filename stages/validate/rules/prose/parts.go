// Package prose looks at the words of a report: parts and places of its text, clauses, titles,
// ordinals, days and numbers in words. It knows nothing of the form and judges nothing.
package prose

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// EachPart calls see for the preamble and each section.
func EachPart(p *rule.Pass, see func(part *narrative.Part)) {
	parts := p.Narrative().Parts
	for i := range parts {
		p.Step()
		see(&parts[i])
	}
}

// EachPartWith is EachPart over the parts in which one of the words can stand: for a check that
// has nothing to say where none does.
func EachPartWith(p *rule.Pass, see func(part *narrative.Part), words ...string) {
	n := p.Narrative()
	pieces := n.Pieces(words...)
	if pieces == 0 {
		return
	}
	for i := range n.Parts {
		if n.Parts[i].In(pieces) {
			p.Step()
			see(&n.Parts[i])
		}
	}
}

// EachPlace calls see with where a word stands in a part, until the report has findings enough.
func EachPlace(p *rule.Pass, part *narrative.Part, word string, see func(i int)) {
	for at := 0; !p.Full(); {
		i := part.IndexFrom(word, at)
		if i < 0 {
			return
		}
		p.Step()
		see(i)
		at = i + len(word)
	}
}

// EachList calls see for each list of numbers in the text.
func EachList(p *rule.Pass, see func(*narrative.Part, narrative.List)) {
	lists := rule.Memo(p, "lists", func(p *rule.Pass) (out [][]narrative.List) {
		out = make([][]narrative.List, 0, len(p.Narrative().Parts))
		EachPart(p, func(part *narrative.Part) { out = append(out, part.Lists()) })
		return out
	})
	i := 0
	EachPart(p, func(part *narrative.Part) {
		for _, l := range lists[i] {
			if p.Full() {
				return
			}
			p.Step()
			see(part, l)
		}
		i++
	})
}

// SpanDraft begins a finding about S[start:end] of a part.
func SpanDraft(part *narrative.Part, start, end int) rule.Draft {
	q, at := part.Quote(start, end)
	return rule.Draft{Section: part.Section, Quotes: []string{q}, At: at, Paragraph: part.Paragraph(start)}
}

// FirstIn is FirstIndex in a stretch of a part where the part is in the pieces that can have
// one of the words.
func FirstIn(part *narrative.Part, s string, pieces narrative.Pieces, words ...string) int {
	if !part.In(pieces) {
		return -1
	}
	return FirstIndex(s, words...)
}

// Hit is something found at S[start:end] of a part, to be reported in order.
type Hit struct {
	Start, End int
	Draft      func(d *rule.Draft)
}

// FindHits reports hits in the order of the text, those that lie inside another once.
func FindHits(p *rule.Pass, part *narrative.Part, hits []Hit) {
	slices.SortStableFunc(hits, func(a, b Hit) int { return a.Start - b.Start })
	end := -1
	for _, h := range hits {
		if p.Full() {
			return
		}
		if h.Start < end {
			continue
		}
		end = h.End
		p.Step()
		d := SpanDraft(part, h.Start, h.End)
		h.Draft(&d)
		p.Find(d)
	}
}

// OfTable reports whether S[i] stands in words of a table that a text has left among its
// sentences, as the heads of table four: a stretch without a mark in sections two to four.
func OfTable(part *narrative.Part, i int) bool {
	if part.Section < 2 || part.Section > 4 {
		return false
	}
	for _, s := range part.Sentences {
		if s.Start <= i && i < s.End {
			return !strings.ContainsAny(part.Words(s), "，。；：、")
		}
	}
	return false
}

// Around widens a span by n characters to both sides, within the text.
func Around(s string, start, end, n int) (int, int) {
	for range n {
		if start > 0 {
			_, k := utf8.DecodeLastRuneInString(s[:start])
			start -= k
		}
		if end < len(s) {
			_, k := utf8.DecodeRuneInString(s[end:])
			end += k
		}
	}
	return start, end
}

// OneParagraph reports whether S[start:end] stands in one paragraph: （二）信息管理 and 设专人负责 below
// it are no 管理设.
func OneParagraph(part *narrative.Part, start, end int) bool {
	return part.Paragraph(start) == part.Paragraph(end-1)
}
