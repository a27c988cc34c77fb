package worker

import (
	"testing"
	"time"
)

func TestBackoff(t *testing.T) {
	t.Parallel()
	for attempt, want := range map[int]time.Duration{0: 1, 1: 1, 2: 2, 3: 4, 5: 16, 6: 30, 60: 30} {
		if got := backoff(attempt, 0); got != want*time.Second {
			t.Errorf("attempt %d: %s", attempt, got)
		}
		if got := backoff(attempt, 0.999); got < want*time.Second*3/4 || got > want*time.Second {
			t.Errorf("attempt %d with jitter: %s", attempt, got)
		}
	}
}
