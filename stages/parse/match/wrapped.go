package match

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
)

// wrappedLabelSize is the least size in bytes of a label that is put together from pieces
// above and below its figures. Shorter ones, down to shortLabelSize, need the ordinal that
// they have in the form: without it they may be words of another label.
const (
	wrappedLabelSize = 30
	shortLabelSize   = 12
)

// wrappedRow is the row whose whole label stands in the texts above, beside and below the
// figures, in this order and with nothing between but pieces of groups' labels; -1 if
// there is none.
func wrappedRow(b *label.Book, r *record.Record) int {
	if r.Single || r.Glued || len(r.Behind) == 0 {
		return -1
	}
	above := r.Before[max(0, len(r.Before)-record.PiecesBefore):]
	inside := pieces(b, r.Inside)
	below := pieces(b, r.Behind)
	for from := len(above); from >= 0; from-- {
		parts := inside
		if from < len(above) {
			parts = append(pieces(b, above[from:]), inside...)
		}
		first := firstOfRow(b, parts)
		if first == "" || begun(b, parts) || from < len(above) && from > 0 && label.OrdinalLen(above[from].Fold) == 0 && label.OrdinalLen(first) == 0 {
			continue
		}
		s := join(b, "", parts)
		for n := 0; n <= len(below); n++ {
			last := s // with the piece as the end of the label, though it may be a group's too: 开
			if n > 0 && arabicOrdinal(below[n-1]) {
				break
			}
			if n > 0 {
				last, s = s+label.Core(below[n-1]), join(b, s, below[n-1:n])
			}
			for _, whole := range [...]string{s, last} {
				row, ok := b.ByCore[whole]
				switch {
				case !ok || n == 0 && join(b, "", inside) == "": // a label that stands above is that of the row before
				case len(whole) >= wrappedLabelSize, len(whole) >= shortLabelSize && label.PrintedOrdinal(first) == b.Rows[row].Ordinal:
					return row
				}
			}
		}
	}
	return -1
}

// firstOfRow is the first of pieces that is none of the label of a group, "" if there is none.
func firstOfRow(b *label.Book, pieces []string) string {
	for _, p := range pieces {
		if join(b, "", []string{p}) != "" {
			return p
		}
	}
	return ""
}

// begun reports that another label begins within pieces: only the first of a row's pieces has
// the Arabic ordinal.
func begun(b *label.Book, pieces []string) bool {
	some := false
	for _, p := range pieces {
		if some && arabicOrdinal(p) {
			return true
		}
		some = some || join(b, "", []string{p}) != ""
	}
	return false
}

// arabicOrdinal reports that a folded text begins with the ordinal of a row: 3. and not （三）.
func arabicOrdinal(f string) bool {
	return f != "" && f[0] >= '0' && f[0] <= '9' && label.OrdinalLen(f) > 0
}

// pieces are the texts cut where the label of a group and that of a row stand side by side
// on one line: at wide space, and at a single space behind a piece of a group's label.
func pieces(b *label.Book, texts []*layout.Cell) []string {
	var out []string
	for _, c := range texts {
		if !strings.Contains(c.S, " ") {
			out = append(out, c.Fold)
			continue
		}
		for p := range strings.SplitSeq(c.S, "  ") {
			if p = strings.TrimSpace(p); p != "" {
				out = cutGroups(b, out, p)
			}
		}
	}
	return out
}

// cutGroups adds the text s to out, with the pieces of groups' labels that it begins with as
// texts of their own.
func cutGroups(b *label.Book, out []string, s string) []string {
	for {
		left, right, ok := strings.Cut(s, " ")
		f := fold.String(left)
		if k := label.Core(f); !ok || k == "" || !ofGroup(b, k) {
			return append(out, fold.String(s))
		}
		out, s = append(out, f), strings.TrimSpace(right)
	}
}

// join puts the cores of pieces behind s, without those that are pieces of the label of a
// group, which have no Arabic ordinal. It stops where the text is longer than any label.
func join(b *label.Book, s string, pieces []string) string {
	for _, p := range pieces {
		if len(s) > b.Longest {
			break
		}
		if k := label.Core(p); !ofGroup(b, k) || label.OrdinalLen(p) > 0 && (utf8.RuneCountInString(k) > 4 || arabicOrdinal(p)) {
			s += k
		}
	}
	return s
}

// ofGroup reports that a core is a piece of the label of a group, such as 不予 or 本年.
func ofGroup(b *label.Book, s string) bool {
	switch n := utf8.RuneCountInString(s); {
	case n > 4:
		return b.Groups[s]
	case n == 1: // the numeral of a group, without its brackets
		if r, _ := utf8.DecodeRuneInString(s); fold.HanDigit(r) > 0 {
			return true
		}
	}
	for g := range b.Groups {
		if strings.Contains(g, s) {
			return true
		}
	}
	return strings.Contains("其他处理", s)
}
