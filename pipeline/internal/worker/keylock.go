package worker

import (
	"context"
	"sync"
)

// keyLock is a lock for each key. The zero value is unlocked.
type keyLock struct {
	mu sync.Mutex
	m  map[string]*keyed
}

type keyed struct {
	sem  chan struct{}
	uses int
}

// lock waits for the key and returns its unlock function, or ctx's error.
func (l *keyLock) lock(ctx context.Context, key string) (unlock func(), err error) {
	l.mu.Lock()
	if l.m == nil {
		l.m = map[string]*keyed{}
	}
	k := l.m[key]
	if k == nil {
		k = &keyed{sem: make(chan struct{}, 1)}
		l.m[key] = k
	}
	k.uses++
	l.mu.Unlock()

	leave := func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if k.uses--; k.uses == 0 {
			delete(l.m, key)
		}
	}
	select {
	case k.sem <- struct{}{}:
		return func() { <-k.sem; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
