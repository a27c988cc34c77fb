package parse

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The functions here are those that took time by the square of their input. They were
// replaced by others that give the same, which these tests hold them to.

func bestChainBefore(cand []heading) []heading {
	best := make([]int, len(cand))
	prev := make([]int, len(cand))
	top := -1
	for i := range cand {
		best[i], prev[i] = cand[i].weight, -1
		for j := range i {
			if cand[j].number < cand[i].number && best[j]+cand[i].weight >= best[i] {
				best[i], prev[i] = best[j]+cand[i].weight, j
			}
		}
		if top < 0 || best[i] >= best[top] {
			top = i
		}
	}
	var out []heading
	for i := top; i >= 0; i = prev[i] {
		out = append([]heading{cand[i]}, out...)
	}
	return out
}

func TestBestChainIsThatOfAllPairs(t *testing.T) {
	t.Parallel()
	one := rapid.Custom(func(t *rapid.T) heading {
		return heading{
			number: rapid.IntRange(1, 10).Draw(t, "number"), printed: rapid.IntRange(0, 10).Draw(t, "printed"),
			weight: rapid.SampledFrom([]int{1, 3, 4}).Draw(t, "weight"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		cand := rapid.SliceOfN(one, 0, 40).Draw(t, "candidates")
		for i := range cand {
			cand[i].unit = i
		}
		if got, want := bestChain(cand), bestChainBefore(cand); !slices.Equal(got, want) {
			t.Fatalf("%+v\ngives %+v\nand not %+v", cand, got, want)
		}
	})
}

func nextSignBefore(s, sep, wide string) (at, size int) {
	at, size = strings.IndexByte(s, sep[0]), 1
	if at < 0 {
		at, size = len(s), 0
	}
	if wide != "" {
		if i := strings.Index(s[:at], wide); i >= 0 {
			at, size = i, len(wide)
		}
	}
	return at, size
}

func TestSignsAreThoseOfEachSearch(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"|", "｜", "\t", "1", "规章", " "})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "line"), "")
		for _, c := range [][2]string{{"|", "｜"}, {"\t", ""}} {
			g := signs{s: s, sep: c[0], wide: c[1], nextSep: -1, nextWide: -1}
			for start := 0; ; {
				at, size := nextSignBefore(s[start:], c[0], c[1])
				if gotAt, gotSize := g.behind(start); gotAt != start+at || gotSize != size {
					t.Fatalf("%q from %d: %d, %d and not %d, %d", s, start, gotAt, gotSize, start+at, size)
				}
				if size == 0 {
					break
				}
				start += at + size
			}
		}
	})
}

func textEndBefore(f string, at int) int {
	depth := 0
	for at < len(f) {
		c := f[at]
		n, _ := figureLen(f[at:])
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth = max(0, depth-1)
		case depth == 0 && n > 0:
			return at
		case c >= '0' && c <= '9':
			at++
			for at < len(f) && f[at] >= '0' && f[at] <= '9' {
				at++
			}
			continue
		}
		at++
	}
	return at
}

func TestTextEndsWhereEachPlaceSays(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"1", "20", ".", "-", "+", "年", "月", "、", "规", "(", ")", "%", "元", "万元"})
	rapid.Check(t, func(t *rapid.T) {
		f := strings.Join(rapid.SliceOfN(piece, 0, 16).Draw(t, "text"), "")
		for at := range len(f) + 1 {
			if got, want := textEnd(f, at), textEndBefore(f, at); got != want {
				t.Fatalf("%q from %d: %d and not %d", f, at, got, want)
			}
		}
	})
}
