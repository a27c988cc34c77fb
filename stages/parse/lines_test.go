package parse_test

import (
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// TestBothReadings merges the grid of a table with its lines: what only one of them has is
// read, and where they differ nothing is.
func TestBothReadings(t *testing.T) {
	t.Parallel()
	tab := balanced(someResults)
	grid := gridDocument(&tab, func(cells []string) []string { return cells }, nil)
	other := balanced(someResults)
	other.text = map[string][7]string{"granted": {"99", "0", "0", "0", "0", "0", "99"}}
	other.drop = map[string]bool{"denied_law": true}
	lines := (&sample{table: other, layout: "pipes"}).document()
	grid.Lines = lines.Blocks
	r := mustParse(t, grid)
	if bad, read := wrong(r, &tab); len(bad) > 0 || read < 170 {
		t.Errorf("%d cells read, wrong %v", read, bad)
	}
	if c := r.Tables.Applications["granted"]["natural"]; c.State != report.Unread {
		t.Errorf("a cell that the two readings differ in is %+v", c)
	}
	if c := r.Tables.Applications["denied_law"]["natural"]; c.State != report.Printed {
		t.Errorf("a cell that only the grid has is %+v", c)
	}

	var bare report.Document
	for _, b := range grid.Blocks {
		if b.Grid == nil {
			bare.Blocks = append(bare.Blocks, b)
		}
	}
	bare.Lines = (&sample{table: tab, layout: "pipes"}).document().Blocks
	if bad, read := wrong(mustParse(t, bare), &tab); len(bad) > 0 || read != 175 {
		t.Errorf("of a table that only the lines have, %d cells are read, wrong %v", read, bad)
	}
}
