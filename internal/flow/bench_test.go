package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/pipelinetest"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// bench is a whole system whose marks nobody settles but the test, by a clock of its own.
type bench struct {
	*testing.T
	conn *pipeline.Conn
	flow Flow
	now  atomic.Int64
}

func (b *bench) clock() time.Time { return time.UnixMilli(b.now.Load()) }

func (b *bench) pass(d time.Duration) { b.now.Add(d.Milliseconds()) }

func newBench(t *testing.T) *bench {
	t.Helper()
	return newBenchOf(t, pipeline.Topology{})
}

func newBenchOf(t *testing.T, topo pipeline.Topology) *bench {
	t.Helper()
	b := &bench{T: t}
	b.now.Store(time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC).UnixMilli())
	dir := t.TempDir()
	server, err := pipeline.StartServer(pipeline.ServerOptions{Dir: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Shutdown)
	if b.conn, err = pipeline.Connect(t.Context(), pipeline.ConnectOptions{URL: server.URL(), Embedded: server}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.conn.Close)
	if err := pipeline.Ensure(t.Context(), b.conn, topo); err != nil {
		t.Fatal(err)
	}
	checker, err := check.New(check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(checker.Close)
	store, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(dir, "g.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	b.flow = Flow{Checker: checker, Conn: b.conn, Metrics: metrics.New(prometheus.NewRegistry()), Publish: publish.New(store), Clock: b.clock, Judged: new(Judged)}
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	t.Cleanup(func() { stop(); all.Wait() })
	for _, s := range b.flow.Stages() {
		w := pipeline.NewWorker(b.conn, s, pipeline.WorkerOptions{Metrics: b.flow.Metrics, Concurrency: 4})
		all.Go(func() { _ = w.Run(ctx) })
	}
	return b
}

func (b *bench) settler(name string) *Settler {
	return &Settler{Flow: b.flow, Name: name, Quiet: DefaultQuiet, Longest: DefaultLongest, Clock: b.clock}
}

// submit submits documents and waits until each has a verdict and no stage anything to do.
func (b *bench) submit(docs ...[]byte) (ids []string) {
	b.Helper()
	for _, d := range docs {
		id := report.DocumentID(d)
		if _, err := pipeline.Submit(b.Context(), b.conn, "test", id, d, nil); err != nil {
			b.Fatal(err)
		}
		ids = append(ids, id)
	}
	b.idle()
	return ids
}

func (b *bench) idle() {
	b.Helper()
	pipelinetest.Eventually(b.T, "nothing to do", func() bool {
		s, err := pipeline.Status(b.Context(), b.conn)
		if err != nil {
			b.Fatal(err)
		}
		busy := slices.ContainsFunc(s.Stages, func(st pipeline.StageStatus) bool { return st.Lag > 0 || st.AckPending > 0 })
		return !busy && s.InFlight == 0
	})
}

// settle runs settlers at once and returns how many marks they found.
func (b *bench) settle(s ...*Settler) int {
	b.Helper()
	var all sync.WaitGroup
	found := make([]int, len(s))
	for i := range s {
		all.Go(func() {
			var err error
			if found[i], err = s[i].Once(b.Context()); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
	b.idle()
	return slices.Max(found)
}

// count is how many messages of a kind a document has, "" for all documents.
func (b *bench) count(kind pipeline.Kind, doc string) int {
	b.Helper()
	n, err := client.Count(b.Context(), b.conn, pipeline.Hop{Kind: kind, Doc: doc})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func (b *bench) read(kind string) float64 {
	return testutil.ToFloat64(b.flow.Metrics.NeighbourReads.WithLabelValues(kind))
}

func (b *bench) marks() map[string]state.Mark {
	b.Helper()
	m, err := state.NewPending(b.conn).All(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// versions are n documents that say the same report, the last of them first, so that each that
// comes is before those that are there.
func versions(t *testing.T, seed uint64, n int) (docs [][]byte) {
	t.Helper()
	p, err := generate.PairOf(seed, 2022, generate.HTMLClean, false, false)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		docs = append(docs, fmt.Appendf(slices.Clone(p.Old.Data), "<!-- %d -->", i))
	}
	slices.SortFunc(docs, func(a, b []byte) int { return strings.Compare(report.DocumentID(b), report.DocumentID(a)) })
	return docs
}

// like holds the last verdicts against those of a check of all documents together.
func (b *bench) like(docs [][]byte) {
	b.Helper()
	direct := func(yield func(check.Document) bool) {
		for _, d := range docs {
			if !yield(check.Document{Data: d}) {
				return
			}
		}
	}
	for want, err := range b.flow.Checker.All(b.Context(), len(docs), direct) {
		if err != nil {
			b.Fatal(err)
		}
		_, payload, err := pipeline.Lookup(b.Context(), b.conn, want.Report.ID)
		if err != nil || payload == nil {
			b.Fatalf("%s has no verdict: %v", want.Report.ID, err)
		}
		var got report.Check
		if err := json.Unmarshal(payload, &got); err != nil {
			b.Fatal(err)
		}
		if d := cmp.Diff(want.Findings, got.Findings) + cmp.Diff(want.Correction, got.Correction) + cmp.Diff(want.Rules, got.Rules); d != "" {
			b.Errorf("%s ends otherwise than in a check of the folder:\n%.2000s", want.Report.ID, d)
		}
	}
}
