package chaos

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// killLeaderScenario kills the leader of the log in a cluster of three.
func killLeaderScenario() Scenario {
	return Scenario{
		Name:  "kill-leader",
		Doc:   "SIGKILL to the server that leads GOUJI_P0 in a cluster of three, three replicas; it is started again once there is another leader",
		Short: Size{Docs: 60, Faults: 1}, Full: Size{Docs: 2000, Faults: 10}, Bound: 2 * time.Hour,
		run: killLeader,
	}
}

func killLeader(ctx context.Context, l *lab) (Result, error) {
	r, err := l.begin(ctx, setup{nodes: 3, workers: 2, docs: samples(l.Docs, l.Seed), ackWait: l.lease()})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	for _, mark := range r.marks(l.Faults, l.Docs) {
		if err := r.reach(ctx, mark); err != nil {
			return Result{}, err
		}
		if err := r.replaceLeader(ctx, mark); err != nil {
			return Result{}, err
		}
	}
	return r.finish(ctx)
}

func (r *run) replaceLeader(ctx context.Context, mark uint64) error {
	old, err := r.leader(ctx)
	if err != nil {
		return err
	}
	victim := -1
	for i, n := range r.broker.nodes {
		if n.conf.Name == old {
			victim = i
		}
	}
	if victim < 0 {
		return fmt.Errorf("the log's leader %q is none of our servers", old)
	}
	r.fault("SIGKILL to %s, leader of the log, at message %d", old, mark)
	r.broker.kill(victim)
	elected := func(ctx context.Context) bool {
		now, err := r.leader(ctx)
		return err == nil && now != "" && now != old
	}
	if err := until(ctx, "another leader", stallBound, elected); err != nil {
		return err
	}
	if err := r.broker.start(ctx, victim); err != nil {
		return err
	}
	return until(ctx, "all replicas are current", stallBound, r.replicated)
}

func (r *run) leader(ctx context.Context) (string, error) {
	s, err := r.broker.js.Stream(ctx, "GOUJI_P0")
	if err != nil {
		return "", err
	}
	if c := s.CachedInfo().Cluster; c != nil {
		return c.Leader, nil
	}
	return "", nil
}

// replicated reports whether every stream has all its replicas: a second server may only
// be killed then, or a majority is lost.
func (r *run) replicated(ctx context.Context) bool {
	for _, name := range []string{"GOUJI_SUBMIT", "GOUJI_P0", "GOUJI_DEAD", "OBJ_gouji-blobs"} {
		s, err := r.broker.js.Stream(ctx, name)
		if err != nil || !current(s.CachedInfo().Cluster, len(r.broker.nodes)) {
			return false
		}
	}
	return true
}

func current(c *jetstream.ClusterInfo, nodes int) bool {
	if c == nil || c.Leader == "" || len(c.Replicas) != nodes-1 {
		return false
	}
	for _, p := range c.Replicas {
		if !p.Current || p.Offline {
			return false
		}
	}
	return true
}
