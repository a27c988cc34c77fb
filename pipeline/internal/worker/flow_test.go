package worker_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestFourStagesBringADocumentThrough(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	doc := r.Submit("年报 & <table>")
	r.WaitState(doc, client.StatePublished)
	state, payload, err := client.Lookup(r.Context(), r.Conn, doc)
	if err != nil || state != client.StatePublished {
		t.Fatal(state, err)
	}
	var v pipelinetest.ToyVerdict
	if err := json.Unmarshal(payload, &v); err != nil || v.Report.Text != "年报 & <table>" || v.Report.Year != 2023 {
		t.Fatalf("results %s: %v", payload, err)
	}
	r.Idle(wire.Stages()...)
	s := r.Status()
	if s.Accepted != 1 || s.Published != 1 || s.Unaccounted != 0 || s.Schema != audit.StatusSchema {
		t.Errorf("status %+v", s)
	}
	for _, st := range s.Stages {
		if st.Workers != 1 || st.Lag != 0 || st.AckPending != 0 {
			t.Errorf("stage %+v", st)
		}
	}
	for _, stage := range wire.Stages() {
		if n := r.Count(stage, metrics.OutcomeOK); n != 1 {
			t.Errorf("%s ok %d times", stage, n)
		}
	}
	if n := testutil.CollectAndCount(r.Metrics.EndToEnd); n != 1 {
		t.Errorf("end to end %d", n)
	}
	if err := topology.Ready(r.Context(), r.Conn); err != nil {
		t.Errorf("not ready: %v", err)
	}
}

func TestHundredSubmissionsOfOneDocumentHaveOneEffect(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{Concurrency: 16}, y.Stages()...)
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			if _, err := client.Submit(r.Context(), r.Conn, fmt.Sprintf("p%d", i%7), pipelinetest.ToyID([]byte("same")), []byte("same"), nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	r.WaitState(pipelinetest.ToyID([]byte("same")), client.StatePublished)
	r.Idle(wire.Stages()...)
	for _, hop := range []string{"gouji.p0.accepted.*", "gouji.p0.ingested.*", "gouji.p0.parsed.>", "gouji.p0.published.receipt.>"} {
		if n := r.Messages(hop); n != 1 {
			t.Errorf("%d messages on %s", n, hop)
		}
	}
	if n := y.Ingested.Load(); n != 1 {
		t.Errorf("ingest ran %d times", n)
	}
	// A producer whose acknowledgement got lost publishes again, so there may be more.
	pipelinetest.Eventually(t, "the counters of at least 100 deliveries", func() bool {
		return r.Count(wire.StageIngest, metrics.OutcomeDuplicate) >= 99 && r.Count(wire.StageIngest, metrics.OutcomeOK) == 1
	})
	if s := r.Status(); s.Accepted != 1 || s.Published != 1 {
		t.Errorf("status %+v", s)
	}
}

func TestSubmitSaysDuplicate(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	for i, want := range []bool{false, true} {
		s, err := client.Submit(r.Context(), r.Conn, "test", pipelinetest.ToyID([]byte("x")), []byte("x"), nil)
		if err != nil || s.Duplicate != want || s.ID != pipelinetest.ToyID([]byte("x")) {
			t.Errorf("submission %d: %+v, %v", i, s, err)
		}
	}
	r.WaitState(pipelinetest.ToyID([]byte("x")), client.StateInFlight)
	if state, _, err := client.Lookup(r.Context(), r.Conn, pipelinetest.ToyID([]byte("y"))); state != client.StateUnknown || err != nil {
		t.Errorf("unknown document: %s, %v", state, err)
	}
	if s := r.Status(); s.Accepted != s.InFlight || s.InFlight == 0 {
		t.Errorf("status %+v", s)
	}
}

// Nobody but we may set what the broker or the log acts upon.
func TestProducersHeadersAreStripped(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var got worker.Raw
	stage := worker.BindRaw(wire.StageIngest, pipelinetest.ToyID, func(_ context.Context, raw worker.Raw) (pipelinetest.ToyDoc, error) {
		got = raw
		return pipelinetest.ToyDoc{ID: raw.ID}, nil
	}, func(d worker.Delivery, out pipelinetest.ToyDoc) ([]wire.Effect, error) {
		return pipelinetest.Effects([]wire.Hop{{Partition: d.Partition, Kind: wire.KindIngested, Doc: d.Doc}}, out)
	})
	m := nats.NewMsg("gouji.submit.crawler")
	m.Data = []byte("data")
	m.Header = nats.Header{"Nats-Msg-Id": {"someone-elses"}, "gouji-source": {"s"}, "Content-Type": {"text/html"},
		"Gouji-Replay": {"gouji_submit-1"}, "Gouji-Cause": {"x"}, "Gouji-Submitted": {"x"}, "X-Other": {"x"}}
	if _, err := r.Conn.JS.PublishMsg(r.Context(), m); err != nil {
		t.Fatal(err)
	}
	stop := r.Work(worker.Options{}, stage)
	pipelinetest.Eventually(t, "ingested", func() bool { return r.Messages("gouji.p0.ingested.*") == 1 })
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
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	text := pipelinetest.Large()
	doc := r.Submit(text)
	r.WaitState(doc, client.StatePublished)
	_, payload, err := client.Lookup(r.Context(), r.Conn, doc)
	var v pipelinetest.ToyVerdict
	if err == nil {
		err = json.Unmarshal(payload, &v)
	}
	if err != nil || v.Report.Text != text {
		t.Fatalf("%d bytes: %v", len(payload), err)
	}
	m, err := r.Conn.Last(r.Context(), "GOUJI_P0", "gouji.p0.ingested."+doc)
	if err != nil {
		t.Fatal(err)
	}
	e, err := wire.DecodeEnvelope(m.Data)
	if err != nil || e.Ref == "" || e.Payload != nil || len(m.Data) > 1024 {
		t.Errorf("envelope %+v of %d bytes: %v", e, len(m.Data), err)
	}
	raw, err := r.Conn.Blobs.Get(r.Context(), wire.RefOf(wire.DigestOf([]byte(text))))
	if err != nil || string(raw) != text {
		t.Errorf("the raw bytes are not in the store: %v", err)
	}
}

// The ids of a producer's trace go through all hops, what else it says of it does not.
func TestTraceContextTravels(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	m := nats.NewMsg("gouji.submit.crawler")
	m.Data = []byte("traced")
	m.Header.Set("Traceparent", trace)
	m.Header.Set("Tracestate", "phone=13900000000")
	if _, err := r.Conn.JS.PublishMsg(r.Context(), m); err != nil {
		t.Fatal(err)
	}
	doc := pipelinetest.ToyID(m.Data)
	r.WaitState(doc, client.StatePublished)
	got, err := r.Conn.Last(r.Context(), "GOUJI_P0", "gouji.p0.published.receipt.>")
	if err != nil || !strings.HasPrefix(got.Header.Get("Traceparent"), trace[:35]) {
		t.Errorf("receipt's trace %q, %v", got.Header.Get("Traceparent"), err)
	}
	if state := got.Header.Get("Tracestate"); state != "" {
		t.Errorf("the receipt carries the producer's tracestate %q", state)
	}
}
