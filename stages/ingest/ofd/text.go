package ofd

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/packed"
	"github.com/gouji/gouji/stages/ingest/pdf"
)

// object is a text object: where it is and how its text is set (GB/T 33190 11).
type object struct {
	x, y, size     float64
	a, b, c, d     float64 // its own coordinates in those of the page
	e, f           float64
	horizontal     float64
	turned, hidden bool
}

func newObject(e xml.StartElement) object {
	box := numbers(packed.Attr(e, "Boundary"), 4)
	o := object{x: box[0], y: box[1], size: number(packed.Attr(e, "Size")), a: 1, d: 1, horizontal: 1}
	if m := packed.Attr(e, "CTM"); m != "" {
		n := numbers(m, 6)
		o.a, o.b, o.c, o.d, o.e, o.f = n[0], n[1], n[2], n[3], n[4], n[5]
	}
	if h := number(packed.Attr(e, "HScale")); h > 0 {
		o.horizontal = h
	}
	o.turned = math.Abs(o.b) > 0.1*math.Abs(o.a) || math.Abs(o.c) > 0.1*math.Abs(o.d) || o.a <= 0 || o.d <= 0
	o.hidden = packed.Attr(e, "Visible") == "false" || packed.Attr(e, "Alpha") == "0" || o.size <= 0
	return o
}

func (r *reader) text(s *packed.Scanner, e xml.StartElement) error {
	o := newObject(e)
	if o.turned || o.hidden {
		return s.Skip()
	}
	x, y := 0.0, 0.0
	return s.Each(func(e xml.StartElement) error {
		if e.Name.Local != "TextCode" {
			return s.Skip()
		}
		// A code without a place goes on at that of the one before it.
		if v := packed.Attr(e, "X"); v != "" {
			x = number(v)
		}
		if v := packed.Attr(e, "Y"); v != "" {
			y = number(v)
		}
		words, err := s.Text()
		if err != nil {
			return err
		}
		code := []rune(words)
		return r.code(o, code, places(x, code, packed.Attr(e, "DeltaX"), o), places(y, code, packed.Attr(e, "DeltaY"), object{}))
	}, nil)
}

// places are where the characters stand in one direction. deltas is the way from each to the
// next; "g n v" stands for n times v. Without it characters follow each other by their
// widths, or in the direction without widths stand on one line.
func places(at float64, code []rune, deltas string, o object) []float64 {
	step := expand(deltas, len(code))
	out := make([]float64, len(code))
	for i, c := range code {
		out[i] = at
		switch {
		case i < len(step):
			at += step[i]
		case len(step) > 0:
			at += step[len(step)-1]
		default:
			at += o.size * o.horizontal * width(c)
		}
	}
	return out
}

// expand reads a list of steps, at most n of them.
func expand(deltas string, n int) []float64 {
	var out []float64
	f := strings.Fields(deltas)
	for i := 0; i < len(f) && len(out) < n; i++ {
		if f[i] != "g" || i+2 >= len(f) {
			out = append(out, number(f[i]))
			continue
		}
		times, err := strconv.Atoi(f[i+1])
		if err != nil {
			times = 1
		}
		for range min(times, n-len(out)) {
			out = append(out, number(f[i+2]))
		}
		i += 2
	}
	return out
}

// width is that of a character in ems.
func width(c rune) float64 {
	if c >= 0x1100 {
		return 1
	}
	return 0.5
}

// point is a millimetre in points.
const point = 72 / 25.4

// code adds the words of a text code: characters on one line whose gaps are less than a
// third of their size.
func (r *reader) code(o object, code []rune, xs, ys []float64) error {
	const gap = 0.3
	var word []rune
	var from, to, base float64
	flush := func() error {
		if len(word) == 0 {
			return nil
		}
		s := string(word)
		word = word[:0]
		top, bottom := base-0.86*o.size, base+0.14*o.size
		return r.add(s, [4]float64{o.x + o.a*from + o.e, o.y + o.d*top + o.f, o.x + o.a*to + o.e, o.y + o.d*bottom + o.f})
	}
	for i, c := range code {
		if unicode.IsSpace(c) || len(word) > 0 && (xs[i]-to > gap*o.size || xs[i] < from || math.Abs(ys[i]-base) > 0.1*o.size) {
			if err := flush(); err != nil {
				return err
			}
		}
		if unicode.IsSpace(c) || unicode.IsControl(c) {
			continue
		}
		if len(word) == 0 {
			from, base = xs[i], ys[i]
		}
		word = append(word, c)
		to = xs[i] + o.size*o.horizontal*width(c)
	}
	return flush()
}

func (r *reader) add(s string, box [4]float64) error {
	if r.words++; r.words > r.lim.Pages.Words {
		return fault.Poisonf(fault.LimitCells, "the file has more than %d words; submit one report at a time", r.lim.Pages.Words)
	}
	for i := range box {
		box[i] = math.Round(box[i]*point*1000) / 1000
	}
	last := len(r.pages) - 1
	r.pages[last] = append(r.pages[last], pdf.Word{S: s, Box: box})
	return nil
}
