package pdf

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/ingest/pdf/content"
	"github.com/gouji/gouji/stages/report"
)

// word is text without white space of one look.
type word struct {
	s    string
	box  [4]float64 // points, the origin at the top left
	base float64    // where its base line is
	size float64    // of its font
	look look
	// turned says that it does not run from left to right.
	turned bool
	// glyphs are its characters, as indexes of those of the sheet.
	glyphs []int
}

func (w *word) width() float64  { return w.box[2] - w.box[0] }
func (w *word) height() float64 { return w.box[3] - w.box[1] }
func (w *word) middle() float64 { return (w.box[1] + w.box[3]) / 2 }
func (w *word) center() float64 { return (w.box[0] + w.box[2]) / 2 }

// A word ends where the next glyph is further away than this, in sizes of the font. The
// measures are those of poppler's TextOutputDev.
const (
	wordGap    = 0.1 // a wider gap ends a word
	wordBack   = 0.2 // a glyph that far back begins a new one
	doubleGap  = 0.1 // a glyph drawn again that close is a shadow of itself
	doubleBase = 0.2
)

// makeWords makes words of the glyphs that are seen, in the order they are drawn.
func (s *sheet) makeWords() {
	c := collector{sheet: s, seen: make(map[spot][]int)}
	s.findTracking()
	for i := range s.glyphs {
		g := &s.glyphs[i]
		switch {
		case s.looks[i] == dropped:
		case g.Blank():
			c.flush()
		case !c.shadow(i):
			if n := len(c.open); n > 0 && !s.follows(c.open[n-1], i) {
				c.flush()
			}
			c.open = append(c.open, i)
		}
	}
	c.flush()
	s.raise()
	s.strike()
}

// collector makes words of glyphs.
type collector struct {
	sheet *sheet
	open  []int
	seen  map[spot][]int
}

// spot is a square of the page in which a character was drawn.
type spot struct {
	text string
	x, y int32
}

// follows reports whether glyph j goes on with the word that ends with i.
func (s *sheet) follows(i, j int) bool {
	a, b := &s.glyphs[i], &s.glyphs[j]
	if s.looks[i] != s.looks[j] || a.Vertical || b.Vertical || math.Abs(a.Size-b.Size) > 0.01 {
		return false
	}
	q, ok := quarter(b)
	if p, ok2 := quarter(a); !ok || !ok2 || p != q {
		return false
	}
	var gap, base float64
	switch q {
	case 0:
		gap, base = b.Box[0]-a.Box[2], a.Y-b.Y
	case 1:
		gap, base = b.Box[1]-a.Box[3], a.X-b.X
	case 2:
		gap, base = a.Box[0]-b.Box[2], a.Y-b.Y
	case 3:
		gap, base = a.Box[1]-b.Box[3], a.X-b.X
	}
	return math.Abs(base) < 0.1*a.Size && gap > -wordBack*a.Size && (gap < wordGap*a.Size || s.spacedLike(a, b, gap))
}

// crowd is how often a character may be drawn within eight points by eight, in places that
// are no shadows of each other. In print they are some four; each costs a comparison for
// every further one.
const crowd = 500

const errCrowded = "characters are drawn on each other by the hundred"

// shadow reports whether the same character was drawn at the same place before, as
// programs do to make it bold.
func (c *collector) shadow(i int) bool {
	const side = 8.0 // points; neighbours are searched as well
	g := &c.sheet.glyphs[i]
	at := spot{g.Text, int32(math.Floor(g.X / side)), int32(math.Floor(g.Y / side))}
	for dx := int32(-1); dx <= 1; dx++ {
		for dy := int32(-1); dy <= 1; dy++ {
			list := c.seen[spot{g.Text, at.x + dx, at.y + dy}]
			if len(list) > crowd {
				panic(errCrowded)
			}
			for _, j := range list {
				o := &c.sheet.glyphs[j]
				if math.Abs(o.X-g.X) < doubleGap*g.Size && math.Abs(o.Y-g.Y) < doubleBase*g.Size && math.Abs(o.Size-g.Size) < 0.01 && c.sheet.looks[i] == c.sheet.looks[j] {
					return true
				}
			}
		}
	}
	c.seen[at] = append(c.seen[at], i)
	return false
}

func (c *collector) flush() {
	if len(c.open) == 0 {
		return
	}
	s := c.sheet
	s.words = append(s.words, s.word(c.open))
	c.open = c.open[:0]
}

// word makes a word of glyphs.
func (s *sheet) word(glyphs []int) word {
	first := &s.glyphs[glyphs[0]]
	q, _ := quarter(first)
	w := word{box: first.Box, base: first.Y + first.Rise, size: first.Size, look: s.looks[glyphs[0]], turned: q != 0, glyphs: append([]int(nil), glyphs...)}
	var text strings.Builder
	for _, i := range glyphs {
		g := &s.glyphs[i]
		text.WriteString(clean(g.Text))
		w.box = union(w.box, g.Box)
	}
	w.s = text.String()
	for i := range w.box {
		w.box[i] = math.Round(w.box[i]*1000) / 1000
	}
	return w
}

func union(a, b [4]float64) [4]float64 {
	return [4]float64{min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])}
}

// clean takes white space out of a glyph's text and puts U+FFFD for what cannot be printed,
// which fonts without a proper encoding leave.
func clean(s string) string {
	if strings.IndexFunc(s, func(r rune) bool {
		return r == utf8.RuneError || unicode.IsSpace(r) || unicode.IsControl(r) || r == 0xFFFE || r == 0xFFFF
	}) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case unicode.IsControl(r), r == 0xFFFE, r == 0xFFFF:
			return utf8.RuneError
		}
		return r
	}, s)
}

// split takes a word apart where its glyphs lie on different sides, as of told by their
// middles; a word that lies on one side is returned alone.
func (s *sheet) split(w *word, of func(x, y float64) int) []word {
	var out []word
	start, side := 0, 0
	for n, i := range w.glyphs {
		b := &s.glyphs[i].Box
		here := of((b[0]+b[2])/2, (b[1]+b[3])/2)
		if n > 0 && here != side {
			out = append(out, s.part(w, start, n))
			start = n
		}
		side = here
	}
	if start == 0 {
		return []word{*w}
	}
	return append(out, s.part(w, start, len(w.glyphs)))
}

func (s *sheet) part(w *word, from, to int) word {
	p := s.word(w.glyphs[from:to])
	p.look = w.look
	return p
}

// drawn is the glyph that a word begins with.
func (s *sheet) drawn(w *word) *content.Glyph { return &s.glyphs[w.glyphs[0]] }

// markGap is how far, in sizes of its font, a word may be from a mark of its own. What is
// further away may be the next cell, whose text is smaller and set in the middle.
const markGap = 0.15

// raise marks small words beside larger ones as raised or lowered, such as note marks. Their
// base line differs, or Ts says so.
func (s *sheet) raise() {
	for i := range s.words {
		w := &s.words[i]
		if w.look != "" || w.turned || utf8.RuneCountInString(w.s) > 5 {
			continue
		}
		for _, j := range [2]int{i - 1, i + 1} { // they are drawn one after the other
			if j < 0 || j >= len(s.words) {
				continue
			}
			v := &s.words[j]
			gap := max(w.box[0]-v.box[2], v.box[0]-w.box[2])
			if v.turned || w.size > 0.85*v.size || gap > markGap*v.size || w.box[1] > v.box[3] || w.box[3] < v.box[1] {
				continue
			}
			switch up := v.base - w.base; {
			case up > 0.15*v.size && up < 0.7*v.size:
				w.look = report.Raised
			case up < -0.08*v.size && up > -0.4*v.size:
				w.look = report.Lowered
			}
			if w.look != "" { // it stands on the line of the other
				w.base = v.base
				break
			}
		}
	}
}

// strike marks words that a line runs through which is no side of a table.
func (s *sheet) strike() {
	for _, l := range s.lines {
		if l.Upright || l.Box[3]-l.Box[1] > 2 {
			continue
		}
		y := (l.Box[1] + l.Box[3]) / 2
		for i := range s.words {
			w := &s.words[i]
			h := w.height()
			if w.look != "" || w.turned || y < w.box[1]+0.3*h || y > w.box[1]+0.68*h {
				continue
			}
			// The line may be longer than the word by what stands beside it on the same line.
			shared := min(w.box[2], l.Box[2]) - max(w.box[0], l.Box[0])
			if shared >= 0.7*w.width() {
				w.look = report.Struck
			}
		}
	}
}
