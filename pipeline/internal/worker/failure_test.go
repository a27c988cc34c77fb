package worker_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestPanicEndsAsDeadLetterAndNeighboursPass(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	y := pipelinetest.Toys{OnParse: func(_ context.Context, text string) error {
		if text == "bad" {
			panic("index out of range")
		}
		return nil
	}}
	r.Work(worker.Options{}, y.Stages()...)
	bad := r.Submit("bad")
	var good []string
	for i := range 10 {
		good = append(good, r.Submit(fmt.Sprint("good ", i)))
	}
	for _, doc := range good {
		r.WaitState(doc, client.StatePublished)
	}
	r.WaitState(bad, client.StateDead)
	ds := r.Dead()
	if len(ds) != 1 {
		t.Fatalf("%d dead letters", len(ds))
	}
	d := ds[0]
	if d.Class != fault.Panic || d.Stage != wire.StageParse || d.Doc != bad || !strings.Contains(d.Stack, "onParse") && !strings.Contains(d.Stack, "failure_test") {
		t.Errorf("dead letter %+v", d)
	}
	if len(d.Stack) > 8<<10 || !strings.Contains(d.Reason, "index out of range") || d.Attempts != 1 {
		t.Errorf("reason %q after %d attempts, stack of %d bytes", d.Reason, d.Attempts, len(d.Stack))
	}
	if n := r.Count(wire.StageParse, metrics.OutcomeDead); n != 1 {
		t.Errorf("dead %d", n)
	}
	if n := testutil.ToFloat64(r.Metrics.Dead.WithLabelValues(wire.StageParse, "panic")); n != 1 {
		t.Errorf("gouji_dead_total %v", n)
	}
	r.Idle(wire.Stages()...)
	if s := r.Status(); s.Accepted != 11 || s.Published != 10 || s.Dead != 1 {
		t.Errorf("status %+v", s)
	}
}

func TestTwoPoisonsTwoDeadLetters(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	y := pipelinetest.Toys{OnValidate: pipelinetest.PoisonOn("poison"), OnIngest: pipelinetest.PoisonOn("venom")}
	r.Work(worker.Options{}, y.Stages()...)
	for _, text := range []string{"poison 1", "poison 2", "venom 1", "venom 2"} {
		r.WaitState(r.Submit(text), client.StateDead)
	}
	r.Idle(wire.Stages()...)
	ids := map[string]bool{}
	for _, d := range r.Dead() {
		ids[d.ID] = true
		if got, err := dead.Get(r.Context(), r.Conn, d.ID); err != nil || got.ID != d.ID || got.Class != fault.NotAReport {
			t.Errorf("get %s: %+v, %v", d.ID, got, err)
		}
	}
	if len(ids) != 4 {
		t.Errorf("dead letters %v", ids)
	}
	for _, f := range []struct {
		filter dead.Filter
		want   int
	}{
		{dead.Filter{Stage: wire.StageIngest}, 2}, {dead.Filter{Class: fault.NotAReport}, 4}, {dead.Filter{Class: fault.Panic}, 0},
		{dead.Filter{Limit: 3}, 3}, {dead.Filter{Since: time.Now().Add(time.Hour)}, 0}, {dead.Filter{Since: time.Now().Add(-time.Hour)}, 4},
	} {
		if ds, err := dead.List(r.Context(), r.Conn, f.filter); err != nil || len(ds) != f.want {
			t.Errorf("%+v: %d dead letters, %v", f.filter, len(ds), err)
		}
	}
	if _, err := dead.Get(r.Context(), r.Conn, "gouji_p0-999"); !errors.Is(err, dead.ErrNotFound) {
		t.Errorf("unknown id: %v", err)
	}
	if n := r.Count(wire.StageIngest, metrics.OutcomeRejected); n != 2 {
		t.Errorf("rejected %d", n)
	}
	if s := r.Status(); s.Accepted != 4 || s.Dead != 4 {
		t.Errorf("status %+v", s)
	}
}

// A document that is dead at ingest and comes again is a duplicate, also at the same time.
func TestResubmissionOfTheDeadMakesNoSecondDeadLetter(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	y := pipelinetest.Toys{OnIngest: pipelinetest.PoisonOn("poison")}
	other := r.Connect()
	r.Work(worker.Options{}, y.Ingest())
	r.WorkOn(other, worker.Options{}, y.Ingest()) // a second process
	for range 20 {
		r.Submit("poison")
	}
	r.WaitState(pipelinetest.ToyID([]byte("poison")), client.StateDead)
	r.Idle(wire.StageIngest)
	r.Submit("poison")
	pipelinetest.Eventually(t, "21 outcomes", func() bool {
		return r.Count(wire.StageIngest, metrics.OutcomeRejected) == 1 && r.Count(wire.StageIngest, metrics.OutcomeDuplicate) == 20
	})
	if ds := r.Dead(); len(ds) != 1 {
		t.Errorf("%d dead letters", len(ds))
	}
}

func TestBrokenMessagesOfTheLogEndAsDeadLetters(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Parse())
	env := func(doc, payload string) []byte {
		e, _, err := wire.NewEnvelope(doc, wire.Cause{Stream: wire.SubmitStream, Sequence: 1}, []byte(payload))
		if err != nil {
			t.Fatal(err)
		}
		data, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	good := env("a", `{"id":"a","text":"t"}`)
	for doc, c := range map[string]struct {
		data  []byte
		class fault.Class
	}{
		"truncated": {good[:len(good)/2], fault.Malformed},
		"version":   {[]byte(strings.Replace(string(good), "envelope/v1", "envelope/v4", 1)), fault.SchemaVersion},
		"other":     {good, fault.SchemaInvalid}, // an envelope of document a
		"unknown":   {env("unknown", `{"id":"x","text":"t","more":1}`), fault.SchemaInvalid},
		"digest":    {[]byte(strings.Replace(string(env("digest", `{"id":"1","text":"t"}`)), `"t"`, `"u"`, 1)), fault.DigestMismatch},
	} {
		if _, err := r.Conn.JS.Publish(r.Context(), "gouji.p0.ingested."+doc, c.data); err != nil {
			t.Fatal(err)
		}
		r.WaitState(doc, client.StateDead)
		ds, err := dead.List(r.Context(), r.Conn, dead.Filter{Class: c.class})
		if err != nil || len(ds) == 0 || string(ds[len(ds)-1].Data) != string(c.data) {
			t.Errorf("%s: %d dead letters of class %s, %v", doc, len(ds), c.class, err)
		}
	}
	if n := y.Parsed.Load(); n != 0 {
		t.Errorf("the stage ran %d times", n)
	}
}

// The server takes a literal * in a published subject; the worker does not.
func TestBadProducerTokenEndsAsDeadLetter(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	if _, err := r.Conn.JS.Publish(r.Context(), "gouji.submit.Crawler", []byte("bytes")); err != nil {
		t.Fatal(err)
	}
	pipelinetest.Eventually(t, "a dead letter", func() bool { return len(r.Dead()) == 1 })
	if d := r.Dead()[0]; d.Class != fault.BadSubjectToken || d.Doc != "" || string(d.Data) != "bytes" {
		t.Errorf("dead letter %+v", d)
	}
	if s := r.Status(); s.Accepted != 1 || s.Dead != 1 {
		t.Errorf("status %+v", s)
	}
	// The bytes are not at fault: from a proper producer they are welcome.
	r.WaitState(r.Submit("bytes"), client.StatePublished)
}

// TestBadHeaderEndsAsDeadLetter: the submission dies and its bytes do not.
func TestBadHeaderEndsAsDeadLetter(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	for i, h := range []nats.Header{{"Gouji-Year": {"2023", "2024"}}, {"Gouji-Agency": {strings.Repeat("x", wire.MaxHeaders)}}} {
		if _, err := r.Conn.JS.PublishMsg(r.Context(), &nats.Msg{Subject: "gouji.submit.test", Data: []byte("bytes"), Header: h}); err != nil {
			t.Fatal(err)
		}
		pipelinetest.Eventually(t, "a dead letter", func() bool { return len(r.Dead()) == i+1 })
		if d := r.Dead()[i]; d.Class != fault.BadHeader || d.Doc != "" {
			t.Errorf("dead letter %+v", d)
		}
	}
	r.WaitState(r.Submit("bytes"), client.StatePublished)
}

// TestOddHeadersDecideNothing: what is no UTF-8 is decoded or escaped, and the document goes
// its way.
func TestOddHeadersDecideNothing(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	h := nats.Header{"Gouji-Year": {"\xff"}, "Gouji-Filename": {"\xc4\xea\xb1\xa8.docx"}, "Gouji-Region": {"a", "a"}}
	if _, err := r.Conn.JS.PublishMsg(r.Context(), &nats.Msg{Subject: "gouji.submit.test", Data: []byte("odd"), Header: h}); err != nil {
		t.Fatal(err)
	}
	doc := pipelinetest.ToyID([]byte("odd"))
	r.WaitState(doc, client.StatePublished)
	rec, err := client.AcceptedRecord(r.Context(), r.Conn, doc)
	want := map[string]string{"Gouji-Year": "%FF", "Gouji-Filename": "年报.docx", "Gouji-Region": "a"}
	if err != nil || !maps.Equal(rec.Header, want) {
		t.Errorf("accepted with %q, %v; want %q", rec.Header, err, want)
	}
}

func TestAlteredBlobIsFound(t *testing.T) {
	t.Parallel()
	r := pipelinetest.NewErasable(t, wire.Topology{})
	var y pipelinetest.Toys
	ref, err := r.Conn.Blobs.Put(r.Context(), []byte("right"))
	if err != nil {
		t.Fatal(err)
	}
	os, err := r.Conn.JS.ObjectStore(r.Context(), wire.BlobBucket)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.PutBytes(r.Context(), ref, []byte("wrong")); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Conn.Blobs.Get(r.Context(), ref); pipelinetest.ClassOf(err) != fault.DigestMismatch {
		t.Errorf("read of altered bytes: %v", err)
	}
	e := wire.Envelope{Doc: "a", Cause: wire.Cause{Stream: wire.SubmitStream, Sequence: 1}, Digest: wire.DigestOf([]byte("right")), Size: 5, Ref: ref}
	data, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Conn.JS.Publish(r.Context(), "gouji.p0.ingested.a", data); err != nil {
		t.Fatal(err)
	}
	r.Work(worker.Options{}, y.Parse())
	r.WaitState("a", client.StateDead)
	if d := r.Dead()[0]; d.Class != fault.DigestMismatch {
		t.Errorf("dead letter %+v", d)
	}
	if _, err := r.Conn.Blobs.Put(r.Context(), []byte("right")); err != nil {
		t.Fatal(err)
	}
	if got, err := r.Conn.Blobs.Get(r.Context(), ref); err != nil || string(got) != "right" {
		t.Errorf("a put does not mend it: %q, %v", got, err)
	}
}

func TestRetriesComeWithDelayAndStop(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var asked atomic.Int64
	y := pipelinetest.Toys{OnParse: func(_ context.Context, text string) error {
		if text == "hopeless" {
			return errors.New("the parser's child did not start")
		}
		return nil
	}}
	y.OnValidate = func(context.Context, string) error {
		if y.Validated.Load() < 3 {
			return fault.RetryAfter(10*time.Millisecond, errors.New("ledger is busy"))
		}
		return nil
	}
	r.Work(worker.Options{Backoff: func(attempt int) time.Duration { asked.Add(int64(attempt)); return time.Millisecond }}, y.Stages()...)
	r.WaitState(r.Submit("patient"), client.StatePublished)
	if n := y.Validated.Load(); n != 3 {
		t.Errorf("validate ran %d times", n)
	}
	hopeless := r.Submit("hopeless")
	r.WaitState(hopeless, client.StateDead)
	d := r.Dead()[0]
	if d.Class != fault.AttemptsExhausted || d.Attempts != 8 || !strings.Contains(d.Reason, "child") {
		t.Errorf("dead letter %+v", d)
	}
	if n := y.Parsed.Load(); n != 1+8 {
		t.Errorf("parse ran %d times for a patient and a hopeless document", n)
	}
	if n := r.Count(wire.StageParse, metrics.OutcomeRetry); n != 7 {
		t.Errorf("%d retries", n)
	}
}

// A message that crashes its worker never comes to a decision; the cap works on receipt.
func TestAttemptsAreCountedOnReceipt(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	doc := r.Submit("crashes the worker")
	cons, err := r.Conn.JS.Consumer(r.Context(), wire.SubmitStream, wire.StageIngest)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		m, err := cons.Next()
		if err == nil {
			err = m.Nak()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	r.Work(worker.Options{MaxAttempts: 2}, y.Ingest())
	r.WaitState(doc, client.StateDead)
	if d := r.Dead()[0]; d.Class != fault.AttemptsExhausted || d.Attempts != 3 || y.Ingested.Load() != 0 {
		t.Errorf("%d runs, dead letter %+v", y.Ingested.Load(), d)
	}
}

func TestSkipIsAcknowledgedWithoutEffect(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	y := pipelinetest.Toys{OnValidate: func(context.Context, string) error { return fault.ErrSkip }}
	r.Work(worker.Options{}, y.Stages()...)
	r.Submit("x")
	pipelinetest.Eventually(t, "skipped", func() bool { return r.Count(wire.StageValidate, metrics.OutcomeSkipped) == 1 })
	r.Idle(wire.Stages()...)
	if n := r.Messages("gouji.p0.validated.>"); n != 0 || len(r.Dead()) != 0 {
		t.Errorf("%d effects", n)
	}
}

// A dead letter that cannot be written never loses its message.
func TestDeadLetterThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	y := pipelinetest.Toys{OnParse: pipelinetest.PoisonOn("poison")}
	if err := r.Conn.JS.DeleteStream(r.Context(), wire.DeadStream); err != nil {
		t.Fatal(err)
	}
	r.Work(worker.Options{}, y.Ingest(), y.Parse())
	doc := pipelinetest.ToyID([]byte("poison"))
	m := &nats.Msg{Subject: "gouji.submit.test", Data: []byte("poison")}
	if _, err := r.Conn.JS.PublishMsg(r.Context(), m); err != nil {
		t.Fatal(err)
	}
	failures := r.Metrics.SettleFailures.WithLabelValues(wire.StageParse, "dead_letter")
	pipelinetest.Eventually(t, "a failed dead letter", func() bool { return testutil.ToFloat64(failures) > 0 })
	if err := topology.Ensure(r.Context(), r.Conn, r.Topology); err != nil {
		t.Fatal(err)
	}
	r.WaitState(doc, client.StateDead)
}

func TestOtherPayloadUnderTheSameKeyIsCounted(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	e, _, err := wire.NewEnvelope(pipelinetest.ToyID([]byte("x")), wire.Cause{Stream: wire.SubmitStream, Sequence: 77}, []byte(`{"id":"first","text":"wins"}`))
	if err != nil {
		t.Fatal(err)
	}
	m, err := wire.HopMessage(r.Context(), "gouji.p0.ingested."+e.Doc, e)
	if err != nil {
		t.Fatal(err)
	}
	stop := r.Work(worker.Options{}, worker.BindRaw(wire.StageIngest, pipelinetest.ToyID, func(ctx context.Context, raw worker.Raw) (pipelinetest.ToyDoc, error) {
		_, err := r.Conn.JS.PublishMsg(ctx, m, jetstream.WithExpectLastSequencePerSubject(0)) // another worker is faster
		return pipelinetest.ToyDoc{ID: raw.ID, Text: string(raw.Data)}, err
	}, func(d worker.Delivery, out pipelinetest.ToyDoc) ([]wire.Effect, error) {
		return pipelinetest.Effects([]wire.Hop{{Partition: d.Partition, Kind: wire.KindIngested, Doc: d.Doc}}, out)
	}))
	doc := r.Submit("x")
	r.Idle(wire.StageIngest)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if n := testutil.ToFloat64(r.Metrics.Nondeterminism.WithLabelValues(wire.StageIngest)); n != 1 {
		t.Errorf("counted %v", n)
	}
	got, err := r.Conn.Last(r.Context(), "GOUJI_P0", "gouji.p0.ingested."+doc)
	if err != nil || !strings.Contains(string(got.Data), "wins") {
		t.Errorf("the first one did not win: %v", err)
	}
}
