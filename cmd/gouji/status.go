package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
)

// statusFlags say how a status is taken.
type statusFlags struct {
	watch, account bool
	every          time.Duration
}

func newStatus(a *app) *cobra.Command {
	var f statusFlags
	cmd := &cobra.Command{
		Use:   "status",
		Short: "阶段、积压、死信、流与总数 · stages, lag, dead letters, streams and totals",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.status(cmd.Context(), f)
		},
	}
	cmd.Flags().BoolVar(&f.watch, "watch", false, "持续刷新 · refresh until Ctrl-C")
	cmd.Flags().DurationVar(&f.every, "every", 2*time.Second, "刷新间隔 · interval of --watch")
	cmd.Flags().BoolVar(&f.account, "account", false, "读取整个日志,给出精确总数 · read the whole log for the exact sum")
	return cmd
}

func (a *app) status(ctx context.Context, f statusFlags) error {
	conn, err := a.client(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	look := pipeline.Look
	if f.account {
		look = pipeline.Account
	}
	if !f.watch {
		r, err := look(ctx, conn, time.Now())
		if err != nil {
			return exit(exitFound, err)
		}
		a.foresee(conn, &r)
		return emit(a, func() { a.printStatus(a.Stdout, r, nil) }, r)
	}
	tick := time.NewTicker(max(f.every, 100*time.Millisecond))
	defer tick.Stop()
	past := newRates()
	for {
		r, err := look(ctx, conn, time.Now())
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			past.add(&r)
			a.foresee(conn, &r)
			err = emit(a, func() { a.redraw(func(w io.Writer) { a.printStatus(w, r, past) }) }, r)
			if err != nil {
				return err
			}
		default: // a broker that restarts is what one watches for
			a.note("status.failed", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// redraw prints a page over the one before it, as top does: without clearing first, which
// would flicker. Lines are cut at the terminal's width, where a Chinese character takes two
// columns.
func (a *app) redraw(page func(io.Writer)) {
	if !terminal(a.Stdout) {
		page(a.Stdout)
		fmt.Fprintln(a.Stdout)
		return
	}
	var b strings.Builder
	page(&neutral{to: &b}) // it is drawn below without another look
	cols := width(a.Stdout)
	out := "\x1b[H" // home; \x1b[K clears to the end of a line, \x1b[J all below
	for line := range strings.Lines(b.String()) {
		out += text.Trim(strings.TrimRight(line, "\n"), cols) + "\x1b[K\r\n"
	}
	fmt.Fprint(bare(a.Stdout), out+"\x1b[J")
}

// rates is the recent past of each stage's rate.
type rates struct {
	at      time.Time
	settled map[string]uint64
	history map[string][]float64
}

func newRates() *rates { return &rates{history: map[string][]float64{}} }

// pastRates is how many looks the history goes back.
const pastRates = 10

// add takes a look, and gives its stages the rate since the look before.
func (p *rates) add(r *pipeline.Overview) {
	settled := map[string]uint64{}
	for i := range r.Stages {
		s := &r.Stages[i]
		settled[s.Stage] = s.Settled
		before, ok := p.settled[s.Stage]
		if passed := r.At.Sub(p.at).Seconds(); ok && passed > 0 {
			rate := float64(s.Settled-min(before, s.Settled)) / passed
			s.Rate = &rate
			h := append(p.history[s.Stage], rate)
			p.history[s.Stage] = h[max(0, len(h)-pastRates):]
		}
	}
	p.at, p.settled = r.At, settled
}

// sparkline draws numbers as bars against the greatest of them.
func sparkline(values []float64) string {
	bars := []rune("▁▂▃▄▅▆▇█")
	most := 0.0
	for _, v := range values {
		most = max(most, v)
	}
	out := make([]rune, len(values))
	for i, v := range values {
		out[i] = bars[0]
		if most > 0 {
			out[i] = bars[min(len(bars)-1, int(v/most*float64(len(bars)-1)+0.5))]
		}
	}
	return string(out)
}

// damaged tells what the server cannot read.
func (a *app) damaged(w io.Writer, list []pipeline.Damage) {
	for _, d := range list {
		seqs := strings.Trim(fmt.Sprint(d.Sequences), "[]")
		if uint64(len(d.Sequences)) < d.Messages {
			seqs += " …"
		}
		fmt.Fprintln(w, a.say("status.damaged", d.Stream, d.Messages, seqs))
	}
}
