package pdf

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// item is a line or a table on its way into the blocks.
type item struct {
	sheet *sheet // of a table that goes on over pages, the last one
	first *sheet // where it begins, if that is another
	top   float64
	line  report.Text
	table *table
}

// assemble puts all into reading order: sheet by sheet, from top to bottom, tables that go on
// over pages as one.
func assemble(sheets []*sheet, lim Limits) (Content, error) {
	var out Content
	var items []item
	tables := false
	var scanned []string
	for _, s := range sheets {
		items = append(items, s.items()...)
		tables = tables || len(s.tables) > 0
		if s.scanned {
			scanned = append(scanned, fmt.Sprint(s.page))
		}
	}
	items = continued(dropPageMarks(items))
	for _, it := range items {
		b := report.Block{Line: it.line, Page: cmp.Or(it.first, it.sheet).page}
		if it.table != nil {
			b.Grid = it.table.grid()
		}
		out.Blocks = append(out.Blocks, b)
	}
	if tables {
		out.Lines = byLines(sheets)
	}
	if len(scanned) > 0 {
		out.Head = append(out.Head, report.Field{Name: report.HeadOCR, Text: report.Text{S: strings.Join(slices.Compact(scanned), " ")}})
	}
	return out, tooLong(out, lim)
}

// byLines are the sheets by lines alone.
func byLines(sheets []*sheet) []report.Block {
	var items []item
	for _, s := range sheets {
		for _, l := range lines(s.words) {
			items = append(items, item{sheet: s, top: s.words[l[0]].middle(), line: join(s.words, l, s.page)})
		}
	}
	var out []report.Block
	for _, it := range dropPageMarks(items) {
		out = append(out, report.Block{Line: it.line, Page: it.sheet.page})
	}
	return out
}

// items are the lines and tables of a sheet from top to bottom.
func (s *sheet) items() []item {
	var out []item
	for _, l := range lines(s.free) {
		out = append(out, item{sheet: s, top: s.free[l[0]].middle(), line: join(s.free, l, s.page)})
	}
	for _, t := range s.tables {
		out = append(out, item{sheet: s, top: t.ys[0], table: t})
	}
	slices.SortStableFunc(out, func(a, b item) int {
		switch {
		case a.top < b.top:
			return -1
		case a.top > b.top:
			return 1
		}
		return 0
	})
	return out
}

// tooLong looks for lines and cells that are longer than any.
func tooLong(c Content, lim Limits) error {
	check := func(t *report.Text, page int) error {
		if len(t.S) > lim.Text {
			return fault.Poisonf(fault.LimitToken, "a line on page %d is %d bytes long, at most %d are read", page, len(t.S), lim.Text)
		}
		return nil
	}
	for _, list := range [][]report.Block{c.Blocks, c.Lines} {
		for i := range list {
			b := &list[i]
			if b.Grid == nil {
				if err := check(&b.Line, b.Page); err != nil {
					return err
				}
				continue
			}
			for k := range b.Grid.Cells {
				if err := check(&b.Grid.Cells[k].Text, b.Page); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
