package css

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"strconv"
	"strings"
)

// box collects what the declarations for one element say.
type box struct {
	s                                        Style
	size                                     length
	display, position, clip, clipPath, float word
	transform                                word
	overflow, decoration, align, bidi        word
	shift, left, right, top, bottom, width   length
	height, marginLeft, marginTop, indent    length
	raise                                    length
	fill                                     color
	transparent                              bool
}

func (b *box) apply(d *declaration) {
	switch d.property {
	case propDisplay:
		b.display = d.word
	case propVisibility:
		b.s.invisible = d.word == hide || d.word == other && b.s.invisible
	case propOpacity:
		b.transparent = d.length.n <= nothing
	case propFontSize:
		b.size = d.length
	case propColor:
		b.ink(d.color)
	case propFill:
		b.fill = d.color
	case propBackground:
		b.background(d.color)
	case propIndent:
		b.indent = d.length
	case propPosition:
		b.position = d.word
	case propLeft:
		b.left = d.length
	case propRight:
		b.right = d.length
	case propTop:
		b.top = d.length
	case propBottom:
		b.bottom = d.length
	case propMarginLeft:
		b.marginLeft = d.length
	case propMarginTop:
		b.marginTop = d.length
	case propTransform:
		b.transform = d.word
	case propClip:
		b.clip = d.word
	case propClipPath:
		b.clipPath = d.word
	case propFloat:
		b.float = d.word
	case propOverflow:
		b.overflow = d.word
	case propWidth:
		b.width = d.length
	case propHeight:
		b.height = d.length
	case propDecoration:
		b.decoration = d.word
	case propAlign:
		b.align, b.shift = d.word, d.length
	case propDirection:
		b.s.rtl = d.word == rightToLeft
	case propBidi:
		b.bidi = d.word
	case propRaise:
		b.raise = d.length
	}
}

func (b *box) ink(c color) { b.s.color, b.s.inked = c, true }

func (b *box) background(c color) {
	if c.state != clear {
		b.s.back, b.s.grounded = c, true
	}
}

// hints reports whether the element's tag or attributes alone may change how it shows.
func hints(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Del, atom.S, atom.Strike, atom.Sup, atom.Sub, atom.Rt, atom.Rp, atom.Bdo, atom.Font, atom.Body:
		return true
	case atom.Table, atom.Tr, atom.Td, atom.Th, atom.Tbody, atom.Thead, atom.Tfoot:
		for i := range n.Attr {
			if k := n.Attr[i].Key; k == "bgcolor" || k == "background" {
				return true
			}
		}
	}
	return false
}

// hint applies what a tag or attribute means before any style sheet.
func (b *box) hint(n *html.Node) {
	switch n.DataAtom {
	case atom.Del, atom.S, atom.Strike:
		b.decoration = strike
	case atom.Sup, atom.Rt:
		b.align = super
	case atom.Sub:
		b.align = sub
	case atom.Rp:
		b.display = none
	case atom.Bdo:
		b.bidi = override
	}
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "dir":
			b.s.rtl = strings.EqualFold(a.Val, "rtl")
		case "bgcolor":
			if c := parseColor(legacy(a.Val)); c.state != 0 {
				b.background(c)
			}
		case "background":
			b.background(color{state: image})
		case "color":
			if n.DataAtom == atom.Font {
				b.ink(parseColor(legacy(a.Val)))
			}
		case "text":
			if n.DataAtom == atom.Body {
				b.ink(parseColor(legacy(a.Val)))
			}
		}
	}
}

// legacy is the value of an attribute with a colour as CSS has it: the sign # may be missing.
func legacy(v string) string {
	v = strings.ToLower(strings.TrimSpace(v))
	if _, err := strconv.ParseUint(v, 16, 32); err == nil && (len(v) == 6 || len(v) == 3) {
		return "#" + v
	}
	return v
}

// resolve turns what was declared into the style.
func (b *box) resolve(n *html.Node, foreign bool) {
	s := &b.s
	if b.fill.state != 0 {
		b.ink(b.fill)
	}
	parent := s.size
	b.letters()
	if b.indent.unit != unknown {
		s.indent, _ = b.pixels(b.indent)
	}
	s.struck = s.struck || b.decoration == strike
	b.vertical(n, parent)
	s.reversed = b.reversed()
	// Pages hide their root until scripts have run; it never stays so.
	if n.DataAtom != atom.Html && n.DataAtom != atom.Body {
		s.Gone = b.display == none
		s.hidden = s.hidden || s.Gone || b.transparent || b.clipped(n) || b.outside()
	} else {
		s.invisible = false
	}
	s.see(foreign)
}

// letters works out the size of letters. What is relative to an unknown size is unknown.
func (b *box) letters() {
	s := &b.s
	switch b.size.unit {
	case px:
		s.size = b.size.n
	case em:
		s.size *= b.size.n
	case percent:
		s.size *= b.size.n / 100
	case root:
		if s.size = -1; b.size.n == 0 {
			s.size = 0
		}
	}
}

// pixels is a length in pixels; false where it is not known.
func (b *box) pixels(l length) (float32, bool) {
	switch {
	case l.unit == px || l.unit != unknown && l.n == 0:
		return l.n, true
	case l.unit == em || l.unit == root:
		return l.n * medium, true
	}
	return 0, false
}

// vertical tells whether the text is raised or lowered. It counts inside lines of text only:
// of a cell, vertical-align says where its lines stand.
func (b *box) vertical(n *html.Node, parent float32) {
	if b.display == block || !inlineTag(n.DataAtom) {
		return
	}
	letter := b.s.size
	if letter <= 0 {
		letter = medium
	}
	switch b.align {
	case super:
		b.s.raise = 1
	case sub:
		b.s.raise = -1
	case top:
		if parent > 0 && b.s.size > 0 && b.s.size < 0.8*parent {
			b.s.raise = 1
		}
	case other:
		b.shifted(b.shift, letter, 1)
	}
	b.shifted(b.raise, letter, 1)
	if b.position == relative {
		b.shifted(b.top, letter, -1)
		b.shifted(b.bottom, letter, 1)
	}
}

// shifted takes a shift upwards (sign 1) or downwards of the letters.
func (b *box) shifted(l length, letter float32, sign float32) {
	n, ok := b.pixels(l)
	switch {
	case l.unit == em:
		n = l.n * letter
	case l.unit == percent:
		n = l.n / 100 * letter
	case !ok:
		return
	}
	switch n *= sign; {
	case n >= raised*letter:
		b.s.raise = 1
	case n <= -raised*letter:
		b.s.raise = -1
	}
}

// reversed tells whether the characters stand from right to left.
func (b *box) reversed() bool {
	if b.bidi == override {
		return b.s.rtl
	}
	return b.s.reversed
}

// clipped tells whether nothing of the element is left to see.
func (b *box) clipped(n *html.Node) bool {
	if b.clipPath == none || b.transform == none || b.clip == none && b.position == away {
		return true
	}
	if b.overflow != hide || isCell(n.DataAtom) || n.DataAtom == atom.Tr {
		return false
	}
	// The size of what stands in a line of text is that of its text.
	if b.display == inline || b.display == other && inlineTag(n.DataAtom) && b.position != away && b.float != block {
		return false
	}
	return b.small(b.width) || b.small(b.height)
}

func (b *box) small(l length) bool {
	n, ok := b.pixels(l)
	return ok && n <= 1
}

// outside tells whether the element is moved out of the page.
func (b *box) outside() bool {
	if b.transform == far || b.beyond(b.marginLeft, farMargin) || b.beyond(b.marginTop, farMargin) {
		return true
	}
	if b.position != away && b.position != relative {
		return false
	}
	if b.position == away && (b.left.aside() || b.top.aside() || b.right.aside() || b.bottom.aside()) {
		return true
	}
	return b.beyond(b.left, farAway) || b.beyond(b.top, farAway) || b.beyond(b.right, farAway) || b.beyond(b.bottom, farAway)
}

// aside reports whether a shift is by the whole size of what the element stands in, or more.
func (l length) aside() bool { return l.unit == percent && l.n <= -100 }

// beyond tells whether a shift leads out of the page, to whichever side.
func (b *box) beyond(l length, away float32) bool {
	n, ok := b.pixels(l)
	return ok && (n <= -away || n >= farRight)
}

func isCell(a atom.Atom) bool { return a == atom.Td || a == atom.Th }

// inlineTag reports whether the element stands in a line of text unless a style says otherwise.
func inlineTag(a atom.Atom) bool {
	switch a {
	case atom.Span, atom.Font, atom.Sup, atom.Sub, atom.A, atom.B, atom.Strong, atom.Em, atom.I, atom.Small, atom.U,
		atom.S, atom.Strike, atom.Del, atom.Ins, atom.Big, atom.Code, atom.Label, atom.Mark, atom.Bdo, atom.Bdi,
		atom.Cite, atom.Abbr, atom.Q, atom.Kbd, atom.Var, atom.Tt, atom.Rt, atom.Rp, atom.Ruby, atom.Time, atom.Data:
		return true
	}
	return false
}
