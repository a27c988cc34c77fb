package chaos

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// bitFlipsScenario flips single bits in what the server has stored.
func bitFlipsScenario() Scenario {
	return Scenario{
		Name:  "bit-flips",
		Doc:   "one bit is flipped in the stored reports of some documents while everything is down; one server: nothing can repair them, so they must be missed by name, and no result may come of them",
		Short: Size{Docs: 40, Faults: 3}, Full: Size{Docs: 1000, Faults: 40}, Bound: time.Hour,
		run: bitFlips,
	}
}

func bitFlips(ctx context.Context, l *lab) (Result, error) {
	r, err := begin(ctx, l, setup{nodes: 1, workers: 1, docs: samples(l.Docs, l.Seed), ackWait: l.lease(), stages: "ingest,parse"})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	if err := parsed(ctx, r); err != nil {
		return Result{}, err
	}
	entries, _, err := readStreams(ctx, r.broker.js)
	if err != nil {
		return Result{}, err
	}
	if err := r.fleet.stop(); err != nil {
		return Result{}, err
	}
	if err := r.broker.nodes[0].proc.stop(); err != nil {
		return Result{}, err
	}
	flipped, err := flip(r, entries)
	if err != nil {
		return Result{}, err
	}
	if err := r.broker.start(ctx, 0); err != nil {
		return Result{}, err
	}
	r.stages = allStages
	r.commands = nil
	if err := r.startWorkers(ctx); err != nil {
		return Result{}, err
	}
	return judgeFlips(ctx, r, flipped)
}

// parsed waits until ingest and parse have nothing left.
func parsed(ctx context.Context, r *run) error {
	if err := <-r.submitted; err != nil {
		return err
	}
	r.submitted <- nil
	return r.rest(ctx, consumers()[:2])
}

// flip flips a bit in the stored message of some parsed reports, well behind its subject,
// and returns their documents.
func flip(r *run, entries []Entry) ([]string, error) {
	var parsed []Entry
	for _, e := range entries {
		if strings.Contains(e.Subject, ".parsed.") {
			parsed = append(parsed, e)
		}
	}
	r.rand.Shuffle(len(parsed), func(i, j int) { parsed[i], parsed[j] = parsed[j], parsed[i] })
	blocks, err := filepath.Glob(filepath.Join(r.broker.nodes[0].conf.Dir, "jetstream", "$G", "streams", "GOUJI_P0", "msgs", "*.blk"))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range parsed[:min(r.Faults, len(parsed))] {
		where, err := flipBehind(blocks, e.Subject, 1000+r.rand.IntN(2000), byte(1)<<r.rand.IntN(8))
		if err != nil {
			return nil, err
		}
		r.fault("one bit of %s, %s", e.doc(), where)
		out = append(out, e.doc())
	}
	return out, nil
}

// flipBehind flips bits in the byte that stands so far behind the subject.
func flipBehind(blocks []string, subject string, behind int, bits byte) (where string, err error) {
	for _, path := range blocks {
		data, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		i := bytes.Index(data, []byte(subject))
		if i < 0 || i+behind >= len(data) {
			continue
		}
		at := int64(i + behind)
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return "", err
		}
		_, err = f.WriteAt([]byte{data[at] ^ bits}, at)
		if e := f.Close(); err == nil {
			err = e
		}
		return fmt.Sprintf("byte %d of %s", at, filepath.Base(path)), err
	}
	return "", fmt.Errorf("no block holds %s", subject)
}

// judgeFlips expects that exactly the flipped documents have no result, that the ledger
// names each of them, that the standing audit tells how many they are, and that everything
// else is as it should be.
func judgeFlips(ctx context.Context, r *run, flipped []string) (Result, error) {
	r.hasty = true
	out, err := r.finish(ctx)
	if err != nil {
		return out, err
	}
	ended := map[string]bool{}
	for k := range out.Verdict.keys {
		ended[k.Doc] = true
	}
	acks, err := r.ledger.readBack()
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
	s, err := secondReading(ctx, r.Gouji, r.broker.urls(), r.store)
	if err != nil {
		return out, err
	}
	said := fmt.Sprintf("%d unaccounted", s.status.Unaccounted)
	if s.refusal != "" {
		said = s.refusal
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
func auditTells(ctx context.Context, r *run, n int) (bool, error) {
	if n == 0 {
		return true, nil
	}
	want := []byte(fmt.Sprintf(`"documents":%d,`, n))
	err := until(ctx, "the audit", 20*time.Second, func(context.Context) bool {
		log, err := os.ReadFile(filepath.Join(r.dir, "worker-0.log"))
		return err == nil && bytes.Contains(log, want)
	})
	return err == nil, context.Cause(ctx)
}
