package worker

import (
	"context"
	"errors"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/history"
)

// attempt is what the worker knows about a message that it is through with. down says that
// the error is one of a sink that fails for every document.
func (w *Worker) attempt(ctx context.Context, wk *work, outcome string, down bool) history.Attempt {
	return history.Attempt{
		Event: history.Finish, Outcome: outcome, Number: wk.d.Attempt, Max: uint64(w.o.MaxAttempts),
		Draining: ctx.Err() != nil && w.draining.Load(), SinkDown: down,
		Backoff: w.o.Backoff(int(wk.d.Attempt)), Jitter: w.o.Rand(),
	}
}

// settle decides what becomes of a message, carries it out and counts it.
func (w *Worker) settle(h *held, wk *work, a history.Attempt, cause error) {
	d := history.Next(history.History{Message: w.message(wk)}, a, cause)
	switch d.Action {
	case history.Ack:
		if !w.ack(h) {
			return
		}
	case history.Retry:
		w.line(wk, d, cause).Dur("delay", d.Delay).Msg("will be tried again")
		w.nak(h, d.Delay)
	case history.Look:
		d = w.end(h, wk, a, cause)
	}
	w.o.Metrics.Documents.WithLabelValues(w.stage.Name(), d.Outcome).Inc()
}

// end ends a message that did not go well: its dead letter first, then term. A dead letter
// that cannot be written never loses its message.
func (w *Worker) end(h *held, wk *work, a history.Attempt, cause error) history.Decision {
	d, err := w.bury(h, wk, a, cause)
	if err != nil {
		w.settleFailed("dead_letter", h, err)
		w.nak(h, w.o.Backoff(int(h.meta.NumDelivered)))
		return history.Decision{Action: history.Retry, Outcome: metrics.OutcomeRetry}
	}
	w.term(h, string(d.Class))
	switch d.Action {
	case history.Park:
		w.o.Metrics.Parked.WithLabelValues(w.stage.Name()).Inc()
		w.line(wk, d, cause).Dur("delay", d.Delay).Msg("put aside, to be tried again")
	case history.Bury:
		w.o.Metrics.Dead.WithLabelValues(w.stage.Name(), string(d.Class)).Inc()
		w.line(wk, d, nil).Str("class", string(d.Class)).Msg("dead letter")
	}
	return d
}

// line begins a log line about a message, at debug: what happens to documents is
// counted, not logged. It names the document and the place, and no text of the document:
// the reason of a dead letter may quote one, personal data and all, so it stands in the
// letter only, and cause is nil then.
func (w *Worker) line(wk *work, d history.Decision, cause error) *zerolog.Event {
	return w.log.Debug().Str("doc", wk.d.Doc).Str("stream", wk.d.Stream).Uint64("seq", wk.d.Sequence).
		Uint64("attempt", wk.d.Attempt).Str("outcome", d.Outcome).AnErr("cause", cause)
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
		broker.Boundary("ack.before", w.stage.Name())
		err = h.msg.DoubleAck(ctx)
		cancel()
		broker.Boundary("ack.after", w.stage.Name())
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
	broker.Boundary("nak.before", w.stage.Name())
	if err := h.msg.NakWithDelay(delay); err != nil {
		w.settleFailed("nak", h, err)
	}
	broker.Boundary("nak.after", w.stage.Name())
}

// term ends a message whose dead letter is written. If it gets lost the message comes
// again and finds its dead letter there.
func (w *Worker) term(h *held, reason string) {
	if !h.settled.CompareAndSwap(false, true) {
		return
	}
	broker.Boundary("term.before", w.stage.Name())
	if err := h.msg.TermWithReason(reason); err != nil {
		w.settleFailed("term", h, err)
	}
	broker.Boundary("term.after", w.stage.Name())
}

func (w *Worker) settleFailed(what string, h *held, err error) {
	w.o.Metrics.SettleFailures.WithLabelValues(w.stage.Name(), what).Inc()
	w.log.Debug().Err(err).Str("settlement", what).Str("stream", h.meta.Stream).Uint64("seq", h.meta.Sequence.Stream).
		Msg("not settled, the message will come again")
}
