package worker_test

import (
	"sync"
	"testing"
	"time"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// TestAnotherLetterAtTheSameMoment: between a worker's look at the history and its letter another
// one buries the message. The first looks again and leaves the message to its end; it neither
// writes a second letter nor has the message come again.
func TestAnotherLetterAtTheSameMoment(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{AckWait: 300 * time.Millisecond})
	y := pipelinetest.Toys{OnParse: pipelinetest.PoisonOn("poison")}
	stages := y.Stages()
	stop := r.Work(worker.Options{}, stages[0])
	r.Submit("poison")
	r.Idle(wire.StageIngest)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	first := take(r, wire.StageParse)
	other := worker.New(r.Conn, stages[1], worker.Options{Metrics: r.Metrics})
	var once sync.Once
	w := worker.New(r.Conn, stages[1], worker.Options{Metrics: r.Metrics, Backoff: func(int) time.Duration { return 0 }, Clock: func() time.Time {
		// A letter is dated behind the look at the history.
		once.Do(func() { other.Handle(r.Context(), take(r, wire.StageParse)) })
		return time.Now()
	}})
	w.Handle(r.Context(), first)
	r.Idle(wire.StageIngest, wire.StageParse)
	if n := len(r.Dead()); n != 1 {
		t.Errorf("%d letters", n)
	}
	if n := r.Count(wire.StageParse, metrics.OutcomeRetry); n != 0 {
		t.Errorf("%v deliveries came again for the other's letter", n)
	}
}
