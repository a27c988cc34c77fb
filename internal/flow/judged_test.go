package flow

import (
	"context"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
)

// TestJudgedGivesEachReportOnce: a report is there once, the oldest of too many are not, and
// nothing is kept where nobody asked for it.
func TestJudgedGivesEachReportOnce(t *testing.T) {
	t.Parallel()
	var j Judged
	for i := range judgedMost + 1 {
		j.add(strconv.Itoa(i), report.Report{ID: strconv.Itoa(i)})
	}
	if _, ok := j.take("0"); ok {
		t.Error("the oldest of too many is still there")
	}
	if rep, ok := j.take("1"); !ok || rep.ID != "1" {
		t.Errorf("%q, %t", rep.ID, ok)
	}
	if _, ok := j.take("1"); ok {
		t.Error("a report was given twice")
	}
	if len(j.order) != judgedMost-1 || len(j.kept) != judgedMost-1 {
		t.Errorf("%d in order and %d kept, want %d", len(j.order), len(j.kept), judgedMost-1)
	}
	var none *Judged
	none.add("1", report.Report{})
	if _, ok := none.take("1"); ok {
		t.Error("nil keeps a report")
	}
}

// parsedOf is the report of a document and how it was delivered to validate.
func (b *bench) parsedOf(id string) (pipeline.Delivery, report.Report) {
	b.Helper()
	var rep report.Report
	d := pipeline.Delivery{Stage: pipeline.StageValidate, Partition: "p0", Doc: id, Sequence: 1 << 40}
	err := client.ScanLog(b.Context(), b.conn, pipeline.Hop{Kind: pipeline.KindParsed, Doc: id}, func(m client.Message) error {
		d.Subject, d.Hop = m.Subject, m.Hop
		payload, err := m.Payload(b.Context())
		if err == nil {
			rep, err = codec.Unmarshal[report.Report](payload)
		}
		return err
	})
	if err != nil || d.Subject == "" {
		b.Fatal(d.Subject, err)
	}
	return d, rep
}

// TestReportIsJudgedByTheRecordThatWasWritten: where somebody else wrote under the key while a
// report was judged, the early verdict is of no use, and the one that is given rests on both.
func TestReportIsJudgedByTheRecordThatWasWritten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s, err := generate.One(generate.Options{Seed: 4, Layout: generate.Pipes})
	if err != nil {
		t.Fatal(err)
	}
	id := b.submit(s.Data)[0]
	d, rep := b.parsedOf(id)
	at := b.flow.slots(d, &rep)[0]

	record, write, err := state.NewLedger(b.conn).Propose(t.Context(), at)
	if err != nil || record[at.Year][0].Sequence != d.Sequence {
		t.Fatalf("%v, %v", record, err)
	}
	other := neighbour.Slot{Key: at.Key, Year: at.Year - 1, Entry: state.Entry{Doc: "other", Subject: d.Subject, Sequence: 1}}
	if _, err := (Ledger{Conn: b.conn}).Put(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if wrote, err := write(t.Context()); err != nil || wrote {
		t.Fatalf("written over what came meanwhile: %t, %v", wrote, err)
	}
	now, err := Ledger{Conn: b.conn}.Record(t.Context(), at.Key)
	if err != nil || len(now[at.Year-1]) != 1 || now[at.Year][0].Sequence == d.Sequence {
		t.Errorf("the record is %v, %v", now, err)
	}

	e, err := b.flow.judgeEarly(t.Context(), b.flow.Checker.Rules.Now(), d, &rep)
	if err != nil || e.err != nil || e.near == nil {
		t.Fatalf("%+v, %v", e, err)
	}
	if now, err = (Ledger{Conn: b.conn}).Record(t.Context(), at.Key); err != nil || len(now[at.Year-1]) != 1 || now[at.Year][0].Sequence != d.Sequence {
		t.Errorf("the record is %v, %v", now, err)
	}
	// Delivered once more there is nothing to write, and the verdict is the same.
	if again, err := b.flow.judgeEarly(t.Context(), b.flow.Checker.Rules.Now(), d, &rep); err != nil || again.near != nil {
		t.Errorf("judged early without an entry to write: %+v, %v", again, err)
	}
	js, err := b.flow.validate(t.Context(), d, rep)
	if err != nil || len(js) != 1 {
		t.Fatal(js, err)
	}
	if !reflect.DeepEqual(e.own, js[0].verdict) {
		t.Errorf("another verdict: %+v, early it was %+v", js[0].verdict, e.own)
	}
	if kept, ok := b.flow.Judged.take(d.Subject); !ok || !reflect.DeepEqual(rep, kept) {
		t.Errorf("the report is not kept for publish, or another one is (%t)", ok)
	}
	d.Size = judgedLargest + 1
	if _, err := b.flow.validate(t.Context(), d, rep); err != nil {
		t.Fatal(err)
	}
	if _, ok := b.flow.Judged.take(d.Subject); ok {
		t.Error("a report that large is kept")
	}
}

// verdictOfOne submits a generated report and returns the verdict on it.
func (b *bench) verdictOfOne() verdict {
	b.Helper()
	s, err := generate.One(generate.Options{Seed: 4, Layout: generate.Pipes})
	if err != nil {
		b.Fatal(err)
	}
	_, v := b.judged(b.submit(s.Data)[0])
	return v
}

// TestPublishAsksForTheTimeOnlyWhereItIsNotSaid: the message of a document says when it came; that
// of a verdict which a settler wrote does not.
func TestPublishAsksForTheTimeOnlyWhereItIsNotSaid(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.verdictOfOne()
	asked := 0
	f := b.flow
	f.Received = func(context.Context, string) (time.Time, error) { asked++; return time.Now(), nil }
	for i, at := range []time.Time{b.clock(), {}} {
		if _, err := f.publish(t.Context(), pipeline.Delivery{Submitted: at}, v); err != nil {
			t.Fatal(err)
		}
		if asked != i {
			t.Errorf("asked %d times with the time %s", asked, at)
		}
	}
}

// sinkOf is a sink that shows what it is given.
type sinkOf func(publish.Record)

func (sinkOf) Name() string { return "shown" }

func (s sinkOf) Put(_ context.Context, r publish.Record) (publish.Stored, error) {
	s(r)
	return publish.Stored{}, nil
}

// TestRecordIsFollowedWhileAnotherIsJudged: a record of the process that judges says whether parse or
// validate has another document at that moment.
func TestRecordIsFollowedWhileAnotherIsJudged(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.verdictOfOne()
	followed := false
	f := b.flow
	f.Publish = publish.New(sinkOf(func(r publish.Record) { followed = r.Followed }))
	f.Upstream = new(Upstream)
	leave := func() {}
	for i, want := range []bool{false, true, false} {
		switch i {
		case 1:
			leave = f.Upstream.enter()
		case 2:
			leave()
		}
		if _, err := f.publish(t.Context(), pipeline.Delivery{Submitted: b.clock()}, v); err != nil {
			t.Fatal(err)
		}
		if followed != want {
			t.Errorf("the record is followed: %t, want %t (%d)", followed, want, i)
		}
	}
	f.Upstream = nil
	if leave := f.Upstream.enter(); f.Upstream.any() {
		leave()
		t.Error("nil counts a document")
	}
}
