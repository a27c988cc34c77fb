// Package pipelinetest is the rig of the transport's tests: a real server in a folder of its
// own, a connection, and four toy stages.
package pipelinetest

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
)

// FindDead returns the dead letter of a document, if there is one.
func FindDead(r *Rig, doc string) (dead.Letter, bool) {
	for _, d := range r.Dead() {
		if d.Doc == doc {
			return d, true
		}
	}
	return dead.Letter{}, false
}

// DeadOf returns the dead letter of a document, and fails the test where there is none.
func DeadOf(t *testing.T, r *Rig, doc string) dead.Letter {
	t.Helper()
	d, ok := FindDead(r, doc)
	if !ok {
		t.Fatalf("no dead letter of %s", doc)
	}
	return d
}

// Main runs the tests of a package and fails if one of them leaves a goroutine behind.
func Main(m *testing.M) {
	goleak.VerifyTestMain(m,
		// nats.go 1.55.0 starts it with the first asynchronous publish (of an object's chunks); where
		// the publisher's clean-up comes first, it waits on a nil channel for ever.
		goleak.IgnoreAnyFunction("github.com/nats-io/nats.go/jetstream.(*jetStream).resetPendingAcksOnReconnect"),
		// Of a mirror whose origin is gone the server waits some seconds for an answer of the origin.
		goleak.IgnoreAnyFunction("github.com/nats-io/nats-server/v2/server.(*stream).setupMirrorConsumer.func3"),
		goleak.IgnoreAnyFunction("github.com/nats-io/nats-server/v2/server.(*stream).tryDeleteSourcingConsumer.func1"))
}

// Rig is a server, a connection and the topology, in a folder of its own.
type Rig struct {
	T        testing.TB
	Dir      string
	Server   *broker.Server
	Conn     *broker.Conn
	Metrics  *metrics.Metrics
	Registry *prometheus.Registry
	Topology wire.Topology
}

// New is a rig with the streams and consumers of a topology; AckWait is 3 s where it says none.
func New(t testing.TB, topo wire.Topology) *Rig {
	t.Helper()
	if topo.AckWait == 0 {
		topo.AckWait = 3 * time.Second
	}
	r := NewBare(t)
	r.Topology = topo
	if err := topology.Ensure(r.Context(), r.Conn, topo); err != nil {
		t.Fatal(err)
	}
	return r
}

// NewErasable is New with streams and blobs that let messages be deleted, purged and rolled up,
// as they do where a version before made them: for tests of what is lost by hand.
func NewErasable(t testing.TB, topo wire.Topology) *Rig {
	t.Helper()
	if topo.AckWait == 0 {
		topo.AckWait = 3 * time.Second
	}
	r := NewBare(t)
	r.Topology = topo
	for _, cfg := range topology.StreamConfigs(topo) {
		cfg.DenyDelete, cfg.DenyPurge = false, false
		if _, err := r.Conn.JS.CreateStream(r.Context(), cfg); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Conn.JS.CreateObjectStore(r.Context(), jetstream.ObjectStoreConfig{Bucket: wire.BlobBucket}); err != nil {
		t.Fatal(err)
	}
	if _, err := topology.Join(r.Context(), r.Conn, topo); err != nil {
		t.Fatal(err)
	}
	return r
}

// NewBare is a rig without streams.
func NewBare(t testing.TB) *Rig {
	t.Helper()
	r := &Rig{T: t, Dir: t.TempDir(), Registry: prometheus.NewRegistry()}
	r.Metrics = metrics.New(r.Registry)
	r.Start("127.0.0.1:0")
	t.Cleanup(func() { r.Server.Shutdown() })
	r.Conn = r.Connect()
	return r
}

// Start starts the server on the rig's folder.
func (r *Rig) Start(listen string) {
	r.T.Helper()
	s, err := broker.StartServer(broker.ServerOptions{Dir: r.Dir, Listen: listen})
	if err != nil {
		r.T.Fatal(err)
	}
	r.Server = s
}

// Connect makes a connection that is closed, and seen to be closed, before the server.
func (r *Rig) Connect() *broker.Conn {
	r.T.Helper()
	closed := make(chan struct{})
	c, err := broker.Connect(r.Context(), broker.ConnectOptions{URL: r.Server.URL(), Embedded: r.Server, Closed: func() { close(closed) }})
	if err != nil {
		r.T.Fatal(err)
	}
	c.Use(r.Topology)
	r.T.Cleanup(func() { c.Close(); <-closed })
	return c
}

// Addr is where the server listens, as host:port.
func (r *Rig) Addr() string { return strings.TrimPrefix(r.Server.URL(), "nats://") }

// Context ends after 40 s, or with the test.
func (r *Rig) Context() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	r.T.Cleanup(cancel)
	return ctx
}

// Work runs stages until the returned function is called, which waits and gives the
// worker's error.
func (r *Rig) Work(o worker.Options, stages ...worker.Stage) (stop func() error) {
	r.T.Helper()
	return r.WorkOn(r.Conn, o, stages...)
}

// WorkOn is Work over another connection.
func (r *Rig) WorkOn(c *broker.Conn, o worker.Options, stages ...worker.Stage) (stop func() error) {
	o.Metrics = r.Metrics
	if o.Backoff == nil {
		o.Backoff = func(int) time.Duration { return 5 * time.Millisecond }
	}
	if o.Grace == 0 {
		o.Grace = 3 * time.Second
	}
	if testing.Verbose() {
		o.Log = zerolog.New(zerolog.NewTestWriter(r.T))
	}
	ctx, cancel := context.WithCancel(context.Background())
	errs := make([]error, len(stages))
	var wg sync.WaitGroup
	for i, s := range stages {
		wg.Go(func() { errs[i] = worker.New(c, s, o).Run(ctx) })
	}
	stop = sync.OnceValue(func() error { cancel(); wg.Wait(); return errors.Join(errs...) })
	r.T.Cleanup(func() { _ = stop() })
	return stop
}

// Submit submits a text by the producer "test" and returns its document's id.
func (r *Rig) Submit(text string) string {
	r.T.Helper()
	s, err := client.Submit(r.Context(), r.Conn, "test", ToyID([]byte(text)), []byte(text), map[string]string{"Gouji-Source": "https://example.org/"})
	if err != nil {
		r.T.Fatal(err)
	}
	return s.ID
}

// Eventually polls until ok holds; it fails after a minute and a half. A message whose worker
// lost it, as at the end of a connection, comes again after an ack wait of 30 s, and that is
// right: a shorter patience would call it lost.
func Eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	end := time.After(90 * time.Second)
	for !ok() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("did not come about: %s", what)
		}
	}
}

// WaitState waits until a document is in a state.
func (r *Rig) WaitState(doc string, want client.State) {
	r.T.Helper()
	Eventually(r.T, doc+" "+string(want), func() bool {
		s, _, err := client.Lookup(r.Context(), r.Conn, doc)
		return err == nil && s == want
	})
}

// Idle waits until the given stages have nothing to do.
func (r *Rig) Idle(stages ...string) {
	r.T.Helper()
	Eventually(r.T, "idle", func() bool {
		for _, stage := range stages {
			if !r.idle(stage) {
				return false
			}
		}
		return true
	})
}

// idle reports that a stage has nothing in hand and nothing before it. The server counts what
// waits for a consumer a moment after the message is stored, so the stream is asked as well.
func (r *Rig) idle(stage string) bool {
	name, _, _ := r.Conn.Topology().StageStream(stage)
	c, err := r.Conn.JS.Consumer(r.Context(), name, stage)
	if err != nil {
		return false
	}
	i := c.CachedInfo()
	if i.NumPending > 0 || i.NumAckPending > 0 {
		return false
	}
	stream, err := r.Conn.JS.Stream(r.Context(), name)
	if err != nil {
		return false
	}
	filters := i.Config.FilterSubjects
	if len(filters) == 0 {
		filters = []string{cmp.Or(i.Config.FilterSubject, ">")}
	}
	for _, f := range filters {
		if _, err := stream.GetMsg(r.Context(), i.Delivered.Stream+1, jetstream.WithGetMsgSubject(f)); !errors.Is(err, jetstream.ErrMsgNotFound) {
			return false
		}
	}
	return true
}

// Status is where the documents are; their sum must hold.
func (r *Rig) Status() audit.StatusReport {
	r.T.Helper()
	s, err := audit.Status(r.Context(), r.Conn)
	if err != nil {
		r.T.Fatal(err)
	}
	if s.Accepted != s.Published+s.Dead+s.InFlight+s.Unaccounted {
		r.T.Fatalf("the sum does not hold: %+v", s)
	}
	return s
}

// Dead are the dead letters, without parked and dropped ones.
func (r *Rig) Dead() []dead.Letter {
	r.T.Helper()
	ds, err := dead.List(r.Context(), r.Conn, dead.Filter{})
	if err != nil {
		r.T.Fatal(err)
	}
	return ds
}

// Count is how many messages of a stage came to an outcome.
func (r *Rig) Count(stage, outcome string) int {
	return int(testutil.ToFloat64(r.Metrics.Documents.WithLabelValues(stage, outcome)))
}

// Messages counts the messages of the log on a subject with wildcards.
func (r *Rig) Messages(filter string) int {
	r.T.Helper()
	s, err := r.Conn.JS.Stream(r.Context(), r.Conn.Topology().LogStream())
	if err != nil {
		r.T.Fatal(err)
	}
	info, err := s.Info(r.Context(), jetstream.WithSubjectFilter(filter))
	if err != nil {
		r.T.Fatal(err)
	}
	n := 0
	for _, k := range info.State.Subjects {
		n += int(k)
	}
	return n
}

// ClassOf is the class of a poison, empty for any other error.
func ClassOf(err error) fault.Class {
	c, _ := fault.ClassOf(err)
	return c
}
