package applications

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/header"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/report"
)

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
func (a *Table) placedHeads(c *record.Table) []header.Word {
	found := make([]*header.Piece, label.Columns)
	beside := 0 // how many of one line
	for i := range c.Units {
		n := 0
		for _, p := range header.Pieces(&c.Units[i], i, &a.mem.UnitMemory) {
			if a.p.Book.OwnRow(p.C.Core(), p.C.Fold) > 0 {
				if beside < leastBeside {
					return nil
				}
				return arrangePlaced(found)
			}
			col := pieceOf(a.p.Columns, p.S)
			switch {
			case col < 0 || label.OrdinalLen(p.C.Fold) > 0:
			case found[col] == nil:
				found[col] = &p
			case !found[col].Overlaps(&p):
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
func arrangePlaced(found []*header.Piece) []header.Word {
	type at struct {
		header.Word
		x float64
	}
	var list []at
	for col, p := range found {
		if p != nil {
			list = append(list, at{header.Word{Col: col, Cell: p.C, Unit: p.Unit}, p.X0 + p.X1})
		}
	}
	if len(list) < 2 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b at) int { return cmp.Compare(a.x, b.x) })
	out := make([]header.Word, len(list))
	for i := range list {
		out[i] = list[i].Word
	}
	return out
}

// totalMoved reports that without the total the columns have the order of the form.
func (a *Table) totalMoved() bool {
	return slices.IsSorted(slices.DeleteFunc(slices.Clone(a.order[:]), func(col int) bool { return col == label.Columns-1 }))
}

// usualTotal takes the form's order where heads that do not stand above their figures move the
// total alone, and the sums of the rows tell where it stands: three rows or more, most of those
// that tell at all, have it behind their other figures, and none where its head seems to be. A
// browser of text counts some wide characters as narrow, so that the total of the first line
// of heads moves before the last head of the second.
func (a *Table) usualTotal() bool {
	if !a.totalMoved() {
		return false
	}
	usual, told, neither := figure.GroupSums(1, label.Columns), 0, 0
	for _, r := range a.found {
		if r == nil || len(r.Values) != label.Columns || layout.NumbersIn(r.Values) != label.Columns || layout.Noughts(r.Values) == label.Columns {
			continue
		}
		switch last, placed := figure.Meets(figure.Pointers(r.Values), usual, false), figure.Meets(figure.Pointers(r.Values), a.sums, false); {
		case last && !placed:
			told++
		case placed && !last:
			return false
		case !last:
			neither++
		}
	}
	if told < fewTotals || told <= neither {
		return false
	}
	copy(a.order[:], header.FormOrder(label.Columns))
	a.setSums()
	return true
}

// belowHeads reports that in most full rows each figure stands below its head, or nearer to it
// than to any other. In lines that were cut and go on in the next, words have places which
// say nothing: there a head may seem to stand left of all others.
func (a *Table) belowHeads(c *record.Table) bool {
	middle := func(cell *layout.Cell, u *layout.Unit) float64 {
		if u.Kind != layout.Line || cell.From == nil {
			return (cell.X0 + cell.X1) / 2
		}
		return float64(layout.Width(cell.From.S[:cell.Off])) + float64(layout.Width(cell.S))/2
	}
	below, elsewhere := 0, 0
	for _, r := range a.found {
		if r == nil || len(r.Values) != label.Columns {
			continue
		}
		fits := true
		for k := range r.Values {
			v := &r.Values[k]
			x := middle(v.Cell, &c.Units[v.Unit])
			nearest := 0
			for i := range a.heads {
				if math.Abs(middle(a.heads[i].Cell, &c.Units[a.heads[i].Unit])-x) < math.Abs(middle(a.heads[nearest].Cell, &c.Units[a.heads[nearest].Unit])-x) {
					nearest = i
				}
			}
			fits = fits && v.Unit == r.Values[0].Unit && a.heads[nearest].Col == a.order[k]
		}
		if fits {
			below++
		} else {
			elsewhere++
		}
	}
	return below > elsewhere
}

// headsAgain are heads of the table that say another place of the total than those above its first row: a
// part of it has columns of its own. They are nil where there are none.
func (a *Table) headsAgain(c *record.Table) []header.Word {
	first := slices.Index(a.order[:], label.Columns-1) < slices.Index(a.order[:], 0)
	for i := range c.Units {
		u := &c.Units[i]
		if !u.Delimited() {
			continue
		}
		var line []header.Word
		for k := range u.Cells {
			h := &u.Cells[k]
			if h.Fold == "" || h.Fold[0] < 0xE4 {
				continue // no head: they begin with Han characters
			}
			if col, ok := a.p.Book.Columns[h.Core()]; ok && label.OrdinalLen(h.Fold) == 0 && (col == 0 || col == label.Columns-1) {
				line = append(line, header.Word{Col: col, Cell: h, Unit: i})
			}
		}
		if len(line) == 2 && line[0].Col != line[1].Col && (line[0].Col > line[1].Col) != first {
			return line
		}
	}
	return nil
}
