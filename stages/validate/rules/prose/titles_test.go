package prose

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestInTitle compares the one search to the left with one for each mark.
func TestInTitle(t *testing.T) {
	t.Parallel()
	byMark := func(s string, i int) bool {
		s = s[max(0, i-LongestTitleBytes):i]
		return strings.LastIndex(s, "《") > strings.LastIndex(s, "》") || strings.LastIndex(s, "“") > strings.LastIndex(s, "”")
	}
	piece := rapid.SampledFrom([]string{"《", "》", "“", "”", "、", "年", "2021", "…", "‘", "〈", "一", strings.Repeat("报告", 30)})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "text"), "")
		for i := 0; i <= len(s); i++ {
			if got, want := InTitle(s, i), byMark(s, i); got != want {
				t.Fatalf("%q at %d: %v, want %v", s, i, got, want)
			}
		}
	})
}
