package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
)

// replayOptions is what `gouji replay` was asked for.
type replayOptions struct {
	year              int
	format            string
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
			if o.format != "text" && o.format != "json" {
				return exit(exitUsage, fmt.Errorf("--format %q is not one of text, json", o.format))
			}
			return a.replay(cmd.Context(), o)
		},
	}
	cmd.Flags().IntVar(&o.year, "year", 0, "统计年度,0 为全部 · year reported on, 0 for all")
	cmd.Flags().StringVar(&o.format, "format", "text", "输出格式 · output format: text, json (一行一份有变化的文档 · a line for each document that changes)")
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
	if o.format == "json" {
		enc := json.NewEncoder(a.Stdout)
		enc.SetEscapeHTML(false)
		for _, c := range out.Changes {
			if err := enc.Encode(c); err != nil {
				return err
			}
		}
	} else {
		a.printReplayRules(out.Changes)
		if o.diff {
			printReplayDocs(a.Stdout, out.Changes)
		}
	}
	rate := float64(out.Reports) / max(took.Seconds(), 1e-9)
	fmt.Fprintln(a.Stderr, a.say("replay.sum", out.Reports, r.Before.Set(), r.After.Set(), len(out.Changes), out.Written, rate))
	if !r.Publish {
		fmt.Fprintln(a.Stderr, a.say("replay.dry"))
	}
	return nil
}

// printReplayRules prints what changes by rule.
func (a *app) printReplayRules(changes []flow.Change) {
	type sum struct{ appear, disappear, documents int }
	sums := map[string]*sum{}
	of := func(id string) *sum {
		if sums[id] == nil {
			sums[id] = &sum{}
		}
		return sums[id]
	}
	for _, c := range changes {
		seen := map[string]bool{}
		for _, f := range c.Appeared {
			of(f.Rule).appear++
			seen[f.Rule] = true
		}
		for _, f := range c.Disappeared {
			of(f.Rule).disappear++
			seen[f.Rule] = true
		}
		for id := range seen {
			of(id).documents++
		}
	}
	rows := make([]table.Row, 0, len(sums))
	for _, id := range slices.Sorted(maps.Keys(sums)) {
		rows = append(rows, table.Row{id, sums[id].appear, sums[id].disappear, sums[id].documents})
	}
	a.grid(a.Stdout, []string{"col.rule", "col.appear", "col.disappear", "col.documents"}, rows)
}

func printReplayDocs(w io.Writer, list []flow.Change) {
	for _, c := range list {
		fmt.Fprintf(w, "%s  %d  %s\n", c.Doc, c.Year, c.Agency)
		for _, f := range c.Appeared {
			fmt.Fprintf(w, "  + %s %v\n", f.Rule, f.Cells)
		}
		for _, f := range c.Disappeared {
			fmt.Fprintf(w, "  - %s %v\n", f.Rule, f.Cells)
		}
	}
}
