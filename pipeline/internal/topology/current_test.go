package topology_test

import (
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/topology"
)

// TestCurrentCountsWhoHasAll: the leader, and the replicas that are there and up to date.
func TestCurrentCountsWhoHasAll(t *testing.T) {
	t.Parallel()
	current, behind, away := &jetstream.PeerInfo{Current: true}, &jetstream.PeerInfo{Lag: 7}, &jetstream.PeerInfo{Current: true, Offline: true}
	for name, c := range map[string]struct {
		of   *jetstream.ClusterInfo
		want int
	}{
		"one server":     {nil, 1},
		"no leader":      {&jetstream.ClusterInfo{Name: "c", Replicas: []*jetstream.PeerInfo{current, behind}}, 1},
		"all are there":  {&jetstream.ClusterInfo{Name: "c", Leader: "a", Replicas: []*jetstream.PeerInfo{current, current}}, 3},
		"one is behind":  {&jetstream.ClusterInfo{Name: "c", Leader: "a", Replicas: []*jetstream.PeerInfo{current, behind}}, 2},
		"one is away":    {&jetstream.ClusterInfo{Name: "c", Leader: "a", Replicas: []*jetstream.PeerInfo{away, current}}, 2},
		"leader is left": {&jetstream.ClusterInfo{Name: "c", Leader: "a", Replicas: []*jetstream.PeerInfo{away, behind}}, 1},
	} {
		if got := topology.Current(c.of); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
