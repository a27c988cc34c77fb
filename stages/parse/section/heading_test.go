package section

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The functions here are those that took time by the square of their input. They were
// replaced by others that give the same, which these tests hold them to.

func bestChainBefore(cand []Heading) []Heading {
	best := make([]int, len(cand))
	prev := make([]int, len(cand))
	top := -1
	for i := range cand {
		best[i], prev[i] = cand[i].weight, -1
		for j := range i {
			if cand[j].Number < cand[i].Number && best[j]+cand[i].weight >= best[i] {
				best[i], prev[i] = best[j]+cand[i].weight, j
			}
		}
		if top < 0 || best[i] >= best[top] {
			top = i
		}
	}
	var out []Heading
	for i := top; i >= 0; i = prev[i] {
		out = append([]Heading{cand[i]}, out...)
	}
	return out
}

func TestBestChainIsThatOfAllPairs(t *testing.T) {
	t.Parallel()
	one := rapid.Custom(func(t *rapid.T) Heading {
		return Heading{
			Number: rapid.IntRange(1, 10).Draw(t, "number"), Printed: rapid.IntRange(0, 10).Draw(t, "printed"),
			weight: rapid.SampledFrom([]int{1, 3, 4}).Draw(t, "weight"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		cand := rapid.SliceOfN(one, 0, 40).Draw(t, "candidates")
		for i := range cand {
			cand[i].Unit = i
		}
		if got, want := bestChain(cand), bestChainBefore(cand); !slices.Equal(got, want) {
			t.Fatalf("%+v\ngives %+v\nand not %+v", cand, got, want)
		}
	})
}
