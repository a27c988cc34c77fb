package processes

import (
	"context"
	"time"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// KillLeader kills the leader of the log in a cluster of three.
func KillLeader() scenario.Scenario {
	return scenario.Scenario{
		Name:  "kill-leader",
		Doc:   "SIGKILL to the server that leads GOUJI_P0 or GOUJI_SUBMIT, in turn, in a cluster of three, three replicas; it is started again once there is another leader",
		Short: scenario.Size{Docs: 60, Faults: 1}, Full: scenario.Size{Docs: 10_000, Faults: 30}, Bound: 2 * time.Hour,
		Do: killLeader,
	}
}

func killLeader(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	r, err := system.Begin(ctx, l, system.Setup{Nodes: 3, Workers: 2, Documents: load.Light(l.Docs, l.Seed), AckWait: l.Lease(), Ahead: l.Lead()})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	out, err := r.FinishAfter(ctx, func(i int, mark uint64) error {
		return replaceLeader(ctx, r, []string{"GOUJI_P0", "GOUJI_SUBMIT"}[i%2], mark)
	})
	out.Failures = append(out.Failures, r.FirstAckFailures(leaderBound())...)
	out.Note = "first acknowledgement after a kill: " + system.SpreadOf(r.FirstAcks).String()
	return out, err
}

// leaderBound is how soon after the death of a leader a producer must be heard again. The server
// draws 4 to 9 s before a follower stands for election, so 8 s cannot be promised for all.
func leaderBound() system.AckBound {
	return system.AckBound{P90: 8 * time.Second, P99: 10 * time.Second}
}

func replaceLeader(ctx context.Context, r *system.Run, stream string, mark uint64) error {
	victim, err := r.Broker.LeadingNode(ctx, stream)
	if err != nil {
		return err
	}
	old := r.Broker.Nodes[victim].Conf.Name
	r.Fault("SIGKILL to %s, leader of %s, at message %d", old, stream, mark)
	if err := r.AwaitAck(ctx, func() { r.Broker.Kill(victim) }, func() error { return nil }); err != nil {
		return err
	}
	elected := func(ctx context.Context) bool {
		now, err := r.Broker.Leader(ctx, stream)
		return err == nil && now != "" && now != old
	}
	if err := wait.Until(ctx, "another leader", system.StallBound, elected); err != nil {
		return err
	}
	if err := r.Broker.Start(ctx, victim); err != nil {
		return err
	}
	return wait.Until(ctx, "all replicas are current", system.StallBound, r.Broker.Replicated)
}
