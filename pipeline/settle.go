package pipeline

import (
	"context"
	"errors"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
)

// settlement is what becomes of a message.
type settlement int

const (
	settleAck   settlement = iota // done
	settleRetry                   // give it back, to come again after a delay
	settleDead                    // dead letter first, then term
)

// verdict is the decision about one message.
type verdict struct {
	kind    settlement
	outcome string
	delay   time.Duration
	class   fault.Class
	err     error
}

// decide is the one place where an error becomes a decision.
func (w *Worker) decide(ctx context.Context, h *held, outcome string, err error) verdict {
	attempt := int(h.meta.NumDelivered)
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
	case attempt >= w.o.MaxAttempts:
		return verdict{kind: settleDead, outcome: metrics.OutcomeDead, class: fault.AttemptsExhausted, err: err}
	}
	delay := w.o.Backoff(attempt)
	if d, ok := fault.Delay(err); ok {
		delay = max(d, 0) + time.Duration(w.o.Rand()*float64(max(d, 0))/10)
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
	case settleDead:
		written, err := w.writeDead(h, wk, v)
		if err != nil {
			// A dead letter that cannot be written never loses its message.
			w.settleFailed("dead_letter", h, err)
			w.nak(h, w.o.Backoff(int(h.meta.NumDelivered)))
			v.outcome = metrics.OutcomeRetry
			break
		}
		w.term(h, string(v.class))
		if !written { // a dead letter of this document or message stands there already
			v.outcome = metrics.OutcomeDuplicate
			break
		}
		w.o.Metrics.Dead.WithLabelValues(w.stage.name, string(v.class)).Inc()
		w.line(wk, v).Str("class", string(v.class)).Msg("dead letter")
	}
	w.o.Metrics.Documents.WithLabelValues(w.stage.name, v.outcome).Inc()
}

// line begins a log line about a message, at debug: what happens to documents is
// counted, not logged. It names the document and the place, and no
// text of the document beyond what the error says.
func (w *Worker) line(wk *work, v verdict) *zerolog.Event {
	return w.log.Debug().Str("doc", wk.d.Doc).Str("stream", wk.d.Stream).Uint64("seq", wk.d.Sequence).
		Uint64("attempt", wk.d.Attempt).Str("outcome", v.outcome).AnErr("cause", v.err)
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
		err = h.msg.DoubleAck(ctx)
		cancel()
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
	if err := h.msg.NakWithDelay(delay); err != nil {
		w.settleFailed("nak", h, err)
	}
}

// term ends a message whose dead letter is written. If it gets lost the message comes
// again and finds its dead letter there.
func (w *Worker) term(h *held, reason string) {
	if !h.settled.CompareAndSwap(false, true) {
		return
	}
	if err := h.msg.TermWithReason(reason); err != nil {
		w.settleFailed("term", h, err)
	}
}

func (w *Worker) settleFailed(what string, h *held, err error) {
	w.o.Metrics.SettleFailures.WithLabelValues(w.stage.name, what).Inc()
	w.log.Debug().Err(err).Str("settlement", what).Str("stream", h.meta.Stream).Uint64("seq", h.meta.Sequence.Stream).
		Msg("not settled, the message will come again")
}
