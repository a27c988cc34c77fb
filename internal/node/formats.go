package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/ingest/door"
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/publish/viewer"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// formats are those of `gouji check` for the HTTP door, but JSON, which the door writes itself.
func formats(c *check.Checker, version string) []door.Format {
	types := map[string]string{"text": "text/plain", "csv": "text/csv", "sarif": "application/sarif+json",
		"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	out := []door.Format{{Name: "html", Type: "text/html", Policy: viewer.Policy() + "; frame-ancestors 'none'", Write: page(c)}}
	for _, name := range export.Formats() {
		if name == "json" {
			continue
		}
		f := door.Format{Name: name, Type: types[name], Write: exported(c, name, version)}
		if name == "xlsx" || name == "csv" {
			f.File = "gouji-check." + name
		}
		out = append(out, f)
	}
	return out
}

// pageWidth is the width of text in columns, that of `gouji check` where there is no terminal.
const pageWidth = 100

// exported writes a draft as `gouji check --format` does.
func exported(c *check.Checker, name, version string) func(context.Context, io.Writer, door.Draft) error {
	return func(_ context.Context, w io.Writer, d door.Draft) error {
		verdict, err := report.Masked(d.Check)
		if err != nil {
			return err
		}
		out, err := export.New(name, w, export.Options{Lang: d.Lang, Width: pageWidth, Version: version, About: about(c, d.Lang)})
		if err != nil {
			return err
		}
		return errors.Join(out.Write(verdict), out.Close())
	}
}

// page writes the viewer's page, with the original beside the findings; the document is read
// a second time for it.
func page(c *check.Checker) func(context.Context, io.Writer, door.Draft) error {
	return func(ctx context.Context, w io.Writer, d door.Draft) error {
		verdict, err := report.Masked(d.Check)
		if err != nil {
			return err
		}
		in := viewer.Input{Check: verdict}
		if verdict.Outcome == report.Checked {
			doc, err := c.Document(ctx, ingest.Input{Data: d.Raw, Source: d.Source, ContentType: d.ContentType})
			if err != nil {
				return fmt.Errorf("the original for the page: %w", err)
			}
			if doc, err = report.Masked(doc); err != nil {
				return err
			}
			in.Document = &doc
		}
		out, err := viewer.New(w, viewer.Options{Lang: d.Lang, About: about(c, d.Lang)})
		if err != nil {
			return err
		}
		return errors.Join(out.Write(in), out.Close())
	}
}

// about tells the title and source of a rule in force.
func about(c *check.Checker, lang string) func(string) (title, source string) {
	rules := c.Rules.Now().Rules()
	return func(id string) (string, string) {
		i := slices.IndexFunc(rules, func(r rule.Rule) bool { return r.ID == id })
		switch {
		case i < 0:
			return "", ""
		case lang == "en":
			return rules[i].Title.EN, rules[i].Source.InWords()
		}
		return rules[i].Title.ZH, rules[i].Source.InWords()
	}
}
