package parse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// plainPage is table three in the reading order of a page: "L" is a label, "G" the seven
// figures of its row.
func plainPage(order func(i int, label, group string) string) string {
	var b strings.Builder
	b.WriteString("某某局2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n申请人情况\n")
	for i, row := range report.ApplicationRows(report.Form2021) {
		b.WriteString(order(i, row.Label+"\n\n", fmt.Sprintf("%d\n\n0\n\n0\n\n0\n\n0\n\n0\n\n%d\n\n", pageFigure(i), pageFigure(i))))
	}
	return b.String()
}

// pageFigure is what row i has in its first column: no two are alike, and all sums hold.
func pageFigure(i int) int {
	rows := len(report.ApplicationRows(report.Form2021))
	results := 0
	for k := 2; k < rows-2; k++ {
		results += k + 1
	}
	switch i {
	case 0:
		return results + 98
	case rows - 2:
		return results
	case rows - 1:
		return 100
	}
	return i + 1
}

// TestGroupsBeforeTheirLabels: whatever the order is, a row has its own figures or none.
func TestGroupsBeforeTheirLabels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		order  func(i int, label, group string) string
		unread []int
	}{
		{"behind", func(_ int, l, g string) string { return l + g }, nil},
		{"before", func(_ int, l, g string) string { return g + l }, nil},
		{"mixed", func(i int, l, g string) string {
			if i%4 == 1 {
				return g + l
			}
			return l + g
		}, nil},
		{"one lost in a mixture", func(i int, l, g string) string {
			switch i {
			case 4:
				return g + l
			case 7:
				return l
			}
			return l + g
		}, []int{4, 5, 6, 7}},
		{"figures of no row, and a row with none", func(i int, l, g string) string {
			switch i {
			case 4:
				return l + g + "上年数\n\n" + g
			case 8:
				return l
			}
			return l + g
		}, []int{4, 5, 6, 7, 8}},
		{"a label lost before a displaced group", func(i int, l, g string) string {
			switch i {
			case 4:
				return g
			case 5:
				return g + l
			case 9:
				return l
			}
			return l + g
		}, []int{4, 5, 6, 7, 8, 9}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := mustParse(t, textDocument(plainPage(c.order))).Tables.Applications
			unread := map[int]bool{}
			for _, i := range c.unread {
				unread[i] = true
			}
			for i, row := range report.ApplicationRows(report.Form2021) {
				n := got[row.Key]["natural"]
				if v, ok := n.Value.Int(); ok && v != int64(pageFigure(i)) {
					t.Errorf("%s has the figure %d, not its own", row.Key, v)
				} else if !ok && !unread[i] {
					t.Errorf("%s is not read: %s", row.Key, n.Why)
				}
			}
		})
	}
}
