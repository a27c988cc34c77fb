package layout

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// A text whose lines were cut at a number of characters, or of columns of a print, as editors,
// terminals and mail programs do, has many lines of just that many. leastCut is how many there
// must be, shortestCut and longestCut how long they are.
const leastCut, shortestCut, longestCut = 8, 20, 200

// lineCut is the length at which the lines of a text were cut, by each way to count, 0 where they
// were not. Prose often shows no difference between two ways: a line that is full by one of them
// may go on.
type lineCut struct {
	at lineLengths
	// bordered is set where rows begin and end with a border, as nearly all of a text in Markdown do.
	bordered bool
}

// lineMetric is a way to count what a line holds.
type lineMetric uint8

const (
	byCharacters  lineMetric = iota
	byColumns                // Han characters take two columns; one that does not fit leaves one free
	byWideColumns            // and so do “ ” … —, as many terminals print them
	lineMetrics
)

// lineLengths are the lengths of a line by each way to count.
type lineLengths [lineMetrics]int

// lengthsOf counts a line by all ways at once. It looks at the first bytes of characters, because decoding
// every line three times took an eighth of the time of a parse.
func lengthsOf(s string) (n lineLengths) {
	wide, wider := 0, 0 // characters that take two columns, by each way
	for i := 0; i < len(s); i++ {
		switch b := s[i]; {
		case b < utf8.RuneSelf:
		case b < 0xC0: // inside of a character
			continue
		case b >= 0xE3, b == 0xE2 && i+1 < len(s) && s[i+1] >= 0xBA: // from U+2E80 on
			wide++
			wider++
		case b == 0xE2, b == 0xE1 && i+1 < len(s) && s[i+1] >= 0x84: // from U+1100 on
			wider++
		}
		n[byCharacters]++
	}
	n[byColumns], n[byWideColumns] = n[byCharacters]+wide, n[byCharacters]+wider
	return n
}

// slack is how much shorter than the others a line may be that was cut.
func (m lineMetric) slack() int { return min(int(m), 1) }

// cutLength is how the lines of a text were cut. They were not where the longest lines of prose
// have different lengths, or a row is longer.
func cutLength(doc *report.Document, mem *UnitMemory) lineCut {
	if doc.Format != report.FormatText {
		return lineCut{}
	}
	var longest, n lineLengths
	bordered := 0
	for i := range doc.Blocks {
		if b := &doc.Blocks[i]; b.Grid == nil && isClosed(b.Line.S) {
			bordered++
		}
	}
	for i := range doc.Blocks {
		mem.Step()
		b := &doc.Blocks[i]
		if b.Grid != nil {
			continue
		}
		s := b.Line.S
		if len(s) > longestCut*utf8.UTFMax {
			return lineCut{bordered: bordered >= someBordered}
		}
		padded, known := false, false
		for k, length := range lengthsOf(s) {
			slack := lineMetric(k).slack()
			switch {
			case length > longest[k]+slack:
				n[k] = 0
			case length < longest[k]-slack:
				continue
			}
			longest[k] = max(longest[k], length)
			if !known { // most lines are shorter than the longest, and need not be looked at
				padded, known = isPadded(s, bordered), true
			}
			if !padded {
				n[k]++
			}
		}
	}
	var out lineCut
	out.bordered = bordered >= someBordered
	for k := range longest {
		if n[k] >= leastCut && longest[k] >= shortestCut && longest[k] <= longestCut {
			out.at[k] = longest[k]
		}
	}
	return out
}

// someBordered is from how many rows that end with a border on one without it is one that was cut.
const someBordered = 3

// isClosed reports a row with a border behind its last cell. Blank cells are no sign of it: rows of which
// none has one may end with them.
func isClosed(line string) bool {
	row, closed := strings.CutSuffix(strings.TrimRight(line, " \t"), "|")
	row = strings.TrimRight(row, " \t")
	return closed && row != "" && !strings.HasSuffix(row, "|")
}

// isPadded reports a line whose cells may have been set so that all rows are as long: with wide gaps, or
// with borders. Where other rows end with a border, bordered of them, one that does not was not set so.
func isPadded(line string, bordered int) bool {
	trimmed := strings.TrimSpace(line)
	if strings.IndexByte(trimmed, '|') >= 0 || strings.Contains(trimmed, "｜") {
		return bordered < someBordered || strings.HasSuffix(trimmed, "|")
	}
	return strings.Contains(trimmed, "  ") || strings.HasPrefix(trimmed, "+")
}

// goesOn reports that line i of a text that was cut goes on in the next one.
func (c lineCut) goesOn(doc *report.Document, i int) bool {
	if i+1 >= len(doc.Blocks) || doc.Blocks[i].Grid != nil || doc.Blocks[i+1].Grid != nil || doc.Blocks[i+1].Gap > 0 {
		return false
	}
	if c.bordered && tornRow(doc.Blocks[i].Line.S, doc.Blocks[i+1].Line.S) {
		return true
	}
	if c.at == (lineLengths{}) {
		return false
	}
	of := lengthsOf(doc.Blocks[i].Line.S)
	for k, length := range c.at {
		if length > 0 && of[k] >= length-lineMetric(k).slack() {
			return true
		}
	}
	return false
}

// tornRow reports a row that ends behind a figure, without a border, and goes on in the next line.
func tornRow(line, next string) bool {
	if !strings.Contains(line, "|") || strings.HasPrefix(next, "|") || !strings.HasSuffix(strings.TrimRight(next, " \t"), "|") {
		return false
	}
	row := strings.TrimRight(line, " \t")
	last := strings.LastIndexByte(row, '|')
	before := row[:last]
	before = strings.TrimSpace(before[strings.LastIndexByte(before, '|')+1:])
	return !strings.HasSuffix(row, "|") && (startsFigure(strings.TrimSpace(row[last+1:])) || startsFigure(before))
}

// startsFigure reports a cell that begins with a digit.
func startsFigure(cell string) bool { return cell != "" && cell[0] >= '0' && cell[0] <= '9' }

// BreakFigures makes every figure among cells one that is known to be in pieces.
func BreakFigures(cells []Cell) {
	for i := range cells {
		if c := &cells[i]; c.Loose || IsFigure(c) {
			c.broken = true
		}
	}
}
