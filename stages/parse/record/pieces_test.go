package record_test

import (
	"testing"

	"github.com/gouji/gouji/stages/parse/layout"
)

// TestGoesOn: borders show which cell of a row a figure in the next line belongs to.
func TestGoesOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       string // for each figure of the row whether it may go on
	}{
		{"the same borders", "甲 | 1 | 2 | 3 |\n | | 4 | |", "no yes no"},
		{"a border before the blank label", "甲 | 1 | 2 | 3 |\n| 4 |  |  |", "yes no no"},
		{"both begin with a border", "| 甲 | 1 | 2 | 3 |\n|  |  |  | 4 |", "no no yes"},
		{"fewer cells behind the same borders", "| 甲 | 1 | 2 | 3 |\n|  | 4 |", "yes no no"},
		{"a cell of its own", "| 甲 | 1 | 2 | 3\n| 4", "no no no"},
		{"no border behind the last figure", "| 甲 | 1 | 2 | 3\n4", "no no yes"},
		{"a border behind the last figure", "| 甲 | 1 | 2 | 3 |\n4", "no no no"},
		{"the rest of a cut line", "| 甲 | 1 | 2 | 3\n4 | 5 |", "yes yes yes"},
		{"tabs", "甲\t1\t2\t3\n\t\t4\t", "no yes no"},
		{"spaces", "甲  1  2  3\n4", "yes yes yes"},
	} {
		table := collect(c.text, nil)
		var row, beside []layout.Value
		for i := range table.Records {
			for _, v := range table.Records[i].Values {
				switch {
				case v.Kind != layout.Number:
				case v.Unit == 0:
					row = append(row, v)
				default:
					beside = append(beside, v)
				}
			}
		}
		if len(row) != 3 || len(beside) == 0 {
			t.Errorf("%s: %d figures in the row and %d beside", c.name, len(row), len(beside))
			continue
		}
		got := ""
		for i := range row {
			word := "no"
			if table.GoesOn(&row[i], &beside[0]) {
				word = "yes"
			}
			if i > 0 {
				got += " "
			}
			got += word
		}
		if got != c.want {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
}
