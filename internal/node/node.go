// Package node is the life of one process of the system: it connects, makes sure of what it
// needs, runs its parts, and ends them in order.
package node

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/internal/office"
	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/ingest/door"
	"github.com/gouji/gouji/stages/publish/sqlstore"
)

// Node is one running process of the system: a connection, some of the stages, the audit,
// the HTTP door and the admin endpoints.
type Node struct {
	o    Options
	conn *pipeline.Conn
	// intake is the connection of the ingest stage, where other stages work beside it: a
	// submission of 20 MB takes 40 ms on the wire, in which their small messages would wait.
	intake   *pipeline.Conn
	checker  *check.Checker
	registry *prometheus.Registry
	metrics  *metrics.Metrics
	store    *sqlstore.Store // nil unless the node publishes
	// standing is what was destroyed, nil where the node does not look for it.
	standing *pipeline.Standing
	group    *errgroup.Group
	ctx      context.Context
	// lacks is what the start waits for; it holds nil once the node has started.
	lacks atomic.Pointer[error]
	// cage says how the processes are confined that read documents, nil as long as nobody has
	// looked.
	cage        atomic.Pointer[string]
	admin, door string
	// behind is what the HTTP door answers with, and guard who refuses, nil without one.
	behind atomic.Pointer[http.Handler]
	guard  atomic.Pointer[pipeline.Guard]
	// started is closed when Start has come through; doorkeeper and pages are set then where
	// the node has them.
	started    chan struct{}
	workers    []*pipeline.Worker
	since      since
	doorkeeper *door.Door
	pages      *office.Office
}

// New makes a node that has not started; it ends when ctx does. Wait must be called.
func New(ctx context.Context, o Options) *Node {
	n := &Node{o: o, registry: prometheus.NewRegistry(), started: make(chan struct{})}
	n.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	n.metrics = metrics.New(n.registry, pipeline.Stages()...)
	n.group, n.ctx = errgroup.WithContext(ctx)
	n.lacksFor(errors.New("starting"))
	return n
}

func (n *Node) lacksFor(err error) { n.lacks.Store(&err) }

// Start serves the admin endpoints first, and an HTTP door that refuses, so that a node that
// waits for its broker says so, then connects and starts the parts, and opens the door when all
// is there. It waits for a broker or database that is not there at present. After an error the
// node ends.
func (n *Node) Start() error {
	err := n.start()
	if err != nil {
		n.group.Go(func() error { return err }) // ends the parts that run
	}
	return err
}

func (n *Node) start() error {
	if err := n.serveAdmin(); err != nil {
		return err
	}
	if n.o.Door {
		if err := n.listenDoor(); err != nil {
			return err
		}
	}
	if err := n.startParts(); err != nil {
		return err
	}
	if n.o.Door {
		if err := n.openDoor(); err != nil {
			return err
		}
	}
	close(n.started)
	return nil
}

// startParts connects, makes sure of the topology and starts the parts.
func (n *Node) startParts() error {
	o := outage{log: n.o.Log, pause: pauseFor, tell: n.lacksFor}
	if err := n.connect(o); err != nil {
		return err
	}
	if err := o.wait(n.ctx, "streams and consumers", n.topology); err != nil {
		return err
	}
	// The broker takes submissions in from here on, and opening the rest waits where the disk is
	// full: who submits is to be refused by then.
	if n.o.Audit {
		n.startGuard()
	}
	if err := n.open(o); err != nil {
		return err
	}
	if n.o.judges() {
		n.group.Go(func() error { return n.followRules(o) })
	}
	n.startStages()
	if n.o.Audit {
		n.startAudit()
		n.metrics.PartRunning.WithLabelValues("audit").Set(1)
	} else if n.store != nil { // the audit looks at the store as well
		n.startStoreWatch()
	}
	if n.o.Release {
		n.startRelease()
		n.metrics.PartRunning.WithLabelValues("release").Set(1)
	}
	if n.o.Results {
		n.startResults()
		n.metrics.PartRunning.WithLabelValues("results").Set(1)
	}
	n.lacksFor(nil)
	return nil
}

// connect makes the connections.
func (n *Node) connect(o outage) error {
	to := n.o.Connect
	to.Log, to.Embedded = n.o.Log, n.o.Server
	dial := func(c **pipeline.Conn) error {
		return o.wait(n.ctx, "the broker at "+to.Where(), func(ctx context.Context) (err error) {
			ctx, cancel := context.WithTimeout(ctx, attemptTime)
			defer cancel()
			*c, err = pipeline.Connect(ctx, to)
			return err
		})
	}
	if err := dial(&n.conn); err != nil {
		return err
	}
	n.metrics.WatchBroker(n.conn.NC.IsConnected)
	n.metrics.WatchCertificates(func(which string) time.Time {
		if which == "client" {
			return n.conn.ClientCertificateEnd()
		}
		return n.conn.CertificateEnd()
	})
	n.intake = n.conn
	if n.o.has(pipeline.StageIngest) && len(n.o.Stages) > 1 {
		return dial(&n.intake)
	}
	return nil
}

// caged tells which walls stand around the processes that read documents, and fails where
// they must and do not.
func (n *Node) caged() error {
	tell := func(s string) { n.cage.Store(&s) }
	switch {
	case !n.o.has(pipeline.StageIngest) && !n.o.Door:
		tell("this process reads no documents")
		return nil
	case !n.checker.Isolated():
		tell("none, documents are read in this process")
	}
	cage, err := n.checker.Cage(n.ctx)
	if err != nil {
		return fmt.Errorf("the processes that read documents: %w", err)
	}
	if n.checker.Isolated() {
		tell(cage.String())
	}
	n.o.Log.Info().Stringer("cage", cage).Msg("the processes that read documents are confined")
	if n.o.RequireCage && !cage.Closed() {
		return fmt.Errorf("读取文档的进程没有隔离（%s），而 --require-cage 要求隔离 · the processes that read documents are not confined (%s), and --require-cage asks for it", cage, cage)
	}
	return nil
}

// aboutCage is what readiness says of the cage.
func (n *Node) aboutCage() string {
	if s := n.cage.Load(); s != nil {
		return "cage: " + *s
	}
	return ""
}

// open makes sure of what the parts need, each by itself.
func (n *Node) open(o outage) (err error) {
	if n.checker, err = check.New(n.o.Check); err != nil {
		return err
	}
	if err := n.caged(); err != nil {
		return err
	}
	if len(n.o.Check.Reader) > 0 && !n.checker.Isolated() && (n.o.has(pipeline.StageIngest) || n.o.Door) {
		n.o.Log.Warn().Msg("this system cannot limit a process: documents are read in this one, and a hostile document can end it; let it read only your own")
	}
	if n.o.judges() {
		if err := o.wait(n.ctx, "the rules", n.firstRules); err != nil {
			return err
		}
	}
	if n.o.has(pipeline.StageValidate) {
		err := o.wait(n.ctx, "the ledger", func(ctx context.Context) error {
			return flow.Ledger{Conn: n.conn}.JudgedBy(ctx, n.checker.Members())
		})
		if err != nil {
			return err
		}
	}
	if n.o.has(pipeline.StagePublish) {
		return o.wait(n.ctx, "the store", func(ctx context.Context) (err error) {
			n.store, err = sqlstore.Open(ctx, n.o.Store)
			return err
		})
	}
	return nil
}

// topology gives the embedded broker what the settings ask for, and joins an external one as
// it is.
func (n *Node) topology(ctx context.Context) error {
	if n.o.Server != nil {
		return pipeline.Ensure(ctx, n.conn, n.o.Topology)
	}
	plan, err := pipeline.Join(ctx, n.conn, n.o.Topology)
	if err != nil {
		return err
	}
	for _, i := range plan.Items {
		for _, f := range i.Changes {
			n.o.Log.Warn().Str(i.Kind, i.Name).Str("field", f.Field).Str("is", f.Old).Str("asked", f.New).
				Msg("the broker has other settings, which stay; see gouji topology plan")
		}
	}
	return nil
}

// Conn is the node's connection, nil before Start has connected.
func (n *Node) Conn() *pipeline.Conn { return n.conn }

// Context ends when the node does.
func (n *Node) Context() context.Context { return n.ctx }

// Addresses returns what the admin endpoints and the HTTP door listen on, "" where they do
// not.
func (n *Node) Addresses() (admin, door string) { return n.admin, n.door }

// Wait blocks until every part of the node has ended, and closes what they shared. A node
// that was asked to stop returns nil.
func (n *Node) Wait() error {
	err := n.group.Wait()
	n.close()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func (n *Node) close() {
	if n.store != nil {
		if err := n.store.Close(); err != nil {
			n.o.Log.Error().Err(err).Msg("closing the store")
		}
	}
	if n.checker != nil {
		n.checker.Close()
	}
	if n.intake != nil && n.intake != n.conn {
		n.intake.Close()
	}
	if n.conn != nil {
		n.conn.Close()
	}
}
