package memory_test

import (
	"testing"

	"github.com/gouji/gouji/internal/memory"
)

// TestPercentKeepsTheHeadroom: the garbage beside what is in use is 64 MB, less what is in use above
// 96 MB, and at least 16 MB or a sixth of what the collector looks through. It is never more than
// four times what is in use.
func TestPercentKeepsTheHeadroom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ live, scanned, garbage uint64 }{
		{4 * mib, 4 * mib, 16 * mib}, {16 * mib, 8 * mib, 64 * mib}, {96 * mib, 40 * mib, 64 * mib}, {116 * mib, 40 * mib, 44 * mib},
		{200 * mib, 40 * mib, 16 * mib}, {1000 * mib, 960 * mib, 160 * mib}, {0, 0, 0},
	} {
		// A percent of what is in use is how exactly it can be said.
		if got := c.live / 100 * uint64(memory.Percent(c.live, c.scanned)); got > c.garbage || got+c.live/50 < c.garbage {
			t.Errorf("%d MB in use, of which %d are looked through: %d MB of garbage, want %d", c.live/mib, c.scanned/mib, got/mib, c.garbage/mib)
		}
	}
}
