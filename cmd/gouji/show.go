package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

func newShow(a *app) *cobra.Command {
	var format, cell string
	cmd := &cobra.Command{
		Use:   "show ID [--format text|json] [--cell applications.granted.total]",
		Short: "一份文档的状态与结果 · the state and result of a document",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return exit(exitUsage, fmt.Errorf("--format %q is not one of text, json", format))
			}
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				return a.show(ctx, conn, args[0], format, cell)
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "输出格式 · output format: text, json")
	cmd.Flags().StringVar(&cell, "cell", "", "只看一个单元格及其位置 · one cell and where it stands")
	return cmd
}

// shown is the answer of `gouji show --format json` for a document that has no check
// object.
type shown struct {
	Schema string `json:"schema"`
	ID     string `json:"id"`
	State  string `json:"state"`
}

func (a *app) show(ctx context.Context, conn *pipeline.Conn, id, format, cell string) error {
	state, payload, err := pipeline.Lookup(ctx, conn, id)
	if err != nil {
		return err
	}
	switch {
	case state == pipeline.StateUnknown:
		return exit(exitUnknown, fmt.Errorf("%s", a.say("show.unknown", id)))
	case cell != "":
		return a.showCell(ctx, conn, payload, id, cell)
	case format == "json":
		return a.showJSON(state, payload, id)
	}
	if state != pipeline.StatePublished {
		fmt.Fprintf(a.Stdout, "%s  %s\n", id, a.say("show.state", state))
		return nil
	}
	var got report.Check
	if err := json.Unmarshal(payload, &got); err != nil {
		return fmt.Errorf("reading the result of %s: %w", id, err)
	}
	out, err := export.New("text", a.Stdout, a.exportOptions())
	if err != nil {
		return err
	}
	if err := out.Write(got); err != nil {
		return err
	}
	return out.Close()
}

func (a *app) showJSON(state pipeline.State, payload []byte, id string) error {
	if state != pipeline.StatePublished {
		return json.NewEncoder(a.Stdout).Encode(shown{report.CheckSchema, id, string(state)})
	}
	line, err := withState(payload, id, state)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "%s\n", line)
	return nil
}

// withState puts the id and state in front of a check object without touching a byte
// of it.
func withState(check []byte, id string, state pipeline.State) ([]byte, error) {
	rest, ok := bytes.CutPrefix(bytes.TrimSpace(check), []byte("{"))
	if !ok {
		return nil, fmt.Errorf("the result of %s is no JSON object", id)
	}
	return append(fmt.Appendf(nil, `{"id":%q,"state":%q,`, id, state), rest...), nil
}

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
	enc := json.NewEncoder(a.Stdout)
	enc.SetEscapeHTML(false)
	return enc.Encode(shownCell{Cell: path, Value: cell, Surrounding: re.Around(cell.At), Holds: re.Holds(cell.Text, cell.At)})
}
