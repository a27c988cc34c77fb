package bench

import (
	"context"
	"fmt"
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
	// run sends the documents one after another and returns when the last one is through.
	run(ctx context.Context, docs [][]byte) error
	// one sends a document and returns when it is through.
	one(ctx context.Context, doc []byte) error
	// close ends it and removes what it stored.
	close()
}

// cost is what a chain took for a number of documents.
type cost struct {
	rate     float64 // documents a second
	cpu      float64 // processor milliseconds a document, with children and broker
	p50, p99 float64 // milliseconds of one document alone
}

// alone is how many documents are sent one at a time, for the latency.
const alone = 40

// measure sends all but the last documents as fast as they go, and those one at a time.
func measure(ctx context.Context, c chain, docs [][]byte) (cost, error) {
	bulk, single := docs[:len(docs)-alone], docs[len(docs)-alone:]
	begun, spent := time.Now(), ProcessorTime()
	if err := c.run(ctx, bulk); err != nil {
		return cost{}, err
	}
	took, used := time.Since(begun), ProcessorTime()-spent
	times := make([]float64, len(single))
	for i, d := range single {
		begun := time.Now()
		if err := c.one(ctx, d); err != nil {
			return cost{}, err
		}
		times[i] = milliseconds(time.Since(begun))
	}
	slices.Sort(times)
	n := float64(len(bulk))
	return cost{n / took.Seconds(), milliseconds(used) / n, times[len(times)/2], times[len(times)*99/100]}, nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// values are the figures of a cost under a name.
func (c cost) values(name string) []Value {
	return []Value{
		{name + ", rate", "1/s", c.rate}, {name + ", processor", "ms", c.cpu},
		{name + ", one alone, p50", "ms", c.p50}, {name + ", one alone, p99", "ms", c.p99},
	}
}

// payloads are n different documents of size bytes, text that hardly compresses.
func payloads(n, size int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		b := make([]byte, 0, size+20)
		for x := uint64(i + 1); len(b) < size; {
			x = x*6364136223846793005 + 1442695040888963407
			b = fmt.Appendf(b, "%016x", x)
		}
		out[i] = b[:size]
	}
	return out
}
