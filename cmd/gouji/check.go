package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rules"
)

func newCheck(a *app) *cobra.Command {
	var format, failOn string
	var draft, hints bool
	cmd := &cobra.Command{
		Use:   "check [--format FORMAT] [--fail-on SEVERITY] PATH...",
		Short: "离线核对文件、文件夹或标准输入(-) · check files, folders or standard input (-), without a broker",
		Long: `读取年度报告,核对表内勾稽、表文一致与格式,列出问题与出处。
Reads reports, cross-checks their figures and form, and lists what is wrong and where.

退出码 · exit status: 0 没有达到 --fail-on 的问题 · nothing at or above --fail-on;
1 有 · something was found; 2 用法错误或有文件无法读取 · wrong usage, or an input was unreadable.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.check(cmd.Context(), checkFlags{format, failOn, draft, hints}, args)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "输出格式 · output format: "+joined(checkFormats()))
	cmd.Flags().StringVar(&failOn, "fail-on", "error", "退出码 1 的门槛 · threshold of exit 1: error, warning, info, never")
	cmd.Flags().BoolVar(&draft, "draft", false, "未发布的草稿:不查发布日期、时限和落款 · a draft: no date of publication, deadline or signature is asked for")
	cmd.Flags().BoolVar(&hints, "hints", false, "文本输出列出全部提示 · list every hint in text")
	return cmd
}

// checkFlags are the flags of check.
type checkFlags struct {
	format, failOn string
	draft, hints   bool
}

// newChecker makes a checker of the offline commands: documents are read in this process,
// because their one user reads files of his choice on his own machine.
func newChecker(o check.Options) (*check.Checker, error) { return check.New(o) }

// severityRank orders severities; a finding counts when its rank reaches that of --fail-on.
func severityRank(s string) (int, bool) {
	rank, ok := map[string]int{"info": 1, "warning": 2, "error": 3, "never": 4}[s]
	return rank, ok
}

func (a *app) check(ctx context.Context, f checkFlags, args []string) error {
	threshold, ok := severityRank(f.failOn)
	if !ok {
		return exit(exitUsage, fmt.Errorf("--fail-on %q is not one of error, warning, info, never", f.failOn))
	}
	_, book, err := rulesOf(a.conf.Rules)
	if err != nil {
		return err
	}
	if f.draft {
		if book, err = book.Without(rules.NotForDrafts()...); err != nil {
			return exit(exitFound, err)
		}
	}
	list, err := membersOf(a.conf.Members)
	if err != nil {
		return err
	}
	c, err := newChecker(check.Options{Rules: book, Members: list})
	if err != nil {
		return exit(exitFound, err)
	}
	defer c.Close()
	a.keepHeadroom(ctx)
	options := a.exportOptions(book.Rules()...)
	options.Hints = f.hints
	out, err := a.newWriter(ctx, c, f.format, options)
	if err != nil {
		return exit(exitUsage, err)
	}
	paths, err := a.expand(args)
	if err != nil {
		return exit(exitUsage, err)
	}
	if len(paths) > check.MaxTogether {
		a.note("check.alone", len(paths), check.MaxTogether)
	}
	code := exitOK
	for got, err := range c.All(ctx, len(paths), check.Files(paths, a.Stdin)) {
		if err != nil {
			return exit(exitFound, err)
		}
		code = max(code, checkCode(got, threshold))
		if err := out.Write(got); err != nil {
			return exit(exitFound, fmt.Errorf("writing the result of %s: %w", got.File, err))
		}
	}
	if err := out.Close(); err != nil {
		return exit(exitFound, err)
	}
	if code != exitOK {
		return exit(code, nil)
	}
	return nil
}

func checkCode(c report.Check, threshold int) int {
	if c.Outcome != report.Checked {
		return exitUsage
	}
	for _, f := range c.Findings {
		if rank, _ := severityRank(string(f.Severity)); rank >= threshold {
			return exitFound
		}
	}
	return exitOK
}
