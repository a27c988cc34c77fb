package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
)

func TestPanicEndsAsDeadLetterAndNeighboursPass(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	y := toy{onParse: func(_ context.Context, text string) error {
		if text == "bad" {
			panic("index out of range")
		}
		return nil
	}}
	r.work(WorkerOptions{}, y.stages()...)
	bad := r.submit("bad")
	var good []string
	for i := range 10 {
		good = append(good, r.submit(fmt.Sprint("good ", i)))
	}
	for _, doc := range good {
		r.waitState(doc, StatePublished)
	}
	r.waitState(bad, StateDead)
	ds := r.dead()
	if len(ds) != 1 {
		t.Fatalf("%d dead letters", len(ds))
	}
	d := ds[0]
	if d.Class != fault.Panic || d.Stage != StageParse || d.Doc != bad || !strings.Contains(d.Stack, "onParse") && !strings.Contains(d.Stack, "failure_test") {
		t.Errorf("dead letter %+v", d)
	}
	if len(d.Stack) > 8<<10 || !strings.Contains(d.Reason, "index out of range") || d.Attempts != 1 {
		t.Errorf("reason %q after %d attempts, stack of %d bytes", d.Reason, d.Attempts, len(d.Stack))
	}
	if n := r.count(StageParse, metrics.OutcomeDead); n != 1 {
		t.Errorf("dead %d", n)
	}
	if n := testutil.ToFloat64(r.m.Dead.WithLabelValues(StageParse, "panic")); n != 1 {
		t.Errorf("gouji_dead_total %v", n)
	}
	r.idle(Stages()...)
	if s := r.status(); s.Accepted != 11 || s.Published != 10 || s.Dead != 1 {
		t.Errorf("status %+v", s)
	}
}

func TestTwoPoisonsTwoDeadLetters(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	y := toy{onValidate: poisonOn("poison"), onIngest: poisonOn("venom")}
	r.work(WorkerOptions{}, y.stages()...)
	for _, text := range []string{"poison 1", "poison 2", "venom 1", "venom 2"} {
		r.waitState(r.submit(text), StateDead)
	}
	r.idle(Stages()...)
	ids := map[string]bool{}
	for _, d := range r.dead() {
		ids[d.ID] = true
		if got, err := GetDead(r.ctx(), r.conn, d.ID); err != nil || got.ID != d.ID || got.Class != fault.NotAReport {
			t.Errorf("get %s: %+v, %v", d.ID, got, err)
		}
	}
	if len(ids) != 4 {
		t.Errorf("dead letters %v", ids)
	}
	for _, f := range []struct {
		filter DeadFilter
		want   int
	}{
		{DeadFilter{Stage: StageIngest}, 2}, {DeadFilter{Class: fault.NotAReport}, 4}, {DeadFilter{Class: fault.Panic}, 0},
		{DeadFilter{Limit: 3}, 3}, {DeadFilter{Since: time.Now().Add(time.Hour)}, 0}, {DeadFilter{Since: time.Now().Add(-time.Hour)}, 4},
	} {
		if ds, err := ListDead(r.ctx(), r.conn, f.filter); err != nil || len(ds) != f.want {
			t.Errorf("%+v: %d dead letters, %v", f.filter, len(ds), err)
		}
	}
	if _, err := GetDead(r.ctx(), r.conn, "gouji_p0-999"); !errors.Is(err, ErrNoDead) {
		t.Errorf("unknown id: %v", err)
	}
	if n := r.count(StageIngest, metrics.OutcomeRejected); n != 2 {
		t.Errorf("rejected %d", n)
	}
	if s := r.status(); s.Accepted != 4 || s.Dead != 4 {
		t.Errorf("status %+v", s)
	}
}

// A document that is dead at ingest and comes again is a duplicate, also at the same time.
func TestResubmissionOfTheDeadMakesNoSecondDeadLetter(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	y := toy{onIngest: poisonOn("poison")}
	other := r.connect()
	r.work(WorkerOptions{}, y.ingest())
	r.workOn(other, WorkerOptions{}, y.ingest()) // a second process
	for range 20 {
		r.submit("poison")
	}
	r.waitState(toyID([]byte("poison")), StateDead)
	r.idle(StageIngest)
	r.submit("poison")
	eventually(t, "21 outcomes", func() bool {
		return r.count(StageIngest, metrics.OutcomeRejected) == 1 && r.count(StageIngest, metrics.OutcomeDuplicate) == 20
	})
	if ds := r.dead(); len(ds) != 1 {
		t.Errorf("%d dead letters", len(ds))
	}
}

func TestBrokenMessagesOfTheLogEndAsDeadLetters(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	r.work(WorkerOptions{}, y.parse())
	env := func(doc, payload string) []byte {
		e, _, err := NewEnvelope(doc, Cause{Stream: SubmitStream, Sequence: 1}, []byte(payload))
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
		"version":   {[]byte(strings.Replace(string(good), "envelope/v1", "envelope/v2", 1)), fault.SchemaVersion},
		"other":     {good, fault.SchemaInvalid}, // an envelope of document a
		"unknown":   {env("unknown", `{"id":"x","text":"t","more":1}`), fault.SchemaInvalid},
		"digest":    {[]byte(strings.Replace(string(env("digest", `{"id":"1","text":"t"}`)), `"t"`, `"u"`, 1)), fault.DigestMismatch},
	} {
		if _, err := r.conn.JS.Publish(r.ctx(), "gouji.p0.ingested."+doc, c.data); err != nil {
			t.Fatal(err)
		}
		r.waitState(doc, StateDead)
		ds, err := ListDead(r.ctx(), r.conn, DeadFilter{Class: c.class})
		if err != nil || len(ds) == 0 || string(ds[len(ds)-1].Data) != string(c.data) {
			t.Errorf("%s: %d dead letters of class %s, %v", doc, len(ds), c.class, err)
		}
	}
	if n := y.parsed.Load(); n != 0 {
		t.Errorf("the stage ran %d times", n)
	}
}

// The server takes a literal * in a published subject; the worker does not.
func TestBadProducerTokenEndsAsDeadLetter(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	r.work(WorkerOptions{}, y.stages()...)
	if _, err := r.conn.JS.Publish(r.ctx(), "gouji.submit.Crawler", []byte("bytes")); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a dead letter", func() bool { return len(r.dead()) == 1 })
	if d := r.dead()[0]; d.Class != fault.BadSubjectToken || d.Doc != "" || string(d.Data) != "bytes" {
		t.Errorf("dead letter %+v", d)
	}
	if s := r.status(); s.Accepted != 1 || s.Dead != 1 {
		t.Errorf("status %+v", s)
	}
	// The bytes are not at fault: from a proper producer they are welcome.
	r.waitState(r.submit("bytes"), StatePublished)
}

func TestBadHeaderEndsAsDeadLetter(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	r.work(WorkerOptions{}, y.stages()...)
	for i, h := range []nats.Header{{"Gouji-Year": {"2023", "2024"}}, {"Gouji-Year": {"\xff"}}, {"Gouji-Agency": {strings.Repeat("x", maxHeaders)}}} {
		if _, err := r.conn.JS.PublishMsg(r.ctx(), &nats.Msg{Subject: "gouji.submit.test", Data: []byte("bytes"), Header: h}); err != nil {
			t.Fatal(err)
		}
		eventually(t, "a dead letter", func() bool { return len(r.dead()) == i+1 })
		if d := r.dead()[i]; d.Class != fault.BadHeader || d.Doc != "" {
			t.Errorf("dead letter %+v", d)
		}
	}
	if _, err := Submit(r.ctx(), r.conn, "test", "a", nil, map[string]string{"Gouji-Year": "\xff"}); classOf(err) != fault.BadHeader {
		t.Errorf("the door takes it: %v", err)
	}
}

func TestAlteredBlobIsFound(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	ref, err := r.conn.Blobs.Put(r.ctx(), []byte("right"))
	if err != nil {
		t.Fatal(err)
	}
	os, err := r.conn.JS.ObjectStore(r.ctx(), BlobBucket)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.PutBytes(r.ctx(), ref, []byte("wrong")); err != nil {
		t.Fatal(err)
	}
	if _, err := r.conn.Blobs.Get(r.ctx(), ref); classOf(err) != fault.DigestMismatch {
		t.Errorf("read of altered bytes: %v", err)
	}
	e := Envelope{Doc: "a", Cause: Cause{Stream: SubmitStream, Sequence: 1}, Digest: digestOf([]byte("right")), Size: 5, Ref: ref}
	data, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.conn.JS.Publish(r.ctx(), "gouji.p0.ingested.a", data); err != nil {
		t.Fatal(err)
	}
	r.work(WorkerOptions{}, y.parse())
	r.waitState("a", StateDead)
	if d := r.dead()[0]; d.Class != fault.DigestMismatch {
		t.Errorf("dead letter %+v", d)
	}
	if _, err := r.conn.Blobs.Put(r.ctx(), []byte("right")); err != nil {
		t.Fatal(err)
	}
	if got, err := r.conn.Blobs.Get(r.ctx(), ref); err != nil || string(got) != "right" {
		t.Errorf("a put does not mend it: %q, %v", got, err)
	}
}

func TestRetriesComeWithDelayAndStop(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var asked atomic.Int64
	y := toy{onParse: func(_ context.Context, text string) error {
		if text == "hopeless" {
			return errors.New("the parser's child did not start")
		}
		return nil
	}}
	y.onValidate = func(context.Context, string) error {
		if y.validated.Load() < 3 {
			return fault.RetryAfter(10*time.Millisecond, errors.New("ledger is busy"))
		}
		return nil
	}
	r.work(WorkerOptions{Backoff: func(attempt int) time.Duration { asked.Add(int64(attempt)); return time.Millisecond }}, y.stages()...)
	r.waitState(r.submit("patient"), StatePublished)
	if n := y.validated.Load(); n != 3 {
		t.Errorf("validate ran %d times", n)
	}
	hopeless := r.submit("hopeless")
	r.waitState(hopeless, StateDead)
	d := r.dead()[0]
	if d.Class != fault.AttemptsExhausted || d.Attempts != 8 || !strings.Contains(d.Reason, "child") {
		t.Errorf("dead letter %+v", d)
	}
	if n := y.parsed.Load(); n != 1+8 {
		t.Errorf("parse ran %d times for a patient and a hopeless document", n)
	}
	if n := r.count(StageParse, metrics.OutcomeRetry); n != 7 {
		t.Errorf("%d retries", n)
	}
}

// A message that crashes its worker never comes to a decision; the cap works on receipt.
func TestAttemptsAreCountedOnReceipt(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	doc := r.submit("crashes the worker")
	cons, err := r.conn.JS.Consumer(r.ctx(), SubmitStream, StageIngest)
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
	r.work(WorkerOptions{MaxAttempts: 2}, y.ingest())
	r.waitState(doc, StateDead)
	if d := r.dead()[0]; d.Class != fault.AttemptsExhausted || d.Attempts != 3 || y.ingested.Load() != 0 {
		t.Errorf("%d runs, dead letter %+v", y.ingested.Load(), d)
	}
}

func TestSkipIsAcknowledgedWithoutEffect(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	y := toy{onValidate: func(context.Context, string) error { return fault.ErrSkip }}
	r.work(WorkerOptions{}, y.stages()...)
	r.submit("x")
	eventually(t, "skipped", func() bool { return r.count(StageValidate, metrics.OutcomeSkipped) == 1 })
	r.idle(Stages()...)
	if n := r.messages("gouji.p0.validated.>"); n != 0 || len(r.dead()) != 0 {
		t.Errorf("%d effects", n)
	}
}

// A dead letter that cannot be written never loses its message.
func TestDeadLetterThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	y := toy{onParse: poisonOn("poison")}
	if err := r.conn.JS.DeleteStream(r.ctx(), DeadStream); err != nil {
		t.Fatal(err)
	}
	r.work(WorkerOptions{}, y.ingest(), y.parse())
	doc := toyID([]byte("poison"))
	m := &nats.Msg{Subject: "gouji.submit.test", Data: []byte("poison")}
	if _, err := r.conn.JS.PublishMsg(r.ctx(), m); err != nil {
		t.Fatal(err)
	}
	failures := r.m.SettleFailures.WithLabelValues(StageParse, "dead_letter")
	eventually(t, "a failed dead letter", func() bool { return testutil.ToFloat64(failures) > 0 })
	if err := Ensure(r.ctx(), r.conn, r.topo); err != nil {
		t.Fatal(err)
	}
	r.waitState(doc, StateDead)
}

func TestOtherPayloadUnderTheSameKeyIsCounted(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	e, _, err := NewEnvelope(toyID([]byte("x")), Cause{Stream: SubmitStream, Sequence: 77}, []byte(`{"id":"first","text":"wins"}`))
	if err != nil {
		t.Fatal(err)
	}
	m, err := hopMessage(r.ctx(), "gouji.p0.ingested."+e.Doc, e)
	if err != nil {
		t.Fatal(err)
	}
	stop := r.work(WorkerOptions{}, BindRaw(StageIngest, toyID, func(ctx context.Context, raw Raw) (toyDoc, error) {
		_, err := r.conn.JS.PublishMsg(ctx, m, jetstream.WithExpectLastSequencePerSubject(0)) // another worker is faster
		return toyDoc{ID: raw.ID, Text: string(raw.Data)}, err
	}, func(d Delivery, out toyDoc) ([]Effect, error) {
		return effects([]Hop{{Partition: d.Partition, Kind: KindIngested, Doc: d.Doc}}, out)
	}))
	doc := r.submit("x")
	r.idle(StageIngest)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if n := testutil.ToFloat64(r.m.Nondeterminism.WithLabelValues(StageIngest)); n != 1 {
		t.Errorf("counted %v", n)
	}
	got, err := r.conn.last(r.ctx(), "GOUJI_P0", "gouji.p0.ingested."+doc)
	if err != nil || !strings.Contains(string(got.Data), "wins") {
		t.Errorf("the first one did not win: %v", err)
	}
}
