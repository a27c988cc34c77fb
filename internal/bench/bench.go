// Package bench measures how many documents a second one processor reads and judges.
package bench

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules"
)

// Case is one kind of document and what is done with it.
type Case struct {
	Name string
	Data []byte
	// Base is the index of the case that reads the same document and does no more.
	Base int
	do   func(ctx context.Context, data []byte) error
}

// Figure is what one round of a case measured.
type Figure struct {
	// PerSecond is documents a second of processor time, with the child processes'.
	PerSecond float64
	// Allocs and Bytes are what one document allocates in this process.
	Allocs, Bytes float64
}

// coreRules are the beginnings of the ids of the rules that look at the tables and at what
// every report must have, without those that read the narrative sentence by sentence.
func coreRules() []string {
	return []string{"S-01", "S-02", "S-04", "S-08", "S-10", "S-11", "S-12", "T2", "T3", "T4", "Y-02", "Y-06"}
}

// judge is a Validator with the rules of the book whose ids begin with one of families.
func judge(families []string) (*validate.Validator, error) {
	var chosen []rule.Rule
	for _, r := range rules.Book() {
		if slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(r.ID, f) }) {
			chosen = append(chosen, r)
		}
	}
	return validate.New(chosen, rules.Set)
}

// Cases are, for each format, reading alone, with the core rules and with all rules.
func Cases(c *check.Checker) ([]Case, error) {
	some, err := judge(coreRules())
	if err != nil {
		return nil, err
	}
	page, err := generate.One(generate.Options{Seed: 7, Layout: generate.PDF})
	if err != nil {
		return nil, err
	}
	var out []Case
	for _, k := range []struct {
		name string
		data []byte
	}{{"text", generate.Text7K().Data}, {"html", generate.HTML100K().Data}, {"pdf", page.Data}} {
		base := len(out)
		out = append(out,
			Case{Name: k.name + ", parse", Data: k.data, Base: base, do: readAnd(c, nil)},
			Case{Name: k.name + ", parse + core rules", Data: k.data, Base: base, do: readAnd(c, some)},
			Case{Name: k.name + ", parse + all rules", Data: k.data, Base: base, do: readAnd(c, c.Rules.Now())})
	}
	return out, nil
}

// readAnd reads a document, and judges it unless v is nil.
func readAnd(c *check.Checker, v *validate.Validator) func(context.Context, []byte) error {
	return func(ctx context.Context, data []byte) error {
		r, err := c.Read(ctx, ingest.Input{Data: data}, "")
		if err != nil || v == nil {
			return err
		}
		_, err = v.Validate(ctx, validate.Input{Report: *r.Report})
		return err
	}
}

// Measure runs one case for about d, at least once, and counts. The rate is by processor time, so that
// neighbours on a shared machine take nothing from it; with one processor, garbage
// collection is inside.
func Measure(ctx context.Context, k Case, d time.Duration) (Figure, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start, spent := time.Now(), ProcessorTime()
	n := 0
	for n == 0 || time.Since(start) < d {
		if err := ctx.Err(); err != nil {
			return Figure{}, err
		}
		if err := k.do(ctx, k.Data); err != nil {
			return Figure{}, err
		}
		n++
	}
	took := max(ProcessorTime()-spent, time.Microsecond) // a clock that counts in ticks may not have moved
	runtime.ReadMemStats(&after)
	return Figure{
		PerSecond: float64(n) / took.Seconds(),
		Allocs:    float64(after.Mallocs-before.Mallocs) / float64(n),
		Bytes:     float64(after.TotalAlloc-before.TotalAlloc) / float64(n),
	}, nil
}
