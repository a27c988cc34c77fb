package content

import (
	"math"
	"strings"
	"unicode"

	"github.com/gouji/gouji/stages/ingest/pdf/font"
	"github.com/gouji/gouji/stages/ingest/pdf/syntax"
)

// doText runs an operator of text (ISO 32000-1, 9.3 and 9.4); false if it is none.
func (in *interpreter) doText(op string, args []syntax.Object, r *resources) bool {
	s := &in.state
	n := operands(op)
	if n < 0 {
		return false
	}
	v, ok := last(args, n)
	if !ok {
		return true
	}
	args = args[len(args)-n:]
	switch op {
	case "BT":
		in.tm, in.line = identity(), identity()
	case "Tm":
		in.line = matrix(v)
		in.tm = in.line
	case "Td":
		in.move(v[0], v[1])
	case "TD":
		s.lead = -v[1]
		in.move(v[0], v[1])
	case "T*":
		in.move(0, -s.lead)
	case "Tf":
		name, _ := args[0].(syntax.Name)
		s.font, s.size = in.font(r, name), v[1]
	case "Tc":
		s.char = v[0]
	case "Tw":
		s.word = v[0]
	case "Tz":
		s.scale = v[0] / 100
	case "TL":
		s.lead = v[0]
	case "Ts":
		s.rise = v[0]
	case "Tr":
		s.render = int(v[0])
	case "\"":
		s.word, s.char = v[0], v[1]
		in.move(0, -s.lead)
		in.show(args[2])
	case "'":
		in.move(0, -s.lead)
		in.show(args[0])
	case "Tj":
		in.show(args[0])
	case "TJ":
		in.showArray(args[0])
	}
	return true
}

// operands is how many operands an operator of text takes, -1 for others.
func operands(op string) int {
	switch op {
	case "BT", "T*", "ET":
		return 0
	case "Tc", "Tw", "Tz", "TL", "Ts", "Tr", "Tj", "TJ", "'":
		return 1
	case "Td", "TD", "Tf":
		return 2
	case "\"":
		return 3
	case "Tm":
		return 6
	}
	return -1
}

func (in *interpreter) move(x, y float64) {
	in.line = matrix{1, 0, 0, 1, x, y}.then(in.line)
	in.tm = in.line
}

func (in *interpreter) showArray(o syntax.Object) {
	list, _ := o.(syntax.Array)
	for _, x := range list {
		if _, ok := x.(syntax.String); ok {
			in.show(x)
			continue
		}
		shift := -num(x) / 1000 * in.state.size
		if f := in.state.font; f != nil && f.Vertical {
			in.forward(0, shift)
			continue
		}
		in.forward(shift*in.state.scale, 0)
	}
}

// forward moves along the line, in text space.
func (in *interpreter) forward(x, y float64) {
	m := &in.tm
	m[4], m[5] = x*m[0]+y*m[2]+m[4], x*m[1]+y*m[3]+m[5]
}

func (in *interpreter) show(o syntax.Object) {
	raw, _ := o.(syntax.String)
	s := &in.state
	if s.font == nil {
		return
	}
	in.glyphs = s.font.Glyphs(in.glyphs[:0], string(raw))
	if in.left.Glyphs -= len(in.glyphs); in.left.Glyphs < 0 {
		in.err = ErrWork
		return
	}
	for i := range in.glyphs {
		g := &in.glyphs[i]
		in.put(g)
		gap := s.char
		if g.Space {
			gap += s.word
		}
		if s.font.Vertical {
			in.forward(0, -s.size+gap)
			continue
		}
		in.forward((g.Width*s.size+gap)*s.scale, 0)
	}
}

// put keeps a glyph that has a text, with its box.
func (in *interpreter) put(g *font.Glyph) {
	if g.Text == "" {
		return
	}
	s := &in.state
	m := matrix{s.size * s.scale, 0, 0, s.size, 0, s.rise}.then(in.tm).then(s.ctm)
	left, right, low, high := 0.0, g.Width, s.font.Descent, s.font.Ascent
	if s.font.Vertical {
		left, right, low, high = -0.5, 0.5, -1, 0
	}
	k := Glyph{Text: g.Text, Box: m.box([4]float64{left, low, right, high}), X: m[4], Y: m[5], Size: m.size(), Vertical: s.font.Vertical, Order: in.order}
	if k.Size <= 0 || !finite(k.Box[:]...) {
		return
	}
	if s.rise != 0 {
		k.Rise = s.rise * matrix{0, 0, 0, 1, 0, 0}.then(in.tm).then(s.ctm).size()
	}
	if along := math.Hypot(m[0], m[1]); along > 0 {
		k.DX, k.DY = m[0]/along, m[1]/along
	}
	k.Color = s.fill.over(s.fillAlpha)
	if s.render == 1 || s.render == 5 {
		k.Color = s.stroke.over(s.strokeAlpha)
	}
	k.Invisible = s.render == 3 || s.render >= 7
	x, y := (k.Box[0]+k.Box[2])/2, (k.Box[1]+k.Box[3])/2
	k.Outside = !inside(s.clip, x, y)
	mark := in.mark()
	k.Mark, k.Stream, k.Off, k.Watermark = mark.id, mark.stream, mark.off, mark.watermark
	in.page.Glyphs = append(in.page.Glyphs, k)
}

// inside reports whether a place lies in a box, or within a point of it.
func inside(b [4]float64, x, y float64) bool {
	return x >= b[0]-1 && x <= b[2]+1 && y >= b[1]-1 && y <= b[3]+1
}

// Blank reports whether a glyph shows nothing but white space.
func (g *Glyph) Blank() bool {
	return strings.IndexFunc(g.Text, func(r rune) bool { return !unicode.IsSpace(r) }) < 0
}
