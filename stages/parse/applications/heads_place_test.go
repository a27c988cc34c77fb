package applications_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// browsed prints a table as browsers of text do: labels filled up to a width, two lines of heads
// of which the first has the total at column head, and the figures of each row in the given order.
func browsed(table map[string][7]int, columns []int, head int) string {
	pad := func(s string, n int) string { return s + strings.Repeat(" ", max(1, n-layout.Width(s))) }
	var b strings.Builder
	b.WriteString(pad("", 70) + "申请人情况\n")
	b.WriteString(pad(pad("", 66)+"自然人 法人或其他组织", 66+head) + "总计\n")
	b.WriteString(pad("", 72) + "商业企业 科研机构 社会公益组织 法律服务机构 其他\n")
	for _, r := range report.ApplicationRows(report.Form2021) {
		b.WriteString(pad(r.Label, 66))
		for i, k := range columns {
			s := fmt.Sprint(table[r.Key][k])
			if i < len(columns)-1 {
				s = pad(s, 5)
			}
			b.WriteString(s)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestTotalSeemsToMove: where the head of the total seems to stand before other heads, and not
// above its figures, the sums of the rows say where it stands. A figure is read right or not at
// all, and all of them where the sums tell.
func TestTotalSeemsToMove(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		table := aTable(t, report.Form2021)
		columns, head := []int{0, 1, 2, 3, 4, 5, 6}, rapid.IntRange(20, 60).Draw(t, "head")
		if rapid.Bool().Draw(t, "moved") { // the total does stand before the last head
			columns, head = []int{0, 1, 2, 3, 4, 6, 5}, rapid.IntRange(44, 47).Draw(t, "head")
		}
		text := browsed(table, columns, head)
		a := read(forms, text)
		if a == nil {
			t.Fatal("no table")
		}
		telling := 0
		for _, row := range table {
			if row[5] != 0 && row[6] != 2*row[5] {
				telling++
			}
		}
		unread := 0
		for key, row := range table {
			for i, c := range report.ApplicantColumns() {
				cell := a.Cells[key][c.Key]
				if !cell.Value.Valid() {
					unread++
				} else if got := readtest.Show(cell); got != fmt.Sprint(row[i]) {
					t.Fatalf("%s\n%v: %s %s is %s, not %d", text, columns, key, c.Key, got, row[i])
				}
			}
		}
		if columns[6] == 6 && telling >= 6 && unread > 0 {
			t.Fatalf("%s\n%d cells are unread", text, unread)
		}
	})
}

// TestMovedHeadsAboveAFigureTooMany: where the head of the total stands before the others and each row
// has a figure too many, nothing says which seven are those of the form.
func TestMovedHeadsAboveAFigureTooMany(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("| 申请人情况 | 总计 | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | |\n")
	for i, r := range report.ApplicationRows(report.Form2021) {
		fmt.Fprintf(&b, "| %s | %d | 0 | 0 | 0 | 0 | 0 | %[2]d | 90 |\n", r.Label, i+1)
	}
	for key, row := range read(label.NewForms(nil), b.String()).Cells {
		if n := row["natural"]; n.Value.Valid() {
			t.Errorf("%s: %s is read", key, n.Value)
		}
	}
}
