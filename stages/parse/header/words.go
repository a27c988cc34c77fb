package header

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
)

// Heads say which column of the form a figure stands in. Where each head of a table is
// found once, their order is that of the figures; where none is found, the figures stand as
// in the form. Heads that are found and contradict either are trouble: then no figure
// below them is read.

// Word is the head of a column as it is printed.
type Word struct {
	Col  int // in the form
	Cell *layout.Cell
	Unit int
}

// Order is the order of the columns in print: the n-th figure belongs to column out[n].
// ok is false where the heads found do not say, known where they do.
func Order(heads []Word, n int) (out []int, known, contradicts bool) {
	out = make([]int, len(heads))
	for i, h := range heads {
		out[i] = h.Col
	}
	sorted := slices.Clone(out)
	slices.Sort(sorted)
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			return FormOrder(n), false, false // a head that is found twice says nothing
		}
	}
	switch {
	case len(out) == n:
		return out, true, false
	case slices.IsSorted(out):
		return FormOrder(n), false, false
	}
	return FormOrder(n), false, true
}

// FormOrder is the order of n columns as the form has them: 0 to n-1.
func FormOrder(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// Quote is the print of heads.
func Quote(heads []Word) report.Quote {
	var words []string
	q := report.Quote{}
	for i, h := range heads {
		if i == 0 {
			q.At = h.Cell.Text().At
		}
		words = append(words, h.Cell.S)
	}
	q.Text = strings.Join(words, " ")
	if len(heads) > 0 && !q.At.OnPage() {
		q.Text = heads[0].Cell.S
	}
	return q
}

// spaced reports white space of the usual kinds inside of a text, in a quick look.
func spaced(s string) bool {
	return strings.IndexByte(s, ' ') >= 0 || strings.Contains(s, "\u3000") || strings.Contains(s, "\u00a0") || strings.Contains(s, "\u2003") || strings.IndexByte(s, '\t') >= 0
}

// Words are the cells of the unit, those of a line cut at white space.
func Words(u *layout.Unit, mem *layout.UnitMemory) []*layout.Cell {
	var out []*layout.Cell
	for i := range u.Cells {
		c := &u.Cells[i]
		if u.Kind != layout.Line || c.From == nil || len(c.Fold) > label.LongText || !spaced(c.S) {
			out = append(out, c)
			continue
		}
		mem.Step()
		for at := 0; at < len(c.S); {
			end := strings.IndexFunc(c.S[at:], unicode.IsSpace) // the wide space of Chinese texts too
			if end < 0 {
				end = len(c.S) - at
			}
			if end > 0 {
				w := layout.CellAt(c.From, int(c.Off)+at, int(c.Off)+at+end)
				out = append(out, &w)
			}
			at += end
			_, size := utf8.DecodeRuneInString(c.S[at:])
			at += size
		}
	}
	return out
}
