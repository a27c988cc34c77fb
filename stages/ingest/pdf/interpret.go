package pdf

import (
	"math"
	"slices"

	lib "github.com/ledongthuc/pdf"
)

// matrix is a transformation (a b c d e f) of ISO 32000-1, 8.3.3.
type matrix [6]float64

func identity() matrix { return matrix{1, 0, 0, 1, 0, 0} }

// then applies m first and n afterwards.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) at(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// state is the part of the graphics state that places text (ISO 32000-1, 9.3).
type state struct {
	ctm                                 matrix
	font                                *font
	size, char, word, scale, lead, rise float64
}

// interpreter runs the content of a page.
type interpreter struct {
	fonts    *fonts
	state    state
	saved    []state
	tm, line matrix
	out      *collector
	depth    int
}

// maxForms is how deep form XObjects may be nested, and maxSaved how often the graphics
// state may be saved.
const (
	maxForms = 12
	maxSaved = 1000
)

// pageWords returns the words of a page, in the coordinates of the page as it is shown.
func pageWords(p lib.Page, fonts *fonts) []Word {
	out := &collector{seen: make(map[spot][]drawn)}
	in := interpreter{fonts: fonts, out: out, tm: identity(), line: identity(), state: state{ctm: shown(p), scale: 1}}
	if c := p.V.Key("Contents"); c.Kind() == lib.Stream || c.Kind() == lib.Array {
		in.run(c, named(inherited(p.V, "Resources")))
	}
	return out.words()
}

// shown is the transformation from user space to the page as it is shown: rotated, with
// the origin at the top left.
func shown(p lib.Page) matrix {
	box := inherited(p.V, "MediaBox")
	x0, y0, x1, y1 := 0.0, 0.0, 612.0, 792.0
	if box.Len() == 4 {
		x0, y0, x1, y1 = box.Index(0).Float64(), box.Index(1).Float64(), box.Index(2).Float64(), box.Index(3).Float64()
	}
	x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
	switch (inherited(p.V, "Rotate").Int64()%360 + 360) % 360 {
	case 90:
		return matrix{0, 1, 1, 0, -y0, -x0}
	case 180:
		return matrix{-1, 0, 0, 1, x1, -y0}
	case 270:
		return matrix{0, -1, -1, 0, y1, x1}
	}
	return matrix{1, 0, 0, -1, -x0, y1}
}

func inherited(v lib.Value, key string) lib.Value {
	for range 100 {
		if k := v.Key(key); !k.IsNull() || v.IsNull() {
			return k
		}
		v = v.Key("Parent")
	}
	return lib.Value{}
}

func (in *interpreter) run(content lib.Value, resources *resources) {
	var args []lib.Value
	lib.Interpret(content, func(stk *lib.Stack, op string) {
		args = slices.Grow(args[:0], stk.Len())[:stk.Len()]
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stk.Pop()
		}
		in.do(op, args, resources)
	})
}

// resources are what a page or form names in its content. Each name is looked up once: the
// library reads the objects behind it again each time, and a page may name a font a hundred
// thousand times.
type resources struct {
	dict  lib.Value
	fonts map[string]*font
	forms map[string]lib.Value
}

func named(dict lib.Value) *resources {
	return &resources{dict: dict, fonts: make(map[string]*font), forms: make(map[string]lib.Value)}
}

func (r *resources) font(f *fonts, name string) *font {
	known, ok := r.fonts[name]
	if !ok {
		known = f.get(r.dict, name)
		r.fonts[name] = known
	}
	return known
}

func (r *resources) form(name string) lib.Value {
	known, ok := r.forms[name]
	if !ok {
		known = r.dict.Key("XObject").Key(name)
		r.forms[name] = known
	}
	return known
}

// operands is how many operands each operator takes; it is skipped with fewer.
func operands(op string) int {
	switch op {
	case "Tc", "Tw", "Tz", "TL", "Ts", "Tj", "TJ", "'", "Do":
		return 1
	case "Td", "TD", "Tf":
		return 2
	case "\"":
		return 3
	case "cm", "Tm":
		return 6
	}
	return 0
}

func (in *interpreter) do(op string, args []lib.Value, resources *resources) {
	n := operands(op)
	if len(args) < n {
		return
	}
	args = args[len(args)-n:]
	num := func(i int) float64 { return args[i].Float64() }
	switch op {
	case "q":
		if len(in.saved) < maxSaved {
			in.saved = append(in.saved, in.state)
		}
	case "Q":
		if last := len(in.saved) - 1; last >= 0 {
			in.state, in.saved = in.saved[last], in.saved[:last]
		}
	case "cm":
		in.state.ctm = toMatrix(args).then(in.state.ctm)
	case "Do":
		in.form(resources.form(args[0].Name()), resources)
	case "BT":
		in.tm, in.line = identity(), identity()
	case "Tm":
		in.line = toMatrix(args)
		in.tm = in.line
	case "Td":
		in.move(num(0), num(1))
	case "TD":
		in.state.lead = -num(1)
		in.move(num(0), num(1))
	case "T*":
		in.move(0, -in.state.lead)
	case "Tf":
		in.state.font, in.state.size = resources.font(in.fonts, args[0].Name()), num(1)
	case "Tc":
		in.state.char = num(0)
	case "Tw":
		in.state.word = num(0)
	case "Tz":
		in.state.scale = num(0) / 100
	case "TL":
		in.state.lead = num(0)
	case "Ts":
		in.state.rise = num(0)
	case "\"":
		in.state.word, in.state.char = num(0), num(1)
		in.move(0, -in.state.lead)
		in.show(args[2].RawString())
	case "'":
		in.move(0, -in.state.lead)
		in.show(args[0].RawString())
	case "Tj":
		in.show(args[0].RawString())
	case "TJ":
		in.showArray(args[0])
	}
}

func toMatrix(args []lib.Value) (m matrix) {
	for i := range m {
		m[i] = args[i].Float64()
	}
	return m
}

func (in *interpreter) move(x, y float64) {
	in.line = matrix{1, 0, 0, 1, x, y}.then(in.line)
	in.tm = in.line
}

// form runs a form XObject; images are none.
func (in *interpreter) form(x lib.Value, resources *resources) {
	if x.Key("Subtype").Name() != "Form" || in.depth >= maxForms {
		return
	}
	state, saved := in.state, in.saved
	in.saved = nil
	in.depth++
	if m := x.Key("Matrix"); m.Len() == 6 {
		var args []lib.Value
		for i := range 6 {
			args = append(args, m.Index(i))
		}
		in.state.ctm = toMatrix(args).then(in.state.ctm)
	}
	if own := x.Key("Resources"); !own.IsNull() {
		resources = named(own)
	}
	in.run(x, resources)
	in.depth--
	in.state, in.saved = state, saved
}

func (in *interpreter) showArray(v lib.Value) {
	for i := range v.Len() {
		x := v.Index(i)
		if x.Kind() == lib.String {
			in.show(x.RawString())
			continue
		}
		shift := -x.Float64() / 1000 * in.state.size
		if f := in.state.font; f != nil && f.vertical {
			in.tm = matrix{1, 0, 0, 1, 0, shift}.then(in.tm)
			continue
		}
		in.tm = matrix{1, 0, 0, 1, shift * in.state.scale, 0}.then(in.tm)
	}
}

func (in *interpreter) show(raw string) {
	s := &in.state
	if s.font == nil {
		return
	}
	for _, g := range s.font.glyphs(raw) {
		m := matrix{s.size * s.scale, 0, 0, s.size, 0, s.rise}.then(in.tm).then(s.ctm)
		in.out.add(g, s.font, m)
		gap := s.char
		if g.space {
			gap += s.word
		}
		if s.font.vertical {
			in.tm = matrix{1, 0, 0, 1, 0, -s.size + gap}.then(in.tm)
			continue
		}
		in.tm = matrix{1, 0, 0, 1, (g.width*s.size + gap) * s.scale, 0}.then(in.tm)
	}
}

// size is the height of a font of size 1 under the transformation.
func (m matrix) size() float64 { return math.Hypot(m[2], m[3]) }
