package parse_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// besideLabels prints table three as pdftotext -layout does: the label of a group goes down
// beside those of its rows, a single space apart, wherever each of them is cut, and the figures
// stand in the line cut of the row's label.
func besideLabels(size, cut, group int) func(labels []string, cells [7]string) string {
	var beside []rune
	return func(labels []string, cells [7]string) string {
		if len(labels) > 1 {
			beside = []rune(labels[0])
		}
		last := []rune(labels[len(labels)-1])
		var lines [][]rune
		for len(last) > size {
			lines, last = append(lines, last[:size]), last[size:]
		}
		lines = append(lines, last)
		var b strings.Builder
		for i, l := range lines {
			n := min(group, len(beside))
			if n > 0 {
				fmt.Fprintf(&b, "    %s ", string(beside[:n]))
				beside = beside[n:]
			}
			b.WriteString(string(l))
			if i == min(cut, len(lines)-1) {
				b.WriteString("      " + strings.Join(cells[:], "   "))
			}
			b.WriteString("\n")
		}
		return b.String()
	}
}

// distinct is a table whose rows all differ, so that none can be taken for another unseen.
func distinct() table {
	results := map[string][6]int{}
	for i, r := range report.ApplicationRows(report.Form2021) {
		switch r.Key {
		case "new_received", "carried_in", "carried_out", "result_total":
		default:
			results[r.Key] = [6]int{i + 1, i % 4, 0, i % 3, 0, 2 * i}
		}
	}
	return balanced(results)
}

// TestGroupsBesideLabels has the labels of groups beside those of the rows: every row is read.
func TestGroupsBesideLabels(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ size, cut, group int }{
		"figures in the first line": {15, 0, 3},
		"in the second":             {14, 1, 4},
		"in the last":               {16, 9, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := distinct()
			bad, read := wrong(mustParse(t, rowsOf(&tab, besideLabels(c.size, c.cut, c.group))), &tab)
			if len(bad) > 0 || read != 175 {
				t.Errorf("%d cells read, wrong: %v", read, bad)
			}
		})
	}
}

// TestGroupsBesideAnyLabels cuts the labels anywhere: nothing is read wrongly.
func TestGroupsBesideAnyLabels(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tab := distinct()
		print := besideLabels(rapid.IntRange(2, 30).Draw(t, "size"), rapid.IntRange(0, 8).Draw(t, "cut"), rapid.IntRange(1, 9).Draw(t, "group"))
		r, err := parse.New().Parse(context.Background(), rowsOf(&tab, print))
		if err != nil {
			t.Skip(err)
		}
		if bad, _ := wrong(r, &tab); len(bad) > 0 {
			t.Errorf("wrong: %v", bad)
		}
	})
}
