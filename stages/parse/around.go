package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
)

// wrappedLabelSize is the least size in bytes of a label that is put together from pieces
// above and below its figures. Shorter ones, down to shortLabelSize, need the ordinal that
// they have in the form: without it they may be words of another label.
const (
	wrappedLabelSize = 30
	shortLabelSize   = 12
)

// piecesBefore and piecesBehind are how many texts above and below the figures may hold
// pieces of their label: the longest has 36 characters, in a narrow column seven lines, and
// pieces of the group's label, which is set beside them, stand in between.
const (
	piecesBefore = 10
	piecesBehind = 12
)

// setBehind notes the texts that follow each record up to the next one, its own label's
// among them: where a label takes several lines, its figures stand beside the middle one.
func (c *collector) setBehind() {
	var last *record
	text := 0 // how many of c.texts stand before the event
	for _, e := range c.events {
		switch {
		case e.text == nil:
			last = &c.out[e.rec]
			last.behind = c.texts[text:text:len(c.texts)]
			continue
		case last != nil && len(last.behind) < piecesBehind:
			last.behind = last.behind[:len(last.behind)+1]
		}
		text++
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
	for from := len(above); from >= 0; from-- {
		pieces := inside
		if from < len(above) {
			pieces = append(b.pieces(above[from:]), inside...)
		}
		first := b.firstOfRow(pieces)
		if first == "" || b.begun(pieces) || from < len(above) && from > 0 && ordinalLen(above[from].f) == 0 && ordinalLen(first) == 0 {
			continue
		}
		s := b.join("", pieces)
		for n := 0; n <= len(below); n++ {
			last := s // with the piece as the end of the label, though it may be a group's too: 开
			if n > 0 && arabicOrdinal(below[n-1]) {
				break
			}
			if n > 0 {
				last, s = s+core(below[n-1]), b.join(s, below[n-1:n])
			}
			for _, whole := range [...]string{s, last} {
				row, ok := b.byCore[whole]
				switch {
				case !ok || n == 0 && len(inside) == 0:
				case len(whole) >= wrappedLabelSize, len(whole) >= shortLabelSize && printedOrdinal(first) == b.rows[row].ordinal:
					return row
				}
			}
		}
	}
	return -1
}

// firstOfRow is the first of pieces that is none of the label of a group, "" if there is none.
func (b *book) firstOfRow(pieces []string) string {
	for _, p := range pieces {
		if b.join("", []string{p}) != "" {
			return p
		}
	}
	return ""
}

// begun reports that another label begins within pieces: only the first of a row's pieces has
// the Arabic ordinal.
func (b *book) begun(pieces []string) bool {
	some := false
	for _, p := range pieces {
		if some && arabicOrdinal(p) {
			return true
		}
		some = some || b.join("", []string{p}) != ""
	}
	return false
}

// arabicOrdinal reports that a folded text begins with the ordinal of a row: 3. and not （三）.
func arabicOrdinal(f string) bool { return f != "" && f[0] >= '0' && f[0] <= '9' && ordinalLen(f) > 0 }

// pieces are the texts cut where the label of a group and that of a row stand side by side
// on one line: at wide space, and at a single space behind a piece of a group's label.
func (b *book) pieces(texts []*cell) []string {
	var out []string
	for _, c := range texts {
		if !strings.Contains(c.s, " ") {
			out = append(out, c.f)
			continue
		}
		for p := range strings.SplitSeq(c.s, "  ") {
			if p = strings.TrimSpace(p); p != "" {
				out = b.cutGroups(out, p)
			}
		}
	}
	return out
}

// cutGroups adds the text s to out, with the pieces of groups' labels that it begins with as
// texts of their own.
func (b *book) cutGroups(out []string, s string) []string {
	for {
		left, right, ok := strings.Cut(s, " ")
		f := fold.String(left)
		if k := core(f); !ok || k == "" || !b.ofGroup(k) {
			return append(out, fold.String(s))
		}
		out, s = append(out, f), strings.TrimSpace(right)
	}
}

// join puts the cores of pieces behind s, without those that are pieces of the label of a
// group, which have no Arabic ordinal. It stops where the text is longer than any label.
func (b *book) join(s string, pieces []string) string {
	for _, p := range pieces {
		if len(s) > b.longest {
			break
		}
		if k := core(p); !b.ofGroup(k) || ordinalLen(p) > 0 && (utf8.RuneCountInString(k) > 4 || arabicOrdinal(p)) {
			s += k
		}
	}
	return s
}

// ofGroup reports that a core is a piece of the label of a group, such as 不予 or 本年.
func (b *book) ofGroup(s string) bool {
	switch n := utf8.RuneCountInString(s); {
	case n > 4:
		return b.groups[s]
	case n == 1: // the numeral of a group, without its brackets
		if r, _ := utf8.DecodeRuneInString(s); hanDigit(r) > 0 {
			return true
		}
	}
	for g := range b.groups {
		if strings.Contains(g, s) {
			return true
		}
	}
	return strings.Contains("其他处理", s)
}
