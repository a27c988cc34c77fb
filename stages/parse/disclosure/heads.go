package disclosure

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/header"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
)

// twoWords are the words by which the heads of table two are known, for the cells of a row
// from left to right.
func twoWords(cells []report.Column) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		f := fold.String(c.Label)
		switch {
		case strings.Contains(f, "制发"):
			out[i] = "制发"
		case strings.Contains(f, "废止"):
			out[i] = "废止"
		case strings.Contains(f, "有效"):
			out[i] = "有效"
		case strings.Contains(f, "新制作"):
			out[i] = "新制作"
		case strings.Contains(f, "新公开"):
			out[i] = "新公开"
		case strings.Contains(f, "对外公开总"):
			out[i] = "对外公开总"
		case strings.Contains(f, "上一年项目"):
			out[i] = "项目数量"
		case strings.Contains(f, "增/减"):
			out[i] = "减"
		case strings.Contains(f, "处理决定"):
			out[i] = "处理决定"
		case strings.Contains(f, "采购项目"):
			out[i] = "采购项目"
		case strings.Contains(f, "总金额"):
			out[i] = "金额"
		default:
			out[i] = f
		}
	}
	return out
}

// twoOrder is the order of a row's cells under the heads of its sub-table.
func twoOrder(heads []*layout.Cell, cells []report.Column) (order []int, contradicts bool, found []header.Word) {
	words := twoWords(cells)
	for _, h := range heads {
		type hit struct{ at, col int }
		var hits []hit
		for col, w := range words {
			if at := strings.Index(h.Fold, w); at >= 0 {
				hits = append(hits, hit{at, col})
			}
		}
		slices.SortFunc(hits, func(a, b hit) int { return a.at - b.at })
		for _, x := range hits {
			found = append(found, header.Word{Col: x.col, Cell: h})
		}
	}
	order, _, contradicts = header.Order(found, len(cells))
	return order, contradicts, found
}

// scattered reports that the heads stand on several lines. A head of fewer lines than its neighbours
// stands higher or lower than they do, so that the order of lines is not that of columns.
func (s *subtable) scattered() bool {
	return slices.ContainsFunc(s.heads, func(c *layout.Cell) bool { return c.From != s.heads[0].From })
}

// backwards reports that a figure of a page stands further left than the one read before it, as figures
// on several lines may.
func backwards(vals []layout.Value) bool {
	for i := 1; i < len(vals); i++ {
		if a, b := vals[i-1].Cell, vals[i].Cell; b.X1 > 0 && b.X1 <= a.X0 {
			return true
		}
	}
	return false
}
