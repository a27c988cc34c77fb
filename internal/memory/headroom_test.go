package memory_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/internal/memory"
)

// TestPercentKeepsTheHeadroom: the garbage beside what is in use is never more than 64 MB or, above
// 256 MB in use, a quarter of it, and at least 64 MB where 16 MB and more are in use.
func TestPercentKeepsTheHeadroom(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		live := rapid.Uint64Range(0, 1<<40).Draw(t, "live")
		p := memory.Percent(live)
		garbage := live / 100 * uint64(p)
		if p < 25 || p > 400 || garbage > max(64*mib, live/4) || live >= 16*mib && live <= 256*mib && garbage < 64*mib-live/100-100 {
			t.Errorf("%d bytes in use: %d %%", live, p)
		}
	})
}
