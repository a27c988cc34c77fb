package pipeline

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
)

// half runs the stages before one, and that one on a document up to its commit, as a worker
// does that is killed before its acknowledgement. The message is given back.
func half(t *testing.T, stage string) (r *rig, doc string) {
	t.Helper()
	r = newRig(t, Topology{})
	var y toy
	var before []Stage
	for _, s := range y.stages() {
		if s.Name() == stage {
			stop := r.work(WorkerOptions{}, before...)
			doc = r.submit("a")
			for _, b := range before {
				eventually(t, "through "+b.Name(), func() bool { return r.count(b.Name(), metrics.OutcomeOK) == 1 })
				r.idle(b.Name())
			}
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			w := NewWorker(r.conn, s, WorkerOptions{Metrics: r.m})
			h := r.take(stage)
			if outcome, err := w.Process(r.ctx(), h); err != nil || outcome != metrics.OutcomeOK {
				t.Fatalf("%s: outcome %q, %v", stage, outcome, err)
			}
			if err := h.Nak(); err != nil {
				t.Fatal(err)
			}
			return r, doc
		}
		before = append(before, s)
	}
	t.Fatalf("no stage %s", stage)
	return nil, ""
}

// A document has one end, also where its worker was killed between the commit and the
// acknowledgement at the last attempt, or where the stage fails the second time.
func TestWhatIsDoneGetsNoDeadLetter(t *testing.T) {
	t.Parallel()
	fails := func(context.Context, string) error { return fault.Poisonf(fault.LimitTime, "a slow machine") }
	for _, stage := range Stages() {
		for _, c := range []struct {
			name string
			max  int
			toy  *toy
		}{
			{"over the cap", 1, &toy{}},
			{"fails", 8, &toy{onParse: fails, onValidate: fails, onPublish: fails}},
		} {
			t.Run(stage+" "+c.name, func(t *testing.T) {
				t.Parallel()
				r, doc := half(t, stage)
				var rest []Stage
				for _, s := range c.toy.stages() {
					if s.Name() == stage {
						r.work(WorkerOptions{MaxAttempts: c.max}, s)
					} else {
						rest = append(rest, s)
					}
				}
				eventually(t, "the second delivery has ended", func() bool { return r.count(stage, metrics.OutcomeDuplicate) == 1 })
				r.idle(stage)
				if ds := r.dead(); len(ds) != 0 {
					t.Errorf("dead letters %+v", ds)
				}
				if c.max == 1 {
					r.work(WorkerOptions{}, rest...)
					r.waitState(doc, StatePublished)
					r.idle(Stages()...)
					if s := r.status(); s.Published != 1 || s.Dead != 0 {
						t.Errorf("status %+v", s)
					}
				}
			})
		}
	}
}

// What is found for one message is not taken for the end of another.
func TestTheEffectOfAnotherMessageIsNoEnd(t *testing.T) {
	t.Parallel()
	t.Run("another judgement stands last", func(t *testing.T) {
		t.Parallel()
		r, _ := half(t, StageValidate)
		if _, err := r.conn.JS.PublishMsg(r.ctx(), judgedBy(t, r, "GOUJI_P0:7777")); err != nil {
			t.Fatal(err)
		}
		var y toy
		r.work(WorkerOptions{MaxAttempts: 1}, y.validate())
		eventually(t, "the second delivery has ended", func() bool { return r.count(StageValidate, metrics.OutcomeDuplicate) == 1 })
		if ds := r.dead(); len(ds) != 0 {
			t.Errorf("dead letters %+v", ds)
		}
	})
	t.Run("only another judgement stands", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, Topology{})
		y := toy{onValidate: poisonOn("poison")}
		r.work(WorkerOptions{}, y.ingest(), y.parse())
		doc := r.submit("poison")
		eventually(t, "parsed", func() bool { return r.count(StageParse, metrics.OutcomeOK) == 1 })
		m := judgedBy(t, r, "GOUJI_P0:7777")
		if _, err := r.conn.JS.PublishMsg(r.ctx(), m); err != nil {
			t.Fatal(err)
		}
		r.work(WorkerOptions{}, y.validate())
		eventually(t, "dead", func() bool { return r.count(StageValidate, metrics.OutcomeRejected) == 1 })
		if ds := r.dead(); len(ds) != 1 || ds[0].Doc != doc {
			t.Errorf("dead letters %+v", ds)
		}
	})
}

// judgedBy is a judgement of the one document in the log that another message is the cause
// of: of a neighbour's report, which has come later.
func judgedBy(t *testing.T, r *rig, cause string) *nats.Msg {
	t.Helper()
	parsed, err := r.conn.last(r.ctx(), r.conn.Topology().LogStream(), "gouji.p0.parsed.>")
	if err != nil {
		t.Fatal(err)
	}
	hop, err := ParseHop(parsed.Subject)
	if err != nil {
		t.Fatal(err)
	}
	hop.Kind, hop.RuleSet, hop.Basis = KindValidated, "2026_1", "neighbour"
	subject, err := hop.Subject()
	if err != nil {
		t.Fatal(err)
	}
	m := nats.NewMsg(subject)
	m.Header.Set(headerCause, cause)
	m.Data = []byte("{}")
	return m
}

// The same bytes once more are no second document, however often they were delivered.
func TestSecondSubmissionOverTheCapIsADuplicate(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	stop := r.work(WorkerOptions{}, y.stages()...)
	doc := r.submit("a")
	r.waitState(doc, StatePublished)
	r.idle(Stages()...)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if r.submit("a") != doc {
		t.Fatal("another id")
	}
	if err := r.take(StageIngest).msg.Nak(); err != nil {
		t.Fatal(err)
	}
	r.work(WorkerOptions{MaxAttempts: 1}, y.stages()...)
	eventually(t, "the duplicate has ended", func() bool { return r.count(StageIngest, metrics.OutcomeDuplicate) == 1 })
	r.idle(Stages()...)
	if s := r.status(); s.Published != 1 || s.Dead != 0 {
		t.Errorf("status %+v", s)
	}
}

// A submission of a bad subject is nobody's document, also when its worker was killed as
// often as a document may be tried: the same bytes come from a proper producer after it.
func TestMisaddressedOverTheCapKeepsTheBytesFree(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	if _, err := r.conn.JS.Publish(r.ctx(), "gouji.submit.BAD*", []byte("a")); err != nil {
		t.Fatal(err)
	}
	if err := r.take(StageIngest).msg.NakWithDelay(time.Millisecond); err != nil {
		t.Fatal(err)
	}
	var y toy
	r.work(WorkerOptions{MaxAttempts: 1}, y.stages()...)
	eventually(t, "dead", func() bool { return len(r.dead()) == 1 })
	if d := r.dead()[0]; d.Class != fault.BadSubjectToken || d.Doc != "" {
		t.Errorf("dead letter %+v", d)
	}
	r.waitState(r.submit("a"), StatePublished)
}
