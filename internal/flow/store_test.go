package flow

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/pipeline/pipelinetest"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/sqlstore"
)

// long is a report whose check object is too large to travel beside its receipt.
func long(t *testing.T) []byte {
	t.Helper()
	s, err := generate.One(generate.Options{Seed: 9, Layout: generate.Pipes})
	if err != nil {
		t.Fatal(err)
	}
	var talks strings.Builder
	for i := range 2500 {
		fmt.Fprintf(&talks, "政策宣讲走进社区，编号%d号。\n\n", 10_000+i)
	}
	before, after, ok := strings.Cut(string(s.Data), "二、")
	if !ok {
		t.Fatal("the report has no second section")
	}
	return []byte(before + talks.String() + "二、" + after)
}

// receipts are those of the log, in its order.
func (b *bench) receipts() (out []client.Message) {
	b.Helper()
	err := client.ScanLog(b.Context(), b.conn, pipeline.Hop{Kind: pipeline.KindReceipt}, func(m client.Message) error {
		out = append(out, m)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return out
}

// judged is the first verdict on a document, and its message.
func (b *bench) judged(doc string) (client.Message, verdict) {
	b.Helper()
	hops, err := client.Hops(b.Context(), b.conn, pipeline.Hop{Kind: pipeline.KindValidated, Doc: doc})
	if err != nil || len(hops) == 0 {
		b.Fatal(hops, err)
	}
	subject, err := hops[0].Subject()
	if err != nil {
		b.Fatal(err)
	}
	m, _, err := client.LastMessage(b.Context(), b.conn, subject)
	if err != nil {
		b.Fatal(err)
	}
	payload, err := m.Payload(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	v, err := codec.Unmarshal[verdict](payload)
	if err != nil {
		b.Fatal(err)
	}
	return m, v
}

// olderWorker leaves the verdict on a document under another rule set as a worker of an earlier
// version does: first the results, then the receipt. One that is killed between the two leaves
// the message to another worker.
func (b *bench) olderWorker(doc, rules string, killed bool) {
	b.Helper()
	m, v := b.judged(doc)
	hop := m.Hop
	v.Rules.Set, hop.RuleSet = rules, rules
	whole, err := b.flow.whole(b.Context(), v)
	if err != nil {
		b.Fatal(err)
	}
	b.flow.verify(b.Context(), &whole.Report)
	rec, err := publish.NewRecord(publish.Input{Key: publish.Key{Doc: doc, Parser: hop.Parser, Rules: rules, Basis: hop.Basis}, Verdict: whole})
	if err != nil {
		b.Fatal(err)
	}
	b.commit(m, hop, pipeline.KindResults, rec.JSON)
	if !killed {
		b.commit(m, hop, pipeline.KindReceipt, fmt.Appendf(nil, `{"schema":"gouji.receipt/v1","sha256":%q}`, rec.Digest))
		return
	}
	payload, err := codec.Marshal(v)
	if err != nil {
		b.Fatal(err)
	}
	b.commit(m, hop, pipeline.KindValidated, payload)
	hop.Kind = pipeline.KindReceipt
	subject, err := hop.Subject()
	if err != nil {
		b.Fatal(err)
	}
	pipelinetest.Eventually(b.T, "the receipt", func() bool {
		there, err := client.Exists(b.Context(), b.conn, subject)
		if err != nil {
			b.Fatal(err)
		}
		return there
	})
}

// commit writes a message of a kind that results from another one.
func (b *bench) commit(from client.Message, hop pipeline.Hop, kind pipeline.Kind, payload []byte) (subject string) {
	b.Helper()
	hop.Kind = kind
	e, err := rawEffect(hop, payload)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := from.Commit(b.Context(), e[0]); err != nil {
		b.Fatal(err)
	}
	return e[0].Subject
}

// TestResultsOfEveryForm: results travel beside their receipt, or before it where they are too
// large or an older worker wrote them, both or one of them. Doors, the ledger and a rebuild of the
// store find them all.
func TestResultsOfEveryForm(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s, err := generate.One(generate.Options{Seed: 3, Layout: generate.Pipes})
	if err != nil {
		t.Fatal(err)
	}
	ids := b.submit(s.Data, long(t))
	short, large := ids[0], ids[1]
	if n, m := b.count(pipeline.KindResults, short), b.count(pipeline.KindResults, large); n != 0 || m != 1 {
		t.Fatalf("%d results beside the receipt of a short report and %d before that of a long one, want 0 and 1", n, m)
	}
	b.olderWorker(short, "2020_1", false)
	b.olderWorker(short, "2020_2", true)
	b.idle()

	receipts := b.receipts()
	if len(receipts) != 4 {
		t.Fatalf("%d receipts, want 4", len(receipts))
	}
	ledger := Ledger{b.conn, b.flow.Metrics}
	for _, m := range receipts {
		payload, err := m.Payload(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var r publish.Receipt
		if err := json.Unmarshal(payload, &r); err != nil {
			t.Fatal(err)
		}
		results, err := m.Results(t.Context())
		if err != nil || digestOf(t, m.Hop, results) != r.Digest {
			t.Errorf("the results of %s are not those that it speaks of, %v", m.Subject, err)
		}
		rep, ok, err := ledger.reading(t.Context(), m.Hop)
		if err != nil || !ok || rep.ID != m.Hop.Doc {
			t.Errorf("the ledger finds no reading at %s, %v", m.Subject, err)
		}
	}
	if got := b.verdict(short); got.Rules.Set != "2020_2" || got.Report == nil || got.Report.ID != short {
		t.Errorf("the last verdict is of %s", got.Rules.Set)
	}
	if got := b.verdict(large); got.Report == nil || got.Report.ID != large {
		t.Error("the last verdict on the long report is of another one")
	}
	if a, err := pipeline.Audit(t.Context(), b.conn, pipeline.AuditOptions{}); err != nil || !a.Clean() {
		t.Errorf("audit %+v, %v", a, err)
	}

	store, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "anew.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	for _, want := range []StoreRebuilt{{Added: 4}, {There: 4}} {
		told := 0
		got, err := RebuildStore(t.Context(), b.conn, store, func() { told++ })
		if n, counted := CountResults(t.Context(), b.conn); err != nil || counted != nil || n != told || got.Added != want.Added || got.There != want.There || got.Differs != 0 || len(got.Unreadable) != 0 {
			t.Errorf("rebuilt %+v, want %+v; told %d of %d, %v", got, want, told, n, err)
		}
	}
}

func digestOf(t *testing.T, h pipeline.Hop, results []byte) string {
	t.Helper()
	rec, err := publish.ReadRecord(publish.Key{Doc: h.Doc, Parser: h.Parser, Rules: h.RuleSet, Basis: h.Basis}, results)
	if err != nil {
		t.Fatal(err)
	}
	return rec.Digest
}

// TestAReceiptWithoutResults is named by a rebuild, which goes on with the others.
func TestAReceiptWithoutResults(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s, err := generate.One(generate.Options{Seed: 4, Layout: generate.Pipes})
	if err != nil {
		t.Fatal(err)
	}
	b.submit(s.Data)
	whole := b.receipts()[0]
	hop := whole.Hop
	hop.RuleSet = "2020_1"
	alone := b.commit(whole, hop, pipeline.KindReceipt, []byte(`{"schema":"gouji.receipt/v1"}`))
	into := &memory{}
	got, err := RebuildStore(t.Context(), b.conn, into, func() {})
	if err != nil || got.Added != 1 || !slices.Equal(got.Unreadable, []string{alone}) {
		t.Errorf("rebuilt %+v, %v", got, err)
	}
	if results, err := whole.Results(t.Context()); err != nil || !bytes.Equal(into.last.JSON, results) {
		t.Errorf("the store was given other bytes than the log has, %v", err)
	}
	if _, ok, err := (Ledger{Conn: b.conn}).reading(t.Context(), hop); ok || err != nil {
		t.Errorf("the ledger finds a reading: %t, %v", ok, err)
	}
}

// memory is a store that keeps the last record.
type memory struct{ last publish.Record }

func (m *memory) Name() string { return "memory" }

func (m *memory) Put(_ context.Context, r publish.Record) (publish.Stored, error) {
	m.last = r
	return publish.Stored{}, nil
}
