package bench

import (
	"context"
	"slices"
	"time"
)

// Value is one figure that a round measured.
type Value struct {
	// Name says what was measured, Unit in what; "" is a plain number or a ratio.
	Name, Unit string
	Value      float64
}

// Summary is a figure over all rounds.
type Summary struct {
	Name   string  `json:"name"`
	Unit   string  `json:"unit"`
	Median float64 `json:"median"`
	Least  float64 `json:"least"`
	Most   float64 `json:"most"`
}

// Summarize gives each figure's median and range. Every round has the same figures in the
// same order; ratios are taken within a round, so that a machine whose speed drifts between
// rounds does not change them.
func Summarize(rounds [][]Value) []Summary {
	if len(rounds) == 0 {
		return nil
	}
	out := make([]Summary, len(rounds[0]))
	for i, v := range rounds[0] {
		all := make([]float64, len(rounds))
		for r := range rounds {
			all[r] = rounds[r][i].Value
		}
		slices.Sort(all)
		out[i] = Summary{v.Name, v.Unit, all[len(all)/2], all[0], all[len(all)-1]}
	}
	return out
}

// chain is a way of documents through four stages that has been set up.
type chain interface {
	// run sends the documents from one to before another, one after the other, and returns when
	// the last one is through.
	run(ctx context.Context, docs *documents, from, to int) error
	// close ends it and removes what it stored.
	close()
}

// cost is what a chain took for a number of documents.
type cost struct {
	rate     float64 // documents a second
	cpu      float64 // processor milliseconds a document, with children and broker
	written  float64 // KB written to disk a document, with children and broker
	p50, p99 float64 // milliseconds of one document alone
}

// alone is how many documents are sent one at a time, for the latency.
const alone = 40

// spent is what the processes have used up to a moment.
type spent struct {
	at      time.Time
	cpu     time.Duration
	written int64
}

func spentSoFar() spent { return spent{time.Now(), ProcessorTime(), writtenBytes()} }

// since is what n documents took since.
func (s spent) since(n int) cost {
	now := spentSoFar()
	return cost{
		rate: float64(n) / now.at.Sub(s.at).Seconds(), cpu: milliseconds(now.cpu-s.cpu) / float64(n),
		written: float64(now.written-s.written) / 1024 / float64(n),
	}
}

// measure sends all but the last documents as fast as they go, and those one at a time.
func measure(ctx context.Context, c chain, docs *documents) (cost, error) {
	bulk := docs.len() - alone
	begun := spentSoFar()
	if err := c.run(ctx, docs, 0, bulk); err != nil {
		return cost{}, err
	}
	out := begun.since(bulk)
	var err error
	out.p50, out.p99, err = latency(func(i int) error { return c.run(ctx, docs, bulk+i, bulk+i+1) })
	return out, err
}

// latency is how many milliseconds one of something takes alone, p50 and p99.
func latency(one func(i int) error) (p50, p99 float64, err error) {
	times := make([]float64, alone)
	for i := range times {
		begun := time.Now()
		if err := one(i); err != nil {
			return 0, 0, err
		}
		times[i] = milliseconds(time.Since(begun))
	}
	slices.Sort(times)
	return times[alone/2], times[alone*99/100], nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// values are the figures of a cost under a name.
func (c cost) values(name string) []Value {
	return []Value{
		{name + ", rate", "1/s", c.rate}, {name + ", processor", "ms", c.cpu},
		{name + ", written to disk", "KB", c.written},
		{name + ", one alone, p50", "ms", c.p50}, {name + ", one alone, p99", "ms", c.p99},
	}
}
