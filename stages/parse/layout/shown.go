package layout

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// shownCell is the cell that holds what is shown of from.S[start:end]. Struck, raised,
// lowered, hidden, tiny and pale characters are no part of the word beside them. Where what
// is left does not stand in one piece, and there is a digit in it, the cell is broken: no
// place of the document reads as its figure.
func shownCell(from *report.Text, start, end int) Cell {
	// A picture, control or symbol beside figures may show a part of them.
	thing, figures := false, false
	for _, o := range from.Objects {
		if o.At >= start && o.At <= end {
			thing = true
			figures = figures || o.Thing != report.Attachment && o.Thing != report.Script && o.Thing != report.Frame
		}
	}
	first, last := -1, -1
	var shown strings.Builder
	at, gap, broken := start, false, false
	take := func(to int) {
		a, b := trimmed(from.S, at, max(at, to))
		if a == b {
			return
		}
		broken = broken || gap && first >= 0
		if first < 0 {
			first = a
		}
		last, gap = b, false
		shown.WriteString(from.S[at:to])
	}
	for _, m := range from.Marks {
		if m.End <= start || m.Start >= end {
			continue
		}
		take(max(start, m.Start))
		at, gap = min(end, m.End), true
	}
	take(end)
	if first < 0 {
		// Struck or raised figures alone are seen, and are no figure of the cell.
		thing = thing || start < end && slices.ContainsFunc(from.Marks, func(m report.Mark) bool {
			return m.Start < end && m.End > start && (m.Look == report.Struck || m.Look == report.Raised || m.Look == report.Lowered)
		})
		return Cell{From: from, Off: int32(start), thing: thing}
	}
	c := Cell{S: from.S[first:last], Fold: fold.String(shown.String()), From: from, Off: int32(first), thing: thing}
	c.broken = (broken || figures) && strings.ContainsAny(c.Fold, "0123456789") && (isNumeral(c.Fold) || isNumeral(fold.String(c.S)))
	return c
}

// isNumeral reports a folded text that is a figure, perhaps with its unit, and no words.
func isNumeral(f string) bool {
	_, ok := number(f)
	return ok
}
