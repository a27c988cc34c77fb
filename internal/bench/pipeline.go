package bench

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/pipeline"
)

// PipelineOptions say what Pipeline measures.
type PipelineOptions struct {
	// Documents are sent as fast as they go; 40 more are sent one at a time.
	Documents int
	// Workers is the number of messages a stage, and a hop of the raw chain, works on at once.
	Workers int
	// Reader is the command line of the children that read documents, see check.Options.
	Reader []string
	// Layout is how the reports are laid out, "" for text.
	Layout generate.Layout
	// Store is a postgres:// address, where each measurement has a schema of its own, or "" for a
	// new SQLite file. Its server's processor time is not counted.
	Store string
	// Replicas is 1, or 3 for three servers in this process, each with a copy of every stream.
	Replicas int
}

// Pipeline measures one round of all four stages in one process with an embedded broker, for
// reports of unrelated issuers and for five years of each issuer, and the raw chain with as
// many bytes beside it.
func Pipeline(ctx context.Context, o PipelineOptions) ([]Value, error) {
	o.Layout, o.Replicas = cmp.Or(o.Layout, generate.Pipes), max(o.Replicas, 1)
	unrelated, err := reports(o.Layout, o.Documents+alone, 1)
	if err != nil {
		return nil, err
	}
	five, err := reports(o.Layout, o.Documents+alone, 5)
	if err != nil {
		return nil, err
	}
	size := 0
	for _, d := range unrelated {
		size += len(d)
	}
	size /= len(unrelated)
	raw, err := with(ctx, brokerOptions{replicas: o.Replicas}, func(b *brokerOf) (chain, error) { return newRawChain(ctx, b, o.Workers) }, payloads(o.Documents+alone, size))
	if err != nil {
		return nil, fmt.Errorf("raw chain: %w", err)
	}
	out := append([]Value{{"size of a report", "KB", float64(size) / 1024}}, raw.values("raw chain")...)
	one, values, err := pipelineOf(ctx, o, "unrelated issuers", unrelated)
	if err != nil {
		return nil, err
	}
	out = append(out, values...)
	out = append(out, Value{"unrelated issuers of raw, rate", "", one.rate / raw.rate}, Value{"unrelated issuers of raw, processor", "", one.cpu / raw.cpu})
	many, values, err := pipelineOf(ctx, o, "five years", five)
	if err != nil {
		return nil, err
	}
	out = append(out, values...)
	return append(out, Value{"five years of unrelated, processor", "", many.cpu / one.cpu}), nil
}

// reports are n of them in a layout, on so many years of each issuer.
func reports(layout generate.Layout, n, years int) ([][]byte, error) {
	out := make([][]byte, 0, n)
	for i := range n {
		s, err := generate.One(generate.Options{Seed: uint64(1 + i/years), Layout: layout, Year: 2021 + i%years})
		if err != nil {
			return nil, err
		}
		out = append(out, s.Data)
	}
	return out, nil
}

// pipelineOf measures a node on documents, and what is stored behind it.
func pipelineOf(ctx context.Context, o PipelineOptions, name string, docs [][]byte) (cost, []Value, error) {
	b, err := newBroker(ctx, brokerOptions{replicas: o.Replicas})
	if err != nil {
		return cost{}, nil, err
	}
	defer b.close()
	store, err := newStore(ctx, o.Store, filepath.Join(b.dir, "store", "gouji.db"))
	if err != nil {
		return cost{}, nil, err
	}
	defer store.close()
	run, stop := context.WithCancel(ctx)
	defer stop()
	n := node.New(run, node.Options{
		Parts: node.Parts{Stages: pipeline.Stages()}, Connect: b.connect(), Topology: pipeline.Topology{Replicas: o.Replicas},
		Server: b.server, ServerDir: b.dir, Store: store.dsn, Concurrency: o.Workers,
		Check: check.Options{Reader: o.Reader}, Log: zerolog.Nop(),
	})
	if err := n.Start(); err != nil {
		return cost{}, nil, fmt.Errorf("%s: %w", name, err)
	}
	e, err := watch(b.conn.NC, "gouji.p0.published.receipt.>", seenRoom)
	if err != nil {
		return cost{}, nil, err
	}
	b.conn.Use(n.Conn().Topology())
	forgetPeak()
	c, err := measure(ctx, &nodeChain{b.conn, e}, docs)
	if err != nil {
		return cost{}, nil, fmt.Errorf("%s: %w", name, err)
	}
	values, err := stored(ctx, b.conn, name, len(docs))
	if err != nil {
		return cost{}, nil, err
	}
	peak := peakMemory()
	stop()
	if err := n.Wait(); err != nil {
		return cost{}, nil, fmt.Errorf("%s: %w", name, err)
	}
	rows, err := store.size(ctx)
	if err != nil {
		return cost{}, nil, err
	}
	values = append(c.values(name), append(values,
		Value{name + ", stored, rows", "KB", float64(rows) / 1024 / float64(len(docs))},
		Value{name + ", peak memory", "MB", float64(peak) / (1 << 20)})...)
	return c, values, nil
}

// stored is what each stream holds of a document, how many messages were written for it, each
// fsynced by the server by itself, and how many of them stay.
func stored(ctx context.Context, conn *pipeline.Conn, name string, documents int) ([]Value, error) {
	var out []Value
	var written, stay uint64
	for s := range conn.JS.ListStreams(ctx).Info() {
		if s.State.LastSeq == 0 {
			continue
		}
		written, stay = written+s.State.LastSeq, stay+s.State.Msgs
		out = append(out, Value{name + ", stored, " + s.Config.Name, "KB", float64(s.State.Bytes) / 1024 / float64(documents)})
	}
	return append(out, Value{name + ", messages written", "", float64(written) / float64(documents)},
		Value{name + ", messages that stay", "", float64(stay) / float64(documents)}), nil
}

// nodeChain is a node with all stages.
type nodeChain struct {
	conn *pipeline.Conn
	ends *ends
}

func (c *nodeChain) run(ctx context.Context, docs [][]byte) error {
	if err := submitAll(ctx, c.conn, c.ends, docs); err != nil {
		return err
	}
	return c.idle(ctx)
}

func (c *nodeChain) one(ctx context.Context, doc []byte) error {
	return submitAll(ctx, c.conn, c.ends, [][]byte{doc})
}

func (c *nodeChain) close() {}

// idle waits until no stage has a message left, and forgets the receipts of verdicts that a
// later report asked for again.
func (c *nodeChain) idle(ctx context.Context) error {
	if err := waitIdle(ctx, c.conn); err != nil {
		return err
	}
	for len(c.ends.seen) > 0 {
		<-c.ends.seen
	}
	return nil
}
