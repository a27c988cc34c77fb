package system

import (
	"fmt"
	"slices"
	"time"
)

// Spread is how durations lie.
type Spread struct {
	N                  int
	P50, P90, P99, Max time.Duration
}

// SpreadOf takes percentiles by the nearest rank.
func SpreadOf(d []time.Duration) Spread {
	if len(d) == 0 {
		return Spread{}
	}
	d = slices.Clone(d)
	slices.Sort(d)
	at := func(percent int) time.Duration { return d[(len(d)*percent+99)/100-1] } // nearest rank
	return Spread{N: len(d), P50: at(50), P90: at(90), P99: at(99), Max: d[len(d)-1]}
}

// String is for the note of a result.
func (s Spread) String() string {
	if s.N == 0 {
		return "not measured"
	}
	ms := time.Millisecond
	return fmt.Sprintf("p50 %s, p90 %s, p99 %s, max %s of %d", s.P50.Round(ms), s.P90.Round(ms), s.P99.Round(ms), s.Max.Round(ms), s.N)
}
