package bench

import (
	"context"
	"fmt"
	"os"
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
}

// Pipeline measures one round of all four stages in one process with an embedded broker, for
// reports of unrelated issuers and for five years of each issuer, and the raw chain with as
// many bytes beside it.
func Pipeline(ctx context.Context, o PipelineOptions) ([]Value, error) {
	unrelated, err := texts(o.Documents+alone, 1)
	if err != nil {
		return nil, err
	}
	five, err := texts(o.Documents+alone, 5)
	if err != nil {
		return nil, err
	}
	size := 0
	for _, d := range unrelated {
		size += len(d)
	}
	size /= len(unrelated)
	raw, err := with(ctx, true, func(b *brokerOf) (chain, error) { return newRawChain(ctx, b, o.Workers) }, payloads(o.Documents+alone, size))
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

// texts are n reports as text, on so many years of each issuer.
func texts(n, years int) ([][]byte, error) {
	out := make([][]byte, 0, n)
	for i := range n {
		s, err := generate.One(generate.Options{Seed: uint64(1 + i/years), Layout: generate.Pipes, Year: 2021 + i%years})
		if err != nil {
			return nil, err
		}
		out = append(out, s.Data)
	}
	return out, nil
}

// pipelineOf measures a node on documents, and what is stored behind it.
func pipelineOf(ctx context.Context, o PipelineOptions, name string, docs [][]byte) (cost, []Value, error) {
	b, err := newBroker(ctx, true)
	if err != nil {
		return cost{}, nil, err
	}
	defer b.close()
	store := filepath.Join(b.dir, "store", "gouji.db")
	run, stop := context.WithCancel(ctx)
	defer stop()
	n := node.New(run, node.Options{
		Parts: node.Parts{Stages: pipeline.Stages()}, Connect: pipeline.ConnectOptions{URL: b.server.URL()},
		Server: b.server, ServerDir: b.dir, Store: "sqlite:" + store, Concurrency: o.Workers,
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
	rows, err := os.Stat(store) // its log is in it once it is closed
	if err != nil {
		return cost{}, nil, err
	}
	values = append(c.values(name), append(values,
		Value{name + ", stored, rows", "KB", float64(rows.Size()) / 1024 / float64(len(docs))},
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
