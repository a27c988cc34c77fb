package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/metrics"
)

func TestFourStagesBringADocumentThrough(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	r.work(WorkerOptions{}, y.stages()...)
	doc := r.submit("年报 & <table>")
	r.waitState(doc, StatePublished)
	state, payload, err := Lookup(r.ctx(), r.conn, doc)
	if err != nil || state != StatePublished {
		t.Fatal(state, err)
	}
	var v toyVerdict
	if err := json.Unmarshal(payload, &v); err != nil || v.Report.Text != "年报 & <table>" || v.Report.Year != 2023 {
		t.Fatalf("results %s: %v", payload, err)
	}
	r.idle(Stages()...)
	s := r.status()
	if s.Accepted != 1 || s.Published != 1 || s.Unaccounted != 0 || s.Schema != StatusSchema {
		t.Errorf("status %+v", s)
	}
	for _, st := range s.Stages {
		if st.Workers != 1 || st.Lag != 0 || st.AckPending != 0 {
			t.Errorf("stage %+v", st)
		}
	}
	for _, stage := range Stages() {
		if n := r.count(stage, metrics.OutcomeOK); n != 1 {
			t.Errorf("%s ok %d times", stage, n)
		}
	}
	if n := testutil.CollectAndCount(r.m.EndToEnd); n != 1 {
		t.Errorf("end to end %d", n)
	}
	if err := Ready(r.ctx(), r.conn); err != nil {
		t.Errorf("not ready: %v", err)
	}
}

func TestHundredSubmissionsOfOneDocumentHaveOneEffect(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	r.work(WorkerOptions{Concurrency: 16}, y.stages()...)
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			if _, err := Submit(r.ctx(), r.conn, fmt.Sprintf("p%d", i%7), toyID([]byte("same")), []byte("same"), nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	r.waitState(toyID([]byte("same")), StatePublished)
	r.idle(Stages()...)
	for _, hop := range []string{"gouji.p0.accepted.*", "gouji.p0.ingested.*", "gouji.p0.parsed.>", "gouji.p0.published.receipt.>"} {
		if n := r.messages(hop); n != 1 {
			t.Errorf("%d messages on %s", n, hop)
		}
	}
	if n := y.ingested.Load(); n != 1 {
		t.Errorf("ingest ran %d times", n)
	}
	// A producer whose acknowledgement got lost publishes again, so there may be more.
	eventually(t, "the counters of at least 100 deliveries", func() bool {
		return r.count(StageIngest, metrics.OutcomeDuplicate) >= 99 && r.count(StageIngest, metrics.OutcomeOK) == 1
	})
	if s := r.status(); s.Accepted != 1 || s.Published != 1 {
		t.Errorf("status %+v", s)
	}
}

func TestSubmitSaysDuplicate(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	for i, want := range []bool{false, true} {
		s, err := Submit(r.ctx(), r.conn, "test", toyID([]byte("x")), []byte("x"), nil)
		if err != nil || s.Duplicate != want || s.ID != toyID([]byte("x")) {
			t.Errorf("submission %d: %+v, %v", i, s, err)
		}
	}
	r.waitState(toyID([]byte("x")), StateInFlight)
	if state, _, err := Lookup(r.ctx(), r.conn, toyID([]byte("y"))); state != StateUnknown || err != nil {
		t.Errorf("unknown document: %s, %v", state, err)
	}
	if s := r.status(); s.Accepted != s.InFlight || s.InFlight == 0 {
		t.Errorf("status %+v", s)
	}
}

// Nobody but we may set what the broker or the log acts upon.
func TestProducersHeadersAreStripped(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var got Raw
	stage := BindRaw(StageIngest, toyID, func(_ context.Context, raw Raw) (toyDoc, error) {
		got = raw
		return toyDoc{ID: raw.ID}, nil
	}, func(d Delivery, out toyDoc) ([]Effect, error) {
		return effects([]Hop{{Partition: d.Partition, Kind: KindIngested, Doc: d.Doc}}, out)
	})
	m := nats.NewMsg("gouji.submit.crawler")
	m.Data = []byte("data")
	m.Header = nats.Header{"Nats-Msg-Id": {"someone-elses"}, "gouji-source": {"s"}, "Content-Type": {"text/html"},
		"Gouji-Replay": {"gouji_submit-1"}, "Gouji-Cause": {"x"}, "Gouji-Submitted": {"x"}, "X-Other": {"x"}}
	if _, err := r.conn.JS.PublishMsg(r.ctx(), m); err != nil {
		t.Fatal(err)
	}
	stop := r.work(WorkerOptions{}, stage)
	eventually(t, "ingested", func() bool { return r.messages("gouji.p0.ingested.*") == 1 })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"Gouji-Source": "s", "Content-Type": "text/html"}
	if fmt.Sprint(got.Header) != fmt.Sprint(want) || got.Producer != "crawler" || string(got.Data) != "data" {
		t.Errorf("raw %+v", got)
	}
}

func TestLargePayloadGoesByReference(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	r.work(WorkerOptions{}, y.stages()...)
	text := strings.Repeat("表", InlineLimit)
	doc := r.submit(text)
	r.waitState(doc, StatePublished)
	_, payload, err := Lookup(r.ctx(), r.conn, doc)
	var v toyVerdict
	if err == nil {
		err = json.Unmarshal(payload, &v)
	}
	if err != nil || v.Report.Text != text {
		t.Fatalf("%d bytes: %v", len(payload), err)
	}
	m, err := r.conn.last(r.ctx(), "GOUJI_P0", "gouji.p0.ingested."+doc)
	if err != nil {
		t.Fatal(err)
	}
	e, err := DecodeEnvelope(m.Data)
	if err != nil || e.Ref == "" || e.Payload != nil || len(m.Data) > 1024 {
		t.Errorf("envelope %+v of %d bytes: %v", e, len(m.Data), err)
	}
	raw, err := r.conn.Blobs.Get(r.ctx(), refOf(digestOf([]byte(text))))
	if err != nil || string(raw) != text {
		t.Errorf("the raw bytes are not in the store: %v", err)
	}
}

// The ids of a producer's trace go through all hops, what else it says of it does not.
func TestTraceContextTravels(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	r.work(WorkerOptions{}, y.stages()...)
	const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	m := nats.NewMsg("gouji.submit.crawler")
	m.Data = []byte("traced")
	m.Header.Set("Traceparent", trace)
	m.Header.Set("Tracestate", "phone=13900000000")
	if _, err := r.conn.JS.PublishMsg(r.ctx(), m); err != nil {
		t.Fatal(err)
	}
	doc := toyID(m.Data)
	r.waitState(doc, StatePublished)
	got, err := r.conn.last(r.ctx(), "GOUJI_P0", "gouji.p0.published.receipt.>")
	if err != nil || !strings.HasPrefix(got.Header.Get("Traceparent"), trace[:35]) {
		t.Errorf("receipt's trace %q, %v", got.Header.Get("Traceparent"), err)
	}
	if state := got.Header.Get("Tracestate"); state != "" {
		t.Errorf("the receipt carries the producer's tracestate %q", state)
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	for attempt, want := range map[int]time.Duration{0: 1, 1: 1, 2: 2, 3: 4, 5: 16, 6: 30, 60: 30} {
		if got := backoff(attempt, 0); got != want*time.Second {
			t.Errorf("attempt %d: %s", attempt, got)
		}
		if got := backoff(attempt, 0.999); got < want*time.Second*3/4 || got > want*time.Second {
			t.Errorf("attempt %d with jitter: %s", attempt, got)
		}
	}
}
