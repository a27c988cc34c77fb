package chaos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gouji/gouji/pipeline"
)

// killAllScenario kills whatever there is, in random order, under many documents.
func killAllScenario() Scenario {
	return Scenario{
		Name:  "kill-all",
		Doc:   "SIGKILL to workers and servers in random order, one server or three (-replicas), workers of all stages and of single ones; in batches on fresh files, each read back to its end",
		Short: Size{Docs: 150, Faults: 4}, Full: Size{Docs: 200_000, Faults: 100}, Bound: 6 * time.Hour,
		run: killAll,
	}
}

// batchDocs is how many documents one set of streams takes in kill-all: the store of a
// larger one would not fit small disks, and the reading back would need its index in memory.
const batchDocs = 20_000

func killAll(ctx context.Context, l *lab) (Result, error) {
	nodes := max(1, l.Replicas)
	batches := (l.Docs + batchDocs - 1) / batchDocs
	out := Result{Verdict: Verdict{Classes: map[string]int{}, Hops: map[string]int{}}}
	var acks []time.Duration
	kills := map[string]int{}
	begun := time.Now()
	for i := range batches {
		docs, faults := share(l.Docs, batches, i), share(l.Faults, batches, i)
		one, r, err := killBatch(ctx, l, i, nodes, docs, faults, kills)
		if err != nil {
			return out, fmt.Errorf("batch %d: %w", i+1, err)
		}
		out.add(one)
		acks = append(acks, r.firstAcks...)
		rate := float64(out.Verdict.Acked) / time.Since(begun).Seconds()
		left := time.Duration(float64(l.Docs-out.Verdict.Acked) / rate * float64(time.Second))
		l.logf("batch %d of %d: %d acknowledged, %d kills, %d wrong; %.0f documents a second, about %s left",
			i+1, batches, out.Verdict.Acked, out.Faults, out.Verdict.wrong(), rate, left.Round(time.Second))
	}
	out.Took = time.Since(begun)
	out.Note = fmt.Sprintf("R%d, killed: %s; first acknowledgement after a server's: %s; %d batches, %.0f documents a second",
		nodes, counts(kills), spreadOf(acks), batches, float64(out.Verdict.Acked)/out.Took.Seconds())
	return out, nil
}

// share is the i-th of n nearly equal parts of a whole.
func share(whole, n, i int) int { return whole*(i+1)/n - whole*i/n }

// killBatch runs one batch on files of its own, which are removed at its end.
func killBatch(ctx context.Context, l *lab, i, nodes, docs, faults int, kills map[string]int) (Result, *run, error) {
	sub, err := l.below(fmt.Sprintf("batch-%d", i))
	if err != nil {
		return Result{}, nil, err
	}
	seed := l.Seed<<12 + uint64(i)
	// Two processes with every stage, and one for each single stage.
	stages := append([]string{allStages, allStages}, pipeline.Stages()...)
	r, err := begin(ctx, sub, setup{nodes: nodes, workers: len(stages), docs: light(docs, seed), ackWait: l.lease(), ahead: 4 * sub.lead(), window: 32,
		each: func(slot int) string { return stages[slot] }})
	defer r.end()
	if err != nil {
		return Result{}, r, err
	}
	order := r.rand.Perm(faults)
	for i, mark := range r.marks(faults, docs) {
		if err := r.reach(ctx, mark); err != nil {
			return Result{}, r, err
		}
		if err := killOne(ctx, r, order[i]%5 < 2, mark, stages, kills); err != nil {
			return Result{}, r, err
		}
	}
	one, err := r.finish(ctx)
	r.end()
	if !l.Keep {
		err = errors.Join(err, os.RemoveAll(sub.dir))
	}
	return one, r, err
}

// killOne kills a server, which two of five kills do, or a worker. Of three servers a second
// one is only killed when the first is back, or the majority is gone.
func killOne(ctx context.Context, r *run, server bool, mark uint64, stages []string, kills map[string]int) error {
	if !server {
		victim := r.rand.IntN(r.workers)
		r.fault("SIGKILL to worker %d (%s) at message %d", victim, stages[victim], mark)
		kills["workers"]++
		r.fleet.kill(victim)
		return nil
	}
	if r.nodes > 1 {
		if err := until(ctx, "all replicas are current", stallBound, r.broker.replicated); err != nil {
			return err
		}
	}
	victim := r.rand.IntN(r.nodes)
	r.fault("SIGKILL to server %d at message %d", victim, mark)
	kills["servers"]++
	return killServerAt(ctx, r, victim)
}

// killServerAt kills a server and starts it again at once, on the same files.
func killServerAt(ctx context.Context, r *run, victim int) error {
	return r.awaitAck(ctx, func() { r.broker.kill(victim) }, func() error { return r.broker.start(ctx, victim) })
}
