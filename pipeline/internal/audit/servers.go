package audit

import (
	"context"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
)

// lookAtServers sets the gauges of the servers' memory, of replicas that are not current, and
// of what the stages hold. What it cannot see leaves them as they are.
func (a *Auditor) lookAtServers(ctx context.Context, s surroundings) []broker.ServerMemory {
	m := a.o.Metrics
	for stage, i := range s.consumers {
		if most := i.Config.MaxAckPending; most > 0 {
			m.AckPending.WithLabelValues(stage).Set(float64(i.NumAckPending) / float64(most))
		}
	}
	if behind, err := a.replicasBehind(ctx); err == nil {
		m.ReplicasBehind.Set(float64(behind))
	}
	memory, err := a.conn.Memory(ctx)
	if err != nil {
		a.o.Log.Debug().Err(err).Msg("the servers' memory cannot be seen")
	}
	worst := 0.0
	for _, server := range memory {
		if server.Limit > 0 {
			worst = max(worst, float64(server.Bytes)/float64(server.Limit))
		}
	}
	m.BrokerMemory.Set(worst)
	return memory
}

// replicasBehind counts the replicas that do not have all of their stream.
func (a *Auditor) replicasBehind(ctx context.Context) (int, error) {
	n := 0
	for _, name := range topology.Streams(a.conn.Topology()) {
		s, err := a.conn.JS.Stream(ctx, name)
		if err != nil {
			return 0, err
		}
		i := s.CachedInfo()
		n += max(0, i.Config.Replicas-topology.Current(i.Cluster))
	}
	return n, nil
}
