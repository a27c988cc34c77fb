package applications

import (
	"strings"

	"github.com/gouji/gouji/stages/parse/header"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
)

// turnedRun is the run of cells without borders whose heads have another order than the form's, nil if
// there is none. Its figures have no places by which they could be told.
func (a *Table) turnedRun(c *record.Table) []header.Word {
	for i := range c.Units {
		u := &c.Units[i]
		if u.Kind != layout.Glued {
			continue
		}
		if _, heads, ok := strings.Cut(u.Cells[0].Fold, "申请人情况"); ok && a.isTurned(heads) {
			return []header.Word{{Cell: &u.Cells[0], Unit: i}}
		}
	}
	return nil
}

// isTurned reports heads in another order than the form's. 其他 is also a word of the group's head.
func (a *Table) isTurned(heads string) bool {
	last := -1
	for col, c := range a.p.Columns {
		if c.Label == "其他" || c.Label == "总计" {
			continue
		}
		at := strings.Index(heads, c.Label)
		if at >= 0 && at < last || strings.Contains(heads, "总计自然人") || col > 0 && strings.Contains(heads, "其他"+c.Label) {
			return true
		}
		last = max(last, at)
	}
	return false
}

// sameColumn reports two heads in one column of a grid, one above the other: the page has lost how many
// rows and columns its cells cover, and where they stand says no more than their order.
func sameColumn(heads []header.Word) bool {
	seen := uint64(0)
	for _, h := range heads {
		bit := uint64(1) << min(h.Cell.Col, 63)
		if seen&bit != 0 {
			return true
		}
		seen |= bit
	}
	return false
}

// oneLine reports that all heads stand in one line.
func oneLine(heads []header.Word) bool {
	for _, h := range heads {
		if h.Unit != heads[0].Unit {
			return false
		}
	}
	return len(heads) > 1
}

// apart reports that the heads that reach over both rows stand in one line and the head of the group in
// another: on a page they are as high as the middle of both rows, so that it may be read before the
// first of them or behind the last.
func apart(first []header.Word, unit int) bool { return oneLine(first) && first[0].Unit != unit }
