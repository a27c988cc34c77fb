package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/bench"
	"github.com/gouji/gouji/internal/check"
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
	cmd.AddCommand(parse, newBenchTransport(a), newBenchPipeline(a), newBenchUp(a), newBenchBacklog(a), newBenchBroker(a))
	return cmd
}

func (a *app) benchParse(ctx context.Context, rounds int, round time.Duration) error {
	c, err := newChecker(check.Options{})
	if err != nil {
		return exit(exitFound, err)
	}
	defer c.Close()
	cases, err := bench.Cases(c)
	if err != nil {
		return exit(exitFound, err)
	}
	runtime.GOMAXPROCS(1) // the process ends with this command
	a.keepHeadroom(ctx)   // as in `gouji up` and `gouji check`
	figures := make([][]bench.Figure, len(cases))
	bar := a.newProgress("bench", rounds*len(cases))
	for range rounds {
		for i, k := range cases {
			f, err := bench.Measure(ctx, k, round)
			if err != nil {
				return exit(exitFound, fmt.Errorf("bench %s: %w", k.Name, err))
			}
			figures[i] = append(figures[i], f)
			bar.add(1)
		}
	}
	bar.close()
	return a.printBench(cases, figures)
}

// benchLine is a line of `gouji bench parse --format json`.
type benchLine struct {
	Case string `json:"case"`
	// Bytes is the size of the document.
	Bytes int `json:"bytes"`
	// Rate is documents a second of processor time, the median of the rounds; Least and Most
	// are their range.
	Rate  float64 `json:"rate"`
	Least float64 `json:"least"`
	Most  float64 `json:"most"`
	// Ratio is that of the rate to the rate of reading the same document alone.
	Ratio       float64 `json:"ratio"`
	Allocs      float64 `json:"allocs"`
	AllocsBytes float64 `json:"allocs_bytes"`
}

// benchLines sums up the rounds; ratios are taken within a round.
func benchLines(cases []bench.Case, figures [][]bench.Figure) []benchLine {
	out := make([]benchLine, len(cases))
	for i, k := range cases {
		rates, ratios := make([]float64, 0, len(figures[i])), make([]float64, 0, len(figures[i]))
		for j, f := range figures[i] {
			rates = append(rates, f.PerSecond)
			ratios = append(ratios, f.PerSecond/figures[k.Base][j].PerSecond)
		}
		last := figures[i][len(figures[i])-1]
		out[i] = benchLine{
			Case: k.Name, Bytes: len(k.Data), Rate: median(rates), Least: slices.Min(rates), Most: slices.Max(rates),
			Ratio: median(ratios), Allocs: last.Allocs, AllocsBytes: last.Bytes,
		}
	}
	return out
}

func (a *app) printBench(cases []bench.Case, figures [][]bench.Figure) error {
	lines := benchLines(cases, figures)
	return emit(a, func() {
		rows := make([]table.Row, len(lines))
		for i, l := range lines {
			rows[i] = table.Row{
				l.Case, fmt.Sprintf("%.1f KB", float64(l.Bytes)/1024), fmt.Sprintf("%.0f", l.Rate),
				fmt.Sprintf("%.0f–%.0f", l.Least, l.Most), fmt.Sprintf("%.2f", l.Ratio),
				fmt.Sprintf("%.0f", l.Allocs), fmt.Sprintf("%.0f KB", l.AllocsBytes/1024),
			}
		}
		a.grid(a.Stdout, []string{"col.case", "col.size", "col.rate", "col.range", "col.ratio", "col.allocs", "col.bytes"}, rows)
	}, lines...)
}

func median(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	return s[len(s)/2]
}
