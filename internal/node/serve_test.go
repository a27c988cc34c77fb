package node

import (
	"slices"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline"
)

// TestAWaitIsToldSinceItBegan: its numbers may change, and one that ended begins anew.
func TestAWaitIsToldSinceItBegan(t *testing.T) {
	t.Parallel()
	var s since
	at := func(minute int) time.Time { return time.Date(2026, 1, 2, 3, minute, 0, 0, time.UTC) }
	parse := func(why string) pipeline.Wait { return pipeline.Wait{What: "stage parse", Kind: "no_worker", Why: why} }
	for minute, c := range []struct {
		waits []pipeline.Wait
		want  []string
	}{
		{[]pipeline.Wait{parse("3 wait")}, []string{"stage parse: 3 wait (no_worker; since 2026-01-02T03:00:00Z)"}},
		{[]pipeline.Wait{parse("4 wait"), {What: "stage publish", Kind: "sink", Why: "store is down"}},
			[]string{"stage parse: 4 wait (no_worker; since 2026-01-02T03:00:00Z)", "stage publish: store is down (sink; since 2026-01-02T03:01:00Z)"}},
		{nil, nil},
		{[]pipeline.Wait{parse("5 wait")}, []string{"stage parse: 5 wait (no_worker; since 2026-01-02T03:03:00Z)"}},
	} {
		if got := s.told(c.waits, at(minute)); !slices.Equal(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
