package processes

import (
	"context"
	"time"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/process"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/server"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// StopWorkers has workers finish after they have lost their lease.
func StopWorkers() scenario.Scenario {
	return scenario.Scenario{
		Name:  "stop-workers",
		Doc:   "SIGSTOP to a worker for longer than AckWait, then SIGCONT: it finishes what others have done meanwhile",
		Short: scenario.Size{Docs: 80, Faults: 2}, Full: scenario.Size{Docs: 2000, Faults: 6}, Bound: 2 * time.Hour,
		Do: stopWorkers,
	}
}

func stopWorkers(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	r, err := system.Begin(ctx, l, system.Setup{Nodes: 1, Workers: 3, AckWait: l.Lease()})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	batch := max(1, l.Docs/l.Faults)
	for i := range l.Faults {
		if err := <-r.Submitted; err != nil {
			return scenario.Result{}, err
		}
		before, err := r.LogEnd(ctx)
		if err != nil {
			return scenario.Result{}, err
		}
		r.Submit(ctx, load.Samples(batch, l.Seed+uint64(i)))
		if err := r.Reach(ctx, before+uint64(r.Rand.IntN(3*batch))); err != nil {
			return scenario.Result{}, err
		}
		if err := suspend(ctx, r, r.Rand.IntN(r.Workers), r.AckWait+r.AckWait/3); err != nil {
			return scenario.Result{}, err
		}
	}
	if err := drained(ctx, r); err != nil {
		return scenario.Result{}, err
	}
	return r.Finish(ctx)
}

// drained has every worker end what it has in hand and be started again. One that was
// stopped goes on with messages that others have settled, so that no consumer tells of it:
// a judge that came between its row and its receipt would find the one without the other.
func drained(ctx context.Context, r *system.Run) error {
	for i := range r.Workers {
		p := r.Fleet.Expect(i)
		if err := p.Stop(); err != nil {
			return err
		}
		if err := wait.Until(ctx, "a worker is started again", server.StartWait, func(context.Context) bool { return r.Fleet.At(i) != p }); err != nil {
			return err
		}
	}
	return nil
}

// suspend stops a worker for a while, with whatever it holds.
func suspend(ctx context.Context, r *system.Run, victim int, d time.Duration) error {
	p := r.Fleet.At(victim)
	r.Fault("SIGSTOP to worker %d for %s", victim, d)
	if err := p.Signal(process.SigStop); err != nil {
		return err
	}
	defer func() { _ = p.Signal(process.SigCont) }() // can only fail when it has ended
	if !wait.For(ctx, d) {
		return context.Cause(ctx)
	}
	return nil
}
