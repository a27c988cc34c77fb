package parse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// plainPage is table three in the reading order of a page: "L" is a label, "G" the seven
// figures of its row. Row n of the form has n in its first column, so that no two are alike.
func plainPage(order func(i int, label, group string) string) string {
	var b strings.Builder
	b.WriteString("某某局2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n申请人情况\n")
	for i, row := range report.ApplicationRows(report.Form2021) {
		b.WriteString(order(i, row.Label+"\n\n", fmt.Sprintf("%d\n\n0\n\n0\n\n0\n\n0\n\n0\n\n%d\n\n", i+1, i+1)))
	}
	return b.String()
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
		}, []int{5, 6, 7}},
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
				if v, ok := n.Value.Int(); ok && v != int64(i+1) {
					t.Errorf("%s has the figures of row %d", row.Key, v)
				} else if !ok && !unread[i] {
					t.Errorf("%s is not read: %s", row.Key, n.Why)
				}
			}
		})
	}
}
