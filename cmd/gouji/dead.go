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

// deadFlags choose dead letters, the same for list, replay and drop.
type deadFlags struct {
	stage, class string
	since, until string
	limit        int
	all          bool
}

func (f *deadFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.stage, "stage", "", "只看某阶段 · of one stage")
	cmd.Flags().StringVar(&f.class, "class", "", "只看某类别 · of one class")
	cmd.Flags().StringVar(&f.since, "since", "", "从何时起:24h(之前)、2024-01-31 或 RFC 3339 · from then on: 24h (ago), 2024-01-31 or RFC 3339")
	cmd.Flags().StringVar(&f.until, "until", "", "到何时止(不含),写法同上 · before then, written the same way")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "最多多少封,0 为全部 · at most so many, 0 for all")
}

func (f *deadFlags) addAll(cmd *cobra.Command) {
	f.add(cmd)
	cmd.Flags().BoolVar(&f.all, "all", false, "全部符合条件的 · all that the filters choose")
}

func (f *deadFlags) filter(now time.Time) (pipeline.DeadFilter, error) {
	out := pipeline.DeadFilter{Stage: f.stage, Class: fault.Class(f.class), Limit: f.limit}
	var err error
	if out.Since, err = moment("--since", f.since, now); err != nil {
		return out, err
	}
	out.Until, err = moment("--until", f.until, now)
	return out, err
}

// moment reads a point in time: a duration before now, a day of the local time zone, or
// RFC 3339. "" is no point.
func moment(flag, s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if d, err := time.ParseDuration(s); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	if t, err := time.ParseInLocation(time.DateOnly, s, now.Location()); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, exit(exitUsage, fmt.Errorf("%s %q is neither a duration such as 24h, nor a day such as 2024-01-31, nor RFC 3339", flag, s))
	}
	return t, nil
}

func newDead(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "dead", Short: "死信:列出、查看、重放、放弃 · dead letters: list, show, replay, drop"}
	cmd.AddCommand(newDeadList(a), newDeadShow(a), newDeadReplay(a), newDeadDrop(a))
	return cmd
}

func newDeadList(a *app) *cobra.Command {
	var choose deadFlags
	var asJSON bool
	list := &cobra.Command{
		Use: "list", Short: "列出死信;已放弃的用 --class dropped · list dead letters; those dropped with --class dropped", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			filter, err := choose.filter(time.Now())
			if err != nil {
				return err
			}
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				return a.listDead(ctx, conn, filter, asJSON)
			})
		},
	}
	choose.add(list)
	list.Flags().BoolVar(&asJSON, "json", false, "一行一个 JSON 对象 · one JSON object a line")
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

func newDeadReplay(a *app) *cobra.Command {
	var choose deadFlags
	cmd := &cobra.Command{
		Use: "replay ID... | --all", Short: "重放:放回原处再处理一次 · put back and process again",
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
		Use: "drop (ID... | --all) --yes", Short: "放弃:删去内容,留下记录,仍计为死信 · give up: the data go, a record stays and counts as dead",
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

// listDead prints also where some letters cannot be read, and then says so and fails.
func (a *app) listDead(ctx context.Context, conn *pipeline.Conn, f pipeline.DeadFilter, asJSON bool) error {
	list, err := pipeline.ListDead(ctx, conn, f)
	if err != nil && !passedOver(err) {
		return err
	}
	return errors.Join(a.printDead(list, asJSON), err)
}

// passedOver reports that an error is of single letters; all the others are there.
func passedOver(err error) bool {
	var passed *pipeline.PassedOverError
	return errors.As(err, &passed)
}

func (a *app) printDead(list []pipeline.Dead, asJSON bool) error {
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
		err := pipeline.EachDead(ctx, ids, func(ctx context.Context, id string) error { return f(ctx, conn, id) }, func(id string, err error) {
			if err != nil {
				failed++
				fmt.Fprintf(a.Stderr, "gouji: %s: %v\n", id, err)
			}
			bar.add(1)
		})
		bar.close()
		fmt.Fprintln(a.Stderr, a.say("dead."+verb, len(ids)-failed, failed))
		if err = errors.Join(err, unread); err == nil && failed > 0 {
			err = exit(exitFound, nil)
		}
		return err
	})
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
