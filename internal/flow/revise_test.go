package flow

import (
	"context"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/pipelinetest"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

func TestComplete(t *testing.T) {
	t.Parallel()
	type h = map[string]string
	for name, c := range map[string]struct {
		have, more, all h
		added           []string
	}{
		"nothing said":            {h{}, h{}, h{}, nil},
		"the first":               {h{"Gouji-Year": "2023"}, h{}, h{"Gouji-Year": "2023"}, nil},
		"what was missing":        {h{"Gouji-Filename": "a.html"}, h{"Gouji-Year": "2023"}, h{"Gouji-Filename": "a.html", "Gouji-Year": "2023"}, []string{"Gouji-Year"}},
		"another year":            {h{"Gouji-Year": "2023"}, h{"Gouji-Year": "2022"}, h{"Gouji-Year": "2023"}, nil},
		"a year that cannot be":   {h{"Gouji-Year": "1023"}, h{"Gouji-Year": "2022"}, h{"Gouji-Year": "2022"}, []string{"Gouji-Year"}},
		"nothing for a year":      {h{"Gouji-Year": "2023"}, h{"Gouji-Year": "soon"}, h{"Gouji-Year": "2023"}, nil},
		"what describes nothing":  {h{}, h{"Content-Type": "text/html", "Gouji-Other": "x"}, h{}, nil},
		"in another way of write": {h{"gouji-year": "soon"}, h{"gouji-year": "2022"}, h{"Gouji-Year": "2022"}, []string{"Gouji-Year"}},
	} {
		all, added := Complete(c.have, c.more)
		if !maps.Equal(all, c.all) || !slices.Equal(added, c.added) {
			t.Errorf("%s: %v, %v", name, all, added)
		}
	}
}

// TestCompleteEnds: whatever producers say in whatever order, each description is added once at
// most and none that could be true is changed.
func TestCompleteEnds(t *testing.T) {
	t.Parallel()
	header := rapid.MapOf(rapid.SampledFrom(append(descriptive(), "Content-Type", "Gouji-Notes")), rapid.SampledFrom([]string{"", " ", "2023", "2022", "2023-01-31", "https://a.example/x", "甲区", "a.html", "%%", "\x00"}))
	rapid.Check(t, func(t *rapid.T) {
		all, sum := header.Draw(t, "first"), 0
		for range 12 {
			more := header.Draw(t, "more")
			next, added := Complete(all, more)
			for name, value := range stated(all) {
				if stated(next)[name] != value {
					t.Errorf("%s was %q and is %q", name, value, stated(next)[name])
				}
			}
			if _, again := Complete(next, more); len(again) > 0 {
				t.Errorf("%v is added once more", again)
			}
			all, sum = next, sum+len(added)
		}
		if sum > len(descriptive()) {
			t.Errorf("%d were added", sum)
		}
	})
}

// say submits a document with what a producer says of it.
func (b *bench) say(producer string, data []byte, header map[string]string) string {
	b.Helper()
	id := report.DocumentID(data)
	if _, err := pipeline.Submit(b.Context(), b.conn, producer, id, data, header); err != nil {
		b.Fatal(err)
	}
	b.idle()
	return id
}

// verdict is the last one on a document.
func (b *bench) verdict(doc string) (out report.Check) {
	b.Helper()
	_, payload, err := pipeline.Lookup(b.Context(), b.conn, doc)
	if err == nil {
		err = json.Unmarshal(payload, &out)
	}
	if err != nil {
		b.Fatal(err)
	}
	return out
}

// basis is the greatest that a document was judged on.
func (b *bench) basis(doc string) (out string) {
	b.Helper()
	hops, err := client.Hops(b.Context(), b.conn, pipeline.Hop{Kind: pipeline.KindReceipt, Doc: doc})
	if err != nil {
		b.Fatal(err)
	}
	for _, h := range hops {
		out = max(out, h.Basis)
	}
	return out
}

func (b *bench) settleAll(s *Settler) {
	b.Helper()
	for range 20 {
		b.pass(DefaultQuiet)
		if b.settle(s) == 0 {
			return
		}
	}
	b.Fatal("the marks do not end")
}

// TestLaterDescriptionIsJudged: a region that a second producer gives makes a new verdict. The
// report leaves its place, and the report of the year after is no more held against it.
func TestLaterDescriptionIsJudged(t *testing.T) {
	t.Parallel()
	for name, topo := range map[string]pipeline.Topology{"for good": {}, "with a limit": {HopTTL: DefaultLongest * 100}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			laterDescription(t, newBenchOf(t, topo))
		})
	}
}

func laterDescription(t *testing.T, b *bench) {
	p, err := generate.PairOf(3, 2022, generate.HTMLClean, false, false)
	if err != nil {
		t.Fatal(err)
	}
	s := b.settler("one")
	old := b.say("first", p.Old.Data, nil)
	next := b.say("first", p.New.Data, map[string]string{"Gouji-Region": "甲区"})
	b.settleAll(s)
	before := b.basis(next)
	if before == neighbour.NoBasis || before == "" {
		t.Fatalf("the pair is no pair: basis %q", before)
	}
	receipts := b.count(pipeline.KindReceipt, old)
	b.say("second", p.Old.Data, map[string]string{"Gouji-Region": "乙区", "Gouji-Source": "https://a.example/1"})
	// A busy server tells a consumer of a message a moment after it has stored it, and the document
	// has a verdict already: nothing seems to be left to do. The mark stands before the new verdict.
	pipelinetest.Eventually(t, "the new verdict", func() bool { return b.verdict(old).Report.Source.Revision == 1 })
	b.settleAll(s)

	got := b.verdict(old)
	if src := got.Report.Source; src.Region != "乙区" || src.URL != "https://a.example/1" || src.Producer != "first" || src.Revision != 1 {
		t.Errorf("judged with %+v", src)
	}
	if n := b.count(pipeline.KindReceipt, old); n != receipts+1 {
		t.Errorf("%d receipts after %d: the first verdict stays and one comes", n, receipts)
	}
	if after := b.basis(next); after <= before {
		t.Errorf("the year after is judged on %q, before on %q", after, before)
	}
	for _, f := range b.verdict(next).Findings {
		if strings.HasPrefix(f.Rule, "X") {
			t.Errorf("held against another place's report: %s", f.Rule)
		}
	}
	// Two who alternate change nothing more.
	all := b.count(pipeline.KindValidated, "")
	for range 2 {
		b.say("second", p.Old.Data, map[string]string{"Gouji-Region": "丙区"})
		b.say("first", p.Old.Data, map[string]string{"Gouji-Region": "乙区"})
	}
	b.settleAll(s)
	if n := b.count(pipeline.KindValidated, ""); n != all {
		t.Errorf("%d verdicts after %d", n, all)
	}
	a, err := pipeline.Audit(t.Context(), b.conn, pipeline.AuditOptions{})
	if err != nil || !a.Clean() {
		t.Errorf("audit %+v, %v", a, err)
	}
}

// TestIssuerThatIsGivenLater: the code of an issuer moves a report to another record of the
// ledger; its place under the name is released, also by a rebuild, and whatever came first.
func TestIssuerThatIsGivenLater(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p, err := generate.PairOf(5, 2022, generate.HTMLClean, false, false)
	if err != nil {
		t.Fatal(err)
	}
	b.say("first", p.Old.Data, nil)
	was := slots(t, b, p.Old.Data)
	doc := b.say("second", p.Old.Data, map[string]string{"Gouji-Agency": "11320000014000044K"})
	gone := func(when string) {
		t.Helper()
		for _, s := range was {
			r, err := state.NewLedger(b.conn).Get(t.Context(), s.Key)
			if err != nil {
				t.Fatal(err)
			}
			if e, ok := r.Find(doc); ok {
				t.Errorf("%s: the place under the name still has %+v", when, e)
			}
		}
	}
	gone("judged")
	// The first reading is judged once more, as by a worker that was away.
	h, err := client.Hops(t.Context(), b.conn, pipeline.Hop{Kind: pipeline.KindParsed, Doc: doc})
	if err != nil || len(h) != 2 {
		t.Fatalf("%v, %v", h, err)
	}
	i := slices.IndexFunc(h, func(h pipeline.Hop) bool { _, n := pipeline.SplitRevision(h.Parser); return n == 0 })
	subject, err := h[i].Subject()
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := client.LastMessage(t.Context(), b.conn, subject)
	if err != nil {
		t.Fatal(err)
	}
	rep, ok, err := Ledger{Conn: b.conn}.reading(t.Context(), h[i])
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	d := pipeline.Delivery{Stage: pipeline.StageValidate, Partition: "p0", Doc: doc, Hop: h[i], Subject: subject, Sequence: m.Sequence}
	if _, err := b.flow.validate(t.Context(), d, rep); err != nil {
		t.Fatal(err)
	}
	gone("judged late")
	if _, err := (Ledger{b.conn, b.flow.Metrics}).Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	gone("rebuilt")
}

// TestStoreFollowsTheRevision: the row of a document is that of its last revision, also where a
// verdict of an earlier one is stored late.
func TestStoreFollowsTheRevision(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s, err := generate.One(generate.Options{Seed: 9, Layout: generate.HTMLClean, Year: 2023})
	if err != nil {
		t.Fatal(err)
	}
	doc := b.say("first", s.Data, nil)
	first := b.verdict(doc)
	b.say("second", s.Data, map[string]string{"Gouji-Filename": "年报.html"})
	second := b.verdict(doc)
	for _, order := range [][]report.Check{{first, second}, {second, first}} {
		store, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "g.db"))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range order {
			v := report.Verdict{Report: *c.Report, Findings: c.Findings, Rules: *c.Rules, Basis: neighbour.NoBasis}
			in := publish.Input{Key: publish.Key{Doc: doc, Parser: readingOf(*c.Report), Rules: "1", Basis: neighbour.NoBasis}, Verdict: v}
			if _, err := publish.New(store).Publish(context.WithoutCancel(t.Context()), in); err != nil {
				t.Fatal(err)
			}
		}
		v, err := store.Get(t.Context(), doc)
		if err != nil || !strings.Contains(string(v.JSON), "年报.html") {
			t.Errorf("the newest verdict is that of parser %s, %v", v.Parser, err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}
}
