package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/rules"
	"github.com/gouji/gouji/stages/yamlfile"
)

// rulesOf reads the file of a --rules flag; "" is the book alone.
func rulesOf(path string) ([]byte, *validate.Validator, error) {
	file, v, err := check.ReadRules(path)
	if err != nil {
		return nil, nil, refused(err)
	}
	return file, v, nil
}

// refused is a usage error; the faults of a file begin on a line of their own, so that
// line and caret stand below each other.
func refused(err error) error {
	var faults yamlfile.Errors
	if errors.As(err, &faults) {
		return exit(exitUsage, fmt.Errorf("规则文件有误 · the rules file is refused:\n%w", err))
	}
	return exit(exitUsage, err)
}

func (a *app) newRulesLoad() *cobra.Command {
	var none bool
	cmd := &cobra.Command{
		Use:   "load FILE | load --none",
		Short: "下发规则文件,运行中的工作者即时换用 · deliver a rules file; running workers take it up without a restart",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if none == (len(args) == 1) {
				return exit(exitUsage, fmt.Errorf("rules load takes a file, or --none"))
			}
			if none {
				return a.loadRules(cmd.Context(), nil, rules.Set)
			}
			data, v, err := rulesOf(args[0])
			if err != nil {
				return err
			}
			return a.loadRules(cmd.Context(), data, v.Set())
		},
	}
	cmd.Flags().BoolVar(&none, "none", false, "撤下规则文件,只用内置规则 · take the file away; the book alone is in force")
	return cmd
}

func (a *app) loadRules(ctx context.Context, data []byte, set string) error {
	return a.withClient(ctx, func(ctx context.Context, conn *pipeline.Conn) error {
		if err := deliver(ctx, conn, data, set); err != nil {
			return err
		}
		return emit(a, func() { a.out("rules.loaded", set) }, map[string]string{"set": set})
	})
}

// activeRules is what `gouji rules active --format json` prints; File is "" for the book
// alone.
type activeRules struct {
	Set      string `json:"set"`
	Revision uint64 `json:"revision"`
	File     string `json:"file"`
}

func (a *app) newRulesActive() *cobra.Command {
	return &cobra.Command{
		Use:   "active",
		Short: "现行规则集与下发的规则文件 · the rule set in force and the file that was delivered",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				v, f, err := flow.ActiveRules(ctx, conn)
				if err != nil {
					return err
				}
				return emit(a, func() {
					a.out("rules.active", v.Set(), f.Revision)
					fmt.Fprintf(a.Stdout, "%s", f.Data)
				}, activeRules{v.Set(), f.Revision, string(f.Data)})
			})
		},
	}
}

// deliver puts a rules file in force; nil data is the book alone.
func deliver(ctx context.Context, conn *pipeline.Conn, data []byte, set string) error {
	err := flow.DeliverRules(ctx, conn, data, set)
	if errors.Is(err, flow.ErrSameSet) {
		return exit(exitUsage, err)
	}
	return err
}
