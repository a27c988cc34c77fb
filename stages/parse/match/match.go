package match

import (
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/repair"
)

// Likeness judges texts, the last of them first, as the label of each row of b. The
// result has one weight a row.
func Likeness(b *label.Book, r *record.Record, mem *record.RowMemory) ([]int, *layout.Cell) {
	w := mem.Ints.Take(len(b.Rows))[:len(b.Rows)]
	if len(r.Inside) > 0 {
		if c := labelAtEnd(b, w, r.Inside, false); c != nil {
			return w, c
		}
	}
	if len(r.Inside) == 0 && !r.Torn && countLabels(b, r.Before) > 1 {
		r.Doubt = true // the figures of the first label may be these, or be lost
		for i := range w {
			w[i] = label.Unlabeled
		}
		return w, nil
	}
	if len(r.Inside) == 0 && !r.Torn {
		if c := labelAtEnd(b, w, r.Before, true); c != nil {
			return w, c
		}
	}
	if row := wrappedRow(b, r); row >= 0 && b.Off.On(repair.WrappedLabel) {
		return w, found(w, row, label.Exact, r.Behind[0])
	}
	for i := range w {
		w[i] = label.Unlabeled
	}
	if r.Torn {
		return w, nil
	}
	if n := len(r.Inside); n > 1 {
		if last := r.Inside[n-1].Core(); len(last) >= 12 && compare(b, w, last) {
			return w, nil
		}
		for i := range w {
			w[i] = label.Unlabeled
		}
	}
	if own := record.OwnText(r); own != "" {
		compare(b, w, own)
	}
	return w, nil
}

// labelAtEnd looks for an exact label among the last texts, alone or put together from up
// to four pieces, and sets its weight. It returns the cell with the label, or nil.
//
// 总计 and 其他 are heads of columns too: where the figures stand in units of their own
// (strict) they count only with the ordinal of the row.
func labelAtEnd(b *label.Book, w []int, texts []*layout.Cell, strict bool) *layout.Cell {
	if len(texts) == 0 {
		return nil
	}
	joined := ""
	for n := 1; n <= 4 && n <= len(texts); n++ {
		c := texts[len(texts)-n]
		if strict && label.EndsInSign(c.Fold) {
			return nil // the figures of the label are signs that say nothing
		}
		if joined = c.Core() + joined; c.Core() == "" && label.OrdinalLen(c.Fold) > 0 {
			break // a label begins here: what stands before it is another one
		}
		if row, ok := b.ByCore[joined]; ok && b.Fits(row, joined, c.Fold, strict) {
			return found(w, row, label.Exact, c)
		}
		if len(joined) > 30 {
			if row := b.Suffix(joined); row >= 0 {
				return found(w, row, label.AtEnd, c)
			}
		}
	}
	if c := texts[len(texts)-1]; len(c.Fold) > 15 {
		if row := b.Suffix(c.Core()); row >= 0 {
			return found(w, row, label.AtEnd, c)
		}
	}
	return nil
}

// countLabels counts the labels of different rows that stand whole among texts, each in one
// piece or in up to four.
func countLabels(b *label.Book, texts []*layout.Cell) int {
	n, last := 0, -1
	for i := 0; i < len(texts); {
		row, pieces := WholeLabel(b, texts[i:])
		if row >= 0 && row != last && b.Rows[row].Row.Key != label.OtherRow {
			n, last = n+1, row
		}
		i += pieces
	}
	return n
}

// Unexplained reports texts that are neither the label of a row, nor of a group, nor a head.
func Unexplained(b *label.Book, texts []*layout.Cell) bool {
	for i := 0; i < len(texts); {
		row, pieces := WholeLabel(b, texts[i:])
		if s := texts[i].Core(); row < 0 && !b.Groups[s] && !b.Heads[s] && s != "其他处理" {
			return true
		}
		i += pieces
	}
	return false
}

func found(w []int, row, weight int, c *layout.Cell) *layout.Cell {
	for i := range w {
		w[i] = label.Never
	}
	w[row] = weight
	return c
}

// compare weighs a text that is no label of the form against every row: as a part of
// its label, or as a misprint of it, and reports whether any fits. Group labels say nothing.
func compare(b *label.Book, w []int, own string) bool {
	if own == "" || b.Heads[own] {
		return false
	}
	some, runes := 0, []rune(own)
	for i := range b.Rows {
		if w[i] = b.Weigh(i, own, runes); w[i] > label.Unlabeled {
			some++
		}
	}
	for i := range w {
		if some > 1 && w[i] > label.Hinted {
			w[i] = label.Hinted
		}
	}
	if some > 0 || len(runes) > 3 {
		for i := range w {
			if w[i] <= label.Unlabeled {
				w[i] = label.Never
			}
		}
	}
	return some > 0
}
