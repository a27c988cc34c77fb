package main

import (
	"fmt"
	"time"

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
