package pipelinetest

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/admission"
	"github.com/gouji/gouji/pipeline/internal/topology"
)

// FakeDisk is a disk whose use a test sets, in per cent.
type FakeDisk struct{ Percent atomic.Int64 }

func (d *FakeDisk) Use(context.Context) (float64, error) {
	return float64(d.Percent.Load()) / 100, nil
}

func (r *Rig) Guard(o admission.Options) *admission.Controller {
	o.Metrics = r.Metrics
	g := admission.New(r.Conn, o)
	r.T.Cleanup(g.Stop)
	return g
}

func (r *Rig) TrySubmit(text string) (*fault.RefusedError, error) {
	r.T.Helper()
	_, err := client.Submit(r.Context(), r.Conn, "test", ToyID([]byte(text)), []byte(text), nil)
	var refused *fault.RefusedError
	if errors.As(err, &refused) {
		return refused, nil
	}
	return nil, err
}

func (r *Rig) Refused(text string) bool {
	r.T.Helper()
	refused, err := r.TrySubmit(text)
	if err != nil {
		r.T.Fatal(err)
	}
	return refused != nil
}

// ClosedInPlan is what the plan says of the stream of submissions.
func (r *Rig) ClosedInPlan() string {
	r.T.Helper()
	p, err := topology.NewPlan(r.Context(), r.Conn, r.Topology)
	if err != nil || p.Differs() {
		r.T.Fatalf("plan %v, %v", Actions(p, topology.ActionSame), err)
	}
	return p.Items[0].Closed
}
