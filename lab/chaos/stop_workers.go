package chaos

import (
	"context"
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
	r, err := begin(ctx, l, setup{nodes: 1, workers: 3, ackWait: l.lease()})
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
		if err := suspend(ctx, r, r.rand.IntN(r.workers), r.ackWait+r.ackWait/3); err != nil {
			return Result{}, err
		}
	}
	if err := drained(ctx, r); err != nil {
		return Result{}, err
	}
	return r.finish(ctx)
}

// drained has every worker end what it has in hand and be started again. One that was
// stopped goes on with messages that others have settled, so that no consumer tells of it:
// a judge that came between its row and its receipt would find the one without the other.
func drained(ctx context.Context, r *run) error {
	for i := range r.workers {
		p := r.fleet.expect(i)
		if err := p.stop(); err != nil {
			return err
		}
		if err := until(ctx, "a worker is started again", startWait, func(context.Context) bool { return r.fleet.at(i) != p }); err != nil {
			return err
		}
	}
	return nil
}

// suspend stops a worker for a while, with whatever it holds.
func suspend(ctx context.Context, r *run, victim int, d time.Duration) error {
	p := r.fleet.at(victim)
	r.fault("SIGSTOP to worker %d for %s", victim, d)
	if err := p.signal(sigStop); err != nil {
		return err
	}
	defer func() { _ = p.signal(sigCont) }() // can only fail when it has ended
	if !pass(ctx, d) {
		return context.Cause(ctx)
	}
	return nil
}
