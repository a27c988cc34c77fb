package memory_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/internal/memory"
)

// TestPercentKeepsTheHeadroom: the garbage beside what is in use is never more than what is in
// use, and above 256 MB a quarter of it.
func TestPercentKeepsTheHeadroom(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		live := rapid.Uint64Range(0, 1<<40).Draw(t, "live")
		p := memory.Percent(live)
		garbage := live / 100 * uint64(p)
		if p < 25 || p > 100 || garbage > max(64*mib, live/4) {
			t.Errorf("%d bytes in use: %d %%", live, p)
		}
	})
}
