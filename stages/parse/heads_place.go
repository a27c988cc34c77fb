package parse

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// Where a page prints a head on several lines, each a piece of it, only the places of the
// pieces tell which column they belong to.

// headPiece is a head of a column, or a piece of one, with its place from left to right: in
// points of a page, or in characters of a line that keeps its columns.
type headPiece struct {
	c      *cell
	s      string // its core
	unit   int
	x0, x1 float64
}

// headPieces are the words of a unit that know their places: those of a page, and those of a
// text that keeps the columns of its page.
func (u *unit) headPieces(i int, mem *unitMemory) []headPiece {
	if u.kind != asPlaced && u.kind != asLine {
		return nil
	}
	var out []headPiece
	for _, c := range u.words(mem) {
		p := headPiece{c: c, s: c.core(), unit: i, x0: c.x0, x1: c.x1}
		if u.kind == asLine {
			if c.from == nil || len(c.from.S) > longText || !keepsColumns(c.from.S) {
				return nil
			}
			p.x0 = float64(width(c.from.S[:c.off]))
			p.x1 = p.x0 + float64(width(c.s))
		}
		out = append(out, p)
	}
	return out
}

// keepsColumns reports a line that is set in from the left, or has wide gaps.
func keepsColumns(s string) bool { return strings.HasPrefix(s, " ") || strings.Contains(s, "  ") }

// overlaps reports that two pieces stand one above the other.
func (p *headPiece) overlaps(q *headPiece) bool { return p.x0 < q.x1 && q.x0 < p.x1 }

// pieceOf is the one column of a list in whose label s is found, or -1.
func pieceOf(columns []report.Column, s string) int {
	if utf8.RuneCountInString(s) < 2 || s == "组织" { // which ends the head of the group too
		return -1
	}
	hit := -1
	for i := range columns {
		if strings.Contains(columns[i].Label, s) {
			if hit >= 0 {
				return -1
			}
			hit = i
		}
	}
	return hit
}

// placedHeads are the heads above the first row from left to right, by the places of their
// pieces; nil where the pieces of one stand apart, or few are found.
func (a *applications) placedHeads(c *collector) []headWord {
	found := make([]*headPiece, columns)
	beside := 0 // how many of one line
	for i := range c.us {
		n := 0
		for _, p := range c.us[i].headPieces(i, &a.mem.unitMemory) {
			if a.p.book.ownRow(p.c.core(), p.c.f) > 0 {
				if beside < leastBeside {
					return nil
				}
				return arrangePlaced(found)
			}
			col := pieceOf(a.p.columns, p.s)
			switch {
			case col < 0 || ordinalLen(p.c.f) > 0:
			case found[col] == nil:
				found[col] = &p
			case !found[col].overlaps(&p):
				return nil
			}
			if col >= 0 {
				n++
			}
		}
		beside = max(beside, n)
	}
	return nil
}

// leastBeside is how many heads must stand in one line where their places are to count: text
// may be set in from the left with each head on a line of its own.
const leastBeside = 3

// arrangePlaced sorts pieces of heads, one a column, from left to right; nil for fewer than
// two.
func arrangePlaced(found []*headPiece) []headWord {
	type at struct {
		headWord
		x float64
	}
	var list []at
	for col, p := range found {
		if p != nil {
			list = append(list, at{headWord{col: col, c: p.c, unit: p.unit}, p.x0 + p.x1})
		}
	}
	if len(list) < 2 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b at) int { return cmp.Compare(a.x, b.x) })
	out := make([]headWord, len(list))
	for i := range list {
		out[i] = list[i].headWord
	}
	return out
}

// belowHeads reports that in most full rows each figure stands below its head, or nearer to it
// than to any other. In lines that were cut and go on in the next, words have places which
// say nothing: there a head may seem to stand left of all others.
func (a *applications) belowHeads(c *collector) bool {
	middle := func(cell *cell, u *unit) float64 {
		if u.kind != asLine || cell.from == nil {
			return (cell.x0 + cell.x1) / 2
		}
		return float64(width(cell.from.S[:cell.off])) + float64(width(cell.s))/2
	}
	below, elsewhere := 0, 0
	for _, r := range a.found {
		if r == nil || len(r.vals) != columns {
			continue
		}
		fits := true
		for k := range r.vals {
			v := &r.vals[k]
			x := middle(v.c, &c.us[v.unit])
			nearest := 0
			for i := range a.heads {
				if math.Abs(middle(a.heads[i].c, &c.us[a.heads[i].unit])-x) < math.Abs(middle(a.heads[nearest].c, &c.us[a.heads[nearest].unit])-x) {
					nearest = i
				}
			}
			fits = fits && v.unit == r.vals[0].unit && a.heads[nearest].col == a.order[k]
		}
		if fits {
			below++
		} else {
			elsewhere++
		}
	}
	return below > elsewhere
}

// isGroupWord reports a head of table four over several columns, or a piece of it.
func isGroupWord(s string) bool {
	switch s {
	case "行政", "复议", "诉讼", "未经复议", "直接起诉", "未经", "直接", "起诉", "复议后":
		return true
	}
	_, ok := fourGroup(s)
	return ok
}

// placedOutcomes are the heads of the fifteen columns of table four from left to right, each
// put together from the pieces that stand one above the other; nil if not all are found.
func placedOutcomes(us []unit, mem *unitMemory) []headWord {
	var columns [][]headPiece
	for i := range us {
		if figuresIn(&us[i]) > 0 {
			break
		}
	pieces:
		for _, p := range us[i].headPieces(i, mem) {
			if isGroupWord(p.s) || !isOutcomePiece(p.s) {
				continue
			}
			for k := range columns {
				if columns[k][0].overlaps(&p) {
					columns[k] = append(columns[k], p)
					continue pieces
				}
			}
			columns = append(columns, []headPiece{p})
		}
	}
	if len(columns) != outcomes {
		return nil
	}
	slices.SortStableFunc(columns, func(a, b []headPiece) int { return cmp.Compare(a[0].x0, b[0].x0) })
	var out []headWord
	for _, list := range columns {
		o, ok := joinedOutcome(list)
		if !ok {
			return nil
		}
		out = append(out, headWord{col: o, c: list[0].c, unit: list[0].unit})
	}
	return out
}

// isOutcomePiece reports a word that is in the head of one of the fifteen columns.
func isOutcomePiece(s string) bool {
	return s != "" && strings.Contains("结果维持 结果纠正 其他结果 尚未审结 总计", s)
}

func joinedOutcome(pieces []headPiece) (int, bool) {
	s := ""
	for i := range pieces {
		s += pieces[i].s
	}
	return fourOutcome(s)
}

// readOutcomes are the heads of the fifteen columns of table four as they are read, each put
// together from up to four pieces that follow each other; nil if not all are found.
func readOutcomes(us []unit, mem *unitMemory) []headWord {
	var pieces []headPiece
	for i := range us {
		if figuresIn(&us[i]) > 0 {
			break
		}
		for _, c := range us[i].words(mem) {
			if s := c.core(); s != "" && !isGroupWord(s) {
				pieces = append(pieces, headPiece{c: c, s: s, unit: i})
			}
		}
	}
	var out []headWord
	for i := 0; i < len(pieces); {
		taken := 1
		for n := 1; n <= 4 && i+n <= len(pieces); n++ {
			if o, ok := joinedOutcome(pieces[i : i+n]); ok {
				out = append(out, headWord{col: o, c: pieces[i].c, unit: pieces[i].unit})
				taken = n
				break
			}
		}
		i += taken
	}
	if len(out) != outcomes {
		return nil
	}
	return out
}
