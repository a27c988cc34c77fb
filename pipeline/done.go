package pipeline

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// ownKind is the kind of message that tells that a stage is through with a document: the
// last one of its effects. It is KindUnknown for a name that is none of the four.
func ownKind(stage string) Kind {
	switch stage {
	case StageIngest:
		return KindIngested
	case StageParse:
		return KindParsed
	case StageValidate:
		return KindValidated
	case StagePublish:
		return KindReceipt
	}
	return KindUnknown
}

// done reports that an earlier delivery of the message has left its effect: a worker that
// is killed between its commit and its acknowledgement leaves a message that comes again,
// and one that comes too often, or fails this time, has its end already all the same. It is
// asked before a dead letter and not before the work, which finds the same out by its commit.
func (w *Worker) done(ctx context.Context, h *held, wk *work) (bool, error) {
	kind := ownKind(w.stage.name)
	if kind == KindUnknown || wk.misaddressed || !ValidToken(wk.d.Doc) {
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
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(left.pattern()))
	if err != nil {
		return false, fmt.Errorf("stream %s: %w", w.topo.LogStream(), err)
	}
	own := causeHeader(Cause{Stream: h.meta.Stream, Sequence: h.meta.Sequence.Stream})
	for subject := range info.State.Subjects { // one or two: a parser, a rule set and a basis each have theirs
		m, err := w.conn.lastIfAny(ctx, w.topo.LogStream(), subject)
		if err != nil {
			return false, err
		}
		if m == nil {
			continue
		}
		// A receipt's key is its message's, so it is of this message whoever wrote it. A hop
		// that was passed on for a document that was dropped keeps its first cause.
		if kind == KindReceipt || m.Header.Get(headerCause) == own || wk.again != "" && m.Header.Get(headerAgain) == wk.again {
			return true, nil
		}
	}
	return false, nil
}

// ingestedBefore reports whether ingest is through with a document, well, and sends one
// that was dropped at a later stage going again.
func (w *Worker) ingestedBefore(ctx context.Context, doc string) (bool, error) {
	subject, err := Hop{Partition: w.topo.Partition, Kind: KindIngested, Doc: doc}.Subject()
	if err != nil {
		return false, err
	}
	m, err := w.conn.lastIfAny(ctx, w.topo.LogStream(), subject)
	if err != nil || m == nil {
		return false, err
	}
	return true, w.sendAgain(ctx, doc, m)
}
