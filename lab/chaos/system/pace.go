package system

import (
	"context"

	"github.com/gouji/gouji/lab/chaos/wait"
)

// pace returns what holds the producer back while too much waits for work, nil where the
// run has no such limit. A broker that does not answer holds nobody back.
func (r *Run) pace() func(context.Context) {
	if r.Ahead == 0 {
		return nil
	}
	given := 0
	return func(ctx context.Context) {
		allowed := int(r.allowed.Load())
		if given++; given%max(1, allowed/8) != 0 {
			return
		}
		for !r.urgent.Load() {
			lctx, cancel := context.WithTimeout(ctx, wait.Look)
			r.asking.Store(&cancel)
			n, err := r.waiting(lctx)
			cancel()
			if err != nil || n < allowed || !wait.For(ctx, wait.Poll) {
				return
			}
		}
	}
}

// Allow sets how many messages may wait for work from now on.
func (r *Run) Allow(n int) { r.allowed.Store(int64(n)) }

// waiting is how many messages wait for work or are held by a worker.
func (r *Run) waiting(ctx context.Context) (int, error) {
	n := 0
	for _, c := range Consumers() {
		cons, err := r.Broker.JS.Consumer(ctx, c.Stream, c.Name)
		if err != nil {
			return 0, err
		}
		n += int(cons.CachedInfo().NumPending) + cons.CachedInfo().NumAckPending
	}
	return n, nil
}
