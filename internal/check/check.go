// Package check reads, parses and judges reports as plain functions, without a broker: one
// document, or many together with the years beside them. The workers of the stream run the
// same functions.
package check

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/ingest/child"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

// Options are what a Checker depends on. The zero Options read in this process and judge by
// the book alone.
type Options struct {
	// Reader is the command line of a process that reads documents (ingest.ServeMain). With it each document is read in a process of its own, which may
	// die of it: for documents that come from anybody. Without it they are read in this
	// process, which saves 20 ms of start and suits a user who reads his own files. Where the
	// system cannot limit a process (other than Linux) it is not used, see Isolated. A short
	// plain text is read in this process all the same, unless Apart is set.
	Reader []string
	Apart  bool
	// Rules are in force at the start; nil is the book alone.
	Rules *validate.Validator
	// Members says who reports in a region; nil is no list.
	Members *members.List
}

// Checker reads, parses and judges. It is safe for concurrent use.
type Checker struct {
	// Rules are those in force; they can be replaced at any time.
	Rules    *Rules
	reader   *ingest.Reader
	isolated *ingest.Isolated // nil where documents are read in this process
	parser   *parse.Parser
	list     atomic.Pointer[members.List] // nil for none
}

// New returns a Checker. It starts no process.
func New(o Options) (*Checker, error) {
	if o.Rules == nil {
		var err error
		if o.Rules, err = Book(); err != nil {
			return nil, err
		}
	}
	c := &Checker{
		Rules: NewRules(o.Rules), reader: ingest.New(ingest.Options{}), parser: parse.New(),
	}
	c.list.Store(o.Members)
	if len(o.Reader) > 0 && child.Limited {
		c.isolated = ingest.NewIsolated(c.reader, o.Reader, o.Apart)
	}
	return c, nil
}

// Close ends the child processes that wait for documents. Without it they end by themselves,
// after half a minute or with this process.
func (c *Checker) Close() {
	if c.isolated != nil {
		_ = c.isolated.Close()
	}
}

// Isolated reports whether each document is read in a process of its own.
func (c *Checker) Isolated() bool { return c.isolated != nil }

// Cage says which walls stand around the processes that read documents; none where they are
// read in this process.
func (c *Checker) Cage(ctx context.Context) (child.Cage, error) {
	if c.isolated == nil {
		return child.Cage{}, nil
	}
	return c.isolated.Cage(ctx)
}

// Members returns the list of members, nil if there is none.
func (c *Checker) Members() *members.List { return c.list.Load() }

// SetMembers has the next report judged with this list, nil for none.
func (c *Checker) SetMembers(l *members.List) { c.list.Store(l) }

// Check reads, parses and judges one document by itself. A document that is refused gives a
// rejected check; an error means that it could not be judged at all: the context ended, or
// this machine failed.
func (c *Checker) Check(ctx context.Context, in ingest.Input, file string) (report.Check, error) {
	r, err := c.Read(ctx, in, file)
	if err != nil {
		return report.Check{}, err
	}
	return c.Judge(ctx, r, neighbour.NewMemoryLedger(c.Members()).Neighbours())
}

// Reading is a document as read: a report, or a rejected check that says why there is none.
type Reading struct {
	// File is the name that the check is given.
	File string
	// Report is nil where the document was refused.
	Report *report.Report
	// Rejected is the check of a refused document.
	Rejected report.Check
}

// rejected is a Reading of a document without a report.
func rejected(file, class, message string) Reading {
	return Reading{File: file, Rejected: report.Check{
		Schema: report.CheckSchema, File: file, Outcome: report.Rejected, Rejection: &report.Rejection{Class: class, Message: message},
	}}
}

// Read reads and parses one document; see Check for the errors.
func (c *Checker) Read(ctx context.Context, in ingest.Input, file string) (Reading, error) {
	doc, err := c.Document(ctx, in)
	if err == nil {
		var rep report.Report
		if rep, err = c.parser.Parse(ctx, doc); err == nil {
			return Reading{File: file, Report: &rep}, nil
		}
	}
	if class, poison := fault.ClassOf(err); poison {
		return rejected(file, string(class), reason(err)), nil
	}
	return Reading{File: file}, err
}

// Document reads one document without looking for a report in it; see Check for the errors.
// One that is refused gives poison.
func (c *Checker) Document(ctx context.Context, in ingest.Input) (report.Document, error) {
	if c.isolated == nil {
		return c.reader.Read(ctx, in)
	}
	payload, err := c.isolated.Read(ctx, in)
	if err != nil {
		return report.Document{}, err
	}
	doc, err := codec.Unmarshal[report.Document](payload)
	if err != nil {
		return report.Document{}, fmt.Errorf("the document that a child process read: %w", err)
	}
	return doc, nil
}

// reason is the message of a poison error without its class, which stands beside it.
func reason(err error) string {
	var p *fault.PoisonError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// Judge judges what was read together with its neighbours.
func (c *Checker) Judge(ctx context.Context, r Reading, near *neighbour.Neighbours) (report.Check, error) {
	if r.Report == nil {
		return r.Rejected, nil
	}
	in, err := Input(ctx, near, r.Report)
	if err != nil {
		return report.Check{}, err
	}
	verdict, err := c.Rules.Now().Compare(ctx, in)
	if err != nil {
		return report.Check{}, err
	}
	out := publish.Check(verdict)
	out.File = r.File
	return out, nil
}

// Input is a report with all that it is judged with.
func Input(ctx context.Context, near *neighbour.Neighbours, rep *report.Report) (validate.Input, error) {
	found, err := near.Of(ctx, rep)
	return validate.Input{Report: *rep, Neighbours: found.Reports, Peers: found.Peers, Generation: found.Generation}, err
}
