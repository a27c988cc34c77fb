package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
)

// TestLaterDescriptionsMakeANewVerdictAtEveryDoor: bytes that are known, handed in again with what
// nobody had said of them, are judged again. A door says what the first submission became and what
// is added, and who waits waits for the new verdict.
func TestLaterDescriptionsMakeANewVerdictAtEveryDoor(t *testing.T) {
	t.Parallel()
	up := startUp(t, t.TempDir())
	conn := client(t, up.where.NATS)
	known := func(seed uint64) (data []byte, id string) {
		t.Helper()
		s, err := generate.One(generate.Options{Seed: seed, Layout: generate.HTMLClean, Year: 2023})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.JS.PublishMsg(t.Context(), &nats.Msg{Subject: "gouji.submit.first", Data: s.Data}); err != nil {
			t.Fatal(err)
		}
		id = report.DocumentID(s.Data)
		if state := endOf(t, conn, id); state != pipeline.StatePublished {
			t.Fatalf("the first submission is %s", state)
		}
		if r := published(t, conn, id).Report; r.Source.Revision != 0 || r.Source.Filename != "" {
			t.Fatalf("the first verdict has %+v", r.Source)
		}
		return s.Data, id
	}
	judgedWith := func(id string) report.Source { return published(t, conn, id).Report.Source }

	t.Run("gouji submit --wait", func(t *testing.T) {
		data, id := known(71)
		path := filepath.Join(t.TempDir(), "年报.html")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out := mustCommand(t, "submit", "--wait", "--format", "json", "--nats-url", up.where.NATS, path)
		if src := judgedWith(id); src.Revision != 1 || src.Filename != "年报.html" {
			t.Errorf("it did not wait for the new verdict: %+v", src)
		}
		said := strings.SplitAfter(strings.TrimSpace(out), "\n")
		var first submitted
		var then rejudged
		if len(said) != 2 || json.Unmarshal([]byte(said[0]), &first) != nil || json.Unmarshal([]byte(said[1]), &then) != nil {
			t.Fatalf("%s", out)
		}
		if !first.Duplicate || first.First == nil || first.First.State != "published" || !slices.Contains(first.Added, "Gouji-Filename") {
			t.Errorf("of the duplicate: %s", said[0])
		}
		if then.ID != id || then.Again == nil || then.Again.State != "published" || then.Again.Findings == nil {
			t.Errorf("of the new verdict: %s", said[1])
		}
		// Once more it adds nothing, and nothing is to be waited for.
		out = mustCommand(t, "submit", "--wait", "--lang", "en", "--nats-url", up.where.NATS, path)
		if strings.Contains(out, "judged again") || !strings.Contains(out, "duplicate, published") {
			t.Errorf("once more: %s", out)
		}
	})
	t.Run("HTTP", func(t *testing.T) {
		data, id := known(72)
		post := func(region string) (out struct {
			Duplicate bool
			Added     []string
			First     *report.Brief
			Notes     []string
		}) {
			t.Helper()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+up.where.HTTP+"/v1/reports", bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Gouji-Region", region)
			status, body := answered(t, req)
			if err := json.Unmarshal([]byte(body), &out); status != http.StatusAccepted || err != nil {
				t.Fatalf("%d %s", status, body)
			}
			return out
		}
		a := post("甲区")
		if !a.Duplicate || !slices.Contains(a.Added, "Gouji-Region") || a.First == nil || a.First.State != "published" || a.First.Findings == nil {
			t.Errorf("%+v", a)
		}
		until(t, "the verdict with the region", func() bool { src := judgedWith(id); return src.Revision == 1 && src.Region == "甲区" })
		if b := post("乙区"); !b.Duplicate || len(b.Added) != 0 || len(b.Notes) == 0 {
			t.Errorf("another region: %+v", b)
		}
	})
	t.Run("NATS", func(t *testing.T) {
		data, id := known(73)
		told, err := conn.NC.SubscribeSync("gouji.results.first.published")
		if err != nil {
			t.Fatal(err)
		}
		m := nats.NewMsg("gouji.submit.second")
		m.Data = data
		m.Header.Set("Gouji-Source", "https://a.example/1")
		if _, err := conn.JS.PublishMsg(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		until(t, "the verdict with the address", func() bool { src := judgedWith(id); return src.Revision == 1 && src.URL == "https://a.example/1" })
		until(t, "its first producer is told of it", func() bool {
			m, err := told.NextMsg(patience)
			return err == nil && strings.Contains(string(m.Data), id) && strings.Contains(string(m.Data), "https://a.example/1")
		})
	})
}

// endOf waits for a document's end.
func endOf(t *testing.T, conn *pipeline.Conn, id string) (state pipeline.State) {
	t.Helper()
	until(t, "the end of "+id, func() bool {
		var err error
		state, _, err = pipeline.Lookup(t.Context(), conn, id)
		return err == nil && (state == pipeline.StatePublished || state == pipeline.StateDead)
	})
	return state
}

// TestWhoAddsWaitsForTheNewEnd: with nobody at work the old verdict is there, and is not taken for
// the one that is waited for.
func TestWhoAddsWaitsForTheNewEnd(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	up := startUp(t, data)
	conn := client(t, up.where.NATS)
	for seed, bytes := range map[uint64][]byte{1: []byte("no report, 一"), 2: nil} {
		if bytes == nil {
			s, err := generate.One(generate.Options{Seed: 80 + seed, Layout: generate.HTMLClean})
			if err != nil {
				t.Fatal(err)
			}
			bytes = s.Data
		}
		id := report.DocumentID(bytes)
		if _, err := pipeline.Submit(t.Context(), conn, "first", id, bytes, nil); err != nil {
			t.Fatal(err)
		}
		old := endOf(t, conn, id)
		has := func(more map[string]string) func(map[string]string) bool {
			return func(h map[string]string) bool { _, missing := flow.Complete(h, more); return len(missing) == 0 }
		}
		more := map[string]string{"Gouji-Filename": "a.html"}
		// Nobody has submitted that yet: whoever waits for it has not seen the end of it.
		if state, err := pipeline.LookupAdded(t.Context(), conn, id, has(more)); err != nil || state != pipeline.StateInFlight {
			t.Errorf("%s before it was added: %s, %v", old, state, err)
		}
		if state, err := pipeline.LookupAdded(t.Context(), conn, id, has(nil)); err != nil || state != old {
			t.Errorf("where nothing is added it is %s, %v, want %s", state, err, old)
		}
		if _, err := pipeline.Submit(t.Context(), conn, "second", id, bytes, more); err != nil {
			t.Fatal(err)
		}
		until(t, "the end with it", func() bool {
			state, err := pipeline.LookupAdded(t.Context(), conn, id, has(more))
			return err == nil && state == old
		})
	}
}
