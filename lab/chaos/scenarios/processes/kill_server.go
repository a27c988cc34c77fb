package processes

import (
	"context"
	"time"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
)

// KillServer kills the only server, with producers and workers connected.
func KillServer() scenario.Scenario {
	return scenario.Scenario{
		Name:  "kill-server",
		Doc:   "SIGKILL to the only nats-server at random moments, restarted on the same files",
		Short: scenario.Size{Docs: 120, Faults: 2}, Full: scenario.Size{Docs: 5000, Faults: 100}, Bound: 2 * time.Hour,
		Do: killServer,
	}
}

func killServer(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	r, err := system.Begin(ctx, l, system.Setup{Nodes: 1, Workers: 2, Documents: load.Light(l.Docs, l.Seed), AckWait: l.Lease(), Ahead: l.Lead()})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	out, err := r.FinishAfter(ctx, func(_ int, mark uint64) error {
		r.Fault("SIGKILL to the server at message %d", mark)
		return killServerAt(ctx, r, 0)
	})
	out.Failures = append(out.Failures, r.FirstAckFailures(system.AckBound{P99: restartBound})...)
	out.Note = "first acknowledgement after a kill: " + system.SpreadOf(r.FirstAcks).String()
	return out, err
}

// restartBound is how soon after the death of the only server, started again at once, a
// producer must be heard again.
const restartBound = 2500 * time.Millisecond
