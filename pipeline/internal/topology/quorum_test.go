package topology

import (
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

func TestQuorum(t *testing.T) {
	t.Parallel()
	peer := func(offline bool, silent time.Duration) *jetstream.PeerInfo {
		return &jetstream.PeerInfo{Name: "n", Current: true, Offline: offline, Active: silent}
	}
	for _, c := range []struct {
		name string
		info *jetstream.ClusterInfo
		want string // empty: there is one
	}{
		{"no cluster", nil, ""},
		{"one replica", &jetstream.ClusterInfo{Name: "c", Leader: "a"}, ""},
		{"no leader", &jetstream.ClusterInfo{Name: "c", Replicas: []*jetstream.PeerInfo{peer(false, 0), peer(false, 0)}}, "no leader"},
		{"all three", &jetstream.ClusterInfo{Name: "c", Leader: "a", Replicas: []*jetstream.PeerInfo{peer(false, 0), peer(false, time.Second)}}, ""},
		{"two of three", &jetstream.ClusterInfo{Name: "c", Leader: "a", Replicas: []*jetstream.PeerInfo{peer(true, 0), peer(false, time.Second)}}, ""},
		{"one of three", &jetstream.ClusterInfo{Name: "c", Leader: "a", Replicas: []*jetstream.PeerInfo{peer(true, 0), peer(false, time.Minute)}}, "1 of 3 replicas"},
		{"two of five", &jetstream.ClusterInfo{Name: "c", Leader: "a", Replicas: []*jetstream.PeerInfo{peer(true, 0), peer(true, 0), peer(true, 0), peer(false, 0)}}, "2 of 5 replicas"},
	} {
		err := quorum(c.info)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
