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
	app      *app
	conn     *pipeline.Conn
	core     *core
	registry *prometheus.Registry
	metrics  *metrics.Metrics
	store    *sqlstore.Store // nil unless the node publishes
	group    *errgroup.Group
	ctx      context.Context
}

// startNode connects, makes sure of the topology and starts the stages. The node
// stops when ctx ends or a part fails; wait returns when all its parts have.
func (a *app) startNode(ctx context.Context, stages []string, embedded *pipeline.Server) (*node, error) {
	url := a.conf.natsURL()
	if embedded != nil {
		url = embedded.URL()
	}
	n := &node{app: a, registry: prometheus.NewRegistry()}
	n.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	n.metrics = metrics.New(n.registry)
	conn, err := a.connect(ctx, url, embedded)
	if err != nil {
		return nil, err
	}
	n.conn = conn
	if err := n.open(ctx, stages); err != nil {
		n.close()
		return nil, err
	}
	n.group, n.ctx = errgroup.WithContext(ctx)
	if slices.Contains(stages, pipeline.StageValidate) {
		n.group.Go(func() error { return n.core.validator.follow(n.ctx, n.conn, a.log) })
	}
	n.startStages(stages)
	audit := pipeline.NewAuditor(conn, pipeline.AuditorOptions{Log: a.log, Metrics: n.metrics, Clock: time.Now})
	n.group.Go(func() error { return audit.Run(n.ctx) })
	return n, nil
}

func (n *node) open(ctx context.Context, stages []string) error {
	if err := pipeline.Ensure(ctx, n.conn, pipeline.Topology{Replicas: n.app.conf.Replicas, AckWait: n.app.conf.AckWait}); err != nil {
		return err
	}
	var err error
	if n.core, err = newCore(); err != nil {
		return err
	}
	if slices.Contains(stages, pipeline.StageValidate) { // the others may not see the bucket
		if err := n.firstRules(ctx); err != nil {
			return err
		}
	}
	if slices.Contains(stages, pipeline.StagePublish) {
		n.store, err = sqlstore.Open(ctx, n.app.conf.Store)
	}
	return err
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
	for _, s := range w.stages() {
		if !slices.Contains(names, s.Name()) {
			continue
		}
		worker := pipeline.NewWorker(n.conn, s, pipeline.WorkerOptions{
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
	ready := func(ctx context.Context) error { return pipeline.Ready(ctx, n.conn) }
	return n.serve(addr, &http.Server{Handler: metrics.Handler(n.registry, ready), ReadHeaderTimeout: 5 * time.Second})
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
		return srv.Shutdown(ctx)
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
	n.conn.Close()
}

// connect makes a connection with the credentials of the configuration.
func (a *app) connect(ctx context.Context, url string, embedded *pipeline.Server) (*pipeline.Conn, error) {
	o := pipeline.ConnectOptions{
		URL: url, Creds: a.conf.NATSCreds, NKey: a.conf.NATSNKey, CA: a.conf.NATSCA, Cert: a.conf.NATSCert, Key: a.conf.NATSKey,
		Log: a.log, Embedded: embedded,
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
