package worker

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// work is what is known about a message while it is processed. Fields are filled as they
// become known, so that a dead letter can say what was.
type work struct {
	d Delivery
	// replayOf is the dead letter that a submission was replayed from, empty for none.
	replayOf string
	// again is the dropped record for which a hop goes its way again, empty for none.
	again string
	// misaddressed is set when the submission is at fault and not its bytes: a dead letter
	// under the document's id would make the same bytes of a proper producer a duplicate.
	misaddressed bool
	// stack is set when the stage panicked.
	stack string
}

// handle processes one message and settles it. It frees the message's slot before the
// acknowledgement, which needs no worker.
func (w *Worker) handle(ctx context.Context, h *held) {
	ctx = wire.ExtractTrace(ctx, h.msg.Headers())
	ctx, span := otel.Tracer("github.com/gouji/gouji/pipeline").Start(ctx, w.stage.name)
	defer span.End()

	wk := w.describe(h)
	unlock := func() {}
	outcome, err := "", error(nil)
	if w.stage.id != nil {
		unlock, err = w.docs.lock(ctx, wk.d.Doc)
	}
	if err == nil {
		outcome, err = w.process(ctx, h, wk)
	} else {
		unlock = func() {}
	}
	ended := err
	if outcome == metrics.OutcomeSkipped {
		ended = fault.ErrSkip // no sink was asked
	}
	v := w.decide(ctx, wk, outcome, err, w.sinks.end(h.probe, ended))
	if v.kind == settleAck {
		unlock()
		w.acks <- struct{}{}
		<-w.slots
		w.settle(h, wk, v)
		<-w.acks
		return
	}
	w.settle(h, wk, v) // the dead letter is written before the next copy of the document
	unlock()
	<-w.slots
}

// describe says what the message itself tells, without judging it.
func (w *Worker) describe(h *held) *work {
	wk := &work{d: Delivery{
		Stage: w.stage.name, Partition: w.topo.Partition, Subject: h.msg.Subject(),
		Stream: h.meta.Stream, Sequence: h.meta.Sequence.Stream, Attempt: h.meta.NumDelivered,
	}}
	if w.stage.id != nil {
		wk.d.Doc = w.stage.id(h.msg.Data())
		wk.d.Submitted = h.meta.Timestamp
		wk.d.Subject, wk.replayOf = wire.SubmittedOn(h.msg.Subject(), h.msg.Headers())
	} else {
		wk.d.Hop, _ = wire.ParseHop(h.msg.Subject())
		wk.d.Doc = wk.d.Hop.Doc
		wk.d.Submitted, _ = time.Parse(time.RFC3339Nano, h.msg.Headers().Get(wire.HeaderSubmitted))
		before, _ := strconv.ParseUint(h.msg.Headers().Get(wire.HeaderAttempts), 10, 32) // 0 for none
		wk.d.Attempt += before
		wk.again = h.msg.Headers().Get(wire.HeaderAgain)
	}
	return wk
}

// process brings one message through: open it, run the stage, commit the effects. The
// outcome counts when err is nil.
func (w *Worker) process(ctx context.Context, h *held, wk *work) (outcome string, err error) {
	if w.stage.id != nil {
		if err := w.address(h, wk); err != nil {
			return "", err
		}
	}
	if wk.d.Attempt > uint64(w.o.MaxAttempts) {
		return "", fault.Poisonf(fault.AttemptsExhausted, "delivered %d times, the cap is %d", wk.d.Attempt, w.o.MaxAttempts)
	}
	var payload []byte
	if w.stage.id != nil {
		duplicate, err := w.takeIn(ctx, h, wk)
		if err != nil || duplicate {
			return metrics.OutcomeDuplicate, err
		}
		payload = h.msg.Data()
	} else if payload, err = w.open(ctx, h, wk); err != nil {
		return "", err
	}
	effects, err := w.call(ctx, wk, payload)
	if errors.Is(err, fault.ErrSkip) {
		return metrics.OutcomeSkipped, nil
	}
	if err != nil {
		return "", err
	}
	outcome, err = w.commitAll(ctx, h, wk, effects)
	if errors.Is(err, errGivenUp) {
		return metrics.OutcomeDuplicate, nil
	}
	return outcome, err
}

// open decodes a hop's envelope and fetches its payload.
func (w *Worker) open(ctx context.Context, h *held, wk *work) ([]byte, error) {
	hop, err := wire.ParseHop(h.msg.Subject())
	if err != nil {
		return nil, err
	}
	env, err := wire.DecodeEnvelope(h.msg.Data())
	if err != nil {
		return nil, err
	}
	if env.Doc != hop.Doc {
		return nil, fault.Poisonf(fault.SchemaInvalid, "envelope of document %s on a subject of %s", env.Doc, hop.Doc)
	}
	wk.d.Digest, wk.d.Size = env.Digest, env.Size
	return w.conn.PayloadOf(ctx, env)
}

// maxStack bounds the stack in a dead letter, in bytes.
const maxStack = 8 << 10

// call runs the stage. A panic is poison of class panic: it would come back on the same
// bytes, and must not take the neighbours with it.
func (w *Worker) call(ctx context.Context, wk *work, payload []byte) (effects []wire.Effect, err error) {
	begun := time.Now()
	defer func() {
		w.o.Metrics.StageDuration.WithLabelValues(w.stage.name).Observe(time.Since(begun).Seconds())
		if p := recover(); p != nil {
			stack := debug.Stack()
			wk.stack = string(stack[:min(len(stack), maxStack)])
			effects, err = nil, fault.Poisonf(fault.Panic, "the stage panicked: %.500s", fmt.Sprint(p))
		}
	}()
	broker.Boundary("run.before", w.stage.name)
	effects, err = w.stage.run(ctx, wk.d, payload)
	broker.Boundary("run.after", w.stage.name)
	return effects, err
}

// commitAll commits the effects in their order. They are a duplicate when every one of
// them stood there before.
func (w *Worker) commitAll(ctx context.Context, h *held, wk *work, effects []wire.Effect) (outcome string, err error) {
	outcome = metrics.OutcomeDuplicate
	if len(effects) == 0 {
		outcome = metrics.OutcomeOK
	}
	for _, e := range effects {
		how, kind, err := w.commitEffect(ctx, h, wk, e)
		if err != nil {
			return "", err
		}
		switch how {
		case broker.CommittedByUs:
			outcome = metrics.OutcomeOK
			if kind == wire.KindReceipt && !wk.d.Submitted.IsZero() {
				w.o.Metrics.EndToEnd.Observe(max(0, w.o.Clock().Sub(wk.d.Submitted).Seconds()))
			}
		case broker.CommittedOther:
			w.o.Metrics.Nondeterminism.WithLabelValues(w.stage.name).Inc()
			w.log.Warn().Str("subject", e.Subject).Msg("another payload stands under this key; the first one wins")
		}
	}
	return outcome, nil
}

func (w *Worker) commitEffect(ctx context.Context, h *held, wk *work, e wire.Effect) (broker.Committed, wire.Kind, error) {
	hop, err := wire.ParseHop(e.Subject)
	if err != nil {
		return 0, "", err
	}
	if hop.Partition != w.topo.Partition {
		return 0, "", fault.Poisonf(fault.BadSubjectToken, "effect on partition %s, the worker's is %s", hop.Partition, w.topo.Partition)
	}
	cause := wire.Cause{Subject: wk.d.Subject, Stream: wk.d.Stream, Sequence: wk.d.Sequence}
	env, blob, err := wire.NewEnvelope(hop.Doc, cause, e.Payload)
	if err != nil {
		return 0, "", err
	}
	if blob != nil {
		if err := w.putBlob(ctx, env.Digest, blob); err != nil {
			return 0, "", err
		}
	}
	m, err := wire.HopMessage(ctx, e.Subject, env)
	if err != nil {
		return 0, "", err
	}
	if hop.Doc == wk.d.Doc && !wk.d.Submitted.IsZero() {
		m.Header.Set(wire.HeaderSubmitted, wk.d.Submitted.UTC().Format(time.RFC3339Nano))
	}
	again := wk.again != "" && hop.Doc == wk.d.Doc && hop.Kind != wire.KindResults && hop.Kind != wire.KindReceipt
	if again {
		m.Header.Set(wire.HeaderAgain, wk.again)
	}
	if err := w.givenUp(ctx, h); err != nil {
		return 0, "", err
	}
	var opts []jetstream.PublishOpt
	if w.topo.HopTTL > 0 && hop.Kind != wire.KindAccepted && hop.Kind != wire.KindResults && hop.Kind != wire.KindReceipt {
		opts = append(opts, jetstream.WithMsgTTL(w.topo.HopTTL))
	}
	broker.Boundary("commit.before", string(hop.Kind))
	how, err := broker.Commit(ctx, w.conn, w.topo.LogStream(), m, w.retried, opts...)
	if err == nil && again && how != broker.CommittedByUs {
		err = w.passOn(ctx, e.Subject, wk.again)
	}
	broker.Boundary("commit.after", string(hop.Kind))
	return how, hop.Kind, err
}

// putBlob stores a blob; a stall is back-pressure as with publishing.
func (w *Worker) putBlob(ctx context.Context, digest string, data []byte) error {
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		actx, cancel := context.WithTimeout(ctx, 5*time.Second+broker.AttemptTimeout(len(data)))
		broker.Boundary("blob.before", w.stage.name)
		_, err := w.conn.Blobs.PutAs(actx, digest, data)
		cancel()
		broker.Boundary("blob.after", w.stage.name)
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
	w.o.Metrics.PublishRetries.WithLabelValues(w.stage.name).Inc()
	w.log.Debug().Err(err).Msg("publish stalled, repeating with the same key")
}
