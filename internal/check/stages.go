package check

import (
	"context"

	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// Ingest is the first stage: it returns the report.Document as ingest.Encode writes it, which a
// child process has done already where the document is read in one.
func (c *Checker) Ingest(ctx context.Context, in ingest.Input) ([]byte, error) {
	if c.isolated != nil {
		return c.isolated.Read(ctx, in)
	}
	doc, err := c.reader.Read(ctx, in)
	if err != nil {
		return nil, err
	}
	return ingest.Encode(doc)
}

// Parse is the second stage. It is bounded by DocumentTime.
func (c *Checker) Parse(ctx context.Context, doc report.Document) (report.Report, error) {
	return Timed(ctx, func(ctx context.Context) (report.Report, error) { return c.parser.Parse(ctx, doc) })
}

// Holds reports for each text whether the document holds it at its place, by a second
// reading of its bytes.
func (c *Checker) Holds(ctx context.Context, in ingest.Input, texts []report.Text) ([]bool, error) {
	if c.isolated != nil {
		return c.isolated.Holds(ctx, in, texts)
	}
	re, err := c.Reread(ctx, in)
	if err != nil {
		return nil, err
	}
	held := make([]bool, len(texts))
	for n, t := range texts {
		held[n] = re.Holds(t.S, t.At)
	}
	return held, nil
}

// Reread prepares a document for looking places up again in its bytes.
func (c *Checker) Reread(ctx context.Context, in ingest.Input) (*ingest.Rereader, error) {
	return c.reader.NewRereader(ctx, in)
}

// EachCell visits every cell of the tables, in no particular order.
func EachCell(t report.Tables, visit func(report.Cell)) {
	for _, c := range t.Disclosure {
		visit(c)
	}
	for _, table := range []map[string]map[string]report.Cell{t.Applications, t.Proceedings} {
		for _, row := range table {
			for _, c := range row {
				visit(c)
			}
		}
	}
}
