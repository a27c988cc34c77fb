package chaos

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// killLeaderScenario kills the leader of the log in a cluster of three.
func killLeaderScenario() Scenario {
	return Scenario{
		Name:  "kill-leader",
		Doc:   "SIGKILL to the server that leads GOUJI_P0 or GOUJI_SUBMIT, in turn, in a cluster of three, three replicas; it is started again once there is another leader",
		Short: Size{Docs: 60, Faults: 1}, Full: Size{Docs: 10_000, Faults: 30}, Bound: 2 * time.Hour,
		run: killLeader,
	}
}

func killLeader(ctx context.Context, l *lab) (Result, error) {
	r, err := l.begin(ctx, setup{nodes: 3, workers: 2, docs: light(l.Docs, l.Seed), ackWait: l.lease(), ahead: l.lead()})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	for i, mark := range r.marks(l.Faults, l.Docs) {
		if err := r.reach(ctx, mark); err != nil {
			return Result{}, err
		}
		stream := []string{"GOUJI_P0", "GOUJI_SUBMIT"}[i%2]
		if err := r.replaceLeader(ctx, stream, mark); err != nil {
			return Result{}, err
		}
	}
	out, err := r.finish(ctx)
	out.Failures = append(out.Failures, r.firstAckFailures(leaderBound())...)
	out.Note = "first acknowledgement after a kill: " + spreadOf(r.firstAcks).String()
	return out, err
}

// leaderBound is how soon after the death of a leader a producer must be heard again. The server
// draws 4 to 9 s before a follower stands for election, so 8 s cannot be promised for all.
func leaderBound() ackBound { return ackBound{p90: 8 * time.Second, p99: 10 * time.Second} }

func (r *run) replaceLeader(ctx context.Context, stream string, mark uint64) error {
	victim, err := r.leadingNode(ctx, stream)
	if err != nil {
		return err
	}
	old := r.broker.nodes[victim].conf.Name
	r.fault("SIGKILL to %s, leader of %s, at message %d", old, stream, mark)
	if err := r.awaitAck(ctx, func() { r.broker.kill(victim) }, func() error { return nil }); err != nil {
		return err
	}
	elected := func(ctx context.Context) bool {
		now, err := r.leader(ctx, stream)
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

// leadingNode is the number of the server that leads a stream.
func (r *run) leadingNode(ctx context.Context, stream string) (int, error) {
	name, err := r.leader(ctx, stream)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(r.broker.nodes, func(n *brokerNode) bool { return n.conf.Name == name })
	if i < 0 {
		return 0, fmt.Errorf("the leader %q of %s is none of our servers", name, stream)
	}
	return i, nil
}

func (r *run) leader(ctx context.Context, stream string) (string, error) {
	return leaderAt(ctx, r.broker.js, stream)
}

// leaderAt is the leader of a stream as the server of this connection says.
func leaderAt(ctx context.Context, js jetstream.JetStream, stream string) (string, error) {
	s, err := js.Stream(ctx, stream)
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
	for _, name := range []string{"GOUJI_SUBMIT", "GOUJI_P0", "GOUJI_DEAD", "OBJ_gouji-blobs", "KV_gouji-ledger", "KV_gouji-rules", "KV_gouji-pending"} {
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
