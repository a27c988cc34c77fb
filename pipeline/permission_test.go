package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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
)

func TestParseViolation(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]*PermissionError{
		`Permissions Violation for Publish to "$JS.API.STREAM.INFO.X"`:    {Subject: "$JS.API.STREAM.INFO.X"},
		`Permissions Violation for Subscription to "a.>"`:                 {Subject: "a.>", Listen: true},
		`Permissions Violation for Subscription to "a.b" using queue "q"`: {Subject: "a.b", Listen: true},
		`Permissions Violation for Publish with Reply of "_INBOX.x"`:      nil,
		`Permissions Violation for Publish to "quoted \"subject\""`:       {Subject: `quoted "subject"`},
		`something else`: nil,
	} {
		got := parseViolation(fmt.Errorf("%w: %s", nats.ErrPermissionViolation, text))
		if (got == nil) != (want == nil) || got != nil && *got != *want {
			t.Errorf("%s: %+v", text, got)
		}
	}
	if parseViolation(errors.New(`Permissions Violation for Publish to "x"`)) != nil {
		t.Error("an error of another kind was taken for a refusal")
	}
}

// confined starts a server with a user who may do what perms say, and one who may do
// everything, and connects as both.
func confined(t *testing.T, inbox string, perms server.Permissions) (c, root *Conn) {
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
	as := func(user, inbox string) *Conn {
		closed := make(chan struct{})
		c, err := Connect(t.Context(), ConnectOptions{URL: strings.Replace(ns.ClientURL(), "nats://", "nats://"+user+":p@", 1),
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
// that refuses all of them. A time-out would be 5 s each.
func TestRefusedRequestsEndAtOnce(t *testing.T) {
	t.Parallel()
	c, _ := confined(t, "_INBOX_me", server.Permissions{Publish: allow("gouji.submit.me"), Subscribe: allow("_INBOX_me.>")})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for subject, ask := range map[string]func() error{
		"gouji.p0.accepted.x": func() error {
			_, _, err := publish(ctx, c.JS, nats.NewMsg("gouji.p0.accepted.x"), nil)
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
		"$JS.API.STREAM.INFO.KV_gouji-rules":  func() error { _, _, err := OpenBucket(c, RulesBucket).Get(ctx, "active"); return err },
		"$JS.API.STREAM.INFO.OBJ_gouji-blobs": func() error { _, err := c.Blobs.Get(ctx, refOf(digestOf(nil))); return err },
		"$JS.API.STREAM.NAMES":                func() error { return requestNothing(ctx, c, "$JS.API.STREAM.NAMES") },
		"$JS.API.STREAM.INFO." + SubmitStream: func() error { return Ensure(ctx, c, Topology{}) },
		"$JS.API.STREAM.INFO." + DeadStream:   func() error { _, err := ListDead(ctx, c, DeadFilter{}); return err },
		"$JS.API.STREAM.MSG.DELETE.GOUJI_P0":  func() error { return requestNothing(ctx, c, "$JS.API.STREAM.MSG.DELETE.GOUJI_P0") },
	} {
		begun := time.Now()
		err := ask()
		var denied *PermissionError
		if !errors.As(err, &denied) || !errors.Is(err, nats.ErrPermissionViolation) || !strings.HasPrefix(denied.Subject, subject) {
			t.Errorf("%s: %v", subject, err)
		}
		if took := time.Since(begun); took > 3*time.Second {
			t.Errorf("%s: told after %s", subject, took)
		}
	}
}

func requestNothing(ctx context.Context, c *Conn, subject string) error {
	_, err := Request(ctx, c, subject, func(ctx context.Context) (*nats.Msg, error) {
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
	if err := Ensure(t.Context(), c, Topology{}); err != nil {
		t.Fatal(err)
	}
	cons, err := c.JS.Consumer(t.Context(), "GOUJI_P0", StageParse)
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
	if err := Ready(t.Context(), c); err == nil || !strings.Contains(err.Error(), "--nats-inbox-prefix") {
		t.Errorf("ready: %v", err)
	}
}

// A producer's own connection publishes to its subject and to nothing else.
func TestProducerOnlyPublishes(t *testing.T) {
	t.Parallel()
	c, _ := confined(t, "_INBOX_crawler", server.Permissions{Publish: allow(">"), Subscribe: allow("_INBOX_crawler.>")})
	if err := Ensure(t.Context(), c, Topology{}); err != nil {
		t.Fatal(err)
	}
	before := c.NC.Stats().OutMsgs
	for range 2 {
		s, err := Submit(t.Context(), c, "crawler", toyID([]byte("x")), []byte("x"), nil)
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
	_, err = Connect(ctx, ConnectOptions{URL: "nats://u:wrong@" + net.JoinHostPort(host, port)})
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
	topo := Topology{AckWait: 3 * time.Second}
	if err := Ensure(t.Context(), root, topo); err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, conn: root, topo: topo, m: metrics.New(prometheus.NewRegistry())}
	var y toy
	r.work(WorkerOptions{}, y.ingest(), y.validate(), y.publish())
	c.Use(topo)
	var said bytes.Buffer
	var mu sync.Mutex
	stop := r.workOn(c, WorkerOptions{Log: zerolog.New(lockedWriter{&mu, &said})}, y.parse())
	r.waitState(r.submit("before"), StatePublished)
	if err := root.JS.DeleteConsumer(r.ctx(), "GOUJI_P0", StageParse); err != nil {
		t.Fatal(err)
	}
	doc := r.submit("while it is gone")
	eventually(t, "the worker says what it may not", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return testing.Verbose() || strings.Contains(said.String(), "gouji topology apply")
	})
	if err := Ready(r.ctx(), c); err == nil || !strings.Contains(err.Error(), "consumer parse") {
		t.Errorf("ready: %v", err)
	}
	if err := Ensure(r.ctx(), root, topo); err != nil {
		t.Fatal(err)
	}
	r.waitState(doc, StatePublished)
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
