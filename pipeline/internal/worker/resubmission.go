package worker

import (
	"context"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// resubmit sets a document going once more that went through this stage, was dropped at a
// later one and was submitted again. A stage may write no hop but its own, so the raw stage
// repeats its own effect with the id of the dropped record, and each later stage repeats
// what it has done already (see commitEffect) until the one where the document died. id is
// empty for a document that stays where it is.
func (w *Worker) resubmit(ctx context.Context, wk *work, id string) error {
	if id == "" {
		return nil
	}
	hop := wire.Hop{Partition: w.topo.Partition, Kind: w.topo.Flow.Through(wk.d.Stage), Doc: wk.d.Doc}
	subject, err := w.topo.Flow.Subject(hop)
	if err != nil {
		return err
	}
	broker.Boundary("commit.before", string(hop.Kind))
	err = w.repeat(ctx, subject, id)
	broker.Boundary("commit.after", string(hop.Kind))
	return err
}

// repeat publishes a hop that stands there already once more, once for each dropped record.
func (w *Worker) repeat(ctx context.Context, subject, id string) error {
	old, err := w.conn.Last(ctx, w.topo.LogStream(), subject)
	if err != nil || old.Header.Get(wire.HeaderAgain) == id {
		return err
	}
	return dead.Repeat(ctx, w.conn, w.topo.LogStream(), old, id)
}
