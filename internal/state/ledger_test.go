package state_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/pipelinetest"
	"github.com/gouji/gouji/stages/neighbour"
)

func entry(doc string, seq uint64) state.Entry {
	return state.Entry{Doc: doc, Parser: "1", Subject: "gouji.p0.parsed.1.2023.none." + doc, Sequence: seq}
}

func TestLedgerKeepsEveryVersion(t *testing.T) {
	r := pipelinetest.New(t, pipeline.Topology{})
	l := state.NewLedger(r.Conn)
	if got, err := l.Get(r.Context(), "issuer"); err != nil || len(got) != 0 {
		t.Fatalf("an unknown issuer: %v, %v", got, err)
	}
	const n = 24
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			_, first, err := l.Put(r.Context(), "issuer", 2020+i%3, entry(fmt.Sprintf("doc%02d", i), uint64(i+1)))
			if err != nil || !first {
				t.Errorf("put %d: first %t, %v", i, first, err)
			}
		})
	}
	all.Wait()
	got, err := l.Get(r.Context(), "issuer")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for year, entries := range got {
		for i, e := range entries {
			count++
			if i > 0 && entries[i-1].Doc >= e.Doc {
				t.Errorf("%d: %s stands before %s", year, entries[i-1].Doc, e.Doc)
			}
		}
	}
	if count != n || len(got) != 3 {
		t.Errorf("%d entries in %d years, want %d in 3", count, len(got), n)
	}
}

// TestLaterPutSeesTheEarlier is what verdicts rest on: of two reports that arrive at once
// at least one has the other in its record.
func TestLaterPutSeesTheEarlier(t *testing.T) {
	r := pipelinetest.New(t, pipeline.Topology{})
	l := state.NewLedger(r.Conn)
	for i := range 30 {
		key := fmt.Sprintf("issuer%d", i)
		var seen [2]bool
		var both sync.WaitGroup
		for k := range 2 {
			both.Go(func() {
				rec, _, err := l.Put(r.Context(), key, 2022+k, entry(fmt.Sprintf("doc%d", k), uint64(k+1)))
				if err != nil {
					t.Error(err)
				}
				seen[k] = len(rec[2022+1-k]) == 1
			})
		}
		both.Wait()
		if !seen[0] && !seen[1] {
			t.Fatalf("%s: neither saw the other", key)
		}
	}
}

func TestLedgerPutAgain(t *testing.T) {
	r := pipelinetest.New(t, pipeline.Topology{})
	l := state.NewLedger(r.Conn)
	put := func(e state.Entry) (state.Record, bool) {
		rec, first, err := l.Put(r.Context(), "issuer", 2023, e)
		if err != nil {
			t.Fatal(err)
		}
		return rec, first
	}
	put(entry("doc", 5))
	if rec, first := put(entry("doc", 5)); first || len(rec[2023]) != 1 {
		t.Errorf("the same entry again: first %t, %v", first, rec)
	}
	newer := entry("doc", 9)
	newer.Parser = "2"
	if rec, first := put(newer); !first || len(rec[2023]) != 1 || rec[2023][0].Parser != "2" {
		t.Errorf("read again by a newer parser: first %t, %v", first, rec)
	}
	if rec, first := put(entry("doc", 5)); first || rec[2023][0].Parser != "2" {
		t.Errorf("a late redelivery of the older message took its place: %v", rec)
	}
	for i := range 2 * 256 {
		put(entry(fmt.Sprintf("x%03d", i), uint64(100+i)))
	}
	if rec, _ := put(entry("zzz", 1)); len(rec[2023]) != 256 {
		t.Errorf("%d versions of a year, at most 256", len(rec[2023]))
	}
	if _, _, err := l.Put(r.Context(), "issuer.*", 2023, entry("doc", 1)); err == nil {
		t.Error("a key with a wildcard was taken")
	}
}

// TestCurrentSeesEveryPutBefore is what verdicts with several keys rest on: two reports
// under two keys each read the other's key behind their puts, and one sees the other.
func TestCurrentSeesEveryPutBefore(t *testing.T) {
	r := pipelinetest.New(t, pipeline.Topology{})
	l := state.NewLedger(r.Conn)
	for i := range 20 {
		keys := [2]string{fmt.Sprintf("issuer%d", i), fmt.Sprintf("region%d", i)}
		var seen [2]bool
		var both sync.WaitGroup
		for k := range 2 {
			both.Go(func() {
				at := state.Place{Key: keys[k], Year: 2023, Group: k == 1, Entry: entry(fmt.Sprintf("doc%d", k), uint64(k+1))}
				if _, err := l.PutAt(r.Context(), at); err != nil {
					t.Error(err)
				}
				rec, err := l.Current(r.Context(), keys[1-k])
				if err != nil {
					t.Error(err)
				}
				seen[k] = len(rec[2023]) == 1
			})
		}
		both.Wait()
		if !seen[0] && !seen[1] {
			t.Fatalf("%v: neither saw the other", keys)
		}
		for _, key := range keys {
			if rec, err := l.Get(r.Context(), key); err != nil || len(rec[2023]) != 1 {
				t.Errorf("%s after it was read: %v, %v", key, rec, err)
			}
		}
	}
}

// describeToy gives the reports of the toy stages one issuer for each first letter.
func describeToy(payload []byte) ([]state.Place, neighbour.Figures) {
	var rep pipelinetest.ToyReport
	if json.Unmarshal(payload, &rep) != nil || rep.Text == "nobody" {
		return nil, neighbour.Figures{}
	}
	figures := neighbour.Figures{Key: neighbour.FiguresKey(rep.Text)}
	return []state.Place{{Key: "issuer-" + rep.Text[:1], Year: rep.Year, Entry: state.Entry{Label: rep.Text}}}, figures
}

func TestRebuildGivesTheSameLedger(t *testing.T) {
	r := pipelinetest.New(t, pipeline.Topology{})
	y := &pipelinetest.Toys{}
	r.Work(pipeline.WorkerOptions{}, y.Ingest(), y.Parse())
	for _, s := range []string{"a1", "a2", "b1", "nobody"} {
		r.Submit(s)
	}
	r.Idle(pipeline.StageIngest, pipeline.StageParse)
	l := state.NewLedger(r.Conn)
	ledgerOf := func() map[string]state.Record {
		out := map[string]state.Record{}
		for _, k := range []string{"issuer-a", "issuer-b"} {
			rec, err := l.Get(r.Context(), k)
			if err != nil {
				t.Fatal(err)
			}
			out[k] = rec
		}
		return out
	}
	if n, err := l.RebuildAll(r.Context(), describeToy); err != nil || n != 3 {
		t.Fatalf("%d reports, %v", n, err)
	}
	before := ledgerOf()
	if len(before["issuer-a"][2023]) != 2 || len(before["issuer-b"][2023]) != 1 {
		t.Fatalf("ledger %v", before)
	}
	if e := before["issuer-b"][2023][0]; e.Digest == "" || e.Sequence == 0 || e.Label != "b1" {
		t.Errorf("entry %+v", e)
	}
	payload, err := r.Conn.Payload(r.Context(), before["issuer-b"][2023][0].Subject)
	if err != nil || pipelinetest.Digest(payload) != before["issuer-b"][2023][0].Digest {
		t.Errorf("the entry does not lead to its report: %v", err)
	}
	if err := r.Conn.JS.DeleteKeyValue(r.Context(), state.LedgerBucket); err != nil {
		t.Fatal(err)
	}
	if _, err := l.RebuildAll(r.Context(), describeToy); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(before, ledgerOf()); d != "" {
		t.Errorf("the rebuilt ledger differs:\n%s", d)
	}
	f, ok, err := l.Figures(r.Context(), neighbour.FiguresKey("b1"))
	if err != nil || !ok || f.Sequence != before["issuer-b"][2023][0].Sequence {
		t.Errorf("the figures of b1: %+v, %t, %v", f, ok, err)
	}
}
