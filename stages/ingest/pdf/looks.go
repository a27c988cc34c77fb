package pdf

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/gouji/gouji/stages/ingest/pdf/content"
	"github.com/gouji/gouji/stages/report"
)

// look is a report.Look, "" for plain print, or dropped.
type look = report.Look

// dropped is the look of glyphs that are no part of the text: watermarks, and layers that are
// not shown.
const dropped look = "dropped"

// A colour is pale if it differs from what is under it by no more than this, of 1 between
// black and white; light if watermarks use it and prose hardly does.
const (
	pale  = 0.15
	light = 0.45
)

// run is a stretch of glyphs that are drawn in one go.
type run struct {
	from, to int
	text     string
}

// runs cuts the glyphs of a sheet where colour, direction, size or line change or a gap is
// wide.
func (s *sheet) runs() []run {
	var out []run
	start := 0
	for i := 1; i <= len(s.glyphs); i++ {
		if i < len(s.glyphs) && s.goesOn(i) {
			continue
		}
		var text strings.Builder
		for _, g := range s.glyphs[start:i] {
			text.WriteString(strings.TrimSpace(g.Text))
		}
		if text.Len() > 0 {
			out = append(out, run{start, i, text.String()})
		}
		start = i
	}
	return out
}

func (s *sheet) goesOn(i int) bool {
	a, b := &s.glyphs[i-1], &s.glyphs[i]
	if a.Color != b.Color || a.Watermark != b.Watermark || math.Abs(a.Size-b.Size) > 0.01 || math.Abs(a.DX-b.DX)+math.Abs(a.DY-b.DY) > 0.01 {
		return false
	}
	dx, dy := b.X-a.X, b.Y-a.Y
	along, across := dx*a.DX+dy*a.DY, dx*a.DY-dy*a.DX
	return math.Abs(across) < 0.2*a.Size && along > -0.5*a.Size && along < 3*a.Size
}

// dropWatermarks sets aside what is printed over the text: what the file calls a watermark,
// what is tilted, and light text that is large or comes again and again.
func dropWatermarks(sheets []*sheet) {
	places := make(map[string]map[[2]int]int) // text → place → on how many pages
	all := make([][]run, len(sheets))
	for n, s := range sheets {
		s.looks = make([]look, len(s.glyphs))
		all[n] = s.runs()
		for _, r := range all[n] {
			if s.isLight(r) {
				if places[r.text] == nil {
					places[r.text] = make(map[[2]int]int)
				}
				places[r.text][s.place(r)]++
			}
		}
	}
	for n, s := range sheets {
		usual, tilted := s.usualSize(), s.tilted()
		onPage := make(map[string]int)
		for _, r := range all[n] {
			if s.isLight(r) {
				onPage[r.text]++
			}
		}
		for _, r := range all[n] {
			g := &s.glyphs[r.from]
			_, along := quarter(g)
			again := s.isLight(r) && (onPage[r.text] >= 3 || places[r.text][s.place(r)] >= 2 || g.Size > 2.5*usual)
			if g.Off || g.Watermark || !along && tilted || again {
				s.drop(r)
			}
		}
	}
}

func (s *sheet) drop(r run) {
	for i := r.from; i < r.to; i++ {
		s.looks[i] = dropped
	}
}

// isLight reports whether a run is of a light colour and has letters: figures of a table may
// be grey, and are the same again and again.
func (s *sheet) isLight(r run) bool {
	return s.glyphs[r.from].Color.Distance(content.Paper()) <= light && strings.IndexFunc(r.text, unicode.IsLetter) >= 0
}

// place is where a run begins, in squares of six points.
func (s *sheet) place(r run) [2]int {
	g := &s.glyphs[r.from]
	return [2]int{int(math.Round(g.X / 6)), int(math.Round(g.Y / 6))}
}

// tilted reports whether tilted text is the lesser part of the page: then it is printed over
// the rest.
func (s *sheet) tilted() bool {
	n := 0
	for i := range s.glyphs {
		if _, along := quarter(&s.glyphs[i]); !along {
			n++
		}
	}
	return 2*n < len(s.glyphs)
}

// usualSize is the median of the sizes of the glyphs.
func (s *sheet) usualSize() float64 {
	var sizes []float64
	for i := range s.glyphs {
		if !s.glyphs[i].Blank() {
			sizes = append(sizes, s.glyphs[i].Size)
		}
	}
	if len(sizes) == 0 {
		return 0
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2]
}

// look tells how each glyph looks that was not set aside.
func (s *sheet) look() {
	s.scanned = s.isScanned()
	usual := s.usualSize()
	under := covers{areas: s.areas, pictures: s.pictures, left: maxCompared}
	for i := range s.glyphs {
		g := &s.glyphs[i]
		if s.looks[i] == dropped || g.Blank() {
			continue
		}
		covered, paper := false, content.Paper()
		if !s.scanned {
			covered, paper = under.at(g)
		}
		switch {
		case g.Outside, g.Invisible && !s.scanned, covered:
			s.looks[i] = report.Hidden
		case !s.scanned && g.Color.Distance(paper) <= pale:
			s.looks[i] = report.Pale
		case g.Size < 3, g.Size < usual/4:
			s.looks[i] = report.Tiny
		case strings.ContainsAny(g.Text, "⁰¹²³⁴⁵⁶⁷⁸⁹"):
			s.looks[i] = report.Raised
		case strings.ContainsAny(g.Text, "₀₁₂₃₄₅₆₇₈₉"):
			s.looks[i] = report.Lowered
		case g.Rise > 0.15*g.Size && g.Size < usual:
			s.looks[i] = report.Raised
		case g.Rise < -0.08*g.Size && g.Size < usual:
			s.looks[i] = report.Lowered
		}
	}
	s.cutNumbers()
}

// cutNumbers shows the digits outside of the area that is painted which go on with a number inside of
// it: what the edge of the page leaves of a number is another number.
func (s *sheet) cutNumbers() {
	for i := 1; i < len(s.glyphs); i++ {
		a, b := &s.glyphs[i-1], &s.glyphs[i]
		if s.looks[i] != report.Hidden || s.looks[i-1] != "" || !b.Outside || !digit(a) || !digit(b) {
			continue
		}
		if gap, ok := gapOf(a, b); ok && (gap < wordGap*a.Size || s.spacedLike(a, b, gap)) {
			s.looks[i] = ""
		}
	}
}

// digit reports whether a glyph is a digit of a number.
func digit(g *content.Glyph) bool { return len(g.Text) == 1 && isDigit(g.Text[0]) }

// isScanned reports whether pictures fill most of the page, and most of its text is invisible
// or painted under them: what text recognition leaves.
func (s *sheet) isScanned() bool {
	filled := 0.0
	last := 0
	for _, p := range s.pictures {
		area := (p.Box[2] - p.Box[0]) * (p.Box[3] - p.Box[1])
		filled += area
		if area > 0.05*s.width*s.height {
			last = max(last, p.Order)
		}
	}
	if filled < 0.6*s.width*s.height {
		return false
	}
	n, unseen := 0, 0
	for i := range s.glyphs {
		if g := &s.glyphs[i]; !g.Blank() {
			n++
			if g.Invisible || g.Order < last {
				unseen++
			}
		}
	}
	return 2*unseen > n
}

// maxCompared is how often a glyph of a page is compared with an area. Tables take some
// hundred thousand comparisons.
const maxCompared = 30_000_000

// covers finds what lies under and over glyphs.
type covers struct {
	areas, pictures []content.Area
	left            int
}

// at reports whether a glyph was painted over, and the colour of what lies under it.
func (c *covers) at(g *content.Glyph) (covered bool, paper content.Color) {
	paper = content.Paper()
	x, y := (g.Box[0]+g.Box[2])/2, (g.Box[1]+g.Box[3])/2
	if c.left -= len(c.areas) + len(c.pictures); c.left < 0 {
		return false, paper
	}
	for i := range c.areas {
		a := &c.areas[i]
		if a.Curved || x < a.Box[0] || x > a.Box[2] || y < a.Box[1] || y > a.Box[3] {
			continue
		}
		switch {
		case a.Order < g.Order:
			paper = a.Color
		case a.Opaque && a.Order > g.Order:
			covered = true
		}
	}
	for i := range c.pictures {
		p := &c.pictures[i]
		if x < p.Box[0] || x > p.Box[2] || y < p.Box[1] || y > p.Box[3] {
			continue
		}
		if p.Order < g.Order {
			paper = content.Color{0.5, 0.5, 0.5} // nothing is known of it: neither is pale on it
		} else if p.Opaque && p.Order > g.Order {
			covered = true
		}
	}
	return covered, paper
}
