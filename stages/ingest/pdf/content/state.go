package content

import (
	"github.com/gouji/gouji/stages/ingest/pdf/font"
	"github.com/gouji/gouji/stages/ingest/pdf/syntax"
)

// state is the graphics state (ISO 32000-1, 8.4) as far as it decides what is seen.
type state struct {
	ctm                                 matrix
	font                                *font.Font
	size, char, word, scale, lead, rise float64
	render                              int
	fill, stroke                        paint
	fillAlpha, strokeAlpha, width       float64
	multiply                            bool // a blend mode that lets through what is below
	clip                                [4]float64
}

func initial(ctm matrix, seen [4]float64) state {
	return state{ctm: ctm, scale: 1, fillAlpha: 1, strokeAlpha: 1, width: 1, clip: seen, fill: paint{known: true}, stroke: paint{known: true}}
}

// paint is a colour, and the space that numbers are read in.
type paint struct {
	color Color
	known bool // false for patterns, whose colour is not worked out
	tint  bool // numbers are amounts of ink (Separation, DeviceN)
	lab   bool
}

// over is the colour on white paper. A colour that is not known counts as ink.
func (p paint) over(alpha float64) Color {
	if !p.known {
		return Color{}
	}
	c := p.color
	for i := range c {
		c[i] = 1 - alpha*(1-c[i])
	}
	return c
}

// doColor runs an operator of colour (ISO 32000-1, 8.6.8); false if it is none.
func (in *interpreter) doColor(op string, args []syntax.Object, r *resources) bool {
	target := &in.state.fill
	switch op {
	case "G", "RG", "K", "CS", "SC", "SCN":
		target = &in.state.stroke
	case "g", "rg", "k", "cs", "sc", "scn":
	case "w":
		if v, ok := last(args, 1); ok {
			in.state.width = v[0]
		}
		return true
	default:
		return false
	}
	switch op {
	case "CS", "cs":
		if len(args) > 0 {
			*target = in.space(args[0], r)
		}
	case "G", "g", "RG", "rg", "K", "k":
		*target = paint{known: true}
		target.set(args)
	default:
		target.set(args)
	}
	return true
}

func (in *interpreter) space(o syntax.Object, r *resources) paint {
	name, _ := o.(syntax.Name)
	if list := in.file.Array(in.entry(r, "ColorSpace", name)); len(list) > 0 {
		name = in.file.Name(list[0])
	}
	switch name {
	case "Pattern", "Indexed":
		return paint{}
	case "Separation", "DeviceN":
		return paint{known: true, tint: true}
	case "Lab":
		return paint{known: true, lab: true}
	}
	return paint{known: true}
}

// set takes the numbers of a colour: of one it is grey, of three red, green and blue, of four
// inks.
func (p *paint) set(args []syntax.Object) {
	var v []float64
	for _, o := range args {
		x, ok := o.(float64)
		if !ok {
			p.known = false // the name of a pattern
			return
		}
		v = append(v, min(max(x, 0), 100))
	}
	switch {
	case p.lab && len(v) == 3:
		p.color = Color{v[0] / 100, v[0] / 100, v[0] / 100}
	case p.tint && len(v) > 0:
		ink := 0.0
		for _, x := range v {
			ink = max(ink, min(x, 1))
		}
		p.color = Color{1 - ink, 1 - ink, 1 - ink}
	case len(v) == 1:
		p.color = Color{min(v[0], 1), min(v[0], 1), min(v[0], 1)}
	case len(v) == 3:
		p.color = Color{min(v[0], 1), min(v[1], 1), min(v[2], 1)}
	case len(v) == 4:
		k := 1 - min(v[3], 1)
		p.color = Color{(1 - min(v[0], 1)) * k, (1 - min(v[1], 1)) * k, (1 - min(v[2], 1)) * k}
	}
}

// external takes an entry of ExtGState.
func (in *interpreter) external(d syntax.Dict) {
	s := &in.state
	s.fillAlpha = in.file.Number(d["ca"], s.fillAlpha)
	s.strokeAlpha = in.file.Number(d["CA"], s.strokeAlpha)
	s.width = in.file.Number(d["LW"], s.width)
	if bm := in.file.Resolve(d["BM"]); bm != nil {
		name, _ := bm.(syntax.Name)
		s.multiply = name != "Normal" && name != "Compatible"
	}
	if f := in.file.Array(d["Font"]); len(f) == 2 {
		if got, err := in.fonts.Get(f[0]); err != nil {
			in.err = err
		} else {
			s.font, s.size = got, in.file.Number(f[1], s.size)
		}
	}
}
