package worker_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// completeYear takes the year that nobody stated before.
func completeYear(have, more map[string]string) (map[string]string, []string) {
	if have["Gouji-Year"] != "" || more["Gouji-Year"] == "" {
		return have, nil
	}
	out := map[string]string{"Gouji-Year": more["Gouji-Year"]}
	for k, v := range have {
		if k != "Gouji-Year" {
			out[k] = v
		}
	}
	return out, []string{"Gouji-Year"}
}

// submitYear hands a text in with what a producer says of it.
func submitYear(r *pipelinetest.Rig, producer, text string, header map[string]string) string {
	r.T.Helper()
	id := pipelinetest.ToyID([]byte(text))
	if _, err := client.Submit(r.Context(), r.Conn, producer, id, []byte(text), header); err != nil {
		r.T.Fatal(err)
	}
	r.Idle(wire.Reports().StageNames()...)
	return id
}

// TestWhatIsAddedIsTakenOnce: the record keeps its producer and its bytes, takes the year, and the
// effect says so; who alternates with it adds nothing any more.
func TestWhatIsAddedIsTakenOnce(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"beside": "short", "by reference": pipelinetest.TooLargeBeside("long")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			var y pipelinetest.Toys
			stages := y.Stages()
			stages[0] = y.Ingest().Completing(completeYear)
			r.Work(worker.Options{}, stages...)
			id := submitYear(r, "first", text, map[string]string{"Gouji-Filename": "a.txt"})
			r.WaitState(id, client.StatePublished)
			for range 3 {
				submitYear(r, "second", text, map[string]string{"Gouji-Year": "2023"})
				submitYear(r, "third", text, map[string]string{"Gouji-Year": "2022"})
			}
			rec, err := client.AcceptedRecord(r.Context(), r.Conn, id)
			if err != nil || rec.Revision != 1 || rec.Producer != "first" || rec.Header["Gouji-Year"] != "2023" || rec.Header["Gouji-Filename"] != "a.txt" {
				t.Errorf("record %+v, %v", rec, err)
			}
			if n := r.Messages("gouji.p0.ingested." + id); n != 2 {
				t.Errorf("%d messages of ingest, want one for each revision", n)
			}
			readsRaw(r, text)
		})
	}
}

// TestEndBetweenRecordAndWork: whoever takes the submission after a worker that ended behind the
// rewritten record carries on with its revision, with nothing left to add.
func TestEndBetweenRecordAndWork(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	var fails atomic.Bool
	var seen atomic.Pointer[worker.Raw]
	ingest := worker.BindRaw(wire.StageIngest, pipelinetest.ToyID, func(_ context.Context, raw worker.Raw) (pipelinetest.ToyDoc, error) {
		if raw.Revision > 0 && fails.CompareAndSwap(true, false) {
			return pipelinetest.ToyDoc{}, errors.New("the process ends here")
		}
		seen.Store(&raw)
		return pipelinetest.ToyDoc{Text: string(raw.Data)}, nil
	}, func(d worker.Delivery, out pipelinetest.ToyDoc) ([]wire.Effect, error) {
		return pipelinetest.Effects([]wire.Hop{{Partition: d.Partition, Kind: wire.KindIngested, Doc: d.Doc}}, out)
	}).Completing(completeYear)
	stages := y.Stages()
	stages[0] = ingest
	r.Work(worker.Options{}, stages...)
	id := submitYear(r, "first", "text", nil)
	fails.Store(true)
	submitYear(r, "second", "text", map[string]string{"Gouji-Year": "2023"})
	if raw := seen.Load(); fails.Load() || raw.Revision != 1 || raw.Producer != "first" || raw.Header["Gouji-Year"] != "2023" {
		t.Errorf("ingest saw %+v", raw)
	}
	m, err := r.Conn.Last(r.Context(), r.Conn.Topology().LogStream(), "gouji.p0.ingested."+id)
	if err != nil || wire.RevisionIn(m.Header) != 1 {
		t.Errorf("the effect is of revision %v, %v", m, err)
	}
	if got := slices.Collect(func(yield func(string) bool) {
		for _, d := range r.Dead() {
			yield(d.ID)
		}
	}); len(got) > 0 {
		t.Errorf("dead letters %v", got)
	}
}

// TestHopsSayWhenTheDocumentFirstCame: also of the submission that adds something, and not when
// that one came.
func TestHopsSayWhenTheDocumentFirstCame(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	stages := y.Stages()
	stages[0] = y.Ingest().Completing(completeYear)
	r.Work(worker.Options{}, stages...)
	id := submitYear(r, "first", "text", nil)
	r.WaitState(id, client.StatePublished)
	submitYear(r, "second", "text", map[string]string{"Gouji-Year": "2023"})
	rec, err := client.AcceptedRecord(r.Context(), r.Conn, id)
	if err != nil || rec.Revision != 1 {
		t.Fatalf("%+v, %v", rec, err)
	}
	m, err := r.Conn.Last(r.Context(), r.Conn.Topology().LogStream(), "gouji.p0.ingested."+id)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Header.Get(wire.HeaderSubmitted); wire.RevisionIn(m.Header) != 1 || got != rec.Received.UTC().Format(time.RFC3339Nano) {
		t.Errorf("revision %d says %s, the record %s", wire.RevisionIn(m.Header), got, rec.Received)
	}
}
