package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// nats.go 1.55.0 starts it with the first asynchronous publish (of an object's chunks); where
		// the publisher's clean-up comes first, it waits on a nil channel for ever.
		goleak.IgnoreAnyFunction("github.com/nats-io/nats.go/jetstream.(*jetStream).resetPendingAcksOnReconnect"))
}

// rig is a server, a connection and the topology, in a folder of its own.
type rig struct {
	t      testing.TB
	dir    string
	server *Server
	conn   *Conn
	m      *metrics.Metrics
	reg    *prometheus.Registry
	topo   Topology
}

func newRig(t testing.TB, topo Topology) *rig {
	t.Helper()
	if topo.AckWait == 0 {
		topo.AckWait = 3 * time.Second
	}
	r := newBareRig(t)
	r.topo = topo
	if err := Ensure(r.ctx(), r.conn, topo); err != nil {
		t.Fatal(err)
	}
	return r
}

// newBareRig is a rig without streams.
func newBareRig(t testing.TB) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), reg: prometheus.NewRegistry()}
	r.m = metrics.New(r.reg)
	r.start("127.0.0.1:0")
	t.Cleanup(func() { r.server.Shutdown() })
	r.conn = r.connect()
	return r
}

func (r *rig) start(listen string) {
	r.t.Helper()
	s, err := StartServer(ServerOptions{Dir: r.dir, Listen: listen})
	if err != nil {
		r.t.Fatal(err)
	}
	r.server = s
}

// connect makes a connection that is closed, and seen to be closed, before the server.
func (r *rig) connect() *Conn {
	r.t.Helper()
	closed := make(chan struct{})
	c, err := Connect(r.ctx(), ConnectOptions{URL: r.server.URL(), Embedded: r.server, Closed: func() { close(closed) }})
	if err != nil {
		r.t.Fatal(err)
	}
	c.Use(r.topo)
	r.t.Cleanup(func() { c.Close(); <-closed })
	return c
}

// addr is where the server listens, as host:port.
func (r *rig) addr() string { return strings.TrimPrefix(r.server.URL(), "nats://") }

func (r *rig) ctx() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	r.t.Cleanup(cancel)
	return ctx
}

// work runs stages until the returned function is called, which waits and gives the
// worker's error.
func (r *rig) work(o WorkerOptions, stages ...Stage) (stop func() error) {
	r.t.Helper()
	return r.workOn(r.conn, o, stages...)
}

func (r *rig) workOn(c *Conn, o WorkerOptions, stages ...Stage) (stop func() error) {
	o.Metrics = r.m
	if o.Backoff == nil {
		o.Backoff = func(int) time.Duration { return 5 * time.Millisecond }
	}
	if o.Grace == 0 {
		o.Grace = 3 * time.Second
	}
	if testing.Verbose() {
		o.Log = zerolog.New(zerolog.NewTestWriter(r.t))
	}
	ctx, cancel := context.WithCancel(context.Background())
	errs := make([]error, len(stages))
	var wg sync.WaitGroup
	for i, s := range stages {
		wg.Go(func() { errs[i] = NewWorker(c, s, o).Run(ctx) })
	}
	stop = sync.OnceValue(func() error { cancel(); wg.Wait(); return errors.Join(errs...) })
	r.t.Cleanup(func() { _ = stop() })
	return stop
}

func (r *rig) submit(text string) string {
	r.t.Helper()
	s, err := Submit(r.ctx(), r.conn, "test", toyID([]byte(text)), []byte(text), map[string]string{"Gouji-Source": "https://example.org/"})
	if err != nil {
		r.t.Fatal(err)
	}
	return s.ID
}

// eventually polls until ok holds; it fails after half a minute.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	end := time.After(30 * time.Second)
	for !ok() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("did not come about: %s", what)
		}
	}
}

func (r *rig) waitState(doc string, want State) {
	r.t.Helper()
	eventually(r.t, doc+" "+string(want), func() bool {
		s, _, err := Lookup(r.ctx(), r.conn, doc)
		return err == nil && s == want
	})
}

// idle waits until the given stages have nothing to do.
func (r *rig) idle(stages ...string) {
	r.t.Helper()
	eventually(r.t, "idle", func() bool {
		for _, stage := range stages {
			stream, _, _ := r.conn.Topology().stageStream(stage)
			c, err := r.conn.JS.Consumer(r.ctx(), stream, stage)
			if err != nil || c.CachedInfo().NumPending > 0 || c.CachedInfo().NumAckPending > 0 {
				return false
			}
		}
		return true
	})
}

func (r *rig) status() StatusReport {
	r.t.Helper()
	s, err := Status(r.ctx(), r.conn)
	if err != nil {
		r.t.Fatal(err)
	}
	if s.Accepted != s.Published+s.Dead+s.InFlight+s.Unaccounted {
		r.t.Fatalf("the sum does not hold: %+v", s)
	}
	return s
}

func (r *rig) dead() []Dead {
	r.t.Helper()
	ds, err := ListDead(r.ctx(), r.conn, DeadFilter{})
	if err != nil {
		r.t.Fatal(err)
	}
	return ds
}

func (r *rig) count(stage, outcome string) int {
	return int(testutil.ToFloat64(r.m.Documents.WithLabelValues(stage, outcome)))
}

// messages counts the messages of the log on a subject with wildcards.
func (r *rig) messages(filter string) int {
	r.t.Helper()
	s, err := r.conn.JS.Stream(r.ctx(), r.conn.Topology().LogStream())
	if err != nil {
		r.t.Fatal(err)
	}
	info, err := s.Info(r.ctx(), jetstream.WithSubjectFilter(filter))
	if err != nil {
		r.t.Fatal(err)
	}
	n := 0
	for _, k := range info.State.Subjects {
		n += int(k)
	}
	return n
}

func toyID(data []byte) string {
	sum := sha256.Sum256(data)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:26]
}

// toyDoc, toyReport and toyVerdict are what the toy stages hand on.
type toyDoc struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}
type toyReport struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Year int    `json:"year"`
}
type toyVerdict struct {
	Report   toyReport `json:"report"`
	Findings []string  `json:"findings"`
}

// toy is the four stages with hooks that tests set before they start them.
type toy struct {
	onIngest, onParse, onValidate, onPublish func(ctx context.Context, text string) error

	ingested, parsed, validated, published atomic.Int64
}

func hook(ctx context.Context, n *atomic.Int64, f func(context.Context, string) error, text string) error {
	n.Add(1)
	if f == nil {
		return nil
	}
	return f(ctx, text)
}

func (y *toy) stages() []Stage {
	return []Stage{y.ingest(), y.parse(), y.validate(), y.publish()}
}

func effects(hops []Hop, payload any) ([]Effect, error) {
	data, err := json.Marshal(payload)
	if err != nil {
		return nil, err
	}
	var out []Effect
	for _, h := range hops {
		s, err := h.Subject()
		if err != nil {
			return nil, err
		}
		out = append(out, Effect{Subject: s, Payload: data})
	}
	return out, nil
}

func (y *toy) ingest() Stage {
	return BindRaw(StageIngest, toyID, func(ctx context.Context, r Raw) (toyDoc, error) {
		return toyDoc{ID: r.ID, Text: string(r.Data)}, hook(ctx, &y.ingested, y.onIngest, string(r.Data))
	}, func(d Delivery, out toyDoc) ([]Effect, error) {
		return effects([]Hop{{Partition: d.Partition, Kind: KindIngested, Doc: d.Doc}}, out)
	})
}

func (y *toy) parse() Stage {
	return Bind(StageParse, func(ctx context.Context, in toyDoc) (toyReport, error) {
		return toyReport{ID: in.ID, Text: in.Text, Year: 2023}, hook(ctx, &y.parsed, y.onParse, in.Text)
	}, func(d Delivery, out toyReport) ([]Effect, error) {
		return effects([]Hop{{Partition: d.Partition, Kind: KindParsed, Parser: "1", Year: YearToken(out.Year), Agency: AgencyToken("市政府"), Doc: d.Doc}}, out)
	})
}

func (y *toy) validate() Stage {
	return Bind(StageValidate, func(ctx context.Context, in toyReport) (toyVerdict, error) {
		return toyVerdict{Report: in, Findings: []string{"T4-01"}}, hook(ctx, &y.validated, y.onValidate, in.Text)
	}, func(d Delivery, out toyVerdict) ([]Effect, error) {
		h := d.Hop
		h.Kind, h.RuleSet, h.Basis = KindValidated, "2026_1", NoToken
		return effects([]Hop{h}, out)
	})
}

func (y *toy) publish() Stage {
	return Bind(StagePublish, func(ctx context.Context, in toyVerdict) (toyVerdict, error) {
		return in, hook(ctx, &y.published, y.onPublish, in.Report.Text)
	}, func(d Delivery, out toyVerdict) ([]Effect, error) {
		results, receipt := d.Hop, d.Hop
		results.Kind, receipt.Kind = KindResults, KindReceipt
		return effects([]Hop{results, receipt}, out)
	})
}

// poisonOn fails for good on texts that hold word.
func poisonOn(word string) func(context.Context, string) error {
	return func(_ context.Context, text string) error {
		if strings.Contains(text, word) {
			return fault.Poisonf(fault.NotAReport, "no report")
		}
		return nil
	}
}

func classOf(err error) fault.Class {
	c, _ := fault.ClassOf(err)
	return c
}
