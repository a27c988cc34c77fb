package worker_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// fakeClock is a time that a test sets.
type fakeClock struct{ at atomic.Int64 }

func (c *fakeClock) now() time.Time { return time.Unix(0, c.at.Load()) }

func (c *fakeClock) advance(d time.Duration) { c.at.Add(int64(d)) }

var errSink = &fault.SinkError{Sink: "postgres", Err: errors.New("connection refused")}

func TestSinkThatIsDownIsNotStormedAndKillsNobody(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var down atomic.Bool
	down.Store(true)
	const docs, slots = 40, 4
	y := pipelinetest.Toys{OnPublish: func(context.Context, string) error {
		if down.Load() {
			return errSink
		}
		return nil
	}}
	r.Work(worker.Options{}, y.Ingest(), y.Parse(), y.Validate())
	pause := 50 * time.Millisecond
	r.Work(worker.Options{Concurrency: slots, Backoff: func(int) time.Duration { return pause }}, y.Publish())
	ids := make([]string, docs)
	for i := range ids {
		ids[i] = r.Submit(fmt.Sprint(i))
	}
	r.Idle(wire.StageIngest, wire.StageParse, wire.StageValidate)
	open := r.Metrics.BreakerOpen.WithLabelValues("postgres")
	pipelinetest.Eventually(t, "the breaker is open", func() bool { return testutil.ToFloat64(open) == 1 })
	// Of 60 probes some would be of a document that has used up its eight attempts.
	pipelinetest.Eventually(t, "sixty probes", func() bool { return y.Published.Load() > 60 })
	if ds := r.Dead(); len(ds) != 0 {
		t.Errorf("%d dead letters by an outage, the first %+v", len(ds), ds[0])
	}
	if s := r.Status(); s.InFlight != docs || s.Unaccounted != 0 {
		t.Errorf("status in the outage %+v", s)
	}
	down.Store(false)
	clock := func() time.Time { return time.Now().Add(time.Hour) }
	releaser := dead.Releaser{Conn: r.Conn, Clock: clock}
	pipelinetest.Eventually(t, "all are published", func() bool {
		if _, err := releaser.Once(r.Context()); err != nil {
			t.Fatal(err)
		}
		s := r.Status()
		return s.Published == docs
	})
	if n := testutil.ToFloat64(open); n != 0 {
		t.Errorf("gouji_breaker_open %v when all is well", n)
	}
	if s := r.Status(); s.Dead != 0 || s.Unaccounted != 0 {
		t.Errorf("status %+v", s)
	}
}

func TestLongWaitLeavesTheConsumer(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var clock fakeClock
	clock.at.Store(time.Now().UnixNano())
	y := pipelinetest.Toys{}
	y.OnValidate = func(context.Context, string) error {
		if y.Validated.Load() < 3 {
			return fault.RetryAfter(time.Hour, errors.New("the register is closed at night"))
		}
		return nil
	}
	r.Work(worker.Options{Clock: clock.now, Rand: func() float64 { return 0 }}, y.Stages()...)
	doc := r.Submit("patient")
	releaser := dead.Releaser{Conn: r.Conn, Clock: clock.now}
	for round := range 2 {
		pipelinetest.Eventually(t, "parked", func() bool {
			return testutil.ToFloat64(r.Metrics.Parked.WithLabelValues(wire.StageValidate)) == float64(round+1)
		})
		r.Idle(wire.Stages()...) // no consumer holds it
		if s := r.Status(); s.InFlight != 1 || s.Dead != 0 || s.Unaccounted != 0 {
			t.Errorf("status while it is parked %+v", s)
		}
		r.WaitState(doc, client.StateInFlight)
		ds, err := dead.List(r.Context(), r.Conn, dead.Filter{Class: wire.ClassParked})
		if err != nil || len(ds) != 1 || ds[0].Attempts != uint64(round+1) || ds[0].Due.Sub(ds[0].Time) != time.Hour {
			t.Fatalf("parked %+v, %v", ds, err)
		}
		if ds := r.Dead(); len(ds) != 0 {
			t.Errorf("%d dead letters", len(ds))
		}
		clock.advance(time.Hour - time.Second)
		if n, err := releaser.Once(r.Context()); err != nil || n != 0 {
			t.Errorf("%d released too early, %v", n, err)
		}
		clock.advance(time.Second)
		// Two releasers at once put it back once.
		n1, err1 := releaser.Once(r.Context())
		n2, err2 := releaser.Once(r.Context())
		if n1 != 1 || n2 != 0 || err1 != nil || err2 != nil {
			t.Errorf("released %d and %d, %v, %v", n1, n2, err1, err2)
		}
	}
	r.WaitState(doc, client.StatePublished)
	if n := y.Validated.Load(); n != 3 {
		t.Errorf("validate ran %d times", n)
	}
	if n := r.Messages("gouji.p0.validated.>"); n != 1 {
		t.Errorf("%d effects", n)
	}
}

// Attempts are counted across the waits, so that nothing waits for ever.
func TestWaitsUseUpAttempts(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var clock fakeClock
	y := pipelinetest.Toys{OnValidate: func(context.Context, string) error {
		return fault.RetryAfter(time.Hour, errors.New("never"))
	}}
	r.Work(worker.Options{Clock: clock.now, MaxAttempts: 3}, y.Stages()...)
	doc := r.Submit("hopeless")
	releaser := dead.Releaser{Conn: r.Conn, Clock: clock.now}
	pipelinetest.Eventually(t, "dead", func() bool {
		clock.advance(time.Hour)
		if _, err := releaser.Once(r.Context()); err != nil {
			t.Fatal(err)
		}
		s, _, err := client.Lookup(r.Context(), r.Conn, doc)
		return err == nil && s == client.StateDead
	})
	if d := r.Dead()[0]; d.Class != fault.AttemptsExhausted || d.Attempts != 3 || y.Validated.Load() != 3 {
		t.Errorf("after %d runs %+v", y.Validated.Load(), d)
	}
	if n := r.Count(wire.StageValidate, metrics.OutcomeDead); n != 1 {
		t.Errorf("dead %d", n)
	}
}
