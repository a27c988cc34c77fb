package worker

import (
	"context"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// sendAgain sets a document going again that went through ingest, was dropped at a later
// stage and is submitted once more: ingest may write no hop but its own, so that one is
// repeated with the id of the dropped record, and each stage passes on what it has done
// already (see passOn) until the one where the document died. The id makes it happen once
// for each drop, however often the document comes.
func (w *Worker) sendAgain(ctx context.Context, doc string, ingested *jetstream.RawStreamMsg) error {
	var id string
	var newest uint64
	for _, stage := range wire.HopStages {
		m, err := w.conn.LastIfAny(ctx, wire.DeadStream, "gouji.dead."+stage+"."+string(dead.ClassDropped)+".*.*."+doc)
		if err != nil {
			return err
		}
		if m == nil || m.Sequence < newest {
			continue
		}
		ds, err := wire.ParseDead(m.Subject)
		if err != nil {
			return err
		}
		id, newest = ds.ID(), m.Sequence
	}
	if id == "" || ingested.Header.Get(wire.HeaderAgain) == id {
		return nil
	}
	broker.Boundary("commit.before", string(wire.KindIngested))
	err := dead.Repeat(ctx, w.conn, w.topo.LogStream(), ingested, id)
	broker.Boundary("commit.after", string(wire.KindIngested))
	return err
}

// passOn repeats a hop that stands there already, for a document that was dropped at a later
// stage and submitted again: once for each dropped record.
func (w *Worker) passOn(ctx context.Context, subject, again string) error {
	old, err := w.conn.Last(ctx, w.topo.LogStream(), subject)
	if err != nil || old.Header.Get(wire.HeaderAgain) == again {
		return err
	}
	return dead.Repeat(ctx, w.conn, w.topo.LogStream(), old, again)
}
