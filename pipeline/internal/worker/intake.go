package worker

import (
	"context"
	"errors"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// address reads whose a submission is and what its headers say. It comes before all else,
// because a dead letter of one that is misaddressed goes under no document.
func (w *Worker) address(h *held, wk *work) error {
	data := h.msg.Data()
	wk.d.Digest, wk.d.Size = wire.DigestOf(data), int64(len(data))
	header, err := wire.ProducerHeader(h.msg.Headers())
	producer, subjectErr := wire.ParseSubmit(wk.d.Subject)
	if err = errors.Join(err, subjectErr); err != nil {
		wk.misaddressed = true
		return err
	}
	wk.d.Raw = &Raw{ID: wk.d.Doc, Producer: producer, Header: header}
	return nil
}

// takeIn records a submission: the bytes into the object store, then the accepted record
// into the log. It reports a duplicate when the document is through already: it was
// accepted before, and either its ingested hop or a dead letter of it exists, and this is
// not the replay of that dead letter. Accepted and neither means that somebody stopped
// half way, or is at it now; the effect has a key, so carrying on is right.
func (w *Worker) takeIn(ctx context.Context, h *held, wk *work) (duplicate bool, err error) {
	data := h.msg.Data()
	if !wire.ValidToken(wk.d.Doc) || wk.d.Doc == wire.NoToken {
		return false, fault.Poisonf(fault.BadSubjectToken, "document id %.40q is no token", wk.d.Doc)
	}
	if w.stage.most > 0 && len(data) > w.stage.most {
		return false, fault.Poisonf(fault.TooLarge, "the document has %d bytes, at most %d are read; submit the report without its attachments", len(data), w.stage.most)
	}
	if err := w.putBlob(ctx, wk.d.Digest, data); err != nil {
		return false, err
	}
	rec := wire.Accepted{Digest: wk.d.Digest, Size: wk.d.Size, Producer: wk.d.Raw.Producer, Header: wk.d.Raw.Header, Received: wk.d.Submitted.UTC()}
	cause := wire.Cause{Subject: wk.d.Subject, Stream: wk.d.Stream, Sequence: wk.d.Sequence}
	m, err := wire.AcceptedMessage(ctx, w.topo, wk.d.Doc, cause, rec)
	if err != nil {
		return false, err
	}
	broker.Boundary("accepted.before", w.stage.name)
	_, _, err = broker.Publish(ctx, w.conn.JS, m, w.retried, broker.Expectation{}.Option())
	broker.Boundary("accepted.after", w.stage.name)
	if err == nil || !errors.Is(err, broker.ErrKeyTaken) {
		return false, err
	}
	return w.settledBefore(ctx, wk)
}

// settledBefore reports whether an accepted document is through ingest, well or badly.
func (w *Worker) settledBefore(ctx context.Context, wk *work) (bool, error) {
	if ingested, err := w.ingestedBefore(ctx, wk.d.Doc); err != nil || ingested {
		return ingested, err
	}
	letter, err := w.conn.LastIfAny(ctx, wire.DeadStream, dead.Pattern(w.stage.name, wk.d.Doc))
	if err != nil || letter == nil {
		return false, err
	}
	ds, err := wire.ParseDead(letter.Subject)
	// What was dropped and comes again gets another chance.
	return ds.Class != dead.ClassDropped && ds.ID() != wk.replayOf, err
}
