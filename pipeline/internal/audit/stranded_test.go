package audit_test

import (
	"slices"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// withoutDead runs ingest and parse while no dead letter can be written, until a poison has
// failed to be ended so many times, and then makes room for dead letters again.
func withoutDead(t *testing.T, r *pipelinetest.Rig, times int, until func() bool) (doc string) {
	t.Helper()
	y := pipelinetest.Toys{OnParse: pipelinetest.PoisonOn("poison")}
	stop := r.Work(worker.Options{}, y.Ingest())
	doc = r.Submit("poison")
	pipelinetest.Eventually(t, "ingested", func() bool { return r.Messages("gouji.p0.ingested.*") == 1 })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if err := r.Conn.JS.DeleteStream(r.Context(), wire.DeadStream); err != nil {
		t.Fatal(err)
	}
	stop = r.Work(worker.Options{}, y.Parse())
	failures := r.Metrics.SettleFailures.WithLabelValues(wire.StageParse, "dead_letter")
	pipelinetest.Eventually(t, "failed dead letters", func() bool { return int(testutil.ToFloat64(failures)) >= times && until() })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := topology.Join(r.Context(), r.Conn, r.Topology); err != nil {
		t.Fatal(err)
	}
	return doc
}

// However often its dead letter could not be written, a message is ended when it can be.
func TestDeadLetterIsWrittenAfterManyFailures(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	doc := withoutDead(t, r, 30, func() bool { return true })
	if s := r.Status(); s.InFlight != 1 {
		t.Errorf("status while it waits %+v", s)
	}
	y := pipelinetest.Toys{OnParse: pipelinetest.PoisonOn("poison")}
	r.Work(worker.Options{}, y.Stages()...)
	r.WaitState(doc, client.StateDead)
	r.Idle(wire.Stages()...)
	if ds := r.Dead(); len(ds) != 1 || ds[0].Class != fault.AttemptsExhausted || ds[0].Attempts < 30 {
		t.Errorf("dead letters %+v", ds)
	}
}

// A consumer that was made with a maximum of deliveries strands the message. The audit says
// so, and a repair has it done again.
func TestStrandedMessageIsNamedAndRedone(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	cons, err := r.Conn.JS.Consumer(r.Context(), "GOUJI_P0", wire.StageParse)
	if err != nil {
		t.Fatal(err)
	}
	cfg := cons.CachedInfo().Config
	cfg.MaxDeliver = 3
	if _, err := r.Conn.JS.CreateOrUpdateConsumer(r.Context(), "GOUJI_P0", cfg); err != nil {
		t.Fatal(err)
	}
	doc := withoutDead(t, r, 3, func() bool {
		c, err := r.Conn.JS.Consumer(r.Context(), "GOUJI_P0", wire.StageParse)
		return err == nil && c.CachedInfo().NumAckPending == 0
	})
	a := auditOf(r)
	if a.Clean() || !slices.Equal(a.UnaccountedIDs, []string{doc}) || a.InFlight != 0 {
		t.Errorf("audit %+v", a)
	}
	if p, err := topology.NewPlan(r.Context(), r.Conn, r.Topology); err != nil || !p.Differs() {
		t.Errorf("`topology plan` sees no difference, %v", err)
	}
	if err := topology.Ensure(r.Context(), r.Conn, r.Topology); err != nil { // `topology apply`
		t.Fatal(err)
	}
	y := pipelinetest.Toys{OnParse: pipelinetest.PoisonOn("poison")}
	r.Work(worker.Options{}, y.Stages()...)
	if _, done, err := audit.Repair(r.Context(), r.Conn); err != nil || !slices.Equal(done.Redone, []string{doc}) {
		t.Errorf("repair %+v, %v", done, err)
	}
	r.WaitState(doc, client.StateDead)
	r.Idle(wire.Stages()...)
	if s := r.Status(); s.Accepted != 1 || s.Dead != 1 {
		t.Errorf("status %+v", s)
	}
}

// A document that comes to its end between the look of the audit and the repair is left there:
// once more would be a second end.
func TestRepairAsksWhatBecameMeanwhile(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	y := pipelinetest.Toys{OnParse: pipelinetest.PoisonOn("poison")}
	r.Work(worker.Options{}, y.Stages()...)
	dead, through := r.Submit("poison"), r.Submit("good")
	r.WaitState(dead, client.StateDead)
	r.WaitState(through, client.StatePublished)
	r.Idle(wire.Stages()...)
	before := r.Messages("gouji.p0.>")
	for _, doc := range []string{dead, through} {
		if again, err := audit.Redo(r.Context(), r.Conn, doc); err != nil || again {
			t.Errorf("%s was set going again: %v", doc, err)
		}
	}
	if n := r.Messages("gouji.p0.>"); n != before {
		t.Errorf("%d messages in the log, %d before", n, before)
	}
}
