package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/custom"
	"github.com/gouji/gouji/stages/validate/rules"
)

// rulebook is the rules in force: the book alone, or with a rules file. They are swapped
// as a whole while workers run; whoever judges several reports together takes them once,
// with now. It is safe for concurrent use.
type rulebook struct {
	p atomic.Pointer[validate.Validator]
}

func newRulebook() (*rulebook, error) {
	v, err := bookAlone()
	if err != nil {
		return nil, err
	}
	b := &rulebook{}
	b.p.Store(v)
	return b, nil
}

func (b *rulebook) now() *validate.Validator { return b.p.Load() }

// Validate judges by the rules in force.
func (b *rulebook) Validate(ctx context.Context, in validate.Input) (report.Verdict, error) {
	return b.now().Validate(ctx, in)
}

func bookAlone() (*validate.Validator, error) {
	v, err := validate.New(rules.Book(), rules.Set)
	if err != nil {
		return nil, fmt.Errorf("the rule book is not sound: %w", err)
	}
	return v, nil
}

// withRules reads a rules file and returns the book with it. Faults of the file are told
// with line and caret.
func withRules(data []byte, name string) (*validate.Validator, error) {
	book := rules.Book()
	f, err := custom.Load(bytes.NewReader(data), name, book)
	if err != nil {
		return nil, err
	}
	if book, err = f.Apply(book); err != nil {
		return nil, err
	}
	return validate.New(book, f.Set)
}

// rulesOf reads the file of a --rules flag; "" is the book alone.
func rulesOf(path string) (*validate.Validator, error) {
	if path == "" {
		return bookAlone()
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, exit(exitUsage, fmt.Errorf("reading the rules file: %w", err))
	}
	v, err := withRules(data, path)
	if err != nil {
		return nil, refused(err)
	}
	return v, nil
}

// refused is a usage error; the faults of a file begin on a line of their own, so that
// line and caret stand below each other.
func refused(err error) error {
	var faults custom.Errors
	if errors.As(err, &faults) {
		return exit(exitUsage, fmt.Errorf("规则文件有误 · the rules file is refused:\n%w", err))
	}
	return exit(exitUsage, err)
}

// follow puts the rules file that is delivered in force and then each one after it, until
// ctx ends. A file that this version cannot read is told and leaves what is in force.
func (b *rulebook) follow(ctx context.Context, conn *pipeline.Conn, log zerolog.Logger) error {
	return pipeline.WatchRules(ctx, conn, func(f pipeline.RulesFile) { b.take(f, log) })
}

func (b *rulebook) take(f pipeline.RulesFile, log zerolog.Logger) {
	v, err := delivered(f)
	if err != nil {
		log.Error().Err(err).Uint64("revision", f.Revision).Str("set", b.now().Set()).Msg("the delivered rules cannot be used, the rule set stays")
		return
	}
	if old := b.p.Swap(v); old.Set() != v.Set() {
		log.Info().Str("set", v.Set()).Str("before", old.Set()).Uint64("revision", f.Revision).Msg("rule set taken up")
	}
}

// delivered is the rules that a delivered file makes of the book.
func delivered(f pipeline.RulesFile) (*validate.Validator, error) {
	if f.Data == nil {
		return bookAlone()
	}
	return withRules(f.Data, fmt.Sprintf("%s@%d", pipeline.RulesBucket, f.Revision))
}

// activeRules is the rules in force at the broker, as the workers have them.
func activeRules(ctx context.Context, conn *pipeline.Conn) (*validate.Validator, pipeline.RulesFile, error) {
	f, err := pipeline.ActiveRules(ctx, conn)
	if err != nil {
		return nil, f, err
	}
	v, err := delivered(f)
	return v, f, err
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
			data, err := os.ReadFile(args[0])
			if err != nil {
				return exit(exitUsage, fmt.Errorf("reading the rules file: %w", err))
			}
			v, err := withRules(data, args[0])
			if err != nil {
				return refused(err)
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
		fmt.Fprintln(a.Stdout, a.say("rules.loaded", set))
		return nil
	})
}

func (a *app) newRulesActive() *cobra.Command {
	return &cobra.Command{
		Use:   "active",
		Short: "现行规则集与下发的规则文件 · the rule set in force and the file that was delivered",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				v, f, err := activeRules(ctx, conn)
				if err != nil {
					return err
				}
				fmt.Fprintln(a.Stdout, a.say("rules.active", v.Set(), f.Revision))
				_, err = a.Stdout.Write(f.Data)
				return err
			})
		},
	}
}
