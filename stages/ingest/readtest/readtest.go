// Package readtest has what the tests of several readers share. No other code may use it.
package readtest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// Rereader finds the text of a place again, as each reader's own does.
type Rereader interface {
	Text(at report.Place) (string, error)
}

// Reread has every place of the blocks found again: each must read what stands there.
func Reread(t testing.TB, again Rereader, blocks []report.Block) {
	t.Helper()
	check := func(x report.Text) {
		if got, err := again.Text(x.At); err != nil || got != x.S {
			t.Errorf("%+v reads %q, %v; want %q", x.At, got, err, x.S)
		}
	}
	for _, b := range blocks {
		if b.Grid == nil {
			check(b.Line)
			continue
		}
		for _, c := range b.Grid.Cells {
			check(c.Text)
		}
	}
}

// Show writes a line for each block: the quoted text, or a grid's size and its cells with their
// rows, columns and spans. Behind a text stand its marks and objects: "123"<23 struck><picture at 1>.
func Show(blocks []report.Block) string {
	var b strings.Builder
	text := func(t report.Text) {
		fmt.Fprintf(&b, "%q", t.S)
		for _, m := range t.Marks {
			fmt.Fprintf(&b, "<%s %s>", t.S[m.Start:m.End], m.Look)
		}
		for _, o := range t.Objects {
			fmt.Fprintf(&b, "<%s at %d>", o.Thing, o.At)
		}
	}
	for _, k := range blocks {
		if k.Grid == nil {
			text(k.Line)
			b.WriteString("\n")
			continue
		}
		fmt.Fprintf(&b, "grid %dx%d", k.Grid.Rows, k.Grid.Cols)
		for _, c := range k.Grid.Cells {
			fmt.Fprintf(&b, " %d,%d", c.Row, c.Col)
			if c.RowSpan > 1 || c.ColSpan > 1 {
				fmt.Fprintf(&b, "(%dx%d)", c.RowSpan, c.ColSpan)
			}
			text(c.Text)
		}
		b.WriteString("\n")
	}
	return b.String()
}
