package door

import (
	"sync"
	"time"
)

// bucket is a token bucket: it fills at rate a second up to burst, and starts full.
type bucket struct {
	rate, burst float64

	mu    sync.Mutex
	level float64
	at    time.Time
}

func newBucket(rate float64, burst int, now time.Time) *bucket {
	return &bucket{rate: rate, burst: float64(burst), level: float64(burst), at: now}
}

// take takes one and returns 0, or takes nothing and returns how long to wait until there
// is one.
func (b *bucket) take(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if gone := now.Sub(b.at); gone > 0 {
		b.level = min(b.burst, b.level+gone.Seconds()*b.rate)
		b.at = now
	}
	if b.level < 1 {
		return max(time.Nanosecond, time.Duration((1-b.level)/b.rate*float64(time.Second)))
	}
	b.level--
	return 0
}

// charge takes n more, into debt where there are not as many: how many documents a
// request brings is known only when it has been read.
func (b *bucket) charge(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.level -= float64(n)
}
