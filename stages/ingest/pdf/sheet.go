package pdf

import (
	"math"

	"github.com/gouji/gouji/stages/ingest/pdf/content"
	"github.com/gouji/gouji/stages/ingest/pdf/syntax"
)

// sheet is a page, turned so that most of its text is upright, or a half of one that two
// pages are printed on.
type sheet struct {
	page          int // counted from 1
	ref           syntax.Ref
	width, height float64
	glyphs        []content.Glyph
	lines         []content.Line
	areas         []content.Area
	pictures      []content.Area
	looks         []look  // of each glyph
	scanned       bool    // a picture of the page has text under it
	tracking      float64 // how far apart its characters are set, in points
	words         []word
	tables        []*table
	free          []word // the words that stand in no table
}

func newSheet(p *content.Page, number int, ref syntax.Ref) *sheet {
	s := &sheet{page: number, ref: ref, width: p.Width, height: p.Height, glyphs: p.Glyphs, lines: p.Lines, areas: p.Areas, pictures: p.Pictures}
	s.upright()
	return s
}

// upright turns the page by quarters until most of its text runs from left to right.
func (s *sheet) upright() {
	var count [4]int
	for i := range s.glyphs {
		if q, ok := quarter(&s.glyphs[i]); ok && !s.glyphs[i].Blank() {
			count[q]++
		}
	}
	most := 0
	for q := range count {
		if count[q] > count[most] {
			most = q
		}
	}
	if most == 0 {
		return
	}
	t := turn{most, s.width, s.height}
	for i := range s.glyphs {
		g := &s.glyphs[i]
		g.Box = t.box(g.Box)
		g.X, g.Y = t.at(g.X, g.Y)
		x0, y0 := t.at(0, 0)
		x1, y1 := t.at(g.DX, g.DY)
		g.DX, g.DY = x1-x0, y1-y0
	}
	for i := range s.lines {
		l := &s.lines[i]
		l.Box = t.box(l.Box)
		l.Upright = l.Upright != (most%2 == 1)
	}
	for _, list := range [][]content.Area{s.areas, s.pictures} {
		for i := range list {
			list[i].Box = t.box(list[i].Box)
		}
	}
	if most%2 == 1 {
		s.width, s.height = s.height, s.width
	}
}

// level is how far from an axis text may be tilted to count as along it: some six degrees, by
// which scanned pages lie askew.
const level = 0.1

// quarter tells which way a glyph runs: 0 to the right, 1 down, 2 to the left, 3 up; false if
// it is tilted.
func quarter(g *content.Glyph) (int, bool) {
	switch {
	case math.Abs(g.DY) <= level && g.DX > 0:
		return 0, true
	case math.Abs(g.DX) <= level && g.DY > 0:
		return 1, true
	case math.Abs(g.DY) <= level && g.DX < 0:
		return 2, true
	case math.Abs(g.DX) <= level && g.DY < 0:
		return 3, true
	}
	return 0, false
}

// turn turns a page of a width and height back by quarters.
type turn struct {
	quarters      int
	width, height float64
}

func (t turn) at(x, y float64) (float64, float64) {
	switch t.quarters {
	case 1:
		return y, t.width - x
	case 2:
		return t.width - x, t.height - y
	case 3:
		return t.height - y, x
	}
	return x, y
}

func (t turn) box(b [4]float64) [4]float64 {
	x0, y0 := t.at(b[0], b[1])
	x1, y1 := t.at(b[2], b[3])
	return [4]float64{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
}

// apart returns the sheet, or its halves where two pages are printed side by side: where it is
// wider than high, nothing is printed across its middle, and on both sides there is prose as
// wide as a page or a whole table.
func (s *sheet) apart() []*sheet {
	if s.width < 1.2*s.height || len(s.words) == 0 {
		return []*sheet{s}
	}
	gutter, ok := s.gutter()
	if !ok {
		return []*sheet{s}
	}
	left, right := *s, *s
	left.words, right.words = nil, nil
	for i := range s.words {
		if w := &s.words[i]; (w.box[0]+w.box[2])/2 < gutter {
			left.words = append(left.words, *w)
		} else {
			right.words = append(right.words, *w)
		}
	}
	left.lines, right.lines = divide(s.lines, gutter)
	if !left.pageLike(0, gutter) || !right.pageLike(gutter, s.width) {
		return []*sheet{s}
	}
	return []*sheet{&left, &right}
}

func divide(lines []content.Line, gutter float64) (left, right []content.Line) {
	for _, l := range lines {
		if (l.Box[0]+l.Box[2])/2 < gutter {
			left = append(left, l)
		} else {
			right = append(right, l)
		}
	}
	return left, right
}

// gutter is the middle of the widest gap between words and lines around the sheet's middle.
func (s *sheet) gutter() (float64, bool) {
	from, to := s.width*0.4, s.width*0.6
	used := make([]bool, int(to-from)+2)
	mark := func(b [4]float64) {
		for x := max(b[0], from); x <= min(b[2], to); x++ {
			used[int(x-from)] = true
		}
		if b[2] >= from && b[0] <= to {
			used[int(min(max(b[2], from), to)-from)] = true
		}
	}
	for i := range s.words {
		mark(s.words[i].box)
	}
	for _, l := range s.lines {
		mark(l.Box)
	}
	best, start, run := 0.0, 0, 0
	for i, u := range used {
		if u {
			run = 0
			continue
		}
		if run++; run > start {
			start, best = run, from+float64(i)-float64(run)/2
		}
	}
	return best, start >= 12
}

// pageLike reports whether a half has lines of prose that fill it, or a table's frame.
func (s *sheet) pageLike(x0, x1 float64) bool {
	prose := 0
	for _, l := range lines(s.words) {
		text := join(s.words, l, 1)
		if b := text.At.Box; b[2]-b[0] > 0.5*(x1-x0) && hanShare(text.S) > 0.6 {
			prose++
		}
	}
	frames := 0
	for _, l := range s.lines {
		if !l.Upright && l.Box[2]-l.Box[0] > 0.5*(x1-x0) {
			frames++
		}
	}
	return prose >= 3 || frames >= 3
}
