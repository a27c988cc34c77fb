package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/pipeline"
)

// process is this program, run as users run it.
type process struct {
	cmd   *exec.Cmd
	nats  string // where its broker listens, or that it works with
	ended chan struct{}
	last  bytes.Buffer // what it said, to be read once it has ended
}

// startProcess starts one and waits until it says where it listens.
func startProcess(ctx context.Context, program []string, args ...string) (*process, error) {
	args = append(append(program[1:len(program):len(program)], args...), "--log-format", "json", "--log-level", "warn")
	p := &process{cmd: exec.Command(program[0], args...), ended: make(chan struct{})}
	errs, err := p.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	ready := make(chan string, 1)
	go func() {
		defer close(p.ended)
		lines := bufio.NewReader(errs)
		for {
			line, err := lines.ReadBytes('\n')
			var where struct{ NATS string }
			if json.Unmarshal(line, &where) == nil && where.NATS != "" {
				select {
				case ready <- where.NATS:
				default:
				}
			}
			if p.last.Len() < 8<<10 {
				p.last.Write(line)
			}
			if err != nil {
				_, _ = io.Copy(io.Discard, errs)
				_ = p.cmd.Wait() // what it said tells why
				return
			}
		}
	}()
	select {
	case p.nats = <-ready:
		return p, nil
	case <-p.ended:
		return nil, fmt.Errorf("%v has ended: %s", args, p.last.Bytes())
	case <-ctx.Done():
		p.stop()
		return nil, ctx.Err()
	}
}

// stop asks it to end and waits until it has.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it has ended else
	<-p.ended
}

// separate measures the four stages in processes of their own, with a broker in a fifth one.
func separate(ctx context.Context, o PipelineOptions, docs *documents) (_ cost, _ []Value, err error) {
	const name = "separate processes"
	b, err := newBroker(ctx, brokerOptions{program: o.Program})
	if err != nil {
		return cost{}, nil, err
	}
	defer b.close()
	if err := pipeline.Ensure(ctx, b.conn, pipeline.Topology{}); err != nil {
		return cost{}, nil, err
	}
	store, err := newStore(ctx, o.Store, filepath.Join(b.dir, "store", "gouji.db"))
	if err != nil {
		return cost{}, nil, err
	}
	defer store.close()
	peaks := []int{b.process.cmd.Process.Pid}
	for _, stage := range pipeline.Stages() {
		p, err := startProcess(ctx, o.Program, "work", "--stages", stage, "--nats-url", b.process.nats, "--assume-durable",
			"--store", store.dsn, "--admin", "127.0.0.1:0", "--concurrency", fmt.Sprint(o.Workers))
		if err != nil {
			return cost{}, nil, err
		}
		defer p.stop()
		peaks = append(peaks, p.cmd.Process.Pid)
	}
	e, err := watch(b.conn.NC, "gouji.p0.published.receipt.>", seenRoom)
	if err != nil {
		return cost{}, nil, err
	}
	c, err := measure(ctx, &nodeChain{b.conn, e}, docs)
	if err != nil {
		return cost{}, nil, err
	}
	peak := int64(0)
	for _, pid := range peaks {
		peak += peakOf(pid)
	}
	return c, append(c.values(name), Value{name + ", peak memory of all", "MB", float64(peak) / (1 << 20)}), nil
}

// UpOptions say what Up measures.
type UpOptions struct {
	// Program is the command line of this program, without a command.
	Program []string
	// Documents are sent, and the peak of the memory is looked at after First of them and at the end.
	First, Documents int
	// Workers is as in PipelineOptions.
	Workers int
}

// Up measures `gouji up` as a process of its own: everything that it does beside the stages is
// there, and nothing of the benchmark's is in its memory.
func Up(ctx context.Context, o UpOptions) ([]Value, error) {
	docs, err := reports(generatedText, o.Documents, 1)
	if err != nil {
		return nil, err
	}
	defer docs.close()
	dir, err := os.MkdirTemp("", "gouji-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	p, err := startProcess(ctx, o.Program, "up", "--data", dir, "--nats-open", "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0",
		"--concurrency", fmt.Sprint(o.Workers))
	if err != nil {
		return nil, err
	}
	defer p.stop()
	conn, err := pipeline.Connect(ctx, pipeline.ConnectOptions{URL: p.nats, AssumeDurable: true})
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	e, err := watch(conn.NC, "gouji.p0.published.receipt.>", seenRoom)
	if err != nil {
		return nil, err
	}
	first, begun := min(o.First, o.Documents), spentSoFar()
	if err := submitAll(ctx, conn, e, docs, 0, first); err != nil {
		return nil, err
	}
	small, peak := begun.since(first), peakOf(p.cmd.Process.Pid)
	out := append(small.values("first documents")[:3], Value{fmt.Sprintf("peak memory, %d documents", first), "MB", float64(peak) / (1 << 20)})
	if o.Documents <= first {
		return out, nil
	}
	begun = spentSoFar()
	if err := submitAll(ctx, conn, e, docs, first, o.Documents); err != nil {
		return nil, err
	}
	all, most := begun.since(o.Documents-first), peakOf(p.cmd.Process.Pid)
	return append(append(out, all.values("the others")[:3]...),
		Value{fmt.Sprintf("peak memory, %d documents", o.Documents), "MB", float64(most) / (1 << 20)},
		Value{"growth of the peak", "", float64(most) / float64(peak)}), nil
}

// BacklogOptions say what Backlog measures.
type BacklogOptions struct {
	// Documents are those whose rate is measured, Small and Large the submissions that wait when the
	// stages are started.
	Documents, Small, Large int
	// Workers is as in PipelineOptions.
	Workers int
}

// Backlog measures the rate of documents in front of which few and in front of which many
// submissions wait.
func Backlog(ctx context.Context, o BacklogOptions) ([]Value, error) {
	if o.Small < 2*o.Documents || o.Large < o.Small {
		return nil, errors.New("the small backlog is at least twice the documents, the large one at least the small one")
	}
	small, err := backlog(ctx, o, o.Small)
	if err != nil {
		return nil, err
	}
	large, err := backlog(ctx, o, o.Large)
	if err != nil {
		return nil, err
	}
	return append(append(small.values(fmt.Sprintf("%d wait", o.Small))[:3], large.values(fmt.Sprintf("%d wait", o.Large))[:3]...),
		Value{"large backlog of small, rate", "", large.rate / small.rate}, Value{"large backlog of small, processor", "", large.cpu / small.cpu}), nil
}

// backlog submits waiting documents to a broker that does not fsync, starts it anew with fsync, and
// measures the stages on the first ones. Only those that can be reached are reports; what is
// behind them is a line each, which fills the streams as well.
func backlog(ctx context.Context, o BacklogOptions, waiting int) (cost, error) {
	docs, err := newDocuments(waiting, func(i int) ([]byte, error) {
		if i < 4*o.Small {
			return reportOf(generatedText, i, 1)
		}
		return fmt.Appendf(nil, "%d of those that wait\n", i), nil
	})
	if err != nil {
		return cost{}, err
	}
	defer docs.close()
	b, err := newBroker(ctx, brokerOptions{relaxed: true})
	if err != nil {
		return cost{}, err
	}
	defer func() { b.close() }()
	if err := pipeline.Ensure(ctx, b.conn, pipeline.Topology{}); err != nil {
		return cost{}, err
	}
	if err := submitEach(ctx, b.conn, docs, 0, waiting, 4*submitters); err != nil {
		return cost{}, err
	}
	if err := b.again(ctx); err != nil {
		return cost{}, err
	}
	e, err := watch(b.conn.NC, "gouji.p0.published.receipt.>", seenRoom)
	if err != nil {
		return cost{}, err
	}
	run, stop := context.WithCancel(ctx)
	defer stop()
	n := node.New(run, b.node(o.Workers, "sqlite:"+filepath.Join(b.dir, "store", "gouji.db")))
	if err := n.Start(); err != nil {
		return cost{}, err
	}
	warm := o.Documents / 4
	if err := e.wait(ctx, warm); err != nil {
		return cost{}, err
	}
	begun := spentSoFar()
	if err := e.wait(ctx, o.Documents-warm); err != nil {
		return cost{}, err
	}
	c := begun.since(o.Documents - warm)
	stop()
	return c, n.Wait()
}
