package odt

import (
	"encoding/xml"
	"strconv"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/packed"
)

// table reads the table just begun.
func (r *reader) table(to *[]flow.Item, base properties) error {
	if r.depth++; r.depth > r.lim.Flow.Depth {
		return fault.Poisonf(fault.LimitDepth, "the document nests tables deeper than %d; copy its text into a new document", r.lim.Flow.Depth)
	}
	defer func() { r.depth-- }()
	t := new(flow.Table)
	if err := r.rows(t, base); err != nil {
		return err
	}
	*to = append(*to, flow.Item{Table: t})
	return nil
}

func (r *reader) rows(t *flow.Table, base properties) error {
	return r.s.Each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "table-rows", "table-header-rows", "table-row-group":
			return r.rows(t, base)
		case "table-row":
			row, err := r.row(base)
			for range repeated(e, "number-rows-repeated") {
				if err == nil {
					t.Rows = append(t.Rows, row)
					err = r.more()
				}
			}
			return err
		}
		return r.s.Skip()
	}, nil)
}

// row reads the row just begun. Covered cells take a column and show nothing.
func (r *reader) row(base properties) (flow.Row, error) {
	var row flow.Row
	col, next := 0, 0 // where this cell stands, and where one would without covered cells
	err := r.s.Each(func(e xml.StartElement) error {
		times := repeated(e, "number-columns-repeated")
		if e.Name.Local == "covered-table-cell" {
			col += times
			return r.s.Skip()
		}
		if e.Name.Local != "table-cell" {
			return r.s.Skip()
		}
		c := flow.Cell{Span: repeated(e, "number-columns-spanned"), Rows: repeated(e, "number-rows-spanned")}
		ground := r.styles.of("table-cell", packed.Attr(e, "style-name")).ground
		if err := r.flow(&c.Items, base.over(properties{ground: ground})); err != nil {
			return err
		}
		for range times {
			if err := r.more(); err != nil {
				return err
			}
			c.Before = max(col-next, 0)
			row.Cells = append(row.Cells, c)
			next = max(col, next) + c.Span
			col++
		}
		return nil
	}, nil)
	return row, err
}

// repeated reads a count, 1 without one; no more than a thousand are believed.
func repeated(e xml.StartElement, name string) int {
	n, err := strconv.Atoi(packed.Attr(e, name))
	if err != nil {
		return 1
	}
	return min(max(n, 1), 1000)
}
