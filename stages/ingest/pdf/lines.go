package pdf

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Read returns the lines of the PDF, page by page, from top to bottom.
// The errors are poison of the classes malformed, encrypted, no_text and the limits, the
// context's, and those of a machine on which no child can be started.
func Read(ctx context.Context, words Words, data []byte, lim Limits) ([]report.Block, error) {
	pages, err := words.Words(ctx, data)
	if err != nil {
		return nil, err
	}
	var blocks []report.Block
	var text weight
	for i, page := range pages {
		for _, line := range lines(page) {
			b := report.Block{Line: join(line, i+1), Page: i + 1}
			if len(b.Line.S) > lim.Text {
				return nil, fault.Poisonf(fault.LimitToken, "a line on page %d is %d bytes long, at most %d are read", i+1, len(b.Line.S), lim.Text)
			}
			text.add(b.Line.S)
			blocks = append(blocks, b)
		}
	}
	if !text.legible() {
		return nil, fault.Poisonf(fault.NoText, "the %d pages of the PDF have no text that can be read (a scan, or fonts without a character map); "+
			"submit a PDF with text, made from the document itself, or run text recognition first", len(pages))
	}
	return blocks, nil
}

// apart is how far the middles of two words of one line may be from each other, in heights
// of the lower word. Lines are at least one height apart; words of different fonts on one
// line differ by some 0.1.
const apart = 0.4

// lines groups the words of a page to lines, top to bottom, and each line left to right.
// Every character of text that is set vertically is a line of its own: it belongs to no
// row of the table beside it, and readers disagree by a height about where it stands.
func lines(words []Word) [][]Word {
	order, stacked := inOrder(words)
	flat := make([]Word, 0, len(words)) // all lines, one behind the other
	var out, alone [][]Word
	start := 0
	for _, i := range order {
		switch w := words[i]; {
		case stacked[i]:
			alone = append(alone, words[i:i+1])
		case len(flat) > start && !sameLine(flat[start], w):
			out = append(out, flat[start:len(flat):len(flat)])
			start = len(flat)
			fallthrough
		default:
			flat = append(flat, w)
		}
	}
	if len(flat) > start {
		out = append(out, flat[start:])
	}
	for _, l := range out {
		slices.SortStableFunc(l, func(a, b Word) int { return cmp.Compare(a.Box[0], b.Box[0]) })
	}
	out = append(out, alone...)
	slices.SortStableFunc(out, func(a, b []Word) int { return cmp.Compare(a[0].middle(), b[0].middle()) })
	return out
}

// inOrder sorts the words by their middles, as indexes, and says of each whether it is part of
// vertical text: three or more single wide characters below each other, as far left as one
// another and no more than three heights apart.
func inOrder(words []Word) (order []int, stacked []bool) {
	order, stacked = make([]int, len(words)), make([]bool, len(words))
	for i := range order {
		order[i] = i
	}
	left := func(i int) float64 { return words[i].Box[0] }
	middle := func(i int) float64 { return words[i].middle() }
	slices.SortFunc(order, func(a, b int) int {
		return sooner(left(a), left(b), middle(a), middle(b), a, b)
	})
	for i := 0; i < len(order); {
		n := 1
		for i+n < len(order) && words[order[i+n-1]].above(words[order[i+n]]) {
			n++
		}
		for k := range n {
			stacked[order[i+k]] = n >= 3
		}
		i += n
	}
	slices.SortFunc(order, func(a, b int) int {
		return sooner(middle(a), middle(b), left(a), left(b), a, b)
	})
	return order, stacked
}

// sooner compares by the first pair of values that differ. The last keeps equal words in
// the order they were found in.
func sooner(a1, b1, a2, b2 float64, a3, b3 int) int {
	if a1 != b1 {
		return cmp.Compare(a1, b1)
	}
	if a2 != b2 {
		return cmp.Compare(a2, b2)
	}
	return a3 - b3
}

// above reports whether w is a single wide character and v another below it.
func (w Word) above(v Word) bool {
	return single(w.S) && single(v.S) && math.Abs(w.Box[0]-v.Box[0]) < 0.5 &&
		v.middle() > w.middle()+0.8*w.height() && v.middle() < w.middle()+3*w.height()
}

func single(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n == len(s) && !narrow(r)
}

// sameLine reports whether two words stand on one line. A word three times as high as the
// other is a watermark or an initial and not of its line.
func sameLine(a, b Word) bool {
	low, high := min(a.height(), b.height()), max(a.height(), b.height())
	return high <= 3*low && math.Abs(a.middle()-b.middle()) <= apart*low
}

// join makes the text of a line: words with a space between them, unless they touch.
func join(line []Word, page int) report.Text {
	t := report.Text{At: report.Place{Kind: report.PlacePDF, Page: page, Box: line[0].Box}}
	t.Words = make([]report.Word, 0, len(line))
	size := len(line)
	for _, w := range line {
		size += len(w.S)
	}
	var s strings.Builder
	s.Grow(size)
	for i, w := range line {
		if i > 0 && spaced(line[i-1], w) {
			s.WriteByte(' ')
		}
		start := s.Len()
		s.WriteString(w.S)
		t.Words = append(t.Words, report.Word{Start: start, End: s.Len(), Box: w.Box})
		b := &t.At.Box
		*b = [4]float64{min(b[0], w.Box[0]), min(b[1], w.Box[1]), max(b[2], w.Box[2]), max(b[3], w.Box[3])}
	}
	t.S = s.String()
	return t
}

// spaced reports whether white space stands between two words. Readers split words where
// the font changes, too; then the gap is less than a tenth of the height. Between two
// digits there is always a space: 1 and 0 side by side are not for us to make a ten of.
func spaced(a, b Word) bool {
	if b.Box[0]-a.Box[2] >= 0.1*min(a.height(), b.height()) {
		return true
	}
	last, first := a.S[len(a.S)-1], b.S[0]
	return isDigit(last) && isDigit(first)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
