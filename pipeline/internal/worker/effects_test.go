package worker_test

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// half runs the stages before one, and that one on a document up to its commit, as a worker
// does that is killed before its acknowledgement. The message is given back.
func half(t *testing.T, stage string) (r *pipelinetest.Rig, doc string) {
	t.Helper()
	r = pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	var before []worker.Stage
	for _, s := range y.Stages() {
		if s.Name() == stage {
			stop := r.Work(worker.Options{}, before...)
			doc = r.Submit("a")
			for _, b := range before {
				pipelinetest.Eventually(t, "through "+b.Name(), func() bool { return r.Count(b.Name(), metrics.OutcomeOK) == 1 })
				r.Idle(b.Name())
			}
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			w := worker.New(r.Conn, s, worker.Options{Metrics: r.Metrics})
			h := take(r, stage)
			if outcome, err := w.Process(r.Context(), h); err != nil || outcome != metrics.OutcomeOK {
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
	for _, stage := range wire.Stages() {
		for _, c := range []struct {
			name string
			max  int
			toy  *pipelinetest.Toys
		}{
			{"over the cap", 1, &pipelinetest.Toys{}},
			{"fails", 8, &pipelinetest.Toys{OnParse: fails, OnValidate: fails, OnPublish: fails}},
		} {
			t.Run(stage+" "+c.name, func(t *testing.T) {
				t.Parallel()
				r, doc := half(t, stage)
				var rest []worker.Stage
				for _, s := range c.toy.Stages() {
					if s.Name() == stage {
						r.Work(worker.Options{MaxAttempts: c.max}, s)
					} else {
						rest = append(rest, s)
					}
				}
				pipelinetest.Eventually(t, "the second delivery has ended", func() bool { return r.Count(stage, metrics.OutcomeDuplicate) == 1 })
				r.Idle(stage)
				if ds := r.Dead(); len(ds) != 0 {
					t.Errorf("dead letters %+v", ds)
				}
				if c.max == 1 {
					r.Work(worker.Options{}, rest...)
					r.WaitState(doc, client.StatePublished)
					r.Idle(wire.Stages()...)
					if s := r.Status(); s.Published != 1 || s.Dead != 0 {
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
		r, _ := half(t, wire.StageValidate)
		if _, err := r.Conn.JS.PublishMsg(r.Context(), judgedBy(t, r, "GOUJI_P0:7777")); err != nil {
			t.Fatal(err)
		}
		var y pipelinetest.Toys
		r.Work(worker.Options{MaxAttempts: 1}, y.Validate())
		pipelinetest.Eventually(t, "the second delivery has ended", func() bool { return r.Count(wire.StageValidate, metrics.OutcomeDuplicate) == 1 })
		if ds := r.Dead(); len(ds) != 0 {
			t.Errorf("dead letters %+v", ds)
		}
	})
	t.Run("only another judgement stands", func(t *testing.T) {
		t.Parallel()
		r := pipelinetest.New(t, wire.Topology{})
		y := pipelinetest.Toys{OnValidate: pipelinetest.PoisonOn("poison")}
		r.Work(worker.Options{}, y.Ingest(), y.Parse())
		doc := r.Submit("poison")
		pipelinetest.Eventually(t, "parsed", func() bool { return r.Count(wire.StageParse, metrics.OutcomeOK) == 1 })
		m := judgedBy(t, r, "GOUJI_P0:7777")
		if _, err := r.Conn.JS.PublishMsg(r.Context(), m); err != nil {
			t.Fatal(err)
		}
		r.Work(worker.Options{}, y.Validate())
		pipelinetest.Eventually(t, "dead", func() bool { return r.Count(wire.StageValidate, metrics.OutcomeRejected) == 1 })
		if ds := r.Dead(); len(ds) != 1 || ds[0].Doc != doc {
			t.Errorf("dead letters %+v", ds)
		}
	})
}

// judgedBy is a judgement of the one document in the log that another message is the cause
// of: of a neighbour's report, which has come later.
func judgedBy(t *testing.T, r *pipelinetest.Rig, cause string) *nats.Msg {
	t.Helper()
	parsed, err := r.Conn.Last(r.Context(), r.Conn.Topology().LogStream(), "gouji.p0.parsed.>")
	if err != nil {
		t.Fatal(err)
	}
	hop, err := wire.ParseHop(parsed.Subject)
	if err != nil {
		t.Fatal(err)
	}
	hop.Kind, hop.RuleSet, hop.Basis = wire.KindValidated, "2026_1", "neighbour"
	subject, err := hop.Subject()
	if err != nil {
		t.Fatal(err)
	}
	m := nats.NewMsg(subject)
	m.Header.Set(wire.HeaderCause, cause)
	m.Data = []byte("{}")
	return m
}

// The same bytes once more are no second document, however often they were delivered.
func TestSecondSubmissionOverTheCapIsADuplicate(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	stop := r.Work(worker.Options{}, y.Stages()...)
	doc := r.Submit("a")
	r.WaitState(doc, client.StatePublished)
	r.Idle(wire.Stages()...)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if r.Submit("a") != doc {
		t.Fatal("another id")
	}
	if err := take(r, wire.StageIngest).Nak(); err != nil {
		t.Fatal(err)
	}
	r.Work(worker.Options{MaxAttempts: 1}, y.Stages()...)
	pipelinetest.Eventually(t, "the duplicate has ended", func() bool { return r.Count(wire.StageIngest, metrics.OutcomeDuplicate) == 1 })
	r.Idle(wire.Stages()...)
	if s := r.Status(); s.Published != 1 || s.Dead != 0 {
		t.Errorf("status %+v", s)
	}
}

// A submission of a bad subject is nobody's document, also when its worker was killed as
// often as a document may be tried: the same bytes come from a proper producer after it.
func TestMisaddressedOverTheCapKeepsTheBytesFree(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	if _, err := r.Conn.JS.Publish(r.Context(), "gouji.submit.BAD*", []byte("a")); err != nil {
		t.Fatal(err)
	}
	if err := take(r, wire.StageIngest).NakWithDelay(time.Millisecond); err != nil {
		t.Fatal(err)
	}
	var y pipelinetest.Toys
	r.Work(worker.Options{MaxAttempts: 1}, y.Stages()...)
	pipelinetest.Eventually(t, "dead", func() bool { return len(r.Dead()) == 1 })
	if d := r.Dead()[0]; d.Class != fault.BadSubjectToken || d.Doc != "" {
		t.Errorf("dead letter %+v", d)
	}
	r.WaitState(r.Submit("a"), client.StatePublished)
}
