package docx

import (
	"context"
	"strconv"
	"strings"
)

// toggle is a property that is on, off or not said (ISO/IEC 29500-1, 17.7.3).
type toggle uint8

const (
	unsaid toggle = iota
	off
	yes
)

func toggled(f *frame) toggle {
	if on(f.StartElement) {
		return yes
	}
	return off
}

// properties are those of a run that say whether and how its text shows.
type properties struct {
	style                             string // of characters
	strike, double, vanish, webHidden toggle
	vertical                          string // superscript, subscript, baseline
	position                          int    // raised by so many half points
	size                              int    // in half points
	scale                             int    // width of the letters in per cent
	color, shade                      ink
}

// ink is a colour of a text or behind it. The zero ink is not said.
type ink struct {
	rgb   uint32
	known inkState
}

type inkState uint8

const (
	colored   inkState = iota + 1
	automatic          // black on light and white on dark
	unknown            // a pattern or a colour that is not known
)

// over returns p with what o says in place of its own. Toggles of a lower style are handled
// by the caller, where they add up.
func (p properties) over(o properties) properties {
	p.style = or(o.style, p.style)
	p.strike, p.double = or(o.strike, p.strike), or(o.double, p.double)
	p.vanish, p.webHidden = or(o.vanish, p.vanish), or(o.webHidden, p.webHidden)
	p.vertical, p.position = or(o.vertical, p.vertical), or(o.position, p.position)
	p.size, p.scale = or(o.size, p.size), or(o.scale, p.scale)
	p.color, p.shade = or(o.color, p.color), or(o.shade, p.shade)
	return p
}

func or[T comparable](a, b T) T {
	var zero T
	if a != zero {
		return a
	}
	return b
}

// style is a style of paragraphs or characters.
type style struct {
	basedOn string
	run     properties
	shade   ink // behind the paragraph
	number  numbering
	done    bool // what it is based on is in
}

// styles are those of a document.
type styles struct {
	byID map[string]*style
	// base is what every run begins with, paragraph the style of paragraphs that name none.
	base      properties
	paragraph string
}

// maxStyles bounds how many styles are kept; Word's own documents have some 400.
const maxStyles = 10_000

// maxBased is how long a chain of styles that are based on each other may be.
const maxBased = 32

// readStyles reads the part with the styles, if there is one.
func (a *archive) readStyles(ctx context.Context, name string) (*styles, error) {
	out := &styles{byID: make(map[string]*style)}
	s, root, err := a.scan(ctx, name)
	if s == nil {
		return out, err
	}
	err = s.each(root, func(f *frame) error {
		switch f.kind {
		case "docDefaults":
			return s.each(f, func(f *frame) error {
				if f.kind != "rPrDefault" {
					return s.Skip()
				}
				return s.each(f, func(f *frame) error { return s.run(f, &out.base) })
			})
		case "style":
			return s.style(f, out)
		}
		return s.Skip()
	})
	return out, err
}

func (s *scanner) style(f *frame, out *styles) error {
	k := new(style)
	id := attribute(f, "styleId")
	kind, standard := attribute(f, "type"), attribute(f, "default")
	err := s.each(f, func(c *frame) error {
		switch c.kind {
		case "basedOn":
			k.basedOn = value(c.StartElement)
		case "rPr":
			return s.runProperties(c, &k.run)
		case "pPr":
			var p paragraphProperties
			err := s.paragraphProperties(c, &p)
			k.shade, k.number = p.shade, p.number
			return err
		}
		return s.Skip()
	})
	// Styles of tables depend on where in the table a cell stands; they are left out.
	if len(out.byID) < maxStyles && kind != "table" {
		out.byID[id] = k
	}
	if kind == "paragraph" && (standard == "1" || standard == "true" || standard == "on") {
		out.paragraph = id
	}
	return err
}

// get returns a style with all it is based on, nil if there is none.
func (t *styles) get(id string) *style {
	k := t.byID[id]
	if k == nil || k.done {
		return k
	}
	k.done = true
	chain := []*style{k}
	for b := t.byID[k.basedOn]; b != nil && len(chain) < maxBased; b = t.byID[b.basedOn] {
		chain = append(chain, b)
		if b.done {
			break
		}
	}
	for i := len(chain) - 2; i >= 0; i-- {
		c, base := chain[i], chain[i+1]
		c.run = base.run.over(c.run)
		c.shade = or(c.shade, base.shade)
		c.number = c.number.over(base.number)
		c.done = true
	}
	return k
}

// resolve returns what a run shows like: the defaults, the style of its paragraph, its own
// style and its own properties. Where both styles say a toggle is on, it is off.
func (t *styles) resolve(paragraph *style, run properties) properties {
	out := t.base
	if paragraph != nil {
		out = out.over(paragraph.run)
	}
	if run.style != "" {
		if c := t.get(run.style); c != nil {
			strike, vanish := both(out.strike, c.run.strike), both(out.vanish, c.run.vanish)
			out = out.over(c.run)
			out.strike, out.vanish = strike, vanish
		}
	}
	return out.over(run)
}

func both(a, b toggle) toggle {
	switch {
	case a == yes && b == yes:
		return off
	case b == unsaid, a == yes:
		return a
	}
	return b
}

// run reads w:rPr and skips anything else.
func (s *scanner) run(f *frame, p *properties) error {
	if f.kind != "rPr" {
		return s.Skip()
	}
	return s.runProperties(f, p)
}

// runProperties reads w:rPr. What a tracked change says of the time before it is deeper and
// not looked at.
func (s *scanner) runProperties(f *frame, p *properties) error {
	return s.each(f, func(c *frame) error {
		switch c.kind {
		case "rStyle":
			p.style = value(c.StartElement)
		case "strike":
			p.strike = toggled(c)
		case "dstrike":
			p.double = toggled(c)
		case "vanish":
			p.vanish = toggled(c)
		case "webHidden":
			p.webHidden = toggled(c)
		case "vertAlign":
			p.vertical = value(c.StartElement)
		case "position":
			p.position = whole(value(c.StartElement))
		case "sz":
			p.size = whole(value(c.StartElement))
		case "w":
			p.scale = whole(value(c.StartElement))
		case "color":
			p.color = textColor(c)
		case "shd":
			p.shade = or(p.shade, shading(c))
		case "highlight":
			p.shade = highlight(value(c.StartElement))
		}
		return s.Skip()
	})
}

// whole reads a whole number, 0 if there is none.
func whole(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}

// textColor reads w:color. A colour of the theme has its value beside its name; without one
// only the name of the background says something.
func textColor(f *frame) ink {
	v := value(f.StartElement)
	if theme := attribute(f, "themeColor"); theme != "" && (v == "" || v == "auto") {
		if theme == "background1" || theme == "light1" {
			return ink{white, colored}
		}
		return ink{known: unknown}
	}
	return inkOf(v)
}

const white = 0xFFFFFF

func inkOf(v string) ink {
	switch {
	case v == "":
		return ink{}
	case v == "auto":
		return ink{known: automatic}
	}
	n, err := strconv.ParseUint(v, 16, 32)
	if err != nil || len(v) != 6 {
		return ink{known: unknown}
	}
	return ink{uint32(n), colored}
}

// shading reads w:shd: its fill where the pattern is clear, its colour where it is solid.
func shading(f *frame) ink {
	switch value(f.StartElement) {
	case "", "clear", "nil":
		fill := inkOf(attribute(f, "fill"))
		if fill.known == automatic {
			return ink{}
		}
		return fill
	case "solid":
		return inkOf(attribute(f, "color"))
	}
	return ink{known: unknown}
}

func highlight(v string) ink {
	rgb, ok := map[string]uint32{
		"white": white, "black": 0, "yellow": 0xFFFF00, "red": 0xFF0000, "green": 0x00FF00, "blue": 0x0000FF, "cyan": 0x00FFFF,
		"magenta": 0xFF00FF, "darkBlue": 0x000080, "darkCyan": 0x008080, "darkGreen": 0x008000, "darkMagenta": 0x800080,
		"darkRed": 0x800000, "darkYellow": 0x808000, "darkGray": 0x808080, "lightGray": 0xC0C0C0,
	}[v]
	switch {
	case v == "none":
		return ink{}
	case !ok:
		return ink{known: unknown}
	}
	return ink{rgb, colored}
}
