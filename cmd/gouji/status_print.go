package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/gouji/gouji/pipeline"
)

// printStatus prints a status in 80 columns. past is the history of the rates, nil for none.
func (a *app) printStatus(w io.Writer, r pipeline.Overview, past *rates) {
	say := func(key string, args ...any) { fmt.Fprintln(w, a.say(key, args...)) }
	at := r.CountedAt.Local().Format(time.TimeOnly)
	if r.Unaccounted != nil {
		say("status.totals", r.Accepted, r.Published, r.Dead, r.InFlight, *r.Unaccounted)
		say("status.by."+r.Counted, at)
		if r.Unread != nil && *r.Unread > 0 {
			say("status.unread", *r.Unread)
		}
	} else {
		say("status.counters", r.Accepted, r.Receipts, r.Dead, r.InFlight)
		say("status.by."+r.Counted, at)
	}
	if r.Archived > 0 {
		say("audit.archived", r.Archived)
	}
	if r.Erased > 0 {
		say("audit.erased", r.Erased)
	}
	a.damaged(w, r.Damaged)
	if r.Refusing != "" {
		say("status.refusing", r.Refusing)
	}
	if r.Unsettled > 0 {
		say("status.unsettled", r.Unsettled)
	}
	a.plainGrid(w, []string{"col.stage", "col.persecond", "col.lag", "col.oldest", "col.held", "col.again", "col.workers", "col.past"}, a.stageRows(r, past))
	a.plainGrid(w, []string{"col.stream", "col.messages", "col.room", "col.replicas", "col.leader"}, streamRows(r))
	say("status.store", usage(r.Store.Bytes, r.Store.Limit))
	a.printRoom(say, r.Room)
	for _, m := range r.Memory {
		say("status.memory", m.Server, usage(uint64(max(m.Bytes, 0)), m.Limit))
	}
	say("status.parser", a.list(r.Parsers), a.known(r.OlderParser))
	say("status.rules", a.list(r.RuleSets), a.known(r.OlderRules))
	if len(r.DeadBy) > 0 {
		say("status.dead", byCount(r.DeadBy))
	}
}

func (a *app) stageRows(r pipeline.Overview, past *rates) []table.Row {
	var rows []table.Row
	for _, s := range r.Stages {
		rate, oldest, history := "-", "-", ""
		if s.Rate != nil {
			rate = fmt.Sprintf("%.1f", *s.Rate)
			if *s.Rate >= 1000 {
				rate = fmt.Sprintf("%.0f", *s.Rate)
			}
		}
		if s.Oldest != nil {
			oldest = shortly(*s.Oldest)
		}
		if past != nil {
			history = sparkline(past.history[s.Stage])
		}
		rows = append(rows, table.Row{s.Stage, rate, s.Lag, oldest, fmt.Sprintf("%d/%d", s.AckPending, s.MaxAckPending), s.Redelivered, workersOf(s), history})
	}
	return rows
}

// workersOf is how many workers there are, with their program's versions where several run.
func workersOf(s pipeline.StageOverview) string {
	versions := map[string]int{}
	for _, w := range s.Who {
		versions[w.Version]++
	}
	if len(versions) < 2 {
		return fmt.Sprint(s.Workers)
	}
	return fmt.Sprintf("%d (%s)", s.Workers, byCount(versions))
}

func streamRows(r pipeline.Overview) []table.Row {
	var rows []table.Row
	for _, s := range r.Streams {
		rows = append(rows, table.Row{s.Name, s.Messages, humanize.IBytes(s.Bytes), fmt.Sprintf("%d/%d", s.Current, s.Replicas), cmp.Or(s.Leader, "-")})
	}
	return rows
}

// plainGrid prints a table without lines, which has room for more in 80 columns. Columns of
// numbers are on the right.
func (a *app) plainGrid(w io.Writer, keys []string, rows []table.Row) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box = table.BoxStyle{PaddingRight: "  "}
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	header, columns := make(table.Row, len(keys)), make([]table.ColumnConfig, len(keys))
	for i, k := range keys {
		header[i] = a.say(k)
		columns[i] = table.ColumnConfig{Number: i + 1}
		if i > 0 && i < len(keys)-1 {
			columns[i].Align, columns[i].AlignHeader = text.AlignRight, text.AlignRight
		}
	}
	t.SetColumnConfigs(columns)
	t.AppendHeader(header)
	t.AppendRows(rows)
	fmt.Fprintln(w)
	t.Render()
}

// byCount lists names with their numbers, the greatest first.
func byCount(m map[string]int) string {
	names := slices.SortedFunc(maps.Keys(m), func(x, y string) int { return cmp.Or(m[y]-m[x], strings.Compare(x, y)) })
	for i, n := range names {
		names[i] = fmt.Sprintf("%s %d", n, m[n])
	}
	return strings.Join(names, ", ")
}

func (a *app) list(names []string) string {
	if len(names) == 0 {
		return a.say("status.nobody")
	}
	return strings.Join(names, ", ")
}

func (a *app) known(n *int) string {
	if n == nil {
		return a.say("status.unknown")
	}
	return fmt.Sprint(*n)
}

// shortly is seconds as people say them, in at most six characters below a hundred days.
func shortly(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1fs", d.Seconds())
	case d < time.Hour:
		return d.Round(time.Second).String()
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%dd", int(d.Hours())/24)
}

// usage is bytes of a limit, 0 for none.
func usage(n uint64, limit int64) string {
	if limit <= 0 {
		return humanize.IBytes(n)
	}
	return fmt.Sprintf("%s / %s (%.0f %%)", humanize.IBytes(n), humanize.IBytes(uint64(limit)), 100*float64(n)/float64(limit))
}
