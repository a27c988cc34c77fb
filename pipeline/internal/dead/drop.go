package dead

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/history"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// bulkWindow is how many dead letters are worked on at once: each is a handful of requests
// that wait for the server's fsync, which writes many of them together.
const bulkWindow = 64

// Each calls f for the ids, many at a time, and done with each one's error, one at a
// time. It returns ctx's error.
func Each(ctx context.Context, ids []string, f func(context.Context, string) error, done func(id string, err error)) error {
	type result struct {
		id  string
		err error
	}
	results := make(chan result)
	var g errgroup.Group
	g.SetLimit(bulkWindow)
	go func() {
		defer close(results)
		for _, id := range ids {
			if ctx.Err() != nil {
				break
			}
			g.Go(func() error {
				results <- result{id, f(ctx, id)}
				return nil
			})
		}
		_ = g.Wait() // the functions return none
	}()
	for r := range results {
		done(r.id, r.err)
	}
	return ctx.Err()
}

// Drop gives a dead letter up: it is replaced by a record of class dropped, which has its
// id, stage, origin, document and reason, and the class it had, but no data. The record is
// written first, so that no crash makes the document one that is nowhere. An interrupted
// drop can be repeated; a letter that is replayed at the same time is left to the replay.
func Drop(ctx context.Context, c *broker.Conn, id string, now time.Time) error {
	d, seq, err := trusted(ctx, c, id)
	if err != nil {
		return err
	}
	if history.Next(history.History{}, history.Attempt{Event: history.Drop, Letter: d.Class}, nil).Action == history.FinishDrop {
		return finishDrop(ctx, c, d)
	}
	record := d
	record.Class, record.Was, record.Time = wire.ClassDropped, d.Class, now.UTC()
	record.Data, record.Ref, record.Header, record.Stack = nil, "", nil, ""
	subject, err := c.Topology().Flow.DeadSubject(record.Place())
	if err != nil {
		return fmt.Errorf("drop %s: %w", id, err)
	}
	m := nats.NewMsg(subject)
	if m.Data, err = json.Marshal(record); err != nil {
		return fmt.Errorf("drop %s: %w", id, err)
	}
	broker.Boundary("drop.before", d.Stage)
	_, _, err = broker.Publish(ctx, c.JS, m, nil, broker.Expectation{Filter: d.message(c.Topology()).OwnLetters(c.Topology().Flow), Last: seq}.Option())
	broker.Boundary("drop.after", d.Stage)
	if errors.Is(err, broker.ErrKeyTaken) {
		return fmt.Errorf("drop %s: it changed at this moment, somebody replays it; look again", id)
	}
	if err == nil {
		err = Remove(ctx, c, seq)
	}
	if err != nil {
		return fmt.Errorf("drop %s: %w", id, err)
	}
	return nil
}

// finishDrop removes the letter that a record of class dropped replaced, where the drop was
// interrupted between the two.
func finishDrop(ctx context.Context, c *broker.Conn, record Letter) error {
	record.Class = record.Was
	subject, err := c.Topology().Flow.DeadSubject(record.Place())
	if err != nil {
		return err
	}
	m, err := c.LastIfAny(ctx, c.Topology().Flow.DeadStream(), subject)
	if err != nil || m == nil {
		return err
	}
	return Remove(ctx, c, m.Sequence)
}
