package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/ingest/pdf"
)

// The hidden subcommands that the program runs itself as, to read documents in a process
// that may die of it: pdfExtract finds the words of a PDF, extract reads a document of any
// other format.
const (
	pdfExtract = "pdf-extract"
	extract    = "extract"
)

func newPDFExtract(a *app) *cobra.Command {
	var serve bool
	cmd := &cobra.Command{
		Use:    pdfExtract,
		Short:  "从标准输入读 PDF,把词与位置写到标准输出 · words of a PDF, from standard input to standard output",
		Args:   cobra.NoArgs,
		Hidden: true,

		PersistentPreRunE: unconfigured,
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

func newExtract(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    extract,
		Short:  "从标准输入一份接一份地读文档 · reads one document after another, asked by frames on standard input",
		Args:   cobra.NoArgs,
		Hidden: true,

		PersistentPreRunE: unconfigured,
		RunE: func(*cobra.Command, []string) error {
			if code := ingest.ServeMain(a.Stdin, a.Stdout); code != exitOK {
				return exit(code, nil)
			}
			return nil
		},
	}
}

// unconfigured has a child read no configuration: it has nothing to decide.
func unconfigured(*cobra.Command, []string) error { return nil }
