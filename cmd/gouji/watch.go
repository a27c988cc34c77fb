package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline"
)

// watcher hears which documents end, as a receipt or as a dead letter. It subscribes
// before anything is submitted, so that no end is missed.
type watcher struct {
	ended chan string
	subs  []*nats.Subscription
}

// watchBuffer is how many ends may wait to be counted; the server drops a subscriber
// that falls further behind than its own buffer, long after this one is full.
const watchBuffer = 4096

func newWatcher(conn *pipeline.Conn) (*watcher, error) {
	w := &watcher{ended: make(chan string, watchBuffer)}
	for subject, doc := range map[string]func(string) string{
		"gouji.*.published.receipt.>": func(s string) string {
			h, _ := pipeline.ParseHop(s)
			return h.Doc
		},
		"gouji.dead.>": func(s string) string {
			d, _ := pipeline.ParseDead(s)
			if d.Class == pipeline.ClassParked {
				return ""
			}
			return d.Doc
		},
	} {
		sub, err := conn.NC.Subscribe(subject, func(m *nats.Msg) {
			if id := doc(m.Subject); id != "" {
				w.ended <- id
			}
		})
		if err != nil {
			w.close()
			return nil, fmt.Errorf("listening to %s: %w", subject, err)
		}
		w.subs = append(w.subs, sub)
	}
	// The subscriptions count from the moment the server has them.
	if err := conn.NC.Flush(); err != nil {
		w.close()
		return nil, fmt.Errorf("listening for results: %w", err)
	}
	if err := conn.NC.LastError(); errors.Is(err, nats.ErrPermissionViolation) { // it comes before the flush is answered
		w.close()
		return nil, fmt.Errorf("--wait needs a role that hears of results, such as door: %w", err)
	}
	return w, nil
}

// lookAgain is the pause between two looks for an end that was heard of and is not there.
const lookAgain = 50 * time.Millisecond

// until returns when all the documents have ended, calling done for each. What is heard is
// looked up: a subscriber hears a receipt before the stream has stored it, and one that the
// stream refuses as well. Documents that had ended before, as duplicates have, are not
// heard of at all.
func (w *watcher) until(ctx context.Context, conn *pipeline.Conn, ids []string, done func(int)) error {
	open := make(map[string]bool, len(ids))
	look := func(id string) error {
		state, _, err := pipeline.Lookup(ctx, conn, id)
		if err == nil && (state == pipeline.StatePublished || state == pipeline.StateDead) {
			delete(open, id)
			done(1)
		}
		return err
	}
	for _, id := range ids {
		open[id] = true
		if err := look(id); err != nil {
			return err
		}
	}
	again := time.NewTicker(lookAgain)
	defer again.Stop()
	heard := make(map[string]bool)
	for len(open) > 0 {
		select {
		case id := <-w.ended:
			heard[id] = true
		case <-again.C:
		case <-ctx.Done():
			return fmt.Errorf("%d documents were still in flight: %w", len(open), ctx.Err())
		}
		for id := range heard {
			if open[id] {
				if err := look(id); err != nil {
					return err
				}
			}
			if !open[id] {
				delete(heard, id)
			}
		}
	}
	return nil
}

func (w *watcher) close() {
	for _, s := range w.subs {
		_ = s.Unsubscribe() // the connection is about to be closed
	}
}
