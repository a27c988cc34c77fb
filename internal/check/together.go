package check

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/report"
)

// MaxTogether is how many documents are held at once to compare the years of an issuer;
// above it each is judged by itself. A report takes some 100 KB.
const MaxTogether = 2000

// All reads the documents and judges them in their order. Up to MaxTogether documents are
// all read first, so that a report has those of the year before among them as neighbours;
// n is how many there are. The sequence ends with the first error, see Check.
func (c *Checker) All(ctx context.Context, n int, docs iter.Seq[Document]) iter.Seq2[report.Check, error] {
	return func(yield func(report.Check, error) bool) {
		together := n > 1 && n <= MaxTogether
		ledger := neighbour.NewMemoryLedger(c.Members())
		var held []Reading
		for d := range docs {
			r, err := c.ReadDocument(ctx, d)
			switch {
			case err != nil:
				yield(report.Check{}, err)
				return
			case together:
				held = append(held, r)
				ledger.Add(r.Report)
			case !yield(c.Judge(ctx, r, ledger.Neighbours())):
				return
			}
		}
		near := ledger.Neighbours()
		for _, r := range held {
			if !yield(c.Judge(ctx, r, near)) {
				return
			}
		}
	}
}

// ReadDocument reads a document of a list. One that cannot be opened says so in its own
// result and costs the others nothing.
func (c *Checker) ReadDocument(ctx context.Context, d Document) (Reading, error) {
	if d.Err != nil {
		return rejected(d.Path, "unreadable_input", d.Err.Error()), nil
	}
	r, err := c.Read(ctx, ingest.Input{Data: d.Data, Source: d.Source}, d.Path)
	if err != nil && !errors.Is(err, context.Canceled) {
		err = fmt.Errorf("checking %s: %w", d.Path, err)
	}
	return r, err
}

// Ledger reads documents and returns a ledger of their reports; one that is no report is
// left out.
func (c *Checker) Ledger(ctx context.Context, docs iter.Seq[Document]) (*neighbour.MemoryLedger, error) {
	ledger := neighbour.NewMemoryLedger(c.Members())
	for d := range docs {
		r, err := c.ReadDocument(ctx, d)
		if err != nil {
			return nil, err
		}
		ledger.Add(r.Report)
	}
	return ledger, nil
}
