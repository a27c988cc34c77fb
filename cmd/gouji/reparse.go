package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/parse"
)

// reparseOptions is what `gouji reparse` was asked for.
type reparseOptions struct {
	year      int
	olderThan string
	rate      float64
	diff      bool
	publish   bool
}

func newReparse(a *app) *cobra.Command {
	var o reparseOptions
	cmd := &cobra.Command{
		Use:   "reparse [--year YEAR] [--older-than PARSER] [--rate N] [--diff] [--publish]",
		Short: "用新的解析器重读已入库的文档 · read the stored documents again with this version's parser",
		Long: `从原始字节重读已入库、而本版解析器尚未读过的文档,按现行规则核对新旧两次读数,列出变化。--publish 把新读数写入日志,由 validate、publish 的工作者接着处理;旧结果保留。可以中断,再次运行即接着做。
Reads stored documents that this version's parser has not read yet from their raw bytes, judges the old and the new
reading by the rules in force, and tells what changes. With --publish the new readings go into the log, and the workers
of validate and publish do the rest; what stands under the old parser stays. It may be interrupted and run again.
Run it when all workers of validate and publish have the new version.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.rate < 0 {
				return exit(exitUsage, errors.New("--rate is less than 0"))
			}
			return a.reparse(cmd.Context(), o)
		},
	}
	cmd.Flags().IntVar(&o.year, "year", 0, "统计年度,0 为全部 · year reported on, 0 for all")
	cmd.Flags().StringVar(&o.olderThan, "older-than", "", "只读由此版之前的解析器读过的 · only documents whose newest reading is by a parser before this version")
	cmd.Flags().Float64Var(&o.rate, "rate", 20, "每秒最多几份,0 为不限 · documents a second at most, 0 for any number")
	cmd.Flags().BoolVar(&o.diff, "diff", false, "逐份列出变化 · list the changes of each document")
	cmd.Flags().BoolVar(&o.publish, "publish", false, "写入新读数,旧结果保留 · write the new readings, beside the old ones")
	return cmd
}

func (a *app) reparse(ctx context.Context, o reparseOptions) error {
	list, err := membersOf(a.conf.Members)
	if err != nil {
		return err
	}
	reader, err := childReader()
	if err != nil {
		return err
	}
	checker, err := check.New(check.Options{Reader: reader, Members: list})
	if err != nil {
		return exit(exitFound, err)
	}
	defer checker.Close()
	return a.withClient(ctx, func(ctx context.Context, conn *pipeline.Conn) error {
		book, _, err := flow.ActiveRules(ctx, conn)
		if err != nil {
			return err
		}
		r := &flow.Reparse{Conn: conn, Checker: checker, Parse: checker.Parse, Version: parse.Version, Rules: book, Members: list,
			OlderThan: o.olderThan, Rate: o.rate, Publish: o.publish}
		began := time.Now()
		out, err := r.Run(ctx, o.year)
		if err != nil {
			return err
		}
		return a.printReparse(out, o, time.Since(began))
	})
}

func (a *app) printReparse(out flow.Reparsed, o reparseOptions, took time.Duration) error {
	err := emit(a, func() {
		changes := make([]flow.Change, len(out.Changes))
		for i, c := range out.Changes {
			changes[i] = c.Change
			if c.Refused != "" {
				a.out("reparse.refused", c.Doc, c.Reason)
			}
		}
		a.printReplayRules(changes)
		if o.diff {
			printReplayDocs(a.Stdout, changes)
		}
	}, out.Changes...)
	a.note("reparse.sum", out.Documents, parse.Version, len(out.Changes), out.Refused, out.Written, float64(out.Documents)/max(took.Seconds(), 1e-9))
	if !o.publish {
		a.note("reparse.dry")
	}
	return err
}
