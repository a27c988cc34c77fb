package flow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
)

// Watcher hears which documents end, as a receipt or as a dead letter. It subscribes
// before anything is submitted, so that no end is missed.
type Watcher struct {
	conn  *pipeline.Conn
	ended chan string
	subs  []*nats.Subscription
	added map[string]map[string]string
}

// watchBuffer is how many ends may wait to be counted; the server drops a subscriber
// that falls further behind than its own buffer, long after this one is full.
const watchBuffer = 4096

// NewWatcher subscribes; Close ends the subscriptions.
func NewWatcher(conn *pipeline.Conn) (*Watcher, error) {
	w := &Watcher{conn: conn, ended: make(chan string, watchBuffer)}
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
			w.Close()
			return nil, fmt.Errorf("listening to %s: %w", subject, err)
		}
		w.subs = append(w.subs, sub)
	}
	// The subscriptions count from the moment the server has them.
	if err := conn.NC.Flush(); err != nil {
		w.Close()
		return nil, fmt.Errorf("listening for results: %w", err)
	}
	if err := conn.NC.LastError(); errors.Is(err, nats.ErrPermissionViolation) { // it comes before the flush is answered
		w.Close()
		return nil, fmt.Errorf("waiting needs a role that hears of results, such as door: %w", err)
	}
	return w, nil
}

// Ended gives the ids of documents as their ends are heard of, before the end can be looked
// up. It misses ends in a break of the connection, and takes them away from Until.
func (w *Watcher) Ended() <-chan string { return w.ended }

const (
	// lookAgain is the pause between two looks for an end that was heard of and is not yet
	// stored.
	lookAgain = 50 * time.Millisecond
	// lookAtAll is the pause between two looks for all documents that are open: an end that
	// fell into a break of the connection is not heard of.
	lookAtAll = 5 * time.Second
	// lookTime bounds one look.
	lookTime = 5 * time.Second
)

// Added says that submissions add headers to what was said before of a document. Until waits for
// the end that it comes to with them, and not for the one that it has.
func (w *Watcher) Added(id string, header map[string]string) {
	if w.added == nil {
		w.added = map[string]map[string]string{}
	}
	all, _ := Complete(w.added[id], header)
	w.added[id] = all
}

// Until returns when all the documents have ended, calling done for each. What is heard is
// looked up: a subscriber hears a receipt before the stream has stored it, and one that the
// stream refuses as well. Documents that had ended before, as duplicates have, are not
// heard of at all. A broker that is away is waited for. Where others of the documents, or of
// their issuers, have a report judged again, its last verdict is waited for as well.
func (w *Watcher) Until(ctx context.Context, ids []string, done func(int)) error {
	open := make(map[string]bool, len(ids))
	for _, id := range ids {
		open[id] = true
	}
	look := func(some map[string]bool) error {
		for id := range some {
			if !open[id] {
				delete(some, id)
				continue
			}
			state, err := w.stateOf(ctx, id)
			if err != nil && ctx.Err() == nil {
				if Transient(err) {
					return nil // asking for the others would time out too
				}
				return err
			}
			if err == nil && (state == pipeline.StatePublished || state == pipeline.StateDead || state == pipeline.StateErased) {
				delete(open, id)
				delete(some, id)
				done(1)
			}
		}
		return nil
	}
	again, all := time.NewTicker(lookAgain), time.NewTicker(lookAtAll)
	defer again.Stop()
	defer all.Stop()
	heard := make(map[string]bool)
	for err := look(open); len(open) > 0; {
		if err != nil {
			return err
		}
		select {
		case id := <-w.ended:
			heard[id] = true
			err = look(heard)
		case <-again.C:
			err = look(heard)
		case <-all.C:
			err = look(open)
		case <-ctx.Done():
			return fmt.Errorf("%d documents were still in flight: %w", len(open), ctx.Err())
		}
	}
	return w.untilSettled(ctx, ids)
}

// untilSettled returns when no mark names one of the documents any more, each seen so once:
// where reports of an issuer always come, their marks never end. Whoever may not see the marks
// does not wait for them.
func (w *Watcher) untilSettled(ctx context.Context, ids []string) error {
	open := make(map[string]bool, len(ids))
	for _, id := range ids {
		open[id] = true
	}
	again := time.NewTicker(lookAgain)
	defer again.Stop()
	for len(open) > 0 {
		named, err := w.marked(ctx, open)
		var denied *pipeline.PermissionError
		switch {
		case errors.As(err, &denied):
			return nil
		case err == nil:
			open = named
		case ctx.Err() == nil && !Transient(err):
			return err
		}
		if len(open) == 0 {
			break
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return fmt.Errorf("%d documents were still to be judged again: %w", len(open), ctx.Err())
		}
	}
	return nil
}

// marked are those of the documents that a mark names.
func (w *Watcher) marked(ctx context.Context, open map[string]bool) (map[string]bool, error) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	marks, err := state.NewPending(w.conn).All(ctx)
	if err != nil {
		return nil, err
	}
	named := map[string]bool{}
	for _, m := range marks {
		for _, docs := range [][]string{m.Docs, m.Judged} {
			for _, id := range docs {
				if open[id] {
					named[id] = true
				}
			}
		}
	}
	return named, nil
}

// stateOf is one look, bounded by lookTime: a request that was on its way when the broker
// ended is never answered.
func (w *Watcher) stateOf(ctx context.Context, id string) (pipeline.State, error) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	if more, ok := w.added[id]; ok {
		return pipeline.LookupAdded(ctx, w.conn, id, func(header map[string]string) bool {
			_, missing := Complete(header, more)
			return len(missing) == 0
		})
	}
	state, _, err := pipeline.Lookup(ctx, w.conn, id)
	return state, err
}

// Close ends the subscriptions.
func (w *Watcher) Close() {
	for _, s := range w.subs {
		_ = s.Unsubscribe() // the connection is about to be closed
	}
}
