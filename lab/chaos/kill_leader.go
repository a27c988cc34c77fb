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
	r, err := begin(ctx, l, setup{nodes: 3, workers: 2, docs: light(l.Docs, l.Seed), ackWait: l.lease(), ahead: l.lead()})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	err = r.atMarks(ctx, func(i int, mark uint64) error {
		return replaceLeader(ctx, r, []string{"GOUJI_P0", "GOUJI_SUBMIT"}[i%2], mark)
	})
	if err != nil {
		return Result{}, err
	}
	out, err := r.finish(ctx)
	out.Failures = append(out.Failures, r.firstAckFailures(leaderBound())...)
	out.Note = "first acknowledgement after a kill: " + spreadOf(r.firstAcks).String()
	return out, err
}

// leaderBound is how soon after the death of a leader a producer must be heard again. The server
// draws 4 to 9 s before a follower stands for election, so 8 s cannot be promised for all.
func leaderBound() ackBound { return ackBound{p90: 8 * time.Second, p99: 10 * time.Second} }

func replaceLeader(ctx context.Context, r *run, stream string, mark uint64) error {
	victim, err := r.broker.leadingNode(ctx, stream)
	if err != nil {
		return err
	}
	old := r.broker.nodes[victim].conf.Name
	r.fault("SIGKILL to %s, leader of %s, at message %d", old, stream, mark)
	if err := r.awaitAck(ctx, func() { r.broker.kill(victim) }, func() error { return nil }); err != nil {
		return err
	}
	elected := func(ctx context.Context) bool {
		now, err := r.broker.leader(ctx, stream)
		return err == nil && now != "" && now != old
	}
	if err := until(ctx, "another leader", stallBound, elected); err != nil {
		return err
	}
	if err := r.broker.start(ctx, victim); err != nil {
		return err
	}
	return until(ctx, "all replicas are current", stallBound, r.broker.replicated)
}

// leadingNode is the number of the server that leads a stream.
func (b *broker) leadingNode(ctx context.Context, stream string) (int, error) {
	name, err := b.leader(ctx, stream)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(b.nodes, func(n *brokerNode) bool { return n.conf.Name == name })
	if i < 0 {
		return 0, fmt.Errorf("the leader %q of %s is none of our servers", name, stream)
	}
	return i, nil
}

// leader is the name of the server that leads a stream, "" while there is none.
func (b *broker) leader(ctx context.Context, stream string) (string, error) {
	return leaderAt(ctx, b.js, stream)
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
func (b *broker) replicated(ctx context.Context) bool {
	for _, name := range []string{"GOUJI_SUBMIT", "GOUJI_P0", "GOUJI_DEAD", "OBJ_gouji-blobs", "KV_gouji-ledger", "KV_gouji-rules", "KV_gouji-pending"} {
		s, err := b.js.Stream(ctx, name)
		if err != nil || !current(s.CachedInfo().Cluster, len(b.nodes)) {
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
