package disk

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/lab/chaos/fault"
	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// BitFlips flips single bits in what the server has stored.
func BitFlips() scenario.Scenario {
	return scenario.Scenario{
		Name:  "bit-flips",
		Doc:   "one bit is flipped in the stored reports of some documents while everything is down; one server: nothing can repair them, so they must be missed by name, and no result may come of them",
		Short: scenario.Size{Docs: 40, Faults: 3}, Full: scenario.Size{Docs: 1000, Faults: 40}, Bound: time.Hour,
		Do: bitFlips,
	}
}

func bitFlips(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	r, err := system.Begin(ctx, l, system.Setup{Nodes: 1, Workers: 1, Documents: load.Samples(l.Docs, l.Seed), AckWait: l.Lease(), Stages: "ingest,parse"})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	if err := parsed(ctx, r); err != nil {
		return scenario.Result{}, err
	}
	entries, _, err := judge.ReadStreams(ctx, r.Broker.JS)
	if err != nil {
		return scenario.Result{}, err
	}
	if err := r.Fleet.Stop(); err != nil {
		return scenario.Result{}, err
	}
	if err := r.Broker.Nodes[0].Proc.Stop(); err != nil {
		return scenario.Result{}, err
	}
	flipped, err := flip(r, entries)
	if err != nil {
		return scenario.Result{}, err
	}
	if err := r.Broker.Start(ctx, 0); err != nil {
		return scenario.Result{}, err
	}
	r.Stages = system.AllStages
	r.Commands = nil
	if err := r.StartWorkers(ctx); err != nil {
		return scenario.Result{}, err
	}
	return judgeFlips(ctx, r, flipped)
}

// parsed waits until ingest and parse have nothing left.
func parsed(ctx context.Context, r *system.Run) error {
	if err := <-r.Submitted; err != nil {
		return err
	}
	r.Submitted <- nil
	return r.Rest(ctx, system.Consumers()[:2])
}

// flip flips a bit in the stored message of some parsed reports, well behind its subject,
// and returns their documents.
func flip(r *system.Run, entries []judge.Entry) ([]string, error) {
	var parsed []judge.Entry
	for _, e := range entries {
		if strings.Contains(e.Subject, ".parsed.") {
			parsed = append(parsed, e)
		}
	}
	r.Rand.Shuffle(len(parsed), func(i, j int) { parsed[i], parsed[j] = parsed[j], parsed[i] })
	blocks, err := filepath.Glob(filepath.Join(r.Broker.Nodes[0].Conf.Dir, "jetstream", "$G", "streams", "GOUJI_P0", "msgs", "*.blk"))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range parsed[:min(r.Faults, len(parsed))] {
		where, err := fault.FlipBehind(blocks, e.Subject, 1000+r.Rand.IntN(2000), byte(1)<<r.Rand.IntN(8))
		if err != nil {
			return nil, err
		}
		r.Fault("one bit of %s, %s", e.Doc(), where)
		out = append(out, e.Doc())
	}
	return out, nil
}

// judgeFlips expects that exactly the flipped documents have no result, that the ledger
// names each of them, that the standing audit tells how many they are, and that everything
// else is as it should be.
func judgeFlips(ctx context.Context, r *system.Run, flipped []string) (scenario.Result, error) {
	r.Hasty = true
	out, err := r.Finish(ctx)
	if err != nil {
		return out, err
	}
	ended := map[string]bool{}
	for k := range out.Verdict.Keys {
		ended[k.Doc] = true
	}
	acks, err := r.Ledger.ReadBack()
	if err != nil {
		return out, err
	}
	used, collateral := 0, 0
	for _, a := range acks {
		switch hit := slices.Contains(flipped, a.ID); {
		case hit && ended[a.ID]:
			used++
		case !hit && !ended[a.ID]:
			collateral++
		}
	}
	v := out.Verdict
	told, err := auditTells(ctx, r, v.Missing)
	if err != nil {
		return out, err
	}
	s, err := judge.ReadSecond(ctx, r.Gouji, r.Broker.URLs(), r.Store)
	if err != nil {
		return out, err
	}
	said := fmt.Sprintf("%d unaccounted", s.Status.Unaccounted)
	if s.Refusal != "" {
		said = s.Refusal
	}
	v.Missing = 0 // they are, and that is what is wanted
	out.Failures = v.Failures()
	for _, c := range []struct {
		n    int
		what string
	}{{used, "documents were used with a flipped bit"}, {collateral, "other documents got lost with them"}} {
		if c.n > 0 {
			out.Failures = append(out.Failures, fmt.Sprintf("%d %s", c.n, c.what))
		}
	}
	if !told {
		out.Failures = append(out.Failures, "the standing audit does not tell how many documents are lost")
	}
	out.Note = fmt.Sprintf("%d of %d flips detected and named, %d of them as dead letters, no result came of them; gouji status says %q",
		len(flipped)-used, len(flipped), v.Dead, said)
	return out, nil
}

// auditTells waits for the worker's log to say that n documents are nowhere; the audit
// runs each 5 s.
func auditTells(ctx context.Context, r *system.Run, n int) (bool, error) {
	if n == 0 {
		return true, nil
	}
	want := []byte(fmt.Sprintf(`"documents":%d,`, n))
	err := wait.Until(ctx, "the audit", 20*time.Second, func(context.Context) bool {
		log, err := os.ReadFile(filepath.Join(r.Dir, "worker-0.log"))
		return err == nil && bytes.Contains(log, want)
	})
	return err == nil, context.Cause(ctx)
}
