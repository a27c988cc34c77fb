package pdf

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// Rereader finds places in a PDF again, among the words that are read anew.
type Rereader struct {
	pages map[int][]word
}

// NewRereader reads the document; its errors are those of Read.
func NewRereader(ctx context.Context, data []byte, lim Limits) (*Rereader, error) {
	sheets, _, err := readSheets(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	r := &Rereader{pages: make(map[int][]word)}
	for _, s := range sheets {
		words := s.words
		for _, t := range s.tables { // words that reach over a side were taken apart there
			var parts []word
			for i := range words {
				parts = append(parts, s.split(&words[i], t.at)...)
			}
			words = parts
		}
		r.pages[s.page] = append(r.pages[s.page], words...)
	}
	return r, nil
}

// Text returns the words whose centre lies in the box: from left to right, with a single space
// between them unless they touch, and as in a cell a line break between lines. Where words of other lines
// reach into the box, the lines count that fill it best. A box is that of whole words: for a
// part of a word it gives the whole word. An empty box, such as that of a blank cell, gives "".
func (r *Rereader) Text(at report.Place) (string, error) {
	words, ok := r.pages[at.Page]
	if !ok {
		return "", fmt.Errorf("pdf: no page %d", at.Page)
	}
	var inside []word
	for i := range words {
		if w := &words[i]; w.center() >= at.Box[0] && w.center() <= at.Box[2] && w.middle() >= at.Box[1] && w.middle() <= at.Box[3] {
			inside = append(inside, *w)
		}
	}
	if len(inside) == 0 {
		return "", nil
	}
	return bestLines(inside, at), nil
}

// bestLines are the neighbouring lines whose box is most like the place's.
func bestLines(words []word, at report.Place) string {
	var texts []report.Text
	ls := lines(words)
	for _, l := range ls {
		texts = append(texts, join(words, l, at.Page))
	}
	best, from, to := math.Inf(1), 0, 0
	for i := range texts {
		b := texts[i].At.Box
		for j := i; j < min(len(texts), i+maxCellLines); j++ {
			b = union(b, texts[j].At.Box)
			off := 0.0
			for k := range b {
				off += math.Abs(b[k] - at.Box[k])
			}
			if off < best {
				best, from, to = off, i, j
			}
		}
	}
	var out []string
	for _, t := range texts[from : to+1] {
		out = append(out, t.S)
	}
	if stacked(words, ls[from:to+1]) {
		return strings.Join(out, "")
	}
	return strings.Join(out, "\n")
}

// maxCellLines is how many lines of a cell a place is looked for in.
const maxCellLines = 100
