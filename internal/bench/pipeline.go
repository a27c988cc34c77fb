package bench

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"

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
	// Program is the command line of this program, without a command, for the processes that run
	// by themselves; without it they are not measured.
	Program []string
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
	defer unrelated.close()
	five, err := reports(o.Layout, o.Documents+alone, 5)
	if err != nil {
		return nil, err
	}
	defer five.close()
	bytes, err := payloads(o.Documents+alone, unrelated.size())
	if err != nil {
		return nil, err
	}
	defer bytes.close()
	size := float64(unrelated.size()) / 1024
	var publish float64
	raw, err := with(ctx, brokerOptions{replicas: o.Replicas}, func(b *brokerOf) (chain, error) {
		c, err := newRawChain(ctx, b, o.Workers)
		if err == nil {
			publish, err = publishAlone(ctx, b, bytes)
		}
		return c, err
	}, bytes)
	if err != nil {
		return nil, fmt.Errorf("raw chain: %w", err)
	}
	out := append([]Value{{"size of a report", "KB", size}, {"one fsynced publish alone, p50", "ms", publish}}, raw.values("raw chain")...)
	one, values, err := pipelineOf(ctx, o, "unrelated issuers", unrelated)
	if err != nil {
		return nil, err
	}
	out = append(append(out, values...),
		Value{"unrelated issuers of raw, rate", "", one.rate / raw.rate}, Value{"unrelated issuers of raw, processor", "", one.cpu / raw.cpu},
		Value{"unrelated issuers, written to disk of the input", "", one.written / size},
		Value{"unrelated issuers, one alone of one publish, p50", "", one.p50 / publish})
	many, values, err := pipelineOf(ctx, o, "five years", five)
	if err != nil {
		return nil, err
	}
	out = append(append(out, values...), Value{"five years of unrelated, processor", "", many.cpu / one.cpu})
	if len(o.Program) == 0 || o.Replicas > 1 {
		return out, nil
	}
	apart, values, err := separate(ctx, o, unrelated)
	if err != nil {
		return nil, fmt.Errorf("separate processes: %w", err)
	}
	return append(append(out, values...), Value{"separate processes of one, processor", "", apart.cpu / one.cpu}), nil
}

// publishAlone is how many milliseconds one publish takes on which nothing else waits.
func publishAlone(ctx context.Context, b *brokerOf, docs *documents) (float64, error) {
	p50, _, err := latency(func(i int) error {
		d, err := docs.at(i)
		if err == nil {
			_, err = b.conn.JS.Publish(ctx, "raw.alone", d)
		}
		return err
	})
	return p50, err
}

// pipelineOf measures a node on documents, and what is stored behind it.
func pipelineOf(ctx context.Context, o PipelineOptions, name string, docs *documents) (cost, []Value, error) {
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
	no := b.node(o.Workers, store.dsn)
	no.Check = check.Options{Reader: o.Reader}
	n := node.New(run, no)
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
	values, err := stored(ctx, b.conn, name, docs.len())
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
		Value{name + ", stored, rows", "KB", float64(rows) / 1024 / float64(docs.len())},
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

func (c *nodeChain) run(ctx context.Context, docs *documents, from, to int) error {
	if err := submitAll(ctx, c.conn, c.ends, docs, from, to); err != nil || to == from+1 {
		return err
	}
	return c.idle(ctx)
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
