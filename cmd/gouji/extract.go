package main

import (
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/stages/ingest"
)

// extract is the hidden subcommand that the program runs itself as, to read documents in a
// process that may die of it.
const extract = "extract"

func newExtract(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    extract,
		Short:  "从标准输入一份接一份地读文档 · reads one document after another, asked by frames on standard input",
		Args:   cobra.NoArgs,
		Hidden: true,

		PersistentPreRunE: unconfigured,
		RunE: func(*cobra.Command, []string) error {
			if code := ingest.ServeMain(a.Stdin, bare(a.Stdout)); code != exitOK {
				return exit(code, nil)
			}
			return nil
		},
	}
}

// unconfigured has a child read no configuration: it has nothing to decide.
func unconfigured(*cobra.Command, []string) error { return nil }
