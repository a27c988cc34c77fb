package slip

import (
	"testing"

	"pgregory.net/rapid"
)

// TestKeysTellAsComparingDoes: the comparison without a decision is that of the characters one by one.
func TestKeysTellAsComparingDoes(t *testing.T) {
	t.Parallel()
	id := rapid.OneOf(rapid.SampledFrom([]uint16{0, 1, 2, idMask}), rapid.Uint16Range(0, idMask))
	rapid.Check(t, func(t *rapid.T) {
		next, after := rapid.Uint16Range(1, idMask).Draw(t, "next"), id.Draw(t, "after")
		near := rapid.OneOf(id, rapid.SampledFrom([]uint16{next, after}))
		a, b := near.Draw(t, "a"), near.Draw(t, "b")
		s := seed{next: next, after: after, size: 9}
		want := a == next || after == 0 || b == after || b == next || a == after
		if got := s.key(40_000).may(pairKey(a, b), pairKey(b, a)); got != want {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}
