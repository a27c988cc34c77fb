package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/ingest/pdf"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

func newBench(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "bench", Short: "测速 · benchmarks"}
	var rounds int
	var round time.Duration
	parse := &cobra.Command{
		Use:   "parse",
		Short: "单核每秒读多少份年报 · documents a second on one core, reading alone and with the rules",
		Long: `各轮交替测量,取中位数;比值在同一轮内计算,机器快慢不影响比值。
The kinds are measured in turn, round by round; medians are printed, and ratios are taken
within a round, so that a machine whose speed drifts does not change them.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if rounds < 1 {
				return exit(exitUsage, fmt.Errorf("--rounds %d is less than 1", rounds))
			}
			return a.benchParse(cmd.Context(), rounds, round)
		},
	}
	parse.Flags().IntVar(&rounds, "rounds", 5, "轮数 · rounds")
	parse.Flags().DurationVar(&round, "round", time.Second, "每种每轮的时间 · time of each kind in a round")
	cmd.AddCommand(parse)
	return cmd
}

// benchCase is one kind of document and what is done with it.
type benchCase struct {
	name string
	data []byte
	do   func(ctx context.Context, data []byte) error
}

// benchFigure is what one round of a case measured.
type benchFigure struct {
	perSecond, allocs, bytes float64
}

func (a *app) benchParse(ctx context.Context, rounds int, round time.Duration) error {
	c, err := newCore()
	if err != nil {
		return exit(exitFound, err)
	}
	defer c.close()
	cases, err := benchCases(c)
	if err != nil {
		return exit(exitFound, err)
	}
	runtime.GOMAXPROCS(1) // the process ends with this command
	figures := make([][]benchFigure, len(cases))
	bar := a.newProgress("bench", rounds*len(cases))
	for range rounds {
		for i, k := range cases {
			f, err := measure(ctx, k, round)
			if err != nil {
				return exit(exitFound, fmt.Errorf("bench %s: %w", k.name, err))
			}
			figures[i] = append(figures[i], f)
			bar.add(1)
		}
	}
	bar.close()
	a.printBench(cases, figures)
	return nil
}

func benchCases(c *core) ([]benchCase, error) {
	read := func(ctx context.Context, data []byte) (report.Report, error) {
		doc, err := c.reader.Read(ctx, ingest.Input{Data: data})
		if err != nil {
			return report.Report{}, err
		}
		return c.parser.Parse(ctx, doc)
	}
	only := func(ctx context.Context, data []byte) error {
		_, err := read(ctx, data)
		return err
	}
	rules := func(ctx context.Context, data []byte) error {
		rep, err := read(ctx, data)
		if err != nil {
			return err
		}
		_, err = c.validator.Validate(ctx, validate.Input{Report: rep})
		return err
	}
	text, html := generate.Text7K(), generate.HTML100K()
	page, err := generate.One(generate.Options{Seed: 7, Layout: generate.PDF})
	if err != nil {
		return nil, err
	}
	argv := pdf.Find([]string{c.self, pdfExtract}, ingest.DefaultLimits().PDF).Argv
	child := func(ctx context.Context, data []byte) error {
		cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
		cmd.Stdin, cmd.Stdout = bytes.NewReader(data), io.Discard
		return cmd.Run()
	}
	return []benchCase{
		{"text, parse", text.Data, only}, {"text, parse + rules", text.Data, rules},
		{"html, parse", html.Data, only}, {"html, parse + rules", html.Data, rules},
		{"pdf, child alone", page.Data, child}, {"pdf, parse + rules", page.Data, rules},
	}, nil
}

// measure runs one case for about d and counts. The rate is by processor time, so that
// neighbours on a shared machine take nothing from it; with one processor, garbage
// collection is inside.
func measure(ctx context.Context, k benchCase, d time.Duration) (benchFigure, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start, spent := time.Now(), processorTime()
	n := 0
	for time.Since(start) < d {
		if err := ctx.Err(); err != nil {
			return benchFigure{}, err
		}
		if err := k.do(ctx, k.data); err != nil {
			return benchFigure{}, err
		}
		n++
	}
	took := processorTime() - spent
	runtime.ReadMemStats(&after)
	return benchFigure{
		perSecond: float64(n) / took.Seconds(),
		allocs:    float64(after.Mallocs-before.Mallocs) / float64(n),
		bytes:     float64(after.TotalAlloc-before.TotalAlloc) / float64(n),
	}, nil
}

// processorTime is what this process and its children that have ended, as PDF readers do,
// have used of processors so far, user and system.
func processorTime() time.Duration {
	var all time.Duration
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err == nil { // it fails for neither
			all += time.Duration(u.Utime.Nano() + u.Stime.Nano())
		}
	}
	return all
}

// printBench prints a row a case; the ratio is that of the row to the one before it,
// which does the same without the rules.
func (a *app) printBench(cases []benchCase, figures [][]benchFigure) {
	rows := make([]table.Row, len(cases))
	for i, k := range cases {
		rates, ratios := make([]float64, 0, len(figures[i])), make([]float64, 0, len(figures[i]))
		for j, f := range figures[i] {
			rates = append(rates, f.perSecond)
			if i%2 == 1 {
				ratios = append(ratios, f.perSecond/figures[i-1][j].perSecond)
			}
		}
		ratio := ""
		if len(ratios) > 0 {
			ratio = fmt.Sprintf("%.2f", median(ratios))
		}
		last := figures[i][len(figures[i])-1]
		rows[i] = table.Row{
			k.name, fmt.Sprintf("%.1f KB", float64(len(k.data))/1024), fmt.Sprintf("%.0f", median(rates)),
			fmt.Sprintf("%.0f–%.0f", slices.Min(rates), slices.Max(rates)), ratio,
			fmt.Sprintf("%.0f", last.allocs), fmt.Sprintf("%.0f KB", last.bytes/1024),
		}
	}
	a.grid(a.Stdout, []string{"col.case", "col.size", "col.rate", "col.range", "col.ratio", "col.allocs", "col.bytes"}, rows)
}

func median(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	return s[len(s)/2]
}
