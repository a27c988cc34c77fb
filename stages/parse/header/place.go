package header

import (
	"strings"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
)

// Where a page prints a head on several lines, each a piece of it, only the places of the
// pieces tell which column they belong to.

// Piece is a head of a column, or a piece of one, with its place from left to right: in
// points of a page, or in characters of a line that keeps its columns.
type Piece struct {
	C      *layout.Cell
	S      string // its core
	Unit   int
	X0, X1 float64
}

// Pieces are the words of a unit that know their places: those of a page, and those of a
// text that keeps the columns of its page.
func Pieces(u *layout.Unit, i int, mem *layout.UnitMemory) []Piece {
	if u.Kind != layout.Placed && u.Kind != layout.Line {
		return nil
	}
	var out []Piece
	for _, c := range Words(u, mem) {
		p := Piece{C: c, S: c.Core(), Unit: i, X0: c.X0, X1: c.X1}
		if u.Kind == layout.Line {
			if c.From == nil || len(c.Fold) > label.LongText || !keepsColumns(c.From.S) {
				return nil
			}
			p.X0 = float64(layout.Width(c.From.S[:c.Off]))
			p.X1 = p.X0 + float64(layout.Width(c.S))
		}
		out = append(out, p)
	}
	return out
}

// keepsColumns reports a line that is set in from the left, or has wide gaps.
func keepsColumns(s string) bool { return strings.HasPrefix(s, " ") || strings.Contains(s, "  ") }

// Overlaps reports that two pieces stand one above the other.
func (p *Piece) Overlaps(q *Piece) bool { return p.X0 < q.X1 && q.X0 < p.X1 }
