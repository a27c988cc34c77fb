package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/bench"
)

func newBenchTransport(a *app) *cobra.Command {
	var rounds, documents, size int
	cmd := &cobra.Command{
		Use:   "transport",
		Short: "只测传输:四跳原始链路与空转的四个阶段 · the transport alone: a raw chain of four hops against stages that do nothing",
		Long: `各轮交替测量,取中位数;比值在同一轮内计算。消息存入临时文件夹。
Both are measured in turn, round by round, with and without an fsync before each
acknowledgement; medians are printed, and ratios are taken within a round. Messages go to a
temporary folder (TMPDIR).`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.benchRounds(cmd.Context(), rounds, documents, func(ctx context.Context) ([]bench.Value, error) {
				return bench.Transport(ctx, documents, size, a.benchWorkers())
			})
		},
	}
	benchFlags(cmd, &rounds, &documents)
	cmd.Flags().IntVar(&size, "size", 8<<10, "每份字节数 · bytes of a document")
	return cmd
}

func newBenchPipeline(a *app) *cobra.Command {
	var rounds, documents int
	var o bench.PipelineOptions
	var layout string
	cmd := &cobra.Command{
		Use:   "pipeline",
		Short: "端到端:一个进程里的四个阶段,与原始链路之比 · end to end: all stages in one process, and how it compares with a raw chain",
		Long: `生成的文本年报:互不相干的单位,以及每个单位五年。各轮交替测量,取中位数。
Generated reports as text, of unrelated issuers and five years of each issuer, are sent
through all stages with an embedded broker; beside them as many bytes through a raw chain of
four hops with the same guarantees of the broker. Medians of the rounds are printed, and
ratios are taken within a round. Processor time counts children and broker. Data goes to a
temporary folder (TMPDIR). With --replicas 3 the broker is three servers in this process. With a
postgres:// --store each measurement has a schema of its own, which is removed again; the
database's processor time is not counted.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Layout = generate.Layout(layout); !slices.Contains(generate.Layouts(), o.Layout) {
				return exit(exitUsage, fmt.Errorf("--layout: there is no layout %q; `gouji generate --help` lists them", layout))
			}
			if o.Replicas = a.conf.Replicas; o.Replicas > 3 {
				return exit(exitUsage, errors.New("--replicas: 1 or 3 servers are measured"))
			}
			if strings.HasPrefix(a.conf.Store, "postgres") { // a file is a new one each time
				o.Store = a.conf.Store
			}
			reader, err := childReader()
			if err != nil {
				return err
			}
			o.Documents, o.Workers, o.Reader = documents, a.benchWorkers(), reader
			return a.benchRounds(cmd.Context(), rounds, documents, func(ctx context.Context) ([]bench.Value, error) { return bench.Pipeline(ctx, o) })
		},
	}
	benchFlags(cmd, &rounds, &documents)
	cmd.Flags().StringVar(&layout, "layout", string(generate.Pipes), "年报的样式,如 pdf · how the reports are laid out, for one pdf")
	return cmd
}

func benchFlags(cmd *cobra.Command, rounds, documents *int) {
	cmd.Flags().IntVar(rounds, "rounds", 5, "轮数 · rounds")
	cmd.Flags().IntVar(documents, "documents", 400, "每轮份数 · documents of a round")
}

// benchWorkers is how many messages a stage works on at once, as a node would have it.
func (a *app) benchWorkers() int {
	if a.conf.Concurrency > 0 {
		return a.conf.Concurrency
	}
	return 2 * runtime.GOMAXPROCS(0)
}

// benchRoundTime bounds a round: a chain that has lost a document would wait for ever.
const benchRoundTime = 10 * time.Minute

func (a *app) benchRounds(ctx context.Context, rounds, documents int, round func(context.Context) ([]bench.Value, error)) error {
	if rounds < 1 || documents < 1 {
		return exit(exitUsage, errors.New("--rounds and --documents are at least 1"))
	}
	var all [][]bench.Value
	bar := a.newProgress("bench", rounds)
	for range rounds {
		rctx, cancel := context.WithTimeout(ctx, benchRoundTime)
		values, err := round(rctx)
		cancel()
		if err != nil {
			return exit(exitFound, fmt.Errorf("bench: %w", err))
		}
		all = append(all, values)
		bar.add(1)
	}
	bar.close()
	lines := bench.Summarize(all)
	return emit(a, func() {
		rows := make([]table.Row, len(lines))
		for i, l := range lines {
			rows[i] = table.Row{l.Name, fmt.Sprintf("%.2f", l.Median), fmt.Sprintf("%.2f–%.2f", l.Least, l.Most), l.Unit}
		}
		a.grid(a.Stdout, []string{"col.case", "col.median", "col.range", "col.unit"}, rows)
	}, lines...)
}
