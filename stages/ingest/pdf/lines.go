package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// apart is how far the middles of two words of one line may be from each other, in heights
// of the lower word. Lines are at least one height apart; words of different fonts on one
// line differ by some 0.1.
const apart = 0.4

// lines groups words to lines, top to bottom, and each line left to right, as indexes. Every
// character of text that is set vertically is a line of its own: it belongs to no row of the
// table beside it. So is text that is turned.
func lines(words []word) [][]int {
	order, alone := inOrder(words)
	flat := make([]int, 0, len(words)) // all lines, one behind the other
	var out, single [][]int
	start := 0
	for n, i := range order {
		switch w := &words[i]; {
		case alone[i]:
			single = append(single, order[n:n+1:n+1])
		case len(flat) > start && !sameLine(&words[flat[start]], w):
			out = append(out, flat[start:len(flat):len(flat)])
			start = len(flat)
			fallthrough
		default:
			flat = append(flat, i)
		}
	}
	if len(flat) > start {
		out = append(out, flat[start:])
	}
	for _, l := range out {
		slices.SortStableFunc(l, func(a, b int) int { return cmp.Compare(words[a].box[0], words[b].box[0]) })
	}
	out = append(out, single...)
	slices.SortStableFunc(out, func(a, b []int) int { return cmp.Compare(words[a[0]].lineMiddle(), words[b[0]].lineMiddle()) })
	return out
}

// lineMiddle is the middle of the line that a word stands on: for a raised or lowered one,
// that of a word of the usual size.
func (w *word) lineMiddle() float64 {
	if w.look == report.Raised || w.look == report.Lowered {
		return w.base - 0.3*w.size/0.65
	}
	return w.middle()
}

// inOrder sorts the words by their middles, as indexes, and says of each whether it is a line
// of its own: turned, or part of vertical text, that is three or more single wide characters
// below each other, as far left as one another and no more than three heights apart.
func inOrder(words []word) (order []int, alone []bool) {
	order, alone = make([]int, len(words)), make([]bool, len(words))
	for i := range order {
		order[i] = i
	}
	left := func(i int) float64 { return words[i].box[0] }
	middle := func(i int) float64 { return words[i].lineMiddle() }
	slices.SortFunc(order, func(a, b int) int {
		return sooner(left(a), left(b), middle(a), middle(b), a, b)
	})
	for i := 0; i < len(order); {
		n := 1
		for i+n < len(order) && words[order[i+n-1]].above(&words[order[i+n]]) {
			n++
		}
		for k := range n {
			alone[order[i+k]] = n >= 3 || words[order[i+k]].turned
		}
		i += n
	}
	slices.SortFunc(order, func(a, b int) int {
		return sooner(middle(a), middle(b), left(a), left(b), a, b)
	})
	return order, alone
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
func (w *word) above(v *word) bool {
	return single(w.s) && single(v.s) && math.Abs(w.box[0]-v.box[0]) < 0.5 &&
		v.middle() > w.middle()+0.8*w.height() && v.middle() < w.middle()+3*w.height()
}

func single(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n == len(s) && r >= 0x2E80
}

// sameLine reports whether two words stand on one line. A word three times as high as the
// other is an initial and not of its line.
func sameLine(a, b *word) bool {
	low, high := min(a.height(), b.height()), max(a.height(), b.height())
	return high <= 3*low && math.Abs(a.lineMiddle()-b.lineMiddle()) <= apart*low
}

// join makes the text of a line: words with a space between them, unless they touch.
func join(words []word, line []int, page int) report.Text {
	t := report.Text{At: report.Place{Kind: report.PlacePDF, Page: page, Box: words[line[0]].box}}
	t.Words = make([]report.Word, 0, len(line))
	size := len(line)
	for _, i := range line {
		size += len(words[i].s)
	}
	var s strings.Builder
	s.Grow(size)
	for n, i := range line {
		w := &words[i]
		if n > 0 && spaced(&words[line[n-1]], w) {
			s.WriteByte(' ')
		}
		start := s.Len()
		s.WriteString(w.s)
		t.Words = append(t.Words, report.Word{Start: start, End: s.Len(), Box: w.box})
		t.Marks = appendMark(t.Marks, start, s.Len(), w.look)
		t.At.Box = union(t.At.Box, w.box)
	}
	t.S = s.String()
	return t
}

func appendMark(marks []report.Mark, start, end int, l look) []report.Mark {
	if l == "" {
		return marks
	}
	return append(marks, report.Mark{Start: start, End: end, Look: l})
}

// spaced reports whether white space stands between two words. Words are split where the
// font changes, too; then the gap is less than a tenth of the height. Between two digits
// there is always a space: 1 and 0 side by side are not for us to make a ten of.
func spaced(a, b *word) bool {
	if b.box[0]-a.box[2] >= 0.1*min(a.height(), b.height()) {
		return true
	}
	last, first := a.s[len(a.s)-1], b.s[0]
	return isDigit(last) && isDigit(first)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// hanShare is how much of a text is ideographs.
func hanShare(s string) float64 {
	n, han := 0, 0
	for _, r := range s {
		n++
		if unicode.Is(unicode.Han, r) {
			han++
		}
	}
	return float64(han) / float64(max(n, 1))
}
