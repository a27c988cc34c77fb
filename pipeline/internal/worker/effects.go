package worker

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/wire"
)

// ownKind is the kind of message that tells that a stage is through with a document: the
// last one of its effects. It is KindUnknown for a name that is none of the four.
func ownKind(stage string) wire.Kind {
	switch stage {
	case wire.StageIngest:
		return wire.KindIngested
	case wire.StageParse:
		return wire.KindParsed
	case wire.StageValidate:
		return wire.KindValidated
	case wire.StagePublish:
		return wire.KindReceipt
	}
	return wire.KindUnknown
}

// effectExists reports that an earlier delivery of the message has left its effect: a worker that
// is killed between its commit and its acknowledgement leaves a message that comes again,
// and one that comes too often, or fails this time, has its end already all the same. It is
// asked before a dead letter and not before the work, which finds the same out by its commit.
func (w *Worker) effectExists(ctx context.Context, h *held, wk *work) (bool, error) {
	kind := ownKind(w.stage.name)
	if kind == wire.KindUnknown || wk.misaddressed || !wire.ValidToken(wk.d.Doc) {
		return false, nil // it can have left none
	}
	if w.stage.id != nil {
		return w.ingestedBefore(ctx, wk.d.Doc)
	}
	left := wk.d.Hop
	left.Kind = kind
	s, err := w.conn.JS.Stream(ctx, w.topo.LogStream())
	if err != nil {
		return false, fmt.Errorf("stream %s: %w", w.topo.LogStream(), err)
	}
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(left.Pattern()))
	if err != nil {
		return false, fmt.Errorf("stream %s: %w", w.topo.LogStream(), err)
	}
	own := wire.CauseHeader(wire.Cause{Stream: h.meta.Stream, Sequence: h.meta.Sequence.Stream})
	for subject := range info.State.Subjects { // one or two: a parser, a rule set and a basis each have theirs
		m, err := w.conn.LastIfAny(ctx, w.topo.LogStream(), subject)
		if err != nil {
			return false, err
		}
		if m == nil {
			continue
		}
		// A receipt's key is its message's, so it is of this message whoever wrote it. A hop
		// that was passed on for a document that was dropped keeps its first cause.
		if kind == wire.KindReceipt || m.Header.Get(wire.HeaderCause) == own || wk.again != "" && m.Header.Get(wire.HeaderAgain) == wk.again {
			return true, nil
		}
	}
	return false, nil
}

// ingestedBefore reports whether ingest is through with a document, well, and sends one
// that was dropped at a later stage going again.
func (w *Worker) ingestedBefore(ctx context.Context, doc string) (bool, error) {
	subject, err := wire.Hop{Partition: w.topo.Partition, Kind: wire.KindIngested, Doc: doc}.Subject()
	if err != nil {
		return false, err
	}
	m, err := w.conn.LastIfAny(ctx, w.topo.LogStream(), subject)
	if err != nil || m == nil {
		return false, err
	}
	return true, w.sendAgain(ctx, doc, m)
}
