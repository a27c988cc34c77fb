package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
)

// deadFlags choose dead letters, the same for list and replay.
type deadFlags struct {
	stage, class string
	since        time.Duration
	limit        int
}

func (f *deadFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.stage, "stage", "", "只看某阶段 · of one stage")
	cmd.Flags().StringVar(&f.class, "class", "", "只看某类别 · of one class")
	cmd.Flags().DurationVar(&f.since, "since", 0, "只看最近一段时间,如 24h · of the last time, such as 24h")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "最多多少封,0 为全部 · at most so many, 0 for all")
}

func (f *deadFlags) filter(now time.Time) pipeline.DeadFilter {
	out := pipeline.DeadFilter{Stage: f.stage, Class: fault.Class(f.class), Limit: f.limit}
	if f.since > 0 {
		out.Since = now.Add(-f.since)
	}
	return out
}

func newDead(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "dead", Short: "死信:列出、查看、重放 · dead letters: list, show, replay"}
	var choose, again deadFlags
	var asJSON, all bool
	list := &cobra.Command{
		Use: "list", Short: "列出死信 · list dead letters", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				return a.listDead(ctx, conn, choose.filter(time.Now()), asJSON)
			})
		},
	}
	choose.add(list)
	list.Flags().BoolVar(&asJSON, "json", false, "一行一个 JSON 对象 · one JSON object a line")
	show := &cobra.Command{
		Use: "show ID", Short: "查看一封死信 · show a dead letter", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				return a.showDead(ctx, conn, args[0])
			})
		},
	}
	replay := &cobra.Command{
		Use: "replay ID... | --all", Short: "重放:放回原处再处理一次 · put back and process again",
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args) > 0) {
				return exit(exitUsage, errors.New("name the dead letters to replay, or give --all with its filters"))
			}
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				return a.replayDead(ctx, conn, args, all, again.filter(time.Now()))
			})
		},
	}
	again.add(replay)
	replay.Flags().BoolVar(&all, "all", false, "全部符合条件的 · all that the filters choose")
	cmd.AddCommand(list, show, replay)
	return cmd
}

// withClient runs f with a connection to the running system.
func (a *app) withClient(ctx context.Context, f func(context.Context, *pipeline.Conn) error) error {
	conn, err := a.client(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	err = f(ctx, conn)
	var e *exitError
	if err == nil || errors.As(err, &e) {
		return err
	}
	return exit(exitFound, err)
}

func (a *app) listDead(ctx context.Context, conn *pipeline.Conn, f pipeline.DeadFilter, asJSON bool) error {
	list, err := pipeline.ListDead(ctx, conn, f)
	if err != nil {
		return err
	}
	if asJSON {
		enc := json.NewEncoder(a.Stdout)
		for _, d := range list {
			if err := enc.Encode(d); err != nil {
				return err
			}
		}
		return nil
	}
	if len(list) == 0 {
		fmt.Fprintln(a.Stderr, a.say("dead.none"))
		return nil
	}
	rows := make([]table.Row, len(list))
	for i, d := range list {
		rows[i] = table.Row{d.ID, d.Stage, d.Class, d.Attempts, d.Time.Local().Format(time.DateTime), d.Doc, firstLine(d.Reason, 60)}
	}
	a.grid(a.Stdout, []string{"col.id", "col.stage", "col.class", "col.attempts", "col.time", "col.doc", "col.reason"}, rows)
	return nil
}

func (a *app) showDead(ctx context.Context, conn *pipeline.Conn, id string) error {
	d, err := pipeline.GetDead(ctx, conn, id)
	if err != nil {
		return exit(exitUnknown, err)
	}
	enc := json.NewEncoder(a.Stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(d)
}

func (a *app) replayDead(ctx context.Context, conn *pipeline.Conn, ids []string, all bool, f pipeline.DeadFilter) error {
	if all {
		list, err := pipeline.ListDead(ctx, conn, f)
		if err != nil {
			return err
		}
		for _, d := range list {
			ids = append(ids, d.ID)
		}
	}
	bar := a.newProgress("replay", len(ids))
	failed := 0
	for _, id := range ids {
		if err := pipeline.Replay(ctx, conn, id); err != nil {
			failed++
			fmt.Fprintf(a.Stderr, "gouji: %s: %v\n", id, err)
		}
		bar.add(1)
	}
	bar.close()
	fmt.Fprintln(a.Stderr, a.say("dead.replayed", len(ids)-failed, failed))
	if failed > 0 {
		return exit(exitFound, nil)
	}
	return nil
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
