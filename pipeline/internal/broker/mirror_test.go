package broker_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// TestMirrorsOfASecondRegion: mirrors of log, dead letters, results and blobs in another domain have
// all that was acknowledged. When the first region is gone they are promoted, the topology is
// applied, and work goes on there: what was published is found, bytes that come again are known, and
// an audit is clean.
func TestMirrorsOfASecondRegion(t *testing.T) {
	t.Parallel()
	o := &server.Options{ServerName: "hub", JetStream: true, StoreDir: t.TempDir(), JetStreamDomain: "hub", MaxPayload: broker.DefaultMaxPayload}
	o.LeafNode.Host, o.LeafNode.Port = "127.0.0.1", server.RANDOM_PORT
	hub := serve(t, o)
	v, err := hub.Varz(nil)
	if err != nil {
		t.Fatal(err)
	}
	to := &url.URL{Scheme: "nats", Host: fmt.Sprintf("127.0.0.1:%d", v.LeafNode.Port)}
	second := serve(t, &server.Options{ServerName: "second", JetStream: true, StoreDir: t.TempDir(), JetStreamDomain: "second", MaxPayload: broker.DefaultMaxPayload,
		LeafNode: server.LeafNodeOpts{Remotes: []*server.RemoteLeafOpts{{URLs: []*url.URL{to}}}}})
	pipelinetest.Eventually(t, "the leaf's connection", func() bool { return hub.NumLeafNodes() == 1 })
	region := func(s *server.Server) *pipelinetest.Rig {
		r := &pipelinetest.Rig{T: t, Registry: prometheus.NewRegistry()}
		r.Metrics = metrics.New(r.Registry)
		closed := make(chan struct{})
		c, err := broker.Connect(r.Context(), broker.ConnectOptions{URL: s.ClientURL(), Closed: func() { close(closed) }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close(); <-closed })
		r.Conn = c
		return r
	}
	first, other := region(hub), region(second)
	if err := topology.Ensure(first.Context(), first.Conn, first.Topology); err != nil {
		t.Fatal(err)
	}
	var y pipelinetest.Toys
	stop := first.Work(worker.Options{}, y.Stages()...)
	large := strings.Repeat("more than fits beside a record ", 4000)
	docs := []string{first.Submit("a"), first.Submit("b"), first.Submit(large)}
	for _, doc := range docs {
		first.WaitState(doc, client.StatePublished)
	}
	first.Idle(wire.Stages()...)
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	f := first.Conn.Topology().Flow
	mirrored := []string{first.Conn.Topology().LogStream(), f.DeadStream(), f.ResultsStream(), f.BlobStream()}
	for _, name := range mirrored {
		s, err := first.Conn.JS.Stream(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		was := s.CachedInfo()
		m, err := other.Conn.JS.CreateStream(t.Context(), jetstream.StreamConfig{Name: name, Storage: jetstream.FileStorage, AllowDirect: true, DenyPurge: was.Config.DenyPurge, DenyDelete: was.Config.DenyDelete,
			AllowRollup: was.Config.AllowRollup, Discard: was.Config.Discard,
			Mirror: &jetstream.StreamSource{Name: name, External: &jetstream.ExternalStream{APIPrefix: "$JS.hub.API"}}})
		if err != nil {
			t.Fatalf("mirror of %s: %v", name, err)
		}
		pipelinetest.Eventually(t, "the mirror of "+name, func() bool {
			is, err := m.Info(t.Context())
			return err == nil && is.State.LastSeq == was.State.LastSeq && is.State.Msgs == was.State.Msgs
		})
	}
	hub.Shutdown()
	hub.WaitForShutdown()

	if err := topology.Ensure(t.Context(), other.Conn, other.Topology); err != nil {
		t.Fatalf("promoted: %v", err)
	}
	for _, name := range mirrored {
		s, err := other.Conn.JS.Stream(t.Context(), name)
		if err != nil || s.CachedInfo().Config.Mirror != nil || len(s.CachedInfo().Config.Subjects) == 0 {
			t.Fatalf("%s is no stream of its own: %v", name, err)
		}
	}
	other.Work(worker.Options{}, y.Stages()...)
	for _, doc := range docs {
		other.WaitState(doc, client.StatePublished)
	}
	if again := other.Submit(large); again != docs[2] {
		t.Errorf("the same bytes are %s, not %s", again, docs[2])
	}
	fresh := other.Submit("c")
	other.WaitState(fresh, client.StatePublished)
	other.Idle(wire.Stages()...)
	if s := other.Status(); s.Accepted != 4 || s.Published != 4 || s.Unaccounted != 0 {
		t.Errorf("%+v", s)
	}
	a, err := audit.Audit(t.Context(), other.Conn, audit.Options{})
	if err != nil || !a.Clean() {
		t.Errorf("audit %+v, %v", a, err)
	}
}
