package access_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/rs/zerolog"

	access "github.com/gouji/gouji/deploy/nats"
	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
)

// system is gouji at a place: every part of it on a connection of its own role.
type system struct {
	*place
	log     *refusals
	metrics *metrics.Metrics
	broken  atomic.Bool // ingest and parse refuse what says "broken"
}

func newSystem(t *testing.T) *system {
	t.Helper()
	s := &system{place: newPlace(t), log: &refusals{}, metrics: metrics.New(prometheus.NewRegistry())}
	// A log from which the server lets somebody delete: the permissions alone guard it.
	if err := pipeline.Ensure(within(t, 20*time.Second), s.as("deploy"), pipeline.Topology{Deletable: true}); err != nil {
		t.Fatal(err)
	}
	return s
}

// as connects as a role does, with its seed, its inbox and the authority.
func (s *system) as(role string) *pipeline.Conn {
	s.t.Helper()
	closed := make(chan struct{})
	c, err := pipeline.Connect(within(s.t, 20*time.Second), pipeline.ConnectOptions{
		URL: s.url, NKey: s.seed(role), CA: s.ca(), InboxPrefix: access.InboxPrefix(role), Name: role, AssumeDurable: true,
		Log: zerolog.New(s.log).With().Str("role", role).Logger(), Closed: func() { close(closed) },
	})
	if err != nil {
		s.t.Fatalf("connect as %s: %v", role, err)
	}
	s.t.Cleanup(func() { c.Close(); <-closed })
	return c
}

// refusals keeps what the connections log about permissions.
type refusals struct {
	mu    sync.Mutex
	lines []string
}

func (r *refusals) Write(b []byte) (int, error) {
	if strings.Contains(strings.ToLower(string(b)), "permissions violation") {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.lines = append(r.lines, string(b))
	}
	return len(b), nil
}

func (r *refusals) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.lines...)
}

// paper is what the stages hand on: the whole text, so that a long report goes through
// the object store at every hop, and by whom, so that it is another object each time.
type paper struct {
	Text string `json:"text"`
	By   string `json:"by"`
}

func docID(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:13])
}

// read is what every stage does: a text that says "broken at <stage>" is refused there.
func (s *system) read(stage, text string) (paper, error) {
	if s.broken.Load() && strings.Contains(text, "broken at "+stage) {
		return paper{}, fault.Poisonf(fault.Malformed, "it says so")
	}
	return paper{text, stage}, nil
}

// stages are four simple stages that touch what the true ones touch.
func (s *system) stages(c map[string]*pipeline.Conn) []pipeline.Stage {
	return []pipeline.Stage{
		pipeline.BindRaw("ingest", docID, func(_ context.Context, r pipeline.Raw) (paper, error) {
			return s.read("ingest", string(r.Data))
		}, emit(pipeline.KindIngested)),
		pipeline.Bind("parse", func(_ context.Context, p paper) (paper, error) { return s.read("parse", p.Text) }, emit(pipeline.KindParsed)),
		pipeline.BindPlaced("validate", func(ctx context.Context, d pipeline.Delivery, p paper) (paper, error) {
			e := state.Entry{Doc: d.Doc, Subject: d.Subject, Sequence: d.Sequence}
			if _, _, err := state.NewLedger(c["validate"]).Put(ctx, "issuer", 2023, e); err != nil {
				return p, err
			}
			if err := judgedAgain(ctx, c["validate"], c["door"], d.Subject, d.Doc); err != nil {
				return p, err
			}
			return s.read("validate", p.Text)
		}, emit(pipeline.KindValidated)),
		pipeline.BindPlaced("publish", func(ctx context.Context, d pipeline.Delivery, p paper) (paper, error) {
			raw, err := pipeline.RawDocument(ctx, c["publish"], d.Doc)
			if err != nil {
				return p, err
			}
			if string(raw) != p.Text {
				return p, errors.New("the text is not that of the raw bytes")
			}
			return s.read("publish", p.Text)
		}, published),
	}
}

// published puts what is read beside the receipt, where it is not too large.
func published(d pipeline.Delivery, p paper) ([]pipeline.Effect, error) {
	both, err := emit(pipeline.KindResults, pipeline.KindReceipt)(d, p)
	if err != nil || !pipeline.GoesBeside(both[0].Payload) {
		return both, err
	}
	both[1].Payload, both[1].Beside = []byte(`{}`), both[0].Payload
	return both[1:], nil
}

// judgedAgain touches what the settler does, and what a door does that waits for it.
func judgedAgain(ctx context.Context, validate, door *pipeline.Conn, subject, doc string) error {
	marks := state.NewPending(validate)
	if err := marks.Add(ctx, doc, []string{doc}, time.Now()); err != nil {
		return err
	}
	if _, err := state.NewPending(door).All(ctx); err != nil {
		return err
	}
	if _, _, err := client.LastMessage(ctx, validate, subject); err != nil { // the report itself
		return err
	}
	if _, err := client.Exists(ctx, validate, subject); err != nil {
		return err
	}
	_, revision, err := marks.Get(ctx, doc)
	if err != nil {
		return err
	}
	if err := marks.Remove(ctx, doc, revision); err != nil {
		return err
	}
	if _, left, err := marks.Get(ctx, doc); err != nil || left != 0 {
		return errors.Join(err, errors.New("the mark is still there"))
	}
	return nil
}

func emit(kinds ...pipeline.Kind) func(pipeline.Delivery, paper) ([]pipeline.Effect, error) {
	return func(d pipeline.Delivery, p paper) (out []pipeline.Effect, err error) {
		for _, k := range kinds {
			e, err := effect(k, d.Doc, "r", p)
			if err != nil {
				return nil, err
			}
			out = append(out, e)
		}
		return out, nil
	}
}

func effect(k pipeline.Kind, doc, rules string, p paper) (pipeline.Effect, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return pipeline.Effect{}, err
	}
	subject, err := pipeline.Hop{Partition: "p0", Kind: k, Doc: doc, Parser: "v", Year: "2023", Agency: "none", RuleSet: rules, Basis: "0"}.Subject()
	return pipeline.Effect{Subject: subject, Payload: body}, err
}

// work runs stages, each on a connection of its role, until the test ends.
func (s *system) work(names ...string) {
	s.t.Helper()
	conns := map[string]*pipeline.Conn{"door": s.as("door")}
	for _, name := range names {
		conns[name] = s.as(name)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for _, st := range s.stages(conns) {
		c := conns[st.Name()]
		if c == nil {
			continue
		}
		if err := pipeline.Ready(within(s.t, 10*time.Second), c); err != nil {
			s.t.Errorf("%s is not ready: %v", st.Name(), err)
		}
		w := pipeline.NewWorker(c, st, pipeline.WorkerOptions{Metrics: s.metrics, Log: zerolog.New(s.log)})
		wg.Go(func() {
			if err := w.Run(ctx); err != nil {
				s.t.Errorf("%s: %v", st.Name(), err)
			}
		})
	}
	s.t.Cleanup(func() { cancel(); wg.Wait() })
}

// submit publishes as a producer does, with a plain JetStream client.
func (s *system) submit(nc *nats.Conn, producer string, raw []byte) string {
	s.t.Helper()
	js, err := jetstream.New(nc)
	if err != nil {
		s.t.Fatal(err)
	}
	ack, err := js.Publish(within(s.t, 10*time.Second), "gouji.submit."+producer, raw)
	if err != nil || ack.Stream != pipeline.SubmitStream {
		s.t.Fatalf("submit as %s: %+v, %v", producer, ack, err)
	}
	return docID(raw)
}

// ends hears, as the door, of documents that end.
func (s *system) ends(c *pipeline.Conn) <-chan *nats.Msg {
	ch := make(chan *nats.Msg, 64)
	for _, subject := range []string{"gouji.*.published.receipt.>", "gouji.dead.>"} {
		if _, err := c.NC.ChanSubscribe(subject, ch); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := c.NC.Flush(); err != nil {
		s.t.Fatal(err)
	}
	return ch
}

// next waits for the end of a document, on a subject that holds want. A subscription also
// hears what the log then refuses, as the second receipt of a duplicate is.
func (s *system) next(ends <-chan *nats.Msg, want, doc string) {
	s.t.Helper()
	timeout := time.After(30 * time.Second)
	for {
		select {
		case m := <-ends:
			if strings.Contains(m.Subject, doc) && strings.Contains(m.Subject, want) {
				return
			}
		case <-timeout:
			s.t.Fatalf("nothing came of %s, want %s; refused: %v", doc, want, s.log.all())
		}
	}
}

func TestEveryRoleCanDoItsWork(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	s.broken.Store(true)
	ctx := within(t, 90*time.Second)
	door, crawler := s.as("door"), s.client("crawler")
	ends := s.ends(door)

	s.work("ingest")
	raw := generate.HTML100K().Data
	doc := s.submit(crawler, "crawler", raw)
	s.audit(ctx)
	s.work("parse", "validate", "publish")
	s.next(ends, "published.receipt", doc)
	s.wantState(ctx, door, doc, pipeline.StatePublished)
	if again, err := pipeline.Submit(ctx, door, "cli", doc, raw, nil); err != nil || !again.Duplicate {
		t.Errorf("the door submits: %+v, %v", again, err)
	}
	s.again(ctx)

	var broken []string
	for _, stage := range pipeline.Stages() {
		// 100 KB is one chunk of the object store; the last one, 4 MB, is above what it sends
		// without flow control.
		size := 100 << 10
		if stage == pipeline.StagePublish {
			size = 4 << 20
		}
		text := []byte("broken at " + stage + strings.Repeat(" and long", size/9))
		if stage == "ingest" {
			broken = append(broken, s.submit(s.client("platform"), "platform", text))
		} else if got, err := pipeline.Submit(ctx, door, "cli", docID(text), text, nil); err != nil {
			t.Fatal(err)
		} else {
			broken = append(broken, got.ID)
		}
		id := broken[len(broken)-1]
		s.next(ends, "gouji.dead."+stage+".malformed", id)
		s.wantState(ctx, door, id, pipeline.StateDead)
	}
	s.console(ctx)

	s.broken.Store(false)
	replay := s.as("replay")
	dead, err := pipeline.ListDead(ctx, replay, pipeline.DeadFilter{})
	if err != nil || len(dead) != 4 {
		t.Fatalf("the replay role lists %d dead letters, %v", len(dead), err)
	}
	for i, d := range dead {
		if err := pipeline.Replay(ctx, replay, d.ID); err != nil {
			t.Fatal(err)
		}
		s.next(ends, "published.receipt", broken[i])
		s.wantState(ctx, door, broken[i], pipeline.StatePublished)
	}
	s.judgeAgain(ctx, replay)
	s.rules(ctx, door)
	if lines := s.log.all(); len(lines) > 0 {
		t.Errorf("refused: %s", strings.Join(lines, "\n"))
	}
}

// wantState waits for a document's state: a subscription hears of an end a moment before
// the log holds it.
func (s *system) wantState(ctx context.Context, c *pipeline.Conn, doc string, want pipeline.State) {
	s.t.Helper()
	eventually(s.t, doc+" is "+string(want), func() bool {
		got, results, err := pipeline.Lookup(ctx, c, doc)
		if err != nil {
			s.t.Fatalf("look up %s: %v", doc, err)
		}
		return got == want && (want == pipeline.StatePublished) == strings.Contains(string(results), `"by":"publish"`)
	})
}

// audit is the monitor's: one report waits for parse.
func (s *system) audit(ctx context.Context) {
	s.t.Helper()
	m := metrics.New(prometheus.NewRegistry())
	auditing, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	conn := s.as("monitor")
	go func() {
		done <- pipeline.NewAuditor(conn, pipeline.AuditorOptions{Interval: 20 * time.Millisecond, Metrics: m}).Run(auditing)
	}()
	eventually(s.t, "the audit", func() bool {
		waits := testutil.ToFloat64(m.LagMessages.WithLabelValues("parse")) == 1 && testutil.ToFloat64(m.LagSeconds.WithLabelValues("parse")) > 0
		return waits || testutil.ToFloat64(m.AuditErrors) > 0
	})
	stop()
	if err := <-done; err != nil || testutil.ToFloat64(m.AuditErrors) != 0 {
		s.t.Errorf("the monitor's audit failed: %v", err)
	}
}

// again puts every hop into the log a second time: the stages find their effects there,
// read them back and call it a duplicate.
func (s *system) again(ctx context.Context) {
	s.t.Helper()
	c := s.as("replay")
	log, err := c.JS.Stream(ctx, "GOUJI_P0")
	if err != nil {
		s.t.Fatal(err)
	}
	for stage, subject := range map[string]string{"parse": "gouji.p0.ingested.*", "validate": "gouji.p0.parsed.>", "publish": "gouji.p0.validated.>"} {
		m, err := log.GetLastMsgForSubject(ctx, subject)
		if err != nil {
			s.t.Fatal(err)
		}
		m.Header.Del("Nats-Expected-Last-Subject-Sequence") // it was the first one
		if _, err := c.JS.PublishMsg(ctx, &nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Data}); err != nil {
			s.t.Fatal(err)
		}
		eventually(s.t, "a duplicate at "+stage, func() bool {
			return testutil.ToFloat64(s.metrics.Documents.WithLabelValues(stage, metrics.OutcomeDuplicate)) >= 1
		})
	}
}

// console is `gouji status`, `gouji dead list` and `gouji dead show`.
func (s *system) console(ctx context.Context) {
	s.t.Helper()
	c := s.as("console")
	st, err := pipeline.Status(ctx, c)
	if err != nil || st.Published != 1 || st.Dead != 4 || st.Unaccounted != 0 {
		s.t.Errorf("status %+v, %v", st, err)
	}
	for _, stage := range st.Stages {
		if stage.Workers != 1 {
			s.t.Errorf("%s: %d workers answered", stage.Stage, stage.Workers)
		}
	}
	dead, err := pipeline.ListDead(ctx, c, pipeline.DeadFilter{})
	if err != nil || len(dead) != 4 {
		s.t.Fatalf("the console lists %d dead letters, %v", len(dead), err)
	}
	if d, err := pipeline.GetDead(ctx, c, dead[1].ID); err != nil || d.Stage != "parse" {
		s.t.Errorf("dead letter %+v, %v", d, err)
	}
}

// judgeAgain is `gouji replay --publish`, and `gouji ledger rebuild` after the ledger was
// thrown away, which only deploy may.
func (s *system) judgeAgain(ctx context.Context, c *pipeline.Conn) {
	s.t.Helper()
	n := 0
	err := state.ScanParsed(ctx, c, 2023, func(p state.Parsed) error {
		n++
		payload, err := p.Payload(ctx)
		if err != nil {
			return err
		}
		var read paper
		if err := json.Unmarshal(payload, &read); err != nil {
			return err
		}
		e, err := effect(pipeline.KindValidated, p.Hop.Doc, "r2", paper{read.Text, "replay"})
		if err == nil {
			_, err = p.Commit(ctx, e)
		}
		return err
	})
	// Five documents, and of three of them a hop that stands twice in the log.
	if err != nil || n < 5 {
		s.t.Fatalf("judged %d reports again, %v", n, err)
	}
	deploy := s.as("deploy")
	if err := deploy.JS.DeleteKeyValue(ctx, state.LedgerBucket); err != nil {
		s.t.Fatal(err)
	}
	if err := pipeline.Ensure(ctx, deploy, pipeline.Topology{}); err != nil {
		s.t.Fatal(err)
	}
	ledger := state.NewLedger(c)
	_, err = ledger.RebuildAll(ctx, func([]byte) ([]state.Place, state.Figures) {
		return []state.Place{{Key: "issuer", Year: 2023}}, state.Figures{}
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if r, err := ledger.Get(ctx, "issuer"); err != nil || len(r[2023]) != 5 {
		s.t.Errorf("the ledger was rebuilt with %d entries, %v", len(r[2023]), err)
	}
}

// rules puts rules in force as deploy; validate and the door hear of them.
func (s *system) rules(ctx context.Context, door *pipeline.Conn) {
	s.t.Helper()
	deploy := s.as("deploy")
	if err := state.PutRules(ctx, deploy, []byte("set: r2")); err != nil {
		s.t.Fatal(err)
	}
	for _, c := range []*pipeline.Conn{s.as("validate"), door} {
		watching, stop := context.WithCancel(ctx)
		var heard state.RulesFile
		err := state.WatchRules(watching, c, func(f state.RulesFile) { heard = f; stop() })
		stop()
		if err != nil || string(heard.Data) != "set: r2" {
			s.t.Errorf("rules %q, %v", heard.Data, err)
		}
	}
	for role, c := range map[string]*pipeline.Conn{"deploy": deploy, "door": door, "replay": s.as("replay"), "validate": s.as("validate")} {
		if f, err := state.ActiveRules(ctx, c); err != nil || f.Revision == 0 {
			s.t.Errorf("%s reads the rules: %v", role, err)
		}
	}
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
