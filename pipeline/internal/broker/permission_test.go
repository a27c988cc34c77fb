package broker_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// confined starts a server with a user who may do what perms say, and one who may do
// everything, and connects as both.
func confined(t *testing.T, inbox string, perms server.Permissions) (c, root *broker.Conn) {
	t.Helper()
	ns, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true,
		Users: []*server.User{{Username: "u", Password: "p", Permissions: &perms}, {Username: "root", Password: "p"}}})
	if err != nil {
		t.Fatal(err)
	}
	ns.Start()
	t.Cleanup(func() { ns.Shutdown(); ns.WaitForShutdown() })
	if !ns.ReadyForConnections(20 * time.Second) {
		t.Fatal("the server did not start")
	}
	as := func(user, inbox string) *broker.Conn {
		closed := make(chan struct{})
		c, err := broker.Connect(t.Context(), broker.ConnectOptions{URL: strings.Replace(ns.ClientURL(), "nats://", "nats://"+user+":p@", 1),
			InboxPrefix: inbox, AssumeDurable: true, Closed: func() { close(closed) }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close(); <-closed })
		return c
	}
	return as("u", inbox), as("root", "")
}

func allow(subjects ...string) *server.SubjectPermission {
	return &server.SubjectPermission{Allow: subjects}
}

// TestRefusedRequestsEndAtOnce: every kind of request that the package makes, at a server
// that refuses all of them. A time-out would be 5 s each, 70 s for all; half of that is allowed,
// because other tests want the processors, too.
func TestRefusedRequestsEndAtOnce(t *testing.T) {
	t.Parallel()
	c, _ := confined(t, "_INBOX_me", server.Permissions{Publish: allow("gouji.submit.me"), Subscribe: allow("_INBOX_me.>")})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	begun := time.Now()
	for subject, ask := range map[string]func() error{
		"gouji.p0.accepted.x": func() error {
			_, _, err := broker.Publish(ctx, c.JS, nats.NewMsg("gouji.p0.accepted.x"), nil)
			return err
		},
		"$JS.API.STREAM.INFO.GOUJI_P0":           func() error { _, err := c.JS.Stream(ctx, "GOUJI_P0"); return err },
		"$JS.API.STREAM.CREATE.GOUJI_P0":         func() error { _, err := c.JS.CreateStream(ctx, jetstream.StreamConfig{Name: "GOUJI_P0"}); return err },
		"$JS.API.STREAM.UPDATE.GOUJI_P0":         func() error { _, err := c.JS.UpdateStream(ctx, jetstream.StreamConfig{Name: "GOUJI_P0"}); return err },
		"$JS.API.CONSUMER.INFO.GOUJI_P0.parse":   func() error { _, err := c.JS.Consumer(ctx, "GOUJI_P0", "parse"); return err },
		"$JS.API.CONSUMER.DELETE.GOUJI_P0.parse": func() error { return c.JS.DeleteConsumer(ctx, "GOUJI_P0", "parse") },
		"$JS.API.CONSUMER.CREATE.GOUJI_P0.":      func() error { _, err := c.JS.CreateConsumer(ctx, "GOUJI_P0", jetstream.ConsumerConfig{}); return err },
		"$JS.API.CONSUMER.CREATE.GOUJI_P0.n.a.b": func() error {
			_, err := c.JS.CreateConsumer(ctx, "GOUJI_P0", jetstream.ConsumerConfig{Name: "n", FilterSubject: "a.b"})
			return err
		},
		"$JS.API.STREAM.INFO.KV_gouji-rules":       func() error { _, _, err := client.OpenBucket(c, wire.RulesBucket).Get(ctx, "active"); return err },
		"$JS.API.STREAM.INFO.OBJ_gouji-blobs":      func() error { _, err := c.Blobs.Get(ctx, wire.RefOf(wire.DigestOf(nil))); return err },
		"$JS.API.STREAM.NAMES":                     func() error { return requestNothing(ctx, c, "$JS.API.STREAM.NAMES") },
		"$JS.API.STREAM.INFO." + wire.SubmitStream: func() error { return topology.Ensure(ctx, c, wire.Topology{}) },
		"$JS.API.STREAM.INFO." + wire.DeadStream:   func() error { _, err := dead.List(ctx, c, dead.Filter{}); return err },
		"$JS.API.STREAM.MSG.DELETE.GOUJI_P0":       func() error { return requestNothing(ctx, c, "$JS.API.STREAM.MSG.DELETE.GOUJI_P0") },
	} {
		err := ask()
		var denied *broker.PermissionError
		if !errors.As(err, &denied) || !errors.Is(err, nats.ErrPermissionViolation) || !strings.HasPrefix(denied.Subject, subject) {
			t.Errorf("%s: %v", subject, err)
		}
	}
	if took := time.Since(begun); took > 35*time.Second {
		t.Errorf("told after %s", took)
	}
}

func requestNothing(ctx context.Context, c *broker.Conn, subject string) error {
	_, err := broker.Request(ctx, c, subject, func(ctx context.Context) (*nats.Msg, error) {
		return c.NC.RequestWithContext(ctx, subject, nil)
	})
	return err
}

// A refused pull is no empty stream.
func TestRefusedPullIsAnError(t *testing.T) {
	t.Parallel()
	c, _ := confined(t, "_INBOX_me", server.Permissions{
		Publish:   &server.SubjectPermission{Allow: []string{">"}, Deny: []string{"$JS.API.CONSUMER.MSG.NEXT.>"}},
		Subscribe: allow("_INBOX_me.>"),
	})
	if err := topology.Ensure(t.Context(), c, wire.Topology{}); err != nil {
		t.Fatal(err)
	}
	cons, err := c.JS.Consumer(t.Context(), "GOUJI_P0", wire.StageParse)
	if err != nil {
		t.Fatal(err)
	}
	b, err := cons.Fetch(1, jetstream.FetchMaxWait(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	for range b.Messages() {
		t.Error("a message came")
	}
	if err := b.Error(); !errors.Is(err, nats.ErrPermissionViolation) {
		t.Errorf("a refused pull ends with %v", err)
	}
}

// An inbox that is refused is found out by the first request, and said to whoever waits.
func TestWrongInboxIsTold(t *testing.T) {
	t.Parallel()
	c, _ := confined(t, "", server.Permissions{Publish: allow(">"), Subscribe: allow("_INBOX_me.>")})
	for range 2 {
		if _, err := c.JS.Stream(t.Context(), "GOUJI_P0"); err == nil || !strings.Contains(err.Error(), "--nats-inbox-prefix") {
			t.Errorf("%v", err)
		}
	}
	if err := topology.Ready(t.Context(), c); err == nil || !strings.Contains(err.Error(), "--nats-inbox-prefix") {
		t.Errorf("ready: %v", err)
	}
}

// A producer's own connection publishes to its subject and to nothing else.
func TestProducerOnlyPublishes(t *testing.T) {
	t.Parallel()
	c, _ := confined(t, "_INBOX_crawler", server.Permissions{Publish: allow(">"), Subscribe: allow("_INBOX_crawler.>")})
	if err := topology.Ensure(t.Context(), c, wire.Topology{}); err != nil {
		t.Fatal(err)
	}
	before := c.NC.Stats().OutMsgs
	for range 2 {
		s, err := client.Submit(t.Context(), c, "crawler", pipelinetest.ToyID([]byte("x")), []byte("x"), nil)
		if err != nil || s.Duplicate {
			t.Errorf("%+v, %v", s, err)
		}
	}
	if n := c.NC.Stats().OutMsgs - before; n != 2 {
		t.Errorf("%d messages went out for two submissions", n)
	}
}

// A user whom the server does not know is told so, instead of trying for ever.
func TestConnectIsRefused(t *testing.T) {
	t.Parallel()
	c, _ := confined(t, "", server.Permissions{})
	host, port, err := net.SplitHostPort(c.NC.ConnectedAddr())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, err = broker.Connect(ctx, broker.ConnectOptions{URL: "nats://u:wrong@" + net.JoinHostPort(host, port)})
	if !errors.Is(err, nats.ErrAuthorization) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// TestMissingConsumerOfAConfinedWorker: one that may not restore its consumer waits until
// somebody does, is red meanwhile, and loses nothing.
func TestMissingConsumerOfAConfinedWorker(t *testing.T) {
	t.Parallel()
	c, root := confined(t, "_INBOX_me", server.Permissions{
		Publish:   &server.SubjectPermission{Allow: []string{">"}, Deny: []string{"$JS.API.CONSUMER.CREATE.GOUJI_P0.parse.>"}},
		Subscribe: allow("_INBOX_me.>", "gouji.ctl.workers"),
	})
	topo := wire.Topology{AckWait: 3 * time.Second}
	if err := topology.Ensure(t.Context(), root, topo); err != nil {
		t.Fatal(err)
	}
	r := &pipelinetest.Rig{T: t, Conn: root, Topology: topo, Metrics: metrics.New(prometheus.NewRegistry())}
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Ingest(), y.Validate(), y.Publish())
	c.Use(topo)
	var said bytes.Buffer
	var mu sync.Mutex
	stop := r.WorkOn(c, worker.Options{Log: zerolog.New(lockedWriter{&mu, &said})}, y.Parse())
	r.WaitState(r.Submit("before"), client.StatePublished)
	if err := root.JS.DeleteConsumer(r.Context(), "GOUJI_P0", wire.StageParse); err != nil {
		t.Fatal(err)
	}
	doc := r.Submit("while it is gone")
	pipelinetest.Eventually(t, "the worker says what it may not", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return testing.Verbose() || strings.Contains(said.String(), "gouji topology apply")
	})
	if err := topology.Ready(r.Context(), c); err == nil || !strings.Contains(err.Error(), "consumer parse") {
		t.Errorf("ready: %v", err)
	}
	if err := topology.Ensure(r.Context(), root, topo); err != nil {
		t.Fatal(err)
	}
	r.WaitState(doc, client.StatePublished)
	if err := stop(); err != nil {
		t.Error(err)
	}
}

type lockedWriter struct {
	mu *sync.Mutex
	b  *bytes.Buffer
}

func (w lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}
