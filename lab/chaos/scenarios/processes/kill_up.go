package processes

import (
	"context"
	"time"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
)

// KillUp kills the program that has everything in one process, its server too.
func KillUp() scenario.Scenario {
	return scenario.Scenario{
		Name:  "kill-up",
		Doc:   "SIGKILL to `gouji up`, embedded server and all, while documents come through its HTTP door; started again on the same folder",
		Short: scenario.Size{Docs: 60, Faults: 2}, Full: scenario.Size{Docs: 2000, Faults: 10}, Bound: 2 * time.Hour,
		Do: killUp,
	}
}

func killUp(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	r, err := system.KilledUp(ctx, l, load.Light(l.Docs, l.Seed))
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	out, err := r.Finish(ctx)
	out.Failures = append(out.Failures, r.FirstAckFailures(system.AckBound{P99: restartBound})...)
	out.Note = "first acknowledgement at the HTTP door after a kill: " + system.SpreadOf(r.FirstAcks).String()
	return out, err
}
