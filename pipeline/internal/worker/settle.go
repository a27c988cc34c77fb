package worker

import (
	"context"
	"errors"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
)

// settlement is what becomes of a message.
type settlement int

const (
	settleAck   settlement = iota // done
	settleRetry                   // give it back, to come again after a delay
	settlePark                    // put it aside with its due time first, then term
	settleDead                    // dead letter first, then term
)

// verdict is the decision about one message.
type verdict struct {
	kind    settlement
	outcome string
	delay   time.Duration
	// attempts is what a parked message has behind it when it comes again.
	attempts uint64
	class    fault.Class
	err      error
}

// decide is the one place where an error becomes a decision. down says that the error is
// one of a sink that fails for every document.
func (w *Worker) decide(ctx context.Context, wk *work, outcome string, err error, down bool) verdict {
	attempt := int(wk.d.Attempt)
	class, poison := fault.ClassOf(err)
	switch {
	case err == nil:
		return verdict{kind: settleAck, outcome: outcome}
	case ctx.Err() != nil && w.draining.Load():
		// The drain cut it short, which says nothing about the document: at once to another
		// worker.
		return verdict{kind: settleRetry, outcome: metrics.OutcomeRetry, err: err}
	case poison && (class == fault.Panic || class == fault.AttemptsExhausted):
		return verdict{kind: settleDead, outcome: metrics.OutcomeDead, class: class, err: err}
	case poison:
		return verdict{kind: settleDead, outcome: metrics.OutcomeRejected, class: class, err: err}
	case attempt >= w.o.MaxAttempts && down && w.stage.id == nil:
		// An outage says nothing about the document, however long it is.
		return verdict{kind: settlePark, outcome: metrics.OutcomeRetry, class: dead.ClassParked, delay: dead.ParkAfter + w.o.Backoff(attempt), err: err}
	case attempt >= w.o.MaxAttempts:
		return verdict{kind: settleDead, outcome: metrics.OutcomeDead, class: fault.AttemptsExhausted, err: err}
	}
	delay := w.o.Backoff(attempt)
	if d, ok := fault.Delay(err); ok {
		delay = max(d, 0) + time.Duration(w.o.Rand()*float64(max(d, 0))/10)
	}
	if delay > dead.ParkAfter {
		if w.stage.id == nil {
			return verdict{kind: settlePark, outcome: metrics.OutcomeRetry, class: dead.ClassParked, delay: delay, attempts: wk.d.Attempt, err: err}
		}
		delay = dead.ParkAfter // submissions are a queue of their own, and ingest has no sink
	}
	return verdict{kind: settleRetry, outcome: metrics.OutcomeRetry, delay: delay, err: err}
}

// settle carries a verdict out and counts it.
func (w *Worker) settle(h *held, wk *work, v verdict) {
	switch v.kind {
	case settleAck:
		if !w.ack(h) {
			return
		}
	case settleRetry:
		w.line(wk, v).Dur("delay", v.delay).Msg("will be tried again")
		w.nak(h, v.delay)
	case settlePark, settleDead:
		written, err := w.writeDead(h, wk, v)
		if err != nil {
			// A dead letter that cannot be written never loses its message.
			w.settleFailed("dead_letter", h, err)
			w.nak(h, w.o.Backoff(int(h.meta.NumDelivered)))
			v.outcome = metrics.OutcomeRetry
			break
		}
		w.term(h, string(v.class))
		switch {
		case !written: // it has its end already
			v.outcome = metrics.OutcomeDuplicate
		case v.kind == settlePark:
			w.o.Metrics.Parked.WithLabelValues(w.stage.name).Inc()
			w.line(wk, v).Dur("delay", v.delay).Msg("put aside, to be tried again")
		default:
			w.o.Metrics.Dead.WithLabelValues(w.stage.name, string(v.class)).Inc()
			w.line(wk, v).Str("class", string(v.class)).Msg("dead letter")
		}
	}
	w.o.Metrics.Documents.WithLabelValues(w.stage.name, v.outcome).Inc()
}

// line begins a log line about a message, at debug: what happens to documents is
// counted, not logged. It names the document and the place, and no text of the document:
// the reason of a dead letter may quote one, personal data and all, so it stands in the
// letter only.
func (w *Worker) line(wk *work, v verdict) *zerolog.Event {
	e := w.log.Debug().Str("doc", wk.d.Doc).Str("stream", wk.d.Stream).Uint64("seq", wk.d.Sequence).
		Uint64("attempt", wk.d.Attempt).Str("outcome", v.outcome)
	if v.kind != settleDead {
		e = e.AnErr("cause", v.err)
	}
	return e
}

// ackTimeout bounds one double ack.
const ackTimeout = 2 * time.Second

// ack acknowledges and waits for the server's word, three times at most. Without it the
// message comes again and ends as a duplicate, which costs work and loses nothing.
func (w *Worker) ack(h *held) bool {
	if !h.settled.CompareAndSwap(false, true) {
		return false
	}
	var err error
	for range 3 {
		ctx, cancel := context.WithTimeout(context.Background(), ackTimeout)
		broker.Boundary("ack.before", w.stage.name)
		err = h.msg.DoubleAck(ctx)
		cancel()
		broker.Boundary("ack.after", w.stage.name)
		if err == nil {
			return true
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			break
		}
	}
	w.settleFailed("ack", h, err)
	return false
}

// nak gives a message back, to be delivered after delay; 0 means at once.
func (w *Worker) nak(h *held, delay time.Duration) {
	if !h.settled.CompareAndSwap(false, true) {
		return
	}
	broker.Boundary("nak.before", w.stage.name)
	if err := h.msg.NakWithDelay(delay); err != nil {
		w.settleFailed("nak", h, err)
	}
	broker.Boundary("nak.after", w.stage.name)
}

// term ends a message whose dead letter is written. If it gets lost the message comes
// again and finds its dead letter there.
func (w *Worker) term(h *held, reason string) {
	if !h.settled.CompareAndSwap(false, true) {
		return
	}
	broker.Boundary("term.before", w.stage.name)
	if err := h.msg.TermWithReason(reason); err != nil {
		w.settleFailed("term", h, err)
	}
	broker.Boundary("term.after", w.stage.name)
}

func (w *Worker) settleFailed(what string, h *held, err error) {
	w.o.Metrics.SettleFailures.WithLabelValues(w.stage.name, what).Inc()
	w.log.Debug().Err(err).Str("settlement", what).Str("stream", h.meta.Stream).Uint64("seq", h.meta.Sequence.Stream).
		Msg("not settled, the message will come again")
}
