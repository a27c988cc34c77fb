package chaos

import (
	"context"
	"time"
)

// killWorkersScenario kills worker processes in the middle of their work.
func killWorkersScenario() Scenario {
	return Scenario{
		Name:  "kill-workers",
		Doc:   "SIGKILL to a random one of three worker processes at random moments; one server",
		Short: Size{Docs: 120, Faults: 4}, Full: Size{Docs: 5000, Faults: 20}, Bound: 2 * time.Hour,
		run: killWorkers,
	}
}

func killWorkers(ctx context.Context, l *lab) (Result, error) {
	r, err := begin(ctx, l, setup{nodes: 1, workers: 3, docs: samples(l.Docs, l.Seed), ackWait: l.lease()})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	err = r.atMarks(ctx, func(_ int, mark uint64) error {
		victim := r.rand.IntN(r.workers)
		r.fault("SIGKILL to worker %d at message %d", victim, mark)
		r.fleet.kill(victim)
		return nil
	})
	if err != nil {
		return Result{}, err
	}
	return r.finish(ctx)
}

// lease is the AckWait that workers are started with where a scenario waits for
// redelivery after each fault: with the program's own 30 s most of a run would be waiting.
func (l *lab) lease() time.Duration {
	if l.Short {
		return 2 * time.Second
	}
	return 5 * time.Second
}
