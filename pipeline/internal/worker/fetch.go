package worker

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
)

// pullWait is how long one pull stays open, and so the most that a drain waits for it: a pull
// that is given up earlier leaves messages on the way to nobody until AckWait. One that nothing
// has come for is given up at once: only what is sent in that very moment comes so late.
const pullWait = time.Second

// aheadPause is how long a stage that is ahead waits before it asks again.
const aheadPause = 50 * time.Millisecond

// pull is the context of one pull. It ends when it is given up and not by time, which the
// server keeps; its deadline only tells the library how long to ask for.
type pull struct {
	context.Context
	until time.Time
}

// Deadline is such that nine tenths of what is left, which the library asks for, are pullWait.
func (p pull) Deadline() (time.Time, bool) { return p.until, true }

// fetchLoop pulls and hands out messages until ctx ends or the connection is closed.
func (w *Worker) fetchLoop(ctx, stageCtx context.Context) error {
	var cons jetstream.Consumer
	pause := w.pauses()
	for ctx.Err() == nil {
		if cons == nil {
			c, err := w.consumer(ctx)
			if errors.Is(err, nats.ErrConnectionClosed) {
				return fmt.Errorf("%s: %w", w.stage.Name(), err)
			}
			if err != nil {
				pause(ctx, err)
				continue
			}
			cons = c
		}
		if w.pressure.waits() {
			broker.Sleep(ctx, pressureInterval)
			continue
		}
		if w.o.Ahead != nil && w.o.Ahead() {
			broker.Sleep(ctx, aheadPause)
			continue
		}
		n := w.reserve(ctx, w.sinks.wait(ctx, w.stage.batch()))
		if n == 0 {
			break
		}
		if err := w.fetch(ctx, stageCtx, cons, n); err != nil {
			cons = nil
			pause(ctx, err)
			continue
		}
		pause = w.pauses()
	}
	return nil
}

// pauses returns a function that logs an error and waits, longer each time, 50 ms to 5 s.
func (w *Worker) pauses() func(context.Context, error) {
	d := 50 * time.Millisecond
	return func(ctx context.Context, err error) {
		if ctx.Err() != nil {
			return
		}
		w.log.Warn().Err(err).Dur("pause", d).Msg("cannot fetch")
		broker.Sleep(ctx, d)
		d = min(2*d, 5*time.Second)
	}
}

// reserve waits for an idle worker and takes as many as there are, up to most: never is
// more fetched than can be worked on, because NumDelivered and AckWait count messages that
// merely wait in the client's buffer. It returns 0 when ctx has ended.
func (w *Worker) reserve(ctx context.Context, most int) int {
	if most == 0 {
		return 0
	}
	select {
	case w.slots <- struct{}{}:
	case <-ctx.Done():
		return 0
	}
	for n := 1; ; n++ {
		if n == most {
			return n
		}
		select {
		case w.slots <- struct{}{}:
		default:
			return n
		}
	}
}

// fetch pulls up to n messages, for which n slots are reserved, and starts work on each as
// it comes. Slots that no message came for are freed. A pull is bounded by count and not
// by bytes: a replicated consumer of nats-server 2.15.2 answers "batch completed" to a
// byte limit before the messages, which wait for the quorum and then go to nobody.
func (w *Worker) fetch(ctx, stageCtx context.Context, cons jetstream.Consumer, n int) error {
	started := 0
	defer func() {
		for range n - started {
			<-w.slots
		}
	}()
	begun := time.Now() // the lease of what comes begins then or up to pullWait later
	giveUp, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	batch, err := cons.Fetch(n, jetstream.FetchContext(pull{giveUp, begun.Add(w.pullWait / 9 * 10)}))
	if err != nil {
		return err
	}
	var came atomic.Bool
	defer context.AfterFunc(ctx, func() {
		if !came.Load() {
			cancel()
		}
	})()
	for m := range batch.Messages() {
		came.Store(true)
		meta, err := m.Metadata()
		if err != nil {
			return fmt.Errorf("metadata: %w", err)
		}
		h := &held{msg: m, meta: meta, lease: lease{at: begun}}
		if ctx.Err() != nil { // it came after the drain had begun
			w.nak(h, 0)
			continue
		}
		started++
		w.start(stageCtx, h)
	}
	return batch.Error()
}

func (w *Worker) start(stageCtx context.Context, h *held) {
	w.held.add(h)
	h.probe = w.sinks.begin()
	inflight := w.o.Metrics.Inflight.WithLabelValues(w.stage.Name())
	inflight.Inc()
	w.running.Add(1)
	go func() {
		defer w.running.Done()
		defer inflight.Dec()
		defer w.held.remove(h)
		w.handle(stageCtx, h)
	}()
}

// consumer looks the stage's consumer up and restores it, or the whole topology, where it
// is gone. A restored consumer delivers the log from its beginning; what was done already
// ends as a duplicate, because effects have keys.
func (w *Worker) consumer(ctx context.Context) (jetstream.Consumer, error) {
	stream, _, err := w.topo.StageStream(w.stage.Name())
	if err != nil {
		return nil, err
	}
	cons, err := w.conn.JS.Consumer(ctx, stream, w.stage.Name())
	if err == nil {
		return cons, nil
	}
	switch {
	case errors.Is(err, jetstream.ErrConsumerNotFound):
		w.log.Warn().Err(err).Msg("the consumer is gone, restoring it")
		cons, err = topology.EnsureConsumer(ctx, w.conn, w.topo, w.stage.Name())
	case errors.Is(err, jetstream.ErrStreamNotFound):
		w.log.Warn().Err(err).Msg("the stream is gone, restoring the topology")
		if err = topology.Ensure(ctx, w.conn, w.topo); err == nil {
			cons, err = w.conn.JS.Consumer(ctx, stream, w.stage.Name())
		}
	}
	if err != nil {
		return nil, fmt.Errorf("consumer %s: %w", w.stage.Name(), err)
	}
	w.o.Metrics.Heals.WithLabelValues(w.stage.Name()).Inc()
	return cons, nil
}
