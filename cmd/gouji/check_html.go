package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/gouji/gouji/internal/check"
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
		return export.New(format, a.Stdout, o)
	}
	w, err := viewer.New(a.Stdout, viewer.Options{Lang: o.Lang, About: o.About})
	if err != nil {
		return nil, err
	}
	in := &bytes.Buffer{}
	a.Stdin = io.TeeReader(a.Stdin, in) // standard input cannot be opened a second time
	return &pageWriter{ctx: ctx, checker: c, stdin: in, Writer: w}, nil
}

// pageWriter reads each document a second time for its page: many documents are judged
// together, and their originals would not fit into memory at once.
type pageWriter struct {
	ctx     context.Context
	checker *check.Checker
	stdin   *bytes.Buffer
	*viewer.Writer
}

// Write implements export.Writer.
func (p *pageWriter) Write(c report.Check) error {
	in := viewer.Input{Check: c}
	if c.Outcome == report.Checked {
		var err error
		if in.Document, err = p.original(c.File); err != nil {
			return err
		}
	}
	return p.Writer.Write(in)
}

// original is the document at the path, nil if it cannot be read any more.
func (p *pageWriter) original(path string) (*report.Document, error) {
	file := check.File(path, bytes.NewReader(p.stdin.Bytes()))
	if file.Err != nil {
		return nil, nil
	}
	doc, err := p.checker.Document(p.ctx, ingest.Input{Data: file.Data, Source: file.Source})
	switch {
	case errors.Is(err, context.Canceled):
		return nil, err
	case err != nil:
		return nil, nil
	}
	return &doc, nil
}
