package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/pageimage"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/publish/viewer"
	"github.com/gouji/gouji/stages/report"
)

// htmlFormat is the format of `gouji check` that shows the original beside the findings.
const htmlFormat = "html"

// checkFormats are the formats of `gouji check`.
func checkFormats() []string { return append(export.Formats(), htmlFormat) }

// newWriter returns the writer of a format of `gouji check`.
func (a *app) newWriter(ctx context.Context, c *check.Checker, format string, o export.Options) (export.Writer, error) {
	switch {
	case !slices.Contains(checkFormats(), format):
		return nil, fmt.Errorf("--format %.20q is not one of %s", format, joined(checkFormats()))
	case format != htmlFormat:
		return export.New(format, a.formatOut(format), o)
	}
	w, err := viewer.New(a.formatOut(format), viewer.Options{Lang: o.Lang, About: o.About})
	if err != nil {
		return nil, err
	}
	command, err := a.pageRenderer()
	if err != nil {
		return nil, err
	}
	pages, err := pageimage.New(command)
	if err != nil {
		a.log.Debug().Err(err).Msg("the words of PDFs are shown without pictures of their pages")
	}
	in := &bytes.Buffer{}
	a.Stdin = io.TeeReader(a.Stdin, in) // standard input cannot be opened a second time
	return &pageWriter{ctx: ctx, checker: c, stdin: in, pages: pages, Writer: w}, nil
}

// formatOut is where a format of `gouji check` is written to: workbooks and pages are files for
// other programs, and are changed only where a terminal is to show them.
func (a *app) formatOut(format string) io.Writer {
	if (format == "xlsx" || format == htmlFormat) && !terminal(a.Stdout) {
		return bare(a.Stdout)
	}
	return a.Stdout
}

// pageWriter reads each document a second time for its page: many documents are judged
// together, and their originals would not fit into memory at once.
type pageWriter struct {
	ctx     context.Context
	checker *check.Checker
	stdin   *bytes.Buffer
	pages   *pageimage.Renderer // nil draws none
	*viewer.Writer
}

// Write implements export.Writer.
func (p *pageWriter) Write(c report.Check) error {
	in := viewer.Input{Check: c}
	if c.Outcome == report.Checked {
		var err error
		if in.Document, in.Images, err = p.original(c.File); err != nil {
			return err
		}
	}
	return p.Writer.Write(in)
}

// original is the document at the path with pictures of its pages, nil if it cannot be read any
// more. Without pictures the page says that words stand at their places.
func (p *pageWriter) original(path string) (*report.Document, []viewer.Page, error) {
	file := check.File(path, bytes.NewReader(p.stdin.Bytes()))
	if file.Err != nil {
		return nil, nil, nil
	}
	doc, err := p.checker.Document(p.ctx, ingest.Input{Data: file.Data, Source: file.Source})
	switch {
	case errors.Is(err, context.Canceled):
		return nil, nil, err
	case err != nil:
		return nil, nil, nil
	case p.pages == nil:
		return &doc, nil, nil
	}
	images, err := p.pages.Pages(p.ctx, file.Data, &doc, &doc)
	if errors.Is(err, context.Canceled) {
		return nil, nil, err
	}
	return &doc, images, nil
}
