package node

import (
	"context"
	"slices"
	"time"

	"github.com/nats-io/nuid"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/publish"
)

// firstRules delivers the rules file that the node was given, and takes up the rules in
// force before the first report is judged.
func (n *Node) firstRules(ctx context.Context) error {
	if n.o.RulesFile != nil {
		if err := flow.DeliverRules(ctx, n.conn, n.o.RulesFile, n.o.Check.Rules.Set()); err != nil {
			return err
		}
	}
	f, err := state.ActiveRules(ctx, n.conn)
	if err != nil {
		return err
	}
	flow.TakeRules(n.checker.Rules, f, n.o.Log)
	return nil
}

// followRules never ends the node: without the broker the rules in force stay.
func (n *Node) followRules(o outage) error {
	o.tell = func(error) {}
	err := o.wait(n.ctx, "the rules", func(ctx context.Context) error {
		return flow.FollowRules(ctx, n.conn, n.checker.Rules, n.o.Log)
	})
	if err != nil && n.ctx.Err() == nil {
		return err
	}
	return nil
}

// slowDocuments is how many messages ingest holds beyond those that it reads at once: so
// many documents may be slow, see ingest.Isolated, without one keeping others from being read.
const slowDocuments = 16

func (n *Node) startStages() {
	f := flow.Flow{Checker: n.checker, Conn: n.conn, Metrics: n.metrics}
	if n.store != nil {
		f.Publish = publish.New(n.store)
		f.Raw = func(ctx context.Context, doc string) ([]byte, error) { return pipeline.RawDocument(ctx, n.conn, doc) }
		if n.o.has(pipeline.StageValidate) {
			f.Judged, f.Upstream = new(flow.Judged), new(flow.Upstream)
		}
		f.Received = func(ctx context.Context, doc string) (time.Time, error) { return pipeline.ReceivedAt(ctx, n.conn, doc) }
	}
	if n.o.has(pipeline.StageValidate) {
		f.StartCounts()
	}
	var ahead lead
	if len(n.o.Stages) == len(pipeline.Stages()) { // the others may be busy elsewhere, and ask for another right
		n.group.Go(func() error { ahead.follow(n.ctx, n.conn); return nil })
	}
	for _, s := range f.Stages() {
		if !slices.Contains(n.o.Stages, s.Name()) {
			continue
		}
		conn := n.conn
		if s.Name() == pipeline.StageIngest {
			conn = n.intake
			conn.Use(n.conn.Topology())
		}
		o := n.o.Worker()
		o.Metrics, o.About = n.metrics, n.about
		if s.Name() == pipeline.StageIngest {
			o.Concurrency += slowDocuments
			o.Ahead = ahead.ahead.Load
		}
		worker := pipeline.NewWorker(conn, s, o)
		n.workers = append(n.workers, worker)
		n.group.Go(func() error { return worker.Run(n.ctx) })
	}
	if n.o.has(pipeline.StageValidate) {
		settler := n.o.Settler()
		settler.Flow, settler.Name = f, nuid.Next()
		n.group.Go(func() error { return settler.Run(n.ctx) })
	}
}

// about is what this process runs; only who judges knows the rules in force.
func (n *Node) about() pipeline.About {
	a := pipeline.About{Version: n.o.Version, Parser: parse.Version}
	if n.o.judges() {
		a.Rules = n.checker.Rules.Now().Set()
	}
	return a
}

func (n *Node) startAudit() {
	o := n.o.Auditor()
	o.Metrics, o.Witness = n.metrics, n.witness()
	audit := pipeline.NewAuditor(n.conn, o)
	n.standing = &audit.Standing
	n.group.Go(func() error { return audit.Run(n.ctx) })
}

// startGuard watches disk and backlog. It goes with the audit: the stages' roles may not
// close the stream of submissions.
func (n *Node) startGuard() {
	o := n.o.Guard()
	o.Disk, o.Metrics = n.disk(), n.metrics
	guard := pipeline.NewGuard(n.conn, o)
	n.guard.Store(guard)
	n.group.Go(func() error { return guard.Run(n.ctx) })
}

// startRelease puts parked messages back when they are due, which needs the rights of a
// replay.
func (n *Node) startRelease() {
	releaser := pipeline.Releaser{Conn: n.conn, Log: n.o.Log, Clock: time.Now}
	n.group.Go(func() error { return releaser.Run(n.ctx) })
}

// startResults tells producers what became of their documents, and the webhooks.
func (n *Node) startResults() {
	announcer := flow.Announcer(n.conn)
	announcer.Log = n.o.Log
	n.group.Go(func() error { return announcer.Run(n.ctx) })
	for _, t := range n.o.Webhooks {
		sink := n.o.Sink(t)
		sink.Conn, sink.Count = n.conn, func(outcome string) { n.metrics.Webhooks.WithLabelValues(outcome).Inc() }
		n.group.Go(func() error { return sink.Run(n.ctx) })
	}
}

// disk is the disk to watch, nil for none.
func (n *Node) disk() pipeline.DiskUse {
	switch {
	case n.o.DiskLimit == 0:
		return nil
	case n.o.DiskPath != "":
		return pipeline.FolderUse(n.o.DiskPath)
	case n.o.Server != nil:
		return pipeline.FolderUse(n.o.ServerDir)
	}
	return n.conn.StorageUse()
}
