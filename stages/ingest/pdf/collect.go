package pdf

import (
	"errors"
	"math"
	"strings"
	"unicode"
)

// char is a glyph on the page.
type char struct {
	text       string
	x0, x1     float64 // along the base line
	base       float64
	y0, y1     float64
	size       float64
	horizontal bool
}

// collector makes words of glyphs in the order they are drawn. Its measures are those of
// poppler's TextOutputDev, so that both readers find the same words.
type collector struct {
	done []Word
	open []char
	seen map[spot][]drawn
}

const (
	wordGap    = 0.1 // of the font size: a wider gap ends a word
	wordBack   = 0.2 // a glyph that far back begins a new one
	doubleGap  = 0.1 // a glyph drawn again that close is a shadow of itself
	doubleBase = 0.2
)

// spot is a square of the page in which a character was drawn.
type spot struct {
	text string
	x, y int32
}

// drawn is where a character was drawn, and how large: what tells its shadows.
type drawn struct{ x0, base, size float32 }

func (c *collector) add(g glyph, f *font, m matrix) {
	if g.text == "" || strings.IndexFunc(g.text, func(r rune) bool { return !unicode.IsSpace(r) }) < 0 {
		c.flush()
		return
	}
	k := place(g, f, m)
	if k.size <= 0 || !finite(k.x0, k.x1, k.y0, k.y1) {
		return
	}
	if c.shadow(k) {
		return
	}
	if n := len(c.open); n > 0 && !follows(c.open[n-1], k) {
		c.flush()
	}
	c.open = append(c.open, k)
	if !k.horizontal {
		c.flush()
	}
}

// place works out the box of a glyph.
func place(g glyph, f *font, m matrix) char {
	left, right, low, high := 0.0, g.width, f.descent, f.ascent
	if f.vertical {
		left, right, low, high = -0.5, 0.5, -1, 0
	}
	k := char{text: g.text, size: m.size(), x0: math.Inf(1), y0: math.Inf(1), x1: math.Inf(-1), y1: math.Inf(-1)}
	for _, corner := range [][2]float64{{left, low}, {left, high}, {right, low}, {right, high}} {
		x, y := m.at(corner[0], corner[1])
		k.x0, k.x1, k.y0, k.y1 = min(k.x0, x), max(k.x1, x), min(k.y0, y), max(k.y1, y)
	}
	k.base = m[5]
	k.horizontal = !f.vertical && math.Abs(m[1]) < 0.01*k.size && m[0] > 0
	return k
}

func finite(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.Abs(v) > 1e6 {
			return false
		}
	}
	return true
}

// follows reports whether k goes on with the word that ends with a.
func follows(a, k char) bool {
	gap := k.x0 - a.x1
	return a.horizontal && k.horizontal && math.Abs(a.size-k.size) < 0.01 &&
		math.Abs(a.base-k.base) < 0.1*a.size && gap < wordGap*a.size && gap > -wordBack*a.size
}

// crowd is how often a character may be drawn within eight points by eight, in places that
// are no shadows of each other. In print they are some four; each costs a comparison for
// every further one.
const crowd = 500

var errCrowded = errors.New("characters are drawn on each other by the hundred")

// shadow reports whether the same character was drawn at the same place before, as
// programs do to make it bold.
func (c *collector) shadow(k char) bool {
	const side = 8.0 // points; neighbours are searched as well
	at := spot{k.text, int32(math.Floor(k.x0 / side)), int32(math.Floor(k.base / side))}
	d := drawn{float32(k.x0), float32(k.base), float32(k.size)}
	for dx := int32(-1); dx <= 1; dx++ {
		for dy := int32(-1); dy <= 1; dy++ {
			list := c.seen[spot{k.text, at.x + dx, at.y + dy}]
			if len(list) > crowd {
				panic(errCrowded)
			}
			for _, o := range list {
				if near(o.x0, d.x0, doubleGap*d.size) && near(o.base, d.base, doubleBase*d.size) && near(o.size, d.size, 0.01) {
					return true
				}
			}
		}
	}
	c.seen[at] = append(c.seen[at], d)
	return false
}

// near reports that a and b are less than most apart.
func near(a, b, most float32) bool { return a-b < most && b-a < most }

func (c *collector) flush() {
	if len(c.open) == 0 {
		return
	}
	first := c.open[0]
	w := Word{Box: [4]float64{first.x0, first.y0, first.x1, first.y1}}
	var s strings.Builder
	for _, k := range c.open {
		s.WriteString(k.text)
		w.Box = [4]float64{min(w.Box[0], k.x0), min(w.Box[1], k.y0), max(w.Box[2], k.x1), max(w.Box[3], k.y1)}
	}
	w.S = s.String()
	c.done = append(c.done, w)
	c.open = c.open[:0]
}

func (c *collector) words() []Word {
	c.flush()
	return c.done
}
