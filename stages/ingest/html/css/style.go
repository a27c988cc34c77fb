package css

import (
	"github.com/gouji/gouji/stages/report"
	"golang.org/x/net/html"
)

// Sizes at which text counts as not shown, in pixels.
const (
	medium   = 16   // the size of letters where nothing says another
	tiny     = 4    // 3 points
	farAway  = 300  // moved so far to the left or up, an element is outside of the page
	farRight = 5000 // and so far to the right or down
	// farMargin is larger: half of the page's width as a negative margin centres it.
	farMargin = 2000
)

// raised is the part of a letter's size from which a shift makes it a note mark. Word shifts
// whole lines by a point.
const raised = 0.25

// Style is how the text in an element shows. The zero Style is not meant for use; begin
// with Root.
type Style struct {
	// Look is how the text shows, "" for plain print.
	Look report.Look
	// Guess is set where Look is pale only if the background is white, which a style sheet
	// elsewhere may change.
	Guess bool
	// Gone is set where the element makes no box at all (display:none): a table cell of the
	// kind takes no column.
	Gone bool
	// Generated is set where a style sheet puts figures before or behind the text.
	Generated bool

	hidden, invisible bool
	struck, reversed  bool
	raise             int8
	rtl               bool
	size              float32 // of the letters in pixels, negative where unknown
	indent            float32
	color, back       color
	// inked and grounded are set where the page itself says the colours.
	inked, grounded bool
}

// Root is the style of the page itself: black on white.
func Root() Style {
	return Style{size: medium, color: color{state: opaque}, back: color{r: 255, g: 255, b: 255, state: opaque}}
}

// Child returns the style of an element whose parent has the style s.
func (r *Resolver) Child(s Style, n *html.Node) Style {
	if !r.sorted {
		r.index()
	}
	rules := r.matching(n)
	style := ""
	if len(n.Attr) > 0 {
		style = attr(n, "style")
	}
	hinted := hints(n)
	s.Gone, s.Generated = false, false
	if len(rules) == 0 && style == "" && !hinted {
		return s
	}
	b := box{s: s}
	b.hint(n)
	r.cascade(&b, rules, style)
	b.resolve(n, r.Foreign)
	return b.s
}

// cascade applies the declarations in the order of their strength.
func (r *Resolver) cascade(b *box, rules []int32, style string) {
	important := false
	apply := func(block []declaration, generated, last bool) {
		for i := range block {
			d := &block[i]
			important = important || d.important
			switch {
			case d.important != last:
			case generated:
				b.s.Generated = b.s.Generated || d.property == propContent && d.word == words
			default:
				b.apply(d)
			}
		}
	}
	var own []declaration
	if style != "" {
		own = r.declared(style)
	}
	for _, last := range [...]bool{false, true} {
		for _, i := range rules {
			if r.steps += len(r.rules[i].block); r.steps > r.most {
				return
			}
			apply(r.rules[i].block, r.rules[i].selector.generated, last)
		}
		apply(own, false, last)
		if !important {
			return
		}
	}
}

// see works out the look and whether it is a guess.
func (s *Style) see(foreign bool) {
	s.Look, s.Guess = "", false
	switch {
	case s.hidden || s.invisible || s.indent <= -farAway || s.indent >= farRight:
		s.Look = report.Hidden
	case s.struck:
		s.Look = report.Struck
	case s.raise > 0:
		s.Look = report.Raised
	case s.raise < 0:
		s.Look = report.Lowered
	case s.size >= 0 && s.size < tiny:
		s.Look = report.Tiny
	case s.color.state == clear:
		s.Look = report.Pale
	case s.color.near(s.back):
		s.Look = report.Pale
		s.Guess = foreign && !(s.inked && s.grounded)
	case s.reversed:
		s.Look = report.Reversed
	}
}
