package pipeline

import (
	"slices"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/pipeline/fault"
)

// withoutDead runs ingest and parse while no dead letter can be written, until a poison has
// failed to be ended so many times, and then makes room for dead letters again.
func withoutDead(t *testing.T, r *rig, times int, until func() bool) (doc string) {
	t.Helper()
	y := toy{onParse: poisonOn("poison")}
	stop := r.work(WorkerOptions{}, y.ingest())
	doc = r.submit("poison")
	eventually(t, "ingested", func() bool { return r.messages("gouji.p0.ingested.*") == 1 })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if err := r.conn.JS.DeleteStream(r.ctx(), DeadStream); err != nil {
		t.Fatal(err)
	}
	stop = r.work(WorkerOptions{}, y.parse())
	failures := r.m.SettleFailures.WithLabelValues(StageParse, "dead_letter")
	eventually(t, "failed dead letters", func() bool { return int(testutil.ToFloat64(failures)) >= times && until() })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if err := Ensure(r.ctx(), r.conn, r.topo); err != nil {
		t.Fatal(err)
	}
	return doc
}

// However often its dead letter could not be written, a message is ended when it can be.
func TestDeadLetterIsWrittenAfterManyFailures(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	doc := withoutDead(t, r, 30, func() bool { return true })
	if s := r.status(); s.InFlight != 1 {
		t.Errorf("status while it waits %+v", s)
	}
	y := toy{onParse: poisonOn("poison")}
	r.work(WorkerOptions{}, y.stages()...)
	r.waitState(doc, StateDead)
	r.idle(Stages()...)
	if ds := r.dead(); len(ds) != 1 || ds[0].Class != fault.AttemptsExhausted || ds[0].Attempts < 30 {
		t.Errorf("dead letters %+v", ds)
	}
}

// A consumer that was made with a maximum of deliveries strands the message. The audit says
// so, and a repair has it done again.
func TestStrandedMessageIsNamedAndRedone(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	cons, err := r.conn.JS.Consumer(r.ctx(), "GOUJI_P0", StageParse)
	if err != nil {
		t.Fatal(err)
	}
	cfg := cons.CachedInfo().Config
	cfg.MaxDeliver = 3
	if _, err := r.conn.JS.CreateOrUpdateConsumer(r.ctx(), "GOUJI_P0", cfg); err != nil {
		t.Fatal(err)
	}
	doc := withoutDead(t, r, 3, func() bool {
		c, err := r.conn.JS.Consumer(r.ctx(), "GOUJI_P0", StageParse)
		return err == nil && c.CachedInfo().NumAckPending == 0
	})
	a := r.audit()
	if a.Clean() || !slices.Equal(a.UnaccountedIDs, []string{doc}) || a.InFlight != 0 {
		t.Errorf("audit %+v", a)
	}
	if p, err := PlanTopology(r.ctx(), r.conn, r.topo); err != nil || !p.Differs() {
		t.Errorf("`topology plan` sees no difference, %v", err)
	}
	if err := Ensure(r.ctx(), r.conn, r.topo); err != nil { // `topology apply`
		t.Fatal(err)
	}
	y := toy{onParse: poisonOn("poison")}
	r.work(WorkerOptions{}, y.stages()...)
	if _, done, err := Repair(r.ctx(), r.conn); err != nil || !slices.Equal(done.Redone, []string{doc}) {
		t.Errorf("repair %+v, %v", done, err)
	}
	r.waitState(doc, StateDead)
	r.idle(Stages()...)
	if s := r.status(); s.Accepted != 1 || s.Dead != 1 {
		t.Errorf("status %+v", s)
	}
}
