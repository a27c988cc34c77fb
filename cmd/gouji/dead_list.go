package main

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
)

func newDeadList(a *app) *cobra.Command {
	var choose deadFlags
	list := &cobra.Command{
		Use: "list [ID...]", Short: "列出死信，ID 为死信或文档编号;已放弃的用 --class dropped · list dead letters, by their ids or their documents'; those dropped with --class dropped",
		RunE: func(cmd *cobra.Command, ids []string) error {
			filter, err := choose.filter(time.Now())
			if err != nil {
				return err
			}
			if len(ids) > 0 && filter != (pipeline.DeadFilter{}) {
				return exit(exitUsage, errors.New("name letters or documents, or choose by --stage, --class, --since, --until and --limit, not both"))
			}
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				if len(ids) > 0 {
					return a.listNamed(ctx, conn, ids)
				}
				return a.listDead(ctx, conn, filter)
			})
		},
	}
	choose.add(list)
	return list
}

func newDeadShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "查看一封死信，ID 为死信或文档编号 · show a dead letter by its id or its document's", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				return a.showDead(ctx, conn, args[0])
			})
		},
	}
}

// listDead prints also where some letters cannot be read, and then says so and fails.
func (a *app) listDead(ctx context.Context, conn *pipeline.Conn, f pipeline.DeadFilter) error {
	list, err := pipeline.ListDead(ctx, conn, f)
	if err != nil && !passedOver(err) {
		return err
	}
	return errors.Join(a.printDead(list), err)
}

// passedOver reports that an error is of single letters; all the others are there.
func passedOver(err error) bool {
	var passed *pipeline.PassedOverError
	return errors.As(err, &passed)
}

func (a *app) printDead(list []pipeline.Dead) error {
	lines := make([]deadLine, len(list))
	for i, d := range list {
		lines[i] = deadLine{d, flow.RejectionOf(d)}
	}
	return emit(a, func() {
		if len(list) == 0 {
			a.note("dead.none")
			return
		}
		rows := make([]table.Row, len(list))
		for i, d := range list {
			rows[i] = table.Row{d.ID, d.Stage, d.Class, d.Attempts, d.Time.Local().Format(time.DateTime), d.Doc, oneLine(firstLine(d.Reason, 60))}
		}
		a.grid(a.Stdout, []string{"col.id", "col.stage", "col.class", "col.attempts", "col.time", "col.doc", "col.reason"}, rows)
	}, lines...)
}

func (a *app) showDead(ctx context.Context, conn *pipeline.Conn, id string) error {
	d, err := a.letterOf(ctx, conn, id)
	if errors.Is(err, pipeline.ErrDeadNotFound) {
		return exit(exitUnknown, err)
	}
	if err != nil {
		return err
	}
	return emit(a, func() {
		enc := json.NewEncoder(a.Stdout) // all of it, for a person: indented
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		_ = enc.Encode(deadLine{d, flow.RejectionOf(d)}) // a letter that was decoded always marshals
	}, deadLine{d, flow.RejectionOf(d)})
}

// deadLine is a letter with its rejection as the other doors tell it.
type deadLine struct {
	pipeline.Dead
	Rejection flow.Rejection `json:"rejection"`
}

// firstLine cuts a text to its first line and n characters, for a table.
func firstLine(s string, n int) string {
	runes := []rune(s)
	for i, r := range runes {
		if r == '\n' || i == n {
			return string(runes[:i]) + "…"
		}
	}
	return s
}
