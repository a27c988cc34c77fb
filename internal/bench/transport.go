package bench

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/stages/report"
)

// Transport measures one round of the transport alone: the raw chain, and our worker with
// stages that only hand on, each with and without an fsync before every acknowledgement.
func Transport(ctx context.Context, documents, size, workers int) ([]Value, error) {
	docs, err := payloads(documents+alone, size)
	if err != nil {
		return nil, err
	}
	defer docs.close()
	var out []Value
	for _, fsync := range []bool{true, false} {
		suffix := map[bool]string{true: "fsynced", false: "plain"}[fsync]
		raw, err := with(ctx, brokerOptions{relaxed: !fsync}, func(b *brokerOf) (chain, error) { return newRawChain(ctx, b, workers) }, docs)
		if err != nil {
			return nil, fmt.Errorf("raw chain: %w", err)
		}
		ours, err := with(ctx, brokerOptions{relaxed: !fsync}, func(b *brokerOf) (chain, error) { return newToyChain(ctx, b, workers) }, docs)
		if err != nil {
			return nil, fmt.Errorf("no-op stages: %w", err)
		}
		out = append(append(out, raw.values("raw chain, "+suffix)...), ours.values("no-op stages, "+suffix)...)
		out = append(out, Value{"no-op stages of raw, rate, " + suffix, "", ours.rate / raw.rate},
			Value{"no-op stages of raw, processor, " + suffix, "", ours.cpu / raw.cpu})
	}
	return out, nil
}

// brokerOf is a broker in a folder of its own, and a connection to it.
type brokerOf struct {
	dir      string
	server   *pipeline.Server // nil where there is a cluster
	cluster  cluster
	process  *process // of a server by itself
	replicas int
	conn     *pipeline.Conn
}

// brokerOptions are one embedded server that fsyncs, unless it is relaxed, a cluster where there
// are several replicas, or a process of its own where there is a program for it.
type brokerOptions struct {
	program  []string
	relaxed  bool
	replicas int
}

// connect says how to reach it.
func (b *brokerOf) connect() pipeline.ConnectOptions {
	switch {
	case b.process != nil:
		return pipeline.ConnectOptions{URL: b.process.nats, AssumeDurable: true}
	case b.server == nil:
		return pipeline.ConnectOptions{URL: b.cluster[0].ClientURL(), AssumeDurable: true}
	}
	return pipeline.ConnectOptions{URL: b.server.URL(), Embedded: b.server}
}

// with sets a chain up on a broker of its own, measures it, and takes both down.
func with(ctx context.Context, o brokerOptions, set func(*brokerOf) (chain, error), docs *documents) (cost, error) {
	b, err := newBroker(ctx, o)
	if err != nil {
		return cost{}, err
	}
	defer b.close()
	c, err := set(b)
	if err != nil {
		return cost{}, err
	}
	defer c.close()
	return measure(ctx, c, docs)
}

func newBroker(ctx context.Context, o brokerOptions) (*brokerOf, error) {
	dir, err := os.MkdirTemp("", "gouji-bench-")
	if err != nil {
		return nil, err
	}
	b := &brokerOf{dir: dir, replicas: max(o.replicas, 1)}
	switch {
	case len(o.program) > 0:
		b.process, err = startProcess(ctx, o.program, "bench", "broker", "--data", dir)
	case b.replicas == 1:
		b.server, err = pipeline.StartServer(pipeline.ServerOptions{Dir: dir, RelaxedSync: o.relaxed})
	default:
		if b.cluster, err = newCluster(dir); err == nil {
			err = b.leader(ctx)
		}
	}
	if err == nil {
		b.conn, err = pipeline.Connect(ctx, b.connect())
	}
	if err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

// again starts the embedded server anew on the same files, now with an fsync.
func (b *brokerOf) again(ctx context.Context) (err error) {
	b.conn.Close()
	b.server.Shutdown()
	if b.server, err = pipeline.StartServer(pipeline.ServerOptions{Dir: b.dir, ReadyTimeout: 10 * time.Minute}); err != nil {
		return err
	}
	b.conn, err = pipeline.Connect(ctx, b.connect())
	return err
}

// node are the options of a node with all stages on the broker.
func (b *brokerOf) node(workers int, store string) node.Options {
	return node.Options{
		Parts: node.Parts{Stages: pipeline.Stages()}, Connect: b.connect(), Topology: pipeline.Topology{Replicas: b.replicas},
		Server: b.server, ServerDir: b.dir, Store: store, Concurrency: workers, Log: zerolog.Nop(),
	}
}

// leader waits until a cluster has one.
func (b *brokerOf) leader(ctx context.Context) error {
	t := time.NewTicker(50 * time.Millisecond)
	defer t.Stop()
	for !b.cluster.ready() {
		select {
		case <-t.C:
		case <-ctx.Done():
			return fmt.Errorf("the cluster has no leader: %w", ctx.Err())
		}
	}
	return nil
}

func (b *brokerOf) close() {
	if b.conn != nil {
		b.conn.Close()
	}
	if b.server != nil {
		b.server.Shutdown()
	}
	if b.process != nil {
		b.process.stop()
	}
	b.cluster.close()
	_ = os.RemoveAll(b.dir)
}

// ends counts documents that have come through, by what the broker delivers of a subject.
type ends struct {
	sub  *nats.Subscription
	seen chan struct{}
}

func watch(nc *nats.Conn, subject string, room int) (*ends, error) {
	e := &ends{seen: make(chan struct{}, room)}
	var err error
	e.sub, err = nc.Subscribe(subject, func(*nats.Msg) { e.seen <- struct{}{} })
	return e, err
}

func (e *ends) wait(ctx context.Context, n int) error {
	for range n {
		select {
		case <-e.seen:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// seenRoom is how many ends may come before somebody waits for them.
const seenRoom = 1 << 16

// rawHops is the number of hops of the raw chain: as many as the flow of reports has stages.
const rawHops = 4

// rawChain is what JetStream alone costs: every hop is fetched, published to the next subject
// and acknowledged, by a number of goroutines, and nothing else is done.
type rawChain struct {
	conn  *pipeline.Conn
	ends  *ends
	stop  context.CancelFunc
	group sync.WaitGroup
}

func newRawChain(ctx context.Context, b *brokerOf, workers int) (chain, error) {
	s, err := b.conn.JS.CreateStream(ctx, jetstream.StreamConfig{Name: "RAW", Subjects: []string{"raw.>"}, Replicas: b.replicas})
	if err != nil {
		return nil, err
	}
	e, err := watch(b.conn.NC, fmt.Sprintf("raw.%d", rawHops), seenRoom)
	if err != nil {
		return nil, err
	}
	run, stop := context.WithCancel(ctx)
	c := &rawChain{conn: b.conn, ends: e, stop: stop}
	for hop := range rawHops {
		consumer, err := s.CreateConsumer(ctx, jetstream.ConsumerConfig{
			Durable: fmt.Sprintf("hop%d", hop), FilterSubject: fmt.Sprintf("raw.%d", hop), AckPolicy: jetstream.AckExplicitPolicy})
		if err != nil {
			stop()
			return nil, err
		}
		messages, err := consumer.Messages(jetstream.PullMaxMessages(workers))
		if err != nil {
			stop()
			return nil, err
		}
		c.group.Go(func() { <-run.Done(); messages.Stop() })
		for range workers {
			c.group.Go(func() { forward(run, b.conn.JS, messages, fmt.Sprintf("raw.%d", hop+1)) })
		}
	}
	return c, nil
}

// forward hands messages on until the chain is closed. A message that cannot be handed on is
// not acknowledged, so that the document is missed at the end.
func forward(ctx context.Context, js jetstream.JetStream, from jetstream.MessagesContext, to string) {
	for {
		m, err := from.Next()
		if err != nil {
			return
		}
		if _, err := js.Publish(ctx, to, m.Data()); err == nil {
			_ = m.DoubleAck(ctx)
		}
	}
}

func (c *rawChain) run(ctx context.Context, docs *documents, from, to int) error {
	for i := from; i < to; i++ {
		d, err := docs.at(i)
		if err == nil {
			_, err = c.conn.JS.PublishAsync("raw.0", d)
		}
		if err != nil {
			return err
		}
	}
	return c.ends.wait(ctx, to-from)
}

func (c *rawChain) close() {
	c.stop()
	c.group.Wait()
}

// toyChain is the flow of the reports with stages that only hand on what they are given.
type toyChain struct {
	conn  *pipeline.Conn
	ends  *ends
	stop  context.CancelFunc
	group sync.WaitGroup
}

func newToyChain(ctx context.Context, b *brokerOf, workers int) (chain, error) {
	one := func(name string, k pipeline.Kind) pipeline.FlowStage {
		return pipeline.FlowStage{Name: name, Writes: []pipeline.FlowKind{{Kind: k, Tokens: []pipeline.TokenName{pipeline.TokenDoc}}}}
	}
	flow := pipeline.Flow{Prefix: "bench", Stages: []pipeline.FlowStage{one("a", "a1"), one("b", "b1"), one("c", "c1"), one("d", "d1")}}
	if err := pipeline.Ensure(ctx, b.conn, pipeline.Topology{Flow: flow}); err != nil {
		return nil, err
	}
	e, err := watch(b.conn.NC, "bench.p0.d1.>", seenRoom)
	if err != nil {
		return nil, err
	}
	// The bytes go as the stages of reports leave theirs: JSON would be work that no stage does.
	emit := func(k pipeline.Kind) func(pipeline.Delivery, []byte) ([]pipeline.Effect, error) {
		return func(d pipeline.Delivery, b []byte) ([]pipeline.Effect, error) {
			out, err := d.Effect(k, nil, nil)
			if err == nil {
				out.Payload, err = codec.Marshal(b)
			}
			return []pipeline.Effect{out}, err
		}
	}
	pass := func(_ context.Context, b []byte) ([]byte, error) { return b, nil }
	run, stop := context.WithCancel(ctx)
	c := &toyChain{conn: b.conn, ends: e, stop: stop}
	m := metrics.New(prometheus.NewRegistry())
	for _, s := range []pipeline.Stage{
		pipeline.BindRaw("a", report.DocumentID, func(_ context.Context, r pipeline.Raw) ([]byte, error) { return r.Data, nil }, emit("a1")),
		pipeline.Bind("b", pass, emit("b1")), pipeline.Bind("c", pass, emit("c1")), pipeline.Bind("d", pass, emit("d1")),
	} {
		w := pipeline.NewWorker(b.conn, s, pipeline.WorkerOptions{Metrics: m, Concurrency: workers})
		c.group.Go(func() { _ = w.Run(run) }) // a worker that fails leaves documents behind, which are waited for
	}
	return c, nil
}

func (c *toyChain) run(ctx context.Context, docs *documents, from, to int) error {
	return submitAll(ctx, c.conn, c.ends, docs, from, to)
}

func (c *toyChain) close() {
	c.stop()
	c.group.Wait()
}

// submitters is how many documents are submitted at the same time.
const submitters = 8

// submitAll submits documents as a door does and waits until as many have ended.
func submitAll(ctx context.Context, conn *pipeline.Conn, e *ends, docs *documents, from, to int) error {
	if err := submitEach(ctx, conn, docs, from, to, submitters); err != nil {
		return err
	}
	return e.wait(ctx, to-from)
}

// submitEach submits the documents from one to before another, so many at a time.
func submitEach(ctx context.Context, conn *pipeline.Conn, docs *documents, from, to, atOnce int) error {
	var next atomic.Int64
	next.Store(int64(from))
	group, ctx := errgroup.WithContext(ctx)
	for range min(atOnce, to-from) {
		group.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= to {
					return nil
				}
				d, err := docs.at(i)
				if err != nil {
					return err
				}
				for tries := 0; ; tries++ { // on a machine that is busy an answer may be late
					_, err := client.Submit(ctx, conn, "bench", report.DocumentID(d), d, nil)
					if err == nil {
						break
					}
					if tries == 2 || ctx.Err() != nil {
						return err
					}
				}
			}
		})
	}
	return group.Wait()
}

// waitIdle waits until every stage has settled all it was given.
func waitIdle(ctx context.Context, conn *pipeline.Conn) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		left, err := unsettled(ctx, conn)
		if err != nil || left == 0 {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// unsettled counts the messages that wait for a stage or are held by it.
func unsettled(ctx context.Context, conn *pipeline.Conn) (n uint64, err error) {
	t := conn.Topology()
	for _, s := range t.Flow.Stages {
		stream, _, err := t.StageStream(s.Name)
		if err != nil {
			return 0, err
		}
		c, err := conn.JS.Consumer(ctx, stream, s.Name)
		if err != nil {
			return 0, err
		}
		n += c.CachedInfo().NumPending + uint64(c.CachedInfo().NumAckPending)
	}
	return n, nil
}
