package flow_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

var limits = flow.Limits{Cells: 1000, Columns: 50, Depth: 4, Text: 1 << 12}

func para(s string) flow.Item { return flow.Item{Text: report.Text{S: s}} }

// plan is a table as it is seen: rectangles without gaps.
type plan struct {
	rows, cols int
	cells      []report.GridCell
}

// drawPlan merges random rectangles of a table; the others are single squares.
func drawPlan(t *rapid.T) plan {
	p := plan{rows: rapid.IntRange(1, 6).Draw(t, "rows"), cols: rapid.IntRange(2, 7).Draw(t, "cols")}
	busy := make([]bool, p.rows*p.cols)
	for y := range p.rows {
		for x := range p.cols {
			if busy[y*p.cols+x] {
				continue
			}
			w, h := 1, 1
			if rapid.IntRange(0, 3).Draw(t, "merge") == 0 {
				for x+w < p.cols && !busy[y*p.cols+x+w] && rapid.Bool().Draw(t, "wide") {
					w++
				}
				for y+h < p.rows && rapid.Bool().Draw(t, "high") {
					h++
				}
			}
			for dy := range h {
				for dx := range w {
					busy[(y+dy)*p.cols+x+dx] = true
				}
			}
			s := fmt.Sprintf("r%dc%d", y, x)
			p.cells = append(p.cells, report.GridCell{Row: y, Col: x, RowSpan: h, ColSpan: w, Text: report.Text{S: s}})
		}
	}
	return p
}

// at is the cell that covers a square.
func (p plan) at(y, x int) report.GridCell {
	for _, c := range p.cells {
		if y >= c.Row && y < c.Row+c.RowSpan && x >= c.Col && x < c.Col+c.ColSpan {
			return c
		}
	}
	panic("a gap")
}

// asEdges writes the plan as Word does: a cell for each that is seen or goes on from above,
// with edges that are off by up to a fifth of a millimetre.
func (p plan) asEdges(t *rapid.T) *flow.Table {
	out := new(flow.Table)
	for y := range p.rows {
		var r flow.Row
		for x := 0; x < p.cols; {
			c := p.at(y, x)
			k := flow.Cell{Left: 700*x + rapid.IntRange(-9, 9).Draw(t, "off"), Right: 700*(x+c.ColSpan) + rapid.IntRange(-9, 9).Draw(t, "off")}
			switch {
			case c.Row < y:
				k.Down = flow.Continue
			case c.RowSpan > 1:
				k.Down = flow.Begin
			}
			if c.Row == y {
				k.Items = []flow.Item{para(c.Text.S)}
			}
			r.Cells = append(r.Cells, k)
			x += c.ColSpan
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}

// asSpans writes it as OpenDocument does.
func (p plan) asSpans() *flow.Table {
	out := new(flow.Table)
	for y := range p.rows {
		var r flow.Row
		before := 0
		for x := 0; x < p.cols; {
			c := p.at(y, x)
			x += c.ColSpan
			if c.Row < y {
				before += c.ColSpan
				continue
			}
			r.Cells = append(r.Cells, flow.Cell{Items: []flow.Item{para(c.Text.S)}, Before: before, Span: c.ColSpan, Rows: c.RowSpan})
			before = 0
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}

// TestMergedCellsAreFoundAgain reads tables with random merges back from both ways of
// writing them. A column in which no cell begins is no column, so every plan here has a row
// of single cells.
func TestMergedCellsAreFoundAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		for x := range p.cols {
			p.cells = append(p.cells, report.GridCell{Row: p.rows, Col: x, RowSpan: 1, ColSpan: 1, Text: report.Text{S: fmt.Sprintf("last%d", x)}})
		}
		p.rows++
		for name, table := range map[string]*flow.Table{"edges": p.asEdges(t), "spans": p.asSpans()} {
			blocks, err := flow.Blocks(report.PlaceDOC, []flow.Item{{Table: table}}, limits)
			if err != nil || len(blocks) != 1 || blocks[0].Grid == nil {
				t.Fatalf("%s: %v, %d blocks", name, err, len(blocks))
			}
			g := blocks[0].Grid
			if g.Rows != p.rows || g.Cols != p.cols || len(g.Cells) != len(p.cells) {
				t.Fatalf("%s: %dx%d with %d cells, want %dx%d with %d", name, g.Rows, g.Cols, len(g.Cells), p.rows, p.cols, len(p.cells))
			}
			for i, c := range g.Cells {
				c.Text.At = report.Place{}
				if w := p.cells[i]; c.Row != w.Row || c.Col != w.Col || c.RowSpan != w.RowSpan || c.ColSpan != w.ColSpan || c.Text.S != w.Text.S {
					t.Fatalf("%s: cell %d is %+v, want %+v", name, i, c, w)
				}
			}
		}
	})
}

// TestNoTwoCellsCoverASquare holds whatever a file says of its cells.
func TestNoTwoCellsCoverASquare(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		table := new(flow.Table)
		small := rapid.IntRange(-2, 4)
		for range rapid.IntRange(1, 5).Draw(t, "rows") {
			var r flow.Row
			for range rapid.IntRange(0, 5).Draw(t, "cells") {
				left := 600 * small.Draw(t, "left")
				r.Cells = append(r.Cells, flow.Cell{
					Items: []flow.Item{para("x")}, Left: left, Right: left + 300*small.Draw(t, "width"), Before: max(small.Draw(t, "before"), 0),
					Span: small.Draw(t, "span"), Rows: small.Draw(t, "rows"), Down: flow.Merge(rapid.IntRange(0, 2).Draw(t, "down")), Across: flow.Merge(rapid.IntRange(0, 2).Draw(t, "across")),
				})
			}
			table.Rows = append(table.Rows, r)
		}
		items := []flow.Item{{Table: table}}
		blocks, err := flow.Blocks(report.PlaceRTF, items, limits)
		if err != nil {
			t.Fatal(err)
		}
		again := flow.NewRereader(report.PlaceRTF, items)
		for _, b := range blocks {
			if b.Grid == nil {
				continue
			}
			seen := map[[2]int]bool{}
			for _, c := range b.Grid.Cells {
				if c.RowSpan < 1 || c.ColSpan < 1 || c.Row+c.RowSpan > b.Grid.Rows || c.Col+c.ColSpan > b.Grid.Cols {
					t.Fatalf("%+v leaves a grid of %dx%d", c, b.Grid.Rows, b.Grid.Cols)
				}
				for y := range c.RowSpan {
					for x := range c.ColSpan {
						if at := [2]int{c.Row + y, c.Col + x}; seen[at] {
							t.Fatalf("two cells cover %v", at)
						} else {
							seen[at] = true
						}
					}
				}
				if got, err := again.Text(c.Text.At); err != nil || got != c.Text.S {
					t.Fatalf("%+v reads %q, %v", c.Text.At, got, err)
				}
			}
		}
	})
}

func TestMarksMoveWithTheirText(t *testing.T) {
	t.Parallel()
	var a, b flow.Text
	a.Write("1", "")
	a.Write("2", report.Raised)
	b.Write("x", "")
	b.Write("34", report.Struck)
	b.Object(report.Picture, "")
	cell := flow.Cell{Items: []flow.Item{{Text: a.Take()}, {Text: b.Take()}}}
	table := &flow.Table{Rows: []flow.Row{{Cells: []flow.Cell{cell, {Items: []flow.Item{para("y")}}}}}}
	blocks, err := flow.Blocks(report.PlaceODT, []flow.Item{{Table: table}}, limits)
	if err != nil {
		t.Fatal(err)
	}
	got := blocks[0].Grid.Cells[0].Text
	if got.S != "12\nx34" || fmt.Sprint(got.Marks) != "[{1 2 raised} {4 6 struck}]" || fmt.Sprint(got.Objects) != "[{6 picture }]" {
		t.Errorf("got %q, marks %v, objects %v", got.S, got.Marks, got.Objects)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	nested := []flow.Item{para("x"), para("y")}
	for range 6 {
		c := flow.Cell{Items: nested}
		nested = []flow.Item{{Table: &flow.Table{Rows: []flow.Row{{Cells: []flow.Cell{c, {Items: []flow.Item{para("z")}}}}}}}}
	}
	wide := flow.Row{}
	for range 60 {
		wide.Cells = append(wide.Cells, flow.Cell{Items: []flow.Item{para("x")}})
	}
	many := make([]flow.Item, 1001)
	for i := range many {
		many[i] = para("x")
	}
	for name, c := range map[string]struct {
		items []flow.Item
		want  fault.Class
	}{
		"deep":  {nested, fault.LimitDepth},
		"wide":  {[]flow.Item{{Table: &flow.Table{Rows: []flow.Row{wide}}}}, fault.LimitCells},
		"many":  {many, fault.LimitCells},
		"large": {[]flow.Item{para(strings.Repeat("x", 5000))}, fault.LimitToken},
	} {
		_, err := flow.Blocks(report.PlaceDOC, c.items, limits)
		if got, _ := fault.ClassOf(err); got != c.want {
			t.Errorf("%s: got %v, want class %s", name, err, c.want)
		}
	}
}
