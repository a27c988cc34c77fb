package main

import (
	"context"
	"errors"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/neighbour/members"
)

// membersOf reads the file of a --members flag; "" is no list.
func membersOf(path string) (*members.List, error) {
	list, err := check.ReadMembers(path)
	if err != nil {
		return nil, exit(exitUsage, err)
	}
	return list, nil
}

func newMembers(a *app) *cobra.Command {
	var year int
	cmd := &cobra.Command{
		Use:   "members --members FILE --year YEAR [PATH...]",
		Short: "名单上哪些机关的报告已收到,哪些没有 · which organs of the list have a report, and which have none",
		Long: `给出文件或文件夹时离线核对;否则查询运行中的系统的台账。
With files or folders it looks there; without it asks the ledger of a running system, which must have been made with this list.

退出码 · exit status: 0 全部收到 · none is missing; 1 有缺 · some are (垂直管理机关除外 · organs led from above apart); 2 用法错误 · wrong usage.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if year == 0 || a.conf.Members == "" {
				return exit(exitUsage, errors.New("members needs --members FILE and --year YEAR"))
			}
			list, err := membersOf(a.conf.Members)
			if err != nil {
				return err
			}
			rows, err := a.memberStates(cmd.Context(), list, year, args)
			if err != nil {
				return err
			}
			return a.printMembers(rows)
		},
	}
	cmd.Flags().IntVar(&year, "year", 0, "统计年度 · year reported on")
	return cmd
}

func (a *app) memberStates(ctx context.Context, list *members.List, year int, args []string) ([]neighbour.MemberState, error) {
	if len(args) > 0 {
		ledger, err := a.ledgerOf(ctx, list, args)
		if err != nil {
			return nil, err
		}
		return neighbour.MemberStates(ctx, list, year, ledger.Record)
	}
	var out []neighbour.MemberState
	err := a.withClient(ctx, func(ctx context.Context, conn *pipeline.Conn) (err error) {
		made, err := flow.Ledger{Conn: conn}.Lists(ctx)
		if err != nil {
			return err
		}
		if !made.Holds(list.Digest()) {
			return exit(exitUsage, errors.New(a.say("members.inactive", a.conf.Members, a.conf.Members)))
		}
		out, err = neighbour.MemberStates(ctx, list, year, flow.Ledger{Conn: conn}.Record)
		return err
	})
	return out, err
}

// ledgerOf reads the documents of the arguments; one that is no report is left out.
func (a *app) ledgerOf(ctx context.Context, list *members.List, args []string) (*neighbour.MemoryLedger, error) {
	c, err := newChecker(check.Options{Members: list})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	paths, err := a.expand(args)
	if err != nil {
		return nil, exit(exitUsage, err)
	}
	ledger, err := c.Ledger(ctx, check.Files(paths, a.Stdin))
	if err != nil {
		return nil, exit(exitFound, err)
	}
	return ledger, nil
}

func (a *app) printMembers(all []neighbour.MemberState) error {
	missing := 0
	rows := make([]table.Row, len(all))
	for i, s := range all {
		docs := strings.Join(s.Docs, " ")
		switch {
		case s.Missing():
			missing++
			docs = a.say("members.missing")
		case docs == "":
			docs = a.say("members.vertical")
		}
		rows[i] = table.Row{s.Region, s.Name, docs}
	}
	err := emit(a, func() {
		a.grid(a.Stdout, []string{"col.region", "col.agency", "col.doc"}, rows)
		a.out("members.sum", len(all), missing)
	}, all...)
	if err == nil && missing > 0 {
		err = exit(exitFound, nil)
	}
	return err
}
