package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/members"
)

// core is ingest, parse and validate as plain functions: what the workers run, and
// what `gouji check` and POST /v1/check run without a broker.
type core struct {
	self      string // the program's own file
	reader    *ingest.Reader
	isolated  *ingest.Isolated // nil unless others' documents are read, see isolate
	parser    *parse.Parser
	validator *rulebook
	list      *members.List // of --members, nil without
}

func newCore() (*core, error) {
	v, err := newRulebook()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding the program's own file, to run it as a child: %w", err)
	}
	return &core{self: self, reader: ingest.New(ingest.Options{}), parser: parse.New(), validator: v}, nil
}

// isolate has documents of every format read in child processes. A node does so, because
// its documents come from anybody, and one of them must not harm the others. The offline
// commands do not: their one user reads documents of his choice on his own machine, where
// the worst of them ends his own command, and children cost 20 ms of start.
func (c *core) isolate() { c.isolated = ingest.NewIsolated(c.reader, []string{c.self, extract}) }

// close ends the children that wait for documents. They would end by themselves; nothing
// is lost if one does not.
func (c *core) close() {
	if c.isolated != nil {
		_ = c.isolated.Close()
	}
}

// check reads, parses and judges one document. A document that is refused gives a
// rejected check; an error means that the document could not be judged at all.
func (c *core) check(ctx context.Context, raw []byte, src report.Source, contentType, file string) (report.Check, error) {
	r, err := c.read(ctx, raw, src, contentType, file)
	if err != nil {
		return report.Check{}, err
	}
	alone := family{list: c.list}
	return c.conclude(ctx, r, alone.around())
}

// read reads and parses one document.
func (c *core) read(ctx context.Context, raw []byte, src report.Source, contentType, file string) (reading, error) {
	rep, err := c.parse(ctx, raw, src, contentType)
	if class, poison := fault.ClassOf(err); poison {
		return reading{path: file, refuse: report.Check{
			Schema: report.CheckSchema, File: file, Outcome: report.Rejected,
			Rejection: &report.Rejection{Class: string(class), Message: reason(err)},
		}}, nil
	}
	return reading{path: file, report: &rep}, err
}

func (c *core) parse(ctx context.Context, raw []byte, src report.Source, contentType string) (report.Report, error) {
	doc, err := c.document(ctx, ingest.Input{Data: raw, Source: src, ContentType: contentType})
	if err != nil {
		return report.Report{}, err
	}
	return c.parser.Parse(ctx, doc)
}

func (c *core) document(ctx context.Context, in ingest.Input) (report.Document, error) {
	if c.isolated == nil {
		return c.reader.Read(ctx, in)
	}
	payload, err := c.isolated.Read(ctx, in)
	if err != nil {
		return report.Document{}, err
	}
	var doc report.Document
	if err := json.Unmarshal(payload, &doc); err != nil {
		return report.Document{}, fmt.Errorf("the document that a child read: %w", err)
	}
	return doc, nil
}

// reason is the message of a poison error without its class, which is told beside it.
func reason(err error) string {
	var p *fault.PoisonError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
