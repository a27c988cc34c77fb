package layout

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// A text whose lines were cut at a number of characters, as editors and mail programs do, has
// many lines of just that many. leastCut is how many there must be, shortestCut and longestCut
// how long they are.
const leastCut, shortestCut, longestCut = 8, 20, 200

// cutLength is the length in characters at which the lines of a text were cut, 0 where they
// were not: then the longest lines of prose have different lengths, or a row is longer.
func cutLength(doc *report.Document, mem *UnitMemory) int {
	if doc.Format != report.FormatText {
		return 0
	}
	longest, n := 0, 0
	for i := range doc.Blocks {
		mem.Step()
		b := &doc.Blocks[i]
		length := utf8.RuneCountInString(b.Line.S)
		if length > longestCut {
			return 0
		}
		if b.Grid != nil || length < longest {
			continue
		}
		if length > longest {
			longest, n = length, 0
		}
		if !inColumns(b.Line.S) {
			n++
		}
	}
	if n < leastCut || longest < shortestCut {
		return 0
	}
	return longest
}

// inColumns reports a line whose cells may have been set so that all rows are as long.
func inColumns(line string) bool {
	return strings.ContainsAny(line, "\t|｜+") || strings.Contains(strings.TrimSpace(line), "  ")
}

// goesOn reports that line i of a text that was cut at length goes on in the next one.
func goesOn(doc *report.Document, i, length int) bool {
	if i < 0 || i+1 >= len(doc.Blocks) || doc.Blocks[i].Grid != nil || doc.Blocks[i+1].Grid != nil || doc.Blocks[i+1].Gap > 0 {
		return false
	}
	return utf8.RuneCountInString(doc.Blocks[i].Line.S) == length
}

// BreakFigures makes every figure among cells one that is known to be in pieces.
func BreakFigures(cells []Cell) {
	for i := range cells {
		if c := &cells[i]; c.Loose || IsFigure(c) {
			c.broken = true
		}
	}
}
