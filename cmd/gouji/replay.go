package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
)

// replayOptions is what `gouji replay` was asked for.
type replayOptions struct {
	year              int
	diff              bool
	publish, activate bool
}

func newReplay(a *app) *cobra.Command {
	var o replayOptions
	cmd := &cobra.Command{
		Use:   "replay [--year YEAR] --rules FILE [--diff] [--publish|--activate]",
		Short: "用另一套规则重新核对已入库的报告 · judge the stored reports again under other rules",
		Long: `读取日志中已解析的报告,按现行规则与 --rules 的规则各核对一次,列出会出现和消失的问题。
Reads the parsed reports of the log, judges each by the rules in force and by those of --rules,
and tells which findings would appear and disappear. Nothing is written without --publish or --activate.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.replay(cmd.Context(), o)
		},
	}
	cmd.Flags().IntVar(&o.year, "year", 0, "统计年度,0 为全部 · year reported on, 0 for all")
	cmd.Flags().BoolVar(&o.diff, "diff", false, "逐份列出变化 · list the changes of each document")
	cmd.Flags().BoolVar(&o.publish, "publish", false, "把新结果写在新规则集名下,旧结果保留 · write the new verdicts under the new rule set, beside the old ones")
	cmd.Flags().BoolVar(&o.activate, "activate", false, "启用新规则集并写入新结果 · put the rules in force, and --publish")
	return cmd
}

func (a *app) replay(ctx context.Context, o replayOptions) error {
	data, after, err := rulesOf(a.conf.Rules)
	if err != nil {
		return err
	}
	list, err := membersOf(a.conf.Members)
	if err != nil {
		return err
	}
	return a.withClient(ctx, func(ctx context.Context, conn *pipeline.Conn) error {
		before, _, err := flow.ActiveRules(ctx, conn)
		if err != nil {
			return err
		}
		if o.activate {
			if err := deliver(ctx, conn, data, after.Set()); err != nil {
				return err
			}
		}
		r := &flow.Replay{Conn: conn, Members: list, Before: before, After: after, Publish: o.publish || o.activate}
		began := time.Now()
		out, err := r.Run(ctx, o.year)
		if err != nil {
			return err
		}
		return a.printReplay(r, out, o, time.Since(began))
	})
}

func (a *app) printReplay(r *flow.Replay, out flow.Replayed, o replayOptions, took time.Duration) error {
	err := emit(a, func() {
		a.printReplayRules(out.Changes)
		if o.diff {
			printReplayDocs(a.Stdout, out.Changes)
		}
	}, out.Changes...)
	rate := float64(out.Reports) / max(took.Seconds(), 1e-9)
	a.note("replay.sum", out.Reports, r.Before.Set(), r.After.Set(), len(out.Changes), out.Written, rate)
	if !r.Publish {
		a.note("replay.dry")
	}
	return err
}
