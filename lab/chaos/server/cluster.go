package server

import (
	"context"
	"fmt"
	"slices"

	"github.com/nats-io/nats.go/jetstream"
)

// LeadingNode is the number of the server that leads a stream.
func (b *Broker) LeadingNode(ctx context.Context, stream string) (int, error) {
	name, err := b.Leader(ctx, stream)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(b.Nodes, func(n *Node) bool { return n.Conf.Name == name })
	if i < 0 {
		return 0, fmt.Errorf("the leader %q of %s is none of our servers", name, stream)
	}
	return i, nil
}

// Leader is the name of the server that leads a stream, "" while there is none.
func (b *Broker) Leader(ctx context.Context, stream string) (string, error) {
	return LeaderAt(ctx, b.JS, stream)
}

// LeaderAt is the leader of a stream as the server of this connection says.
func LeaderAt(ctx context.Context, js jetstream.JetStream, stream string) (string, error) {
	s, err := js.Stream(ctx, stream)
	if err != nil {
		return "", err
	}
	if c := s.CachedInfo().Cluster; c != nil {
		return c.Leader, nil
	}
	return "", nil
}

// Replicated reports whether every stream has all its replicas: a second server may only
// be killed then, or a majority is lost.
func (b *Broker) Replicated(ctx context.Context) bool {
	for _, name := range []string{"GOUJI_SUBMIT", "GOUJI_P0", "GOUJI_DEAD", "OBJ_gouji-blobs", "KV_gouji-ledger", "KV_gouji-rules", "KV_gouji-pending"} {
		s, err := b.JS.Stream(ctx, name)
		if err != nil || !current(s.CachedInfo().Cluster, len(b.Nodes)) {
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
