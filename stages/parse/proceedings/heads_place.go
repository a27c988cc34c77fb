package proceedings

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/parse/header"
	"github.com/gouji/gouji/stages/parse/layout"
)

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
func placedOutcomes(us []layout.Unit, mem *layout.UnitMemory) []header.Word {
	var columns [][]header.Piece
	for i := range us {
		if layout.FiguresIn(&us[i]) > 0 {
			break
		}
	pieces:
		for _, p := range header.Pieces(&us[i], i, mem) {
			if isGroupWord(p.S) || !isOutcomePiece(p.S) {
				continue
			}
			for k := range columns {
				if columns[k][0].Overlaps(&p) {
					columns[k] = append(columns[k], p)
					continue pieces
				}
			}
			columns = append(columns, []header.Piece{p})
		}
	}
	if len(columns) != outcomes {
		return nil
	}
	slices.SortStableFunc(columns, func(a, b []header.Piece) int { return cmp.Compare(a[0].X0, b[0].X0) })
	var out []header.Word
	for _, list := range columns {
		o, ok := joinedOutcome(list)
		if !ok {
			return nil
		}
		out = append(out, header.Word{Col: o, Cell: list[0].C, Unit: list[0].Unit})
	}
	return out
}

// isOutcomePiece reports a word that is in the head of one of the fifteen columns.
func isOutcomePiece(s string) bool {
	return s != "" && strings.Contains("结果维持 结果纠正 其他结果 尚未审结 总计", s)
}

func joinedOutcome(pieces []header.Piece) (int, bool) {
	s := ""
	for i := range pieces {
		s += pieces[i].S
	}
	return fourOutcome(s)
}
