package topology_test

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

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/admission"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestEnsureMayBeRepeated(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	doc := r.Submit("kept")
	topo := wire.Topology{AckWait: 7 * time.Second, LogMaxBytes: 1 << 30}
	for range 3 {
		if err := topology.Ensure(r.Context(), r.Conn, topo); err != nil {
			t.Fatal(err)
		}
	}
	r.WaitState(doc, client.StateInFlight)
	s, err := r.Conn.JS.Stream(r.Context(), "GOUJI_P0")
	if err != nil {
		t.Fatal(err)
	}
	cfg := s.CachedInfo().Config
	if cfg.Retention != jetstream.LimitsPolicy || cfg.Discard != jetstream.DiscardNew || cfg.MaxBytes != 1<<30 || !cfg.AllowDirect || cfg.MaxAge != 0 {
		t.Errorf("log %+v", cfg)
	}
	c, err := r.Conn.JS.Consumer(r.Context(), wire.SubmitStream, wire.StageIngest)
	if err != nil || c.CachedInfo().Config.AckWait != 7*time.Second || c.CachedInfo().Config.MaxDeliver != -1 {
		t.Errorf("consumer: %v", err)
	}
	for _, p := range []string{"submit", "dead", "P0", "a.b"} {
		if err := topology.Ensure(r.Context(), r.Conn, wire.Topology{Partition: p}); err == nil {
			t.Errorf("partition %q was taken", p)
		}
	}
}

func TestReadySaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	wantReady := func(want string) {
		t.Helper()
		err := topology.Ready(r.Context(), r.Conn)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("ready: %v, want %q", err, want)
		}
	}
	wantReady("")
	if err := r.Conn.JS.DeleteConsumer(r.Context(), "GOUJI_P0", wire.StageValidate); err != nil {
		t.Fatal(err)
	}
	wantReady("consumer validate")
	if err := r.Conn.JS.DeleteStream(r.Context(), wire.DeadStream); err != nil {
		t.Fatal(err)
	}
	wantReady("stream GOUJI_DEAD")
	if err := topology.Ensure(r.Context(), r.Conn, r.Topology); err != nil {
		t.Fatal(err)
	}
	wantReady("")
	for _, bucket := range []string{wire.LedgerBucket, wire.RulesBucket} {
		if err := r.Conn.JS.DeleteStream(r.Context(), wire.KVStream(bucket)); err != nil {
			t.Fatal(err)
		}
		wantReady("stream KV_" + bucket)
		if err := topology.Ensure(r.Context(), r.Conn, r.Topology); err != nil {
			t.Fatal(err)
		}
	}
	r.Pause(wire.StagePublish)
	wantReady("consumer publish on GOUJI_P0 is paused for another ")
	if err := topology.Ensure(r.Context(), r.Conn, r.Topology); err != nil {
		t.Fatal(err)
	}
	wantReady("")
	// A door that refuses stays behind its load balancer, to say why.
	g := r.Guard(admission.Options{Disk: func(context.Context) (float64, error) { return 1, nil }})
	g.Once(r.Context())
	if !r.Refused("x") {
		t.Error("taken")
	}
	wantReady("")
	r.Server.Shutdown()
	pipelinetest.Eventually(t, "disconnected", func() bool { return !r.Conn.NC.IsConnected() })
	wantReady("no connection to the broker")
}

func TestReadyIsRedWithoutFsync(t *testing.T) {
	t.Parallel()
	relaxed, err := broker.StartServer(broker.ServerOptions{Dir: t.TempDir(), RelaxedSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer relaxed.Shutdown()
	strict := pipelinetest.New(t, wire.Topology{})
	monitor, strictMonitor := varzOf(t, relaxed.URL(), false), varzOf(t, strict.Server.URL(), true)
	for _, c := range []struct {
		name   string
		server *broker.Server
		o      broker.ConnectOptions
		want   string // empty: ready
	}{
		{"relaxed, embedded", relaxed, broker.ConnectOptions{Embedded: relaxed}, "does not run sync_interval: always"},
		{"relaxed, monitor", relaxed, broker.ConnectOptions{MonitorURLs: []string{monitor.URL}, AssumeDurable: true}, "does not run sync_interval: always"},
		{"unknown", relaxed, broker.ConnectOptions{}, "unknown whether"},
		{"vouched for", relaxed, broker.ConnectOptions{AssumeDurable: true}, ""},
		{"strict, monitor", strict.Server, broker.ConnectOptions{MonitorURLs: []string{strictMonitor.URL + "/"}}, ""},
		{"another server's monitor", relaxed, broker.ConnectOptions{MonitorURLs: []string{strictMonitor.URL}}, "no monitoring URL speaks for"},
		{"no monitor there", relaxed, broker.ConnectOptions{MonitorURLs: []string{"http://127.0.0.1:1"}}, "durability unknown"},
		{"no monitor there, vouched for", relaxed, broker.ConnectOptions{MonitorURLs: []string{"http://127.0.0.1:1"}, AssumeDurable: true}, ""},
	} {
		c.o.URL = c.server.URL()
		closed := make(chan struct{})
		c.o.Closed = func() { close(closed) }
		conn, err := broker.Connect(strict.Context(), c.o)
		if err != nil {
			t.Fatal(err)
		}
		if err := topology.Ensure(strict.Context(), conn, wire.Topology{}); err != nil {
			t.Fatal(err)
		}
		err = topology.Ready(strict.Context(), conn)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		conn.Close()
		<-closed
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
