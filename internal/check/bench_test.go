package check

import (
	"context"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

// BenchmarkStages measures each stage's function by itself, on the documents of
// `gouji bench parse`.
func BenchmarkStages(b *testing.B) {
	c := checker(b)
	for name, data := range map[string][]byte{"text": generate.Text7K().Data, "html": generate.HTML100K().Data} {
		in := ingest.Input{Data: data}
		doc, err := c.reader.Read(b.Context(), in)
		if err != nil {
			b.Fatal(err)
		}
		rep, err := c.parser.Parse(b.Context(), doc)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name+"/ingest", func(b *testing.B) {
			each(b, func(ctx context.Context) (report.Document, error) { return c.reader.Read(ctx, in) })
		})
		b.Run(name+"/parse", func(b *testing.B) {
			each(b, func(ctx context.Context) (report.Report, error) { return c.parser.Parse(ctx, doc) })
		})
		b.Run(name+"/validate", func(b *testing.B) {
			each(b, func(ctx context.Context) (report.Verdict, error) {
				return c.Rules.Now().Validate(ctx, validate.Input{Report: rep})
			})
		})
		b.Run(name+"/all", func(b *testing.B) {
			each(b, func(ctx context.Context) (report.Verdict, error) {
				read, err := c.Read(ctx, in, "")
				if err != nil {
					return report.Verdict{}, err
				}
				return c.Rules.Now().Validate(ctx, validate.Input{Report: *read.Report})
			})
		})
	}
}

func each[T any](b *testing.B, do func(context.Context) (T, error)) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := do(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
