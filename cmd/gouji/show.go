package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

func newShow(a *app) *cobra.Command {
	var cell string
	cmd := &cobra.Command{
		Use:   "show ID [--cell applications.granted.total]",
		Short: "一份文档的状态与结果 · the state and result of a document",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				return a.show(ctx, conn, args[0], cell)
			})
		},
	}
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

func (a *app) show(ctx context.Context, conn *pipeline.Conn, id, cell string) error {
	state, payload, err := flow.Look(ctx, conn, id)
	if err != nil {
		return err
	}
	switch {
	case state == pipeline.StateUnknown:
		return exit(exitUnknown, fmt.Errorf("%s", a.say("show.unknown", id)))
	case state == pipeline.StateErased && a.format == asText:
		fmt.Fprintln(a.Stdout, a.say("show.erased", id))
		return nil
	case cell != "":
		return a.showCell(ctx, conn, payload, id, cell)
	case state == pipeline.StateDead && len(payload) > 0:
		line, err := withState(payload, id, state)
		if err != nil {
			return err
		}
		var got struct{ Rejection flow.Rejection }
		if err := json.Unmarshal(payload, &got); err != nil {
			return fmt.Errorf("reading why %s died: %w", id, err)
		}
		return emit(a, func() { a.printRejection(id, got.Rejection) }, line)
	case state != pipeline.StatePublished:
		return emit(a, func() { fmt.Fprintf(a.Stdout, "%s  %s\n", id, a.say("show.state", state)) }, shown{report.CheckSchema, id, string(state)})
	}
	line, err := withState(payload, id, state)
	if err != nil {
		return err
	}
	var printed error
	err = emit(a, func() { printed = a.showText(payload) }, line)
	return errors.Join(err, printed)
}

func (a *app) showText(payload []byte) error {
	var got report.Check
	if err := json.Unmarshal(payload, &got); err != nil {
		return fmt.Errorf("reading the result: %w", err)
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

// withState puts the id and state in front of a check object without touching a byte
// of it.
func withState(check []byte, id string, state pipeline.State) (json.RawMessage, error) {
	rest, ok := bytes.CutPrefix(bytes.TrimSpace(check), []byte("{"))
	if !ok {
		return nil, fmt.Errorf("the result of %s is no JSON object", id)
	}
	return append(fmt.Appendf(nil, `{"id":%q,"state":%q,`, id, state), rest...), nil
}
