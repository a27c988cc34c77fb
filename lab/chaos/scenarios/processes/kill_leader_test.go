package processes

import (
	"testing"
	"time"

	"github.com/gouji/gouji/lab/chaos/system"
)

func TestBoundOfFirstAcks(t *testing.T) {
	for want, s := range map[int]system.Spread{
		0: {N: 30, P90: 8 * time.Second, P99: 10 * time.Second},
		1: {N: 30, P90: 7 * time.Second, P99: 10*time.Second + 1},
		2: {N: 30, P90: 8*time.Second + 1, P99: 11 * time.Second},
	} {
		if got := leaderBound().Failures(s); len(got) != want {
			t.Errorf("%s: %q, want %d", s, got, want)
		}
	}
	if got := (system.AckBound{P99: time.Second}).Failures(system.Spread{N: 1, P90: time.Minute, P99: time.Second}); len(got) != 0 {
		t.Errorf("no bound at p90: %q", got)
	}
}
