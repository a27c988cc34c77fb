package layout

import (
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/report"
)

// Cell is one delimited piece of a unit. Fold is its folded text. The cell is S, the part of
// From that begins at byte Off; its place is found when asked for.
type Cell struct {
	S, Fold string
	known   string // the core of f, once it was asked for
	From    *report.Text
	Off     int32
	Col     int32
	X0, X1  float64
	// Loose is set for digits without a certain boundary to their neighbours.
	Loose bool
	// Tight is set for digits that follow a text without white space.
	Tight bool
	// thing is set where something that is no text stands in the cell; broken where what
	// is shown of it does not stand in one piece.
	thing, broken bool
	// Span is how many columns of a grid the cell covers, rows how many rows.
	Span, rows int32
	// merged is set for a figure that reaches over rows which have figures of their own.
	merged bool
}

// Core is the core of the cell's folded text, made once: each table, each head and each label
// asks for it.
func (c *Cell) Core() string {
	if c.known == "" && c.Fold != "" {
		c.known = label.Core(c.Fold)
	}
	return c.known
}

// Over reports a cell of a grid that covers more than one row.
func (c *Cell) Over() bool { return c.rows > 1 }

// WithFold is the cell c with another folded text.
func (c *Cell) WithFold(f string) *Cell {
	out := *c
	out.Fold, out.known = f, ""
	return &out
}

// Text is the cell's text with its place.
func (c *Cell) Text() report.Text {
	if c.From == nil {
		return report.Text{S: c.S}
	}
	return c.From.Slice(int(c.Off), int(c.Off)+len(c.S))
}

// CellAt is the cell that holds from.S[start:end] without the white space at its ends.
func CellAt(from *report.Text, start, end int) Cell {
	if !from.Plain() {
		return shownCell(from, start, end)
	}
	start, end = trimmed(from.S, start, end)
	s := from.S[start:end]
	return Cell{S: s, Fold: fold.String(s), From: from, Off: int32(start)}
}

// WholeCell is the cell that holds the whole of t.
func WholeCell(t report.Text) Cell { return CellAt(&t, 0, len(t.S)) }

// Trim cuts white space and invisible characters off both ends.
func Trim(t report.Text) report.Text {
	start, end := trimmed(t.S, 0, len(t.S))
	if start == 0 && end == len(t.S) {
		return t
	}
	return t.Slice(start, end)
}

// trimmed is s[start:end] without white space and invisible characters at its ends.
func trimmed(s string, start, end int) (int, int) {
	for start < end {
		r, n := rune(s[start]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[start:end])
		}
		if !isCut(r) {
			break
		}
		start += n
	}
	for start < end {
		r, n := rune(s[end-1]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeLastRuneInString(s[start:end])
		}
		if !isCut(r) {
			break
		}
		end -= n
	}
	return start, end
}

func isCut(r rune) bool {
	switch r {
	case ' ', '\t', '\r', '\n', '\f', '\v', '\u00a0', '\u3000', '\u200b', '\u200c', '\u200d', '\ufeff', '\u2002', '\u2003', '\u2009':
		return true
	}
	return r >= '\u200e' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// Width is the number of columns s takes in a monospaced print; Han characters take two.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return n
}
