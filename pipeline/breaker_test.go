package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
)

// fakeClock is a time that a test sets.
type fakeClock struct{ at atomic.Int64 }

func (c *fakeClock) now() time.Time          { return time.Unix(0, c.at.Load()) }
func (c *fakeClock) advance(d time.Duration) { c.at.Add(int64(d)) }

var errSink = &fault.SinkError{Sink: "postgres", Err: errors.New("connection refused")}

func TestSinkThatIsDownIsNotStormedAndKillsNobody(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var down atomic.Bool
	down.Store(true)
	const docs, slots = 40, 4
	y := toy{onPublish: func(context.Context, string) error {
		if down.Load() {
			return errSink
		}
		return nil
	}}
	r.work(WorkerOptions{}, y.ingest(), y.parse(), y.validate())
	pause := 50 * time.Millisecond
	r.work(WorkerOptions{Concurrency: slots, Backoff: func(int) time.Duration { return pause }}, y.publish())
	ids := make([]string, docs)
	for i := range ids {
		ids[i] = r.submit(fmt.Sprint(i))
	}
	r.idle(StageIngest, StageParse, StageValidate)
	open := r.m.BreakerOpen.WithLabelValues("postgres")
	eventually(t, "the breaker is open", func() bool { return testutil.ToFloat64(open) == 1 })
	// Of 60 probes some would be of a document that has used up its eight attempts.
	eventually(t, "sixty probes", func() bool { return y.published.Load() > 60 })
	if ds := r.dead(); len(ds) != 0 {
		t.Errorf("%d dead letters by an outage, the first %+v", len(ds), ds[0])
	}
	if s := r.status(); s.InFlight != docs || s.Unaccounted != 0 {
		t.Errorf("status in the outage %+v", s)
	}
	down.Store(false)
	clock := func() time.Time { return time.Now().Add(time.Hour) }
	releaser := Releaser{Conn: r.conn, Clock: clock}
	eventually(t, "all are published", func() bool {
		if _, err := releaser.Once(r.ctx()); err != nil {
			t.Fatal(err)
		}
		s := r.status()
		return s.Published == docs
	})
	if n := testutil.ToFloat64(open); n != 0 {
		t.Errorf("gouji_breaker_open %v when all is well", n)
	}
	if s := r.status(); s.Dead != 0 || s.Unaccounted != 0 {
		t.Errorf("status %+v", s)
	}
}

func TestLongWaitLeavesTheConsumer(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var clock fakeClock
	clock.at.Store(time.Now().UnixNano())
	y := toy{}
	y.onValidate = func(context.Context, string) error {
		if y.validated.Load() < 3 {
			return fault.RetryAfter(time.Hour, errors.New("the register is closed at night"))
		}
		return nil
	}
	r.work(WorkerOptions{Clock: clock.now, Rand: func() float64 { return 0 }}, y.stages()...)
	doc := r.submit("patient")
	releaser := Releaser{Conn: r.conn, Clock: clock.now}
	for round := range 2 {
		eventually(t, "parked", func() bool { return testutil.ToFloat64(r.m.Parked.WithLabelValues(StageValidate)) == float64(round+1) })
		r.idle(Stages()...) // no consumer holds it
		if s := r.status(); s.InFlight != 1 || s.Dead != 0 || s.Unaccounted != 0 {
			t.Errorf("status while it is parked %+v", s)
		}
		r.waitState(doc, StateInFlight)
		ds, err := ListDead(r.ctx(), r.conn, DeadFilter{Class: ClassParked})
		if err != nil || len(ds) != 1 || ds[0].Attempts != uint64(round+1) || ds[0].Due.Sub(ds[0].Time) != time.Hour {
			t.Fatalf("parked %+v, %v", ds, err)
		}
		if ds := r.dead(); len(ds) != 0 {
			t.Errorf("%d dead letters", len(ds))
		}
		clock.advance(time.Hour - time.Second)
		if n, err := releaser.Once(r.ctx()); err != nil || n != 0 {
			t.Errorf("%d released too early, %v", n, err)
		}
		clock.advance(time.Second)
		// Two releasers at once put it back once.
		n1, err1 := releaser.Once(r.ctx())
		n2, err2 := releaser.Once(r.ctx())
		if n1 != 1 || n2 != 0 || err1 != nil || err2 != nil {
			t.Errorf("released %d and %d, %v, %v", n1, n2, err1, err2)
		}
	}
	r.waitState(doc, StatePublished)
	if n := y.validated.Load(); n != 3 {
		t.Errorf("validate ran %d times", n)
	}
	if n := r.messages("gouji.p0.validated.>"); n != 1 {
		t.Errorf("%d effects", n)
	}
}

// Attempts are counted across the waits, so that nothing waits for ever.
func TestWaitsUseUpAttempts(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var clock fakeClock
	y := toy{onValidate: func(context.Context, string) error {
		return fault.RetryAfter(time.Hour, errors.New("never"))
	}}
	r.work(WorkerOptions{Clock: clock.now, MaxAttempts: 3}, y.stages()...)
	doc := r.submit("hopeless")
	releaser := Releaser{Conn: r.conn, Clock: clock.now}
	eventually(t, "dead", func() bool {
		clock.advance(time.Hour)
		if _, err := releaser.Once(r.ctx()); err != nil {
			t.Fatal(err)
		}
		s, _, err := Lookup(r.ctx(), r.conn, doc)
		return err == nil && s == StateDead
	})
	if d := r.dead()[0]; d.Class != fault.AttemptsExhausted || d.Attempts != 3 || y.validated.Load() != 3 {
		t.Errorf("after %d runs %+v", y.validated.Load(), d)
	}
	if n := r.count(StageValidate, metrics.OutcomeDead); n != 1 {
		t.Errorf("dead %d", n)
	}
}
