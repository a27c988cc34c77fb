package processes

import (
	"context"
	"time"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
)

// KillWorkers kills worker processes in the middle of their work.
func KillWorkers() scenario.Scenario {
	return scenario.Scenario{
		Name:  "kill-workers",
		Doc:   "SIGKILL to a random one of three worker processes at random moments; one server",
		Short: scenario.Size{Docs: 120, Faults: 4}, Full: scenario.Size{Docs: 5000, Faults: 20}, Bound: 2 * time.Hour,
		Do: killWorkers,
	}
}

func killWorkers(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	r, err := system.Begin(ctx, l, system.Setup{Nodes: 1, Workers: 3, Documents: load.Samples(l.Docs, l.Seed), AckWait: l.Lease()})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	return r.FinishAfter(ctx, func(_ int, mark uint64) error {
		victim := r.Rand.IntN(r.Workers)
		r.Fault("SIGKILL to worker %d at message %d", victim, mark)
		r.Fleet.Kill(victim)
		return nil
	})
}
