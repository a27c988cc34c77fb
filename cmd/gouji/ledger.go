package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
)

func newLedger(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "ledger", Short: "台账:各机关各年度的报告 · the ledger: which reports there are of each issuer"}
	cmd.AddCommand(&cobra.Command{
		Use:   "rebuild",
		Short: "由日志重建台账 · rebuild the ledger from the log",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := membersOf(a.conf.Members)
			if err != nil {
				return err
			}
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				n, err := flow.Ledger{Conn: conn}.Rebuild(ctx, list)
				if err != nil {
					return err
				}
				return emit(a, func() { a.out("ledger.rebuilt", n) }, map[string]int{"reports": n})
			})
		},
	})
	return cmd
}
