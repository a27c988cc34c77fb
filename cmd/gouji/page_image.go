package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/pageimage"
)

// pageImage is the hidden subcommand that the program runs itself as, to become pdftoppm
// behind walls.
const pageImage = "page-image"

// noRenderer is the value of --page-renderer with which no page is drawn.
const noRenderer = "off"

func newPageImage(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    pageImage + " TOOL [ARGUMENT...]",
		Short:  "画 PDF 的页面，不能接触别的文件和网络 · draws the pages of a PDF and reaches no other file and no network",
		Args:   cobra.MinimumNArgs(1),
		Hidden: true,

		DisableFlagParsing: true, // they are the tool's
		PersistentPreRunE:  unconfigured,
		RunE: func(_ *cobra.Command, args []string) error {
			return exit(pageimage.Become(a.Stderr, args[0], args[1:]...), nil)
		},
	}
}

// pageRenderer is the command line that draws PDFs by the configuration, nil where none is wanted.
func (a *app) pageRenderer() ([]string, error) {
	if a.conf.PageRenderer == noRenderer {
		return nil, nil
	}
	self, err := os.Executable()
	if err != nil {
		return nil, exit(exitFound, fmt.Errorf("finding the program's own file, to draw pages in a child: %w", err))
	}
	return []string{self, pageImage, a.conf.PageRenderer}, nil
}
