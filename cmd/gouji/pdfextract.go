package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/stages/ingest/pdf"
)

// pdfExtract is the hidden subcommand that the program runs itself as, to read a PDF in a
// process that may die of it.
const pdfExtract = "pdf-extract"

func newPDFExtract(a *app) *cobra.Command {
	var serve bool
	cmd := &cobra.Command{
		Use:    pdfExtract,
		Short:  "从标准输入读 PDF,把词与位置写到标准输出 · words of a PDF, from standard input to standard output",
		Args:   cobra.NoArgs,
		Hidden: true,
		// The child reads no configuration: it has nothing to decide.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE: func(*cobra.Command, []string) error {
			read := pdf.ChildMain
			if serve {
				read = pdf.ServeMain
			}
			if code := read(a.Stdin, a.Stdout); code != exitOK {
				return exit(code, nil)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&serve, strings.TrimLeft(pdf.ServeFlag, "-"), false, "一份接一份地读 · read one document after another")
	return cmd
}
