// Package processes has the scenarios that kill and stop processes: workers, servers, databases.
package processes

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
	"github.com/gouji/gouji/pipeline"
)

// KillAll kills whatever there is, in random order, under many documents.
func KillAll() scenario.Scenario {
	return scenario.Scenario{
		Name:  "kill-all",
		Doc:   "SIGKILL to workers and servers in random order, one server or three (-replicas), workers of all stages and of single ones; in batches on fresh files, each read back to its end",
		Short: scenario.Size{Docs: 150, Faults: 4}, Full: scenario.Size{Docs: 200_000, Faults: 100}, Bound: 6 * time.Hour,
		Do: killAll,
	}
}

// batchDocs is how many documents one set of streams takes in kill-all: the store of a
// larger one would not fit small disks, and the reading back would need its index in memory.
const batchDocs = 20_000

func killAll(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	nodes := max(1, l.Replicas)
	batches := (l.Docs + batchDocs - 1) / batchDocs
	out := scenario.Result{Verdict: judge.Verdict{Classes: map[string]int{}, Hops: map[string]int{}}}
	var acks []time.Duration
	kills := map[string]int{}
	begun := time.Now()
	for i := range batches {
		docs, faults := scenario.Share(l.Docs, batches, i), scenario.Share(l.Faults, batches, i)
		one, r, err := killBatch(ctx, l, i, nodes, docs, faults, kills)
		if err != nil {
			return out, fmt.Errorf("batch %d: %w", i+1, err)
		}
		out.Add(one)
		acks = append(acks, r.FirstAcks...)
		rate := float64(out.Verdict.Acked) / time.Since(begun).Seconds()
		left := time.Duration(float64(l.Docs-out.Verdict.Acked) / rate * float64(time.Second))
		l.Logf("batch %d of %d: %d acknowledged, %d kills, %d wrong; %.0f documents a second, about %s left",
			i+1, batches, out.Verdict.Acked, out.Faults, out.Verdict.Wrong(), rate, left.Round(time.Second))
	}
	out.Took = time.Since(begun)
	out.Note = fmt.Sprintf("R%d, killed: %s; first acknowledgement after a server's: %s; %d batches, %.0f documents a second",
		nodes, scenario.Counts(kills), system.SpreadOf(acks), batches, float64(out.Verdict.Acked)/out.Took.Seconds())
	return out, nil
}

// killBatch runs one batch on files of its own, which are removed at its end.
func killBatch(ctx context.Context, l *scenario.Lab, i, nodes, docs, faults int, kills map[string]int) (scenario.Result, *system.Run, error) {
	sub, err := l.Below(fmt.Sprintf("batch-%d", i))
	if err != nil {
		return scenario.Result{}, nil, err
	}
	seed := l.Seed<<12 + uint64(i)
	// Two processes with every stage, and one for each single stage.
	stages := append([]string{system.AllStages, system.AllStages}, pipeline.Stages()...)
	r, err := system.Begin(ctx, sub, system.Setup{Nodes: nodes, Workers: len(stages), Documents: load.Light(docs, seed), AckWait: l.Lease(), Ahead: 4 * sub.Lead(), Window: 32,
		Each: func(slot int) string { return stages[slot] }})
	defer r.End()
	if err != nil {
		return scenario.Result{}, r, err
	}
	order := r.Rand.Perm(faults)
	for i, mark := range r.Marks(faults, docs) {
		if err := r.Reach(ctx, mark); err != nil {
			return scenario.Result{}, r, err
		}
		if err := killOne(ctx, r, order[i]%5 < 2, mark, stages, kills); err != nil {
			return scenario.Result{}, r, err
		}
	}
	one, err := r.Finish(ctx)
	r.End()
	if !l.Keep {
		err = errors.Join(err, os.RemoveAll(sub.Dir))
	}
	return one, r, err
}

// killOne kills a server, which two of five kills do, or a worker. Of three servers a second
// one is only killed when the first is back, or the majority is gone.
func killOne(ctx context.Context, r *system.Run, server bool, mark uint64, stages []string, kills map[string]int) error {
	if !server {
		victim := r.Rand.IntN(r.Workers)
		r.Fault("SIGKILL to worker %d (%s) at message %d", victim, stages[victim], mark)
		kills["workers"]++
		r.Fleet.Kill(victim)
		return nil
	}
	if r.Nodes > 1 {
		if err := wait.Until(ctx, "all replicas are current", system.StallBound, r.Broker.Replicated); err != nil {
			return err
		}
	}
	victim := r.Rand.IntN(r.Nodes)
	r.Fault("SIGKILL to server %d at message %d", victim, mark)
	kills["servers"]++
	return killServerAt(ctx, r, victim)
}

// killServerAt kills a server and starts it again at once, on the same files.
func killServerAt(ctx context.Context, r *system.Run, victim int) error {
	return r.AwaitAck(ctx, func() { r.Broker.Kill(victim) }, func() error { return r.Broker.Start(ctx, victim) })
}
