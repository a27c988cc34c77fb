package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// shownCell is the answer of `gouji show --cell`: the cell, what stands about it in the
// document, and whether its place, read again in the bytes, holds its text.
type shownCell struct {
	Cell        string      `json:"cell"`
	Value       report.Cell `json:"value"`
	Surrounding string      `json:"surroundings"`
	Holds       bool        `json:"evidence_holds"`
}

// showCell prints one cell by its path, such as applications.granted.total.
func (a *app) showCell(ctx context.Context, conn *pipeline.Conn, payload []byte, id, path string) error {
	var got report.Check
	if err := json.Unmarshal(payload, &got); err != nil || got.Report == nil {
		return exit(exitUnknown, fmt.Errorf("%s has no report to show a cell of", id))
	}
	cell, ok := rule.Cell(got.Report, path)
	if !ok {
		return exit(exitUnknown, fmt.Errorf("the report of %s has no cell %q; cells are named like applications.granted.total", id, path))
	}
	c, err := newChecker(check.Options{})
	if err != nil {
		return err
	}
	defer c.Close()
	raw, err := pipeline.RawDocument(ctx, conn, id)
	if err != nil {
		return fmt.Errorf("fetching the document %s: %w", id, err)
	}
	re, err := c.Reread(ctx, ingest.Input{Data: raw})
	if err != nil {
		return fmt.Errorf("reading the document %s again: %w", id, err)
	}
	out := shownCell{Cell: path, Value: cell, Surrounding: re.Around(cell.At), Holds: re.Holds(cell.Text, cell.At)}
	return emit(a, func() { a.printCell(out) }, out)
}

func (a *app) printCell(c shownCell) {
	w := a.words()
	fmt.Fprintf(a.Stdout, "%s  %s  %s  %q\n", c.Cell, w.StateName(c.Value.State), c.Value.Value, c.Value.Text)
	fmt.Fprintln(a.Stdout, w.PlaceName(c.Value.At))
	if c.Surrounding != "" {
		fmt.Fprintln(a.Stdout, c.Surrounding)
	}
	if c.Holds {
		a.out("cell.holds")
	} else {
		a.out("cell.fails")
	}
}
