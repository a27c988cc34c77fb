package main

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
)

func newDeadList(a *app) *cobra.Command {
	var choose deadFlags
	list := &cobra.Command{
		Use: "list", Short: "列出死信;已放弃的用 --class dropped · list dead letters; those dropped with --class dropped", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			filter, err := choose.filter(time.Now())
			if err != nil {
				return err
			}
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				return a.listDead(ctx, conn, filter)
			})
		},
	}
	choose.add(list)
	return list
}

func newDeadShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "查看一封死信 · show a dead letter", Args: cobra.ExactArgs(1),
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
	return emit(a, func() {
		if len(list) == 0 {
			a.note("dead.none")
			return
		}
		rows := make([]table.Row, len(list))
		for i, d := range list {
			rows[i] = table.Row{d.ID, d.Stage, d.Class, d.Attempts, d.Time.Local().Format(time.DateTime), d.Doc, firstLine(d.Reason, 60)}
		}
		a.grid(a.Stdout, []string{"col.id", "col.stage", "col.class", "col.attempts", "col.time", "col.doc", "col.reason"}, rows)
	}, list...)
}

func (a *app) showDead(ctx context.Context, conn *pipeline.Conn, id string) error {
	d, err := pipeline.GetDead(ctx, conn, id)
	if err != nil {
		return exit(exitUnknown, err)
	}
	return emit(a, func() {
		enc := json.NewEncoder(a.Stdout) // all of it, for a person: indented
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		_ = enc.Encode(d) // a letter that was decoded always marshals
	}, d)
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
