package node

import (
	"testing"
	"time"
)

// TestLeadWaitsForThoseThatMove: ingest waits while much waits behind it, and not for stages that
// get nothing done.
func TestLeadWaitsForThoseThatMove(t *testing.T) {
	t.Parallel()
	var l lead
	now := time.Unix(1_800_000_000, 0)
	for i, c := range []struct {
		waiting, settled uint64
		after            time.Duration
		ahead            bool
	}{
		{leadMost, 0, 0, false},
		{leadMost + 1, 0, 0, true},
		{leadMost + 1, 0, leadStuck - 1, true},
		{leadMost + 1, 0, 1, false}, // nothing has moved for so long
		{leadMost + 1, 1, 0, true},  // it moves again
		{leadMost + 9, 2, leadStuck, true},
		{leadMost, 2, leadStuck, false},
		{leadMost + 1, 2, 1, true}, // nobody was to move while so little waited
		{0, 2, 0, false},
	} {
		now = now.Add(c.after)
		l.see(c.waiting, c.settled, now)
		if l.ahead.Load() != c.ahead {
			t.Errorf("step %d: ahead is %t", i, !c.ahead)
		}
	}
}
