package broker

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/internal/wire"
)

// removalsKey is the key of the witness bucket that counts the dead letters which replays and
// drops have removed.
const removalsKey = "removed"

// AnnounceRemoval counts one dead letter that is about to be removed on purpose. The count is
// on disk before the letter goes. So no more than the count may be missing from the stream,
// and a crash in between makes nobody cry. Many calls at once are one write.
func (c *Conn) AnnounceRemoval(ctx context.Context) error {
	return c.removals.add(ctx, func(ctx context.Context, n uint64) error {
		_, err := c.changeRemovals(ctx, func(have uint64) uint64 { return have + n })
		return err
	})
}

// Removals is how many removals were announced. On three replicas it may be a moment behind.
func (c *Conn) Removals(ctx context.Context) (uint64, error) {
	n, _, err := c.removalsNow(ctx)
	return n, err
}

// SettledRemovals is Removals with every announcement before the call, which costs a write.
// floor is how many there are known to be: where there are fewer the count was lost, and goes
// on from there.
func (c *Conn) SettledRemovals(ctx context.Context, floor uint64) (uint64, error) {
	return c.changeRemovals(ctx, func(have uint64) uint64 {
		if have < floor {
			return have + floor
		}
		return have
	})
}

func (c *Conn) removalsNow(ctx context.Context) (n, revision uint64, err error) {
	m, err := c.LastIfAny(ctx, wire.KVStream(c.Topology().Flow.WitnessBucket()), c.removalsSubject())
	if err != nil || m == nil {
		return 0, 0, err
	}
	if n, err = strconv.ParseUint(string(m.Data), 10, 64); err != nil {
		return 0, m.Sequence, nil // deleted, or not ours: counted anew
	}
	return n, m.Sequence, nil
}

func (c *Conn) removalsSubject() string {
	return "$KV." + c.Topology().Flow.WitnessBucket() + "." + removalsKey
}

// changeRemovals changes the count by compare-and-set and returns the new one.
func (c *Conn) changeRemovals(ctx context.Context, change func(have uint64) uint64) (uint64, error) {
	for {
		have, revision, err := c.removalsNow(ctx)
		if err != nil {
			return 0, fmt.Errorf("count removals: %w", err)
		}
		m := nats.NewMsg(c.KeySubject(c.removalsSubject()))
		m.Data = strconv.AppendUint(nil, change(have), 10)
		_, _, err = Publish(ctx, c.JS, m, nil, Expectation{Last: revision}.Option())
		if err == nil {
			return change(have), nil
		}
		if !errors.Is(err, ErrKeyTaken) {
			return 0, fmt.Errorf("count removals: %w", err)
		}
		if !Sleep(ctx, 5*time.Millisecond) {
			return 0, fmt.Errorf("count removals: %w", ctx.Err())
		}
	}
}

// tally gathers additions that come while one is being written. The zero value is ready.
type tally struct {
	writing sync.Mutex // held by the batch that is written
	mu      sync.Mutex // of next
	next    *batch
}

// batch is the additions that one write makes.
type batch struct {
	n    uint64
	done chan struct{}
	err  error
}

// add returns when a write that counts this call is through.
func (t *tally) add(ctx context.Context, write func(ctx context.Context, n uint64) error) error {
	t.mu.Lock()
	b, first := t.next, t.next == nil
	if first {
		b = &batch{done: make(chan struct{})}
		t.next = b
	}
	b.n++
	t.mu.Unlock()
	if !first {
		select {
		case <-b.done:
			return b.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	t.writing.Lock()
	defer t.writing.Unlock()
	t.mu.Lock()
	t.next = nil
	t.mu.Unlock()
	// The others' additions must not fail because the first one was cancelled.
	wctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	b.err = write(wctx, b.n)
	close(b.done)
	return b.err
}
