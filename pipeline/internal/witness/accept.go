package witness

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// ErrNothingLost says that there is no loss to accept.
var ErrNothingLost = errors.New("没有需要确认的损失 · there is no loss to accept")

// acceptTries bounds how often an acceptance begins anew because an audit has written.
const acceptTries = 20

// Accept begins the marks anew with what is there, so that what is missing by now is told no
// more, and notes who did it and what it was, also by name. The store's mark is begun anew by the process
// that has the store, at its next look. It fails with ErrNothingLost where nothing is missing,
// and where a stream is: that has to be made anew first.
func Accept(ctx context.Context, c *broker.Conn, count Count, n Named, by string, now time.Time) ([]Fault, error) {
	for range acceptTries {
		lost, err := accept(ctx, New(c, Options{Clock: func() time.Time { return now }}), count, n, by, now)
		if !errors.Is(err, errOverwritten) {
			return lost, err
		}
	}
	return nil, errOverwritten
}

func accept(ctx context.Context, w *Witness, count Count, n Named, by string, now time.Time) ([]Fault, error) {
	x, err := w.compare(ctx, count)
	if err != nil {
		return nil, err
	}
	for _, f := range x.faults {
		if x.sight.State(f.What).Missing {
			return nil, fmt.Errorf("accept a loss: %w", f)
		}
	}
	var store storeMark
	revision, there, err := read(ctx, w.c, storeKey, &store)
	if err != nil {
		return nil, err
	}
	lost := append(x.faults, store.Faults...)
	// Before the marks: where this is all that gets done, they tell it still.
	fresh, err := name(ctx, w.c, n)
	if err != nil {
		return nil, err
	}
	if len(lost) == 0 && fresh { // the marks were begun anew, as after a restore
		lost = n.Faults
	}
	if len(lost) == 0 {
		return nil, ErrNothingLost
	}
	if there && len(store.Faults) > 0 {
		store.Accept = true
		if err := write(ctx, w.c, storeKey, store, revision); err != nil {
			return nil, err
		}
	}
	anew := x
	anew.marks = Marks{Schema: Schema, Epoch: x.marks.Epoch + 1, Writes: x.marks.Writes + 1, Time: now.UTC()}
	anew.faults = nil
	next := anew.next(watched(w.c.Topology()))
	next.Time = now.UTC()
	next.Losses = append(x.marks.Losses, Loss{Time: now.UTC(), By: by, Faults: lost})
	next.Losses = next.Losses[max(0, len(next.Losses)-maxLosses):]
	return lost, write(ctx, w.c, marksKey, next, x.revision)
}

// Losses are the losses that were accepted, the oldest first.
func Losses(ctx context.Context, c *broker.Conn) ([]Loss, error) {
	bucket, err := measure(ctx, c, wire.KVStream(c.Topology().Flow.WitnessBucket()))
	if err != nil || bucket.Missing {
		return nil, err
	}
	var m Marks
	_, _, err = read(ctx, c, marksKey, &m)
	return m.Losses, err
}
