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
	"github.com/gouji/gouji/pipeline"
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
			return a.benchRounds(cmd.Context(), rounds, documents, benchRoundTime, func(ctx context.Context) ([]bench.Value, error) {
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
four hops with the same guarantees of the broker. Those of unrelated issuers go also through
four worker processes of this program and a broker in a fifth one. Medians of the rounds are printed, and
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
			o.Documents, o.Workers, o.Reader, o.Program = documents, a.benchWorkers(), reader, reader[:1]
			return a.benchRounds(cmd.Context(), rounds, documents, benchRoundTime, func(ctx context.Context) ([]bench.Value, error) { return bench.Pipeline(ctx, o) })
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

// newBenchUp measures `gouji up` in a process of its own.
func newBenchUp(a *app) *cobra.Command {
	var rounds int
	var o bench.UpOptions
	cmd := &cobra.Command{
		Use:   "up",
		Short: "gouji up 的内存:若干份之后,以及更多份之后 · memory of gouji up, after some documents and after many more",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.First < 1 {
				return exit(exitUsage, errors.New("--first is at least 1"))
			}
			reader, err := childReader()
			if err != nil {
				return err
			}
			o.Workers, o.Program = a.benchWorkers(), reader[:1]
			return a.benchRounds(cmd.Context(), rounds, o.Documents, benchLongRoundTime, func(ctx context.Context) ([]bench.Value, error) { return bench.Up(ctx, o) })
		},
	}
	cmd.Flags().IntVar(&rounds, "rounds", 1, "轮数 · rounds")
	cmd.Flags().IntVar(&o.First, "first", 1500, "先看多少份之后的内存 · documents after which the memory is looked at first")
	cmd.Flags().IntVar(&o.Documents, "documents", 1500, "一共多少份 · documents in all")
	return cmd
}

// newBenchBacklog measures what waiting submissions cost those in front of them.
func newBenchBacklog(a *app) *cobra.Command {
	var rounds int
	var o bench.BacklogOptions
	cmd := &cobra.Command{
		Use:   "backlog",
		Short: "积压之下的速率:很多份在等,与少数在等之比 · the rate while many submissions wait, of that while few do",
		Long: `提交先不落盘地写入,再以落盘的方式启动代理与各阶段。
The submissions are written without an fsync, then broker and stages are started with it. The
rate is that of the first documents.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Workers = a.benchWorkers()
			return a.benchRounds(cmd.Context(), rounds, o.Documents, benchLongRoundTime, func(ctx context.Context) ([]bench.Value, error) { return bench.Backlog(ctx, o) })
		},
	}
	benchFlags(cmd, &rounds, &o.Documents)
	cmd.Flags().IntVar(&o.Small, "small", 1000, "少数:等候的份数 · the few: submissions that wait")
	cmd.Flags().IntVar(&o.Large, "backlog", 1_000_000, "很多:等候的份数 · the many: submissions that wait")
	return cmd
}

// newBenchBroker is the broker of the separate processes.
func newBenchBroker(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "broker", Hidden: true, Args: cobra.NoArgs,
		Short: "测速用的 NATS · the NATS server of a benchmark",
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := pipeline.StartServer(pipeline.ServerOptions{Dir: a.conf.Data, Log: a.serverLog()})
			if err != nil {
				return exit(exitFound, err)
			}
			defer s.Shutdown()
			a.printAddresses(addresses{NATS: s.URL(), Data: a.conf.Data})
			<-cmd.Context().Done()
			return nil
		},
	}
}

// benchLongRoundTime is benchRoundTime for some ten thousand documents and for a million that wait.
const benchLongRoundTime = 2 * time.Hour

// benchRoundTime bounds a round: a chain that has lost a document would wait for ever.
const benchRoundTime = 10 * time.Minute

func (a *app) benchRounds(ctx context.Context, rounds, documents int, most time.Duration, round func(context.Context) ([]bench.Value, error)) error {
	if rounds < 1 || documents < 1 {
		return exit(exitUsage, errors.New("--rounds and --documents are at least 1"))
	}
	var all [][]bench.Value
	bar := a.newProgress("bench", rounds)
	for range rounds {
		rctx, cancel := context.WithTimeout(ctx, most)
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
