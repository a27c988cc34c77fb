package gouji

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// Source is what a producer says about a document; every field may be empty. What it says is
// checked against the document and never replaces it.
type Source = report.Source

// Document is one of several documents that are judged together.
type Document struct {
	// Name is what the result calls the document in its File; for people.
	Name string
	// Data are the document's bytes, at most 20,000,000.
	Data   []byte
	Source Source
}

// Check reads and judges one document by the book of rules. A document that cannot be read
// as a report gives a result with the outcome rejected and no error. An error means that
// nothing is known about the document: ctx ended, or this machine failed.
func Check(ctx context.Context, data []byte, src Source) (report.Check, error) {
	c, err := NewChecker(CheckerOptions{})
	if err != nil {
		return report.Check{}, err
	}
	defer c.Close()
	return c.Check(ctx, data, src)
}

// CheckerOptions configures a Checker; the zero value judges by the book alone.
type CheckerOptions struct {
	// RulesFile is the text of a rules file (schema gouji.rules/v1), which switches rules of
	// the book and adds own ones; nil for none.
	RulesFile []byte
	// MembersFile is the text of a members file (schema gouji.members/v1): who reports in a
	// region, and whose report sums them up; nil for none.
	MembersFile []byte
}

// options reads the files. Their faults are yamlfile.Errors, with line and column.
func (o CheckerOptions) options() (check.Options, error) {
	var out check.Options
	if o.RulesFile != nil {
		v, err := check.BookWith(o.RulesFile, "rules file")
		if err != nil {
			return out, err
		}
		out.Rules = v
	}
	if o.MembersFile != nil {
		list, err := members.Load(bytes.NewReader(o.MembersFile), "members file")
		if err != nil {
			return out, err
		}
		out.Members = list
	}
	return out, nil
}

// Checker reads and judges documents. It is safe for concurrent use.
type Checker struct{ c *check.Checker }

// NewChecker returns a Checker. It fails on a file of the options that has faults; the error
// then says where they are, line by line.
func NewChecker(o CheckerOptions) (*Checker, error) {
	opts, err := o.options()
	if err != nil {
		return nil, err
	}
	c, err := check.New(opts)
	if err != nil {
		return nil, err
	}
	return &Checker{c}, nil
}

// Check reads and judges one document by itself; see the function Check.
func (c *Checker) Check(ctx context.Context, data []byte, src Source) (report.Check, error) {
	return c.c.Check(ctx, ingest.Input{Data: data, Source: src}, src.Filename)
}

// CheckTogether reads all documents, then judges each with the others as its neighbours, and
// returns the results in the order of the documents. Above 2,000 documents each is judged by
// itself, because all reports are held in memory until the last has been read.
func (c *Checker) CheckTogether(ctx context.Context, docs ...Document) ([]report.Check, error) {
	list := make([]check.Document, len(docs))
	for i, d := range docs {
		list[i] = check.Document{Path: d.Name, Data: d.Data, Source: d.Source}
	}
	out := make([]report.Check, 0, len(docs))
	for got, err := range c.c.All(ctx, len(list), slices.Values(list)) {
		if err != nil {
			return nil, err
		}
		out = append(out, got)
	}
	return out, nil
}

// Close gives back what the Checker holds; it may not be used any more.
func (c *Checker) Close() { c.c.Close() }

// Cell returns a cell of a report's tables by its path: disclosure.KEY, applications.ROW.COLUMN
// or proceedings.GROUP.COLUMN. false means that the form has no such cell.
func Cell(r *report.Report, path string) (report.Cell, bool) { return rule.Cell(r, path) }

// Reread returns what stands at a place of a document, by a second reader of its own. That a
// cell's text stands at its place is the evidence for its number. The error says that there
// is no such place, or what is the matter with the document.
func Reread(ctx context.Context, data []byte, at report.Place) (string, error) {
	if len(data) == 0 {
		return "", errors.New("the document has no bytes")
	}
	re, err := ingest.New(ingest.Options{}).NewRereader(ctx, ingest.Input{Data: data})
	if err != nil {
		return "", err
	}
	return re.Text(at)
}
