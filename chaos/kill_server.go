package chaos

import (
	"context"
	"time"
)

// killServerScenario kills the only server, with producers and workers connected.
func killServerScenario() Scenario {
	return Scenario{
		Name:  "kill-server",
		Doc:   "SIGKILL to the only nats-server at random moments, restarted on the same files",
		Short: Size{Docs: 120, Faults: 2}, Full: Size{Docs: 5000, Faults: 20}, Bound: 2 * time.Hour,
		run: killServer,
	}
}

func killServer(ctx context.Context, l *lab) (Result, error) {
	r, err := l.begin(ctx, setup{nodes: 1, workers: 2, docs: samples(l.Docs, l.Seed), ackWait: l.lease()})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	for _, mark := range r.marks(l.Faults, l.Docs) {
		if err := r.reach(ctx, mark); err != nil {
			return Result{}, err
		}
		r.fault("SIGKILL to the server at message %d", mark)
		r.broker.kill(0)
		if err := r.broker.start(ctx, 0); err != nil {
			return Result{}, err
		}
	}
	return r.finish(ctx)
}
