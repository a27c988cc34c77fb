package html

import (
	"sort"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/html/css"
	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/report"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// stretch is a part of the stream with a look of its own. guess is set where a style sheet
// elsewhere may change it.
type stretch struct {
	start, end int
	look       report.Look
	guess      bool
}

// enter works out the style of an element and returns that of its parent, which leave
// brings back.
func (r *reader) enter(n *html.Node) css.Style {
	outer := r.style
	r.style = r.css.Child(outer, n)
	if r.style.Generated {
		r.note(report.Symbol, "")
	}
	if r.css.Exceeded() && r.err == nil {
		r.err = fault.Poisonf(fault.LimitDepth, "the style sheets of the page have more than %d rules or take more than %d comparisons; save it anew from a browser as text or DOCX",
			r.lim.Rules, r.lim.Comparisons)
	}
	return outer
}

// leave ends an element.
func (r *reader) leave(outer css.Style) { r.style = outer }

// reversal is U+202E, the sign behind which characters are shown from right to left.
const reversal = "\u202e"

// mark notes how stream[start:] shows. Reversed text is noted as a symbol as well: what it
// says is not known, but it says something.
func (r *reader) mark(start int) {
	look, guess := r.style.Look, r.style.Guess
	if look == "" {
		s := r.stream.String()[start:]
		i := strings.Index(s, reversal)
		if i < 0 {
			return
		}
		start, look = start+i, report.Reversed
	}
	end := r.stream.Len()
	if look == report.Reversed {
		r.objects = append(r.objects, object{at: start, thing: report.Symbol})
	}
	if last := len(r.stretches) - 1; last >= 0 && r.stretches[last].end == start && r.stretches[last].look == look && r.stretches[last].guess == guess {
		r.stretches[last].end = end
		return
	}
	r.stretches = append(r.stretches, stretch{start, end, look, guess})
}

// marks returns how stream[start:end] shows. Text that is pale by a guess counts only beside
// text that is not: white words alone in a cell have the background of a style sheet.
func (r *reader) marks(start, end int) []report.Mark {
	var out []report.Mark
	guesses := 0
	first := sort.Search(len(r.stretches), func(i int) bool { return r.stretches[i].end > start })
	for _, s := range r.stretches[first:] {
		if s.start >= end {
			break
		}
		if s.guess {
			guesses++
		}
		out = append(out, report.Mark{Start: max(s.start, start) - start, End: min(s.end, end) - start, Look: s.look})
	}
	if guesses > 0 && guesses == len(out) && text.Covered(r.stream.String()[start:end], out) {
		return nil
	}
	return out
}

// sheets adds the style sheets in the page.
func sheets(r *css.Resolver, n *html.Node) {
	switch {
	case n.DataAtom == atom.Link:
		r.Foreign = r.Foreign || strings.Contains(strings.ToLower(attr(n, "rel")), "stylesheet")
	case n.DataAtom == atom.Style && n.Namespace == "" && css.OnScreen(attr(n, "media")):
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			r.Add(c.Data)
		}
	}
}
