package about

import (
	"sort"
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// longestPassage is the most bytes of folded text that are searched for sentences about the
// report; what comes later in it does not speak of the report as a whole.
const longestPassage = 6 << 10

// passage is the folded text of several lines in one, so that a sentence is found wherever
// the print breaks it, with the way back.
type passage struct {
	f      string
	starts []int // where each line begins in f
	breaks []int // where a line begins behind one that is the title of an item: (一)主动公开情况
	texts  []*report.Text
}

// passage joins the lines from up to to that belong to no table and are no title.
func (r *reader) passage(from, to int) *passage {
	p := new(passage)
	var b strings.Builder
	size := 0
	for i := max(from, 0); i < min(to, len(r.Lines)) && size < longestPassage; i++ {
		if !r.Lines[i].Table {
			size += len(r.Lines[i].Fold)
		}
	}
	b.Grow(min(size, 2*longestPassage))
	for i := max(from, 0); i < min(to, len(r.Lines)) && b.Len() < longestPassage; i++ {
		r.Step()
		l := &r.Lines[i]
		if l.Table || l.Text.S == "" || IsTitle(l.Fold) {
			continue // a title, its own or that of a link, is no sentence
		}
		if n := len(p.starts); n > 0 && isTitleOfItem(b.String()[p.starts[n-1]:]) {
			p.breaks = append(p.breaks, b.Len())
		}
		p.starts, p.texts = append(p.starts, b.Len()), append(p.texts, l.Text)
		b.WriteString(l.Fold[:min(len(l.Fold), longestPassage)])
	}
	p.f = b.String()
	return p
}

// isTitleOfItem reports a short folded line that is the title of an item and no sentence.
func isTitleOfItem(f string) bool {
	return len(f) <= 3*24 && (isItem(f) || isPoint(f)) && !strings.ContainsAny(f, ",;") && !strings.Contains(f, "。")
}

// preamble is the text between the title and the first section.
func (r *reader) preamble() *passage {
	if r.intro == nil {
		r.intro = r.passage(r.out.TitleEnd, r.Body)
	}
	return r.intro
}

// sectionOne is the text of the first section.
func (r *reader) sectionOne() *passage {
	if r.first == nil {
		r.first = r.passage(r.Body+1, r.Next)
	}
	return r.first
}

// quote is what f[from:to], which is not empty, was made from. Where it stands on several lines they are joined
// by line feeds, and the place is that of all of them where places are ranges or boxes.
func (p *passage) quote(from, to int) report.Text {
	first := sort.SearchInts(p.starts, from+1) - 1
	last := sort.SearchInts(p.starts, to) - 1
	out := p.piece(first, from, to)
	for i := first + 1; i <= last; i++ {
		next := p.piece(i, from, to)
		out.S += "\n"
		out = joined(out, next)
	}
	return out
}

// piece is the part of f[from:to] that stands on line i.
func (p *passage) piece(i, from, to int) report.Text {
	t := p.texts[i]
	m := fold.Fold(t.S)
	a := max(from-p.starts[i], 0)
	b := min(to-p.starts[i], len(m.S))
	start, end := m.Original(a, b)
	return t.Slice(start, end)
}

// joined puts two texts together. The place is that of both where places are ranges or
// boxes, and that of the first one elsewhere.
func joined(a, b report.Text) report.Text {
	out := report.Text{S: a.S + b.S, At: a.At}
	switch {
	case a.At.Kind == report.PlaceText:
		out.At.End = b.At.End
	case a.At.OnPage():
		x, y := a.At.Box, b.At.Box
		out.At.Box = [4]float64{min(x[0], y[0]), min(x[1], y[1]), max(x[2], y[2]), max(x[3], y[3])}
	}
	return out
}

// isJoined reports a text of several pieces: its place is no range of exactly its bytes.
func isJoined(t report.Text) bool {
	return t.At.Kind == report.PlaceText && t.At.End-t.At.Start != len(t.S)
}

// trim cuts white space and invisible characters off both ends.
func trim(t report.Text) report.Text {
	const cut = " \t\r\n\f\v\u00a0\u3000\u200b\u200c\u200d\ufeff\u2002\u2003\u2009"
	start := len(t.S) - len(strings.TrimLeft(t.S, cut))
	end := start + len(strings.TrimRight(t.S[start:], cut))
	if start == 0 && end == len(t.S) {
		return t
	}
	return t.Slice(start, end)
}

// part is the text that Fold(t.S).S[from:to] was made from.
func part(t report.Text, m fold.Map, from, to int) report.Text {
	a, b := m.Original(from, to)
	if isJoined(t) {
		return report.Text{S: strings.TrimSpace(t.S[a:b]), At: t.At}
	}
	return trim(t.Slice(a, b))
}
