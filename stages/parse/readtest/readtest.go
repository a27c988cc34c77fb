// Package readtest makes the units of a text for tests of the packages that read them. No other
// code uses it.
package readtest

import (
	"context"
	"strings"

	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
)

// Units are the units of a text as the readers of tables get them, with the figures of its lines
// in cells of their own. It makes mem ready for a reading.
func Units(s string, mem *layout.UnitMemory) []layout.Unit {
	mem.Glued = layout.NewGluedWords()
	mem.Start(context.Background())
	doc := report.Document{Schema: report.DocumentSchema, Format: report.FormatText}
	at, gap := 0, 0
	for line := range strings.SplitSeq(s, "\n") {
		if strings.Trim(line, " \t") == "" {
			gap++
		} else {
			doc.Blocks = append(doc.Blocks, report.Block{Gap: gap, Line: report.Text{
				S: line, At: report.Place{Kind: report.PlaceText, Start: at, End: at + len(line)},
			}})
			gap = 0
		}
		at += len(line) + 1
	}
	us := layout.Units(&doc, mem)
	for i := range us {
		if !layout.IsPageLine(&us[i]) {
			layout.SplitFigures(&us[i], mem)
		}
	}
	return us
}

// Show is the number of a cell as it is read, or its state.
func Show(c report.Cell) string {
	if c.Value.Valid() {
		return c.Value.String()
	}
	return string(c.State)
}
