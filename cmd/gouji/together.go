package main

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/members"
)

// maxTogether is how many documents `gouji check` holds at once to compare the years of
// an issuer; above it each is judged alone. A report takes some 100 KB.
const maxTogether = 2000

// reading is a document as read: a report, or a check that says why there is none.
type reading struct {
	path   string
	report *report.Report
	refuse report.Check
}

// checks reads the paths and judges them in their order. Up to maxTogether documents are
// all read first, so that a report has those of the year before among them as neighbours.
func (a *app) checks(ctx context.Context, c *core, paths []string) iter.Seq2[report.Check, error] {
	return func(yield func(report.Check, error) bool) {
		together := len(paths) > 1 && len(paths) <= maxTogether
		if len(paths) > maxTogether {
			fmt.Fprintln(a.Stderr, a.say("check.alone", len(paths), maxTogether))
		}
		known := family{list: c.list}
		alone := family{list: c.list}
		var held []reading
		for in := range read(paths, a.Stdin) {
			r, err := a.readOne(ctx, c, in)
			switch {
			case err != nil:
				yield(report.Check{}, err)
				return
			case together:
				held = append(held, r)
				known.add(r.report)
			case !yield(c.conclude(ctx, r, alone.around())):
				return
			}
		}
		near := known.around()
		for _, r := range held {
			if !yield(c.conclude(ctx, r, near)) {
				return
			}
		}
	}
}

// readOne never lets one input cost another anything: what cannot be opened is told in
// its own result.
func (a *app) readOne(ctx context.Context, c *core, in input) (reading, error) {
	if in.Err != nil {
		return reading{path: in.Path, refuse: report.Check{
			Schema: report.CheckSchema, File: in.Path, Outcome: report.Rejected,
			Rejection: &report.Rejection{Class: "unreadable_input", Message: in.Err.Error()},
		}}, nil
	}
	r, err := c.read(ctx, in.Data, report.Source{Filename: baseName(in.Path)}, "", in.Path)
	if err != nil && !errors.Is(err, context.Canceled) {
		err = fmt.Errorf("checking %s: %w", in.Path, err)
	}
	return r, err
}

// conclude judges what was read with what is around it.
func (c *core) conclude(ctx context.Context, r reading, near *around) (report.Check, error) {
	if r.report == nil {
		return r.refuse, nil
	}
	in, err := near.input(ctx, r.report)
	if err != nil {
		return report.Check{}, err
	}
	verdict, err := c.validator.now().Compare(ctx, in)
	if err != nil {
		return report.Check{}, err
	}
	out := publish.Check(verdict)
	out.File = r.path
	return out, nil
}

// family is a ledger in memory, with the reports themselves. The zero family is empty.
type family struct {
	list    *members.List
	records map[string]pipeline.LedgerRecord
	reports map[string]*report.Report
}

func (f *family) add(rep *report.Report) {
	if rep == nil || f.reports[rep.ID] != nil {
		return
	}
	if f.records == nil {
		f.records, f.reports = map[string]pipeline.LedgerRecord{}, map[string]*report.Report{}
	}
	for _, at := range placesIn(f.list, rep) {
		f.records[at.Key], _ = f.records[at.Key].With(at.Year, at.Entry, at.Group)
	}
	f.reports[rep.ID] = rep
}

// around looks things up in the family.
func (f *family) around() *around {
	return &around{
		list: f.list, known: map[string]pipeline.LedgerRecord{},
		get: func(_ context.Context, key string) (pipeline.LedgerRecord, error) { return f.records[key], nil },
		load: func(_ context.Context, e pipeline.LedgerEntry) ([]report.Report, error) {
			return []report.Report{*f.reports[e.Doc]}, nil
		},
	}
}
