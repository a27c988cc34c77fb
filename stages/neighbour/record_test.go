package neighbour

import (
	"fmt"
	"testing"
)

// TestAGroupIsBounded: nobody can fill a region's record under one name, and it ends at a
// size that the broker takes.
func TestAGroupIsBounded(t *testing.T) {
	var rec Record
	put := func(label string, n int) {
		e := Entry{Doc: fmt.Sprintf("%s-%04d", label, n), Sequence: 1, Label: label}
		rec, _ = rec.With(2023, e, true)
	}
	for n := range 3 * maxOneMember {
		put("a", n)
	}
	if len(rec[2023]) != maxOneMember {
		t.Errorf("%d entries with one label, at most %d", len(rec[2023]), maxOneMember)
	}
	for i := range 2 * maxGroup {
		put(fmt.Sprint("b", i/maxOneMember), i)
	}
	if len(rec[2023]) != maxGroup {
		t.Errorf("%d entries, at most %d", len(rec[2023]), maxGroup)
	}
}
