package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
)

func newStatus(a *app) *cobra.Command {
	var watch bool
	var every time.Duration
	cmd := &cobra.Command{
		Use:   "status",
		Short: "流、消费者、积压、死信与总数 · streams, consumers, lag, dead letters and totals",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.status(cmd.Context(), watch, every)
		},
	}
	cmd.Flags().BoolVar(&watch, "watch", false, "持续刷新 · refresh until Ctrl-C")
	cmd.Flags().DurationVar(&every, "every", 2*time.Second, "刷新间隔 · interval of --watch")
	return cmd
}

func (a *app) status(ctx context.Context, watch bool, every time.Duration) error {
	conn, err := a.client(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if !watch {
		return a.statusOnce(ctx, conn)
	}
	tick := time.NewTicker(max(every, 100*time.Millisecond))
	defer tick.Stop()
	for {
		if a.format == asText && terminal(a.Stdout) {
			fmt.Fprint(a.Stdout, "\x1b[H\x1b[2J") // home and clear, as top does
		}
		if err := a.statusOnce(ctx, conn); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

func (a *app) statusOnce(ctx context.Context, conn *pipeline.Conn) error {
	s, err := pipeline.Status(ctx, conn)
	if err != nil {
		return exit(exitFound, err)
	}
	return emit(a, func() {
		a.out("status.totals", s.Accepted, s.Published, s.Dead, s.InFlight, s.Unaccounted)
		a.damaged(s.Damaged)
		rows := make([]table.Row, len(s.Stages))
		for i, st := range s.Stages {
			rows[i] = table.Row{st.Stage, st.Lag, st.AckPending, st.Redelivered, st.Workers}
		}
		a.grid(a.Stdout, []string{"col.stage", "col.lag", "col.pending", "col.redelivered", "col.workers"}, rows)
	}, s)
}

// damaged tells what the server cannot read.
func (a *app) damaged(list []pipeline.Damage) {
	for _, d := range list {
		seqs := strings.Trim(fmt.Sprint(d.Sequences), "[]")
		if uint64(len(d.Sequences)) < d.Messages {
			seqs += " …"
		}
		a.out("status.damaged", d.Stream, d.Messages, seqs)
	}
}
