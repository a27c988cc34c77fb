package worker

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

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

// reviseEffect puts an effect of the raw stage in the place of one that was made before
// something was added to what producers say of the document. One of a later revision stays. how
// is what became of the effect without it.
func (w *Worker) reviseEffect(ctx context.Context, m *nats.Msg, how broker.Committed, opts []jetstream.PublishOpt) (broker.Committed, error) {
	revision := wire.RevisionIn(m.Header)
	for {
		old, err := w.conn.Last(ctx, w.topo.LogStream(), m.Subject)
		if err != nil {
			return how, err
		}
		switch was := wire.RevisionIn(old.Header); {
		case was > revision:
			return broker.CommittedBefore, nil
		case was == revision:
			return how, nil
		}
		_, _, err = broker.Publish(ctx, w.conn.JS, m, w.retried, append(slices.Clone(opts), broker.Expectation{Last: old.Sequence}.Option())...)
		if !errors.Is(err, broker.ErrKeyTaken) {
			return broker.CommittedByUs, err
		}
		if !broker.Sleep(ctx, 25*time.Millisecond) {
			return how, ctx.Err()
		}
	}
}
