package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
)

func newTopology(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "topology", Short: "流、桶、消费者的设置:比较与执行 · streams, buckets and consumers: compare and apply"}
	var destructive, createOnly bool
	var wait time.Duration
	plan := &cobra.Command{
		Use: "plan", Short: "列出应有与现有之差,不改动 · show what differs and change nothing", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				p, err := pipeline.PlanTopology(ctx, conn, a.conf.topology())
				if err != nil {
					return err
				}
				return a.printPlan(p)
			})
		},
	}
	apply := &cobra.Command{
		Use: "apply", Short: "按设置建立与更改(角色 deploy) · create and change what differs (role deploy)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.untilLed(cmd.Context(), wait, a.applier(func(ctx context.Context, conn *pipeline.Conn, p pipeline.Plan) error {
				if createOnly {
					return p.Create(ctx, conn)
				}
				return p.Apply(ctx, conn, destructive)
			}))
		},
	}
	apply.Flags().DurationVar(&wait, "wait", 30*time.Second, "NATS 暂时不应答或没有主节点时最多等多久 · how long to wait for a broker that does not answer, or has no leader, at present")
	apply.Flags().BoolVar(&destructive, "allow-destructive", false, "允许有损失的更改 · also make changes that lose something")
	apply.Flags().BoolVar(&createOnly, "create-only", false, "只建立缺少的,不更改已有的:升级时还有旧版本的进程在运行 · only create what is missing and change nothing that is there: in an upgrade, while processes of the version before still run")
	apply.MarkFlagsMutuallyExclusive("create-only", "allow-destructive")
	cmd.AddCommand(plan, apply)
	return cmd
}

const (
	// leaderPause is the first pause between two attempts and leaderPauses the longest; an
	// election takes some 5 s.
	leaderPause, leaderPauses = 250 * time.Millisecond, 2 * time.Second
	// leaderAttempt bounds one attempt: without a leader a request is repeated inside of it. What
	// an attempt has done is done, and the next one goes on from there.
	leaderAttempt = 10 * time.Second
)

// untilLed runs f with a connection, again and again while the broker has no leader or does not
// answer, for at most as long as wait, at least a second. Each new reason is said once.
func (a *app) untilLed(ctx context.Context, wait time.Duration, f func(context.Context, *pipeline.Conn) error) error {
	within, cancel := context.WithTimeout(ctx, max(wait, time.Second))
	defer cancel()
	said := ""
	for pause := leaderPause; ; pause = min(2*pause, leaderPauses) {
		attempt, done := context.WithTimeout(within, leaderAttempt)
		err := a.withClient(attempt, f)
		done()
		if err == nil || ctx.Err() != nil || !flow.Transient(err) {
			return err
		}
		if reason := err.Error(); reason != said && within.Err() == nil {
			said = reason
			a.note("topology.waiting", wait, err)
		}
		t := time.NewTimer(pause)
		select {
		case <-t.C:
		case <-within.Done():
			t.Stop()
			return exit(exitFound, fmt.Errorf("%s: %w", a.say("topology.unled", wait), err))
		}
	}
}

// applier prints what differs, once however often it is tried, and does it.
func (a *app) applier(do func(context.Context, *pipeline.Conn, pipeline.Plan) error) func(context.Context, *pipeline.Conn) error {
	printed := false
	return func(ctx context.Context, conn *pipeline.Conn) error {
		p, err := pipeline.PlanTopology(ctx, conn, a.conf.topology())
		if err != nil {
			return err
		}
		if !printed {
			printed = true
			if err := a.printPlan(p); err != nil {
				return err
			}
		}
		return a.applyTopology(ctx, conn, p, do)
	}
}

func (a *app) applyTopology(ctx context.Context, conn *pipeline.Conn, p pipeline.Plan, do func(context.Context, *pipeline.Conn, pipeline.Plan) error) error {
	if !p.Differs() {
		return nil
	}
	err := do(ctx, conn, p)
	if errors.Is(err, pipeline.ErrDestructive) {
		return fmt.Errorf("%w; --allow-destructive does it all the same", err)
	}
	if err != nil {
		return err
	}
	a.note("topology.applied")
	return nil
}

func (a *app) printPlan(p pipeline.Plan) error {
	return emit(a, func() { a.printPlanText(p) }, p)
}

// printPlanText writes a row for what is the same or foreign, and one for each field of what
// changes.
func (a *app) printPlanText(p pipeline.Plan) {
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
		a.note("topology.unknown")
	}
}
