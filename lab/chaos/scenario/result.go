package scenario

import (
	"time"

	"github.com/gouji/gouji/lab/chaos/judge"
)

// Result is what one scenario found.
type Result struct {
	Scenario string
	Verdict  judge.Verdict
	// Faults is how many were injected.
	Faults int
	// Redelivered is deliveries beyond one for each message, Refusals publishes of the
	// producer that failed and were repeated, Crashes worker processes that ended without
	// our doing, Rows the verdicts in the SQL store.
	Redelivered, Refusals, Crashes, Rows int
	Took                                 time.Duration
	// Note is what else was seen, Skipped why nothing was done.
	Note, Skipped string
	// Failures is what breaks the guarantee; empty is good.
	Failures []string
}

// Add sums a part of a run up. What belongs to single documents is left out.
func (r *Result) Add(o Result) {
	a, b := &r.Verdict, o.Verdict
	for _, c := range []struct {
		to *int
		n  int
	}{
		{&r.Faults, o.Faults}, {&r.Redelivered, o.Redelivered}, {&r.Refusals, o.Refusals}, {&r.Crashes, o.Crashes}, {&r.Rows, o.Rows},
		{&a.Acked, b.Acked}, {&a.Published, b.Published}, {&a.Dead, b.Dead}, {&a.Missing, b.Missing}, {&a.Twice, b.Twice},
		{&a.Doubled, b.Doubled}, {&a.Foreign, b.Foreign}, {&a.Unsound, b.Unsound}, {&a.Unacked, b.Unacked}, {&a.Rejudged, b.Rejudged},
	} {
		*c.to += c.n
	}
	for k, n := range b.Classes {
		a.Classes[k] += n
	}
	for k, n := range b.Hops {
		a.Hops[k] += n
	}
	a.Details = append(a.Details, b.Details...)
	r.Failures = append(r.Failures, o.Failures...)
}
