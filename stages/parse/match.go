package parse

import (
	"strings"
	"unicode/utf8"
)

// The weights of a label's likeness to a row. A record without any label fits every
// row a little.
const (
	exact     = 1000
	atEnd     = 900 // the text ends with the label
	beginning = 600 // the label is cut off behind
	fragment  = 500 // a piece out of the label
	alike     = 100 // misprinted: 100 to 300
	hinted    = 20  // like the labels of several rows
	unlabeled = 3
	never     = -1000
)

// likeness judges texts, the last of them first, as the label of each row of b. The
// result has one weight a row.
func (b *book) likeness(r *record, mem *rowMemory) ([]int, *cell) {
	w := mem.ints.take(len(b.rows))[:len(b.rows)]
	if len(r.inside) > 0 {
		if c := b.judge(w, r.inside, false); c != nil {
			return w, c
		}
	}
	if len(r.inside) == 0 && !r.torn && b.labelsAmong(r.before) > 1 {
		r.doubt = true // the figures of the first label may be these, or be lost
		for i := range w {
			w[i] = unlabeled
		}
		return w, nil
	}
	if len(r.inside) == 0 && !r.torn {
		if c := b.judge(w, r.before, true); c != nil {
			return w, c
		}
	}
	if row := b.around(r); row >= 0 && b.off.on(wrappedLabel) {
		return w, found(w, row, exact, r.behind[0])
	}
	for i := range w {
		w[i] = unlabeled
	}
	if r.torn {
		return w, nil
	}
	if n := len(r.inside); n > 1 {
		if last := r.inside[n-1].core(); len(last) >= 12 && b.compare(w, last) {
			return w, nil
		}
		for i := range w {
			w[i] = unlabeled
		}
	}
	if own := ownText(r); own != "" {
		b.compare(w, own)
	}
	return w, nil
}

// ownText is the core of the texts of the record's own unit, or of the one text before
// single figures, as far as it is no label of a group or column.
func ownText(r *record) string {
	list := r.inside
	if len(list) == 0 && r.single && len(r.before) > 0 {
		list = r.before[len(r.before)-1:]
	}
	if len(list) == 1 {
		return list[0].core()
	}
	var s strings.Builder // a row may have 300,000 cells
	for _, c := range list {
		s.WriteString(c.core())
	}
	return s.String()
}

// judge looks for an exact label among the last texts, alone or put together from up
// to four pieces, and sets its weight. It returns the cell with the label, or nil.
//
// 总计 and 其他 are heads of columns too: where the figures stand in units of their own
// (strict) they count only with the ordinal of the row.
func (b *book) judge(w []int, texts []*cell, strict bool) *cell {
	if len(texts) == 0 {
		return nil
	}
	joined := ""
	for n := 1; n <= 4 && n <= len(texts); n++ {
		c := texts[len(texts)-n]
		joined = c.core() + joined
		if row, ok := b.byCore[joined]; ok && b.fits(row, joined, c.f, strict) {
			return found(w, row, exact, c)
		}
		if len(joined) > 30 {
			if row := b.suffix(joined); row >= 0 {
				return found(w, row, atEnd, c)
			}
		}
	}
	if c := texts[len(texts)-1]; len(c.f) > 15 {
		if row := b.suffix(c.core()); row >= 0 {
			return found(w, row, atEnd, c)
		}
	}
	return nil
}

// fits reports that a text whose core is that of a row may be its label: 总计 and 其他 need
// the ordinal of the row where it is asked for, and never have another one.
func (b *book) fits(row int, joined, f string, strict bool) bool {
	if len(joined) > len("总计") {
		return true
	}
	printed := printedOrdinal(f)
	return printed == 0 && !strict || printed != 0 && printed == b.rows[row].ordinal
}

// labelsAmong counts the labels of different rows that stand whole among texts, each in one
// piece or in up to four.
func (b *book) labelsAmong(texts []*cell) int {
	n, last := 0, -1
	for i := 0; i < len(texts); {
		row, pieces := b.wholeLabel(texts[i:])
		if row >= 0 && row != last && b.rows[row].row.Key != otherRow {
			n, last = n+1, row
		}
		i += pieces
	}
	return n
}

// unexplained reports texts that are neither the label of a row, nor of a group, nor a head.
func (b *book) unexplained(texts []*cell) bool {
	for i := 0; i < len(texts); {
		row, pieces := b.wholeLabel(texts[i:])
		if s := texts[i].core(); row < 0 && !b.groups[s] && !b.heads[s] && s != "其他处理" {
			return true
		}
		i += pieces
	}
	return false
}

func found(w []int, row, weight int, c *cell) *cell {
	for i := range w {
		w[i] = never
	}
	w[row] = weight
	return c
}

// suffix is the row whose label s ends with, the longest if several do, or -1. 总计 and
// 其他 end other texts too.
func (b *book) suffix(s string) int {
	best, size := -1, len("总计")
	for i := range b.rows {
		for _, l := range [...]string{b.rows[i].core, b.rows[i].short} {
			if len(l) > size && len(s) > len(l) && strings.HasSuffix(s, l) {
				best, size = i, len(l)
			}
		}
	}
	for l, i := range b.byCore {
		if len(l) > size && len(s) > len(l) && strings.HasSuffix(s, l) {
			best, size = i, len(l)
		}
	}
	return best
}

// compare weighs a text that is no label of the form against every row: as a part of
// its label, or as a misprint of it, and reports whether any fits. Group labels say nothing.
func (b *book) compare(w []int, own string) bool {
	if own == "" || b.heads[own] {
		return false
	}
	some, runes := 0, []rune(own)
	for i := range b.rows {
		if w[i] = b.weigh(i, own, runes); w[i] > unlabeled {
			some++
		}
	}
	for i := range w {
		if some > 1 && w[i] > hinted {
			w[i] = hinted
		}
	}
	if some > 0 || len(runes) > 3 {
		for i := range w {
			if w[i] <= unlabeled {
				w[i] = never
			}
		}
	}
	return some > 0
}

// weigh weighs a text, whose characters are runes, against the label of row i.
func (b *book) weigh(i int, own string, runes []rune) int {
	l := &b.rows[i]
	n := len(runes)
	switch {
	case n >= 4 && strings.HasPrefix(l.core, own):
		return beginning
	case n >= 3 && strings.Contains(l.core, own):
		return fragment
	}
	if len(l.short) >= 12 && strings.Contains(own, l.short) { // a group's label or a fragment before the row's own
		return fragment
	}
	if n < 3 || n > 2*len(l.runes)+4 || len(l.runes) < 4 {
		return unlabeled
	}
	if !b.off.on(misprinted) {
		return unlabeled
	}
	longest := max(n, len(l.runes))
	if (longest-l.chars.among(runes))*10 > longest*4 { // so many characters at least differ
		return unlabeled
	}
	d := distance(runes, l.runes)
	if d*10 <= longest*4 {
		return alike + 200 - 500*d/longest
	}
	return unlabeled
}

// nearly reports that two texts differ by one character: one is another, lost or too many.
func nearly(a, b string) bool {
	for a != "" && b != "" { // what both begin with
		r, n := utf8.DecodeRuneInString(a)
		if q, m := utf8.DecodeRuneInString(b); r != q || n != m {
			break
		}
		a, b = a[n:], b[n:]
	}
	_, n := utf8.DecodeRuneInString(a)
	_, m := utf8.DecodeRuneInString(b)
	return a[n:] == b[m:] && n+m > 0 || n > 0 && a[n:] == b || m > 0 && a == b[m:]
}

// charSet is a set of characters that may say yes of one that is not in it.
type charSet [4]uint64

func charsOf(runes []rune) (s charSet) {
	for _, r := range runes {
		s[r>>6&3] |= 1 << (r & 63)
	}
	return s
}

// among counts the runes that are in the set. No fewer differ from a text of the set's
// characters, however the two are put beside each other, than are left.
func (s *charSet) among(runes []rune) int {
	n := 0
	for _, r := range runes {
		if s[r>>6&3]&(1<<(r&63)) != 0 {
			n++
		}
	}
	return n
}

// distance is the edit distance of two short texts.
func distance(a, b []rune) int {
	var few [64]int
	row := few[:]
	if len(b) >= len(few) {
		row = make([]int, len(b)+1)
	}
	row = row[:len(b)+1]
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
