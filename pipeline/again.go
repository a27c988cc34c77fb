package pipeline

import (
	"context"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// sendAgain sets a document going again that went through ingest, was dropped at a later
// stage and is submitted once more: ingest may write no hop but its own, so that one is
// repeated with the id of the dropped record, and each stage passes on what it has done
// already (see passOn) until the one where the document died. The id makes it happen once
// for each drop, however often the document comes.
func (w *Worker) sendAgain(ctx context.Context, doc string, ingested *jetstream.RawStreamMsg) error {
	var id string
	var newest uint64
	for _, stage := range hopStages {
		m, err := w.conn.lastIfAny(ctx, DeadStream, "gouji.dead."+stage+"."+string(ClassDropped)+".*.*."+doc)
		if err != nil {
			return err
		}
		if m == nil || m.Sequence < newest {
			continue
		}
		ds, err := ParseDead(m.Subject)
		if err != nil {
			return err
		}
		id, newest = ds.ID(), m.Sequence
	}
	if id == "" || ingested.Header.Get(headerAgain) == id {
		return nil
	}
	boundary("commit.before", string(KindIngested))
	err := repeat(ctx, w.conn, w.topo.LogStream(), ingested, id)
	boundary("commit.after", string(KindIngested))
	return err
}

// passOn repeats a hop that stands there already, for a document that was dropped at a later
// stage and submitted again: once for each dropped record.
func (w *Worker) passOn(ctx context.Context, subject, again string) error {
	old, err := w.conn.last(ctx, w.topo.LogStream(), subject)
	if err != nil || old.Header.Get(headerAgain) == again {
		return err
	}
	return repeat(ctx, w.conn, w.topo.LogStream(), old, again)
}

// repeat publishes a message of the log once more on its own subject, where it is still the
// last one there. again is the dropped record for which it is done, empty for none.
func repeat(ctx context.Context, c *Conn, stream string, m *jetstream.RawStreamMsg, again string) error {
	copied := nats.NewMsg(m.Subject)
	copied.Data = m.Data
	for _, k := range []string{headerCause, headerDigest, headerSubmitted} {
		if v := m.Header.Get(k); v != "" {
			copied.Header.Set(k, v)
		}
	}
	if again != "" {
		copied.Header.Set(headerAgain, again)
	}
	return republish(ctx, c, copied, Dead{Origin: Origin{Stream: stream, Sequence: m.Sequence}})
}
