package proceedings

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/parse/header"
	"github.com/gouji/gouji/stages/parse/layout"
)

// HeadChars are the characters of the heads of table four.
const HeadChars = "行政复议诉讼未经直接起后结果维持纠正其他尚审总计"

// readHeads are the heads above the first figures in the order in which they are read, whatever
// the ends of lines and white space cut them into: words that stand one behind the other are put
// together. Heads whose pieces stand one above the other are not found so.
func readHeads(us []layout.Unit, mem *layout.UnitMemory) (groups, outs []header.Word) {
	var all strings.Builder
	var pieces []header.Piece // X0 is where in all the piece begins
	for i := range us {
		if layout.FiguresIn(&us[i]) > 0 {
			break
		}
		for _, c := range header.Words(&us[i], mem) {
			if s := c.Core(); s != "" && strings.Trim(s, HeadChars) == "" {
				pieces = append(pieces, header.Piece{C: c, Unit: i, X0: float64(all.Len())})
				all.WriteString(s)
			}
		}
	}
	text, k := all.String(), 0
	for at := 0; at < len(text); {
		for k+1 < len(pieces) && int(pieces[k+1].X0) <= at {
			k++
		}
		w := header.Word{Cell: pieces[k].C, Unit: pieces[k].Unit}
		if g, n := leading(text[at:], groupWords()); n > 0 {
			w.Col, at = g, at+n
			groups = append(groups, w)
		} else if o, n := leading(text[at:], outcomeWords()); n > 0 {
			w.Col, at = o, at+n
			outs = append(outs, w)
		} else {
			at += len("结")
		}
	}
	return groups, outs
}

// leading is which of the words a text begins with, and its length; 0 for none.
func leading(s string, words []string) (int, int) {
	i := slices.IndexFunc(words, func(w string) bool { return strings.HasPrefix(s, w) })
	if i < 0 {
		return 0, 0
	}
	return i, len(words[i])
}

// turned reports that heads are read in another order than that of the form: a group before one
// that stands left of it, or the outcomes of a group in an order of their own. Where outcomes are
// lost, those that are left have the order of the form.
func turned(groups, outs []header.Word) []header.Word {
	last := -1
	seen := [4]bool{}
	for _, g := range groups {
		if seen[g.Col] {
			continue // heads that are printed again
		}
		seen[g.Col] = true
		if rank(g.Col) < last {
			return groups
		}
		last = rank(g.Col)
	}
	if len(outs) == outcomes {
		for g := range 3 {
			if !slices.IsSortedFunc(outs[g*5:g*5+5], func(a, b header.Word) int { return a.Col - b.Col }) {
				return outs[g*5 : g*5+5]
			}
		}
		return nil
	}
	if len(outs) == outcomes/3 && !slices.IsSortedFunc(outs, func(a, b header.Word) int { return a.Col - b.Col }) {
		return outs
	}
	return nil
}
