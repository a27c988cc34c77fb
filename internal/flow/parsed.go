package flow

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/neighbour/members"
)

// parsedWork is work on the parsed reports of the log.
type parsedWork struct {
	conn *pipeline.Conn
	// name says in errors what is done to a report.
	name string
	// workers work at once, and ahead reports at most are read before one is free, so that
	// the reports of a whole country and year do not have to fit into memory.
	workers, ahead int
	// wanted says whether the newest reading of a document is worked on, nil that it is.
	wanted func(context.Context, state.Parsed) (bool, error)
	one    func(context.Context, state.Parsed) error
}

// run works on the newest reading of each document of a year, 0 for all, in the order of the
// log. The first error ends it.
func (w parsedWork) run(ctx context.Context, year int) error {
	newest, err := state.NewestParsed(ctx, w.conn, year)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	queue := make(chan state.Parsed, w.ahead)
	group.Go(func() error {
		defer close(queue)
		return state.ScanParsed(ctx, w.conn, year, func(p state.Parsed) error {
			if newest[p.Hop.Doc] > p.Sequence {
				return nil // read again by a newer parser
			}
			if w.wanted != nil {
				if yes, err := w.wanted(ctx, p); err != nil || !yes {
					return err
				}
			}
			select {
			case queue <- p:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	for range w.workers {
		group.Go(func() error {
			for p := range queue {
				if err := w.one(ctx, p); err != nil {
					return fmt.Errorf("%s %s: %w", w.name, p.Hop.Doc, err)
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// neighboursOf finds the reports that one is judged with, by the ledger.
func neighboursOf(conn *pipeline.Conn, list *members.List) *neighbour.Neighbours {
	ledger := Ledger{Conn: conn}
	return neighbour.NewNeighbours(list, neighbour.Source{Record: ledger.Record, Prior: ledger.Prior})
}
