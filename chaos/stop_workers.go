package chaos

import (
	"context"
	"syscall"
	"time"
)

// stopWorkersScenario has workers finish after they have lost their lease.
func stopWorkersScenario() Scenario {
	return Scenario{
		Name:  "stop-workers",
		Doc:   "SIGSTOP to a worker for longer than AckWait, then SIGCONT: it finishes what others have done meanwhile",
		Short: Size{Docs: 80, Faults: 2}, Full: Size{Docs: 2000, Faults: 6}, Bound: 2 * time.Hour,
		run: stopWorkers,
	}
}

func stopWorkers(ctx context.Context, l *lab) (Result, error) {
	r, err := l.begin(ctx, setup{nodes: 1, workers: 3, ackWait: l.lease()})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	batch := max(1, l.Docs/l.Faults)
	for i := range l.Faults {
		if err := <-r.submitted; err != nil {
			return Result{}, err
		}
		before, err := r.logEnd(ctx)
		if err != nil {
			return Result{}, err
		}
		r.submit(ctx, samples(batch, l.Seed+uint64(i)))
		if err := r.reach(ctx, before+uint64(r.rand.IntN(3*batch))); err != nil {
			return Result{}, err
		}
		if err := r.suspend(ctx, r.rand.IntN(r.workers), r.ackWait+r.ackWait/3); err != nil {
			return Result{}, err
		}
	}
	return r.finish(ctx)
}

// suspend stops a worker for a while, with whatever it holds.
func (r *run) suspend(ctx context.Context, victim int, d time.Duration) error {
	p := r.fleet.at(victim)
	r.fault("SIGSTOP to worker %d for %s", victim, d)
	if err := p.signal(syscall.SIGSTOP); err != nil {
		return err
	}
	defer func() { _ = p.signal(syscall.SIGCONT) }() // can only fail when it has ended
	if !pass(ctx, d) {
		return context.Cause(ctx)
	}
	return nil
}
