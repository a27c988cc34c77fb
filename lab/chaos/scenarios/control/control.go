// Package control has the scenario without a fault, which shows that the judge can find one.
package control

import (
	"context"
	"fmt"
	"time"

	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
)

// Control shows that the judge can find fault: an undisturbed run is judged, then
// the same run with its record falsified, one way after another.
func Control() scenario.Scenario {
	return scenario.Scenario{
		Name:  "control",
		Doc:   "no fault; then the judge is given the same record falsified in every way it must notice",
		Short: scenario.Size{Docs: 30, Faults: 0}, Full: scenario.Size{Docs: 300, Faults: 0}, Bound: 30 * time.Minute,
		Do: control,
	}
}

func control(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	r, err := system.Begin(ctx, l, system.Setup{Nodes: 1, Workers: 1, Documents: load.Samples(l.Docs, l.Seed)})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	out, err := r.Finish(ctx)
	if err != nil {
		return out, err
	}
	entries, _, err := judge.ReadStreams(ctx, r.Broker.JS)
	if err != nil {
		return out, err
	}
	acks, err := r.Ledger.ReadBack()
	if err != nil {
		return out, err
	}
	s, err := judge.ReadSecond(ctx, r.Gouji, r.Broker.URLs(), r.Store)
	if err != nil {
		return out, err
	}
	ways, missed := judge.Falsify(acks, r.Ledger.SentIDs(), entries, out.Verdict, s)
	for _, what := range missed {
		out.Failures = append(out.Failures, "not noticed: "+what)
	}
	out.Note = fmt.Sprintf("%d of %d falsifications found", ways-len(missed), ways)
	return out, nil
}
