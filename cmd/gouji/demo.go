package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// demoFindings is how many findings the demonstration lists in full.
const demoFindings = 24

// roomForDemo fails where the samples would be refused because of the disk, and names the
// setting: beyond the limit the demonstration would wait for room and show nothing.
func (a *app) roomForDemo(ctx context.Context) error {
	if a.conf.DiskLimit == 0 {
		return nil
	}
	used, err := pipeline.FolderUse(cmp.Or(a.conf.DiskPath, a.conf.Data))(ctx)
	if err != nil {
		return nil // whoever watches the disk says that it cannot be seen
	}
	// Part of the last per cent is what the samples themselves take.
	if per := int(math.Ceil(used*100)) + 1; per > a.conf.DiskLimit {
		return exit(exitUsage, errors.New(a.say("demo.full", int(used*100), a.conf.DiskLimit)))
	}
	return nil
}

// demo submits the generated samples to the running system and prints what came out
// of it: everything shown has gone through the real subjects.
func (a *app) demo(ctx context.Context, conn *pipeline.Conn) error {
	samples := generate.Demo()
	a.note("demo.title", len(samples))
	watch, err := flow.NewWatcher(conn)
	if err != nil {
		return err
	}
	defer watch.Close()
	ids := make([]string, len(samples))
	for i, s := range samples {
		ids[i] = report.DocumentID(s.Data)
		_, err := pipeline.Submit(ctx, conn, "demo", ids[i], s.Data, map[string]string{"Gouji-Filename": s.Name})
		var refused *fault.RefusedError
		if errors.As(err, &refused) {
			return fmt.Errorf("%s: %w", a.say("demo.refused"), err)
		}
		if err != nil {
			return fmt.Errorf("submitting the sample %s: %w", s.Name, err)
		}
	}
	bar := a.newProgress(a.say("wait.bar"), len(ids))
	err = watch.Until(ctx, ids, bar.add)
	bar.close()
	if err != nil {
		return err
	}
	return a.demoResults(ctx, conn, samples, ids)
}

func (a *app) demoResults(ctx context.Context, conn *pipeline.Conn, samples []generate.Sample, ids []string) error {
	var results, findings []table.Row
	var objects []json.RawMessage
	more := 0
	for i, id := range ids {
		state, payload, err := pipeline.Lookup(ctx, conn, id)
		if err != nil {
			return err
		}
		if state != pipeline.StatePublished {
			results = append(results, table.Row{samples[i].Name, string(state), "", "", "", "", "", id})
			objects = append(objects, fmt.Appendf(nil, `{"schema":%q,"id":%q,"state":%q}`, report.CheckSchema, id, state))
			continue
		}
		var c report.Check
		if err := json.Unmarshal(payload, &c); err != nil {
			return fmt.Errorf("reading the result of %s: %w", samples[i].Name, err)
		}
		results = append(results, demoRow(c, id))
		object, err := withState(payload, id, state)
		if err != nil {
			return err
		}
		objects = append(objects, object)
		for _, f := range c.Findings {
			if f.Severity == report.Info || len(findings) >= demoFindings {
				more++
				continue
			}
			findings = append(findings, table.Row{c.File, f.Rule, a.say("severity." + string(f.Severity)), firstLine(a.words().MessageOf(f), 48)})
		}
	}
	return emit(a, func() {
		a.out("demo.results")
		a.grid(a.Stdout, []string{"col.file", "col.agency", "col.year", "col.form", "col.cells", "col.errors", "col.warnings", "col.id"}, results)
		a.out("demo.findings")
		a.grid(a.Stdout, []string{"col.file", "col.rule", "col.severity", "col.message"}, findings)
		if more > 0 {
			a.out("demo.more", more)
		}
	}, objects...)
}

func demoRow(c report.Check, id string) table.Row {
	r := c.Report
	agency, year := "", ""
	if r.Agency != nil {
		agency = *r.Agency
	}
	if r.Year != nil {
		year = fmt.Sprint(*r.Year)
	}
	read, all := 0, 0
	check.EachCell(r.Tables, func(cell report.Cell) {
		all++
		if cell.State != report.Unread {
			read++
		}
	})
	count := func(s report.Severity) int {
		n := 0
		for _, f := range c.Findings {
			if f.Severity == s {
				n++
			}
		}
		return n
	}
	return table.Row{c.File, agency, year, string(r.Form), fmt.Sprintf("%d/%d", read, all), count(report.Error), count(report.Warning), id}
}
