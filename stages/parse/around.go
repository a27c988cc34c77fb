package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
)

// wrappedLabelSize is the least size in bytes of a label that is put together from pieces
// above and below its figures: shorter ones stand on one line.
const wrappedLabelSize = 30

// piecesBefore and piecesBehind are how many texts above and below the figures may hold
// pieces of their label; a page has at most three lines a label, and pieces of the group's
// label, which is set beside them, in between.
const (
	piecesBefore = 6
	piecesBehind = 4
)

// setBehind notes the texts that follow each record up to the next one, its own label's
// among them: where a label takes several lines, its figures stand beside the middle one.
func (c *collector) setBehind() {
	last := -1
	for i, e := range c.events {
		if e.text == nil {
			last = i
			continue
		}
		if last < 0 {
			continue
		}
		if r := &c.out[c.events[last].rec]; len(r.behind) < piecesBehind {
			r.behind = append(r.behind, e.text)
		}
	}
}

// around is the row whose whole label stands in the texts above, beside and below the
// figures, in this order and with nothing between but pieces of groups' labels; -1 if
// there is none.
func (b *book) around(r *record) int {
	if r.single || r.glued || len(r.behind) == 0 {
		return -1
	}
	above := r.before[max(0, len(r.before)-piecesBefore):]
	inside := b.pieces(r.inside)
	below := b.pieces(r.behind)
	for from := len(above) - 1; from >= 0; from-- {
		head := b.join("", b.pieces(above[from:]))
		if head == "" || ordinalLen(above[from].f) == 0 && from > 0 {
			continue
		}
		s := b.join(head, inside)
		for n := 0; n <= len(below); n++ {
			if n > 0 {
				s = b.join(s, below[n-1:n])
			}
			if row, ok := b.byCore[s]; ok && len(s) >= wrappedLabelSize && (n > 0 || len(inside) > 0) {
				return row
			}
		}
	}
	return -1
}

// pieces are the texts cut where wide space divides them: the label of a group and that of
// a row stand side by side on one line.
func (b *book) pieces(texts []*cell) []string {
	var out []string
	for _, c := range texts {
		if !strings.Contains(c.s, "  ") {
			out = append(out, c.f)
			continue
		}
		for p := range strings.SplitSeq(c.s, "  ") {
			if p = strings.TrimSpace(p); p != "" {
				out = append(out, fold.String(p))
			}
		}
	}
	return out
}

// join puts the cores of pieces behind s, without those that are pieces of the label of a
// group. It stops where the text is longer than any label.
func (b *book) join(s string, pieces []string) string {
	for _, p := range pieces {
		if len(s) > b.longest {
			break
		}
		if k := core(p); !b.ofGroup(k) || ordinalLen(p) > 0 && utf8.RuneCountInString(k) > 4 {
			s += k
		}
	}
	return s
}

// ofGroup reports that a core is a piece of the label of a group, such as 不予 or 本年.
func (b *book) ofGroup(s string) bool {
	if utf8.RuneCountInString(s) > 4 {
		return b.groups[s]
	}
	for g := range b.groups {
		if strings.Contains(g, s) {
			return true
		}
	}
	return s == "三" || strings.Contains("其他处理", s)
}
