package layout

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

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
