package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// A text whose lines were cut at a number of characters, or of columns of a print, as editors,
// terminals and mail programs do, has many lines of just that many. leastCut is how many there
// must be, shortestCut and longestCut how long they are.
const leastCut, shortestCut, longestCut = 8, 20, 200

// lineCut is the length at which the lines of a text were cut, 0 where they were not.
type lineCut struct {
	length int
	// columns says that it counts columns, of which a Han character takes two: one that
	// does not fit leaves the last column free.
	columns bool
}

// cutLength is how the lines of a text were cut. They were not where the longest lines of prose
// have different lengths, or a row is longer.
func cutLength(doc *report.Document, mem *scratch) lineCut {
	if doc.Format != report.FormatText {
		return lineCut{}
	}
	var longest, n [2]int
	for i := range doc.Blocks {
		mem.step()
		b := &doc.Blocks[i]
		if b.Grid != nil {
			continue
		}
		s := b.Line.S
		if len(s) > longestCut*utf8.UTFMax {
			return lineCut{}
		}
		prose := !inColumns(s)
		for k, length := range [2]int{utf8.RuneCountInString(s), width(s)} {
			switch {
			case length > longest[k]+k: // by columns, one that is free is none that is missing
				longest[k], n[k] = length, 0
			case length < longest[k]-k:
				continue
			}
			longest[k] = max(longest[k], length)
			if prose {
				n[k]++
			}
		}
	}
	for k := range longest {
		if n[k] >= leastCut && longest[k] >= shortestCut && longest[k] <= longestCut {
			return lineCut{longest[k], k == 1}
		}
	}
	return lineCut{}
}

// inColumns reports a line whose cells may have been set so that all rows are as long.
func inColumns(line string) bool {
	return strings.ContainsAny(line, "\t|｜+") || strings.Contains(strings.TrimSpace(line), "  ")
}

// goesOn reports that line i of a text that was cut goes on in the next one.
func (c lineCut) goesOn(doc *report.Document, i int) bool {
	if i < 0 || i+1 >= len(doc.Blocks) || doc.Blocks[i].Grid != nil || doc.Blocks[i+1].Grid != nil || doc.Blocks[i+1].Gap > 0 {
		return false
	}
	if c.columns {
		return width(doc.Blocks[i].Line.S) >= c.length-1
	}
	return utf8.RuneCountInString(doc.Blocks[i].Line.S) == c.length
}

// breakFigures makes every figure among cells one that is known to be in pieces.
func breakFigures(cells []cell) {
	for i := range cells {
		if c := &cells[i]; c.loose || isFigure(c) {
			c.broken = true
		}
	}
}
