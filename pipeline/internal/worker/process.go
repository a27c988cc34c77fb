package worker

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/trace"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/history"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// work is what is known about a message while it is processed. Fields are filled as they
// become known, so that a dead letter can say what was.
type work struct {
	d Delivery
	// replayOf is the dead letter that a submission was replayed from, empty for none.
	replayOf string
	// resubmission is the dropped record for which a hop goes its way once more, empty for none.
	resubmission string
	// misaddressed is set when the submission is at fault and not its bytes: a dead letter
	// under the document's id would make the same bytes of a proper producer a duplicate.
	misaddressed bool
	// trace is that of the work on the message, not valid for none.
	trace trace.SpanContext
	// stack is set when the stage panicked.
	stack string
}

// handle processes one message and settles it. It frees the message's slot before the
// acknowledgement, which needs no worker.
func (w *Worker) handle(ctx context.Context, h *held) {
	wk := w.describe(h)
	ctx, span := w.trace(ctx, h, wk)
	if span != nil {
		defer span.End()
	}
	unlock, err := w.lock(ctx, wk)
	outcome := ""
	if err == nil {
		outcome, err = w.process(ctx, h, wk)
	}
	ended := err
	if outcome == metrics.OutcomeSkipped {
		ended = fault.ErrSkip // no sink was asked
	}
	if span != nil {
		told(span, outcome, err)
	}
	a := w.attempt(ctx, wk, outcome, w.sinks.end(h.probe, ended))
	if err == nil {
		unlock()
		w.acks <- struct{}{}
		<-w.slots
		w.settle(h, wk, a, nil)
		<-w.acks
		return
	}
	w.settle(h, wk, a, err) // the dead letter is written before the next copy of the document
	unlock()
	<-w.slots
}

// lock waits for the messages of the same document where the stage wants one at a time.
func (w *Worker) lock(ctx context.Context, wk *work) (unlock func(), err error) {
	key := w.stage.exclusive(wk)
	if key == "" {
		return func() {}, nil
	}
	if unlock, err = w.docs.lock(ctx, key); err != nil {
		return func() {}, err
	}
	return unlock, nil
}

// describe says what the message itself tells, without judging it.
func (w *Worker) describe(h *held) *work {
	wk := &work{d: Delivery{
		Stage: w.stage.Name(), Partition: w.topo.Partition, Subject: h.msg.Subject(), flow: w.topo.Flow,
		Stream: h.meta.Stream, Sequence: h.meta.Sequence.Stream, Attempt: h.meta.NumDelivered,
	}}
	w.stage.describe(h, wk)
	return wk
}

// message is the message that a history is read of.
func (w *Worker) message(wk *work) history.Message {
	m := history.Of(w.topo, wk.d.Stage, wk.d.Stream, wk.d.Subject, wk.d.Sequence)
	m.Doc, m.ReplayOf, m.Resubmission = wk.letterDoc(), wk.replayOf, wk.resubmission
	return m
}

// letterDoc is the document that a dead letter of the message goes under, empty for none.
func (wk *work) letterDoc() string {
	if wk.misaddressed || !wire.ValidToken(wk.d.Doc) {
		return ""
	}
	return wk.d.Doc
}

// ask reads the history of the message, if the decision depends on it, and decides.
func (w *Worker) ask(ctx context.Context, wk *work, a history.Attempt) (history.Decision, error) {
	d := history.Next(history.History{}, a, nil)
	if d.Action != history.Look {
		return d, nil
	}
	var h history.History
	var err error
	if a.Event == history.Intake {
		h, err = history.ReadEnds(ctx, w.conn, w.message(wk), wk.d.Raw.Revision)
	} else {
		h, err = history.Read(ctx, w.conn, w.message(wk))
	}
	if err != nil {
		return d, err
	}
	return history.Next(h, a, nil), nil
}

// process brings one message through: open it, run the stage, commit the effects. The
// outcome counts when err is nil.
func (w *Worker) process(ctx context.Context, h *held, wk *work) (outcome string, err error) {
	if err := w.stage.address(h, wk); err != nil {
		return "", err
	}
	if wk.d.Attempt > uint64(w.o.MaxAttempts) {
		return "", fault.Poisonf(fault.AttemptsExhausted, "delivered %d times, the cap is %d", wk.d.Attempt, w.o.MaxAttempts)
	}
	payload, known, err := w.stage.open(ctx, w, h, wk)
	if errors.Is(err, fault.ErrSkip) {
		return metrics.OutcomeSkipped, nil
	}
	if err != nil {
		return "", err
	}
	d, err := w.ask(ctx, wk, history.Attempt{Event: history.Intake, Known: known})
	if err == nil && d.Action == history.Ack {
		return d.Outcome, w.resubmit(ctx, wk, d.Resubmission)
	}
	if err != nil {
		return "", err
	}
	effects, err := w.call(ctx, wk, payload)
	if errors.Is(err, fault.ErrSkip) {
		return metrics.OutcomeSkipped, nil
	}
	if err != nil {
		return "", err
	}
	return w.commitAll(ctx, h, wk, effects)
}

// maxStack bounds the stack in a dead letter, in bytes.
const maxStack = 8 << 10

// call runs the stage. A panic is poison of class panic: it would come back on the same
// bytes, and must not take the neighbours with it.
func (w *Worker) call(ctx context.Context, wk *work, payload []byte) (effects []wire.Effect, err error) {
	begun := time.Now()
	defer func() {
		w.o.Metrics.StageDuration.WithLabelValues(w.stage.Name()).Observe(time.Since(begun).Seconds())
		if p := recover(); p != nil {
			stack := debug.Stack()
			wk.stack = string(stack[:min(len(stack), maxStack)])
			effects, err = nil, fault.Poisonf(fault.Panic, "the stage panicked: %.500s", fmt.Sprint(p))
		}
	}()
	broker.Boundary("run.before", w.stage.Name())
	effects, err = w.stage.run(ctx, wk.d, payload)
	broker.Boundary("run.after", w.stage.Name())
	return effects, err
}

// commitAll commits the effects in their order. They are a duplicate when every one of
// them stood there before, or the message has come to its end by another worker.
func (w *Worker) commitAll(ctx context.Context, h *held, wk *work, effects []wire.Effect) (outcome string, err error) {
	outcome = metrics.OutcomeDuplicate
	if len(effects) == 0 {
		outcome = metrics.OutcomeOK
	}
	for _, e := range effects {
		doubt := h.lease.doubtful(time.Now(), w.leaseTime())
		d, err := w.ask(ctx, wk, history.Attempt{Event: history.Commit, Doubt: doubt})
		if err != nil {
			return "", err
		}
		if d.Action == history.Ack {
			return d.Outcome, nil
		}
		how, kind, err := w.commitEffect(ctx, wk, e)
		if err != nil {
			return "", err
		}
		switch how {
		case broker.CommittedByUs:
			outcome = metrics.OutcomeOK
			_, revision := wire.SplitRevision(wk.d.Hop.Parser)
			if kind == w.topo.Flow.Receipt() && !wk.d.Submitted.IsZero() && revision == 0 {
				w.o.Metrics.EndToEnd.Observe(max(0, w.o.Clock().Sub(wk.d.Submitted).Seconds()))
			}
		case broker.CommittedOther:
			w.o.Metrics.Nondeterminism.WithLabelValues(w.stage.Name()).Inc()
			w.log.Warn().Str("subject", e.Subject).Msg("another payload stands under this key; the first one wins")
		}
	}
	return outcome, nil
}

func (w *Worker) commitEffect(ctx context.Context, wk *work, e wire.Effect) (broker.Committed, wire.Kind, error) {
	hop, err := w.topo.Flow.ParseHop(e.Subject)
	if err != nil {
		return 0, "", err
	}
	if hop.Partition != w.topo.Partition {
		return 0, "", fault.Poisonf(fault.BadSubjectToken, "effect on partition %s, the worker's is %s", hop.Partition, w.topo.Partition)
	}
	m, err := w.effectMessage(ctx, wk, hop, e)
	if err != nil {
		return 0, "", err
	}
	var opts []jetstream.PublishOpt
	if w.topo.HopTTL > 0 && w.passing(hop.Kind) {
		opts = append(opts, jetstream.WithMsgTTL(w.topo.HopTTL))
	}
	broker.Boundary("commit.before", string(hop.Kind))
	how, err := broker.Commit(ctx, w.conn, w.topo.LogStream(), m, w.retried, opts...)
	if err == nil && wk.d.Raw != nil && how != broker.CommittedByUs {
		how, err = w.reviseEffect(ctx, m, how, opts)
	}
	if id := m.Header.Get(wire.HeaderAgain); err == nil && id != "" && how != broker.CommittedByUs {
		err = w.repeat(ctx, e.Subject, id)
	}
	broker.Boundary("commit.after", string(hop.Kind))
	return how, hop.Kind, err
}

// passing reports that messages of a kind are read by a later stage.
func (w *Worker) passing(k wire.Kind) bool { return slices.Contains(w.topo.Flow.Passing(), k) }

// effectMessage is the message of an effect. A large payload is stored first.
func (w *Worker) effectMessage(ctx context.Context, wk *work, hop wire.Hop, e wire.Effect) (*nats.Msg, error) {
	cause := wire.Cause{Subject: wk.d.Subject, Stream: wk.d.Stream, Sequence: wk.d.Sequence}
	env, blob, err := e.Envelope(hop.Doc, cause)
	if err != nil {
		return nil, err
	}
	if blob != nil {
		if err := w.putBlob(ctx, env.Digest, blob); err != nil {
			return nil, err
		}
	}
	m, err := wire.HopMessage(ctx, e.Subject, env)
	if err != nil || hop.Doc != wk.d.Doc {
		return m, err
	}
	if !wk.d.Submitted.IsZero() {
		m.Header.Set(wire.HeaderSubmitted, wk.d.Submitted.UTC().Format(time.RFC3339Nano))
	}
	if wk.d.Raw != nil && wk.d.Raw.Revision > 0 {
		m.Header.Set(wire.HeaderRevision, strconv.Itoa(wk.d.Raw.Revision))
	}
	if wk.resubmission != "" && w.passing(hop.Kind) {
		m.Header.Set(wire.HeaderAgain, wk.resubmission)
	}
	return m, nil
}

// putBlob stores a blob; a stall is back-pressure as with publishing.
func (w *Worker) putBlob(ctx context.Context, digest string, data []byte) error {
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		actx, cancel := context.WithTimeout(ctx, 5*time.Second+broker.AttemptTimeout(len(data)))
		broker.Boundary("blob.before", w.stage.Name())
		_, err := w.conn.Blobs.PutAs(actx, digest, data)
		cancel()
		broker.Boundary("blob.after", w.stage.Name())
		if err == nil || ctx.Err() != nil || errors.Is(err, nats.ErrConnectionClosed) {
			return err
		}
		w.retried(err)
		if !broker.Sleep(ctx, pause) {
			return err
		}
	}
}

func (w *Worker) retried(err error) {
	w.o.Metrics.PublishRetries.WithLabelValues(w.stage.Name()).Inc()
	w.log.Debug().Err(err).Msg("publish stalled, repeating with the same key")
}
