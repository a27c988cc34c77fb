package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
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

func TestMonitorErrorsCarryNoCredentials(t *testing.T) {
	t.Parallel()
	down := httptest.NewServer(http.NotFoundHandler())
	defer down.Close()
	host := strings.TrimPrefix(down.URL, "http://")
	for _, base := range []string{
		"http://operator:hunter2@127.0.0.1:1", "http://hunter2@127.0.0.1:1", "http://operator:hunter2@" + host,
		"http://operator:hunt er2@h", "http://op%hu:hunter2@h", "http://h:hunter2/x@y",
	} {
		err := askMonitor(t.Context(), base, "/varz", &map[string]any{})
		if err == nil {
			t.Errorf("%s answers", base)
			continue
		}
		for _, secret := range []string{"operator", "hunt", "er2", "%hu"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v", base, err)
			}
		}
	}
}

// A server that takes the connection and says nothing costs its own time, not the others'.
func TestMonitorThatHangsHidesNobody(t *testing.T) {
	t.Parallel()
	ask := func(answer int) func(context.Context) (int, error) {
		return func(ctx context.Context) (int, error) {
			if answer == 0 {
				<-ctx.Done()
				return 0, ctx.Err()
			}
			return answer, nil
		}
	}
	got, failed := askAll(t.Context(), 20*time.Millisecond, []func(context.Context) (int, error){ask(0), ask(7), ask(0), ask(8)})
	if fmt.Sprint(got) != "[7 8]" || len(failed) != 2 || !errors.Is(failed[0], context.DeadlineExceeded) {
		t.Errorf("%v, %v", got, failed)
	}
}

func TestStorageUseOfExternalDisks(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	jsz := func(used, limit int) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if q.URL.Path == "/jsz" {
				_, _ = fmt.Fprintf(w, `{"storage":%d,"config":{"max_storage":%d}}`, used, limit)
			}
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	const away = "http://operator:hunter2@127.0.0.1:1"
	for _, c := range []struct {
		name string
		urls []string
		want float64 // negative: an error
	}{
		{"no limit anywhere", nil, -1},
		{"no limit in the server", []string{jsz(870, 0)}, -1},
		{"one", []string{jsz(870, 1000)}, 0.87},
		{"the fullest", []string{jsz(100, 1000), jsz(910, 1000), jsz(500, 1000)}, 0.91},
		{"one away", []string{away, jsz(910, 1000), jsz(500, 1000)}, 0.91},
		{"all away", []string{away, away}, -1},
	} {
		conn := withMonitors(r.conn, c.urls)
		used, err := conn.StorageUse()(r.ctx())
		if (c.want < 0) != (err != nil) || err == nil && math.Abs(used-c.want) > 1e-9 {
			t.Errorf("%s: %v, %v", c.name, used, err)
		}
		if unknown := strings.HasPrefix(c.name, "no limit"); errors.Is(err, ErrDiskUnknown) != unknown {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
