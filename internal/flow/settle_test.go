package flow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

// slots are the places of a document in the ledger.
func slots(t *testing.T, b *bench, data []byte) []neighbour.Slot {
	t.Helper()
	r, err := b.flow.Checker.Read(t.Context(), ingest.Input{Data: data}, "")
	if err != nil || r.Report == nil {
		t.Fatalf("%+v, %v", r.Rejected, err)
	}
	return neighbour.Slots(nil, r.Report)
}

// TestVersionsAreJudgedOncePerQuietPeriod is one issuer whose report comes in many versions
// while two settlers run.
func TestVersionsAreJudgedOncePerQuietPeriod(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const n = 48
	docs := versions(t, 3, n)
	ids := b.submit(docs...)
	if got := b.count(pipeline.KindReceipt, ""); got != n {
		t.Fatalf("%d verdicts on first arrival, want %d", got, n)
	}
	one, two := b.settler("one"), b.settler("two")
	b.pass(DefaultQuiet - time.Millisecond)
	if b.settle(one, two) != 1 || b.count(pipeline.KindValidated, "") != n {
		t.Fatal("judged again before the issuer was quiet")
	}
	b.pass(time.Millisecond)
	b.settle(one, two)
	for _, id := range ids {
		if got := b.count(pipeline.KindValidated, id); got > 2 {
			t.Errorf("%s has %d verdicts", id, got)
		}
	}
	if again := b.read("again"); again > n {
		t.Errorf("%d versions were read %.0f times", n, again)
	}
	for b.settle(one, two) > 0 {
	}
	b.like(docs)
	if got := b.read("report"); got != 0 {
		t.Errorf("%.0f whole reports were read for their neighbours", got)
	}
	// What is marked for nothing is read, and not judged.
	same := b.flow.Metrics.JudgedAgain.WithLabelValues("same")
	had := testutil.ToFloat64(same)
	if err := state.NewPending(b.conn).Add(t.Context(), slots(t, b, docs[0])[0].Key, ids[:2], b.clock()); err != nil {
		t.Fatal(err)
	}
	b.pass(DefaultQuiet)
	for b.settle(one) > 0 {
	}
	if got := testutil.ToFloat64(same) - had; got != 2 {
		t.Errorf("%.0f verdicts stood there, want 2", got)
	}
	before := b.count(pipeline.KindValidated, "")
	if got := testutil.ToFloat64(b.flow.Metrics.JudgedAgain.WithLabelValues("written")); got != float64(before-n) {
		t.Errorf("%.0f were judged again for %d new verdicts", got, before-n)
	}
	b.pass(time.Hour)
	b.settle(one, two)
	if got := b.count(pipeline.KindValidated, ""); got != before {
		t.Errorf("%d verdicts in the end, then %d", before, got)
	}
}

// TestABusyIssuerIsJudgedAllTheSame: a version every nine seconds, for a minute and more, where
// ten would be quiet.
func TestABusyIssuerIsJudgedAllTheSame(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s, docs := b.settler("one"), versions(t, 5, 8)
	s.Quiet = 10 * time.Second
	written := b.flow.Metrics.JudgedAgain.WithLabelValues("written")
	var at []time.Duration
	var begun time.Time // of the first mark: a version that comes before all others leaves none
	for _, d := range docs {
		before := testutil.ToFloat64(written)
		b.submit(d)
		if begun.IsZero() && len(b.marks()) > 0 {
			begun = b.clock()
		}
		b.settle(s)
		if testutil.ToFloat64(written) > before {
			at = append(at, b.clock().Sub(begun))
		}
		b.pass(9 * time.Second)
	}
	if len(at) < 1 || len(at) > 3 || at[0] < DefaultLongest || at[0] > DefaultLongest+10*time.Second {
		t.Errorf("judged again at %v", at)
	}
	b.pass(DefaultLongest)
	for b.settle(s) > 0 {
	}
	b.like(docs)
}

// TestAMarkOfAKilledSettlerIsTakenOver plays a settler that was killed behind its claim.
func TestAMarkOfAKilledSettlerIsTakenOver(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	docs := versions(t, 7, 3)
	for _, d := range docs {
		b.submit(d)
	}
	if len(b.marks()) != 1 {
		t.Fatalf("marks %+v", b.marks())
	}
	b.pass(DefaultQuiet)
	pending := state.NewPending(b.conn)
	for key := range b.marks() {
		if m, err := b.settler("killed").claim(t.Context(), pending, key); err != nil || m.Owner != "killed" {
			t.Fatalf("claim: %+v, %v", m, err)
		}
	}
	s := b.settler("next")
	b.pass(lease - time.Millisecond)
	if b.settle(s); b.count(pipeline.KindValidated, "") != 3 {
		t.Fatal("a mark was taken from an owner that may be at work")
	}
	b.pass(time.Millisecond)
	for b.settle(s) > 0 {
	}
	b.like(docs)
}

// TestWhatComesMeanwhileIsNotForgotten marks a neighbourhood again while it is judged.
func TestWhatComesMeanwhileIsNotForgotten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	docs := versions(t, 9, 4)
	for _, d := range docs[:3] {
		b.submit(d)
	}
	b.pass(DefaultQuiet)
	s := b.settler("one")
	var once sync.Once
	s.compare = func(ctx context.Context, in validate.Input) (report.Verdict, error) {
		once.Do(func() { b.submit(docs[3]) })
		return b.flow.Checker.Rules.Now().Compare(ctx, in)
	}
	b.settle(s)
	if m := b.marks(); len(m) != 1 {
		t.Fatalf("the marks behind it: %+v", m)
	}
	b.pass(DefaultLongest)
	for b.settle(s) > 0 {
	}
	b.like(docs)
}

// TestJudgingEndsByTheWall: each judging takes 12 s, so two fit into a round of 30 s; one that
// would take for ever is given up and keeps no other waiting.
func TestJudgingEndsByTheWall(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	docs := versions(t, 11, 14)
	ids := b.submit(docs...)
	b.pass(DefaultQuiet)
	s := b.settler("one")
	marked := []string{}
	for _, m := range b.marks() {
		marked = m.Docs
	}
	if len(marked) < 4 {
		t.Fatalf("only %d are to be judged again", len(marked))
	}
	endless, rounds := marked[len(marked)-1], 0
	s.compare = func(ctx context.Context, in validate.Input) (report.Verdict, error) {
		end, _ := ctx.Deadline()
		if left := time.Until(end); in.Report.ID == endless || left < 11*time.Second {
			b.pass(left)
			return report.Verdict{}, context.DeadlineExceeded
		}
		b.pass(12 * time.Second)
		return b.flow.Checker.Rules.Now().Compare(ctx, in)
	}
	for b.settle(s) > 0 {
		if rounds++; rounds > 40 {
			t.Fatal("it goes on for ever")
		}
		b.pass(DefaultQuiet)
	}
	if got := testutil.ToFloat64(b.flow.Metrics.JudgedAgain.WithLabelValues("failed")); got != 1 {
		t.Errorf("%.0f were given up, want 1", got)
	}
	for _, id := range ids {
		if got := b.count(pipeline.KindReceipt, id); got < 1 || id == endless && got != 1 {
			t.Errorf("%s has %d verdicts", id, got)
		}
	}
}

// figures are which of the documents the ledger keeps the figures of.
func (b *bench) figures(ids ...string) (out []bool) {
	b.Helper()
	for _, id := range ids {
		_, there, err := state.NewLedger(b.conn).Figures(b.Context(), neighbour.FiguresKey(id))
		if err != nil {
			b.Fatal(err)
		}
		out = append(out, there)
	}
	return out
}

// TestFiguresAreKeptAtOnceWhereReportsLeave: nobody could read the report later on.
func TestFiguresAreKeptAtOnceWhereReportsLeave(t *testing.T) {
	t.Parallel()
	b := newBenchOf(t, pipeline.Topology{HopTTL: time.Hour})
	p, err := generate.PairOf(13, 2022, generate.HTMLClean, true, false)
	if err != nil {
		t.Fatal(err)
	}
	if old := b.submit(p.Old.Data)[0]; !b.figures(old)[0] {
		t.Error("the ledger has no figures of a report that will leave the log")
	}
	b.submit(p.New.Data)
	if whole := b.read("report"); whole != 0 {
		t.Errorf("%.0f whole reports were read", whole)
	}
}

// TestFiguresAreKeptWhenNeeded: a report that is nobody's year before has none. The first one
// that needs them has the report read once, and from then on its figures.
func TestFiguresAreKeptWhenNeeded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p, err := generate.PairOf(13, 2022, generate.HTMLClean, true, false)
	if err != nil {
		t.Fatal(err)
	}
	old := b.submit(p.Old.Data)[0]
	if b.figures(old)[0] {
		t.Error("figures were kept that nobody needs")
	}
	next := b.submit(p.New.Data)[0]
	if whole := b.read("report"); whole != 1 {
		t.Errorf("%.0f whole reports were read, want 1", whole)
	}
	if got := b.figures(old, next); !got[0] || got[1] {
		t.Errorf("figures of the year before %t, of the year %t", got[0], got[1])
	}
	again := fmt.Appendf(slices.Clone(p.New.Data), "<!-- again -->")
	b.submit(again)
	if whole, figures := b.read("report"), b.read("figures"); whole != 1 || figures < 2 {
		t.Errorf("%.0f whole reports and %.0f figures were read", whole, figures)
	}
	b.pass(DefaultQuiet)
	for b.settle(b.settler("one")) > 0 {
	}
	b.like([][]byte{p.Old.Data, p.New.Data, again})
	_, payload, err := pipeline.Lookup(t.Context(), b.conn, report.DocumentID(p.New.Data))
	if err != nil || !strings.Contains(string(payload), `"X-01"`) {
		t.Errorf("the break between the years was not found: %v", err)
	}
}
