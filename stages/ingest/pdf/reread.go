package pdf

import (
	"fmt"
	"math"

	"github.com/gouji/gouji/stages/report"
)

// Rereader finds places in a PDF again, among the words that a reader finds in it.
type Rereader struct {
	pages [][]Word
}

// NewRereader takes the pages that Words returned.
func NewRereader(pages [][]Word) *Rereader { return &Rereader{pages: pages} }

// Text returns the words whose centre lies in the box, from left to right, with a single
// space between them unless they touch. A place is on one line: where words of other lines
// reach into the box, the line that fills it best counts. A box is that of whole words: for
// a part of a word it gives the whole word.
func (r *Rereader) Text(at report.Place) (string, error) {
	if at.Page < 1 || at.Page > len(r.pages) {
		return "", fmt.Errorf("pdf: page %d of %d", at.Page, len(r.pages))
	}
	var inside []Word
	for _, w := range r.pages[at.Page-1] {
		x, y := (w.Box[0]+w.Box[2])/2, w.middle()
		if x >= at.Box[0] && x <= at.Box[2] && y >= at.Box[1] && y <= at.Box[3] {
			inside = append(inside, w)
		}
	}
	if len(inside) == 0 {
		return "", fmt.Errorf("pdf: no words in the box %v of page %d", at.Box, at.Page)
	}
	best, text := math.Inf(1), ""
	for _, l := range lines(inside) {
		t := join(l, at.Page)
		off := 0.0
		for i := range t.At.Box {
			off += math.Abs(t.At.Box[i] - at.Box[i])
		}
		if off < best {
			best, text = off, t.S
		}
	}
	return text, nil
}
