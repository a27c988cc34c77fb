package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/internal/webhook"
	"github.com/gouji/gouji/pipeline"
)

func newWebhook(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "webhook", Short: "结果推送:列出放弃的,重新推送 · webhooks: list and post again what was given up"}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Short: "列出放弃的结果 · list the results that were given up", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withClient(cmd.Context(), a.listUndelivered)
		},
	})
	var all bool
	replay := &cobra.Command{
		Use: "replay ID... | --all", Short: "按 --webhooks 的地址重新推送 · post again, to the addresses of --webhooks",
		RunE: func(cmd *cobra.Command, ids []string) error {
			if all == (len(ids) > 0) {
				return exit(exitUsage, errors.New("name what to post, by the ids of gouji webhook list, or give --all"))
			}
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error { return a.replayUndelivered(ctx, conn, ids) })
		},
	}
	replay.Flags().BoolVar(&all, "all", false, "全部 · all of them")
	cmd.AddCommand(replay)
	return cmd
}

// undeliveredLine is a record with the id that names it.
type undeliveredLine struct {
	ID string `json:"id"`
	state.Undelivered
}

func undelivered(ctx context.Context, conn *pipeline.Conn) (out []undeliveredLine, err error) {
	err = state.EachUndelivered(ctx, conn, func(u state.Undelivered) error {
		out = append(out, undeliveredLine{u.Key(), u})
		return nil
	})
	return out, err
}

func (a *app) listUndelivered(ctx context.Context, conn *pipeline.Conn) error {
	list, err := undelivered(ctx, conn)
	if err != nil {
		return err
	}
	return emit(a, func() {
		if len(list) == 0 {
			a.note("webhook.none")
			return
		}
		rows := make([]table.Row, len(list))
		for i, u := range list {
			rows[i] = table.Row{u.ID, u.Producer, u.Doc, u.Attempts, u.Time.Local().Format(time.DateTime), oneLine(firstLine(u.Reason, 60))}
		}
		a.grid(a.Stdout, []string{"col.id", "col.producer", "col.doc", "col.attempts", "col.time", "col.reason"}, rows)
	}, list...)
}

// replayUndelivered posts what is named, or with no ids all, in the order in which it was told.
func (a *app) replayUndelivered(ctx context.Context, conn *pipeline.Conn, ids []string) error {
	targets, err := webhook.Read(a.conf.Webhooks)
	if err != nil {
		return err
	}
	list, err := undelivered(ctx, conn)
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(x, y undeliveredLine) int { return int(x.Sequence) - int(y.Sequence) })
	o, done, bad := node.Options{WebhookPrivate: a.conf.WebhookPrivate, Log: a.log}, 0, 0
	for _, u := range list {
		if len(ids) > 0 && !slices.Contains(ids, u.ID) {
			continue
		}
		if err := again(ctx, conn, o, targets, u); err != nil {
			fmt.Fprintf(a.Stderr, "gouji: %s: %v\n", u.ID, err)
			bad++
			continue
		}
		done++
	}
	for _, id := range ids {
		if !slices.ContainsFunc(list, func(u undeliveredLine) bool { return u.ID == id }) {
			fmt.Fprintf(a.Stderr, "gouji: %.80q was not given up; see gouji webhook list\n", id)
			bad++
		}
	}
	a.note("webhook.replay", done, bad)
	if bad > 0 {
		return exit(exitFound, nil)
	}
	return emit(a, func() {}, eachDone{"replay", done, bad})
}

func again(ctx context.Context, conn *pipeline.Conn, o node.Options, targets []webhook.Target, u undeliveredLine) error {
	i := slices.IndexFunc(targets, func(t webhook.Target) bool { return t.Name() == u.Webhook })
	if i < 0 {
		return fmt.Errorf("the file of --webhooks has no address for %s", u.Webhook)
	}
	sink := o.Sink(targets[i])
	sink.Conn = conn
	return sink.Again(ctx, u.Undelivered)
}
