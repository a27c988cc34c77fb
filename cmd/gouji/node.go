package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/sqlstore"
)

// grace is how long a draining worker may finish what it holds. Orchestrators kill
// after 30 s by default (Kubernetes terminationGracePeriodSeconds).
const grace = 20 * time.Second

// node is one running process of the system: a connection, some of the stages, the
// audit and the admin endpoints. `gouji up` and `gouji work` are nodes.
type node struct {
	app   *app
	parts parts
	conn  *pipeline.Conn
	// intake is the connection of the ingest stage, where other stages work beside it: a
	// submission of 20 MB takes 40 ms on the wire, in which their small messages would wait.
	intake   *pipeline.Conn
	core     *core
	registry *prometheus.Registry
	metrics  *metrics.Metrics
	store    *sqlstore.Store // nil unless the node publishes
	group    *errgroup.Group
	ctx      context.Context
	// lacks is what the start waits for; it holds nil once the node has started.
	lacks atomic.Pointer[error]
}

// parts is what a node does. Each may need a role of its own at the broker.
type parts struct {
	stages []string
	audit  bool // the standing audit, the gauges of the lag, the guard of disk and backlog
	// release puts messages back that wait outside their consumer
	release bool
	door    bool // the HTTP door, which judges drafts by the rules in force
}

func (p parts) has(stage string) bool { return slices.Contains(p.stages, stage) }

// newNode makes a node that has not started: its admin endpoints can be served, and say so.
func (a *app) newNode(ctx context.Context, p parts) *node {
	n := &node{app: a, parts: p, registry: prometheus.NewRegistry()}
	n.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	n.metrics = metrics.New(n.registry)
	n.group, n.ctx = errgroup.WithContext(ctx)
	n.lacksFor(errors.New("starting"))
	return n
}

func (n *node) lacksFor(err error) { n.lacks.Store(&err) }

// begin starts the node behind its admin endpoints, which tell what it waits for, and opens
// the HTTP door when all is there. It notes the addresses.
func (n *node) begin(where *addresses, embedded *pipeline.Server) error {
	var err error
	if where.Admin, err = n.admin(n.app.conf.Admin); err != nil {
		return err
	}
	n.app.log.Info().Str("admin", where.Admin).Msg("starting")
	if err = n.start(embedded); err != nil || !n.parts.door {
		return err
	}
	srv, err := n.httpDoor()
	if err != nil {
		return err
	}
	where.HTTP, err = n.serve(n.app.conf.HTTP, srv)
	return err
}

// start connects, makes sure of the topology and starts the parts. It waits for a broker
// or database that is not there at present.
func (n *node) start(embedded *pipeline.Server) error {
	o := outage{log: n.app.log, pause: pauseFor, tell: n.lacksFor}
	url := n.app.conf.natsURL()
	if embedded != nil {
		url = embedded.URL()
	}
	connect := func(to **pipeline.Conn) error {
		return o.wait(n.ctx, "the broker at "+pipeline.WithoutSecrets(url), func(ctx context.Context) (err error) {
			ctx, cancel := context.WithTimeout(ctx, attemptTime)
			defer cancel()
			*to, err = n.app.connect(ctx, url, embedded)
			return err
		})
	}
	if err := connect(&n.conn); err != nil {
		return err
	}
	n.intake = n.conn
	if n.parts.has(pipeline.StageIngest) && len(n.parts.stages) > 1 {
		if err := connect(&n.intake); err != nil {
			return err
		}
	}
	if err := n.open(o, embedded); err != nil {
		return err
	}
	if n.parts.has(pipeline.StageValidate) || n.parts.door {
		n.group.Go(func() error { return n.followRules(o) })
	}
	n.startStages(n.parts.stages)
	if n.parts.audit {
		audit := pipeline.NewAuditor(n.conn, pipeline.AuditorOptions{Log: n.app.log, Metrics: n.metrics, Clock: time.Now})
		n.group.Go(func() error { return audit.Run(n.ctx) })
		n.startGuard(embedded)
	}
	if n.parts.release {
		n.startRelease()
	}
	n.lacksFor(nil)
	return nil
}

// followRules never ends the node: without the broker the rules in force stay.
func (n *node) followRules(o outage) error {
	o.tell = func(error) {}
	err := o.wait(n.ctx, "the rules", func(ctx context.Context) error { return n.core.validator.follow(ctx, n.conn, n.app.log) })
	if err != nil && n.ctx.Err() == nil {
		return err
	}
	return nil
}

// open makes sure of what the parts need, each by itself.
func (n *node) open(o outage, embedded *pipeline.Server) error {
	err := o.wait(n.ctx, "streams and consumers", func(ctx context.Context) error { return n.topology(ctx, embedded) })
	if err != nil {
		return err
	}
	if n.core, err = newCore(); err != nil {
		return err
	}
	n.core.isolate()
	if n.core.list, err = membersOf(n.app.conf.Members); err != nil {
		return err
	}
	if n.parts.has(pipeline.StageValidate) || n.parts.door { // the others may not see the bucket
		if err := o.wait(n.ctx, "the rules", n.firstRules); err != nil {
			return err
		}
	}
	if n.parts.has(pipeline.StagePublish) {
		return o.wait(n.ctx, "the store", func(ctx context.Context) (err error) {
			n.store, err = sqlstore.Open(ctx, n.app.conf.Store)
			return err
		})
	}
	return nil
}

// topology makes the broker's what the settings say where the broker is our own, and
// joins it where it is everybody's.
func (n *node) topology(ctx context.Context, embedded *pipeline.Server) error {
	t := n.app.conf.topology()
	if embedded != nil {
		return pipeline.Ensure(ctx, n.conn, t)
	}
	plan, err := pipeline.Join(ctx, n.conn, t)
	if err != nil {
		return err
	}
	for _, i := range plan.Items {
		for _, f := range i.Changes {
			n.app.log.Warn().Str(i.Kind, i.Name).Str("field", f.Field).Str("is", f.Old).Str("asked", f.New).
				Msg("the broker has other settings, which stay; see gouji topology plan")
		}
	}
	return nil
}

// firstRules delivers the file of --rules, where one is given, and takes up the rules in
// force before the first report is judged.
func (n *node) firstRules(ctx context.Context) error {
	if path := n.app.conf.Rules; path != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("reading the rules file: %w", err)
		}
		v, err := withRules(data, path)
		if err != nil {
			return refused(err)
		}
		if err := deliver(ctx, n.conn, data, v.Set()); err != nil {
			return err
		}
	}
	f, err := pipeline.ActiveRules(ctx, n.conn)
	if err != nil {
		return err
	}
	n.core.validator.take(f, n.app.log)
	return nil
}

func (n *node) startStages(names []string) {
	w := wiring{core: n.core, conn: n.conn, metrics: n.metrics}
	if n.store != nil {
		w.publish = publish.New(n.store)
		w.raw = func(ctx context.Context, doc string) ([]byte, error) { return pipeline.RawDocument(ctx, n.conn, doc) }
	}
	if n.parts.has(pipeline.StageValidate) {
		w.startCounts()
	}
	for _, s := range w.stages() {
		if !slices.Contains(names, s.Name()) {
			continue
		}
		conn := n.conn
		if s.Name() == pipeline.StageIngest {
			conn = n.intake
			conn.Use(n.conn.Topology())
		}
		worker := pipeline.NewWorker(conn, s, pipeline.WorkerOptions{
			Concurrency: n.app.conf.concurrency(), Grace: grace,
			Log: n.app.log, Metrics: n.metrics,
			Clock: time.Now, Rand: rand.Float64,
		})
		n.group.Go(func() error { return worker.Run(n.ctx) })
	}
}

// concurrency is the messages a stage works on at once: two a processor by default,
// because a stage waits for the broker's disk about as long as it computes.
func (c *config) concurrency() int {
	if c.Concurrency > 0 {
		return c.Concurrency
	}
	return 2 * runtime.GOMAXPROCS(0)
}

// admin serves the metrics and health endpoints on addr and returns the address.
func (n *node) admin(addr string) (string, error) {
	ready := func(ctx context.Context) error {
		if lacks := *n.lacks.Load(); lacks != nil {
			return lacks
		}
		return pipeline.Ready(ctx, n.conn)
	}
	return n.serve(addr, &http.Server{Handler: metrics.Handler(n.registry, ready),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute})
}

// serve runs an HTTP server until the node stops, then lets open requests finish.
func (n *node) serve(addr string, srv *http.Server) (string, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("listening on %s: %w", addr, err)
	}
	n.group.Go(func() error {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serving %s: %w", l.Addr(), err)
		}
		return nil
	})
	n.group.Go(func() error {
		<-n.ctx.Done()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(n.ctx), grace)
		defer cancel()
		err := srv.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			// A client that never ends its request: nothing of it was acknowledged.
			err = srv.Close()
		}
		return err
	})
	return l.Addr().String(), nil
}

// wait blocks until every part of the node has ended, and closes what they shared. A
// node that was asked to stop returns nil.
func (n *node) wait() error {
	err := n.group.Wait()
	n.close()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func (n *node) close() {
	if n.store != nil {
		if err := n.store.Close(); err != nil {
			n.app.log.Error().Err(err).Msg("closing the store")
		}
	}
	if n.core != nil {
		n.core.close()
	}
	if n.intake != nil && n.intake != n.conn {
		n.intake.Close()
	}
	if n.conn != nil {
		n.conn.Close()
	}
}

// connect makes a connection with the credentials of the configuration.
func (a *app) connect(ctx context.Context, url string, embedded *pipeline.Server) (*pipeline.Conn, error) {
	o := pipeline.ConnectOptions{
		URL: url, Creds: a.conf.NATSCreds, NKey: a.conf.NATSNKey, CA: a.conf.NATSCA, Cert: a.conf.NATSCert, Key: a.conf.NATSKey,
		InboxPrefix: a.conf.NATSInboxPrefix, Log: a.log, Embedded: embedded,
	}
	if a.conf.MonitorURL != "" {
		o.MonitorURLs = splitList(a.conf.MonitorURL)
	}
	return pipeline.Connect(ctx, o)
}

// client connects for a command that looks at a running system or hands it something;
// it gives up after a few seconds, because a person waits.
func (a *app) client(ctx context.Context) (*pipeline.Conn, error) {
	short, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := a.connect(short, a.conf.natsURL(), nil)
	if err != nil {
		return nil, exit(exitFound, fmt.Errorf("no system answers; start one with `gouji up` or name one with --nats-url: %w", err))
	}
	return conn, nil
}
