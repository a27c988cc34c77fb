package topology

import (
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

func TestMonitorsJudgeWhoHoldsAStream(t *testing.T) {
	t.Parallel()
	online := func(name string) *jetstream.PeerInfo { return &jetstream.PeerInfo{Name: name, Active: time.Second} }
	away := func(name string) *jetstream.PeerInfo { return &jetstream.PeerInfo{Name: name, Offline: true} }
	three := func(peers ...*jetstream.PeerInfo) *jetstream.ClusterInfo {
		return &jetstream.ClusterInfo{Name: "c", Leader: "a", Replicas: peers}
	}
	for _, c := range []struct {
		name   string
		info   *jetstream.ClusterInfo
		always map[string]bool
		silent int
		want   string // empty: durable
	}{
		{"all asked", three(online("b"), online("c")), map[string]bool{"a": true, "b": true, "c": true}, 0, ""},
		{"one asked of three", three(online("b"), online("c")), map[string]bool{"a": true}, 0, "answers for b, c"},
		{"two asked of three", three(online("b"), online("c")), map[string]bool{"a": true, "b": true}, 0, "answers for c"},
		{"one relaxed", three(online("b"), online("c")), map[string]bool{"a": true, "b": true, "c": false}, 0, "server c does not run"},
		{"one away, and known to be", three(online("b"), away("c")), map[string]bool{"a": true, "b": true}, 1, ""},
		{"one away, whom nobody named", three(online("b"), away("c")), map[string]bool{"a": true, "b": true}, 0, ""},
		{"one killed a moment ago", three(online("b"), online("c")), map[string]bool{"a": true, "b": true}, 1, ""},
		{"one killed, another relaxed", three(online("b"), online("c")), map[string]bool{"a": true, "b": false}, 1, "server b does not run"},
		{"one killed, another not asked", three(online("b"), online("c")), map[string]bool{"a": true}, 1, "answers for b, c"},
		{"two silent: no majority is known", three(online("b"), online("c")), map[string]bool{"a": true}, 2, "answers for b, c"},
		{"a stream on another node", &jetstream.ClusterInfo{Name: "c", Leader: "b"}, map[string]bool{"a": true}, 1, "answers for b"},
		{"nobody relies on the relaxed one", &jetstream.ClusterInfo{Name: "c", Leader: "a"}, map[string]bool{"a": true, "b": false}, 0, ""},
		{"one server that tells no peers", nil, map[string]bool{"a": true}, 0, ""},
		{"one relaxed that tells no peers", nil, map[string]bool{"a": false}, 0, "server a does not run"},
	} {
		err := fsynced(c.info, c.always, make([]error, c.silent))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
