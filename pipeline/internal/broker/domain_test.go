package broker_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/backup"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// serve starts a server until the test ends.
func serve(t *testing.T, o *server.Options) *server.Server {
	t.Helper()
	o.Host, o.NoLog, o.NoSigs = "127.0.0.1", true, true
	if o.Port == 0 {
		o.Port = server.RANDOM_PORT
	}
	s, err := server.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(time.Minute) {
		t.Fatal("the server did not start")
	}
	return s
}

// hubAndLeaf are a server with the streams in the domain hub, and one without JetStream that
// is connected to it as a leaf.
func hubAndLeaf(t *testing.T) (hub, leaf *server.Server) {
	t.Helper()
	o := &server.Options{ServerName: "hub", JetStream: true, StoreDir: t.TempDir(), JetStreamDomain: "hub", MaxPayload: broker.DefaultMaxPayload}
	o.LeafNode.Host, o.LeafNode.Port = "127.0.0.1", server.RANDOM_PORT
	hub = serve(t, o)
	v, err := hub.Varz(nil)
	if err != nil {
		t.Fatal(err)
	}
	to := &url.URL{Scheme: "nats", Host: fmt.Sprintf("127.0.0.1:%d", v.LeafNode.Port)}
	leaf = serve(t, &server.Options{ServerName: "leaf", MaxPayload: broker.DefaultMaxPayload,
		LeafNode: server.LeafNodeOpts{Remotes: []*server.RemoteLeafOpts{{URLs: []*url.URL{to}}}}})
	pipelinetest.Eventually(t, "the leaf's connection", func() bool { return hub.NumLeafNodes() == 1 })
	return hub, leaf
}

// contextFile writes a context as the nats command does.
func contextFile(t *testing.T, settings map[string]any) string {
	t.Helper()
	text, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "office.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestDocumentsGoTheirWayOverALeafNode: by domain, by API prefix, and by a context that names
// the domain. Without any of these nothing is found.
func TestDocumentsGoTheirWayOverALeafNode(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]func(url string) broker.ConnectOptions{
		"domain": func(url string) broker.ConnectOptions { return broker.ConnectOptions{URL: url, Domain: "hub"} },
		"prefix": func(url string) broker.ConnectOptions {
			return broker.ConnectOptions{URL: url, APIPrefix: "$JS.hub.API"}
		},
		"context": func(url string) broker.ConnectOptions {
			return broker.ConnectOptions{Context: contextFile(t, map[string]any{"url": url, "jetstream_domain": "hub", "inbox_prefix": "_INBOX_office"})}
		},
		"context and address": func(url string) broker.ConnectOptions {
			return broker.ConnectOptions{URL: url, Context: contextFile(t, map[string]any{"url": "nats://127.0.0.1:1", "jetstream_domain": "hub"})}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, leaf := hubAndLeaf(t)
			r := &pipelinetest.Rig{T: t, Registry: prometheus.NewRegistry()}
			r.Metrics = metrics.New(r.Registry)
			connect := func(o broker.ConnectOptions) *broker.Conn {
				closed := make(chan struct{})
				o.Closed = func() { close(closed) }
				c, err := broker.Connect(r.Context(), o)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { c.Close(); <-closed })
				return c
			}
			r.Conn = connect(options(leaf.ClientURL()))
			// The hub tells the leaf what it answers to a moment after the two are connected.
			pipelinetest.Eventually(t, "the hub's JetStream over the leaf", func() bool {
				_, err := r.Conn.JS.AccountInfo(r.Context())
				return err == nil
			})
			if _, err := connect(broker.ConnectOptions{URL: leaf.ClientURL()}).JS.AccountInfo(r.Context()); err == nil {
				t.Fatal("the leaf has a JetStream of its own; the test shows nothing")
			}
			if err := topology.Ensure(r.Context(), r.Conn, r.Topology); err != nil {
				t.Fatal(err)
			}
			var y pipelinetest.Toys
			r.Work(worker.Options{}, y.Stages()...)
			doc := r.Submit("over the leaf")
			r.WaitState(doc, client.StatePublished)
			if s := r.Status(); s.Published != 1 || s.Unaccounted != 0 {
				t.Errorf("%+v", s)
			}
			// The keys of buckets are written by compare-and-set, and read by their own subject.
			b := client.OpenBucket(r.Conn, wire.WitnessBucket)
			if wrote, err := b.Update(r.Context(), "key", func([]byte) ([]byte, error) { return []byte("value"), nil }); err != nil || !wrote {
				t.Errorf("a key of a bucket: %t, %v", wrote, err)
			}
			if v, _, err := b.Get(r.Context(), "key"); err != nil || string(v) != "value" {
				t.Errorf("the key has %q, %v", v, err)
			}
			dir := filepath.Join(t.TempDir(), "b")
			if m, err := backup.Write(r.Context(), r.Conn, dir, time.Now(), func(backup.Stream, int) {}); err != nil || len(m.Streams) == 0 {
				t.Fatalf("backup: %v of %d streams", err, len(m.Streams))
			}
			// Another hub behind another leaf takes everything back the same way.
			fresh, other := hubAndLeaf(t)
			back := &pipelinetest.Rig{T: t, Registry: prometheus.NewRegistry(), Conn: connect(options(other.ClientURL()))}
			pipelinetest.Eventually(t, "the other hub's JetStream over its leaf", func() bool {
				_, err := back.Conn.JS.AccountInfo(r.Context())
				return err == nil
			})
			if _, err := backup.Restore(r.Context(), back.Conn, dir, func(backup.Stream, int) {}); err != nil {
				t.Fatal(err)
			}
			if j, err := fresh.Jsz(nil); err != nil || j.Streams == 0 {
				t.Errorf("the streams are not in the other hub: %v", err)
			}
			if s := back.Status(); s.Published != 1 || s.Unaccounted != 0 {
				t.Errorf("after the restore: %+v", s)
			}
		})
	}
}

func TestAContextThatCannotBeFollowed(t *testing.T) {
	t.Parallel()
	r := pipelinetest.NewBare(t)
	for name, o := range map[string]broker.ConnectOptions{
		"no such file":      {Context: filepath.Join(t.TempDir(), "none.json")},
		"no such name":      {Context: "gouji-has-no-such-context"},
		"domain and prefix": {URL: r.Server.URL(), Domain: "a", APIPrefix: "$JS.a.API"},
		"nsc":               {Context: contextFile(t, map[string]any{"url": r.Server.URL(), "user_jwt": "x"})},
	} {
		if c, err := broker.Connect(r.Context(), o); err == nil {
			c.Close()
			t.Errorf("%s: connected", name)
		}
	}
	// What is given beside a context comes before it.
	c, err := broker.Connect(r.Context(), broker.ConnectOptions{URL: r.Server.URL(), Context: contextFile(t, map[string]any{"url": "nats://127.0.0.1:1"})})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if c.NC.Status() != nats.CONNECTED || c.Options().Where() != r.Server.URL() {
		t.Errorf("%s at %s", c.NC.Status(), c.Options().Where())
	}
}
