package pipeline

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func TestEnsureMayBeRepeated(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	doc := r.submit("kept")
	topo := Topology{AckWait: 7 * time.Second, LogMaxBytes: 1 << 30}
	for range 3 {
		if err := Ensure(r.ctx(), r.conn, topo); err != nil {
			t.Fatal(err)
		}
	}
	r.waitState(doc, StateInFlight)
	s, err := r.conn.JS.Stream(r.ctx(), "GOUJI_P0")
	if err != nil {
		t.Fatal(err)
	}
	cfg := s.CachedInfo().Config
	if cfg.Retention != jetstream.LimitsPolicy || cfg.Discard != jetstream.DiscardNew || cfg.MaxBytes != 1<<30 || !cfg.AllowDirect || cfg.MaxAge != 0 {
		t.Errorf("log %+v", cfg)
	}
	c, err := r.conn.JS.Consumer(r.ctx(), SubmitStream, StageIngest)
	if err != nil || c.CachedInfo().Config.AckWait != 7*time.Second || c.CachedInfo().Config.MaxDeliver != -1 {
		t.Errorf("consumer: %v", err)
	}
	for _, p := range []string{"submit", "dead", "P0", "a.b"} {
		if err := Ensure(r.ctx(), r.conn, Topology{Partition: p}); err == nil {
			t.Errorf("partition %q was taken", p)
		}
	}
}

func TestReadySaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	wantReady := func(want string) {
		t.Helper()
		err := Ready(r.ctx(), r.conn)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("ready: %v, want %q", err, want)
		}
	}
	wantReady("")
	if err := r.conn.JS.DeleteConsumer(r.ctx(), "GOUJI_P0", StageValidate); err != nil {
		t.Fatal(err)
	}
	wantReady("consumer validate")
	if err := r.conn.JS.DeleteStream(r.ctx(), DeadStream); err != nil {
		t.Fatal(err)
	}
	wantReady("stream GOUJI_DEAD")
	if err := Ensure(r.ctx(), r.conn, r.topo); err != nil {
		t.Fatal(err)
	}
	wantReady("")
	for _, bucket := range []string{LedgerBucket, RulesBucket} {
		if err := r.conn.JS.DeleteStream(r.ctx(), kvStream(bucket)); err != nil {
			t.Fatal(err)
		}
		wantReady("stream KV_" + bucket)
		if err := Ensure(r.ctx(), r.conn, r.topo); err != nil {
			t.Fatal(err)
		}
	}
	r.pause(StagePublish)
	wantReady("consumer publish on GOUJI_P0 is paused for another ")
	if err := Ensure(r.ctx(), r.conn, r.topo); err != nil {
		t.Fatal(err)
	}
	wantReady("")
	// A door that refuses stays behind its load balancer, to say why.
	g := r.guard(GuardOptions{Disk: func(context.Context) (float64, error) { return 1, nil }})
	g.Once(r.ctx())
	if !r.refused("x") {
		t.Error("taken")
	}
	wantReady("")
	r.server.Shutdown()
	eventually(t, "disconnected", func() bool { return !r.conn.NC.IsConnected() })
	wantReady("no connection to the broker")
}

func TestReadyIsRedWithoutFsync(t *testing.T) {
	t.Parallel()
	relaxed, err := StartServer(ServerOptions{Dir: t.TempDir(), RelaxedSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer relaxed.Shutdown()
	strict := newRig(t, Topology{})
	monitor, strictMonitor := varzOf(t, relaxed.URL(), false), varzOf(t, strict.server.URL(), true)
	for _, c := range []struct {
		name   string
		server *Server
		o      ConnectOptions
		want   string // empty: ready
	}{
		{"relaxed, embedded", relaxed, ConnectOptions{Embedded: relaxed}, "does not run sync_interval: always"},
		{"relaxed, monitor", relaxed, ConnectOptions{MonitorURLs: []string{monitor.URL}, AssumeDurable: true}, "does not run sync_interval: always"},
		{"unknown", relaxed, ConnectOptions{}, "unknown whether"},
		{"vouched for", relaxed, ConnectOptions{AssumeDurable: true}, ""},
		{"strict, monitor", strict.server, ConnectOptions{MonitorURLs: []string{strictMonitor.URL + "/"}}, ""},
		{"another server's monitor", relaxed, ConnectOptions{MonitorURLs: []string{strictMonitor.URL}}, "no monitoring URL speaks for"},
		{"no monitor there", relaxed, ConnectOptions{MonitorURLs: []string{"http://127.0.0.1:1"}}, "durability unknown"},
	} {
		c.o.URL = c.server.URL()
		closed := make(chan struct{})
		c.o.Closed = func() { close(closed) }
		conn, err := Connect(strict.ctx(), c.o)
		if err != nil {
			t.Fatal(err)
		}
		if err := Ensure(strict.ctx(), conn, Topology{}); err != nil {
			t.Fatal(err)
		}
		err = Ready(strict.ctx(), conn)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		conn.Close()
		<-closed
	}
}

func TestStartServerRefusesBadOptions(t *testing.T) {
	t.Parallel()
	for _, o := range []ServerOptions{{}, {Dir: t.TempDir(), Listen: "nowhere"}, {Dir: t.TempDir(), Listen: "127.0.0.1:99999"}, {Dir: t.TempDir(), Listen: "127.0.0.1:x"}} {
		if s, err := StartServer(o); err == nil {
			s.Shutdown()
			t.Errorf("%+v: no error", o)
		}
	}
	s, err := StartServer(ServerOptions{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if !s.SyncAlways() || !strings.HasPrefix(s.URL(), "nats://127.0.0.1:") {
		t.Errorf("%s, sync always %v", s.URL(), s.SyncAlways())
	}
	s.Shutdown()
	s.Shutdown()
}

func TestConnectGivesUpWhenTheContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := Connect(ctx, ConnectOptions{URL: "nats://127.0.0.1:1"}); err == nil {
		t.Error("no error")
	}
	for _, o := range []ConnectOptions{{NKey: "/does/not/exist"}, {CA: "/does/not/exist"}, {Cert: "/does/not/exist"}, {Creds: "/does/not/exist"}} {
		o.URL = "nats://127.0.0.1:1"
		if _, err := Connect(ctx, o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}

func TestBlobsAreWrittenOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	for _, data := range []string{"", "small", strings.Repeat("large ", 600_000)} {
		refs := make(chan string, 10)
		for range cap(refs) {
			go func() {
				ref, err := r.conn.Blobs.Put(r.ctx(), []byte(data))
				if err != nil {
					t.Error(err)
				}
				refs <- ref
			}()
		}
		for range cap(refs) {
			if ref := <-refs; ref != refOf(digestOf([]byte(data))) {
				t.Errorf("ref %q", ref)
			}
		}
		got, err := r.conn.Blobs.Get(r.ctx(), refOf(digestOf([]byte(data))))
		if err != nil || string(got) != data {
			t.Errorf("%d bytes back, %v", len(got), err)
		}
	}
	s, err := r.conn.JS.Stream(r.ctx(), "OBJ_"+BlobBucket)
	if err != nil {
		t.Fatal(err)
	}
	if n := s.CachedInfo().State.Msgs; n != 3+1+4 { // three names, and 0, 1 and 4 chunks of 1 MiB
		t.Errorf("%d messages in the bucket", n)
	}
	if _, err := r.conn.Blobs.Get(r.ctx(), "sha256/../x"); err == nil {
		t.Error("a name that is no reference was looked up")
	}
}

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

// varzOf answers as the monitoring address of the server at url does, of which readiness
// reads these two fields. (The real one is asked in the tests of a cluster.)
func varzOf(t *testing.T, url string, syncAlways bool) *httptest.Server {
	t.Helper()
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	body := fmt.Sprintf(`{"server_id":%q,"server_name":"gouji","jetstream":{"config":{"sync_always":%t}}}`, nc.ConnectedServerId(), syncAlways)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
	t.Cleanup(s.Close)
	return s
}
