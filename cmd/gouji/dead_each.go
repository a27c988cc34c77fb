package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
)

func newDeadReplay(a *app) *cobra.Command {
	var choose deadFlags
	cmd := &cobra.Command{
		Use: "replay ID... | --all", Short: "重放:放回原处再处理一次，ID 为死信或文档编号 · put back and process again, by the id of the letter or its document",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.eachDead(cmd.Context(), "replay", choose, args, pipeline.Replay)
		},
	}
	choose.addAll(cmd)
	return cmd
}

func newDeadDrop(a *app) *cobra.Command {
	var choose deadFlags
	var yes bool
	cmd := &cobra.Command{
		Use: "drop (ID... | --all) --yes", Short: "放弃:删去内容,留下记录,仍计为死信，ID 为死信或文档编号 · give up, by the id of the letter or its document: the data go, a record stays and counts as dead",
		RunE: func(cmd *cobra.Command, args []string) error {
			if !yes {
				return exit(exitUsage, errors.New("a dropped letter cannot be replayed; say so with --yes"))
			}
			return a.eachDead(cmd.Context(), "drop", choose, args, func(ctx context.Context, conn *pipeline.Conn, id string) error {
				return pipeline.Drop(ctx, conn, id, time.Now())
			})
		},
	}
	choose.addAll(cmd)
	cmd.Flags().BoolVar(&yes, "yes", false, "确认放弃 · yes, give them up")
	return cmd
}

// eachDone is what `gouji dead replay` and `drop` print with --format json.
type eachDone struct {
	Verb   string `json:"verb"`
	Done   int    `json:"done"`
	Failed int    `json:"failed"`
}

// eachDead does something with the letters that are named, or with --all chosen.
func (a *app) eachDead(ctx context.Context, verb string, choose deadFlags, ids []string, f func(context.Context, *pipeline.Conn, string) error) error {
	if choose.all == (len(ids) > 0) {
		return exit(exitUsage, fmt.Errorf("name the dead letters to %s, or give --all with its filters", verb))
	}
	filter, err := choose.filter(time.Now())
	if err != nil {
		return err
	}
	return a.withClient(ctx, func(ctx context.Context, conn *pipeline.Conn) error {
		var unread error
		if choose.all {
			if ids, unread = pipeline.DeadIDs(ctx, conn, filter); unread != nil && !passedOver(unread) {
				return unread
			}
		}
		bar := a.newProgress(verb, len(ids))
		failed := 0
		err := pipeline.EachDead(ctx, ids, func(ctx context.Context, id string) error {
			letter, err := oneLetter(ctx, conn, id)
			if err != nil {
				return err
			}
			return f(ctx, conn, letter)
		}, func(id string, err error) {
			if err != nil {
				failed++
				fmt.Fprintf(a.Stderr, "gouji: %s: %v\n", id, err)
			}
			bar.add(1)
		})
		bar.close()
		a.note("dead."+verb, len(ids)-failed, failed)
		err = errors.Join(err, unread, emit(a, func() {}, eachDone{verb, len(ids) - failed, failed}))
		if err == nil && failed > 0 {
			err = exit(exitFound, nil)
		}
		return err
	})
}
