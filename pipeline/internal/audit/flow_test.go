package audit_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// A flow with other stages, kinds and names has the whole way: taken in, dead, dropped,
// submitted again, replayed, counted, audited, and a broker that is ready.
func TestAnotherFlowHasTheWholeWay(t *testing.T) {
	t.Parallel()
	doc := []wire.TokenName{wire.TokenDoc}
	flow := wire.Flow{Prefix: "acme", Stages: []wire.FlowStage{
		{Name: "read", Writes: []wire.FlowKind{{Kind: "read", Tokens: doc}}},
		{Name: "book", Writes: []wire.FlowKind{{Kind: "entry", Tokens: []wire.TokenName{wire.TokenYear, wire.TokenDoc}}, {Kind: "booked", Tokens: doc}}},
		{Name: "pay", Writes: []wire.FlowKind{{Kind: "paid", Tokens: doc}}},
	}}
	r := pipelinetest.New(t, wire.Topology{Flow: flow})
	if err := topology.Ready(r.Context(), r.Conn); err != nil {
		t.Fatal(err)
	}
	var mended atomic.Bool
	pass := func(_ context.Context, s string) (string, error) {
		if strings.Contains(s, "bad") && !mended.Load() {
			return "", fault.Poisonf(fault.Malformed, "our defect")
		}
		return s, nil
	}
	emit := func(kinds ...wire.Kind) func(worker.Delivery, string) ([]wire.Effect, error) {
		return func(d worker.Delivery, s string) (out []wire.Effect, err error) {
			for _, k := range kinds {
				e, err := d.Effect(k, s, func(h *wire.Hop) { h.Year = "2026" })
				if err != nil {
					return nil, err
				}
				out = append(out, e)
			}
			return out, nil
		}
	}
	r.Work(worker.Options{},
		worker.BindRaw("read", pipelinetest.ToyID, func(_ context.Context, raw worker.Raw) (string, error) { return string(raw.Data), nil }, emit("read")),
		worker.Bind("book", pass, emit("entry", "booked")),
		worker.Bind("pay", func(_ context.Context, s string) (string, error) { return s, nil }, emit("paid")))

	good, replayed, dropped := r.Submit("good"), r.Submit("bad one"), r.Submit("bad two")
	for id, want := range map[string]client.State{good: client.StatePublished, replayed: client.StateDead, dropped: client.StateDead} {
		r.WaitState(id, want)
	}
	letter := pipelinetest.DeadOf(t, r, dropped)
	if err := dead.Drop(r.Context(), r.Conn, letter.ID, time.Now()); err != nil {
		t.Fatal(err)
	}
	if s := r.Status(); s.Published != 1 || s.Dead != 2 || s.Unaccounted != 0 {
		t.Errorf("status %+v", s)
	}
	mended.Store(true)
	if err := dead.Replay(r.Context(), r.Conn, pipelinetest.DeadOf(t, r, replayed).ID); err != nil {
		t.Fatal(err)
	}
	r.Submit("bad two")
	r.WaitState(replayed, client.StatePublished)
	r.WaitState(dropped, client.StatePublished)
	r.Idle(flow.StageNames()...)
	if a, err := audit.Audit(r.Context(), r.Conn, audit.Options{}); err != nil || !a.Clean() || a.Published != 3 {
		t.Errorf("audit %+v, %v", a, err)
	}
	if n := r.Messages("acme.p0.entry.2026.>"); n != 3 {
		t.Errorf("%d entries", n)
	}
	// The reports' flow beside it on the same broker is another one.
	if err := topology.Ensure(r.Context(), r.Conn, wire.Topology{}); err != nil {
		t.Fatal(err)
	}
	if p, err := topology.NewPlan(r.Context(), r.Conn, r.Topology); err != nil || p.Differs() || len(pipelinetest.Actions(p, topology.ActionSame)) != 0 {
		t.Errorf("plan %v, %v", pipelinetest.Actions(p, topology.ActionSame), err)
	}
}

// TestAuditorReadsTheLogAsItComes: between two audits, once much has come and not for each message,
// and never before the first one, nor out of a log that is another one.
func TestAuditorReadsTheLogAsItComes(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	a := audit.NewAuditor(r.Conn, audit.AuditorOptions{Metrics: r.Metrics})
	put := func(from, to int) {
		for i := from; i < to; i++ {
			subject, err := r.Conn.Topology().Accepted(fmt.Sprint("doc", i))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := r.Conn.JS.Publish(r.Context(), subject, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	const most = audit.KeepUpAfter
	put(0, most+1)
	if next := a.KeepUp(r.Context()); next != 0 {
		t.Errorf("read up to %d before the first audit", next)
	}
	if err := a.Once(r.Context()); err != nil {
		t.Fatal(err)
	}
	put(most+1, 2*most)
	if next := a.KeepUp(r.Context()); next != most+2 {
		t.Errorf("the next to read is %d after %d messages, want %d", next, most-1, most+2)
	}
	put(2*most, 2*most+2)
	if next := a.KeepUp(r.Context()); next != 2*most+3 {
		t.Errorf("the next to read is %d after %d messages, want %d", next, most+1, 2*most+3)
	}
	if err := r.Conn.JS.DeleteStream(r.Context(), r.Conn.Topology().LogStream()); err != nil {
		t.Fatal(err)
	}
	if err := topology.Ensure(r.Context(), r.Conn, r.Conn.Topology()); err != nil {
		t.Fatal(err)
	}
	put(0, 3*most+5)
	if next := a.KeepUp(r.Context()); next != 2*most+3 {
		t.Errorf("read up to %d out of another log", next)
	}
}
