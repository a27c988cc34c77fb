package main

import (
	"context"
	"fmt"

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
	return w, nil
}

// until returns when all the documents have ended, calling done for each. Documents
// that had ended before, as duplicates have, are looked up.
func (w *watcher) until(ctx context.Context, conn *pipeline.Conn, ids []string, done func(int)) error {
	open := make(map[string]bool, len(ids))
	for _, id := range ids {
		state, _, err := pipeline.Lookup(ctx, conn, id)
		if err != nil {
			return err
		}
		if state == pipeline.StatePublished || state == pipeline.StateDead {
			done(1)
			continue
		}
		open[id] = true
	}
	for len(open) > 0 {
		select {
		case id := <-w.ended:
			if open[id] {
				delete(open, id)
				done(1)
			}
		case <-ctx.Done():
			return fmt.Errorf("%d documents were still in flight: %w", len(open), ctx.Err())
		}
	}
	return nil
}

func (w *watcher) close() {
	for _, s := range w.subs {
		_ = s.Unsubscribe() // the connection is about to be closed
	}
}
