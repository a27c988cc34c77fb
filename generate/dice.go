package generate

import (
	"math/bits"
	"math/rand/v2"
)

// dice draws from PCG. It uses nothing of math/rand/v2 but the generator's 64 bits,
// whose sequence is fixed by the algorithm; how rand.Rand maps them to a range is not.
type dice struct{ src *rand.PCG }

// The streams keep what is drawn for one purpose apart from the others, so that one
// seed gives the same figures in every layout.
const (
	streamIssuer = iota + 1
	streamFigures
	streamNarrative
	streamStyle
	streamFaults
	streamLayout
	streamMany
	streamPad
)

func newDice(seed, stream uint64) *dice { return &dice{rand.NewPCG(seed, stream)} }

func (d *dice) seed() uint64 { return d.src.Uint64() }

// n draws from 0 to k-1; it is 0 for k < 2. The bias is below k/2^64.
func (d *dice) n(k int) int {
	if k < 2 {
		return 0
	}
	hi, _ := bits.Mul64(d.src.Uint64(), uint64(k))
	return int(hi)
}

// between draws from lo to hi, both included; it is lo where hi is smaller.
func (d *dice) between(lo, hi int) int { return lo + d.n(hi-lo+1) }

// chance is true in percent of a hundred draws.
func (d *dice) chance(percent int) bool { return d.n(100) < percent }

// pick draws one of the values.
func pick[T any](d *dice, of ...T) T { return of[d.n(len(of))] }

// some draws k different values and keeps their order.
func some[T any](d *dice, k int, of []T) []T {
	var out []T
	for i, v := range of {
		if d.n(len(of)-i) < k-len(out) {
			out = append(out, v)
		}
	}
	return out
}

// shuffled is a copy of of in random order.
func shuffled[T any](d *dice, of []T) []T {
	out := append([]T(nil), of...)
	for i := len(out) - 1; i > 0; i-- {
		j := d.n(i + 1)
		out[i], out[j] = out[j], out[i]
	}
	return out
}
