package pdf

import (
	"math"
	"slices"

	"github.com/gouji/gouji/stages/ingest/pdf/content"
)

// Some prints set their characters apart, all by the same width. There a gap that would end a word
// elsewhere is inside of one, and the digits of a number would be numbers of their own.

const (
	// usuallySpaced is the share of the gaps between ideographs that have the same width where a page
	// is spaced.
	usuallySpaced = 0.6
	// fewestSpaced is how many gaps tell so at least.
	fewestSpaced = 20
	// widestSpaced is the widest gap that is looked at, and likeSpaced how far gaps differ that are the
	// same, both in sizes of the font.
	widestSpaced = 1.0
	likeSpaced   = 0.04
)

// findTracking finds the width by which the page's characters are set apart, in points. It is 0 where
// a gap of this width ends a word.
func (s *sheet) findTracking() {
	var gaps []float64
	size := 0.0
	for i := 1; i < len(s.glyphs); i++ {
		a, b := &s.glyphs[i-1], &s.glyphs[i]
		if gap, ok := gapOf(a, b); ok && ideograph(a) && ideograph(b) && gap < widestSpaced*a.Size {
			gaps = append(gaps, gap)
			size = max(size, a.Size)
		}
	}
	if len(gaps) < fewestSpaced {
		return
	}
	slices.Sort(gaps)
	usual := gaps[len(gaps)/2]
	from, _ := slices.BinarySearch(gaps, usual-likeSpaced*size)
	to, _ := slices.BinarySearch(gaps, usual+likeSpaced*size)
	if float64(to-from) >= usuallySpaced*float64(len(gaps)) {
		s.tracking = usual
	}
}

// spacedLike reports that two glyphs of the same marked content stand as far apart as the page's
// characters do.
func (s *sheet) spacedLike(a, b *content.Glyph, gap float64) bool {
	return s.tracking > 0 && a.Mark == b.Mark && a.Stream == b.Stream && math.Abs(gap-s.tracking) < likeSpaced*a.Size
}

// gapOf is the gap between two glyphs that stand one behind the other on an upright line.
func gapOf(a, b *content.Glyph) (float64, bool) {
	if a.Mark != b.Mark || a.Size != b.Size || a.Vertical || b.Vertical || math.Abs(a.Y-b.Y) > 0.1*a.Size {
		return 0, false
	}
	gap := b.Box[0] - a.Box[2]
	return gap, gap > -wordBack*a.Size
}

// ideograph reports whether a glyph is an ideograph of the usual ones.
func ideograph(g *content.Glyph) bool { return g.Text >= "\u4e00" && g.Text < "\ua000" }
