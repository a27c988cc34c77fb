package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
)

func newTopology(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "topology", Short: "流、桶、消费者的设置:比较与执行 · streams, buckets and consumers: compare and apply"}
	var format string
	var destructive bool
	check := func() error {
		if format != "text" && format != "json" {
			return exit(exitUsage, fmt.Errorf("--format %q is not one of text, json", format))
		}
		return nil
	}
	plan := &cobra.Command{
		Use: "plan", Short: "列出应有与现有之差,不改动 · show what differs and change nothing", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := check(); err != nil {
				return err
			}
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				p, err := pipeline.PlanTopology(ctx, conn, a.conf.topology())
				if err != nil {
					return err
				}
				return a.printPlan(p, format)
			})
		},
	}
	apply := &cobra.Command{
		Use: "apply", Short: "按设置建立与更改(角色 deploy) · create and change what differs (role deploy)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := check(); err != nil {
				return err
			}
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				return a.applyTopology(ctx, conn, format, destructive)
			})
		},
	}
	for _, c := range []*cobra.Command{plan, apply} {
		c.Flags().StringVar(&format, "format", "text", "输出格式 · output format: text, json")
	}
	apply.Flags().BoolVar(&destructive, "allow-destructive", false, "允许有损失的更改 · also make changes that lose something")
	cmd.AddCommand(plan, apply)
	return cmd
}

func (a *app) applyTopology(ctx context.Context, conn *pipeline.Conn, format string, destructive bool) error {
	p, err := pipeline.PlanTopology(ctx, conn, a.conf.topology())
	if err != nil {
		return err
	}
	if err := a.printPlan(p, format); err != nil {
		return err
	}
	if !p.Differs() {
		return nil
	}
	err = p.Apply(ctx, conn, destructive)
	if errors.Is(err, pipeline.ErrDestructive) {
		return fmt.Errorf("%w; --allow-destructive does it all the same", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(a.Stderr, a.say("topology.applied"))
	return nil
}

// printPlan writes a row for what is the same or foreign, and one for each field of what
// changes.
func (a *app) printPlan(p pipeline.Plan, format string) error {
	if format == "json" {
		enc := json.NewEncoder(a.Stdout)
		enc.SetEscapeHTML(false)
		return enc.Encode(p)
	}
	var rows []table.Row
	for _, i := range p.Items {
		name := i.Name
		if i.Stream != "" {
			name = i.Stream + "/" + i.Name
		}
		row := table.Row{a.say("topology." + string(i.Action)), a.say("topology." + i.Kind), name, "", ""}
		if i.Closed != "" {
			row[3] = a.say("topology.closed", i.Closed)
		}
		if len(i.Changes) == 0 || i.Closed != "" {
			rows = append(rows, row)
		}
		for _, f := range i.Changes {
			rows = append(rows, table.Row{row[0], row[1], name, f.Field + ": " + f.Old + " → " + f.New, f.Destructive})
		}
	}
	a.grid(a.Stdout, []string{"topology.action", "topology.kind", "topology.name", "topology.change", "topology.loss"}, rows)
	if p.ForeignUnknown {
		fmt.Fprintln(a.Stderr, a.say("topology.unknown"))
	}
	return nil
}

// damaged tells what the server cannot read.
func (a *app) damaged(list []pipeline.Damage) {
	for _, d := range list {
		seqs := strings.Trim(fmt.Sprint(d.Sequences), "[]")
		if uint64(len(d.Sequences)) < d.Messages {
			seqs += " …"
		}
		fmt.Fprintln(a.Stdout, a.say("status.damaged", d.Stream, d.Messages, seqs))
	}
}
